"""Patronage: what powers have, and how they divide it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms import patronage
from tests.mechanisms.ranges import amounts, cubes, parameter, shares, simplexes, small_amounts, symbol
from tests.worlds import number, over_clients, over_powers, table


def test_means_by_hand() -> None:
    # 0.5 (1 - 0.2 * 2)(1 - 0.1) = 0.27; five wars and more leave nothing
    means = patronage.means(over_powers(0.5, 0.5), over_powers(2.0, 7.0), number(0.2), number(0.1))
    assert means[0, :, 0] == pytest.approx([0.27, 0.0])


@given(symbol("capability"), small_amounts, parameter("patronage", "war_drain"), shares)
def test_means_never_exceed_capability(capability: float, wars: float, drain: float, sanctions: float) -> None:
    means = patronage.means(number(capability), number(wars), number(drain), number(sanctions)).item()
    assert 0.0 <= means <= capability
    more_war = patronage.means(number(capability), number(wars + 1), number(drain), number(sanctions)).item()
    assert more_war <= means


def test_attention_by_hand() -> None:
    # 1 / (1 + (1 + 3) / 4): as many wars as the attention says halve it
    assert patronage.attention_left(number(1.0), number(3.0), number(4.0)).item() == 0.5
    assert patronage.attention_left(number(0.0), number(0.0), number(4.0)).item() == 1.0


@given(amounts, amounts, parameter("patronage", "attention"))
def test_attention_is_a_share_that_load_lowers(wars: float, load: float, attention: float) -> None:
    left = patronage.attention_left(number(wars), number(load), number(attention)).item()
    more = patronage.attention_left(number(wars), number(load + 1.0), number(attention)).item()
    assert 0.0 < more <= left <= 1.0


def test_promise_by_hand() -> None:
    # 0.8 (0.25 + 0.05)(1 - 0.25) = 0.8 * 0.3 * 0.75
    assert patronage.promise(number(0.8), number(0.25), number(0.05)).item() == pytest.approx(0.18)


@given(shares, shares, parameter("patronage", "foothold"))
def test_there_is_no_return_where_all_is_won(reach: float, alignment: float, foothold: float) -> None:
    assert patronage.promise(number(reach), number(1.0), number(foothold)).item() == 0.0
    assert 0.0 <= patronage.promise(number(reach), number(alignment), number(foothold)).item() <= reach * 2.0


def test_the_return_is_the_slope_of_a_share_in_a_contest() -> None:
    # A = e^v / (e^v + 1) has dA/dv = A (1 - A); by a difference over 2e-6
    v, h = np.linspace(-3, 3, 13), 1e-6
    slope = (1 / (1 + np.exp(-(v + h))) - 1 / (1 + np.exp(-(v - h)))) / (2 * h)
    share = over_clients(*(1 / (1 + np.exp(-v))))
    assert patronage.promise(number(1.0), share, number(0.0))[0, 0] == pytest.approx(slope, abs=1e-9)


def divided(budget: np.ndarray, weight: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Budgets (r, p, g) over places, their totals summed here."""
    total = np.stack([weight[:, :, group == g].sum(axis=2) for g in range(budget.shape[2])], axis=2)
    return patronage.divided(budget, total, weight, group)


def test_divided_by_hand() -> None:
    # 0.6 over weights 1 : 2 in one theatre, 0.3 over 3 alone in the other; nothing where nothing is wanted
    weight, group = table([0.1, 0.2, 0.3], [0.0, 0.0, 0.3]), np.array([0, 0, 1])
    spent = divided(table([0.6, 0.3], [0.6, 0.3]), weight, group)
    assert spent == pytest.approx(table([0.2, 0.4, 0.3], [0.0, 0.0, 0.3]))


@given(cubes(2, 5, st.floats(0.0, 1.0)), symbol("capability"), st.floats(0.01, 100.0))
def test_a_budget_is_spent_whole_and_in_proportion(weight: np.ndarray, budget: float, scale: float) -> None:
    weight = np.where(weight < 1e-9, 0.0, weight)
    group, budgets = np.array([0, 0, 1, 1, 1]), np.full((2, 2, 2), budget)
    spent = divided(budgets, weight, group)
    for g in (0, 1):
        wants = weight[:, :, group == g].any(axis=2)
        assert spent[:, :, group == g].sum(axis=2) == pytest.approx(budget * wants, rel=1e-12)
    assert spent.min() >= 0.0
    assert divided(budgets, weight * scale, group) == pytest.approx(spent, rel=1e-9)


@pytest.mark.parametrize(
    ("portfolio", "arms_need", "economic_need", "share"),
    [
        (0.5, 0.2, 0.6, 0.25),  # 0.1 / (0.1 + 0.3)
        (0.2, 0.5, 0.5, 0.2),  # 0.1 / (0.1 + 0.4)
        (0.0, 0.9, 0.1, 0.0),
        (1.0, 0.9, 0.1, 1.0),
        (0.5, 0.0, 0.0, 0.5),  # nothing is wanted
        (1.0, 0.0, 0.7, 0.5),  # nothing that is wanted is on offer
    ],
)
def test_arms_share_by_hand(portfolio: float, arms_need: float, economic_need: float, share: float) -> None:
    found = patronage.arms_share(number(portfolio), number(arms_need), number(economic_need))
    assert found.item() == pytest.approx(share)


@given(shares, shares, shares)
def test_arms_share_is_a_share(portfolio: float, arms_need: float, economic_need: float) -> None:
    found = patronage.arms_share(number(portfolio), number(arms_need), number(economic_need)).item()
    assert 0.0 <= found <= 1.0


def test_next_recognition_by_hand() -> None:
    # 0.4 + 0.25 * 0.6
    assert patronage.next_recognition(number(0.4), number(0.25)).item() == pytest.approx(0.55)


def test_next_endorsement_by_hand() -> None:
    # 0.2 + 0.1 (0.8 * 0.5 - 0.2)
    found = patronage.next_endorsement(number(0.2), number(0.8), number(0.5), number(0.1))
    assert found.item() == pytest.approx(0.22)


@given(cubes(3, 2, shares), cubes(3, 2, shares), simplexes(3, 2), shares)
def test_recognition_and_endorsement_stay_shares(
    recognition: np.ndarray, endorsement: np.ndarray, alignment: np.ndarray, rate: float
) -> None:
    known = patronage.next_recognition(recognition, number(rate))
    endorsed = patronage.next_endorsement(endorsement, alignment, known, number(rate))
    assert (known >= recognition - 1e-12).all()
    for share in (known, endorsed):
        assert share.min() >= 0.0
        assert share.max() <= 1.0 + 1e-12
