"""Errors that say where, what was found, what was expected, and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class SpheresError(Exception):
    """A mistake that the user can mend; its text is written for the user, and shown without a traceback."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of a scenario file: `line` and `column` count from 1; 0 means that no place is known."""

    file: str
    line: int
    column: int
    path: str
    message: str
    excerpt: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        head = f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"
        if not self.excerpt:
            return head
        return f"{head}\n    {self.excerpt}\n    {' ' * max(self.column - 1, 0)}^"


class ScenarioError(SpheresError):
    """Every fault found in a scenario, all at once, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def near_name(name: str, known: Sequence[str]) -> str:
    """A remedy for a misspelt name: " (did you mean 'x'?)", or nothing where no known name is near.

    >>> near_name("tit_for_tatt", ["tit_for_tat", "restraint"])
    " (did you mean 'tit_for_tat'?)"
    """
    exact = [other for other in known if other.lower() == str(name).lower()]
    near = exact or get_close_matches(str(name), known, n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""
