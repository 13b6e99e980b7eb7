"""What is kept of a run: columns of outcomes, of happenings, of series by turn, and a few whole histories.

Series by turn are kept for the first replicates alone, as float32 rounded to 12 bits (relative error 1.2e-4,
less than a pixel of any figure; the rest would be noise that does not pack), one column for each actor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array, inner
from sim.core.world import World
from sim.engine.happenings import Happenings
from sim.engine.record import HISTORY, Run
from sim.engine.series import SERIES
from sim.experiments.parquet import Coded, Column, coded

TRAJECTORIES: Final = 1_000  # replicates whose series are kept: a 5 % quantile then lies within 4 % and 6 %
HISTORIES: Final = 5  # replicates kept whole
MOST_CHANNELS: Final = 2_000  # columns of series; a world with more keeps no series of single dyads or clients
MOST_TRAJECTORY_BYTES: Final = 2**27  # of series kept per variant, before packing
MOST_HISTORY_ROWS: Final = 2_000_000
_KEPT_BITS: Final = 12  # of a float32's 24

Columns = dict[str, Column | Coded]


@dataclass(frozen=True, slots=True)
class Group:
    """One series and the actors it is kept for: `cells` index its axes, flattened; one column each."""

    series: str
    actors: tuple[str, ...]
    cells: NDArray[np.intp]

    @property
    def columns(self) -> list[str]:
        return [channel_name(self.series, actor) for actor in self.actors]


def channel_name(series: str, actor: str) -> str:
    """The column of a series: "norm", "influence(USA)", "trust(USA>RUS)", "alignment(USA:VEN)"."""
    return f"{series}({actor})" if actor else series


def groups(world: World) -> list[Group]:
    """The series that are kept by turn: the world's, each power's; dyads and alignments where there is room.

    A power's series toward itself is left out; so are dyads, and alignments, that would bring the columns
    above MOST_CHANNELS.
    """
    powers, p = world.powers, len(world.powers)
    actors = {
        "": (("",), np.arange(1)),
        "p": (powers, np.arange(p)),
        "pq": (
            tuple(f"{a}>{b}" for a in powers for b in powers if a != b),
            np.flatnonzero(~np.eye(p, dtype=bool)),
        ),
        "pc": (tuple(f"{a}:{c}" for a in powers for c in world.clients), np.arange(p * len(world.clients))),
    }
    room, chosen = MOST_CHANNELS, []
    for axes in ("", "p", "pc", "pq"):
        names = ["alignment"] if axes == "pc" else [name for name, one in SERIES.items() if one.axes == axes]
        labels, cells = actors[axes]
        if axes not in ("", "p") and len(names) * len(labels) > room:
            continue
        room -= len(names) * len(labels)
        chosen += [Group(name, labels, cells) for name in names if labels]
    return chosen


def trajectories_for(world: World, wanted: int) -> int:
    """How many replicates' series are kept: those wanted, or what fits MOST_TRAJECTORY_BYTES; at least 1."""
    one = 4 * (world.turns + 1) * sum(len(group.actors) for group in groups(world))
    return min(wanted, max(1, MOST_TRAJECTORY_BYTES // one))


def histories_for(world: World, wanted: int) -> int:
    """How many replicates are kept whole: as many as wanted, where they fit MOST_HISTORY_ROWS; at least 1."""
    rows = (world.turns + 1) * len(world.powers) * len(world.clients)
    return min(wanted, max(1, MOST_HISTORY_ROWS // rows))


def outcome_columns(run: Run, measured: Mapping[str, Array]) -> Columns:
    """replicate, frozen_at, frozen_reason, and one column an outcome, NaN where the replicate was frozen."""
    columns: Columns = {
        "replicate": run.replicates,
        "frozen_at": run.frozen_at.astype(np.int32),
        "frozen_reason": coded(str(reason) for reason in run.frozen_reason),
    }
    for key, values in measured.items():
        columns[key] = np.where(run.sound, values, np.nan).astype(np.float64)
    return columns


def happening_columns(run: Run, happenings: Happenings) -> Columns:
    """What happened, with ids in place of indices."""
    world = run.world
    return {
        "replicate": happenings.replicate,
        "turn": happenings.turn.astype(np.int32),
        "kind": coded(happenings.kind),
        "power": Coded(happenings.power, world.powers),
        "rival": Coded(happenings.rival, world.powers),
        "client": Coded(happenings.client, world.clients),
        "amount": happenings.amount,
        "detail": coded(happenings.detail),
    }


def trajectory_columns(run: Run, replicates: int) -> Columns:
    """Series of the first rows of a run: one row a replicate and state; NaN where it was frozen."""
    states = run.world.turns + 1
    columns: Columns = {
        "replicate": np.repeat(run.replicates[:replicates], states),
        "turn": np.tile(np.arange(states, dtype=np.int32), replicates),
    }
    frozen = np.repeat(~run.sound[:replicates], states)
    for group in groups(run.world):
        values = run.alignment if group.series == "alignment" else run.series[group.series]
        by_turn = inner(values[:replicates]).reshape(states, -1, replicates)
        kept = np.empty((len(group.cells), replicates * states), dtype=np.float32)
        for column, cell in zip(kept, group.cells, strict=True):
            column.reshape(replicates, states)[...] = by_turn[:, cell].T
        rounded(kept)[:, frozen] = np.nan
        columns |= dict(zip(group.columns, kept, strict=True))
    return columns


def rounded(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The nearest float32 with _KEPT_BITS significant bits, for finite values. Changes `values`."""
    dropped = 24 - _KEPT_BITS
    bits = values.view(np.uint32)
    sound = np.isfinite(values)
    bits[sound] = (bits[sound] + np.uint32(1 << (dropped - 1))) & np.uint32(0xFFFFFFFF ^ ((1 << dropped) - 1))
    return values


def history_columns(run: Run) -> Columns:
    """Whole histories: one row a replicate, state, power and client; one column for each cube of HISTORY."""
    kept = len(run.histories[HISTORY[0]])
    states, powers, clients = run.world.turns + 1, len(run.world.powers), len(run.world.clients)
    shape = (kept, states, powers, clients)
    replicate, turn, power, client = (index.reshape(-1) for index in np.indices(shape, dtype=np.int32))
    columns: Columns = {
        "replicate": run.replicates[:kept][replicate],
        "turn": turn,
        "power": Coded(power, run.world.powers),
        "client": Coded(client, run.world.clients),
    }
    return columns | {name: cube.reshape(-1) for name, cube in run.histories.items()}


def joined(pieces: Sequence[Columns]) -> Columns:
    """Pieces of one table, one below the other."""
    if len(pieces) == 1:
        return pieces[0]
    return {name: _stacked([piece[name] for piece in pieces]) for name in pieces[0]}


def _stacked(parts: Sequence[Column | Coded]) -> Column | Coded:
    texts = [part for part in parts if isinstance(part, Coded)]
    if len(texts) < len(parts):
        return np.concatenate([part for part in parts if not isinstance(part, Coded)])
    names: dict[str, int] = {}
    codes = [_recoded(part, names) for part in texts]
    return Coded(np.concatenate(codes), tuple(names))


def _recoded(part: Coded, names: dict[str, int]) -> NDArray[np.int32]:
    """The codes of a part under names that all parts share; -1 stays -1."""
    table = [names.setdefault(name, len(names)) for name in part.names]
    codes: NDArray[np.int32] = np.array([*table, -1], dtype=np.int32)[part.codes]
    return codes


def spans(first: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    """first..stop cut into pieces of at most `size`."""
    for start in range(first, stop, size):
        yield start, min(start + size, stop)
