"""A scenario's claims and their mechanism checks, put to the outcomes of a run.

A check is a claim of no difference: the same contrast with the claimed mechanism off. The checks of a run are a
family of their own, judged with the same alpha, so that adding a check leaves the verdicts as they were.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final

from sim.core.errors import SpheresError
from sim.experiments.compare import pair_up
from sim.experiments.store import RunDirectory
from sim.experiments.verdict import NOT_JUDGED, ClaimData, Expected, Finding, Verdict, judge
from sim.outcomes import OUTCOMES
from sim.scenario import Claim, Scenario

CHECKED: Final = {Finding.SUPPORTED: "passed", Finding.CONTRADICTED: "failed", Finding.UNDECIDED: "undecided"}


@dataclass(frozen=True, slots=True)
class Question:
    """A claim, or the check of one: what is expected of which contrasts, in the claim's outcome.

    contrasts  (treatment, control), and the baseline's where there is one
    """

    id: str
    claim: Claim
    expected: str
    contrasts: tuple[tuple[str, str], ...]

    @property
    def variants(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for contrast in self.contrasts for name in contrast))


def questions(scenario: Scenario, *, checks: bool) -> Iterator[Question]:
    """The claims of a scenario, or their mechanism checks."""
    for claim in scenario.claims:
        if not checks:
            yield Question(claim.id, claim, claim.expected, _contrasts(claim.treatment, claim.control, claim.baseline))
        elif claim.check is not None:
            contrasts = _contrasts(claim.check.treatment, claim.check.control, claim.check.baseline)
            yield Question(check_id(claim.id), claim, Expected.NO_DIFFERENCE, contrasts)


def check_id(claim: str) -> str:
    """What the mechanism check of a claim is called."""
    return f"{claim} check"


def _contrasts(treatment: str, control: str, baseline: tuple[str, str] | None) -> tuple[tuple[str, str], ...]:
    return ((treatment, control), baseline) if baseline else ((treatment, control),)


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts that could be reached, and why the other claims and checks (id -> reason) have none."""

    verdicts: tuple[Verdict, ...]
    checks: tuple[Verdict, ...]
    unjudged: Mapping[str, str]

    @property
    def all(self) -> tuple[Verdict, ...]:
        return self.verdicts + self.checks


def judge_claims(
    run: RunDirectory,
    scenario: Scenario,
    variants: Sequence[str],
    replicates: int,
    *,
    alpha: float = 0.05,
    settled: Mapping[str, Verdict] = MappingProxyType({}),
) -> Judged:
    """Judge the claims and checks whose variants are among `variants` by their first so many replicates.

    settled   verdicts of earlier looks that stand, by claim; the promise is made over the others (sequential.py)

    What cannot be judged (a variant was not run, or fewer than two pairs are sound) does not stop the others; the
    promise about false verdicts is then made over those that are judged.
    """
    unjudged: dict[str, str] = {}

    def family(asked: Sequence[Question]) -> tuple[Verdict, ...]:
        data: list[ClaimData] = []
        for question in asked:
            if question.id in settled:
                continue
            absent = [name for name in question.variants if name not in variants]
            if absent:
                unjudged[question.id] = f"needs the variants {', '.join(absent)}, which were not run"
                continue
            one = _data(run, scenario, question, replicates)
            try:
                pair_up(one.treatment, one.control, one.baseline_treatment, one.baseline_control)
            except SpheresError as error:
                unjudged[question.id] = str(error)
            else:
                data.append(one)
        found = {one.claim: one for one in judge(data, alpha=alpha, seed=run.seed)} | dict(settled)
        return tuple(found[question.id] for question in asked if question.id in found)

    claims, checks = (list(questions(scenario, checks=checks)) for checks in (False, True))
    return Judged(family(claims), family(checks), unjudged)


def _data(run: RunDirectory, scenario: Scenario, question: Question, replicates: int) -> ClaimData:
    claim = question.claim
    key = claim.outcome.key
    values = {name: run.columns(name, [key], replicates)[key] for name in question.variants}
    (treatment, control), *base = question.contrasts
    labels = {name: variant.label for name, variant in scenario.variants.items()}
    names = {} if not base else {
        "baseline_treatment_name": labels[base[0][0]], "baseline_control_name": labels[base[0][1]],
    }  # fmt: skip
    return ClaimData(
        id=question.id,
        expected=question.expected,
        smallest_effect=claim.smallest_effect,
        treatment=values[treatment],
        control=values[control],
        baseline_treatment=values[base[0][0]] if base else None,
        baseline_control=values[base[0][1]] if base else None,
        outcome=key,
        unit=OUTCOMES[claim.outcome.name].unit,
        treatment_name=labels[treatment],
        control_name=labels[control],
        **names,
    )


def as_dicts(judged: Judged, scenario: Scenario) -> list[dict[str, Any]]:
    """For verdicts.json: each claim with its words, its contrast, and its verdict with all that it rests on.

    A claim without a verdict has "not judged" and a reason as its sentence. Its mechanism check stands under
    "check", None where it has none. Numbers that JSON does not know (an effect without spread is infinite) are null.
    """
    found = {verdict.claim: verdict for verdict in judged.all}
    return [_as_dict(claim, found, judged.unjudged) for claim in scenario.claims]


def _as_dict(claim: Claim, found: Mapping[str, Verdict], unjudged: Mapping[str, str]) -> dict[str, Any]:
    words = {
        "claim": claim.id, "document": claim.document, "lines": claim.lines, "paraphrase": claim.paraphrase,
        "outcome": claim.outcome.key, "unit": OUTCOMES[claim.outcome.name].unit,
        "treatment": claim.treatment, "control": claim.control,
        "baseline": list(claim.baseline) if claim.baseline else None,
        "expected": claim.expected, "smallest_effect": claim.smallest_effect, "reason": claim.reason,
    }  # fmt: skip
    words |= _as_told(claim.id, found, unjudged)
    return words | {"check": _as_check(claim, found, unjudged)}


def _as_check(claim: Claim, found: Mapping[str, Verdict], unjudged: Mapping[str, str]) -> dict[str, Any] | None:
    check, id_ = claim.check, check_id(claim.id)
    if check is None:
        return None
    return {
        "treatment": check.treatment, "control": check.control,
        "baseline": list(check.baseline) if check.baseline else None, "why": check.why,
        "result": CHECKED[found[id_].verdict] if id_ in found else NOT_JUDGED,
        **_as_told(id_, found, unjudged),
    }  # fmt: skip


def _as_told(id_: str, found: Mapping[str, Verdict], unjudged: Mapping[str, str]) -> dict[str, Any]:
    """A verdict and what it rests on, or why there is none."""
    if id_ not in found:
        return {"verdict": NOT_JUDGED, "decided": False, "sentence": f"Not judged: {unjudged.get(id_, '')}."}
    verdict = found[id_]
    return {
        "verdict": str(verdict.verdict),
        "decided": verdict.decided,
        "sentence": verdict.sentence,
        "p": verdict.p, "p_adjusted": verdict.p_adjusted, "alpha": verdict.alpha,
        "interval": _finite(asdict(verdict.interval)),
        "comparison": _finite(asdict(verdict.comparison)),
    }  # fmt: skip


def _finite(numbers: Any) -> Any:
    if isinstance(numbers, dict):
        return {key: _finite(value) for key, value in numbers.items()}
    if isinstance(numbers, float) and not math.isfinite(numbers):
        return None
    return list(numbers) if isinstance(numbers, tuple) else numbers
