"""Numbers that are not to move unnoticed. Meant to? `python tests/golden/regenerate.py`, and read what it asks for."""

from __future__ import annotations

import json

import pytest

from tests.golden.measured import numbers
from tests.golden.regenerate import KEPT, moved


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    return numbers()


KNOWN: dict[str, float] = json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", KNOWN)
def test_a_golden_number_has_not_moved(name: str, found: dict[str, float]) -> None:
    assert found[name] == pytest.approx(KNOWN[name], rel=1e-6), "if meant, see tests/golden/regenerate.py"


def test_the_golden_numbers_are_those_that_are_measured(found: dict[str, float]) -> None:
    assert set(found) == set(KNOWN)
    assert 15 <= len(found) <= 25  # they are to fit a screen


def test_the_golden_numbers_tell_something(found: dict[str, float]) -> None:
    assert all(number != 0.0 for number in found.values())
    assert len(set(found.values())) == len(found)


def test_what_moved_is_told() -> None:
    lines = moved({"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 1.0 + 1e-9, "b": 2.1, "d": 4.0})
    assert lines == ["b: 2.0 -> 2.1", "c: 3.0 -> None", "d: None -> 4.0"]
