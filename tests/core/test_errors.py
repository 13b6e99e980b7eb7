"""Errors say where, what was found, and what was meant."""

from __future__ import annotations

import pytest

from sim.core.errors import Problem, ScenarioError, SpheresError, near_name


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("a.yaml", 3, 9, "powers.RUS", "no such power"), "a.yaml:3:9: powers.RUS: no such power"),
        (Problem("a.yaml", 3, 9, "", "a tab"), "a.yaml:3:9: a tab"),
        (Problem("a.yaml", 0, 0, "turns", "missing"), "a.yaml: turns: missing"),
        (Problem("a.yaml", 0, 0, "", "no such file"), "a.yaml: no such file"),
        (Problem("a.yaml", 3, 4, "", "a tab", "x: y"), "a.yaml:3:4: a tab\n    x: y\n       ^"),
        (Problem("a.yaml", 3, 1, "", "odd", "x: y"), "a.yaml:3:1: odd\n    x: y\n    ^"),
    ],
)
def test_a_problem_says_where_and_what(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_the_caret_stands_under_the_column() -> None:
    shown = str(Problem("a.yaml", 1, 7, "", "odd", "salience: 3")).splitlines()
    assert shown[1][shown[2].index("^")] == "salience: 3"[6]


def test_a_scenario_error_tells_all_problems_at_once() -> None:
    problems = [Problem("a.yaml", n, 1, "", f"fault {n}") for n in (1, 2, 3)]
    error = ScenarioError(iter(problems))
    assert isinstance(error, SpheresError)
    assert error.problems == tuple(problems)
    assert str(error).splitlines() == ["a.yaml:1:1: fault 1", "a.yaml:2:1: fault 2", "a.yaml:3:1: fault 3"]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("tit_for_tatt", " (did you mean 'tit_for_tat'?)"),
        ("restraind", " (did you mean 'restraint'?)"),
        ("RESTRAINT", " (did you mean 'restraint'?)"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_near_names(name: str, remedy: str) -> None:
    assert near_name(name, ["tit_for_tat", "restraint"]) == remedy


def test_the_same_letters_in_another_case_come_before_a_nearer_spelling() -> None:
    assert near_name("usa", ["usb", "USA"]) == " (did you mean 'USA'?)"


def test_nothing_is_near_where_nothing_is_known() -> None:
    assert near_name("a", []) == ""
