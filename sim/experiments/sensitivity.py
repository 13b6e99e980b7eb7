"""What decides an effect: variance-based sensitivity indices of a contrast over ranges of its parameters.

With f(x) the mean paired difference at the point x of the parameters, V its variance over their ranges (uniform, independent):

    first order  S_i  = V[E(f | x_i)] / V         what is decided by x_i alone
    total        ST_i = E[V(f | all but x_i)] / V  what would be left if all but x_i were known

estimated from a matrix design: A and B of n rows each, and A with column i of B. S_i after [Saltelli 2010], ST_i after
[Jansen 1999], f centred; intervals by resampling rows. Every point meets the same luck, so f is one function, and its own
standard error of luck, told beside, is not in the indices.

Sources: M. Jansen (1999), Analysis of variance designs for model output, Computer Physics Communications 117, 35-43;
A. Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics Communications 181, 259-270;
I. Sobol' (1993), Sensitivity analysis for non-linear mathematical models, Mathematical Modelling and Computational Experiment
1, 407-414.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.core.errors import SpheresError
from sim.core.request import Request
from sim.experiments.compare import pair_up
from sim.experiments.executors import crew
from sim.experiments.grid import At, Grid, GridFolder
from sim.experiments.loading import load
from sim.experiments.progress import Progress
from sim.experiments.sweep import Asked, Contrast, asked_of, check_values, kept, opened
from sim.scenario import Scenario

RESAMPLES: Final = 2_000  # assumed: leaves a 95 % end uncertain by 0.05 standard errors
CONFIDENCE: Final = 0.95
FEWEST: Final = 8  # rows

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Index:
    """One parameter's index of one kind, with its interval at CONFIDENCE; about 0..1, estimates may lie a little outside."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Design:
    """Points of the unit cube, (n, k) each: A, B, and for each parameter A with its column of B, (k, n, k)."""

    a: Matrix
    b: Matrix
    ab: NDArray[np.float64]

    @staticmethod
    def of(parameters: int, rows: int, seed: int) -> Design:
        """A scrambled Sobol' sequence cut in two; rows a power of 2, or the sequence loses its balance."""
        drawn = qmc.Sobol(2 * parameters, scramble=True, rng=np.random.default_rng(seed)).random(rows)
        a, b = drawn[:, :parameters], drawn[:, parameters:]
        ab = np.repeat(a[None], parameters, axis=0)
        for i in range(parameters):
            ab[i, :, i] = b[:, i]
        return Design(a, b, ab)


def first_order(f_a: Vector, f_b: Vector, f_ab: Matrix) -> Vector:
    """S_i = mean(f_B (f_ABi - f_A)) / V, (k,) [Saltelli 2010, table 2 (b)]; f_ab (k, n); NaN where f does not vary."""
    centre, variance = _moments(f_a, f_b)
    return ((f_b - centre) * (f_ab - f_a)).mean(axis=-1) / variance


def total(f_a: Vector, f_b: Vector, f_ab: Matrix) -> Vector:
    """ST_i = mean((f_A - f_ABi)²) / 2V, (k,), >= 0 [Jansen 1999]."""
    return 0.5 * ((f_a - f_ab) ** 2).mean(axis=-1) / _moments(f_a, f_b)[1]


def _moments(f_a: Vector, f_b: Vector) -> tuple[Vector, Vector]:
    both = np.concatenate([f_a, f_b], axis=-1)
    variance = both.var(axis=-1, keepdims=True)[..., 0]
    return both.mean(axis=-1, keepdims=True), np.where(variance > 0.0, variance, np.nan)


def indices(f_a: Vector, f_b: Vector, f_ab: Matrix, *, seed: int = 0) -> list[tuple[Index, Index]]:
    """First-order and total index of each parameter; f_a, f_b (n,), f_ab (k, n)."""
    draws = np.random.default_rng(seed).integers(len(f_a), size=(RESAMPLES, len(f_a)))
    ends = [50.0 * (1.0 - CONFIDENCE), 50.0 * (1.0 + CONFIDENCE)]
    found = []
    for column in f_ab:
        pair = []
        for rule in (first_order, total):
            resampled = rule(f_a[draws], f_b[draws], column[draws])
            low, high = np.nanpercentile(resampled, ends) if np.isfinite(resampled).any() else (math.nan, math.nan)
            pair.append(Index(float(rule(f_a, f_b, column)), float(low), float(high)))
        found.append((pair[0], pair[1]))
    return found


def sensitivity(
    scenario: Scenario | str | Path,
    over: Mapping[str | tuple[str, ...], Sequence[float]],
    *,
    claim: str | None = None,
    outcome: Request | str | None = None,
    treatment: str | None = None,
    control: str | None = None,
    baseline: Contrast | None = None,
    rows: int = 64,
    replicates: int = 50,
    seed: int | None = None,
    workers: int = 1,
    results: str | Path = "results",
    progress: Progress | None = None,
    command: str | None = None,
) -> pd.DataFrame:
    """Which parameters decide how large an effect is.

    over        key path -> (low, high), as for `--set`; a tuple of key paths moves together
    rows        of the design, a power of 2; (k + 2) rows points are run for k parameters
    replicates  of each variant at each point
    the others  as for `sweep`
    returns     a row a parameter, the greatest total index first: parameter, low, high, first, first_low, first_high, total,
                total_low, total_high; `attrs` has `effect` (mean over the design), `spread` (standard deviation over it),
                `luck` (root mean square standard error of luck at a point) and `directory`
    raises      SpheresError, with the remedy

    >>> import sim
    >>> over = {"powers.RUS.doctrine.reciprocity": (0, 2), "powers.USA.exclusion": (0, 1)}
    >>> found = sim.sensitivity("tit_for_tat", over, claim="H01b", rows=8, replicates=2)
    >>> sorted(found["parameter"])
    ['powers.RUS.doctrine.reciprocity', 'powers.USA.exclusion']
    """
    if isinstance(scenario, str | Path):
        scenario = load(scenario)
    asked = asked_of(scenario, claim, outcome, treatment, control, baseline, 0.0)
    ranges = _ranges(over)
    if rows < FEWEST or rows & (rows - 1):
        raise SpheresError(f"rows is {rows}, expected a power of 2 from {FEWEST} on, such as 64")
    grid = Grid.of(scenario, list(ranges), asked.variants, asked.outcome, seed)
    design = Design.of(len(ranges), rows, grid.seed)
    low, high = np.array(list(ranges.values())).T
    parts = [[_point(low + (high - low) * at) for at in part] for part in (design.a, design.b, *design.ab)]
    with opened(grid, asked, results, command) as folder:
        check_values(grid, list(ranges.values()))
        folder.fill(dict.fromkeys(at for part in parts for at in part), replicates, crew(workers), progress)
        return kept(folder, _tabled(ranges, [_effects(folder, part, replicates, asked) for part in parts], grid.seed))


def _ranges(over: Mapping[str | tuple[str, ...], Sequence[float]]) -> dict[tuple[str, ...], tuple[float, float]]:
    ranges = {}
    for paths, given in over.items():
        ends = tuple(given)
        if len(ends) != 2 or not all(isinstance(e, int | float) and math.isfinite(e) for e in ends) or not ends[0] < ends[1]:
            raise SpheresError(f"{paths}: expected a range (low, high) with low < high, found {given}")
        ranges[(paths,) if isinstance(paths, str) else tuple(paths)] = (float(ends[0]), float(ends[1]))
    if len(ranges) < 2:
        raise SpheresError("sensitivity indices compare parameters: name two or more, or sweep over the one")
    return ranges


def _point(values: Vector) -> At:
    return tuple(float(value) for value in values)


def _effects(folder: GridFolder, points: Sequence[At], replicates: int, asked: Asked) -> tuple[Vector, Vector]:
    """Mean paired difference and its standard error at each point."""
    found = []
    for at in points:
        columns = folder.columns(at, replicates)
        difference = pair_up(*(columns[name] for contrast in asked.contrasts for name in contrast)).difference
        found.append((difference.mean(), difference.std(ddof=1) / math.sqrt(len(difference))))
    means, errors = np.array(found).T
    return means, errors


def _tabled(ranges: Mapping[tuple[str, ...], tuple[float, float]], found: Sequence[tuple[Vector, Vector]], seed: int) -> Any:
    (f_a, _), (f_b, _), *others = found
    rows = []
    for (paths, (low, high)), (first, whole) in zip(
        ranges.items(), indices(f_a, f_b, np.array([f for f, _ in others]), seed=seed), strict=True
    ):
        rows.append({
            "parameter": ", ".join(paths), "low": low, "high": high,
            "first": first.value, "first_low": first.low, "first_high": first.high,
            "total": whole.value, "total_low": whole.low, "total_high": whole.high,
        })  # fmt: skip
    table = pd.DataFrame(rows).sort_values("total", ascending=False, ignore_index=True)
    base = np.concatenate([f_a, f_b])
    errors = np.concatenate([error for _, error in found])
    table.attrs |= {"effect": float(base.mean()), "spread": float(base.std()), "luck": float(np.sqrt((errors**2).mean()))}
    return table
