"""Alignment: what powers are worth to clients, and how clients choose by it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms import alignment
from tests.mechanisms.ranges import amounts, cubes, parameter, shares, simplexes
from tests.worlds import number, over_clients, over_powers, ring, table

GRID = 2.0**-28  # the step of the fast functions


def test_worth_of_goods_by_hand() -> None:
    # ln(1 + 0.04 * 0.5 / 0.02) = ln 2; ln(1 + 0.06 * 1 / 0.02) = ln 4
    worth = alignment.worth_of_goods(over_powers(0.04, 0.06), over_powers(0.5, 1.0), number(0.02))
    assert worth[0, :, 0] == pytest.approx([0.693147, 1.386294], abs=1e-6)


@given(amounts, amounts, shares, parameter("alignment", "support_scale"))
def test_the_first_unit_counts_most(less: float, more: float, reach: float, scale: float) -> None:
    less, more = sorted((less, more))

    def worth(amount: float) -> float:
        return alignment.worth_of_goods(number(amount), number(reach), number(scale)).item()

    assert worth(0.0) == 0.0
    assert worth(less) <= worth(more)
    # concave: the way up to the middle brings at least half
    assert 2 * worth(0.5 * (less + more)) >= worth(less) + worth(more) - 4 * GRID


def test_value_by_hand() -> None:
    # 1.5 * 0.5 * 0.4 + 1.2 * 0.25 * 0.6 + 0.3 * 0.5 - 1.0 * 0.2 = 0.3 + 0.18 + 0.15 - 0.2
    found = alignment.value(
        number(0.4), number(0.6), number(0.5), number(-0.2),
        economic_need=number(0.5), arms_need=number(0.25), support_weight=number(1.5),
        arms_weight=number(1.2), recognition_weight=number(0.3), affinity_weight=number(1.0),
    )  # fmt: skip
    assert found.item() == pytest.approx(0.43)


def test_welfare_by_hand() -> None:
    # 0.5 (0.4 + 0.2) + 0.25 (0.6 + 0.0) - (1.0 + 0.0) = 0.3 + 0.15 - 1
    found = alignment.welfare(over_powers(0.4, 0.2), over_powers(0.6, 0.0), number(0.5), number(0.25), over_powers(1.0, 0.0))
    assert found.item() == pytest.approx(-0.55)


def test_neighbours_example_by_hand() -> None:
    # on a ring of four, each looks at half of each of its two neighbours
    found = alignment.neighbours_example(table([0.4, 0.0, 0.2, 0.8]), ring(4)[None])
    assert found[0, 0] == pytest.approx([0.4, 0.3, 0.4, 0.3], abs=1e-7)


@given(simplexes(3, 5))
def test_an_example_is_a_mean_of_neighbours(aligned: np.ndarray) -> None:
    example = alignment.neighbours_example(aligned, ring(5)[None])
    assert example.min() >= 0.0
    assert example.sum(axis=1).max() <= 1.0 + 1e-6
    everywhere = np.broadcast_to(aligned[:, :, :1], aligned.shape)
    assert alignment.neighbours_example(everywhere, ring(5)[None]) == pytest.approx(everywhere, abs=2.0**-26)
    assert (alignment.neighbours_example(aligned, np.zeros((1, 5, 5))) == 0.0).all()


def test_an_example_is_exact_whatever_the_order_of_its_sums() -> None:
    random = np.random.default_rng(4)
    aligned = random.dirichlet(np.ones(4), (50, 40)).swapaxes(1, 2)[:, :3]
    weights = np.floor(random.dirichlet(np.ones(40), 40) * 2**24) / 2**24
    shuffled = random.permutation(40)
    straight = alignment.neighbours_example(aligned, weights[None])
    other_order = alignment.neighbours_example(aligned[:, :, shuffled].copy(), weights[:, shuffled][None])
    assert straight.tobytes() == other_order.tobytes()


def test_target_shares_by_hand() -> None:
    # θ = 0.5: weights e^(0.5/0.5) = e, e^0 = 1 and e^0 = 1 for standing alone; e / (e + 2) = 0.576117
    found = alignment.target_shares(over_powers(0.5, 0.0), number(0.0), number(0.5))
    assert found[0, :, 0] == pytest.approx([0.576117, 0.211942], abs=1e-6)


@given(
    cubes(3, 2, st.floats(-50.0, 50.0)), st.floats(-50.0, 50.0), parameter("alignment", "temperature"),
    st.floats(-100.0, 100.0),
)  # fmt: skip
def test_targets_are_shares_that_follow_worth(value: np.ndarray, alone: float, temperature: float, shift: float) -> None:
    target = alignment.target_shares(value, number(alone), number(temperature))
    assert target.min() >= 0.0
    assert target.sum(axis=1).max() <= 1.0 + 1e-12
    # what is worth more gets more
    order = np.argsort(value, axis=1)
    assert (np.diff(np.take_along_axis(target, order, 1), axis=1) >= -1e-12).all()
    # only differences count, and only in units of the temperature
    shifted = alignment.target_shares(value + shift, number(alone + shift), number(temperature))
    assert shifted == pytest.approx(target, abs=1e-6)
    scaled = alignment.target_shares(2.0 * value, number(2.0 * alone), number(2.0 * temperature))
    assert scaled == pytest.approx(target, abs=1e-8)
    # powers are anonymous
    turned = alignment.target_shares(value[:, ::-1].copy(), number(alone), number(temperature))
    assert turned[:, ::-1] == pytest.approx(target, abs=1e-12)


def test_at_low_temperature_the_best_offer_takes_all_and_at_high_all_are_alike() -> None:
    value = over_powers(0.3, 0.2, 0.1)
    cold = alignment.target_shares(value, number(0.0), number(0.01))
    hot = alignment.target_shares(value, number(0.0), number(100.0))
    assert cold[0, :, 0] == pytest.approx([1.0, 0.0, 0.0], abs=1e-4)
    assert hot[0, :, 0] == pytest.approx([0.25, 0.25, 0.25], abs=1e-3)


def test_next_alignment_by_hand() -> None:
    # 0.2 + 0.08 (0.7 - 0.2)
    assert alignment.next_alignment(number(0.2), number(0.7), number(0.08)).item() == pytest.approx(0.24)


@given(simplexes(3, 2), simplexes(3, 2), shares)
def test_alignments_stay_on_the_simplex(now: np.ndarray, target: np.ndarray, adjustment: float) -> None:
    after = alignment.next_alignment(now, target, number(adjustment))
    assert after.min() >= -1e-15
    assert after.sum(axis=1).max() <= 1.0 + 1e-12


@given(st.integers(0, 10_000), parameter("alignment", "temperature").filter(lambda t: t > 0.05))
def test_the_unexplained_pull_makes_the_present_the_target(seed: int, temperature: float) -> None:
    random = np.random.default_rng(seed)
    now = random.dirichlet(np.ones(4) * 3, (1, 2)).swapaxes(1, 2)[:, :3]
    now = 0.9 * now + 0.02  # no share below the thousandth that counts as one
    value, alone = random.normal(size=(1, 3, 2)), random.normal(size=(1, 1, 2))
    pull = alignment.unexplained_pull(now, value, alone, number(temperature))
    assert alignment.target_shares(value + pull, alone, number(temperature)) == pytest.approx(now, abs=1e-7)


def test_unexplained_pull_by_hand() -> None:
    # θ ln(A / A₀) - (v - v₀) = 0.5 ln(0.4 / 0.2) - (0.3 - 0.1) with A₀ = 1 - 0.4 - 0.4: 0.346574 - 0.2
    pull = alignment.unexplained_pull(over_powers(0.4, 0.4), number(0.3), number(0.1), number(0.5))
    assert pull[0, :, 0] == pytest.approx([0.146574, 0.146574], abs=1e-6)


def test_shares_below_a_thousandth_count_as_one() -> None:
    none, little = (alignment.unexplained_pull(number(share), number(0.0), number(0.0), number(1.0)) for share in (0, 1e-3))
    assert none.item() == pytest.approx(little.item(), abs=2e-3)
    assert np.isfinite(alignment.unexplained_pull(number(1.0), number(0.0), number(0.0), number(1.0)).item())


def test_noise_by_hand() -> None:
    assert alignment.noise(over_clients(1.5, -2.0), number(0.3))[0, 0] == pytest.approx([0.45, -0.6])


def test_opposition_and_aversion_by_hand() -> None:
    assert alignment.opposition(over_powers(0.0, 0.3), over_powers(0.0, 0.9)) == pytest.approx(over_powers(0.0, 1.0))
    assert alignment.aversion(over_clients(-0.4, 0.0, 0.7)) == pytest.approx(over_clients(0.4, 0.0, 0.0))
