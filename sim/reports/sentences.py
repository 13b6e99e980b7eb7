"""A claim's verdict in one or two sentences of plain English, for those who do not read tables."""

from __future__ import annotations

from typing import Final

from sim.experiments.interval import METHOD_CONSTANT
from sim.experiments.verdict import POWER, Place, Verdict, place
from sim.reports.stored import Check
from sim.reports.view import Claim
from sim.reports.wording import interval, number

_VERBS: Final = {Place.ABOVE: "raises", Place.BELOW: "lowers"}
_WORDS: Final = {Place.ABOVE: "higher", Place.BELOW: "lower"}
_TAILS: Final = {
    Place.NEGLIGIBLE: ", less than would matter",
    Place.ACROSS: ", which leaves open whether it is large enough to matter",
}


def sentence(claim: Claim) -> str:
    """What was seen, what was claimed, and the verdict; or why there is none."""
    verdict = claim.verdict
    if verdict is None:
        return claim.unjudged
    told = f"{_seen(claim, verdict)} Claimed: {expectation(claim)}. Verdict: {claim.finding}.{_findable(claim, verdict)}"
    return f"{told} {checked(claim.check, claim)}" if claim.check else told


def checked(check: Check, claim: Claim) -> str:
    """What the mechanism check asked, and what came of it."""
    if check.verdict is None:
        return f"Mechanism check: {check.unjudged}"
    contrast = " against ".join(f"“{label}”" for label in check.labels[:2])
    if len(check.labels) > 2:
        contrast += ", compared with " + " against ".join(f"“{label}”" for label in check.labels[2:])
    amount = f"{number(check.verdict.comparison.difference, signed=True)} {claim.effect_unit}".rstrip()
    certainty = _certainty(check.verdict, Place.ACROSS)
    return f"Mechanism check {check.result}: {contrast} differs by {amount} ({certainty}). {check.why}"


def _seen(claim: Claim, verdict: Verdict) -> str:
    where = place(verdict.interval, claim.smallest_effect)
    labels = [f"“{column.variant.label}”" for column in claim.columns]
    amount, tail = _amount(claim, verdict, where), f" ({_certainty(verdict, where)}){_TAILS.get(where, '')}."
    if len(labels) == 2:
        if verdict.comparison.method == METHOD_CONSTANT and verdict.comparison.difference == 0:
            return f"{labels[0]} leaves {claim.label} as it is with {labels[1]}, in each of {verdict.comparison.n:,} pairs."
        verb = _VERBS.get(where, "changes")
        return f"{labels[0]} {verb} {claim.label} by {amount} against {labels[1]}{tail}"
    higher = _WORDS.get(where, "other")
    return (
        f"What {labels[0]} does to {claim.label} against {labels[1]} is {higher} by {amount} than what {labels[2]} does "
        f"against {labels[3]}{tail}"
    )


def _findable(claim: Claim, verdict: Verdict) -> str:
    """Of what is left undecided: from which size on so many pairs would have found it."""
    if verdict.decided or verdict.comparison.method == METHOD_CONSTANT:
        return ""
    size = f"{number(verdict.detectable)} {claim.effect_unit}".rstrip()
    return f" {verdict.comparison.n:,} pairs find an effect of {size} about {100 * POWER:.0f} % of the time; more find smaller."


def _amount(claim: Claim, verdict: Verdict, where: Place) -> str:
    """The difference with its unit; without its sign where a verb tells it."""
    difference = verdict.comparison.difference
    told = number(abs(difference)) if where in _VERBS else number(difference, signed=True)
    return f"{told} {claim.effect_unit}".rstrip()


def _certainty(verdict: Verdict, where: Place) -> str:
    """The interval that decides, turned round where the verb says that something is lowered."""
    if verdict.comparison.method == METHOD_CONSTANT:
        return f"the same in each of {verdict.comparison.n:,} pairs"
    low, high = verdict.interval.low, verdict.interval.high
    ends = interval(-high, -low) if where is Place.BELOW else interval(low, high)
    return f"{100 * verdict.interval.confidence:.4g} % interval {ends}"


def expectation(claim: Claim) -> str:
    """What the claim expects, with its size: "a decrease of at least 0.05 capability"."""
    size = f"{number(claim.smallest_effect)} {claim.effect_unit}".rstrip()
    if claim.expected == "no_difference":
        return f"no difference beyond ±{size}"
    return f"{'an increase' if claim.expected == 'increase' else 'a decrease'} of at least {size}"
