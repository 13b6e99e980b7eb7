"""Comparisons by hand, and what must hold whatever the outcomes."""

from __future__ import annotations

import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.core.errors import SpheresError
from sim.experiments.compare import compare, compare_contrast
from sim.experiments.interval import METHOD_CONSTANT

QUARTERS = st.integers(-40, 40).map(lambda k: k / 4)  # sums and differences are exact, ties are common
PAIRS = st.lists(st.tuples(QUARTERS, QUARTERS), min_size=2, max_size=30).map(np.array)


def test_small_case_by_hand() -> None:
    found = compare([3, 5, 4, 8], [1, 5, 6, 2])  # D = 2, 0, -2, 6
    assert (found.n, found.dropped) == (4, 0)
    assert found.treatment.mean == 5
    assert found.treatment.sd == pytest.approx(math.sqrt(14 / 3))
    assert found.treatment.quantiles == pytest.approx((3.15, 3.75, 4.5, 5.75, 7.55))
    assert found.control.mean == 3.5
    assert found.control.sd == pytest.approx(math.sqrt(17 / 3))
    assert found.difference == 1.5
    assert found.sd_difference == pytest.approx(math.sqrt(35 / 3))
    assert found.effect == pytest.approx(1.5 / math.sqrt(31 / 6))
    assert found.effect_paired == pytest.approx(1.5 / math.sqrt(35 / 3))
    assert found.superiority == 0.625  # two of four above, one equal
    assert found.dominance == 0.25
    assert found.superiority_any == 10.5 / 16  # 2 + 2.5 + 2 + 4 of 16 combinations
    assert found.wasserstein == 1.5  # 3 4 5 8 against 1 2 5 6
    assert found.correlation == pytest.approx(-2 / math.sqrt(14 * 17))
    assert found.variance_reduction == pytest.approx(31 / 35)
    # t(3 df, 0.975) = 3.182446 reaches farther than any mean of four such differences can
    reach = 3.182446 * math.sqrt(35 / 3) / 2
    assert (found.low, found.high) == pytest.approx((1.5 - reach, 1.5 + reach), abs=1e-5)


def test_agrees_with_scipy() -> None:
    rng = np.random.default_rng(6)
    control = rng.normal(size=150)
    treatment = 0.8 * control + rng.exponential(size=150)
    found = compare(treatment, control)
    assert found.wasserstein == pytest.approx(stats.wasserstein_distance(treatment, control))
    assert found.superiority_any == pytest.approx(stats.mannwhitneyu(treatment, control).statistic / 150**2)
    assert found.correlation == pytest.approx(stats.pearsonr(treatment, control).statistic)


def test_common_luck_narrows_the_interval_as_it_says() -> None:
    rng = np.random.default_rng(7)
    luck = rng.normal(size=400)
    treatment, control = 0.1 + luck + 0.1 * rng.normal(size=400), luck + 0.1 * rng.normal(size=400)
    together, apart = compare(treatment, control), compare(treatment, np.roll(control, 1))
    assert together.variance_reduction == pytest.approx(100, rel=0.2)
    assert apart.variance_reduction == pytest.approx(1, rel=0.2)
    gain = ((apart.high - apart.low) / (together.high - together.low)) ** 2
    assert gain == pytest.approx(together.variance_reduction / apart.variance_reduction, rel=0.1)
    assert together.effect == pytest.approx(apart.effect)  # the spread of outcomes does not know of pairs
    assert together.effect_paired > 5 * apart.effect_paired


def test_frozen_pairs_are_dropped_and_counted() -> None:
    treatment, control = [1.0, math.nan, 3.0, 4.0, 9.0], [0.0, 1.0, math.nan, 1.0, 4.0]
    found = compare(treatment, control)
    assert (found.n, found.dropped) == (3, 2)
    kept = compare([1, 4, 9], [0, 1, 4])
    assert (found.difference, found.low, found.high) == (kept.difference, kept.low, kept.high)


def test_infinite_values_count_as_frozen() -> None:
    assert compare([math.inf, 1, 2], [0, 0, 0]).dropped == 1


@pytest.mark.parametrize(("shift", "superiority"), [(0.0, 0.5), (0.3, 1.0), (-0.3, 0.0)])
def test_constant_difference(shift: float, superiority: float) -> None:
    control = np.random.default_rng(0).random(50)
    found = compare(control + shift, control)  # rounding leaves D a spread of 1e-17
    assert found.method == METHOD_CONSTANT
    assert found.low == found.high == found.difference == pytest.approx(shift)
    assert found.sd_difference == 0
    assert found.superiority == superiority
    assert found.effect_paired == (math.copysign(math.inf, shift) if shift else 0)
    assert found.variance_reduction == math.inf
    assert found.correlation == pytest.approx(1)


def test_outcomes_that_never_vary() -> None:
    same, other = compare([0.1] * 6, [0.1] * 6), compare([0.4] * 6, [0.1] * 6)
    assert (same.difference, same.effect, same.variance_reduction) == (0, 0, 1)
    assert (other.effect, other.treatment.sd, other.superiority_any) == (math.inf, 0, 1)
    assert other.wasserstein == pytest.approx(0.3)
    assert math.isnan(same.correlation)


def test_two_pairs_are_enough_to_compute() -> None:
    found = compare([0, 1], [0, 0])
    assert found.low < 0 < 1 < found.high


@pytest.mark.parametrize(
    ("treatment", "control", "message"),
    [
        ([1, 2, 3], [1, 2], r"one length.*treatment \(3,\), control \(2,\); measure every variant"),
        ([[1, 2]], [[1, 2]], "one number per replicate"),
        ([], [], "at least 2 sound pairs of replicates, found 0"),
        ([1, math.nan, 3], [1, 2, math.nan], "found 1; run more replicates"),
    ],
)
def test_bad_columns_are_refused(treatment: list[float], control: list[float], message: str) -> None:
    with pytest.raises(SpheresError, match=message):
        compare(treatment, control)


@pytest.mark.parametrize("confidence", [0, 1, 95, math.nan])
def test_bad_confidence_is_refused(confidence: float) -> None:
    with pytest.raises(SpheresError, match=r"confidence is .*, expected a number between 0 and 1"):
        compare([1, 2], [1, 3], confidence=confidence)


def test_contrast_is_the_difference_of_differences() -> None:
    # effects 1, 3, 5 against 0, 1, -1: D = 1, 2, 6
    found = compare_contrast([2, 4, 6], [1, 1, 1], [5, 6, 4], [5, 5, 5])
    assert found.difference == 3
    assert found.sd_difference == pytest.approx(math.sqrt(7))
    assert found.treatment.mean == 3
    assert found.control.mean == 0


def test_contrast_without_effect_is_exactly_zero_despite_rounding() -> None:
    rng = np.random.default_rng(2)
    base, other = rng.random(40), rng.random(40)
    found = compare_contrast(base + 0.1, base, other + 0.1, other)
    assert (found.difference, found.low, found.high, found.method) == (0, 0, 0, METHOD_CONSTANT)


def test_differences_made_by_rounding_are_ties() -> None:
    treatment = np.array([0.1 + 0.2, 0.1 + 0.2, 0.5])
    found = compare(treatment, [0.3, 0.3, 0.25])  # D = 5e-17, 5e-17, 0.25
    assert treatment[0] > 0.3
    assert found.superiority == pytest.approx(2 / 3)


def test_contrast_drops_a_pair_frozen_anywhere() -> None:
    assert compare_contrast([1, 2, 3, 4], [1, 1, 1, 1], [0, 0, math.nan, 1], [0, 0, 0, 0]).dropped == 1


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_swapping_treatment_and_control_mirrors(pairs: np.ndarray) -> None:
    there, back = compare(pairs[:, 0], pairs[:, 1]), compare(pairs[:, 1], pairs[:, 0])
    assert (back.treatment, back.control) == (there.control, there.treatment)
    assert back.difference == pytest.approx(-there.difference)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low), abs=1e-9)
    assert back.effect == pytest.approx(-there.effect)
    assert back.effect_paired == pytest.approx(-there.effect_paired)
    assert back.superiority == pytest.approx(1 - there.superiority)
    assert back.superiority_any == pytest.approx(1 - there.superiority_any)
    assert back.dominance == pytest.approx(-there.dominance)
    assert back.wasserstein == pytest.approx(there.wasserstein)
    assert back.variance_reduction == pytest.approx(there.variance_reduction)


@settings(max_examples=40, deadline=None)
@given(PAIRS, st.floats(1e-3, 1e3), st.integers(-1000, 1000))
def test_units_scale_and_shifts_do_not_matter(pairs: np.ndarray, factor: float, shift: int) -> None:
    plain = compare(pairs[:, 0], pairs[:, 1])
    scaled = compare(factor * pairs[:, 0], factor * pairs[:, 1])
    shifted = compare(pairs[:, 0] + shift, pairs[:, 1] + shift)
    for name in ("difference", "low", "high", "sd_difference", "wasserstein"):
        value = getattr(plain, name)
        assert getattr(scaled, name) == pytest.approx(factor * value, rel=1e-9, abs=1e-9 * factor)
        assert getattr(shifted, name) == pytest.approx(value, abs=1e-9)
    for name in ("effect", "effect_paired", "superiority", "superiority_any", "variance_reduction"):
        value = getattr(plain, name)
        assert getattr(scaled, name) == pytest.approx(value, rel=1e-9, abs=1e-12)
        assert getattr(shifted, name) == pytest.approx(value, rel=1e-9, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_everything_lies_in_its_range_and_repeats(pairs: np.ndarray) -> None:
    found = compare(pairs[:, 0], pairs[:, 1], seed=9)
    again = compare(pairs[:, 0], pairs[:, 1], seed=9)
    assert repr(astuple(found)) == repr(astuple(again))  # repr, because NaN != NaN
    assert found.low <= found.difference <= found.high
    assert 0 <= found.superiority <= 1
    assert 0 <= found.superiority_any <= 1
    assert found.wasserstein >= abs(found.difference) - 1e-12
    assert found.variance_reduction >= 0.5 - 1e-12  # var D <= 2 (var T + var C)
    assert list(found.treatment.quantiles) == sorted(found.treatment.quantiles)
    assert math.isnan(found.correlation) or -1 <= found.correlation <= 1
