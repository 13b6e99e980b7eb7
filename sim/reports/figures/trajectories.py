"""Fan charts: how a series ran, by variant; who is a colour, which variant is a place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.reports.style import DASHES, INK, WIDTH, Look, looks, new_figure, styled, wrapped
from sim.reports.view import View, described
from sim.reports.wording import actor_name, with_unit, words

Lines = dict[str, NDArray[np.float64]]

MOST_ACTORS: Final = 4  # fans that lie over one another and can still be told apart
PANELS_A_ROW: Final = 4
FIRST: Final = (
    "sphere_alignment",
    "influence",
    "pressure",
    "encroachment",
    "grievance",
    "trust",
    "norm",
    "open_wars",
    "hedging",
    "legitimacy",
)
MOST_SERIES: Final = 12  # in a report; the rest can be drawn from the run directory
MOST_PANELS: Final = 48  # in a report over all series: more take long to draw, and nobody reads them
FEWEST_SERIES: Final = 4


@dataclass(frozen=True, slots=True)
class Chart:
    """A fan chart to draw: a series and whose."""

    series: str
    actors: tuple[str, ...]
    name: str
    title: str


def charts(view: View) -> list[Chart]:
    """What a report shows: what the claims are about, then the usual series; none that never moves."""
    moving = _moving(view.trajectories)
    asked = [claim.request.name for claim in view.claims]
    wanted = dict.fromkeys([name for name in (*asked, *FIRST) if name in moving and name != "alignment"])
    first = [_chart(view, series, moving[series]) for series in wanted if series in asked]
    usual = [_chart(view, series, moving[series]) for series in wanted if series not in asked]
    drawn = first + [_of_client(client, moving, view) for client in _clients_asked(view)] + usual
    room = MOST_PANELS // max(1, len(view.variants))
    return [chart for chart in drawn if chart.actors][: min(MOST_SERIES, max(FEWEST_SERIES, room))]


def _moving(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Series -> actor -> how far its quantiles reach, of those that are not the same number throughout."""
    found: dict[str, dict[str, float]] = {}
    if table.empty:
        return found
    ends = table.groupby(["series", "actor"], observed=True).agg(low=("q05", "min"), high=("q95", "max"))
    for (series, actor), low, high in zip(ends.index, ends["low"], ends["high"], strict=True):
        if math.isfinite(low) and math.isfinite(high) and high - low > 1e-12:
            found.setdefault(str(series), {})[str(actor)] = float(high - low)
    return found


def _chart(view: View, series: str, moving: dict[str, float]) -> Chart:
    return Chart(series, choose(view, moving), series, words(series))


def choose(view: View, moving: dict[str, float]) -> tuple[str, ...]:
    """The actors to draw: of the claims first, then those that move most; in the order of the powers."""
    asked: set[str | None] = set()
    for request in (claim.request for claim in view.claims):
        asked |= {request.power, request.rival, request.client}
        asked |= {f"{request.power}>{request.rival}", f"{request.rival}>{request.power}"}
    ranked = sorted(moving, key=lambda actor: (actor not in asked, -moving[actor], actor))
    kept = ranked[:MOST_ACTORS]
    order = {power: place for place, power in enumerate(view.powers)}
    return tuple(sorted(kept, key=lambda actor: [order.get(part, len(order)) for part in re.split("[>:]", actor)]))


def _clients_asked(view: View) -> list[str]:
    return list(dict.fromkeys(claim.request.client for claim in view.claims if claim.request.client))


def _of_client(client: str, moving: dict[str, dict[str, float]], view: View) -> Chart:
    pairs = {actor: size for actor, size in moving.get("alignment", {}).items() if actor.endswith(f":{client}")}
    kept = sorted(pairs, key=lambda actor: -pairs[actor])[:MOST_ACTORS]
    order = [f"{power}:{client}" for power in view.powers]
    actors = tuple(actor for actor in order if actor in kept)
    return Chart("alignment", actors, f"alignment_{client}", f"alignment of {view.names[client]}")


def fan_chart(view: View, series: str, actors: Sequence[str] | None = None, *, title: str | None = None) -> Figure:
    """A panel a variant; per actor the median, the middle half and the middle nine tenths of the replicates.

    Dotted: the median of the first variant again, in the other panels, to compare with.
    actors  as in the trajectories, such as "USA", "RUS>USA", "USA:VEN"; not given: the four that move most
    """
    table = view.trajectories[view.trajectories["series"] == series]
    if actors is None:
        moving = _moving(table).get(series, {})
        actors = choose(view, moving or dict.fromkeys([str(a) for a in table["actor"].unique()], 0.0))
    unit, _ = described(series)
    with styled():
        return _draw(view, table, tuple(actors), title or words(series), with_unit(words(series), unit))


def _draw(view: View, table: pd.DataFrame, actors: tuple[str, ...], title: str, label: str) -> Figure:
    columns = min(PANELS_A_ROW, max(1, len(view.variants)))
    rows = math.ceil(max(1, len(view.variants)) / columns)
    titles = [wrapped(variant.label, 105 // columns) for variant in view.variants]
    extra = 0.19 if any("\n" in one for one in titles) else 0.0  # inches for a second line
    pitch, head = 2.75 + extra, 0.98 + extra
    height = head + rows * pitch - 0.3
    figure = new_figure(height)
    figure.text(0.012, 1 - 0.12 / height, wrapped(title, 42, 1), va="top", fontsize=13, fontweight="bold")
    drawn, lines = _looks(view, actors), _lines(table, actors)
    room = (WIDTH - 1.05) / columns
    ticks = quarter_ticks(view, fewest_inches=0.62, inches=room - 0.35)
    span = _span(table, actors)
    for i, variant in enumerate(view.variants):
        row, column = divmod(i, columns)
        bottom = height - head - row * pitch - 2.1
        axes = figure.add_axes(((0.95 + column * room) / WIDTH, bottom / height, (room - 0.3) / WIDTH, 2.1 / height))
        axes.set_title(titles[i], fontsize=11, pad=4)
        for actor in actors:
            _fan(axes, lines.get((variant.id, actor)), drawn[actor])
            if i:
                _first_median(axes, lines.get((view.variants[0].id, actor)), drawn[actor])
        axes.set_xlim(0, max(1, view.calendar.turns))
        axes.set_ylim(*span)
        axes.set_xticks(*ticks)
        axes.tick_params(axis="y", labelleft=column == 0)
        if column == 0:
            axes.set_ylabel(wrapped(label, 30))
    _legend(figure, view, actors, drawn, height)
    return figure


def _lines(table: pd.DataFrame, actors: tuple[str, ...]) -> dict[tuple[str, str], Lines]:
    """(variant, actor) -> turn and quantiles, each (t,)."""
    kept = table[table["actor"].isin(list(actors))].sort_values("turn")
    found = {}
    for key, one in kept.groupby(["variant", "actor"], observed=True):
        variant, actor = (str(part) for part in key)
        found[variant, actor] = {
            name: one[name].to_numpy(dtype=np.float64) for name in ("turn", "q05", "q25", "q50", "q75", "q95")
        }
    return found


def _first_median(axes: Axes, one: Lines | None, look: Look) -> None:
    if one is not None:
        dots = (0, (1, 1.4))
        axes.plot(one["turn"], one["q50"], color=_darker(look.colour), linewidth=1.8, linestyle=dots, zorder=4)


def _fan(axes: Axes, one: Lines | None, look: Look) -> None:
    if one is None:
        return
    for low, high, depth in (("q05", "q95", 0.16), ("q25", "q75", 0.30)):
        axes.fill_between(one["turn"], one[low], one[high], color=look.colour, alpha=depth, linewidth=0)
    axes.plot(one["turn"], one["q50"], color=look.colour, linestyle=look.dash, linewidth=2.4, zorder=3)


def _looks(view: View, actors: tuple[str, ...]) -> dict[str, Look]:
    """The colour of the power that an actor begins with; a second actor of a power gets another dash."""
    of_power = looks(list(view.powers))
    used: dict[str, int] = {}
    drawn = {}
    for actor in actors:
        power = re.split("[>:]", actor)[0]
        base = of_power.get(power, Look(INK, "o", "-"))
        turn = used[power] = used.get(power, -1) + 1
        drawn[actor] = Look(base.colour, base.marker, base.dash if not turn else DASHES[turn % len(DASHES)])
    return drawn


def _darker(colour: str) -> tuple[float, float, float]:
    red, green, blue = (0.6 * part for part in to_rgb(colour))
    return red, green, blue


def _span(table: pd.DataFrame, actors: tuple[str, ...]) -> tuple[float, float]:
    """Ends of the common y axis; holds 0, so that a small change does not look large."""
    kept = table[table["actor"].isin(list(actors))][["q05", "q95"]].to_numpy(dtype=np.float64)
    kept = kept[np.isfinite(kept)]
    if not kept.size:
        return 0.0, 1.0
    low, high = min(0.0, float(kept.min())), max(0.0, float(kept.max()))
    air = 0.05 * (high - low) or 0.5
    return low - (air if low < 0 else 0.0), high + air


def quarter_ticks(view: View, *, inches: float, fewest_inches: float) -> tuple[list[int], list[str]]:
    """State numbers at which a year begins, and the years, as many as have room."""
    calendar = view.calendar
    years = [t for t in range(calendar.turns + 1) if calendar.quarter(t).endswith("Q1")]
    if len(years) < 2:
        step = max(1, math.ceil((calendar.turns + 1) / max(1, inches / 0.85)))
        shown = list(range(0, calendar.turns + 1, step))
        return shown, [calendar.quarter(t) for t in shown]
    room = max(2, int(inches / fewest_inches))
    step = next(s for s in (1, 2, 4, 5, 10, 20, 25, 50, 100, 250, 1000, 10_000, 10**9) if math.ceil(len(years) / s) <= room)
    shown = [t for t in years if int(calendar.quarter(t)[:4]) % step == 0] or years[:1]
    return shown, [calendar.quarter(t)[:4] for t in shown]


def _legend(figure: Figure, view: View, actors: tuple[str, ...], drawn: dict[str, Look], height: float) -> None:
    """Who is which colour, on one line; in the corner above, what bands and dots are."""
    who = [
        Line2D(
            [],
            [],
            color=drawn[actor].colour,
            linestyle=drawn[actor].dash,
            linewidth=3,
            label=wrapped(actor_name(actor, view.names), 118 // max(1, len(actors)), 1),
        )
        for actor in actors
        if actor
    ]
    how: list[Line2D | Patch] = [
        Patch(color=INK, alpha=0.45, label="middle half"),
        Patch(color=INK, alpha=0.18, label="middle nine tenths"),
    ]
    if len(view.variants) > 1:
        first = wrapped(view.variants[0].label, 26, 1)
        dots = Line2D([], [], color=INK, linestyle=(0, (1, 1.4)), linewidth=1.8, label=f"median, {first}")
        how.insert(0, dots)
    common: dict[str, Any] = {
        "columnspacing": 1.3,
        "handlelength": 2.0,
        "fontsize": 9.5,
        "borderaxespad": 0.0,
    }
    figure.legend(handles=how, loc="upper right", bbox_to_anchor=(0.992, 1 - 0.14 / height), ncol=3, **common)
    if who:
        figure.legend(handles=who, loc="upper left", bbox_to_anchor=(0.012, 1 - 0.42 / height), ncol=4, **common)
