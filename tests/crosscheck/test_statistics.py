"""Our statistics against statsmodels and SALib, and the contest's equilibrium against nashpy."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from sim.experiments.compare import compare
from sim.experiments.interval import LARGEST_BOOTSTRAP, PairedMean
from sim.experiments.sensitivity import first_order, total
from sim.experiments.verdict import holm, p_value
from sim.mechanisms.alignment import target_shares
from tests.crosscheck.conftest import library


@pytest.fixture(scope="module")
def weightstats() -> ModuleType:
    library("statsmodels")
    return library("statsmodels.stats.weightstats")


@pytest.mark.parametrize("seed", range(20))
def test_holms_adjustment(seed: int) -> None:
    multitest = library("statsmodels.stats.multitest")
    p = np.random.default_rng(seed).uniform(0.0, 0.1, 1 + seed)
    assert holm(p.tolist()) == pytest.approx(multitest.multipletests(p, method="holm")[1])


def test_the_t_interval_of_a_paired_mean(weightstats: ModuleType) -> None:
    differences = np.random.default_rng(1).exponential(1.0, LARGEST_BOOTSTRAP + 1) - 1.0
    mean = PairedMean(differences, smallest_alpha=0.01)
    ours, stricter = mean.interval(0.05), mean.interval(0.01)
    assert (ours.low, ours.high) == pytest.approx(weightstats.DescrStatsW(differences).tconfint_mean(0.05))
    low, high = weightstats.DescrStatsW(differences).tconfint_mean(0.01)
    assert stricter.low == pytest.approx(low)  # stricter ones follow the skewness as well, to the right
    assert stricter.high > high + 1e-4


@pytest.mark.parametrize("shift", [0.0, 0.02, 0.2])
def test_the_p_value_of_no_meaningful_effect_is_that_of_two_one_sided_tests(weightstats: ModuleType, shift: float) -> None:
    draw = np.random.default_rng(2)
    control = draw.normal(0.0, 1.0, 400)
    treatment = control + draw.normal(shift, 0.2, 400)
    delta = 0.1
    mean = PairedMean(treatment - control)
    equivalence = weightstats.ttost_paired(treatment, control, -delta, delta)[0]
    above = weightstats.DescrStatsW(treatment - control).ttest_mean(delta, alternative="larger")[1]
    below = weightstats.DescrStatsW(treatment - control).ttest_mean(-delta, alternative="smaller")[1]
    assert p_value(mean, delta) == pytest.approx(min(1.0, 2.0 * min(equivalence, above, below)), rel=1e-6)


def test_the_probability_of_superiority(weightstats: ModuleType) -> None:
    nonparametric = library("statsmodels.stats.nonparametric")
    draw = np.random.default_rng(3)
    treatment, control = draw.integers(0, 6, 300) * 1.0, draw.integers(0, 5, 300) * 1.0
    ours = compare(treatment, control).superiority_any
    assert ours == pytest.approx(nonparametric.rank_compare_2indep(treatment, control).prob1)


@pytest.mark.parametrize("parameters", [2, 4])
def test_sensitivity_indices(parameters: int) -> None:
    sample, analyse = library("SALib.sample.sobol"), library("SALib.analyze.sobol")
    names = [f"x{i}" for i in range(parameters)]
    problem = {"num_vars": parameters, "names": names, "bounds": [[0.0, 1.0]] * parameters}
    points = sample.sample(problem, 256, calc_second_order=False, seed=1)
    values = np.sin(3.0 * points[:, 0]) + points.sum(axis=1) ** 2 * points[:, 1]
    theirs = analyse.analyze(problem, values, calc_second_order=False, seed=1)
    table = values.reshape(256, parameters + 2).T  # A, A with each column of B, B
    f_a, f_b, f_ab = table[0], table[-1], table[1:-1]
    assert first_order(f_a, f_b, f_ab) == pytest.approx(theirs["S1"], abs=1e-5)  # they centre on all points, we on A and B
    assert total(f_a, f_b, f_ab) == pytest.approx(theirs["ST"], abs=1e-5)


def test_two_powers_who_contest_a_client_rest_where_nashpy_says() -> None:
    """With worth ln E and temperature 1 the clients' choice is Tullock's success function; V/4 each is the equilibrium."""
    nashpy = library("nashpy")
    prize, steps = 1.0, 20
    efforts = np.arange(1, steps + 1) / steps * prize / 2.0
    mine, theirs = np.meshgrid(efforts, efforts, indexing="ij")
    value = np.stack([np.log(mine).ravel(), np.log(theirs).ravel()], axis=1)[:, :, None]
    shares = target_shares(value, np.full((1, 1, 1), -40.0), np.ones((1, 1, 1)))  # standing alone is worth next to nothing
    payoff = prize * shares[:, 0, 0].reshape(mine.shape) - mine
    game = nashpy.Game(payoff, payoff.T)
    first, second = game.lemke_howson(initial_dropped_label=int(np.argmin(np.abs(efforts - prize / 4.0))))
    assert efforts @ first == pytest.approx(prize / 4.0, abs=prize / 2.0 / steps)
    assert efforts @ second == pytest.approx(prize / 4.0, abs=prize / 2.0 / steps)
