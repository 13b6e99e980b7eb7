"""Turns and quarters: one turn is one quarter of a year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.core.errors import SpheresError

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turn t is played in the quarter `start` + t, for t in 0..turns-1; state 0 is the opening."""

    start: str
    turns: int

    def quarter(self, turn: int) -> str:
        """The quarter in which `turn` is played.

        >>> Calendar("2008-Q3", 80).quarter(2)
        '2009-Q1'
        """
        year, quarter = divmod(quarters(self.start) + turn, 4)
        return f"{year:04d}-Q{quarter + 1}"

    def turn(self, quarter: str) -> int:
        """The turn played in `quarter`; may lie outside 0..turns-1.

        >>> Calendar("2008-Q3", 80).turn("2009-Q1")
        2
        """
        return quarters(quarter) - quarters(self.start)


def quarters(text: str) -> int:
    """Quarters since year 0 of a quarter written "2009-Q4"; SpheresError for any other text."""
    match = _QUARTER.fullmatch(text)
    if match is None:
        raise SpheresError(f"'{text}' is no quarter; write the year and the quarter, such as 2009-Q4")
    return int(match[1]) * 4 + int(match[2]) - 1
