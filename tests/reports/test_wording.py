"""Numbers as a reader sees them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.reports.wording import MINUS, actor_name, interval, number, percent, safe_name, with_unit


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (1234.5, "1234"),
        (0.00012, "0.00012"),
        (2e-7, "2.00e-7"),
        (math.inf, "∞"),
        (None, "–"),
    ],
)
def test_number(value: float | None, text: str) -> None:
    assert number(value) == text


@given(st.floats(1e-4, 1e6, exclude_max=True))
def test_number_is_near_what_it_stands_for(value: float) -> None:
    assert float(number(value)) == pytest.approx(value, rel=6e-3)
    assert number(-value) == MINUS + number(value)


@given(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_interval_keeps_the_order_of_its_ends(a: float, b: float) -> None:
    low, high = sorted((a, b))
    first, second = (float(end.replace(MINUS, "-")) for end in interval(low, high).split(" to "))
    assert first <= second


@pytest.mark.parametrize(
    ("share", "text"), [(math.nan, "–"), (1.0, "100 %"), (0.004, "< 1 %"), (0.996, "> 99 %"), (0.25, "25 %")]
)
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text


def test_units_are_not_said_twice() -> None:
    assert with_unit("grievance", "grievance") == "grievance"
    assert with_unit("pressure", "share") == "pressure (share)"
    assert with_unit("falls", "") == "falls"


def test_actors_without_a_name_keep_their_id() -> None:
    assert actor_name("USA:VEN", {"USA": "United States"}) == "United States → VEN"


@given(st.text(max_size=60))
def test_file_names_are_safe(text: str) -> None:
    found = safe_name(text)
    assert found
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
