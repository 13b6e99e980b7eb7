"""A session: two worlds under the same luck and one clock, that a person plays, rewinds, branches and takes part in.

Nothing here knows of a page. Every method that changes something may be called from any thread; what is seen is made of
frozen data (`sim.live.view`). Mistakes are `SpheresError`s whose text is for the user, and leave the session as it was.

    Worlds     the clock, and what is seen
    Branching  parameters changed, events inserted, changes taken back
    Session    besides: a person at the table, futures, and what is saved
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from sim.core.errors import SpheresError, near_name
from sim.face.deciding import Decision, entries, refuse_more_than_all
from sim.live.branching import Branching
from sim.live.futures import Futures
from sim.live.seat import options_of, seat_of, terms_of
from sim.live.seen import Option, Seat
from sim.live.turning import SIDES
from sim.outcomes import known_outcomes
from sim.reports.wording import capital, the
from sim.scenario import available, from_text

__all__ = ["SIDES", "Session"]


class Session(Branching):
    """Two variants of a scenario side by side, for one person or one class."""

    @staticmethod
    def listed(name: str, **kwargs: Any) -> Session:
        """A session of a listed scenario; for a name that comes from outside, since it opens no other file."""
        known = {one.name: one.path for one in available()}
        if name not in known:
            raise SpheresError(f"no scenario is called '{name}'{near_name(name, list(known))}; known: {', '.join(known)}")
        return Session(known[name], **kwargs)

    @staticmethod
    def from_yaml(text: str, **kwargs: Any) -> Session:
        """A session of a scenario that is given as text, such as from an editor; `ScenarioError` lists every fault.

        The text reaches no file: `extends` takes the names of listed scenarios only.
        """
        return Session(from_text(text, name="your scenario", outcomes=known_outcomes()), **kwargs)

    # A person at the table

    @property
    def seats(self) -> frozenset[tuple[str, str]]:
        """(side, power) of every power that a person plays."""
        return frozenset(self._ledger.seats)

    def take(self, power: str, side: str = "treatment") -> None:
        """Let a person play a power in one world; until something is decided its doctrine goes on deciding."""
        with self._lock:
            held = terms_of(self._track(side), power)
            self._ledger = replace(self._ledger, seats={**self._ledger.seats, (side, power): held})

    def seat(self, power: str, side: str = "treatment") -> Seat:
        """What a power sees before the next turn, what its doctrine would do, and what it could trade."""
        with self._lock:
            return seat_of(self._track(side), side, power)

    def options(self, power: str, side: str = "treatment") -> tuple[Option, ...]:
        """Levels of pressure on each rival with their expected effects in a year; takes some tenths of a second."""
        with self._lock:
            track = self._track(side)
            world, moment = track.world, track.stepper.moment()
        return options_of(world, moment, self.seed, self.replicate, power)

    def decide(self, power: str, decision: Decision, side: str = "treatment") -> None:
        """Tell a power that a person plays what to do from the next turn on."""
        with self._lock:
            if (side, power) not in self._ledger.seats:
                raise SpheresError(f"nobody plays {power} in the {side}; take it over first")
            refuse_more_than_all(decision, asdict(terms_of(self._track(side), power)))
            found = entries(power, decision, self.quarter, self.cast.names)
            if found:
                self.insert_all(found, (side,), seat=(side, power))

    def hand_back(self, power: str, side: str = "treatment") -> None:
        """Give a power back to its doctrine, with its means and terms as they were when it was taken over."""
        with self._lock:
            if (side, power) not in self._ledger.seats:
                raise SpheresError(f"nobody plays {power} in the {side}")
            held, now = self._ledger.seats[side, power], terms_of(self._track(side), power)
            told = {name: value for name, value in asdict(held).items() if value != getattr(now, name)}
            label = f"{capital(the(self.cast.names[power]))} is its own master again"
            back = {"event": "hand_back", "power": power, "label": label}
            if not self.at_end and any(one.seat == (side, power) for one in self.changes):
                again = entries(power, Decision(**told), self.quarter, self.cast.names)
                self.insert_all([back, *again], (side,), seat=(side, power))
            self._ledger = replace(self._ledger, seats={k: v for k, v in self._ledger.seats.items() if k != (side, power)})

    # What may come

    def look_ahead(self, futures: int = 300, told: Callable[[], None] | None = None) -> Futures:
        """Begin to work out futures from the turn at hand in the background (`sim.live.futures` says what they share).

        told  called in another thread whenever there are more
        """
        with self._lock:
            if self.at_end:
                raise SpheresError("the horizon is reached, so nothing is left to come; go back to an earlier turn first")
            if self.futures is not None:
                self.futures.cancel()
            starts = {side: track.start for side, track in self._tracks.items()}
            self.futures = Futures(
                starts, seed=self.seed, replicate=self.replicate, wanted=futures, edition=self.edition,
                requests=self.requests, told=told,
            ).begin()  # fmt: skip
            return self.futures

    @property
    def futures_are_stale(self) -> bool:
        """Whether the futures at hand are those of another turn, or of a present that was changed."""
        return self.futures is not None and (self.futures.first, self.futures.edition) != (self.turn, self.edition)

    def close(self) -> None:
        """Let go of what is held."""
        with self._lock:
            if self.futures is not None:
                self.futures.cancel()
            self._tracks.clear()
