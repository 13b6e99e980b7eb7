"""One history in sentences, and one bargaining table, for a notebook: `sim.tell`, `sim.bargain`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from sim.core.errors import SpheresError
from sim.core.world import State, World
from sim.engine.reasons import Chronicle, chronicle
from sim.experiments.loading import load
from sim.reports.figures.bargain import Bargain, bargain_of
from sim.reports.telling import Entry, ending, opening, story
from sim.scenario import Scenario, build


@dataclass(frozen=True, slots=True, eq=False)
class Tale:
    """A history told: `print(tale)` is the text, `tale.frame()` its entries, `tale.chronicle` the terms as numbers."""

    chronicle: Chronicle
    opening: tuple[str, ...]
    entries: tuple[Entry, ...]
    ending: tuple[str, ...]

    def frame(self) -> pd.DataFrame:
        """A row an entry: quarter, kind, text (what happened), why (the terms of the decision)."""
        return pd.DataFrame([asdict(entry) for entry in self.entries], columns=["quarter", "kind", "text", "why"])

    def __str__(self) -> str:
        lines, quarter = [*self.opening], ""
        for entry in self.entries:
            lines += [f"\n{entry.quarter}"] if entry.quarter != quarter else []
            quarter = entry.quarter
            lines.append(str(entry))
        return "\n".join([*lines, "", *self.ending])


def tell(
    world: World | Scenario | str | Path, variant: str | None = None, *, replicate: int = 0, seed: int | None = None
) -> Tale:
    """Tell one history in sentences, with the reasons that the model had, in numbers.

    world, variant, seed  as for `sim.simulate`;  replicate  which history of that seed
    raises                ScenarioError, SpheresError

    >>> import sim
    >>> tale = sim.tell("venezuela_for_ukraine", "linked_opposed", seed=7, replicate=17)
    >>> list(tale.frame().columns)
    ['quarter', 'kind', 'text', 'why']
    """
    found = chronicle_of(world, variant, replicate=replicate, seed=seed)
    return Tale(found, tuple(opening(found)), tuple(story(found)), tuple(ending(found)))


def bargain(
    world: World | Scenario | str | Path, power: str, rival: str, variant: str | None = None, *, state: State | None = None
) -> Bargain:
    """What two powers could trade at the opening (or in a state of one replicate): issues, the Pareto chain, the Nash package.

    returns  gains are utility over having no bargain; `issues` is a frame of what could be conceded, the best exchange first
    raises   ScenarioError, SpheresError

    >>> import sim
    >>> found = sim.bargain("venezuela_for_ukraine", "USA", "RUS", "linked_opposed")
    >>> found.signed, list(found.issues.columns)
    (True, ['gets', 'gain', 'loss', 'share'])
    """
    if isinstance(world, str | Path):
        world = load(world)
    return bargain_of(build(world, variant) if isinstance(world, Scenario) else world, power, rival, state)


def chronicle_of(
    world: World | Scenario | str | Path, variant: str | None = None, *, replicate: int = 0, seed: int | None = None
) -> Chronicle:
    """One history with its accounts; the arguments as for `tell`."""
    if isinstance(world, str | Path):
        world = load(world)
    if isinstance(world, Scenario):
        seed = world.seed if seed is None else seed
        world = build(world, variant)
    if seed is None:
        raise SpheresError("a World has no seed of its own; give one, such as seed=1")
    return chronicle(world, seed=seed, replicate=replicate)
