"""State (all that changes), Params (all that does not), and World (both, with calendar, doctrines and timeline)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array, Cube, Dyad, Notes, OfClient, OfPower, Pact, Scalar
from sim.core.calendar import Calendar

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class State:
    """Everything that changes; a turn returns the next one. Meanings, units and ranges: `core.symbols`."""

    alignment: Cube
    support: Cube
    arms: Cube
    arsenal: Cube
    recognition: Cube
    endorsement: Cube
    leaning: Cube
    residual: Cube
    occupation: Cube
    breach_clock: Cube
    deference: Pact
    deal_age: Dyad
    pressure: Dyad
    encroachment: Dyad
    felt: Dyad
    breach: Dyad
    grievance: Dyad
    trust: Dyad
    belief: Dyad
    interdependence: Dyad
    condemned: Dyad
    conceded: Dyad
    acquiesced: Dyad
    doctrine_memory: Dyad
    doctrine_notes: Notes
    reward: OfPower
    aspiration: OfPower
    order: Dyad
    norm: Scalar
    bargains: Scalar
    legitimacy: OfPower
    crisis_load: OfPower
    successes: OfPower
    failures: OfPower
    opprobrium: OfPower
    unrest: OfClient
    governance: OfClient
    reliability: OfPower
    unanswered: Dyad

    def items(self) -> Iterator[tuple[str, Array]]:
        """(name, array) of every symbol, in the order of the fields."""
        for symbol in fields(self):
            yield symbol.name, getattr(self, symbol.name)

    def copied(self) -> State:
        """The same state in arrays of its own."""
        return State(**{name: array.copy(order="K") for name, array in self.items()})

    def unshared(self, other: State, names: Collection[str]) -> State:
        """The same state, whose arrays `names` are not `other`'s: those that were are copied."""
        shared = [name for name in names if getattr(self, name) is getattr(other, name)]
        return replace(self, **{name: getattr(self, name).copy(order="K") for name in shared})

    def take(self, rows: Indices) -> State:
        """The state of some replicates alone, copied."""
        return State(**{name: array[rows].copy() for name, array in self.items()})


class Params(Mapping[str, Array]):
    """Read-only arrays by name, also as attributes: `params.salience` is (r|1, p, c).

    World symbols stand under their own name; a mechanism's scalars under "<mechanism>.<name>" and, without the
    prefix, in `params.of(mechanism)`; per-power parameters under their own name, (r|1, p, 1).
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = dict(arrays)
        self._views: dict[str, Params] = {}

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __getattr__(self, name: str) -> Array:
        try:
            return self.__dict__["_arrays"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def of(self, mechanism: str) -> Params:
        """The scalars of one mechanism under their bare names."""
        if mechanism not in self._views:
            prefix = f"{mechanism}."
            scalars = {k.removeprefix(prefix): v for k, v in self._arrays.items() if k.startswith(prefix)}
            self._views[mechanism] = Params(scalars)
        return self._views[mechanism]

    def replaced(self, changes: Mapping[str, Array]) -> Params:
        """The same parameters but for `changes`."""
        return Params({**self._arrays, **changes})

    def __getstate__(self) -> dict[str, Array]:
        return self._arrays

    def __setstate__(self, arrays: dict[str, Array]) -> None:
        self._arrays = arrays
        self._views = {}


def of_rows(array: Array, rows: Indices) -> Array:
    """The rows of an array for some replicates, (n, ...); an array that is the same for all keeps its one row."""
    return array[rows] if array.shape[0] > 1 else array


def of_power(array: Array, rows: Indices, power: Indices) -> Array:
    """One power of each of some replicates (n,): its row of a cube, (n, c); its cell of a power vector, (n, 1)."""
    return array[rows if array.shape[0] > 1 else 0, power]


@dataclass(frozen=True, slots=True)
class DoctrineRole:
    """Which powers (rows p) play a doctrine, and its parameters, each (r|1, k, 1) over those powers.

    In a run they stand among its `Params`, under the names of `targets`.
    """

    name: str
    rows: Indices
    parameters: Mapping[str, Array]

    @property
    def targets(self) -> dict[str, str]:
        """Parameter -> its name in Params, and in `Uncertain`."""
        return {parameter: f"doctrine:{self.name}:{parameter}" for parameter in self.parameters}


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A number drawn once per replicate: the cell `index` (without the replicate axis) of the array `target`.

    target        a name of Params; "opening:<symbol>" for a number of the opening state;
                  "doctrine:<name>:<parameter>" for a doctrine's
    path          the key path in the scenario, which names the channel of its luck
    distribution  kind and numbers, as in the scenario: ("uniform", (low, high))
    """

    target: str
    index: tuple[int, ...]
    path: str
    distribution: tuple[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One entry of the timeline: which event, when, and its arguments (indices and numbers) for `sim.events`.

    at       turn, or None; rate  chance a turn, or None; condition  or None (exactly one of the three, or at + nothing)
    first, last   span of turns in which a rate or a condition counts;  once  fires at most once in a replicate
    name     label for tables; `key` names its channel of luck
    """

    event: str
    key: str
    label: str
    arguments: Mapping[str, Any]
    at: int | None = None
    rate: float | None = None
    condition: Condition | None = None
    first: int = 0
    last: int = 2**31
    once: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """True in the replicates where a state symbol's cell is above (or below) a number. index without replicate."""

    symbol: str
    index: tuple[int, ...]
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What the world is: who is in it, what they want, what may happen, and how it opens. One variant, no luck yet.

    options   mechanism -> option -> value, names turned into indices: pairs as ((p, q), ...), clients as (c, ...)
    enabled   names of the mechanisms that are switched on
    opening   State with one replicate
    """

    name: str
    variant: str
    powers: tuple[str, ...]
    clients: tuple[str, ...]
    power_names: tuple[str, ...]
    client_names: tuple[str, ...]
    regions: tuple[str, ...]
    calendar: Calendar
    params: Params
    opening: State
    doctrines: tuple[DoctrineRole, ...]
    enabled: frozenset[str]
    options: Mapping[str, Mapping[str, Any]]
    timeline: tuple[TimelineEvent, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def spheres(self) -> tuple[Indices, ...]:
        """For each power, the clients that it claims (indices, ascending)."""
        return tuple(np.flatnonzero(row) for row in self.params.claim[0])

    @property
    def turns(self) -> int:
        return self.calendar.turns

