"""What figures read: lines, colours, names and moments, of stored results or of histories in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.core.errors import SpheresError, near_name
from sim.core.world import World
from sim.lab.histories import Histories
from sim.lab.results import Results
from sim.reports.figures import network as networks
from sim.reports.figures.trajectories import quarter_ticks_of
from sim.reports.style import DASHES, INK, TREATMENT, looks

Found = Results | Histories | Mapping[str, Histories]
Values = NDArray[np.float64]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_VARIANTS = (TREATMENT, INK, "#8A8F99", "#B58900")  # no power's colour


def several(found: Histories | Mapping[str, Histories]) -> dict[str, Histories]:
    """Histories by their names, those of one world by its variant."""
    return {found.world.variant: found} if isinstance(found, Histories) else dict(found)


def lines(found: Found, series: str, actors: list[str], variants: str | Sequence[str] | None) -> dict[tuple[str, str], Values]:
    """(variant, actor) -> quantiles at LEVELS, (5, t+1)."""
    asked = None if variants is None else [variants] if isinstance(variants, str) else list(variants)
    if isinstance(found, Results):
        known = found.variants
        table = found.trajectories()
        table = table[(table["series"] == series) & table["actor"].isin(actors)]
        groups = {key: one.sort_values("turn") for key, one in table.groupby(["variant", "actor"], observed=True)}
        kept = {
            (str(v), str(a)): one[["q05", "q25", "q50", "q75", "q95"]].to_numpy(dtype=np.float64).T
            for (v, a), one in groups.items()
        }
    else:
        known = list(several(found))
        kept = {(name, actor): _quantiles(one, series, actor) for name, one in several(found).items() for actor in actors}
    for name in asked or ():
        _check_variant(name, known)
    order = [(variant, actor) for variant in (asked or known) for actor in actors]
    return {key: kept[key] for key in order if key in kept}


def _check_variant(name: str, known: list[str]) -> None:
    if name not in known:
        raise SpheresError(f"no variant '{name}' was run{near_name(name, known)}; there are: {', '.join(known)}")


def _quantiles(found: Histories, series: str, actor: str) -> Values:
    values = found.array(series)
    names = [part for part in actor.replace(":", ">").split(">") if part]
    for dim, label in zip(values.dims[2:], names, strict=False):
        values = values.at(**{dim: label})
    if len(values.dims) > 2:
        raise SpheresError(f"'{series}' needs {' and '.join(values.dims[2:])}; write for example actors='USA>RUS', or 'USA:VEN'")
    return np.nanquantile(values.values, LEVELS, axis=0)


def coloured(
    found: Found, lines: Mapping[tuple[str, str], Values], actors: list[str], variants: list[str]
) -> Iterator[tuple[tuple[str, str], str, Any]]:
    """Each line with its colour: of its power where several actors are shown, else one that is no power's."""
    if len(actors) > 1 or len(variants) == 1:
        look = looks(powers(found))
        used: dict[str, int] = {}
        for variant, actor in lines:
            power = actor.replace(":", ">").split(">")[0]
            turn = used[power] = used.get(power, -1) + 1
            yield (variant, actor), look[power].colour if power in look else INK, DASHES[turn % len(DASHES)]
    else:
        yield from zip(lines, cycle(_VARIANTS), cycle(DASHES), strict=False)


def _world(found: Histories | Mapping[str, Histories]) -> World:
    """The world of the first of them."""
    return next(iter(several(found).values())).world


def powers(found: Found) -> list[str]:
    """Ids of the powers."""
    return list(found.view.powers if isinstance(found, Results) else _world(found).powers)


def names(found: Found) -> dict[str, str]:
    """Id -> name, of powers and clients."""
    if isinstance(found, Results):
        return found.view.names
    world = _world(found)
    return dict(zip((*world.powers, *world.clients), (*world.power_names, *world.client_names), strict=True))


def label(found: Found, variant: str) -> str:
    """What a variant is called; histories have but its id."""
    return found.view.labels().get(variant, variant) if isinstance(found, Results) else variant


def dated(axes: Axes, found: Found) -> None:
    """Quarters on the axis of turns."""
    calendar = found.calendar if isinstance(found, Results) else _world(found).calendar
    axes.set_xticks(*quarter_ticks_of(calendar, inches=8, fewest_inches=0.6))
    axes.set_xlim(0, calendar.turns)


def picture(found: Results | Histories, quarter: str | None, variant: str | None, replicate: int | None) -> networks.Picture:
    """Who follows whom at the end of a quarter (None: of the last): the mean over replicates, or one of them."""
    calendar = found.calendar if isinstance(found, Results) else found.world.calendar
    turn = calendar.turns if quarter is None else calendar.turn(quarter) + 1
    if not 0 <= turn <= calendar.turns:
        first, last = calendar.quarter(-1), calendar.quarter(calendar.turns - 1)
        raise SpheresError(f"{quarter} lies outside the run; choose a quarter from {first} (the opening) to {last}")
    if isinstance(found, Results):
        known = found.variants
        if variant is not None:
            _check_variant(variant, known)
        return networks.picture_at(found.view, variant or known[0], turn)
    values = found.array("alignment").at(quarter=calendar.quarter(turn - 1))
    values = values.mean("replicate") if replicate is None else values.at(replicate=replicate)
    return networks.picture_of(found.world, values.values)
