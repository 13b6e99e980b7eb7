"""Sweeps: how the effect of a treatment depends on one or two parameters, point by point, under common luck.

At every point the same replicates meet the same luck, so that neighbouring points, and treatment and control at each, are
comparable pair by pair. The interval at a point is that of the paired difference there, at 95 %; it is not corrected for the
number of points, so about one point in twenty may mislead: read the pattern, not a single point. Where replicates are added
up to a cap, points that are undecided are looked at again at doubling sizes, and the 5 % are shared out among the looks as
for `--replicates auto` (sequential.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.core.errors import SpheresError, near_name
from sim.core.request import Request
from sim.experiments import provenance
from sim.experiments.asking import request_of
from sim.experiments.compare import pair_up
from sim.experiments.executors import Crew, crew
from sim.experiments.files import write_whole
from sim.experiments.grid import TABLE, At, Grid, GridFolder
from sim.experiments.interval import PairedMean
from sim.experiments.loading import load
from sim.experiments.progress import Progress
from sim.experiments.sequential import FIRST, Look, looks
from sim.experiments.verdict import NOT_JUDGED, Expected, Place, find, place
from sim.scenario import Scenario, build

MOST_AXES: Final = 2
DIRECTIONS: Final = {
    Place.ABOVE: "increase", Place.BELOW: "decrease", Place.NEGLIGIBLE: "no meaningful effect", Place.ACROSS: "undecided",
}  # fmt: skip

Contrast = tuple[str, str]
Over = Mapping[str | tuple[str, ...], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured at every point: (treatment, control), and the baseline's where there is one.

    expected  increase, decrease, no_difference; None: nothing is claimed, and only the direction is told
    """

    outcome: Request
    contrasts: tuple[Contrast, ...]
    smallest_effect: float
    expected: str | None = None

    @property
    def variants(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for contrast in self.contrasts for name in contrast))


@dataclass(frozen=True, slots=True)
class Found:
    """The effect at a point, in the outcome's unit, with the interval that decides; NaN where it could not be judged."""

    replicates: int
    treatment: float = math.nan
    control: float = math.nan
    effect: float = math.nan
    low: float = math.nan
    high: float = math.nan
    confidence: float = math.nan
    direction: str = NOT_JUDGED
    verdict: str = NOT_JUDGED


def sweep(
    scenario: Scenario | str | Path,
    over: Over,
    *,
    claim: str | None = None,
    outcome: Request | str | None = None,
    treatment: str | None = None,
    control: str | None = None,
    baseline: Contrast | None = None,
    smallest_effect: float = 0.0,
    replicates: int = FIRST,
    cap: int | None = None,
    seed: int | None = None,
    workers: int = 1,
    results: str | Path = "results",
    progress: Progress | None = None,
    executor: Executor | None = None,
    command: str | None = None,
) -> pd.DataFrame:
    """The effect of a treatment over one or two parameters.

    scenario    a Scenario, its name, or its file
    over        key path -> values, as for `--set`; a tuple of key paths moves together
    claim       id of a claim of the scenario, whose outcome, contrast and smallest effect are taken; or
    outcome, treatment, control, baseline, smallest_effect   what to measure, which variants to compare, a second contrast
                to take away, the size below which an effect is none
    replicates  of each variant at each point
    cap         where given, undecided points get more, doubling up to this
    seed        None for the scenario's own
    workers, executor, results, progress   as for `run_scenario`
    returns     a row a point: a column for each axis, the means of treatment and control, effect, low, high, confidence,
                replicates, direction (increase, decrease, no meaningful effect, undecided), and for a claim its verdict;
                `attrs["directory"]` is where it is kept
    raises      SpheresError, with the remedy

    >>> import sim
    >>> over = {"powers.RUS.doctrine.reciprocity": [0.5, 1.5]}
    >>> sim.sweep("tit_for_tat", over, claim="H01b", replicates=20)["replicates"].tolist()
    [20, 20]
    """
    if isinstance(scenario, str | Path):
        scenario = load(scenario)
    asked = asked_of(scenario, claim, outcome, treatment, control, baseline, smallest_effect)
    axes = _axes(over)
    grid = Grid.of(scenario, list(axes), asked.variants, asked.outcome, seed)
    points = list(product(*axes.values()))
    with opened(grid, asked, results, command) as folder:
        check_values(grid, list(axes.values()))
        found = effects(folder, points, asked, plan(replicates, cap), crew(workers, executor), progress)
        return kept(folder, tabled(grid, found))


def plan(replicates: int, cap: int | None) -> tuple[Look, ...]:
    """The looks: one, or as many as doubling up to the cap takes."""
    return looks(replicates, replicates if cap is None else cap)


def opened(grid: Grid, asked: Asked, results: str | Path, command: str | None) -> GridFolder:
    """The folder of a grid, to be used as a context."""
    about = {
        "contrasts": [list(contrast) for contrast in asked.contrasts], "smallest_effect": asked.smallest_effect,
        "expected": asked.expected, "command": provenance.command_line() if command is None else command,
    }  # fmt: skip
    return GridFolder(grid, results, about)


def check_values(grid: Grid, values: Sequence[Sequence[float]]) -> None:
    """ScenarioError, before anything is run, for a value that a parameter cannot take."""
    middle = [one[len(one) // 2] for one in values]
    for index, one in enumerate(values):
        for value in one:
            grid.at(tuple(value if i == index else other for i, other in enumerate(middle)))


def effects(
    folder: GridFolder, points: Sequence[At], asked: Asked, looked: Sequence[Look], team: Crew, progress: Progress | None
) -> dict[At, Found]:
    """The effect at each point, each at the first look that decides it, or at the last."""
    found: dict[At, Found] = {}
    left = list(points)
    for look in looked:
        folder.fill(left, look.replicates, team, progress)
        for at in left:
            found[at] = judge_point(folder.columns(at, look.replicates), asked, look, folder.grid.seed)
        left = [at for at in left if found[at].direction == DIRECTIONS[Place.ACROSS]]
        if not left:
            break
    return {at: found[at] for at in points}


def judge_point(columns: Mapping[str, Any], asked: Asked, look: Look, seed: int) -> Found:
    """The effect in the columns of a point, with its interval at the look's confidence."""
    try:
        pairs = pair_up(*(columns[name] for contrast in asked.contrasts for name in contrast))
    except SpheresError:
        return Found(look.replicates)
    mean = PairedMean(pairs.difference, smallest_alpha=look.alpha, seed=seed)
    interval = mean.interval(look.alpha)
    where = place(interval, asked.smallest_effect)
    return Found(
        look.replicates, float(pairs.treatment.mean()), float(pairs.control.mean()), mean.mean, interval.low, interval.high,
        interval.confidence, DIRECTIONS[where], str(find(where, Expected(asked.expected))) if asked.expected else "",
    )  # fmt: skip


def tabled(grid: Grid, found: Mapping[At, Found]) -> pd.DataFrame:
    """A row a point."""
    names = [", ".join(paths) for paths in grid.axes]
    axes = {name: [at[i] for at in found] for i, name in enumerate(names)}
    told = list(found.values())
    kept = ["treatment", "control", "effect", "low", "high", "confidence", "replicates", "direction"]
    kept += ["verdict"] if any(one.verdict for one in told if one.direction != NOT_JUDGED) else []
    return pd.DataFrame({**axes, **{name: [getattr(one, name) for one in told] for name in kept}})


def kept(folder: GridFolder, table: pd.DataFrame) -> pd.DataFrame:
    """The table, written beside its points; it knows where."""
    write_whole(folder.path / TABLE, table.to_csv(index=False, lineterminator="\n").encode())
    table.attrs["directory"] = str(folder.path)
    return table


def asked_of(
    scenario: Scenario, claim: str | None, outcome: Request | str | None, treatment: str | None, control: str | None,
    baseline: Contrast | None, smallest_effect: float,
) -> Asked:  # fmt: skip
    """What is measured: by a claim's id, or by an outcome and two variants; SpheresError where neither is told, or both."""
    if claim is not None:
        if outcome or treatment or control or baseline:
            raise SpheresError("give a claim, or outcome, treatment and control; a claim has its own")
        known = {one.id: one for one in scenario.claims}
        if claim not in known:
            near, listed = near_name(claim, list(known)), ", ".join(known) or "none"
            raise SpheresError(f"scenario '{scenario.name}' makes no claim '{claim}'{near}; it makes: {listed}")
        one = known[claim]
        contrasts = ((one.treatment, one.control), *((one.baseline,) if one.baseline else ()))
        return Asked(one.outcome, contrasts, one.smallest_effect, one.expected)
    if outcome is None or treatment is None or control is None:
        raise SpheresError("say what to measure: a claim's id, or an outcome, a treatment and a control")
    if treatment == control:
        raise SpheresError(f"treatment and control are the same variant, '{control}'; compare two")
    if not smallest_effect >= 0:
        raise SpheresError(f"smallest_effect is {smallest_effect:g}, expected 0 or more, in the outcome's unit")
    scenario.world_data(treatment)
    request = request_of(outcome, build(scenario, treatment))
    return Asked(request, ((treatment, control), *((baseline,) if baseline else ())), smallest_effect)


def _axes(over: Over) -> dict[tuple[str, ...], list[float]]:
    """Key paths -> values, in rising order."""
    if not 1 <= len(over) <= MOST_AXES:
        raise SpheresError(f"a sweep is over one or two parameters, found {len(over)}")
    axes = {}
    for paths, values in over.items():
        numbers = sorted({float(value) for value in _numbers(paths, values)})
        axes[(paths,) if isinstance(paths, str) else tuple(paths)] = numbers
    return axes


def _numbers(paths: str | tuple[str, ...], values: Iterable[Any]) -> list[Any]:
    listed = list(values)
    if not listed or not all(isinstance(v, int | float | np.number) and math.isfinite(v) for v in listed):
        raise SpheresError(f"{paths}: expected numbers to sweep over, found {listed}")
    return listed
