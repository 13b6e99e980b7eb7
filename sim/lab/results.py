"""A scenario's variants run, stored, compared and judged: `sim.compare`, and what can be read off the results."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal, overload

import pandas as pd
from numpy.typing import ArrayLike

from sim.core.errors import SpheresError
from sim.experiments import compare as pairs
from sim.experiments.batch import run_scenario
from sim.experiments.compare import Comparison
from sim.experiments.loading import load
from sim.experiments.store import RunDirectory
from sim.reports.html import write_report
from sim.reports.sentences import sentence
from sim.reports.view import Claim, View, read_run
from sim.scenario import Scenario
from sim.scenario.overrides import Overrides


class Results(RunDirectory):
    """A run directory with what a notebook wants of it.

    From `RunDirectory`: `outcomes()`, `tidy()`, `events()`, `trajectories()`, `histories()`, pandas frames all of them.
    """

    @cached_property
    def view(self) -> View:
        """The run as the figures take it."""
        return read_run(self)

    def table(self) -> pd.DataFrame:
        """A row a claim: verdict, expected, difference with its 95 % interval, smallest effect of interest, outcome, unit."""
        rows = [_row(claim) for claim in self.view.claims]
        return pd.DataFrame(rows, columns=["claim", *_COLUMNS]).set_index("claim")

    def claim(self, claim: str) -> Claim:
        """One claim with its columns of outcomes, its pairs and its verdict; SpheresError for one that is not there."""
        known = {one.id: one for one in self.view.claims}
        if claim not in known:
            raise SpheresError(f"{self.name} makes no claim '{claim}'; it makes: {', '.join(known) or 'none'}")
        return known[claim]

    def say(self, claim: str) -> str:
        """What was found of a claim, in two sentences."""
        return sentence(self.claim(claim))

    def report(self) -> Path:
        """Writes report.html into the run directory; its path."""
        return write_report(self)

    def _repr_html_(self) -> str:
        return self.table().to_html()


_COLUMNS = ("verdict", "expected", "difference", "low", "high", "smallest_effect", "outcome", "unit", "contrast")


def _row(claim: Claim) -> dict[str, object]:
    row: dict[str, object] = {
        "claim": claim.id, "verdict": claim.finding, "expected": claim.expected, "smallest_effect": claim.smallest_effect,
        "outcome": claim.outcome, "unit": claim.unit, "contrast": claim.contrast,
    }  # fmt: skip
    if claim.verdict is not None:
        found = claim.verdict.comparison
        row |= {"difference": found.difference, "low": found.low, "high": found.high}
    return row


@overload
def compare(
    treatment: str | Path | Scenario, *, replicates: int | Literal["auto"] = 400, variants: Sequence[str] | None = None,
    seed: int | None = None, set: Overrides = (), workers: int = 1, results: str | Path = "results",
) -> Results: ...  # fmt: skip


@overload
def compare(treatment: ArrayLike, control: ArrayLike, *, confidence: float = 0.95, seed: int | None = None) -> Comparison: ...


def compare(
    treatment: ArrayLike | str | Path | Scenario,
    control: ArrayLike | None = None,
    *,
    replicates: int | Literal["auto"] = 400,
    variants: Sequence[str] | None = None,
    seed: int | None = None,
    set: Overrides = (),
    workers: int = 1,
    results: str | Path = "results",
    confidence: float = 0.95,
) -> Results | Comparison:
    """Compare a scenario's variants and judge its claims; or compare two columns of outcomes.

    Of a scenario (its name, its file, or a Scenario): runs its variants under the same luck, stores the run, judges the
    claims. What was run before is not run again.

    replicates  histories of each variant; "auto": until every claim is decided, or a cap is met
    variants    only these;  seed  None: the scenario's own;  set  as `--set`: {"powers.RUS.doctrine.reciprocity": 2}
    workers     processes;  results  folder of the run directories
    returns     Results

    Of two columns, one number a replicate (n,), in any unit, replicate r of both under one luck: their paired difference.

    confidence  of the interval, 0..1;  seed  of the bootstrap
    returns     Comparison [Law2015 ch. 10.2]; its fields say what each number is

    raises      ScenarioError, SpheresError

    >>> import sim
    >>> found = sim.compare("tit_for_tat", replicates=20, variants=["answer_unlike", "restraint_unlike"], results="results")
    >>> found.table().loc["H01a", "expected"]
    'decrease'
    >>> sim.compare([1.0, 2.0, 4.0], [0.0, 1.0, 2.0]).difference.__round__(3)
    1.333
    """
    if isinstance(treatment, str | Path | Scenario):
        if control is not None:
            raise SpheresError("name one scenario: its variants are what is compared; `variants=[...]` picks some of them")
        return _experiment(treatment, replicates, variants, seed, set, workers, results)
    if control is None:
        raise SpheresError("a column of outcomes is compared with another: compare(treatment, control)")
    return pairs.compare(treatment, control, confidence=confidence, seed=seed or 0)


def _experiment(
    scenario: str | Path | Scenario, replicates: int | Literal["auto"], variants: Sequence[str] | None, seed: int | None,
    settings: Overrides, workers: int, results: str | Path,
) -> Results:  # fmt: skip
    if isinstance(scenario, Scenario):
        if tuple(settings):
            raise SpheresError("`set` goes with a scenario's name or file; load the scenario with it instead")
    else:
        scenario = load(scenario, settings)
    run = run_scenario(
        scenario, replicates=replicates, variants=variants, seed=seed, workers=workers, results=results,
        command=f"sim.compare({scenario.name!r}, replicates={replicates!r})",
    )  # fmt: skip
    return Results(run.path)
