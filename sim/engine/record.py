"""The record of a run: arrays with named axes, what happened, and which replicates had to be stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array
from sim.core.world import State, World
from sim.engine.happenings import Happenings, joined
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
    histories: Mapping[str, Array] = field(default_factory=dict)

    @property
    def sound(self) -> NDArray[np.bool_]:
        """(r,) true where the replicate ran to its end."""
        return np.asarray(self.frozen_at < 0)


class Recorder:
    """Takes down a run, turn by turn: a turn's numbers lie together while it is played, a replicate's at the end."""

    def __init__(self, world: World, replicates: int, histories: int) -> None:
        p, c, t = len(world.powers), len(world.clients), world.turns + 1
        axes = {"": (), "p": (p,), "pq": (p, p), "c": (c,)}
        self._alignment = np.empty((t, replicates, p, c))
        self._series = {name: np.empty((t, replicates, *axes[one.axes])) for name, one in SERIES.items()}
        self._histories = {name: np.empty((t, min(histories, replicates), p, c)) for name in HISTORY if histories}

    def note(self, at: int, now: Snapshot) -> None:
        """Write state number `at`."""
        self._alignment[at] = now.state.alignment
        for name, one in SERIES.items():
            kept = self._series[name][at]
            kept[...] = one.rule(now).reshape(kept.shape)
        for name, history in self._histories.items():
            history[at] = getattr(now.state, name)[: history.shape[1]]

    @property
    def alignment(self) -> Array:
        return _by_replicate(self._alignment)

    @property
    def series(self) -> dict[str, Array]:
        return {name: _by_replicate(array) for name, array in self._series.items()}

    @property
    def histories(self) -> dict[str, Array]:
        return {name: _by_replicate(array) for name, array in self._histories.items()}


def _by_replicate(array: Array) -> Array:
    """(t, r, ...) as (r, t, ...) in C order, so that sums over time are added in one order whatever the block."""
    return np.ascontiguousarray(array.swapaxes(0, 1))


def together(runs: list[Run]) -> Run:
    """Runs of one world, one after the other."""
    if len(runs) == 1:
        return runs[0]
    first = runs[0]
    return Run(
        world=first.world,
        seed=first.seed,
        replicates=np.concatenate([run.replicates for run in runs]),
        alignment=np.concatenate([run.alignment for run in runs]),
        series={name: np.concatenate([run.series[name] for run in runs]) for name in first.series},
        happenings=joined([run.happenings for run in runs]),
        final=State(**{name: np.concatenate([getattr(run.final, name) for run in runs]) for name, _ in first.final.items()}),
        frozen_at=np.concatenate([run.frozen_at for run in runs]),
        frozen_reason=np.concatenate([run.frozen_reason for run in runs]),
        histories={name: np.concatenate([run.histories[name] for run in runs if name in run.histories])
                   for name in first.histories},
    )  # fmt: skip
