"""What happened: deals, breaches, falls, uses of force, rungs of the exclusion ladder, events of the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array
from sim.core.world import Indices

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Happening:
    """One kind of thing that happened in some replicates in one turn; actors are indices, NOBODY where there is none."""

    kind: str
    rows: Indices
    power: Indices | int = NOBODY
    rival: Indices | int = NOBODY
    client: Indices | int = NOBODY
    amount: Array | float = 0.0
    detail: str = ""

    def at(self, kept: NDArray[np.bool_]) -> Happening:
        """The same, but only in some of its rows, (n,) bool."""
        if kept.all():
            return self
        columns = {name: getattr(self, name) for name in ("rows", "power", "rival", "client", "amount")}
        some = {name: value[kept] if isinstance(value, np.ndarray) else value for name, value in columns.items()}
        return Happening(self.kind, detail=self.detail, **some)

    def within(self, replicates: int) -> Happening:
        """The same, but only in the first so many replicates."""
        return self.at(self.rows < replicates)


@dataclass(frozen=True, slots=True)
class Happenings:
    """A table of what happened, one row each, in the order of the replicates asked for, then of turns, then as the turn went.

    replicate, turn, power, rival, client  whole numbers (NOBODY = -1);  kind, detail  text;  amount  as the kind says
    """

    replicate: NDArray[np.int64]
    turn: NDArray[np.int64]
    kind: NDArray[np.object_]
    power: NDArray[np.int64]
    rival: NDArray[np.int64]
    client: NDArray[np.int64]
    amount: NDArray[np.float64]
    detail: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.replicate)

    def where(self, kind: str) -> Happenings:
        """The rows of one kind."""
        return self.at(self.kind == kind)

    def at(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Happenings:
        """Some rows."""
        return Happenings(*(getattr(self, name)[rows] for name in self.__slots__))


def tabled(happenings: Iterable[tuple[int, Happening]], replicates: NDArray[np.int64]) -> Happenings:
    """The table of (turn, happening) pairs in the order in which they happened; rows index `replicates`."""
    columns: dict[str, list[NDArray[np.generic]]] = {name: [] for name in Happenings.__slots__}
    rows = []
    for turn, happening in happenings:
        happening = happening.within(len(replicates))
        n = len(happening.rows)
        rows.append(happening.rows)
        columns["replicate"].append(replicates[happening.rows])
        columns["turn"].append(np.full(n, turn))
        for name in ("kind", "detail"):
            columns[name].append(np.full(n, getattr(happening, name), dtype=object))
        for name in ("power", "rival", "client"):
            columns[name].append(np.broadcast_to(np.asarray(getattr(happening, name), dtype=np.int64), (n,)))
        columns["amount"].append(np.broadcast_to(np.asarray(happening.amount, dtype=np.float64), (n,)))
    types = {"kind": object, "detail": object, "amount": np.float64}
    table = {
        name: np.concatenate(parts) if parts else np.empty(0, dtype=types.get(name, np.int64)) for name, parts in columns.items()
    }
    order = np.argsort(np.concatenate([*rows, np.empty(0, dtype=np.int64)]), kind="stable")
    return Happenings(**{name: column[order] for name, column in table.items()})


def joined(tables: list[Happenings]) -> Happenings:
    """Several tables, one after the other."""
    return Happenings(*(np.concatenate([getattr(t, name) for t in tables]) for name in Happenings.__slots__))
