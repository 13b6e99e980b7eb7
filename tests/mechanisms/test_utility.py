"""Utility, term by term, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.mechanisms import utility
from tests.worlds import number, over_powers, table


def test_influence_counts_what_is_cared_for() -> None:
    influence = utility.influence(table([0.6, 0.2], [0.0, 0.0]), table([0.5, 0.1], [0.3, 0.3]))
    assert influence == pytest.approx(np.array([[0.4, 0.0]]))


def test_what_is_spent_and_fought_costs_and_standing_counts() -> None:
    assert utility.spend(np.array([[0.3, 0.0]]), np.array([[0.6, 0.0]])) == pytest.approx(np.array([[-0.05, 0.0]]))
    assert utility.war(np.array([[2.0]])).item() == pytest.approx(-0.2)
    assert utility.standing(np.array([[0.5]])).item() == pytest.approx(0.05)


def test_an_offer_reaches_only_who_does_not_press_and_is_tied() -> None:
    ties, pressure = table([0.0, 0.5], [0.5, 0.0]), table([0.0, 0.0], [0.2, 0.0])
    # the second offers nothing; the first offers 0.4 for all ties, of which there are half, and is pressed by a fifth
    assert utility.cooperation(ties, pressure, over_powers(0.4, 0.0)) == pytest.approx(np.array([[0.0, 0.16]]))


def test_a_busy_rival_counts_by_its_strength() -> None:
    # the first's rivals have 0.5 and 0.25 and are busy with 0.4 and 0.8 of them: 0.4 of 0.75, worth 0.3 to it
    found = utility.distraction(over_powers(1.0, 0.6, 0.2), over_powers(1.0, 0.5, 0.25), np.array([[0.3, 0.0, 1.0]]))
    assert found == pytest.approx(np.array([[0.16, 0.0, 0.2 / 1.5]]))
    assert utility.distraction(number(0.5), number(1.0), np.array([[1.0]])).item() == 0.0, "who has no rivals"


def test_a_norm_may_suit_or_bind() -> None:
    assert utility.norm(np.array([[0.8]]), np.array([[0.5, -0.25]])) == pytest.approx(np.array([[0.4, -0.2]]))
