"""The futures on the page: fans for the series, outcomes for their panel, and what they were before the last change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.core.errors import SpheresError
from sim.live.draw_tables import Spread, draw_spreads
from sim.live.draw_time import Fan
from sim.live.futures import Futures, Outcome
from sim.live.session import SIDES, Session
from sim.reports.wording import words

CHOICES = (100, 300, 1000)
USUAL = 300


class Ahead:
    """Futures of one session: those at hand, and those before a change, so that one sees how they moved."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.many = USUAL
        self.outcome = ""
        self.before: Futures | None = None

    @property
    def now(self) -> Futures | None:
        return self.session.futures

    def ask(self, told: Callable[[], None]) -> None:
        """What happens from here?"""
        old = self.now
        if old is not None and old.n and (old.edition, old.first) != (self.session.edition, self.session.turn):
            # Only what was asked at the same turn, before a change, shows what the change does.
            self.before = old if old.first == self.session.turn else None
        self.session.look_ahead(self.many, told)

    def again(self, told: Callable[[], None]) -> None:
        """After a change: ask anew if it was asked at this turn before."""
        if self.now is not None and self.now.first == self.session.turn and not self.session.at_end:
            self.ask(told)

    def stop(self) -> None:
        """Leave it at what there is."""
        if self.now is not None:
            self.now.cancel()

    def fans(self, series: str, actors: Mapping[str, tuple[str, str]]) -> list[Fan]:
        """A fan for each line on both sides; of an earlier present, a ghost."""
        found = []
        for futures in (self.before, self.now):
            if futures is None or not futures.n:
                continue
            ghost = futures.edition != self.session.edition
            if ghost and futures.first != self.session.turn:
                continue  # of a present that is neither here nor just changed
            for actor, (_, colour) in actors.items():
                for side in SIDES:
                    quantiles = futures.fan(series, actor, side)
                    if quantiles is not None:
                        found.append(Fan(colour, side, futures.first, quantiles, ghost))
        return found

    def panel(self) -> dict[str, Any]:
        """What the panel shows."""
        futures = self.now
        outcomes = {one.request.key: one for one in futures.outcomes} if futures else {}
        chosen = self.outcome if self.outcome in outcomes else next(iter(outcomes), "")
        return {
            "running": futures is not None and not futures.done,
            "done": futures.n if futures else 0, "of": futures.wanted if futures else 1,
            "many": self.many, "choices": list(CHOICES), "outcome": chosen,
            "outcomes": [{"id": key, "label": words(key)} for key in outcomes],
            "words": self.words(), "stale": self.session.futures_are_stale,
            "svg": draw_spreads([self._spread(outcomes[chosen])]) if chosen else "",
            "sentence": outcomes[chosen].sentence if chosen else "",
        }  # fmt: skip

    def words(self) -> str:
        """How far they are, from when they are, and whether they still hold."""
        futures = self.now
        if futures is None:
            return "Some hundreds of futures of both worlds, under the same luck pair by pair, from the turn that is shown."
        if futures.error:
            raise SpheresError(f"the futures stopped: {futures.error}")
        since = "the opening" if not futures.first else f"the end of {self._quarter(futures.first - 1)}"
        count = f"{futures.n} of {futures.wanted}" if not futures.done else f"{futures.n}"
        told = f"{count} futures of each world from {since}."
        if not self.session.futures_are_stale:
            return told + (" Dotted: before the change." if self._moved and futures.done else "")
        why = "the present was changed since" if futures.edition != self.session.edition else "the clock has moved on"
        return f"Stale: {told} {why[0].upper()}{why[1:]}; ask again."

    @property
    def _moved(self) -> bool:
        return self.before is not None and self.before.edition != self.session.edition

    def _quarter(self, turn: int) -> str:
        return self.session.calendar.quarter(turn).replace("-", " ")

    def _spread(self, outcome: Outcome) -> Spread:
        now = outcome.comparison
        earlier = None
        for one in self.before.outcomes if self.before is not None and self._moved else ():
            if one.request.key == outcome.request.key:
                earlier = (one.comparison.difference, one.comparison.low, one.comparison.high)
        return Spread(
            words(outcome.request.key),
            outcome.unit,
            outcome.control,
            outcome.treatment,
            now.difference,
            now.low,
            now.high,
            earlier,
        )
