"""Verdicts and mechanism checks as a run directory stores them, read back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.experiments.compare import Comparison, Summary
from sim.experiments.interval import Interval
from sim.experiments.verdict import Expected, Finding, Verdict
from sim.reports.wording import words


@dataclass(frozen=True, slots=True)
class Check:
    """What came of a claim's mechanism check.

    result   passed, failed, undecided, or not judged; `unjudged` says why, then
    labels   of treatment, control, and the baseline's where there is one
    verdict  on the claim that nothing differs; None where it could not be judged
    """

    result: str
    why: str
    labels: tuple[str, ...]
    verdict: Verdict | None
    unjudged: str


def read_check(entry: Mapping[str, Any], labels: Mapping[str, str]) -> Check | None:
    """The check of a claim as it is stored; `labels`: of the variants that were run."""
    told = entry.get("check")
    if not told:
        return None
    names = (told["treatment"], told["control"], *(told["baseline"] or ()))
    judged = "comparison" in told
    about = {"claim": f"{entry['claim']} check", "expected": "no_difference", "smallest_effect": entry["smallest_effect"]}
    return Check(
        result=str(told["result"]),
        why=str(told["why"]),
        labels=tuple(labels.get(name, words(name)) for name in names),
        verdict=read_verdict({**told, **about}) if judged else None,
        unjudged="" if judged else str(told["sentence"]),
    )


def read_verdict(entry: Mapping[str, Any]) -> Verdict:
    """A verdict as it is stored, dataclasses as mappings; None stands for what JSON cannot hold."""
    comparison = dict(entry["comparison"])
    for side in ("treatment", "control"):
        given = comparison[side]
        quantiles = tuple(_float(q) for q in given["quantiles"])
        comparison[side] = Summary(_float(given["mean"]), _float(given["sd"]), quantiles)
    numbers = {k: _float(v) for k, v in comparison.items() if v is None or isinstance(v, float)}
    for name in ("effect", "effect_paired"):  # without a value only where a difference has no spread to be held against
        if math.isnan(numbers.get(name, 0.0)):
            numbers[name] = math.copysign(math.inf, numbers["difference"])
    interval = {key: _float(value) for key, value in entry["interval"].items()}
    return Verdict(
        claim=str(entry["claim"]),
        expected=Expected(entry["expected"]),
        smallest_effect=float(entry["smallest_effect"]),
        comparison=Comparison(**{**comparison, **numbers}),
        p=_float(entry["p"]),
        p_adjusted=_float(entry["p_adjusted"]),
        alpha=float(entry["alpha"]),
        interval=Interval(**interval),
        verdict=Finding(entry["verdict"]),
        sentence=str(entry["sentence"]),
    )


def _float(value: Any) -> float:
    return math.nan if value is None else float(value)
