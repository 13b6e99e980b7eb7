"""Upheaval: when regimes fall, and what becomes of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.world import Params
from sim.mechanisms import upheaval
from tests.mechanisms.ranges import shares, simplexes, small_amounts, weights
from tests.worlds import defaults, number, over_clients, plain

WEIGHTS = weights(
    "upheaval", "base_hazard", "insecurity_weight", "nonaligned_weight", "recognition_weight",
    "backing_weight", "contagion",
)  # fmt: skip


def chance(*about: float, given: Params) -> float:
    """insecurity, nonaligned, recognised, backing, example."""
    return upheaval.fall_chance(*(number(value) for value in about), given).item()


@pytest.mark.parametrize(
    ("about", "odds"),
    [
        ((0, 0, 0, 0, 0), 0.004),
        ((0.5, 0, 0, 0, 0), 0.010873),  # 0.004 e^(2 * 0.5)
        ((0.5, 0.4, 0.6, 0.2, 0), 0.0080548),  # 0.004 e^(1 + 0.4 - 0.6 - 0.5 * 0.2) = 0.004 e^0.7
        ((0, 0, 0, 0, 0.5), 0.010),  # 0.004 (1 + 3 * 0.5)
    ],
)
def test_fall_chance_by_hand(about: tuple[float, ...], odds: float) -> None:
    assert chance(*about, given=defaults("upheaval")) == pytest.approx(odds / (1 + odds), rel=1e-4)


@given(shares, shares, shares, small_amounts, shares, shares, WEIGHTS)
def test_the_chance_rises_and_falls_as_it_should(
    insecurity: float, alone: float, recognised: float, backing: float, example: float, more: float,
    told: dict[str, np.ndarray],
) -> None:  # fmt: skip
    about, known = [insecurity, alone, recognised, backing, example], Params(told)
    here = chance(*about, given=known)
    slack = 1e-11 * here
    assert 0.0 <= here <= 1.0
    most = upheaval.greatest_odds(number(insecurity), known) * upheaval.infected(number(example), known.contagion)
    assert here <= most.item() or most.item() < 2.0**-32  # a draw is a whole number of 2**-32
    for k, rises in enumerate((True, True, False, False, True)):
        there = chance(*(v + more * (j == k) for j, v in enumerate(about)), given=known)
        assert there >= here - slack if rises else there <= here + slack


def test_the_greatest_odds_are_reached() -> None:
    # half insecure, wholly non-aligned, half of the neighbours fallen: 0.004 e^(2 · 0.5 + 1) (1 + 3 · 0.5)
    odds = 0.004 * np.exp(2.0) * 2.5
    around = upheaval.infected(number(0.5), defaults("upheaval").contagion)
    assert (upheaval.greatest_odds(number(0.5), defaults("upheaval")) * around).item() == pytest.approx(odds)
    assert chance(0.5, 1, 0, 0, 0.5, given=defaults("upheaval")) == pytest.approx(odds / (1 + odds))


def test_nothing_falls_without_a_hazard() -> None:
    assert chance(1, 1, 0, 0, 1, given=defaults("upheaval", base_hazard=0.0)) == 0.0


def test_chief_rival_by_hand() -> None:
    shares_of = np.array([[0.5, 0.3, 0.1], [0.1, 0.2, 0.6], [0.0, 0.0, 0.0]])
    assert upheaval.chief_rival(shares_of, np.array([0, 2, 0])).tolist() == [1, 1, 1]
    assert shares_of.tolist() == [[0.5, 0.3, 0.1], [0.1, 0.2, 0.6], [0.0, 0.0, 0.0]]


def test_swung_by_hand() -> None:
    # The patron keeps half of 0.4; the others, 0.3 and 0.3 alone, grow by (0.6 + 0.2) / 0.6 = 4/3.
    after = upheaval.swung(np.array([[0.4, 0.3]]), np.array([0]), np.array([[0.5]]))
    assert after == pytest.approx(np.array([[0.2, 0.4]]))


@given(simplexes(3, 1), shares, st.integers(0, 2))
def test_what_the_patron_loses_others_gain(aligned: np.ndarray, swing: float, patron: int) -> None:
    before = aligned[:, :, 0]
    after = upheaval.swung(before, np.full(2, patron), np.full((1, 1), swing))
    assert after.min() >= 0.0
    assert after.sum(axis=1).max() <= 1.0 + 1e-9
    assert after[:, patron] == pytest.approx(before[:, patron] * (1 - swing), abs=1e-12)
    others = np.arange(3) != patron
    assert (after[:, others] >= before[:, others] - 1e-12).all()


@given(st.floats(1e-17, 1e-6), st.floats(0.0, 1.0), shares)
def test_a_patron_of_nearly_all_leaves_shares(rest: float, split: float, swing: float) -> None:
    # all that is missing from 1 is little but rounding
    before = np.array([[1.0 - rest, rest * split, rest * (1.0 - split)]])
    after = upheaval.swung(before, np.array([0]), np.array([[swing]]))
    assert after.min() >= 0.0
    assert after.sum() <= 1.0 + 1e-12


def test_a_patron_of_the_whole_loses_to_nobody_but_itself() -> None:
    # nobody else has anything to grow from: what is lost stands alone
    assert upheaval.swung(np.array([[1.0, 0.0]]), np.array([0]), np.array([[0.5]])).tolist() == [[0.5, 0.0]]


def test_leaned_by_hand() -> None:
    after = upheaval.leaned(np.array([[0.1, 0.0, -0.2]]), np.array([0]), np.array([2]), np.array([[0.5]]))
    assert after == pytest.approx(np.array([[-0.4, 0.0, 0.3]]))


def test_withheld_by_hand() -> None:
    after = upheaval.withheld(np.array([[1.0, 0.8]]), np.array([1]), np.array([[0.5]]))
    assert after == pytest.approx(np.array([[1.0, 0.4]]))


def test_next_unrest_by_hand() -> None:
    # 0.7 * 1 + 0 and 0.7 * 0.5 + 1
    after = upheaval.next_unrest(over_clients(1.0, 0.5), np.array([0]), np.array([1]), number(0.7))
    assert after[0, 0] == pytest.approx([0.7, 1.35])
    two = upheaval.next_unrest(np.zeros((2, 1, 3)), np.array([1, 0]), np.array([2, 0]), np.full((2, 1, 1), 0.7))
    assert two[:, 0].tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]


@given(simplexes(3, 4))
def test_a_fallen_regime_leaves_its_patron(held: np.ndarray) -> None:
    """What each replicate's client held, (r, p), as fallen regimes."""
    aligned = held[:, :, 0]
    moved, leant, known, patrons = upheaval.toppled(aligned, 0.0 * aligned, np.ones_like(aligned), plain("upheaval"))
    here = np.arange(len(aligned))
    assert patrons.tolist() == aligned.argmax(axis=1).tolist()
    assert (moved[here, patrons] <= aligned[here, patrons]).all()
    assert (known[here, patrons] == 0.5).all()
    assert known.sum(axis=1) == pytest.approx(aligned.shape[1] - 0.5)
    assert leant.sum(axis=1) == pytest.approx(0.0)
    assert (leant[here, patrons] == -0.5).all()


def test_a_fallen_regime_may_be_told_whom_to_turn_to() -> None:
    aligned = np.array([[0.5, 0.3, 0.1]])
    leant = upheaval.toppled(aligned, 0.0 * aligned, aligned, plain("upheaval"), toward=np.array([2]))[1]
    assert leant[0].tolist() == [-0.5, 0.0, 0.5]
