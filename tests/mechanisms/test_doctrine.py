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
