"""Two worlds under the same luck and one clock: stepped, shown at any turn of their past, and seen."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from sim.core.axes import Array
from sim.core.errors import SpheresError, near_name
from sim.core.request import Request
from sim.engine.series import SERIES
from sim.live.futures import Futures
from sim.live.looking import cast_of, difference_of, view_of
from sim.live.track import Track
from sim.live.turning import SIDES, Ledger
from sim.live.view import Cast, Event, Line, TwinView
from sim.outcomes import OUTCOMES, known_outcomes, needed_cubes
from sim.scenario import Scenario, build, load, paired
from sim.scenario.changing import with_changes


class Worlds:
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
        self._lock = threading.RLock()
        self._ledger = Ledger()
        self.edition = 0
        self._now, _ = with_changes(self._data, (), self.name)
        self.seed, self.turns, self.calendar = self._now.seed, self._now.turns, build(self._now, names[0]).calendar
        self.requests = _requests(scenario, self._variants, whole=self.turns == scenario.turns)
        cubes = needed_cubes(self.requests)
        self._tracks = {side: Track(self._now, name, replicate, cubes) for side, name in self._variants.items()}
        self.cast: Cast = cast_of(self._tracks["control"].world)
        self.played = 0
        self.futures: Futures | None = None

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

    def variant(self, side: str) -> str:
        """The variant that is played on a side."""
        return self._track(side).variant

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


    @property
    def current(self) -> Scenario:
        """The scenario of the two worlds with all changes."""
        return self._now

    def track(self, side: str) -> Track:
        """A world's history, for what else is worked out of it."""
        return self._track(side)

    def _track(self, side: str) -> Track:
        if side not in self._tracks:
            raise SpheresError(f"no side is called '{side}'{near_name(side, SIDES)}; known: {', '.join(SIDES)}")
        return self._tracks[side]



def _requests(scenario: Scenario, variants: Mapping[str, str], *, whole: bool) -> tuple[Request, ...]:
    """What the scenario measures: the outcomes of the claims on the two variants first, then all others.

    Where it measures nothing, all outcomes that are about nobody. whole  false where the horizon was moved: spans are left out
    """
    own = set(variants.values())
    claims = sorted(scenario.claims, key=lambda claim: not {claim.treatment, claim.control} <= own)
    found = dict.fromkeys([*(claim.outcome for claim in claims), *scenario.record])
    fitting = [one for one in found if whole or not (one.from_ or one.until)]
    return tuple(fitting) or tuple(Request(one.name) for one in OUTCOMES.values() if not one.requires)
