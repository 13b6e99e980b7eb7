"""How two outcome distributions differ when both variants had the same luck.

Replicate r of the treatment and replicate r of the control met the same luck, so they form a pair and the
difference D_r = T_r - C_r is what the treatment did. The mean of D is reported with its interval, and beside
it what a reader needs to see whether the difference is large: against the spread, pair by pair, and over the
whole distributions.

Sources: A. Law (2015), Simulation Modeling and Analysis, 5th ed., ch. 10.2 and 11.2 (paired differences,
common random numbers); J. S. Lee et al. (2015), The complexities of agent-based modeling output analysis,
JASSS 18(4) 4; J. Cohen (1988), Statistical Power Analysis, 2nd ed., ch. 2; W. Dunlap et al. (1996),
Meta-analysis of experiments with matched groups or repeated measures designs, Psychological Methods 1,
170-177; A. Vargha and H. Delaney (2000), A critique and improvement of the CL common language effect size
statistics, J. Educational and Behavioral Statistics 25, 101-132; N. Cliff (1993), Dominance statistics,
Psychological Bulletin 114, 494-509.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sim.core.errors import SpheresError
from sim.experiments.interval import PairedMean, Vector, too_few_pairs

QUANTILE_LEVELS: Final = (0.05, 0.25, 0.50, 0.75, 0.95)
ROUNDING: Final = 1e-12  # assumed: differences below this share of the largest value are not effects


@dataclass(frozen=True, slots=True)
class Summary:
    """One distribution of an outcome, in the outcome's unit; sd with n - 1; quantiles at QUANTILE_LEVELS."""

    mean: float
    sd: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A treatment against its control over n pairs of replicates with common luck.

    n                   pairs used
    dropped             pairs left out because a value in them is not finite (a frozen replicate is NaN)
    treatment, control  the two distributions; for a difference of differences, of T - C and of its baseline
    difference          mean of D_r = T_r - C_r, outcome's unit
    low, high           interval for it at `confidence` (0..1) by `method`, from `resamples` (interval.py)
    sd_difference       sd of D, outcome's unit
    effect              Cohen's d = difference / sqrt((sd_T^2 + sd_C^2) / 2): how far the distributions lie
                        apart against their own spread, however much luck they share [Dunlap et al. 1996]
    effect_paired       d_z = difference / sd_difference: how plain it is pair by pair; shared luck raises it
                        (both effects: 0 where the difference is 0, infinite where only the spread is)
    superiority         P(T_r > C_r) + P(T_r = C_r) / 2 over pairs, 0..1
    superiority_any     the same over all n^2 combinations: A of [Vargha and Delaney 2000], 0..1
    wasserstein         mean |T_(i) - C_(i)| of the sorted values: how far the one distribution must be moved
                        to become the other; outcome's unit, >= 0; ignores the pairs
    correlation         of T_r and C_r, -1..1; NaN where either never varies
    variance_reduction  (var T + var C) / var D: how many times as many replicates independent luck would need
                        for the same interval; 1 where nothing varies, infinite where only D does not
    """

    n: int
    dropped: int
    treatment: Summary
    control: Summary
    difference: float
    low: float
    high: float
    confidence: float
    method: str
    resamples: int
    sd_difference: float
    effect: float
    effect_paired: float
    superiority: float
    superiority_any: float
    wasserstein: float
    correlation: float
    variance_reduction: float

    @property
    def dominance(self) -> float:
        """P(T_r > C_r) - P(T_r < C_r) over pairs, -1..1 [Cliff 1993, paired]."""
        return 2 * self.superiority - 1


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Sound pairs (n,), how many were dropped, and `rounding`, the size below which values count as equal."""

    treatment: Vector
    control: Vector
    difference: Vector
    dropped: int
    rounding: float


def compare(treatment: ArrayLike, control: ArrayLike, *, confidence: float = 0.95, seed: int = 0) -> Comparison:
    """Compare a treatment with its control.

    treatment, control  one number per replicate (n,), replicate r of both under one luck; NaN where frozen
    confidence          0..1, exclusive
    seed                of the bootstrap; the same input and seed give the same numbers
    raises              SpheresError for unequal lengths, a bad confidence, or fewer than 2 sound pairs
    """
    return _compare(pair_up(treatment, control), confidence, seed)


def compare_contrast(
    treatment: ArrayLike,
    control: ArrayLike,
    baseline_treatment: ArrayLike,
    baseline_control: ArrayLike,
    *,
    confidence: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Compare an effect with another effect: D_r = (T_r - C_r) - (BT_r - BC_r), all four under the same luck.

    The arguments are as for `compare`; a pair is sound where all four values are.
    """
    return _compare(pair_up(treatment, control, baseline_treatment, baseline_control), confidence, seed)


def _compare(pairs: Pairs, confidence: float, seed: int) -> Comparison:
    check_share("confidence", confidence)
    mean = PairedMean(pairs.difference, smallest_alpha=1 - confidence, seed=seed)
    return describe(pairs, mean, confidence)


def check_share(name: str, value: float) -> None:
    """Refuse a confidence or an alpha outside 0..1."""
    if not 0 < value < 1:
        raise SpheresError(f"{name} is {value:g}, expected a number between 0 and 1, such as 0.95 or 0.05")


def pair_up(
    treatment: ArrayLike,
    control: ArrayLike,
    baseline_treatment: ArrayLike | None = None,
    baseline_control: ArrayLike | None = None,
) -> Pairs:
    """The sound pairs of two columns of outcomes, or of two columns of differences.

    Differences that only rounding can have made are set to 0, or to their common value, so that a treatment
    that is switched off is seen to do nothing.
    """
    if (baseline_treatment is None) != (baseline_control is None):
        raise SpheresError("a baseline is a treatment and a control, found one of them; give both")
    given = {"treatment": treatment, "control": control}
    if baseline_treatment is not None and baseline_control is not None:
        given |= {"baseline treatment": baseline_treatment, "baseline control": baseline_control}
    columns = _columns(given)
    sound = np.isfinite(columns).all(axis=0)
    columns = columns[:, sound]
    if columns.shape[1] < 2:
        raise SpheresError(too_few_pairs(columns.shape[1]))
    rounding = ROUNDING * float(np.abs(columns).max())
    first, second = columns if len(columns) == 2 else (columns[0] - columns[1], columns[2] - columns[3])
    difference = first - second
    difference[np.abs(difference) <= rounding] = 0.0
    if np.ptp(difference) <= rounding:
        difference[:] = np.median(difference)
    return Pairs(first, second, difference, int(sound.size - sound.sum()), rounding)


def _columns(given: dict[str, ArrayLike]) -> Vector:
    """The columns as one array (column, replicate)."""
    arrays = {name: np.asarray(values, dtype=np.float64) for name, values in given.items()}
    shapes = {array.shape for array in arrays.values()}
    if len(shapes) > 1 or arrays["treatment"].ndim != 1:
        found = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise SpheresError(
            f"a comparison needs columns of one length, one number per replicate; found shapes {found}; "
            "measure every variant over the same replicates"
        )
    return np.stack(list(arrays.values()))


def describe(pairs: Pairs, mean: PairedMean, confidence: float) -> Comparison:
    """Everything a Comparison holds, with the interval of `mean` at this confidence."""
    treatment, control = _summary(pairs.treatment, pairs.rounding), _summary(pairs.control, pairs.rounding)
    interval = mean.interval(1 - confidence)
    pooled = treatment.sd**2 + control.sd**2
    above, equal = np.mean(pairs.difference > 0), np.mean(pairs.difference == 0)
    ordered = np.sort(pairs.treatment), np.sort(pairs.control)
    return Comparison(
        n=mean.n,
        dropped=pairs.dropped,
        treatment=treatment,
        control=control,
        difference=mean.mean,
        low=interval.low,
        high=interval.high,
        confidence=confidence,
        method=mean.method,
        resamples=mean.resamples,
        sd_difference=mean.sd,
        effect=_ratio(mean.mean, math.sqrt(pooled / 2)),
        effect_paired=_ratio(mean.mean, mean.sd),
        superiority=float(above + equal / 2),
        superiority_any=_superiority_any(*ordered),
        wasserstein=float(np.abs(ordered[0] - ordered[1]).mean()),
        correlation=_correlation(pairs, treatment.sd, control.sd),
        variance_reduction=_ratio(pooled, mean.sd**2) if pooled > 0 else 1.0,
    )


def _summary(values: Vector, rounding: float) -> Summary:
    varies = np.ptp(values) > rounding
    return Summary(
        mean=float(values.mean() if varies else values[0]),
        sd=float(values.std(ddof=1)) if varies else 0.0,
        quantiles=tuple(float(q) for q in np.quantile(values, QUANTILE_LEVELS)),
    )


def _ratio(value: float, spread: float) -> float:
    """value / spread; 0 for 0/0, signed infinity where only the spread is 0."""
    if spread > 0:
        return value / spread
    return math.copysign(math.inf, value) if value else 0.0


def _superiority_any(treatment: Vector, control: Vector) -> float:
    """Of sorted values: the share of all combinations with T > C, ties counted half."""
    below = np.searchsorted(control, treatment, side="left")
    up_to = np.searchsorted(control, treatment, side="right")
    return float((below + up_to).mean() / (2 * control.size))


def _correlation(pairs: Pairs, sd_treatment: float, sd_control: float) -> float:
    if sd_treatment == 0 or sd_control == 0:
        return math.nan
    together = (pairs.treatment - pairs.treatment.mean()) * (pairs.control - pairs.control.mean())
    share = float(together.sum() / (pairs.treatment.size - 1)) / (sd_treatment * sd_control)
    return min(1.0, max(-1.0, share))
