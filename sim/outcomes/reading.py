"""A run as outcomes read it: sums over time, leaders and happenings, each worked out once for all who ask."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import prod
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array, Mask
from sim.core.errors import SpheresError
from sim.core.world import Indices
from sim.engine import Run
from sim.engine.happenings import NOBODY

T = TypeVar("T")
ALIGNMENT = "alignment"


@dataclass(frozen=True, slots=True)
class Span:
    """The turns first..stop-1 of a run; state index t+1 is the end of turn t."""

    first: int
    stop: int

    @property
    def turns(self) -> int:
        return self.stop - self.first

    @property
    def states(self) -> slice:
        """The ends of its turns, among the states of a run."""
        return slice(self.first + 1, self.stop + 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """Happenings of one kind, (n,) each: row of the run, turn, actors (NOBODY: none), amount, detail."""

    row: NDArray[np.int64]
    turn: NDArray[np.int64]
    power: NDArray[np.int64]
    rival: NDArray[np.int64]
    client: NDArray[np.int64]
    amount: Array
    detail: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.row)

    def some(self, which: Mask | Indices) -> Rows:
        return Rows(*(getattr(self, name)[which] for name in self.__slots__))

    def counted(self, replicates: int) -> Array:
        """How many there are in each replicate, (r,)."""
        return np.bincount(self.row, minlength=replicates).astype(np.float64)

    def summed(self, replicates: int) -> Array:
        """Sum of the amounts in each replicate, (r,), added in the order in which they happened."""
        summed = np.bincount(self.row, weights=self.amount, minlength=replicates)
        return summed.astype(np.float64)  # whole numbers where there was nothing to add


class Reading:
    """One run, read by many outcomes.

    A sum over time is added turn by turn, or pairwise where a turn is one number: in an order that is the same whatever
    replicates are simulated together, and so to the same last bit.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._kept: dict[Hashable, Any] = {}

    @property
    def replicates(self) -> int:
        return len(self.run.replicates)

    @property
    def claims(self) -> Mask:
        """(p, c), true where p claims c."""
        return np.asarray(self.run.world.params.claim[0] > 0.0)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made at the first call with this key."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def states(self, name: str) -> Array:
        """A series, alignment or a cube that the run kept, (r, t+1, ...)."""
        if name == ALIGNMENT:
            return self.run.alignment
        if name in self.run.series:
            return self.run.series[name]
        if name in self.run.cubes:
            return self.run.cubes[name]
        raise SpheresError(f"this run did not keep '{name}'; simulate with cubes=needed_cubes(requests)")

    def total(self, name: str, span: Span) -> Array:
        """Sum over the ends of the span's turns, (r, ...)."""

        def make() -> Array:
            states = self.states(name)[:, span.states]
            if prod(states.shape[2:]) == 1:  # else the order would depend on how many replicates there are
                states = np.ascontiguousarray(states)
            return np.asarray(np.add.reduce(states, axis=1))

        return self.once(("total", name, span), make)

    def mean(self, name: str, span: Span) -> Array:
        """Mean over the ends of the span's turns, (r, ...)."""
        return self.once(("mean", name, span), lambda: self.total(name, span) / span.turns)

    def end(self, name: str, span: Span) -> Array:
        """The end of the span's last turn, (r, ...)."""
        return self.states(name)[:, span.stop]

    @property
    def leaders(self) -> NDArray[np.signedinteger[Any]]:
        """Who leads each client, (r, t+1, c): the power with the largest share, NOBODY where none has any.

        Where several have it, the first listed leads.
        """
        return self.once("leaders", lambda: _leaders(self.run.alignment))

    def happened(self, kind: str) -> Rows:
        """All happenings of one kind."""
        return self.once(("happened", kind), lambda: self._of_kind(kind))

    def _of_kind(self, kind: str) -> Rows:
        numbers, codes = self.once("kinds", self._coded)
        table = self.run.happenings
        here = np.flatnonzero(codes == numbers.get(kind, NOBODY))
        order = np.argsort(self.run.replicates, kind="stable")
        row = order[np.searchsorted(self.run.replicates, table.replicate[here], sorter=order)]
        names = ("turn", "power", "rival", "client", "amount", "detail")
        return Rows(row, *(getattr(table, name)[here] for name in names))

    def _coded(self) -> tuple[dict[str, int], Indices]:
        """A number for each kind of happening, and the numbers of all: texts are slow to compare."""
        numbers: dict[str, int] = {}
        codes = [numbers.setdefault(kind, len(numbers)) for kind in self.run.happenings.kind]
        return numbers, np.array(codes, dtype=np.intp)


def counted(what: Mask, axis: int | tuple[int, ...]) -> Array:
    """How often it is true along the axes, as numbers that can be divided."""
    return np.asarray(np.count_nonzero(what, axis=axis), dtype=np.float64)


def _leaders(alignment: Array) -> NDArray[np.signedinteger[Any]]:
    """As argmax over the powers, and several times as fast where these are few; C-ordered."""
    powers = alignment.shape[2]
    leaders = np.zeros_like(alignment[:, :, 0], dtype=np.min_scalar_type(-powers - 1))
    for t in range(alignment.shape[1]):  # a turn's alignments fit a processor's cache together
        now, who = alignment[:, t], leaders[:, t]
        best = now[:, 0].copy(order="K")
        for p in range(1, powers):
            more = (now[:, p] > best).astype(who.dtype)
            who *= 1 - more
            more *= p
            who += more
            np.maximum(best, now[:, p], out=best)
        nobody = (best <= 0.0).astype(who.dtype)
        who -= nobody * (1 + who)
    return np.ascontiguousarray(leaders)
