"""Draws from distributions, against scipy's quantile functions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.core.distributions import KINDS, _interpolate, centre, draw, ends, kept_share, normal_quantile

U = np.random.default_rng(5).random(5000)
EXAMPLES = {
    "uniform": (0.2, 0.7),
    "triangular": (-0.5, 0.1, 0.9),
    "normal": (0.3, 0.2, 0.0, 1.0),
    "beta": (2.0, 5.0),
    "lognormal": (0.5, 0.4, 0.0, 1e6),
    "choice": (3.0, 1.0, 2.0),
}


def test_normal_quantile_by_hand() -> None:
    found = normal_quantile(np.array([0.5, 0.975, 0.025]))
    assert found == pytest.approx([0.0, 1.959963984540054, -1.959963984540054], abs=1e-12)


def test_normal_quantile_far_out_and_at_the_ends() -> None:
    u = np.array([1e-3, 1e-9, 1e-14, 1.0 - 1e-9])
    assert normal_quantile(u) == pytest.approx(stats.norm.ppf(u), rel=1e-10)
    assert np.isfinite(normal_quantile(np.array([0.0, 1.0 - 2.0**-53]))).all()


@pytest.mark.parametrize(
    ("distribution", "reference"),
    [
        (("uniform", (2.0, 5.0)), stats.uniform(2.0, 3.0)),
        (("triangular", (0.0, 0.2, 1.0)), stats.triang(0.2)),
        (("triangular", (0.0, 0.0, 2.0)), stats.triang(0.0, scale=2.0)),
        (("triangular", (0.0, 2.0, 2.0)), stats.triang(1.0, scale=2.0)),
        (("triangular", (-0.5, 0.2, 0.9)), stats.triang(0.5, loc=-0.5, scale=1.4)),
        (("normal", (1.0, 2.0, -1.0, 2.0)), stats.truncnorm(-1.0, 0.5, loc=1.0, scale=2.0)),
        (("normal", (1.0, 2.0, -1e6, 1e6)), stats.norm(1.0, 2.0)),
        (("lognormal", (2.0, 0.5, 0.0, 1e6)), stats.lognorm(0.5, scale=2.0)),
    ],
)
def test_draws_are_quantiles(distribution: tuple[str, tuple[float, ...]], reference: stats.rv_continuous) -> None:
    assert draw(distribution, U) == pytest.approx(reference.ppf(U), abs=1e-9)


@pytest.mark.parametrize("shape", [(2, 5), (0.5, 0.5), (0.1, 3), (1, 1), (1000, 1000), (1000, 2), (30, 1), (0.01, 5)])
def test_beta_draws_are_quantiles(shape: tuple[float, float]) -> None:
    assert draw(("beta", shape), U) == pytest.approx(stats.beta.ppf(U, *shape), abs=1e-5)


def test_between_nodes_lie_straight_lines() -> None:
    shares, values = np.array([0.0, 0.5, 0.5, 1.0]), np.array([0.0, 1.0, 2.0, 4.0])
    assert _interpolate(np.array([0.0, 0.25, 0.75, 1.0]), shares, values).tolist() == [0.0, 0.5, 3.0, 4.0]


def test_a_lognormal_is_cut_where_it_is_told() -> None:
    drawn = draw(("lognormal", (1.0, 1.0, 0.5, 2.0)), U)
    below, above = stats.norm.cdf(np.log([0.5, 2.0]))
    assert drawn == pytest.approx(np.exp(stats.norm.ppf(below + U * (above - below))), abs=1e-9)


def test_a_choice_falls_alike_on_each() -> None:
    drawn = draw(("choice", EXAMPLES["choice"]), np.array([0.0, 0.34, 0.67, 0.999]))
    assert drawn.tolist() == [3.0, 1.0, 2.0, 2.0]


@pytest.mark.parametrize("kind", KINDS)
@given(u=st.lists(st.floats(0.0, 1.0, exclude_max=True), min_size=2, max_size=20))
def test_draws_stay_within_their_ends_and_follow_the_luck(kind: str, u: list[float]) -> None:
    distribution = (kind, EXAMPLES[kind])
    drawn = draw(distribution, np.sort(np.array(u)))
    low, high = ends(distribution)
    assert (drawn >= low).all()
    assert (drawn <= high).all()
    if kind != "choice":
        assert (np.diff(drawn) >= -1e-12).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_centre_is_the_median_and_the_shape_is_kept(kind: str) -> None:
    distribution = (kind, EXAMPLES[kind])
    assert draw(distribution, np.full((2, 3), 0.5)).tolist() == np.full((2, 3), centre(distribution)).tolist()


def test_draws_are_double_whatever_they_are_drawn_by() -> None:
    low = draw(("lognormal", EXAMPLES["lognormal"]), np.array([0.25, 0.75], dtype=np.float32))
    assert low.dtype == np.float64
    assert low.tolist() == draw(("lognormal", EXAMPLES["lognormal"]), np.array([0.25, 0.75])).tolist()


def test_ends() -> None:
    assert [ends((kind, EXAMPLES[kind])) for kind in ("uniform", "triangular", "beta", "choice")] == [
        (0.2, 0.7), (-0.5, 0.9), (0.0, 1.0), (1.0, 3.0),
    ]  # fmt: skip
    assert ends(("normal", (0.3, 0.2, -1.0, 2.0))) == (-1.0, 2.0)
    assert ends(("lognormal", (0.5, 0.4, 0.1, 9.0))) == (0.1, 9.0)


def test_kept_share() -> None:
    assert kept_share(("normal", (0.0, 1.0, -1.0, 1.0))) == pytest.approx(0.6826894921, abs=1e-9)
    assert kept_share(("normal", (-100.0, 1.0, 0.0, 1e6))) == 0.0
    assert kept_share(("uniform", (0.0, 1.0))) == 1.0
