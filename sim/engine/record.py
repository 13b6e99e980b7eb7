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
    """Fills the arrays of a run, turn by turn."""

    def __init__(self, world: World, replicates: int, histories: int) -> None:
        p, c, t = len(world.powers), len(world.clients), world.turns + 1
        axes = {"": (), "p": (p,), "pq": (p, p), "c": (c,)}
        self.alignment = np.zeros((replicates, t, p, c))
        self.series = {name: np.zeros((replicates, t, *axes[one.axes])) for name, one in SERIES.items()}
        self.histories = {name: np.zeros((min(histories, replicates), t, p, c)) for name in HISTORY if histories}

    def note(self, at: int, now: Snapshot) -> None:
        """Write state number `at`."""
        self.alignment[:, at] = now.state.alignment
        for name, one in SERIES.items():
            kept = self.series[name][:, at]
            kept[...] = one.rule(now).reshape(kept.shape)
        for name, history in self.histories.items():
            history[:, at] = getattr(now.state, name)[: len(history)]


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
