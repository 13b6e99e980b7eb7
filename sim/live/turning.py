"""What a person has changed in a session, in order: the ledger from which its worlds can be made again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim.core.errors import SpheresError, near_name
from sim.live.seen import Terms

SIDES = ("control", "treatment")


@dataclass(frozen=True, slots=True)
class Turned:
    """One change: the turn from which it holds, the sides that it concerns, and an entry of the timeline or a setting.

    made   the turn at which it was made;  seat  (side, power) where it is the decision of a person at the table
    """

    turn: int
    sides: tuple[str, ...]
    entry: Mapping[str, Any] | None = None
    setting: tuple[str, Any] | None = None
    made: int = 0
    seat: tuple[str, str] | None = None

    @property
    def what(self) -> tuple[object, ...]:
        """What it is about: a later change of the same, made at the same turn, takes its place."""
        if self.setting is not None:
            return self.sides, self.setting[0]
        told = self.entry or {}
        if told.get("event") not in ("set", "order", "hand_back"):
            return (id(self),)
        return self.sides, self.turn, *(str(told.get(name)) for name in ("event", "path", "power", "rival"))

    def __str__(self) -> str:
        if self.setting is not None:
            return f"{self.setting[0]} = {self.setting[1]} from the opening on"
        told = dict(self.entry or {})
        return f"{told.get('at', '')}: {told.get('label') or told.get('event', '')}"


@dataclass(frozen=True, slots=True)
class Ledger:
    """All changes; who plays what, with its terms when it was taken over; `dropped` are what the last branch left behind."""

    changes: tuple[Turned, ...] = ()
    seats: Mapping[tuple[str, str], Terms] = field(default_factory=dict)
    dropped: tuple[Turned, ...] = field(default=())

    @property
    def dropped_setting(self) -> bool:
        return any(one.setting for one in self.dropped)

    def branched(self, turn: int, new: Sequence[Turned]) -> Ledger:
        """The ledger after new changes at a turn: what was made later in the future that is left is forgotten."""
        new = [replace(one, made=turn) for one in new]
        again = {one.what for one in new}
        kept = tuple(one for one in self.changes if _stays(one, turn, again))
        dropped = tuple(one for one in self.changes if one not in kept)
        return replace(self, changes=(*kept, *new), dropped=dropped)

    def without_last(self) -> tuple[Turned, ...]:
        """The changes but for the last; SpheresError where there is none."""
        if not self.changes:
            raise SpheresError("there is nothing to take back")
        return self.changes[:-1]


def _stays(one: Turned, turn: int, again: set[tuple[object, ...]]) -> bool:
    """A setting holds from the opening on, so it is of the past whenever it was made; the rest is of its turn."""
    if one.setting is not None:
        return one.what not in again
    return one.made < turn or (one.made == turn and one.what not in again)


def side_names(sides: Iterable[str]) -> tuple[str, ...]:
    """Sides in order, each once; SpheresError for a name that is none, and for none at all."""
    named = [sides] if isinstance(sides, str) else list(sides)
    for side in named:
        if side not in SIDES:
            raise SpheresError(f"no side is called '{side}'{near_name(str(side), SIDES)}; known: {', '.join(SIDES)}")
    if not named:
        raise SpheresError("name a side: control or treatment")
    return tuple(side for side in SIDES if side in named)
