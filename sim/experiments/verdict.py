"""What a run says of its claims: supported, contradicted, no meaningful effect, or undecided.

One claim. Let delta >= 0 be the smallest effect of interest and [l, u] the interval of the mean paired
difference. The line falls into three parts: beyond +delta (l > delta), beyond -delta (u < -delta), negligible
(-delta < l and u < delta). A claim is decided when the whole interval lies in one part. Every decision is
read from one interval, so a false one needs that interval to miss the truth: no correction is due for asking
three questions [Goeman, Solari and Stijnen 2010]. The interval is two-sided at 1 - alpha; tests of
equivalence alone would use 1 - 2 alpha [Schuirmann 1987], but here all three answers stand open.

The claims of a run [Holm 1979]. While k claims are open, their intervals are taken at confidence 1 - alpha/k;
of those decided there, the one with the smallest p is closed, k falls by one, and so on; when none is
decided, the open ones are undecided. So the first gets 1 - alpha/m, the i-th 1 - alpha/(m - i + 1), and every
verdict agrees with the interval beside it. p only sets the order: as intervals at rising alpha lie within one
another, every order decides the same claims, and Holm's proof needs no order: the first claim to be decided
among those with nothing true to decide (say, delta = 0 and no effect) meets alpha over at least their number.
What that proof leaves out, a claim decided for the wrong side while others are rightly closed, is covered for
independent claims [Shaffer 1980]; for claims that share replicates it is tried by simulation in the tests.

p and interval. p is from Student's t: twice the smallest of the three one-sided p values [Schuirmann 1987 for
the negligible part], so that p < alpha where the t interval at 1 - alpha decides. The deciding interval
contains the t interval (interval.py), hence a decided claim always has p_adjusted <= alpha; the reverse may
fail where the bootstrap reaches farther, and then the claim stays undecided.

Sources: J. Goeman, A. Solari and T. Stijnen (2010), Three-sided hypothesis testing, Statistics in Medicine
29, 2117-2125; S. Holm (1979), A simple sequentially rejective multiple test procedure, Scand. J. Statistics
6, 65-70; D. Schuirmann (1987), A comparison of the two one-sided tests procedure and the power approach, J.
Pharmacokinetics and Biopharmaceutics 15, 657-680; J. P. Shaffer (1980), Control of directional errors with
stagewise multiple test procedures, Annals of Statistics 8, 1342-1347.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from sim.core.errors import SpheresError
from sim.experiments.compare import Comparison, Pairs, check_share, describe, pair_up
from sim.experiments.interval import METHOD_CONSTANT, Interval, PairedMean


class Expected(StrEnum):
    """What a claim says the treatment does to the outcome."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NO_DIFFERENCE = "no_difference"


class Finding(StrEnum):
    """The four verdicts."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NO_MEANINGFUL_EFFECT = "no meaningful effect"
    UNDECIDED = "undecided"


NOT_JUDGED: Final = "not judged"  # said where there is no verdict
OPEN: Final = (str(Finding.UNDECIDED), NOT_JUDGED)


class Place(StrEnum):
    """Where an interval lies against the smallest effect of interest."""

    ABOVE = "above"
    BELOW = "below"
    NEGLIGIBLE = "negligible"
    ACROSS = "across"


POWER: Final = 0.8  # as is usual: J. Cohen (1988), Statistical Power Analysis, 2nd ed., section 2.4
_FINDINGS: Final = {
    (Place.ABOVE, Expected.INCREASE): Finding.SUPPORTED,
    (Place.BELOW, Expected.INCREASE): Finding.CONTRADICTED,
    (Place.NEGLIGIBLE, Expected.INCREASE): Finding.NO_MEANINGFUL_EFFECT,
    (Place.ABOVE, Expected.DECREASE): Finding.CONTRADICTED,
    (Place.BELOW, Expected.DECREASE): Finding.SUPPORTED,
    (Place.NEGLIGIBLE, Expected.DECREASE): Finding.NO_MEANINGFUL_EFFECT,
    (Place.ABOVE, Expected.NO_DIFFERENCE): Finding.CONTRADICTED,
    (Place.BELOW, Expected.NO_DIFFERENCE): Finding.CONTRADICTED,
    (Place.NEGLIGIBLE, Expected.NO_DIFFERENCE): Finding.SUPPORTED,
}
_EXPECTED_WORDS: Final = {
    Expected.INCREASE: "an increase",
    Expected.DECREASE: "a decrease",
    Expected.NO_DIFFERENCE: "no difference",
}


@dataclass(frozen=True, slots=True, eq=False)
class ClaimData:
    """A claim and the outcomes that bear on it.

    id                 the claim's name, such as H01
    expected           increase | decrease | no_difference
    smallest_effect    delta >= 0, the outcome's unit; with 0 no effect is negligible
    treatment, control outcomes (n,), replicate r under the same luck; NaN where frozen
    baseline_...       given for a difference of differences, (T - C) - (BT - BC)
    outcome, unit, ..._name   words for the sentence
    """

    id: str
    expected: str
    smallest_effect: float
    treatment: ArrayLike
    control: ArrayLike
    baseline_treatment: ArrayLike | None = None
    baseline_control: ArrayLike | None = None
    outcome: str = "the outcome"
    unit: str = ""
    treatment_name: str = "the treatment"
    control_name: str = "the control"
    baseline_treatment_name: str = "the baseline treatment"
    baseline_control_name: str = "the baseline control"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim's verdict and all it rests on.

    comparison   over all sound pairs, with its interval at the plain confidence
    p            two-sided t-based p value of the best supported of the three answers, 0..1
    p_adjusted   the same, adjusted over the claims of the run [Holm 1979]; <= alpha where it is decided
    alpha        the chance of a false verdict allowed to the whole run (or to this look, see sequential.py)
    interval     the interval that decided, at its Holm-adjusted confidence
    sentence     what was seen, under the scenario's assumptions
    """

    claim: str
    expected: Expected
    smallest_effect: float
    comparison: Comparison
    p: float
    p_adjusted: float
    alpha: float
    interval: Interval
    verdict: Finding
    sentence: str

    @property
    def decided(self) -> bool:
        return self.verdict is not Finding.UNDECIDED

    @property
    def detectable(self) -> float:
        """The smallest effect that so many pairs find beyond delta with a chance of about POWER, at the confidence of `interval`.

        delta + w + t s / sqrt(n), w the farther reach of the interval, t the quantile of Student's t at POWER
        """
        seen, n = self.comparison, self.comparison.n
        reach = max(seen.difference - self.interval.low, self.interval.high - seen.difference)
        return float(self.smallest_effect + reach + special.stdtrit(n - 1, POWER) * seen.sd_difference / math.sqrt(n))


def judge(claims: Sequence[ClaimData], *, alpha: float = 0.05, confidence: float = 0.95, seed: int = 0) -> list[Verdict]:
    """The verdicts of the claims of one run, in their order.

    alpha       0..1, chance that any verdict of the run is false
    confidence  0..1, of the plain interval in each comparison
    seed        of the bootstrap
    raises      SpheresError that names every claim that cannot be judged, and why
    """
    check_share("alpha", alpha)
    check_share("confidence", confidence)
    if not claims:
        return []
    expectations, pairs = _prepare(claims)
    narrowest = min(alpha / len(claims), 1 - confidence)
    means = [PairedMean(p.difference, smallest_alpha=narrowest, seed=seed) for p in pairs]
    deltas = [claim.smallest_effect for claim in claims]
    p_values = [p_value(mean, delta) for mean, delta in zip(means, deltas, strict=True)]
    intervals = _holm_intervals(means, deltas, p_values, alpha)
    verdicts = []
    for i, p_adjusted in enumerate(holm(p_values)):
        comparison = describe(pairs[i], means[i], confidence)
        finding = find(place(intervals[i], deltas[i]), expectations[i])
        sentence = _sentence(claims[i], expectations[i], comparison, intervals[i], finding)
        verdicts.append(
            Verdict(
                claim=claims[i].id,
                expected=expectations[i],
                smallest_effect=deltas[i],
                comparison=comparison,
                p=p_values[i],
                p_adjusted=p_adjusted,
                alpha=alpha,
                interval=intervals[i],
                verdict=finding,
                sentence=sentence,
            )
        )
    return verdicts


def place(interval: Interval, delta: float) -> Place:
    """The part of the line, cut at -delta and +delta, that holds the whole interval; ACROSS if none does."""
    if interval.low > delta:
        return Place.ABOVE
    if interval.high < -delta:
        return Place.BELOW
    if -delta < interval.low and interval.high < delta:
        return Place.NEGLIGIBLE
    return Place.ACROSS


def find(where: Place, expected: Expected) -> Finding:
    """The verdict on a claim that expects this, where the interval lies there."""
    return _FINDINGS.get((where, expected), Finding.UNDECIDED)


def p_value(mean: PairedMean, delta: float) -> float:
    """Twice the smallest one-sided t-test p value of: beyond +delta, beyond -delta, negligible; at most 1.

    For a constant difference 0 where it lies within a part, 1 where it lies on a border.
    """
    if mean.sd == 0:
        return 1.0 if place(mean.interval(0.5), delta) is Place.ACROSS else 0.0
    freedom = mean.n - 1
    below_delta = float(special.stdtr(freedom, (mean.mean - delta) / mean.standard_error))
    above_delta = float(special.stdtr(freedom, (delta - mean.mean) / mean.standard_error))
    below_minus = float(special.stdtr(freedom, (mean.mean + delta) / mean.standard_error))
    above_minus = float(special.stdtr(freedom, -(mean.mean + delta) / mean.standard_error))
    return min(1.0, 2 * min(above_delta, below_minus, max(below_delta, above_minus)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm-adjusted p values: max over j <= i of (m - j + 1) p_(j), at most 1; in the order given."""
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return [float(value) for value in adjusted]


def _holm_intervals(
    means: Sequence[PairedMean], deltas: Sequence[float], p_values: Sequence[float], alpha: float
) -> list[Interval]:
    """For each claim the interval at which it was decided, or at which the procedure came to a stop."""
    settled: dict[int, Interval] = {}
    waiting = sorted(range(len(means)), key=lambda i: p_values[i])
    while waiting:
        level = alpha / len(waiting)
        reached = {i: means[i].interval(level) for i in waiting}
        decided = next((i for i in waiting if place(reached[i], deltas[i]) is not Place.ACROSS), None)
        if decided is None:
            settled |= reached
            break
        settled[decided] = reached[decided]
        waiting.remove(decided)
    return [settled[i] for i in range(len(means))]


def _prepare(claims: Sequence[ClaimData]) -> tuple[list[Expected], list[Pairs]]:
    """Each claim's expectation and sound pairs; every fault of every claim in one error."""
    expectations, pairs, faults = [], [], []
    for claim in claims:
        try:
            if claim.expected not in set(Expected):
                raise SpheresError(f"expected is '{claim.expected}', not one of {', '.join(Expected)}")
            if not (math.isfinite(claim.smallest_effect) and claim.smallest_effect >= 0):
                raise SpheresError(f"smallest_effect is {claim.smallest_effect:g}, expected 0 or more, in the outcome's unit")
            expectations.append(Expected(claim.expected))
            baseline = claim.baseline_treatment, claim.baseline_control
            pairs.append(pair_up(claim.treatment, claim.control, *baseline))
        except SpheresError as fault:
            faults.append(f"claim {claim.id}: {fault}")
    if faults:
        raise SpheresError("\n".join(faults))
    return expectations, pairs


def _sentence(claim: ClaimData, expected: Expected, comparison: Comparison, interval: Interval, finding: Finding) -> str:
    """What was seen, in one sentence; the interval is the one that decides."""
    unit = f" {claim.unit}" if claim.unit else ""
    where = place(interval, claim.smallest_effect)
    amount, low, high = comparison.difference, interval.low, interval.high
    verb = {Place.ABOVE: "raises", Place.BELOW: "lowers"}.get(where, "changes")
    if where is Place.BELOW:
        amount, low, high = -amount, -high, -low
    subject = f"{claim.treatment_name} against {claim.control_name}"
    if claim.baseline_treatment is not None:
        subject += f", compared with {claim.baseline_treatment_name} against {claim.baseline_control_name},"
    certainty = f"{100 * interval.confidence:.4g} % interval {low:.3g} to {high:.3g}"
    if comparison.method == METHOD_CONSTANT:
        certainty = f"the same in each of {comparison.n:,} pairs"
    return (
        f"Under these assumptions {subject} {verb} {claim.outcome} by {amount:.3g}{unit} ({certainty}); "
        f"{_EXPECTED_WORDS[expected]} was claimed, "
        f"the smallest effect of interest is {claim.smallest_effect:.3g}{unit}: {finding}."
    )
