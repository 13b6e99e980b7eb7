"""One world of a session: a history with its past, of which every turn can be had again.

Series and events of all turns are kept in arrays that are laid out once for the horizon. Whole states are kept at some turns
only; between them the history is stepped again, which is the same history because luck is counted, not remembered. So
memory is bounded whatever the horizon, and a turn of the past is some milliseconds away.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.core.axes import Array
from sim.core.world import TimelineEvent, World
from sim.engine.happenings import Happening, Happenings, tabled
from sim.engine.reasons import witnessed
from sim.engine.record import Pages
from sim.engine.series import SERIES
from sim.engine.stepper import Moment, Stepper
from sim.face import SphereModel
from sim.live.futures import Start
from sim.live.telling import Told, told_of
from sim.scenario import Scenario, build

KEPT = 96  # moments at most (assumed): at 80 turns each turn, at 2,000 one in 32
BLANK = Told()


class Track:
    """A world that is stepped, and its past.

    model   the Mesa face of it, without its data collector;  noted  turns whose numbers stand in `pages`
    """

    def __init__(self, scenario: Scenario, variant: str, replicate: int, cubes: Sequence[str] = ()) -> None:
        self.variant = variant
        self.model = SphereModel(scenario, variant=variant, replicate=replicate, collect=False)
        self.replicate = replicate
        self._cubes = tuple(cubes)
        self._begin()

    def _begin(self) -> None:
        self.pages = Pages.blank(self.world, 1, cubes=self._cubes)
        self._spacing = 1
        self._moments: dict[int, Moment] = {0: self.stepper.moment()}
        self._told: list[Told] = [BLANK]
        self._happened: list[tuple[int, Happening]] = []
        self.noted = -1
        self._note()

    @property
    def stepper(self) -> Stepper:
        return self.model.stepper

    @property
    def world(self) -> World:
        return self.stepper.world

    @property
    def turn(self) -> int:
        """Turns played at the state that is at hand."""
        return self.stepper.turn

    @property
    def moment(self) -> Moment:
        """All that it takes to go on from here."""
        return self._moments.get(self.turn) or self.stepper.moment()

    @property
    def stopped(self) -> str:
        """Why the history left the numbers; "" for a sound one."""
        return str(self.stepper.reasons[0])

    @property
    def start(self) -> Start:
        """Where futures begin: here."""
        return Start(self.world, self.stepper.moment(), self.pages, tuple(self._happened))

    @property
    def told(self) -> Told:
        """What is to be told of the last turn."""
        return self._told[self.turn]

    def told_before(self, turn: int) -> list[Told]:
        """What is to be told of every turn up to the state `turn`, the opening first."""
        return self._told[: turn + 1]

    def happened(self, turn: int) -> Happenings:
        """What happened in the turns before `turn`, as a table."""
        return tabled([(t, one) for t, one in self._happened if t < turn], np.array([self.replicate], dtype=np.int64))

    def series(self, name: str) -> Array:
        """A series from the opening to the state at hand, (turn + 1, *axes); alignment (turn + 1, p, c)."""
        whole = self.pages.alignment if name == "alignment" else self.pages.series[name]
        return whole[0, : self.turn + 1]

    def step(self) -> None:
        """One turn on; nothing at the horizon."""
        if self.turn >= self.world.turns:
            return
        before = self.stepper.state
        if self.turn < self.noted:
            self.stepper.step()  # again: what is to be said of it has been said
            return
        happened, accounts = witnessed(self.stepper)
        t = self.turn - 1
        self._happened += [(t, one.within(1)) for one in happened]
        self._told.append(told_of(t, self.stepper, before, accounts))
        self._note()

    def go(self, turn: int) -> None:
        """To the state after so many turns, of the past or to come."""
        turn = min(max(turn, 0), self.world.turns)
        nearest = max(t for t in self._moments if t <= turn)
        if not nearest <= self.turn <= turn:
            self.stepper.resume(self._moments[nearest])
        while self.turn < turn:
            self.step()

    def plan(self, timeline: Sequence[TimelineEvent]) -> None:
        """Another timeline from the state at hand on; what came after it is forgotten."""
        now = self.turn
        self._moments = {t: moment for t, moment in self._moments.items() if t <= now}
        self._happened = [(t, one) for t, one in self._happened if t < now]
        del self._told[now + 1 :]
        self.noted = min(self.noted, now)
        self.stepper.plan(timeline)
        if now in self._moments:
            self._moments[now] = self.stepper.moment()

    def rebuild(self, scenario: Scenario) -> None:
        """Another world of the same powers and clients, from its opening to the turn at hand."""
        now = self.turn
        self.model.become(scenario, build(scenario, self.variant))
        self._begin()
        self.go(now)

    def _note(self) -> None:
        """Write the numbers of the state at hand, and keep it if it is one of those that are kept."""
        at = self.noted = self.turn
        now = self.model.now
        self.pages.alignment[0, at] = now.state.alignment[0]
        for name, kept in self.pages.series.items():
            kept[0, at] = np.reshape(SERIES[name].rule(now)[0], kept.shape[2:])
        for name, kept in self.pages.cubes.items():
            kept[0, at] = getattr(now.state, name)[0]
        if at % self._spacing == 0:
            self._moments[at] = self.stepper.moment()
            if len(self._moments) > KEPT:
                self._spacing *= 2
                self._moments = {t: one for t, one in self._moments.items() if t % self._spacing == 0}

