"""What a person changes in a session: each change is a branch from the turn at hand, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.core.errors import SpheresError
from sim.live.naming import label_of
from sim.live.turning import SIDES, Ledger, Turned, side_names
from sim.live.worlds import Worlds
from sim.scenario import Knob, build
from sim.scenario.changing import Change, with_changes


class Branching(Worlds):
    """Two worlds that can be changed while they run."""

    def change(
        self, path: str, value: object, sides: Iterable[str] = SIDES, *, opening: bool = False, label: str = ""
    ) -> None:  # fmt: skip
        """Give a parameter another value, from the next turn on, or (`opening`) from the opening on.

        path  such as powers.RUS.patience; a doctrine's name, switches and options can only be set from the opening on
        label  how the feed calls it
        SpheresError says what was wrong: an unknown name with near ones, a value with the range that it must lie in.
        """
        knob = self._tried(path, sides)
        if opening or knob.kind != "number" or ".opening" in f".{path}":
            self._branch([Turned(0, tuple(sides), setting=(path, value))])
        else:
            self.insert({"event": "set", "path": path, "value": value, **({"label": label} if label else {})}, sides)

    def insert(self, event: Mapping[str, Any], sides: Iterable[str] = SIDES) -> None:
        """Let an event of the vocabulary happen, at the start of the next turn or at its `at`; ids as in YAML.

        {"event": "arms_deal", "power": "RUS", "client": "VEN", "amount": 0.05}
        """
        self.insert_all([event], sides)

    def insert_all(
        self, events: Sequence[Mapping[str, Any]], sides: Iterable[str] = SIDES, *, seat: tuple[str, str] | None = None
    ) -> None:
        """Several events at once, all or none. seat  (side, power) of the person who decides on them."""
        if self.at_end:
            raise SpheresError("the horizon is reached, so nothing more happens; go back to an earlier turn first")
        sides = side_names(sides)
        found = []
        for event in events:
            entry = {"at": self.quarter, **event}
            if not entry.get("label") and (label := label_of(entry, self.cast.names)):
                entry["label"] = label
            turn = self.calendar.turn(str(entry["at"])) if entry.get("at") else self.turn
            if turn < self.turn:
                raise SpheresError(f"{entry['at']} lies in the past; go back to it first, or choose {self.quarter} or later")
            found.append(Turned(turn, sides, entry=entry, seat=seat))
        self._branch(found)

    def begun_with(self, variant: str) -> dict[str, Any]:
        """A variant, its label and what it sets, as the session began with it."""
        return dict(self._data["variants"][variant])

    def undo(self) -> None:
        """Take the last change back, and play again up to the turn at hand; what came after it is forgotten."""
        with self._lock:
            changes = self._ledger.without_last()
            self._rebuild(changes, self.turn, SIDES)
            self._ledger = replace(self._ledger, changes=changes)
            self.played = self.turn

    @property
    def changes(self) -> tuple[Turned, ...]:
        """What was changed so far, in order."""
        return self._ledger.changes

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """The parameters that the scenario names as its knobs, with range, meaning and present value (treatment's if both)."""
        return tuple(self._tried(path, SIDES) for path in self._data["knobs"])

    def knob(self, path: str, sides: Iterable[str] = SIDES) -> Knob:
        """What any key path sets, with its present value in the last of the sides that has it."""
        return self._tried(path, sides)

    def reset(self) -> None:
        """Back to the opening, without any change that was made."""
        with self._lock:
            self._ledger = Ledger()
            self._rebuild((), 0, SIDES)
            self.played = 0

    def _tried(self, path: str, sides: Iterable[str]) -> Knob:
        """The knob of a path in the last of the sides that has it."""
        error: SpheresError | None = None
        for side in reversed(list(sides)):
            try:
                return self._now.knob(path, self._variants[side])
            except SpheresError as fault:
                error = fault
        raise error or SpheresError("name a side: control or treatment")

    def _branch(self, new: Sequence[Turned]) -> None:
        """Leave the future that was, with these changes in it."""
        with self._lock:
            ledger = self._ledger.branched(self.turn, new)
            from_opening = any(one.setting for one in new) or ledger.dropped_setting
            sides = side_names(side for one in (*new, *ledger.dropped) for side in one.sides)
            self._rebuild(ledger.changes, self.turn, sides, replay=from_opening)
            self._ledger = ledger
            self.played = self.turn

    def _rebuild(self, changes: Sequence[Turned], turn: int, sides: Sequence[str], *, replay: bool = True) -> None:
        laid = [Change(tuple(self._variants[side] for side in one.sides), one.entry, one.setting) for one in changes]
        scenario, _ = with_changes(self._data, laid, self.name)
        self._now = scenario
        self.edition += 1
        for side in sides:
            track = self._tracks[side]
            if replay:
                track.rebuild(scenario)
            else:
                track.plan(build(scenario, self._variants[side]).timeline)
        self.go(turn)
