"""The record of a run: arrays with named axes, what happened, and which replicates had to be stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array, outer
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
    """The arrays of a run, (r, t+1, ...) each: alignment, series by name, cubes of all, cubes of the first few.

    In memory the replicate lies innermost and the turn outermost, as in a turn: what happens in one lies together.
    """

    alignment: Array
    series: Mapping[str, Array]
    cubes: Mapping[str, Array]
    histories: Mapping[str, Array]

    @staticmethod
    def blank(world: World, replicates: int, *, cubes: Sequence[str] = (), histories: int = 0) -> Pages:
        """Not yet written to: what no recorder has noted is to be read by nobody."""
        p, c, t = len(world.powers), len(world.clients), world.turns + 1
        axes = {"": (), "p": (p,), "pq": (p, p), "c": (c,)}

        def blank(rows: int, *shape: int) -> Array:
            return outer(np.empty((t, *shape, rows)))

        return Pages(
            blank(replicates, p, c),
            {name: blank(replicates, *axes[one.axes]) for name, one in SERIES.items()},
            {name: blank(replicates, p, c) for name in cubes},
            {name: blank(min(histories, replicates), p, c) for name in HISTORY if histories},
        )

    def arrays(self) -> Iterator[Array]:
        yield self.alignment
        for shelf in (self.series, self.cubes, self.histories):
            yield from shelf.values()


class Recorder:
    """Takes down some replicates of a run turn by turn."""

    def __init__(self, into: Pages, rows: slice) -> None:
        """into  the run's arrays;  rows  which of its replicates these are."""
        self._alignment = into.alignment[rows]
        self._series = {name: array[rows] for name, array in into.series.items()}
        self._cubes = [(name, array[rows]) for shelf in (into.cubes, into.histories) for name, array in shelf.items()]

    def note(self, at: int, now: Snapshot) -> None:
        """Write state number `at`."""
        _write(self._alignment[:, at], now.state.alignment)
        for name, kept in self._series.items():
            _write(kept[:, at], SERIES[name].rule(now))
        for name, kept in self._cubes:
            _write(kept[:, at], getattr(now.state, name))


def _write(kept: Array, found: Array) -> None:
    """Copy what was found of the first replicates, whose axes of size 1 may have been dropped."""
    kept[...] = found[: len(kept)].reshape(kept.shape)
