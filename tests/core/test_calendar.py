"""Turns and quarters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.calendar import Calendar, quarters
from sim.core.errors import SpheresError


@pytest.mark.parametrize(
    ("start", "turn", "quarter"),
    [("2008-Q1", 0, "2008-Q1"), ("2008-Q1", 3, "2008-Q4"), ("2008-Q3", 2, "2009-Q1"),
     ("2008-Q1", 79, "2027-Q4"), ("1999-Q4", 1, "2000-Q1"), ("2008-Q1", -1, "2007-Q4")],
)  # fmt: skip
def test_quarters_follow_each_other(start: str, turn: int, quarter: str) -> None:
    assert Calendar(start, 80).quarter(turn) == quarter
    assert Calendar(start, 80).turn(quarter) == turn


@given(st.integers(1600, 8999), st.integers(1, 4), st.integers(-2000, 2000))
def test_turn_undoes_quarter(year: int, quarter: int, turn: int) -> None:
    calendar = Calendar(f"{year}-Q{quarter}", 80)
    assert calendar.turn(calendar.quarter(turn)) == turn


WRONG = ["2008", "2008Q1", "2008-Q5", "2008-Q0", "08-Q1", "2008-q1", "2008-Q1 ", "", "2008-Q11"]


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_quarter_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SpheresError, match="is no quarter; write the year and the quarter, such as 2009-Q4"):
        quarters(text)
