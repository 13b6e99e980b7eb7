"""A scenario's claims, put to the outcomes of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sim.core.errors import SpheresError
from sim.experiments.compare import pair_up
from sim.experiments.store import RunDirectory
from sim.experiments.verdict import ClaimData, Finding, Verdict, judge
from sim.outcomes import OUTCOMES
from sim.scenario import Claim, Scenario

NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts that could be reached, and why the other claims (id -> reason) have none."""

    verdicts: tuple[Verdict, ...]
    unjudged: Mapping[str, str]


def judge_claims(
    run: RunDirectory, scenario: Scenario, variants: Sequence[str], replicates: int, *, alpha: float = 0.05
) -> Judged:
    """Judge the claims whose variants are among `variants` by their first so many replicates.

    A claim that cannot be judged (a variant was not run, or fewer than two pairs are sound) does not stop the
    others; the promise about false verdicts is then made over those that are judged.
    """
    data: list[ClaimData] = []
    unjudged: dict[str, str] = {}
    for claim in scenario.claims:
        absent = [name for name in _variants_of(claim) if name not in variants]
        if absent:
            unjudged[claim.id] = f"needs the variants {', '.join(absent)}, which were not run"
            continue
        one = _data(run, scenario, claim, replicates)
        try:
            pair_up(one.treatment, one.control, one.baseline_treatment, one.baseline_control)
        except SpheresError as error:
            unjudged[claim.id] = str(error)
        else:
            data.append(one)
    return Judged(tuple(judge(data, alpha=alpha, seed=run.seed)), unjudged)


def _variants_of(claim: Claim) -> tuple[str, ...]:
    return tuple(dict.fromkeys((claim.treatment, claim.control, *(claim.baseline or ()))))


def _data(run: RunDirectory, scenario: Scenario, claim: Claim, replicates: int) -> ClaimData:
    key = claim.outcome.key
    values = {name: run.columns(name, [key], replicates)[key] for name in _variants_of(claim)}
    base = claim.baseline
    labels = {name: variant.label for name, variant in scenario.variants.items()}
    names = {} if base is None else {
        "baseline_treatment_name": labels[base[0]], "baseline_control_name": labels[base[1]],
    }  # fmt: skip
    return ClaimData(
        id=claim.id,
        expected=claim.expected,
        smallest_effect=claim.smallest_effect,
        treatment=values[claim.treatment],
        control=values[claim.control],
        baseline_treatment=values[base[0]] if base else None,
        baseline_control=values[base[1]] if base else None,
        outcome=key,
        unit=OUTCOMES[claim.outcome.name].unit,
        treatment_name=labels[claim.treatment],
        control_name=labels[claim.control],
        **names,
    )


def as_dicts(judged: Judged, scenario: Scenario) -> list[dict[str, Any]]:
    """For verdicts.json: each claim with its words, its contrast, and its verdict with all that it rests on.

    A claim without a verdict has "not judged" and a reason as its sentence. Numbers that JSON does not know
    (an effect without spread is infinite) are null.
    """
    found = {verdict.claim: verdict for verdict in judged.verdicts}
    return [_as_dict(claim, found.get(claim.id), judged.unjudged.get(claim.id, "")) for claim in scenario.claims]


def _as_dict(claim: Claim, verdict: Verdict | None, reason: str) -> dict[str, Any]:
    words = {
        "claim": claim.id, "document": claim.document, "lines": claim.lines, "paraphrase": claim.paraphrase,
        "outcome": claim.outcome.key, "unit": OUTCOMES[claim.outcome.name].unit,
        "treatment": claim.treatment, "control": claim.control,
        "baseline": list(claim.baseline) if claim.baseline else None,
        "expected": claim.expected, "smallest_effect": claim.smallest_effect, "reason": claim.reason,
    }  # fmt: skip
    if verdict is None:
        return words | {"verdict": NOT_JUDGED, "decided": False, "sentence": f"Not judged: {reason}."}
    return words | {
        "verdict": str(verdict.verdict),
        "decided": verdict.verdict is not Finding.UNDECIDED,
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
