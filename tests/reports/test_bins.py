"""Bars that neither hide a value nor invent one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.reports.figures.bins import bars, limits

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300)


@given(NUMBERS, NUMBERS)
def test_every_value_is_in_one_bar(first: list[float], second: list[float]) -> None:
    columns = [np.array(first), np.array(second)]
    shown = bars(columns)
    assert all(shown.shares(column).sum() == pytest.approx(1) for column in columns)
    low, high = limits(shown)
    assert low < min(first + second)
    assert max(first + second) < high


def test_few_values_get_a_bar_each_where_they_are() -> None:
    counts = np.array([0.0, 0, 0, 2, 2, 5, 5, 5, 5, 5, 5, 5])
    shown = bars([counts])
    assert shown.discrete
    assert shown.whole
    np.testing.assert_allclose(shown.left + shown.width / 2, [0, 2, 5])
    np.testing.assert_allclose(shown.shares(counts), [3 / 12, 2 / 12, 7 / 12])


def test_whole_numbers_are_never_cut_by_an_edge() -> None:
    shown = bars([np.arange(200.0)])
    assert not shown.discrete
    assert shown.whole
    np.testing.assert_allclose(shown.edges % 1, 0.5)
    np.testing.assert_allclose(np.diff(shown.edges), shown.edges[1] - shown.edges[0])


def test_constant_and_missing_values() -> None:
    same = bars([np.zeros(50), np.full(50, np.nan)])
    np.testing.assert_allclose(same.shares(np.zeros(50)), [1.0])
    np.testing.assert_allclose(same.shares(np.full(50, np.nan)), [0.0])
    assert limits(bars([np.full(3, np.nan)]))[0] < limits(bars([np.empty(0)]))[1]


def test_a_lone_bar_is_drawn_by_the_unit_given() -> None:
    shown = bars([np.zeros(9)], unit=0.05)
    assert shown.width[0] < 0.05
    assert limits(shown)[1] > 0.05
