"""Maps: a scenario's `maps:` run point by point, and the scenario as it stands placed among the points."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.core.errors import SpheresError, near_name
from sim.experiments import sweep as sweeps
from sim.experiments.executors import crew
from sim.experiments.files import write_whole
from sim.experiments.grid import At, Grid
from sim.experiments.progress import Progress
from sim.experiments.sweep import Asked, Found
from sim.experiments.verdict import NOT_JUDGED
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.scenario.maps import PhaseMap, Spot, maps_of, spot

REPLICATES: Final = 100  # of each variant at each point, at the first look
CAP: Final = 400
CAST_SHARE: Final = 4  # the cast's own place is a point that a reader looks at: so many times as many replicates
SHARES: Final = ("increase", "decrease", "no meaningful effect", "undecided", NOT_JUDGED)


@dataclass(frozen=True, slots=True, eq=False)
class Mapped:
    """A map that was run.

    table      a row a point, as `sim.sweep` returns it
    cast       the effect in the scenario as it stands; `x`, `y`: where that lies
    directory  where its points are kept
    """

    about: PhaseMap
    title: str
    unit: str
    table: pd.DataFrame
    cast: Found
    x: Spot
    y: Spot
    directory: Path

    def field(self, column: str) -> NDArray[np.generic]:
        """A column of the table as an array (y, x)."""
        shape = len(self.about.x.values), len(self.about.y.values)
        return self.table[column].to_numpy().reshape(shape).T

    @property
    def shares(self) -> dict[str, float]:
        """direction -> the share of the points that have it; those that no point has are left out."""
        counted = self.table["direction"].value_counts(normalize=True)
        return {name: float(counted[name]) for name in SHARES if name in counted}

    @property
    def holding(self) -> float | None:
        """The share of the points at which what the first document expects holds; None where nothing is expected."""
        return float((self.table["verdict"] == "supported").mean()) if self.about.expected else None

    @property
    def turns_round(self) -> bool:
        """Whether the effect is an increase at some points and a decrease at others."""
        return {"increase", "decrease"} <= set(self.table["direction"])


def chosen_maps(scenario: Scenario, ids: Sequence[str]) -> list[PhaseMap]:
    """The maps of a scenario with these ids, or all; SpheresError for one that is not there."""
    known = {one.id: one for one in maps_of(scenario)}
    if not known:
        raise SpheresError(f"scenario '{scenario.name}' has no map; docs/scenarios.md says how to write one, under `maps`")
    for id_ in ids:
        if id_ not in known:
            near, listed = near_name(id_, list(known)), ", ".join(known)
            raise SpheresError(f"scenario '{scenario.name}' has no map '{id_}'{near}; it has: {listed}")
    return [one for one in known.values() if not ids or one.id in ids]


def run_map(
    scenario: Scenario,
    about: PhaseMap,
    *,
    replicates: int = REPLICATES,
    cap: int = CAP,
    seed: int | None = None,
    workers: int = 1,
    results: str | Path = "results",
    progress: Progress | None = None,
    executor: Executor | None = None,
    command: str | None = None,
) -> Mapped:
    """Run a map's points, the undecided ones with more replicates up to the cap; arguments as for `sim.sweep`."""
    asked = Asked(about.outcome, about.contrasts, about.smallest_effect, about.expected)
    axes = [about.x, about.y]
    grid = Grid.of(scenario, [axis.paths for axis in axes], asked.variants, asked.outcome, seed)
    points: list[At] = list(product(about.x.values, about.y.values))
    team, here = crew(workers, executor), ()
    with sweeps.opened(grid, asked, results, command) as folder:
        sweeps.check_values(grid, [axis.values for axis in axes])
        found = sweeps.effects(folder, points, asked, sweeps.plan(replicates, cap), team, progress)
        most = sweeps.plan(CAST_SHARE * replicates, max(CAST_SHARE * replicates, cap))
        cast = sweeps.effects(folder, [here], asked, most, crew(1), None)[here]
        table = sweeps.kept(folder, sweeps.tabled(grid, found))
        write_whole(folder.path / f"{about.id}.csv", table.to_csv(index=False, lineterminator="\n").encode())
        x, y = (spot(scenario, axis, asked.variants) for axis in axes)
        return Mapped(about, scenario.title, OUTCOMES[about.outcome.name].unit, table, cast, x, y, folder.path)
