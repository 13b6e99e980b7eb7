"""Intervals for the mean of paired differences: by other means, at their limits, and their coverage."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from sim.core.errors import SpheresError
from sim.experiments import interval as module
from sim.experiments.interval import METHOD_BCA, METHOD_CONSTANT, METHOD_PERCENTILE, METHOD_T, PairedMean

Draw = Callable[[np.random.Generator], np.ndarray]


@pytest.mark.parametrize("alpha", [0.05, 0.01])
@pytest.mark.parametrize("seed", [0, 1])
def test_interval_is_the_hull_of_scipys_bca_of_t_and_far_out_of_skewed_t(alpha: float, seed: int) -> None:
    differences = np.random.default_rng(seed).exponential(size=60)
    mean = PairedMean(differences, smallest_alpha=0.01, seed=8)
    bca = stats.bootstrap(
        (differences,),
        np.mean,
        n_resamples=mean.resamples,
        method="BCa",
        confidence_level=1 - alpha,
        rng=np.random.default_rng(8),
    ).confidence_interval
    t = stats.ttest_1samp(differences, 0).confidence_interval(1 - alpha)
    found = mean.interval(alpha)
    assert mean.method == METHOD_BCA
    assert found.confidence == 1 - alpha
    assert bca.low > t.low  # skewed to the right: t reaches farther down ...
    assert found.low == pytest.approx(t.low, rel=1e-9)
    assert bca.high > t.high  # ... and BCa farther up
    if alpha == 0.05:
        assert found.high == pytest.approx(bca.high, rel=1e-9)
    else:
        assert found.high > bca.high  # Hall's transform of t at this end is the t quantile
        t_there = (mean.mean - found.high) / mean.standard_error
        g = stats.skew(differences) / 60**0.5
        transformed = t_there + g * t_there**2 / 3 + g**2 * t_there**3 / 27 + g / 6
        assert transformed == pytest.approx(stats.t.ppf(alpha / 2, 59))


def test_bca_is_scipys_with_ties_too() -> None:
    differences = np.random.default_rng(0).choice([0.0, 0.25, -1.0], size=64)
    mean = PairedMean(differences, seed=8)
    bca = stats.bootstrap(
        (differences,), np.mean, n_resamples=mean.resamples, method="BCa", rng=np.random.default_rng(8)
    ).confidence_interval
    found = np.quantile(mean._means, mean._bca_shares(0.05))
    assert found == pytest.approx([bca.low, bca.high], rel=1e-9)


def test_t_interval_by_hand() -> None:
    # D = 1, 2, 3: mean 2, sd 1, standard error 1/sqrt(3); t(2 df, 0.975) = 4.302653
    found = PairedMean(np.array([1.0, 2.0, 3.0])).interval(0.05)
    assert found.low == pytest.approx(2 - 4.302653 / 3**0.5, abs=1e-6)
    assert found.high == pytest.approx(2 + 4.302653 / 3**0.5, abs=1e-6)


def test_constant_differences_have_an_interval_of_no_width() -> None:
    mean = PairedMean(np.full(7, 0.1))
    assert (mean.mean, mean.sd, mean.method, mean.resamples) == (0.1, 0.0, METHOD_CONSTANT, 0)
    assert (mean.interval(0.05).low, mean.interval(0.05).high) == (0.1, 0.1)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_pairs_is_an_error_with_its_remedy(n: int) -> None:
    with pytest.raises(SpheresError, match=f"at least 2 sound pairs of replicates, found {n}; run more"):
        PairedMean(np.zeros(n))


def test_percentiles_stand_in_where_bca_has_no_value() -> None:
    one_giant = np.r_[np.zeros(199), 1.0]
    mean = PairedMean(one_giant, smallest_alpha=1e-15)
    assert mean.method == METHOD_PERCENTILE
    found = mean.interval(0.05)
    assert found.low <= np.quantile(mean._means, 0.025)
    assert found.high >= np.quantile(mean._means, 0.975)
    assert np.isfinite([found.low, found.high]).all()


def test_many_pairs_take_t_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    differences = np.random.default_rng(0).normal(size=51)
    monkeypatch.setattr(module, "LARGEST_BOOTSTRAP", 50)
    mean = PairedMean(differences)
    t = stats.ttest_1samp(differences, 0).confidence_interval(0.9)
    assert (mean.method, mean.resamples) == (METHOD_T, 0)
    assert (mean.interval(0.1).low, mean.interval(0.1).high) == pytest.approx((t.low, t.high))


@pytest.mark.parametrize("skewness", [0.0, 1e-13, 1e-9, 0.01, -0.3, 1.0])
@pytest.mark.parametrize("y", [-4.0, -1.0, 0.5, 3.0])
def test_unskewed_t_solves_its_equation(skewness: float, y: float) -> None:
    t = module._unskew(y, skewness)
    assert t + skewness * t**2 / 3 + skewness**2 * t**3 / 27 + skewness / 6 == pytest.approx(y)


def test_intervals_lie_within_one_another_and_repeat() -> None:
    differences = np.random.default_rng(1).choice([0.0, 0.0, 0.0, 1.0, -3.0], size=80)
    mean = PairedMean(differences, smallest_alpha=0.001, seed=4)
    again = PairedMean(differences, smallest_alpha=0.001, seed=4)
    found = [mean.interval(alpha) for alpha in (0.2, 0.1, 0.05, 0.01, 0.001)]
    for inner, outer in pairwise(found):
        assert outer.low <= inner.low <= inner.high <= outer.high
    assert found[-1] == again.interval(0.001)
    luck = [PairedMean(differences, seed=seed)._means.mean() for seed in (4, 5)]
    assert luck[0] != luck[1]


def test_resamples_reach_beyond_the_widest_interval() -> None:
    assert module.resamples_for(200, 0.05) == module.FEWEST_RESAMPLES
    assert module.resamples_for(200, 0.001) == 40_000  # 20 beyond each end at 0.0005
    assert module.resamples_for(4_000, 0.001) == 10_000  # as many as the draws allow
    assert module.resamples_for(10_000, 0.001) == module.FEWEST_RESAMPLES


def test_memory_stays_bounded() -> None:
    differences = np.random.default_rng(0).normal(size=4_000)  # all resamples at once would take 256 MB
    tracemalloc.start()
    PairedMean(differences)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16e6


COVERAGE: dict[str, tuple[Draw, float]] = {
    "normal": (lambda rng: rng.normal(size=200), 0.0),
    "lognormal": (lambda rng: rng.lognormal(size=200), float(np.exp(0.5))),
    "few differ": (lambda rng: np.where(rng.random(200) < 0.1, rng.normal(size=200), 0.0), 0.0),
}


@pytest.mark.parametrize("name", COVERAGE)
def test_95_percent_intervals_hold_the_truth_95_times_in_100(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FEWEST_RESAMPLES", 1_000)
    draw, truth = COVERAGE[name]
    rng = np.random.default_rng(2008)
    trials, misses = 500, 0
    for trial in range(trials):
        found = PairedMean(draw(rng), seed=trial).interval(0.05)
        misses += not found.low <= truth <= found.high
    assert misses <= stats.binom.ppf(0.995, trials, 0.05)
    assert misses >= stats.binom.ppf(0.005, trials, 0.035)
