"""Perception: what is seen, what is felt, what is learned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.luck import normal_table
from sim.mechanisms import perception
from tests.mechanisms.ranges import amounts, cubes, parameter, shares
from tests.worlds import number, over_clients, over_powers, table


def test_effort_by_hand() -> None:
    # 0.03 + 2 * 0.01
    assert perception.effort(number(0.03), number(0.01), number(2.0)).item() == pytest.approx(0.05)


@given(amounts, amounts, parameter("perception", "arms_alarm"))
def test_effort_is_linear_and_never_below_support(support: float, arms: float, alarm: float) -> None:
    effort = perception.effort(number(support), number(arms), number(alarm)).item()
    assert effort >= support
    twice = perception.effort(number(2 * support), number(2 * arms), number(alarm)).item()
    assert twice == pytest.approx(2 * effort)


@pytest.mark.parametrize(
    ("z", "share"),
    [(0.0, 0.969233), (1.0, 1.244520), (-1.0, 0.754840)],  # exp(0.25 z - 0.03125)
)
def test_perceived_share_by_hand(z: float, share: float) -> None:
    assert perception.perceived_share(number(z), number(0.25)).item() == pytest.approx(share, abs=2e-6)


@pytest.mark.parametrize("misperception", [0.0, 0.1, 0.25, 0.5, 1.0])
def test_misperception_misleads_and_does_not_alarm(misperception: float) -> None:
    seen = perception.perceived_share(normal_table()[None, None], number(misperception))
    assert seen.mean() == pytest.approx(1.0, abs=2e-3)
    # a lognormal's standard deviation, sqrt(exp(σ²) - 1)
    assert seen.std() == pytest.approx(np.sqrt(np.expm1(misperception**2)), rel=0.02, abs=1e-12)


@given(st.floats(-4.4, 4.4), parameter("perception", "misperception"))
def test_something_is_always_seen_of_something(z: float, misperception: float) -> None:
    assert perception.perceived_share(number(z), number(misperception)).item() > 0.0


def test_felt_by_hand() -> None:
    # 0.5 * 0.04 - 0.005 and 0.1 * 0.04 - 0.005 < 0
    felt = perception.felt_here(table([0.5, 0.1]), table([0.04, 0.04]), over_powers(0.005))
    assert felt.tolist() == [[[pytest.approx(0.015), 0.0]]]


@given(shares, amounts, amounts, parameter("perception", "reaction_threshold"))
def test_felt_rises_with_what_is_done_and_with_what_is_at_stake(
    salience: float, less: float, more: float, threshold: float
) -> None:
    less, more = sorted((less, more))

    def felt(salience: float, seen: float) -> float:
        return perception.felt_here(number(salience), number(seen), number(threshold)).item()

    assert 0.0 <= felt(salience, less) <= felt(salience, more) <= felt(1.0, more) <= more
    assert felt(0.0, more) == 0.0


@pytest.mark.parametrize(
    ("protest", "encroached", "belief"),
    [
        (0.03, 0.05, 0.24),  # it showed 0.6: 0.2 + 0.1 * (0.6 - 0.2)
        (0.05, 0.05, 0.28),  # it showed 1
        (0.08, 0.05, 0.28),  # no salience is above 1: 0.2 + 0.1 * (1 - 0.2)
        (0.0, 0.05, 0.18),  # it did not protest: 0.2 - 0.1 * 0.2
        (0.03, 0.0, 0.2),  # nothing was done to it, so nothing was shown
    ],
)
def test_learned_by_hand(protest: float, encroached: float, belief: float) -> None:
    found = perception.learned(number(0.2), number(protest), number(encroached), number(0.1))
    assert found.item() == pytest.approx(belief)


@given(shares, shares, shares, st.floats(1e-6, 1e6))
def test_beliefs_stay_shares_and_move_toward_what_is_shown(
    belief: float, salience: float, learning: float, encroached: float
) -> None:
    found = perception.learned(number(belief), number(salience * encroached), number(encroached), number(learning))
    low, high = sorted((belief, salience))
    assert low - 1e-12 <= found.item() <= high + 1e-12
    if learning == 1.0:
        assert found.item() == pytest.approx(salience)


def test_opening_belief_by_hand() -> None:
    # The first power claims clients 0 and 1, mean salience (0.8 + 0.4) / 2 = 0.6; the second client 2, 0.2.
    salience, claim = table([0.8, 0.4, 0.9], [0.9, 0.9, 0.2]), table([1, 1, 0], [0, 0, 1])
    belief = perception.opening_belief(salience, claim, over_powers(0.25, 0.0))
    # The first takes a quarter of its own 0.6 for the second's 0.2: 0.75 * 0.2 + 0.25 * 0.6
    assert belief[0] == pytest.approx(np.array([[0.6, 0.3], [0.6, 0.2]]))


@given(cubes(3, 4, shares), cubes(3, 4, st.sampled_from([0.0, 1.0])), shares)
def test_opening_beliefs_are_shares(salience: np.ndarray, claim: np.ndarray, mirror: float) -> None:
    belief = perception.opening_belief(salience, claim, number(mirror))
    assert belief.shape == (2, 3, 3)
    assert belief.min() >= 0.0
    assert belief.max() <= 1.0 + 1e-12


def test_alarm_by_hand() -> None:
    # the second power claims the last two clients, of which one has just fallen (twice counts once) and one half faded
    claim = table([1.0, 0.0, 0.0], [0.0, 1.0, 1.0])
    alarm = perception.alarm(over_clients(0.0, 1.7, 0.5), claim, over_powers(2.0, 2.0))
    assert alarm == pytest.approx(over_powers(1.0, 4.0))


@given(cubes(1, 3, amounts), parameter("perception", "regime_fear"))
def test_fear_only_adds_and_needs_both_exposure_and_a_fall(unrest: np.ndarray, fear: float) -> None:
    claim = np.ones((1, 2, 3))
    assert (perception.alarm(unrest, claim, number(fear)) >= 1.0).all()
    assert (perception.alarm(unrest, claim, number(0.0)) == 1.0).all()
    assert (perception.alarm(0.0 * unrest, claim, number(fear)) == 1.0).all()
