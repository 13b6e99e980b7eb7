"""What each stage of a turn reads and writes, found by watching turns of a world in which everything is in use.

A state that notes which of its arrays are asked for, and by which stage; a stage writes what is another array after it, or
holds other numbers. An array is read "as this turn has it" if an earlier stage of the turn wrote it, and "as the last turn left
it" otherwise. What no turn of these worlds ever does is not seen: hence every mechanism is on, every parameter that is 0 by
default is not 0, and every doctrine is played.
"""

from __future__ import annotations

import inspect
import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import lru_cache
from types import FrameType
from typing import Any
from unittest.mock import patch

import numpy as np

from sim.core.luck import Luck
from sim.core.symbols import STATE
from sim.core.world import State
from sim.doctrines import DOCTRINES
from sim.engine import courting
from sim.engine import turn as turning
from sim.engine.given import Given, Layout
from sim.mechanisms import MECHANISMS
from tests.worlds import all_in_use, lively_world

INSIDE = ("support_clients", "choose")  # stages within `court`


@dataclass(slots=True)
class Seen:
    """One stage: what it does, which mechanisms switch it, what it reads (old: as the last turn left it), writes, draws."""

    name: str
    does: str
    mechanisms: set[str] = field(default_factory=set)
    old: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)
    draws: set[str] = field(default_factory=set)


class Watching:
    """Notes for each stage, in the order in which stages first come to their end."""

    def __init__(self) -> None:
        self.stages: dict[str, Seen] = {}
        self.entered: list[Seen] = []
        self.opening: dict[int, Any] = {}  # arrays as the last turn left them, and copies of them, by identity
        self.latest: dict[str, Any] = {}
        self.numbers: dict[str, bytes] = {}

    def begin(self, state: State) -> None:
        """A turn begins with this state."""
        self._know(state)
        self.opening = {id(array): array for array in self.latest.values()}

    def _know(self, state: State) -> None:
        self.latest = {name: raw(state, name) for name in STATE}
        self.numbers = {name: array.tobytes() for name, array in self.latest.items()}

    def copied(self, unshared: Callable[..., State]) -> Callable[..., State]:
        """A copy of what the last turn left is as it left it."""

        def watched(state: State, *rest: Any) -> State:
            after = unshared(state, *rest)
            copies = [raw(after, name) for name in STATE if id(raw(state, name)) in self.opening]
            self.opening |= {id(array): array for array in copies}
            self._know(after)
            return after

        return watched

    def stage(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(state: State, *rest: Any, **named: Any) -> Any:
            about = (inspect.getdoc(function) or function.__name__).partition("\n")[0]
            here = self.stages.get(function.__name__) or Seen(function.__name__, about)
            self.entered.append(here)
            try:
                result = function(state, *rest, **named)
            finally:
                self.entered.pop()
            self.stages.setdefault(here.name, here)
            for after in found(result):
                for name in STATE:
                    array = raw(after, name)
                    if array is not self.latest[name]:
                        here.writes.add(name)
                    elif array.tobytes() != self.numbers[name]:
                        here.writes.add(name)
                        self.opening.pop(id(array), None)
                self._know(after)
            return result

        return watched

    def read(self, name: str, array: Any) -> None:
        if self.entered:
            here = self.entered[-1]
            (here.old if id(array) in self.opening else here.new).add(name)


def raw(state: State, name: str) -> Any:
    return object.__getattribute__(state, name)


def found(result: Any) -> Iterator[State]:
    """The states in what a stage returns."""
    for part in result if isinstance(result, tuple) else (result,):
        if isinstance(part, State):
            yield part
        elif isinstance(part, courting.Courted):
            yield part.state


def watched_state(watching: Watching) -> type[State]:
    class Watched(State):
        __slots__ = ()

        def __getattribute__(self, name: str) -> Any:
            value = object.__getattribute__(self, name)
            if name in STATE and wanted(name, sys._getframe(1)):
                watching.read(name, value)
            return value

    return Watched


def wanted(name: str, caller: FrameType) -> bool:
    """Whether an array is asked for its numbers: not by `dataclasses.replace`, which copies all fields, nor for its shape."""
    line = linecache.getline(caller.f_code.co_filename, caller.f_lineno)
    return caller.f_globals.get("__name__") != "dataclasses" and f"_like(state.{name})" not in line


class Draws(dict[str, Any]):
    """Luck that notes who draws."""

    def __init__(self, watching: Watching, luck: dict[str, Any]) -> None:
        super().__init__(luck)
        self._watching = watching

    def __getitem__(self, name: str) -> Any:
        if self._watching.entered:
            self._watching.entered[-1].draws.add(name)
        return super().__getitem__(name)


@contextmanager
def watching_stages(watching: Watching) -> Iterator[None]:
    """Every function that `turn` calls on a state, and those within `court`, tell who reads and writes what."""
    is_on = Given.on

    def on(given: Given, mechanism: str) -> bool:
        if watching.entered:
            watching.entered[-1].mechanisms.add(mechanism)
        return is_on(given, mechanism)

    stages = {n: f for n, f in vars(turning).items() if inspect.isfunction(f) and f.__module__.startswith("sim.engine.")}
    outer = {n: watching.stage(f) for n, f in stages.items() if f.__module__ != turning.__name__}
    inner = {n: watching.stage(getattr(courting, n)) for n in INSIDE}
    plain = turning.Stages(*(outer[one.name] for one in fields(turning.Stages)))
    with (
        patch.multiple(turning, **outer, PLAIN=plain), patch.multiple(courting, **inner), patch.object(Given, "on", on),
        patch.object(State, "unshared", watching.copied(State.unshared)),
    ):  # fmt: skip
        yield


@lru_cache(maxsize=1)
def schedule() -> list[Seen]:
    """The stages of a turn in their order, each with all that it was ever seen to read, write and draw."""
    watching = Watching()
    watched, doctrines = watched_state(watching), sorted(DOCTRINES)
    with watching_stages(watching):
        for first in range(0, len(doctrines), 4):
            played = (doctrines * 2)[first : first + 4]
            # much at once, and seldom anything: what a bargain writes is of this turn after one, and of the last without
            for turns, replicates, rate, delivery in ((12, 20, 0.5, "sequential"), (60, 2, 0.02, "simultaneous")):
                params = all_in_use(0.3) | {"summit.rate": rate, "summit.norm_cost": 0.0}
                options = {"summit": {"protocol": "rubinstein", "delivery": delivery}}
                world = lively_world(4, 9, turns, doctrines=played, params=params, options=options)
                _play(world, watching, watched, replicates)
    return list(watching.stages.values())


def _play(world: Any, watching: Watching, watched: type[State], replicates: int) -> None:
    channels = {name: c for m in MECHANISMS.values() for name, c in m.channels.items()}
    luck = Luck(channels, seed=1, replicates=range(replicates), turns=world.turns, powers=4, clients=9)
    given = Given.of(world, world.params, Layout.of(world))
    state = watched(**{name: np.repeat(array, replicates, axis=0) for name, array in world.opening.items()})
    for t in range(world.turns):
        watching.begin(state)
        state = turning.turn(state, given, Draws(watching, luck.turn(t)), opening=t == 0, stages=turning.PLAIN).state
