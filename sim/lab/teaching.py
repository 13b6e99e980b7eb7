"""Exercises that can be checked: the right answer is worked out beside the student's, never stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def check(answer: Any, right: Callable[[], Any], *, hint: str, tolerance: float = 0.01) -> bool:
    """Whether an answer is right; prints one line that says so, and for a wrong or missing one the hint.

    answer     a number, a word, True or False, a list of words in any order; None or ...: not answered yet
    right      works the right answer out, by the means that the exercise is about
    tolerance  relative, of numbers

    >>> check(0.5, lambda: 1 / 2, hint="Half of one.")
    Right.
    True
    >>> check("up", lambda: "down", hint="Look at the sign.")
    Not yet. Look at the sign.
    False
    """
    found = right()
    if answer is None or answer is ...:
        print(f"Not answered yet. {hint}")
        return False
    good = _same(answer, found, tolerance)
    print("Right." if good else f"Not yet. {hint}")
    return good


def _same(answer: Any, right: Any, tolerance: float) -> bool:
    if isinstance(right, bool | np.bool_):
        return isinstance(answer, bool | np.bool_) and bool(answer) == bool(right)
    if isinstance(right, str):
        return isinstance(answer, str) and answer.strip().lower() == right.lower()
    if isinstance(right, list | tuple | set | frozenset):
        return isinstance(answer, list | tuple | set | frozenset) and sorted(map(str, answer)) == sorted(map(str, right))
    try:
        return bool(np.isclose(float(answer), float(right), rtol=tolerance, atol=1e-12))
    except (TypeError, ValueError):
        return False
