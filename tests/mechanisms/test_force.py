"""Force: who strikes, with what outcome, and what becomes of wars."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.world import Params
from sim.mechanisms import force
from tests.mechanisms.ranges import amounts, parameter, shares, simplexes, small_amounts, symbol, weights
from tests.worlds import defaults, number, over_clients, over_powers

WEIGHTS = weights(
    "force", "rate", "stake_weight", "exclusion_weight", "opportunity_weight", "norm_weight",
    "resistance_weight", "deterrence_weight",
)  # fmt: skip


def chance(*about: float, given: Params, propensity: float = 1.0) -> float:
    """stake, rungs, opportunity, norm, resistance, deterrence."""
    return force.force_chance(*(number(value) for value in about), number(propensity), given).item()


def test_stake_by_hand() -> None:
    # 0.9 (0.6 - 0.2); who leads has nothing to win back
    assert force.stake(number(0.9), number(0.6), number(0.2)).item() == pytest.approx(0.36)
    assert force.stake(number(0.9), number(0.6), number(0.6)).item() == 0.0


def test_resistance_by_hand() -> None:
    # 0.3 from abroad and 0.1 (1 - 0.25) at home
    assert force.resistance(number(0.3), number(0.25), number(0.1)).item() == pytest.approx(0.375)


@pytest.mark.parametrize(
    ("about", "odds"),
    [
        ((0, 0, 0, 0, 0, 0), 0.01),
        ((0.25, 0, 0, 0, 0, 0), 0.0271828),  # 0.01 e^(4 * 0.25)
        ((0.5, 1, 1, 0.8, 0.2, 0.1), 0.01),  # e^(2 + 0.5 + 0.3 - 2.4 - 0.3 - 0.1) = e^0
        ((0, 0, 0, 1, 0, 0), 0.000497871),  # 0.01 e^-3
    ],
)
def test_force_chance_by_hand(about: tuple[float, ...], odds: float) -> None:
    assert chance(*about, given=defaults("force")) == pytest.approx(odds / (1 + odds), rel=1e-5)
    twice = chance(*about, given=defaults("force"), propensity=2.0)
    assert twice == pytest.approx(2 * odds / (1 + 2 * odds), rel=1e-5)


@given(
    shares, shares, small_amounts, shares, small_amounts, small_amounts, parameter("force", "propensity"),
    shares, WEIGHTS,
)  # fmt: skip
def test_the_chance_rises_and_falls_as_it_should(
    stake: float, rungs: float, opportunity: float, norm: float, resist: float, deterrence: float,
    propensity: float, more: float, told: dict[str, np.ndarray],
) -> None:  # fmt: skip
    about, known = [stake, rungs, opportunity, norm, resist, deterrence], Params(told)
    here = chance(*about, given=known, propensity=propensity)
    slack = 1e-11 * here
    assert 0.0 <= here <= 1.0
    bold = force.emboldened(number(opportunity), number(norm), known)
    with np.errstate(over="ignore"):  # as in a turn: what is beyond all numbers is certainly more than any chance
        most = (force.greatest_odds(number(1.0), number(propensity), known) * bold).item()
    assert here <= most or most < 2.0**-32  # a draw is a whole number of 2**-32
    for k, rises in enumerate((True, True, True, False, False, False)):
        changed = [v + more * (j == k) for j, v in enumerate(about)]
        there = chance(*changed, given=known, propensity=propensity)
        assert there >= here - slack if rises else there <= here + slack


def test_the_greatest_odds_are_reached() -> None:
    # all of a place that is half cared for is at stake, the ladder climbed, two wars of rivals, half a norm:
    # 0.01 e^(4 · 0.5 + 0.5) e^(0.3 · 2 - 3 · 0.5)
    odds = 0.01 * np.exp(2.5) * np.exp(-0.9)
    bold = force.emboldened(number(2.0), number(0.5), defaults("force"))
    most = (force.greatest_odds(number(0.5), number(1.0), defaults("force")) * bold).item()
    assert most == pytest.approx(odds)
    assert chance(0.5, 1, 2, 0.5, 0, 0, given=defaults("force")) == pytest.approx(odds / (1 + odds))


def test_nobody_strikes_who_never_would() -> None:
    assert chance(1, 1, 1, 0, 0, 0, given=defaults("force"), propensity=0.0) == 0.0
    assert chance(1, 1, 1, 0, 0, 0, given=defaults("force", rate=0.0)) == 0.0


def test_success_chance_by_hand() -> None:
    # 0.6 / (0.6 + 0.2); nothing against nothing is a toss
    found = force.success_chance(over_clients(0.6, 0.6, 0.0, 0.0), over_clients(0.2, 0.0, 0.3, 0.0))
    assert found[0, 0] == pytest.approx([0.75, 1.0, 0.0, 0.5])


@given(symbol("capability"), amounts, amounts, st.floats(1e-3, 1e3))
def test_success_is_a_contest(strength: float, resist: float, more: float, unit: float) -> None:
    one = force.success_chance(number(strength), number(resist)).item()
    assert 0.0 <= one <= 1.0
    assert one + force.success_chance(number(resist), number(strength)).item() == pytest.approx(1.0)
    if strength > 1e-9 or resist > 1e-9:
        other_unit = force.success_chance(number(unit * strength), number(unit * resist)).item()
        assert other_unit == pytest.approx(one, abs=1e-9)
        assert force.success_chance(number(strength + more), number(resist)).item() >= one - 1e-12


def test_where_two_would_strike_at_once_the_more_eager_does() -> None:
    rows, clients = np.array([0, 0, 1, 1]), np.array([2, 2, 2, 3])
    assert force.one_each(rows, clients, np.array([0.1, 0.2, 0.1, 0.1])).tolist() == [1, 2, 3]


@given(st.integers(0, 10_000), st.integers(1, 20))
def test_no_client_is_struck_twice_and_none_is_forgotten(seed: int, n: int) -> None:
    random = np.random.default_rng(seed)
    rows, powers, clients = random.integers(0, 3, (3, n))
    eager = random.random(n)
    best = force.one_each(rows, clients, eager)
    kept = list(zip(rows[best].tolist(), powers[best].tolist(), clients[best].tolist(), strict=True))
    places = {(r, c) for r, c in zip(rows.tolist(), clients.tolist(), strict=True)}
    assert sorted((r, c) for r, _, c in kept) == sorted(places)
    for row, power, client in kept:
        here = (rows == row) & (clients == client)
        assert powers[here][eager[here].argmax()] == power


def test_installed_by_hand() -> None:
    # 0.2 + 0.6 (1 - 0.2) for the victor, (1 - 0.6) 0.5 for the other
    after = force.installed(np.array([[0.2, 0.5]]), np.array([0]), np.array([[0.6]]))
    assert after == pytest.approx(np.array([[0.68, 0.2]]))


def test_resented_by_hand() -> None:
    after = force.resented(np.array([[0.2, 0.5]]), np.array([0]), np.array([[0.5]]))
    assert after == pytest.approx(np.array([[0.1, 0.5]]))


def test_withheld_by_others_by_hand() -> None:
    after = force.withheld_by_others(np.array([[0.2, 0.8]]), np.array([0]), np.array([[0.5]]))
    assert after == pytest.approx(np.array([[1.0, 0.4]]))


@given(simplexes(3, 1), shares, st.integers(0, 2))
def test_a_use_of_force_leaves_shares(aligned: np.ndarray, share: float, power: int) -> None:
    before, who, of_it = aligned[:, :, 0], np.full(2, power), np.full((1, 1), share)
    won, warred = force.installed(before, who, of_it), force.resented(before, who, of_it)
    for after in (won, warred):
        assert after.min() >= 0.0
        assert after.sum(axis=1).max() <= 1.0 + 1e-12
    others = np.arange(3) != power
    assert (won[:, power] >= before[:, power] - 1e-12).all()
    assert (won[:, others] <= before[:, others]).all()
    assert (warred[:, power] <= before[:, power]).all()
    assert (warred[:, others] == before[:, others]).all()


@pytest.mark.parametrize(
    ("occupation", "won", "freezes", "after"),
    [
        (1.0, False, False, 1.0),  # an open war goes on
        (1.0, True, False, 0.0),
        (1.0, False, True, 0.25),
        (0.25, False, False, 0.2475),  # 0.99 * 0.25
        (0.0101, False, False, 0.0),  # 0.99 * 0.0101 < 0.01: settled
        (0.0, False, False, 0.0),
        (0.5, False, False, 0.5),  # the least that is still open
    ],
)
def test_next_war_by_hand(occupation: float, won: bool, freezes: bool, after: float) -> None:
    found = force.next_war(np.array([occupation]), np.array([won]), np.array([freezes]), np.array([0.25]), np.array([0.99]))
    assert found.item() == pytest.approx(after)


def test_a_conflict_is_settled_below_a_hundredth() -> None:
    peace, one = np.array([False]), np.array([1.0])
    assert force.next_war(np.array([force.SETTLED]), peace, peace, 0.25 * one, one).item() == 0.01
    assert force.next_war(np.array([0.00999]), peace, peace, 0.25 * one, one).item() == 0.0


@given(
    shares,
    st.booleans(),
    st.booleans(),
    parameter("force", "frozen_weight"),
    parameter("force", "frozen_kept"),
)
def test_wars_stay_weights_and_frozen_ones_never_open(
    occupation: float, won: bool, freezes: bool, weight: float, kept: float
) -> None:
    found = force.next_war(
        np.array([occupation]), np.array([won]), np.array([freezes]), np.array([weight]), np.array([kept])
    ).item()
    assert 0.0 <= found <= 1.0
    if occupation < force.OPEN or freezes:
        assert found < force.OPEN


def test_adjustment_under_war_by_hand() -> None:
    # 0.08 (1 - 0.8 * 0.25); two open wars hold up no more than one
    pace = force.adjustment_under_war(number(0.08), over_powers(0.25, 0.0), number(0.8))
    assert pace.item() == pytest.approx(0.064)
    twice = force.adjustment_under_war(number(0.08), over_powers(1.0, 1.0), number(0.8))
    assert twice.item() == pytest.approx(0.016)
