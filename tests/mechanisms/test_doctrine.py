"""The frame that holds the doctrines within means and within what hostility would cost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms import doctrine
from tests.mechanisms.ranges import amounts, cubes, parameter, shares
from tests.worlds import number, over_powers, table

OTHERS = 1.0 - np.eye(3)[None]


def test_provocation_by_hand() -> None:
    # 0.06 / 0.3; whoever has no means answers nothing
    seen = table([0.06, 0.0], [0.06, 0.03])
    provocation = doctrine.provocation(seen, over_powers(0.3, 0.0))
    assert provocation == pytest.approx(table([0.2, 0.0], [0.0, 0.0]))


@given(amounts, st.floats(1e-6, 1e6), st.floats(1e-3, 1e3))
def test_provocation_does_not_depend_on_the_unit(seen: float, means: float, unit: float) -> None:
    one = doctrine.provocation(number(seen), number(means)).item()
    assert doctrine.provocation(number(seen * unit), number(means * unit)).item() == pytest.approx(one)
    assert one >= 0.0


def test_held_pressure_by_hand() -> None:
    # 0.8 (1 - 0.5 * 0.5) = 0.6 and 0.6 (1 - 0) = 0.6 make 1.2, which is 0.2 too much: 0.5 each.
    # The others ask for less than all: 0.3, 0.2 (1 - 0.5) = 0.1.
    wish = table([9.0, 0.8, 0.6], [0.3, 9.0, 0.0], [0.2, -1.0, 9.0])
    ties = table([0.0, 0.5, 0.0], [0.0, 0.0, 0.0], [1.0, 0.0, 0.0])
    held = doctrine.held_pressure(wish, OTHERS > 0.0, ties, number(0.5))
    assert held == pytest.approx(table([0.0, 0.5, 0.5], [0.3, 0.0, 0.0], [0.1, 0.0, 0.0]))


@given(
    cubes(3, 3, st.floats(-10, 10)),
    cubes(3, 3, shares),
    parameter("doctrine", "dependence_restraint"),
    st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_pressure_is_within_means_and_only_on_rivals(
    wish: np.ndarray, ties: np.ndarray, restraint: float, has_claims: list[bool]
) -> None:
    rivals = (OTHERS > 0.0) & np.array(has_claims)
    pressure = doctrine.held_pressure(wish, rivals, ties, number(restraint))
    assert pressure.min() >= 0.0
    assert pressure.sum(axis=2).max() <= 1.0 + 1e-12
    assert (pressure[~np.broadcast_to(rivals, pressure.shape)] == 0.0).all()
    looser = doctrine.held_pressure(wish, rivals, 0.0 * ties, number(restraint))
    assert (pressure.sum(axis=2) <= looser.sum(axis=2) + 1e-12).all()


@given(cubes(3, 3, st.floats(0.0, 0.3)))
def test_what_is_within_means_is_left_alone(wish: np.ndarray) -> None:
    pressure = doctrine.held_pressure(wish, OTHERS > 0.0, np.zeros_like(wish), number(1.0))
    assert (pressure == wish * OTHERS).all()


def test_dependence_and_threat_by_hand() -> None:
    ties = table([0.0, 0.4], [0.4, 0.0])
    depends = doctrine.dependence(ties, over_powers(0.5, 3.0))
    assert depends == pytest.approx(table([0.0, 0.2], [1.0, 0.0]))
    # the first has announced 0.5 of a linkage of 0.6: the second stands to lose that share of all
    assert doctrine.threat(depends, over_powers(0.6, 1.0), over_powers(0.5, 0.0)) == pytest.approx(table([0.0, 0.0], [0.3, 0.0]))


@given(cubes(2, 2, shares), parameter("doctrine", "vulnerability"))
def test_dependence_is_a_share(ties: np.ndarray, vulnerability: float) -> None:
    depends = doctrine.dependence(ties, number(vulnerability))
    assert ((depends >= 0.0) & (depends <= 1.0)).all()
    assert (doctrine.dependence(ties, number(1.0)) == ties).all()


def test_hostility_is_worth_at_a_table_what_its_clients_are_cared_for_by_hand() -> None:
    # 0.5 (1 - 0.2) of 0.3 + 0.4, and 0.25 (1 - 0.6) of 1 + 0: each table for itself
    found = doctrine.at_table(np.array([[0.2], [0.6]]), np.array([[0.5], [0.25]]), np.array([[0.3, 0.4], [1.0, 0.0]]))
    assert found == pytest.approx(np.array([[0.28], [0.1]]))


def test_spurred_by_hand() -> None:
    assert doctrine.spurred(number(0.2), number(0.25), number(0.4)).item() == pytest.approx(0.5)
    assert doctrine.spurred(number(0.2), number(1.0), number(0.4)).item() == 0.2


def test_who_is_depended_on_presses_harder() -> None:
    depends = table([0.0, 0.2], [0.7, 0.0])
    wish = table([0.0, 0.4], [0.4, 0.0])
    assert doctrine.coercive(wish, depends, number(2.0)) == pytest.approx(table([0.0, 0.8], [0.4, 0.0]))
    assert (doctrine.coercive(wish, depends, number(0.0)) == wish).all()


def test_settling_by_hand() -> None:
    # a tenth of the way from 0.2 was 0.03: bound for 0.5; who does not move stays
    assert doctrine.settling(number(0.2), number(0.23), number(0.1)).item() == pytest.approx(0.5)
    assert doctrine.settling(number(0.2), number(0.2), number(0.0)).item() == 0.2


@given(shares, shares, st.floats(0.01, 1.0))
def test_what_settles_is_found_back(before: float, target: float, pace: float) -> None:
    after = before + pace * (target - before)
    assert doctrine.settling(number(before), number(after), number(pace)).item() == pytest.approx(target, abs=1e-9)


def test_aspiration_follows_what_is_had() -> None:
    assert doctrine.next_aspiration(number(0.2), number(0.7), number(0.1)).item() == pytest.approx(0.25)


def test_at_the_table_hostility_counts_as_all_influence_does() -> None:
    # 0.5 (1 - 0.6) of a salience of 0.9 + 0.3
    assert doctrine.at_table(np.array([[0.6]]), np.array([[0.5]]), np.array([[0.9, 0.3]])).item() == pytest.approx(0.24)
