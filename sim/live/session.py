"""A session: two worlds under the same luck and one clock, that a person plays, rewinds, branches and takes part in.

Nothing here knows of a page. Every method that changes something may be called from any thread; what is seen is made of
frozen data (`sim.live.view`). Mistakes are `SpheresError`s whose text is for the user, and leave the session as it was.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sim.core.axes import Array
from sim.core.errors import SpheresError, near_name
from sim.core.request import Request
from sim.engine.series import SERIES
from sim.face.deciding import Decision, entries, refuse_more_than_all
from sim.live.futures import Futures
from sim.live.looking import cast_of, difference_of, view_of
from sim.live.seat import options_of, seat_of, terms_of
from sim.live.track import Track
from sim.live.turning import Ledger, Turned, side_names
from sim.live.view import Cast, Event, Line, Option, Seat, TwinView
from sim.outcomes import known_outcomes, needed_cubes
from sim.reports.telling import capital, the
from sim.scenario import Knob, Scenario, build, from_text, load, paired
from sim.scenario.changing import Change, with_changes

SIDES = ("control", "treatment")


class Session:
    """Two variants of a scenario side by side.

    scenario     what it was opened with;  name  how it is called
    labels       side -> the variant's label;  seed, replicate  whose luck both worlds meet
    edition      rises with every branch
    """

    def __init__(
        self, scenario: Scenario | str | Path, *, control: str | None = None, treatment: str | None = None,
        seed: int | None = None, replicate: int = 0, turns: int | None = None,
    ) -> None:  # fmt: skip
        """scenario   checked, or the name of a listed one;  control, treatment  its variants; None: the first claim's
        seed, turns   None for the scenario's own;  replicate  which history of that seed
        """
        if not isinstance(scenario, Scenario):
            scenario = load(scenario, outcomes=known_outcomes())
        self.scenario, self.name, self.replicate = scenario, scenario.name, replicate
        self._data, *names = paired(scenario, control, treatment)
        self._data |= {name: value for name, value in (("seed", seed), ("turns", turns)) if value is not None}
        self._variants = dict(zip(SIDES, names, strict=True))
        self.requests = _requests(scenario, self._variants)
        self._lock = threading.RLock()
        self._ledger = Ledger()
        self.edition = 0
        self._now, _ = with_changes(self._data, (), self.name)
        self.seed, self.turns, self.calendar = self._now.seed, self._now.turns, build(self._now, names[0]).calendar
        cubes = needed_cubes(self.requests)
        self._tracks = {side: Track(self._now, name, replicate, cubes) for side, name in self._variants.items()}
        self.cast: Cast = cast_of(self._tracks["control"].world)
        self.played = 0
        self.futures: Futures | None = None

    @staticmethod
    def from_yaml(text: str, **kwargs: Any) -> Session:
        """A session of a scenario that is given as text, such as from an editor; `ScenarioError` lists every fault.

        The text reaches no file: `extends` takes the names of listed scenarios only.
        """
        return Session(from_text(text, name="your scenario", outcomes=known_outcomes()), **kwargs)

    # The clock

    @property
    def turn(self) -> int:
        """Turns played at what is shown."""
        return self._tracks["control"].turn

    @property
    def at_end(self) -> bool:
        """Whether the horizon is reached."""
        return self.turn >= self.turns

    @property
    def quarter(self) -> str:
        """The quarter in which the next turn is played; past the horizon the one after it."""
        return self.calendar.quarter(self.turn)

    def step(self) -> bool:
        """Play one turn in both worlds (or show the next one, in the past); False where the horizon is reached."""
        with self._lock:
            if self.at_end:
                return False
            for track in self._tracks.values():
                track.step()
            self.played = max(self.played, self.turn)
            return True

    def go(self, turn: int) -> None:
        """Show the state after so many turns: back in the past at once, forward by playing. 0 is the opening."""
        with self._lock:
            for track in self._tracks.values():
                track.go(turn)
            self.played = max(self.played, self.turn)

    def play_to(self, quarter: str) -> None:
        """Show the end of a quarter, such as "2014-Q1"."""
        self.go(self.calendar.turn(quarter) + 1)

    def reset(self) -> None:
        """Back to the opening, without any change that was made."""
        with self._lock:
            self._ledger = Ledger()
            self._rebuild((), 0, SIDES)
            self.played = 0

    # What is seen

    def view(self) -> TwinView:
        """Both worlds at what is shown."""
        with self._lock:
            played = {side: {power for at, power in self._ledger.seats if at == side} for side in SIDES}
            worlds = {side: view_of(track, side, self.labels[side], played[side]) for side, track in self._tracks.items()}
            return TwinView(
                turn=self.turn, played=self.played, turns=self.turns, quarter=self.calendar.quarter(max(self.turn - 1, 0)),
                next_quarter=self.quarter, edition=self.edition, difference=difference_of(*self._tracks.values()), **worlds,
            )  # fmt: skip

    @property
    def labels(self) -> dict[str, str]:
        """Side -> label of its variant."""
        return {side: self._now.variants[name].label for side, name in self._variants.items()}

    def lines(self, series: str, side: str) -> list[Line]:
        """One recorded quantity over the turns so far, a line for each actor; `series` also "alignment" (power:client)."""
        with self._lock:
            track = self._track(side)
            values, (powers, clients) = track.series(series), (track.world.powers, track.world.clients)
            if series == "alignment":
                return [Line(series, f"{p}:{c}", values[:, i, j]) for i, p in enumerate(powers) for j, c in enumerate(clients)]
            match SERIES[series].axes:
                case "":
                    return [Line(series, "", values.reshape(len(values)))]
                case "p" | "c" as axis:
                    actors = powers if axis == "p" else clients
                    return [Line(series, actor, values[:, i]) for i, actor in enumerate(actors)]
            pairs = [(i, j) for i in range(len(powers)) for j in range(len(powers)) if i != j]
            return [Line(series, f"{powers[i]}>{powers[j]}", values[:, i, j]) for i, j in pairs]

    def feed(self, side: str, least: int = 1, last: int | None = None) -> list[Event]:
        """The events so far, newest first, of at least this weight; the `last` so many only."""
        with self._lock:
            track = self._track(side)
            found = [event for told in reversed(track.told_before(self.turn)) for event in told.events if event.weight >= least]
            return found[:last]

    def differences(self) -> Array:
        """How far the worlds are apart at every turn so far, as `Difference.track`."""
        return self.view().difference.track

    # What is changed: each is a branch from the turn at hand

    def change(self, path: str, value: object, sides: Iterable[str] = SIDES, *, opening: bool = False) -> None:
        """Give a parameter another value, from the next turn on, or (`opening`) from the opening on.

        path  such as powers.RUS.patience; a doctrine's name, switches and options can only be set from the opening on
        SpheresError says what was wrong: an unknown name with near ones, a value with the range that it must lie in.
        """
        knob = self._tried(path, sides)
        if opening or knob.kind != "number" or ".opening" in f".{path}":
            self._branch([Turned(0, tuple(sides), setting=(path, value))])
        else:
            self.insert({"event": "set", "path": path, "value": value}, sides)

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
            turn = self.calendar.turn(str(entry["at"])) if entry.get("at") else self.turn
            if turn < self.turn:
                raise SpheresError(f"{entry['at']} lies in the past; go back to it first, or choose {self.quarter} or later")
            found.append(Turned(turn, sides, entry=entry, seat=seat))
        self._branch(found)

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
            back = {"event": "hand_back", "power": power, "label": f"{capital(the(self.cast.names[power]))} is its own master again"}
            if not self.at_end and any(one.seat == (side, power) for one in self.changes):
                again = entries(power, Decision(**told), self.quarter, self.cast.names)
                self.insert_all([back, *again], (side,), seat=(side, power))
            self._ledger = replace(self._ledger, seats={k: v for k, v in self._ledger.seats.items() if k != (side, power)})

    def undo(self) -> None:
        """Take the last change back, and play the turns since again."""
        with self._lock:
            changes = self._ledger.without_last()
            self._rebuild(changes, self.turn, SIDES)
            self._ledger = replace(self._ledger, changes=changes)

    @property
    def changes(self) -> tuple[Turned, ...]:
        """What was changed so far, in order."""
        return self._ledger.changes

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """The parameters that the scenario names as its knobs, with range, meaning and present value (treatment's if both)."""
        return tuple(self._tried(path, SIDES) for path in self._data["knobs"])

    def knob(self, path: str) -> Knob:
        """What any key path sets."""
        return self._tried(path, SIDES)

    @property
    def current(self) -> Scenario:
        """The scenario of the two worlds with all changes."""
        return self._now

    def track(self, side: str) -> Track:
        """A world's history, for what else is worked out of it."""
        return self._track(side)

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

    def _track(self, side: str) -> Track:
        if side not in self._tracks:
            raise SpheresError(f"no side is called '{side}'{near_name(side, SIDES)}; known: {', '.join(SIDES)}")
        return self._tracks[side]

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


def _requests(scenario: Scenario, variants: Mapping[str, str]) -> tuple[Request, ...]:
    """What the scenario measures: the outcomes of the claims on the two variants first, then all others."""
    own = set(variants.values())
    claims = sorted(scenario.claims, key=lambda claim: not {claim.treatment, claim.control} <= own)
    return tuple(dict.fromkeys([*(claim.outcome for claim in claims), *scenario.record]))
