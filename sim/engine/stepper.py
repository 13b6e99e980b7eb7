"""Some replicates of a world, stepped turn by turn: the one way in which histories come about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from sim.core import distributions
from sim.core.axes import Array, laid_out
from sim.core.luck import Luck, uniforms
from sim.core.world import Params, State, TimelineEvent, World
from sim.engine.given import Given, Layout
from sim.engine.happenings import Happening
from sim.engine.series import Snapshot
from sim.engine.soundness import faults, restored
from sim.engine.stages import Spending
from sim.engine.swift import stages_for
from sim.engine.timeline import Timeline
from sim.engine.turn import Turned, Witness, turn
from sim.mechanisms import MECHANISMS
from sim.mechanisms.perception import opening_belief


@dataclass(frozen=True, slots=True)
class Moment:
    """One replicate between two turns: all that it takes to go on from there.

    turn   turns played;  params  as they are now;  fired  key of each event of the timeline -> whether it has happened
    """

    turn: int
    state: State
    spending: Spending
    sanctions: Array
    welfare: Array
    params: Params
    fired: Mapping[str, bool]
    frozen_at: int
    reason: str


class Stepper:
    """Replicates that are played together, and where they stand.

    A replicate alone is stepped with a copy of itself: NumPy adds up a single column in another order than one of many, and
    the last bit of a sum would tell how many replicates there were. `replicates` says how many were asked for; arrays may
    have a row more.

    turn           turns played so far
    luck           of these replicates, by channel
    now            the end of the last turn, or the opening, as the series see it
    turned         how the last turn came about; None where none was played since the opening or since `resume`
    frozen_at      (r,) turn in which a replicate left the numbers; -1 for a sound one;  reasons  (r,) why
    """

    def __init__(self, world: World, *, seed: int, replicates: Sequence[int], layout: Layout | None = None) -> None:
        self.replicates = len(replicates)
        stepped = list(replicates) * 2 if len(replicates) == 1 else list(replicates)
        self._seed, self._stepped = seed, stepped
        self.turned: Turned | None = None
        self.luck = Luck(
            {name: c for m in MECHANISMS.values() if m.name in world.enabled for name, c in m.channels.items()},
            seed=seed, replicates=stepped, turns=world.turns, powers=len(world.powers), clients=len(world.clients),
        )  # fmt: skip
        self.world = world
        self._params, state = realised(world, seed, stepped)
        self._timeline = Timeline(world, seed=seed, replicates=stepped)
        self._layout = layout or Layout.of(world)
        self._know()
        self.turn = 0
        self.frozen_at = np.full(len(stepped), -1)
        self.reasons = np.full(len(stepped), "", dtype=object)
        self.now = opening_snapshot(state, self.given)

    @property
    def state(self) -> State:
        return self.now.state

    def step(self, witness: Witness | None = None) -> list[Happening]:
        """Play one turn; returns what happened in it. A witness is told of each decision before it falls."""
        t, before, frozen = self.turn, self.state, self.frozen_at >= 0
        # A replicate that leaves the numbers is found and frozen below; it need not warn as well.
        with np.errstate(all="ignore"):
            state, self._params, events = self._timeline.apply(before, self._params, t, frozen)
            if self._params is not self.given.params:
                self._know()
            told = {} if witness is None else {"witness": witness}
            turned = turn(state, self.given, self.luck.turn(t), opening=t == 0, stages=self._stages, **told)
            self.turned, state = turned, turned.state
            wrong = faults(state, turned.spending, self.given)
            if wrong is not None or frozen.any():
                wrong = np.full(len(frozen), "", dtype=object) if wrong is None else wrong
                new = (wrong != "") & ~frozen
                self.frozen_at[new], self.reasons[new] = t, wrong[new]
                state = restored(state, before, self.frozen_at >= 0)
        sanctions, tally = turned.enforcement.sanctions, self._stages.tally
        self.now = Snapshot(state, turned.spending, sanctions, turned.welfare, self.given, tally)
        self.turn = t + 1
        return [one.at(self.frozen_at[one.rows] < 0) for one in events + turned.happenings]

    def _know(self) -> None:
        """Work out what follows from the parameters as they are now."""
        self.given = Given.of(self.world, self._params, self._layout)
        self._stages = stages_for(self.given, len(self._stepped))

    def moment(self) -> Moment:
        """Where the first replicate stands."""
        now = self.now
        return Moment(
            self.turn, _first(now.state), _first(now.spending), now.sanctions[:1].copy(), now.welfare[:1].copy(),
            self._params, self._timeline.fired(), int(self.frozen_at[0]), str(self.reasons[0]),
        )  # fmt: skip

    def resume(self, moment: Moment) -> None:
        """Put every replicate where `moment` stands; from there on each meets its own luck.

        What was drawn for the moment's replicate at its opening stays as it is: all go on from the same world.
        """
        n = len(self._stepped)
        self.turn, self.turned = moment.turn, None
        self._params = Params({k: _spread(a, n) if len(a) > 1 else a for k, a in moment.params.items()})
        self._know()
        self._timeline.resume(moment.fired)
        self.frozen_at[:], self.reasons[:] = moment.frozen_at, moment.reason
        self.now = Snapshot(
            State(**{name: _spread(array, n) for name, array in moment.state.items()}),
            Spending(**{one.name: _spread(getattr(moment.spending, one.name), n) for one in fields(Spending)}),
            _spread(moment.sanctions, n), _spread(moment.welfare, n), self.given,
        )  # fmt: skip

    def plan(self, events: Sequence[TimelineEvent]) -> None:
        """Another timeline from the next turn on; what has happened stays happened."""
        fired = self._timeline.fired()
        self.world = replace(self.world, timeline=tuple(events))
        self._timeline = Timeline(self.world, seed=self._seed, replicates=self._stepped)
        self._timeline.resume(fired)


def opening_snapshot(state: State, given: Given) -> Snapshot:
    """The opening as the series see it: nothing has flowed, nothing is enforced."""
    idle = np.zeros_like(state.legitimacy)
    return Snapshot(state, Spending(idle, idle, idle, idle, idle + 1.0), idle, np.zeros_like(state.unrest), given)


def _first(arrays: Any) -> Any:
    """A dataclass of arrays with its first replicate alone, copied."""
    return type(arrays)(**{one.name: getattr(arrays, one.name)[:1].copy() for one in fields(arrays)})


def _spread(array: Array, replicates: int) -> Array:
    """The first replicate of an array for each of so many."""
    return laid_out(np.repeat(array[:1], replicates, axis=0))


def realised(world: World, seed: int, replicates: Sequence[int]) -> tuple[Params, State]:
    """Parameters and opening state for some replicates: what is uncertain is drawn, one value a replicate."""
    opening = {name: laid_out(np.repeat(array, len(replicates), axis=0)) for name, array in world.opening.items()}
    changes = {target: role.parameters[name] for role in world.doctrines for name, target in role.targets.items()}
    for one in world.uncertain:
        drawn = uniforms(f"parameter:{one.path}", seed=seed, replicates=replicates)[0]
        values = distributions.draw(one.distribution, drawn)
        kind, _, name = one.target.partition(":")
        if kind == "opening":
            target = opening[name]
        else:
            known = changes if one.target in changes else world.params
            target = changes[one.target] = _for_each(known[one.target], len(replicates))
        cell: tuple[Any, ...] = (slice(None), *one.index)
        target[cell] = values
    params = world.params.replaced(changes)
    if changes.keys() & {"salience", "mirror_imaging"}:
        belief = opening_belief(params.salience, params.claim, params.mirror_imaging)
        opening["belief"] = laid_out(belief * (1.0 - np.eye(len(world.powers))))
    return params, State(**opening)


def _for_each(array: Array, replicates: int) -> Array:
    """A copy with one row a replicate."""
    return laid_out(np.repeat(array, replicates, axis=0)) if array.shape[0] == 1 else array
