"""The timeline: which of its events happen in which replicates this turn."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

import numpy as np

from sim.core.axes import Array, Mask
from sim.core.luck import uniforms
from sim.core.world import Condition, Indices, Params, State, TimelineEvent, World
from sim.engine.happenings import Happening
from sim.events import EVENTS, happen
from sim.events.bargains import worth
from sim.mechanisms.force import OPEN


class Timeline:
    """The events of a world and their luck, for one block of replicates."""

    def __init__(self, world: World, *, seed: int, replicates: Sequence[int]) -> None:
        self._events, self._on = world.timeline, world.enabled
        self._fired = {event.key: np.zeros(len(replicates), dtype=bool) for event in self._events}
        self._luck: Mapping[str, Array] = {
            event.key: uniforms(f"event:{event.key}", seed=seed, replicates=replicates, turns=world.turns)
            for event in self._events
            if event.rate is not None
        }
        self._outcomes: Mapping[str, Array] = {
            event.key: uniforms(f"event:{event.key}:outcome", seed=seed, replicates=replicates, turns=world.turns)
            for event in self._events
            if EVENTS[event.event].draws
        }

    def fired(self) -> dict[str, bool]:
        """Key of each event -> whether it has happened in the first replicate."""
        return {key: bool(fired[0]) for key, fired in self._fired.items()}

    def resume(self, fired: Mapping[str, bool]) -> None:
        """Take the events that `fired` names as having happened, or not, in every replicate."""
        for key, known in self._fired.items():
            known[:] = fired.get(key, False)

    def apply(self, state: State, params: Params, turn: int, frozen: Mask) -> tuple[State, Params, list[Happening]]:
        """The state and the parameters after what the timeline has for this turn, in the order in which it stands."""
        happened = []
        for event in self._events:
            rows = np.flatnonzero(self._now(event, state, turn) & ~frozen)
            if len(rows):
                self._fired[event.key][rows] = True
                luck = self._outcomes[event.key][turn, rows] if event.key in self._outcomes else None
                before = state
                state, params = happen(event.event, state, params, rows, event.arguments, luck, self._on)
                happened += [_happening(event, rows), *_as_the_model_does(event, rows, before, state, params, self._on)]
        return state, params, happened

    def _now(self, event: TimelineEvent, state: State, turn: int) -> Mask:
        nowhere = np.zeros(len(self._fired[event.key]), dtype=bool)
        if event.at is not None:
            return nowhere | (turn == event.at)
        if not event.first <= turn <= event.last:
            return nowhere
        open_still = ~self._fired[event.key] if event.once else ~nowhere
        if event.rate is not None:
            return open_still & (self._luck[event.key][turn] < event.rate)
        return open_still & _holds(event.condition, state) if event.condition else open_still


def _holds(condition: Condition, state: State) -> Mask:
    value = getattr(state, condition.symbol)[(slice(None), *condition.index)]
    true = np.ones(len(value), dtype=bool)
    if condition.above is not None:
        true &= value > condition.above
    if condition.below is not None:
        true &= value < condition.below
    return true


def _as_the_model_does(
    event: TimelineEvent, rows: Indices, before: State, after: State, params: Params, on: Container[str]
) -> list[Happening]:
    """Falls, uses of force and bargains that the timeline brings about, recorded like those of the model."""
    told = event.arguments
    if event.event == "offer":
        return _taken(event, rows, before, after, params, on)
    if event.event == "regime_change":
        client = told["client"]
        return [Happening("fall", rows, before.alignment[rows, :, client].argmax(axis=1), client=client)]
    if event.event == "use_of_force":
        power, client = told["power"], told["client"]
        at_war = after.occupation[rows, power, client] >= OPEN
        kinds = (("swift", rows[~at_war]), ("war", rows[at_war]))
        return [Happening("force", some, power, client=client, detail=how) for how, some in kinds if len(some)]
    if event.event == "mandate":
        return _answered(rows, told, after)
    return []


def _answered(rows: Indices, told: Mapping[str, Any], after: State) -> list[Happening]:
    """Vetoes of a mandate, and the use of force where it was let pass and widened."""
    power, rival, client = told["power"], told["rival"], told["client"]
    passed = after.acquiesced[rows, rival, power] > 0.0
    found = [Happening("veto", rows[~passed], rival, power, client)] if not passed.all() else []
    if told.get("scope") == "widened" and passed.any():
        found.append(Happening("force", rows[passed], power, client=client, detail="swift"))
    return found


def _taken(
    event: TimelineEvent, rows: Indices, before: State, after: State, params: Params, on: Container[str]
) -> list[Happening]:
    """The bargain that an offer came to, where it was taken."""
    p, q, gives, gets = (event.arguments[name] for name in ("power", "rival", "gives", "gets"))
    rows = rows[(before.deal_age[rows, p, q] < 0.0) & (after.deal_age[rows, p, q] == 0.0)]
    if not len(rows):
        return []
    sides = ((p, q, gives, gets, "first"), (q, p, gets, gives, "second"))
    return [
        *(Happening("deal", rows, one, other, detail=place,
                     amount=worth(before, params, rows, one, other, given, got, on=on))
          for one, other, given, got, place in sides),
        *(Happening("concession", rows, one, other, client, 1.0) for one, other, given, _, _ in sides for client in given),
    ]  # fmt: skip


def _happening(event: TimelineEvent, rows: Indices) -> Happening:
    given = {name: event.arguments.get(name) for name in ("power", "rival", "client")}
    actors = {name: index for name, index in given.items() if index is not None}
    amount = event.arguments.get("amount", 0.0)
    return Happening("event", rows, amount=amount, detail=event.label or event.event, **actors)
