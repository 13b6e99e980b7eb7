"""The record of a run: arrays with named axes, what happened, and which replicates had to be stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array
from sim.core.world import State, World
from sim.engine.happenings import Happenings
from sim.engine.series import SERIES, Snapshot

HISTORY = ("alignment", "support", "arms", "arsenal", "recognition", "endorsement", "occupation")


@dataclass(frozen=True, slots=True)
class Run:
    """Histories of one world under one seed.

    replicates   (r,) their numbers
    alignment    (r, t+1, p, c); index 0 is the opening, index t+1 the end of turn t
    series       name -> (r, t+1, *axes) for each of SERIES
    happenings   what happened, ordered by replicate, then turn
    final        State at the end
    frozen_at    (r,) turn in which a replicate left the numbers and was stopped; -1 for a sound one
    frozen_reason   (r,) why, "" for a sound one
    cubes        symbol -> (r, t+1, p, c), as asked for
    histories    symbol -> (k, t+1, p, c) of the first k replicates, as asked for
    """

    world: World
    seed: int
    replicates: NDArray[np.int64]
    alignment: Array
    series: Mapping[str, Array]
    happenings: Happenings
    final: State
    frozen_at: NDArray[np.int64]
    frozen_reason: NDArray[np.object_]
    cubes: Mapping[str, Array] = field(default_factory=dict)
    histories: Mapping[str, Array] = field(default_factory=dict)

    @property
    def sound(self) -> NDArray[np.bool_]:
        """(r,) true where the replicate ran to its end."""
        return np.asarray(self.frozen_at < 0)


@dataclass(frozen=True, slots=True)
class Pages:
    """The arrays of a run, (r, t+1, ...) each: alignment, series by name, cubes of all, cubes of the first few."""

    alignment: Array
    series: Mapping[str, Array]
    cubes: Mapping[str, Array]
    histories: Mapping[str, Array]

    @staticmethod
    def blank(world: World, replicates: int, *, cubes: Sequence[str] = (), histories: int = 0) -> Pages:
        p, c, t = len(world.powers), len(world.clients), world.turns + 1
        axes = {"": (), "p": (p,), "pq": (p, p), "c": (c,)}
        return Pages(
            np.empty((replicates, t, p, c)),
            {name: np.empty((replicates, t, *axes[one.axes])) for name, one in SERIES.items()},
            {name: np.empty((replicates, t, p, c)) for name in cubes},
            {name: np.empty((min(histories, replicates), t, p, c)) for name in HISTORY if histories},
        )

    def arrays(self) -> Iterator[Array]:
        yield self.alignment
        for shelf in (self.series, self.cubes, self.histories):
            yield from shelf.values()


_STRIP = 64  # columns turned at a time when a run is put in its place


class Recorder:
    """Takes down some replicates of a run turn by turn: a turn's numbers lie together while it is played."""

    def __init__(self, into: Pages, rows: slice) -> None:
        """into  the run's arrays;  rows  which of its replicates these are."""
        self._targets = [array[rows] for array in into.arrays()]
        self._drafts = [np.empty((array.shape[1], *array.shape[2:], array.shape[0])) for array in self._targets]
        self._names = ("alignment", *into.cubes, *into.histories)
        self._series = list(into.series)
        self._replicates = rows.stop - rows.start

    def note(self, at: int, now: Snapshot) -> None:
        """Write state number `at`."""
        drafts = iter(self._drafts)
        np.moveaxis(next(drafts)[at], -1, 0)[...] = now.state.alignment[: self._replicates]
        for name in self._series:
            kept = np.moveaxis(next(drafts)[at], -1, 0)
            kept[...] = SERIES[name].rule(now)[: self._replicates].reshape(kept.shape)
        for name in self._names[1:]:
            kept = np.moveaxis(next(drafts)[at], -1, 0)
            kept[...] = getattr(now.state, name)[: len(kept)]

    def deliver(self) -> None:
        """Put the replicates in their places."""
        for draft, target in zip(self._drafts, self._targets, strict=True):
            if not target.size:
                continue
            flat, columns = target.reshape(len(target), -1), draft.reshape(-1, draft.shape[-1])
            # Turned a strip at a time: a strip stays in the processor's cache, which makes it thrice as fast.
            for first in range(0, len(columns), _STRIP):
                flat[:, first : first + _STRIP] = columns[first : first + _STRIP].T
