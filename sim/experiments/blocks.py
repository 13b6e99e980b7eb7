"""A block: some replicates of one variant, run, measured and packed. Pure, so run anywhere, and again.

A block is as large in memory as its pieces: worlds with many powers and clients are run a few replicates at a
time, and of each piece only the columns that are kept outlive it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sim.core.request import Request
from sim.core.world import World
from sim.engine import Run, simulate
from sim.engine.series import SERIES
from sim.experiments import recording
from sim.experiments.parquet import encode
from sim.experiments.provenance import code_fingerprint, refuse_other_code
from sim.experiments.recording import Columns
from sim.outcomes import measure, needed_cubes

PIECE_BYTES: Final = 200_000_000  # of an engine's arrays at a time
SMALLEST: Final = 25  # replicates in a block of a world however large: fewer would be mostly files
KINDS: Final = ("outcomes", "events", "trajectories", "histories")


@dataclass(frozen=True, slots=True)
class Job:
    """What all blocks of a run share; sent once to each worker.

    worlds        variant -> World
    requests      variant -> what is measured
    trajectories  replicates below this number keep their series by turn
    histories     replicates below this number are kept whole
    code          fingerprint of the model's code; a worker with other code refuses to work
    """

    seed: int
    worlds: Mapping[str, World]
    requests: Mapping[str, tuple[Request, ...]]
    trajectories: int
    histories: int
    code: str = field(default_factory=code_fingerprint)


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """Replicates first..stop-1 of a variant. Ordered so that variants grow together."""

    first: int
    stop: int
    variant: str

    def __str__(self) -> str:
        return f"replicates {self.first}-{self.stop - 1} of variant {self.variant}"


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A task's results: Parquet bytes by kind (no entry where there is nothing to keep), and their SHA-256.

    frozen   reason -> how many replicates were stopped for it
    """

    task: Task
    files: Mapping[str, bytes]
    sha256: Mapping[str, str]
    frozen: Mapping[str, int] = field(default_factory=dict)


def run_block(job: Job, task: Task) -> Block:
    """Run, measure and pack one block. The same task gives the same columns wherever it runs."""
    refuse_other_code(job.code)
    tables: dict[str, list[Columns]] = {kind: [] for kind in KINDS}
    frozen: Counter[str] = Counter()
    world, cubes = job.worlds[task.variant], needed_cubes(job.requests[task.variant])
    for first, stop in recording.spans(task.first, task.stop, piece_size(world, len(cubes))):
        histories = max(0, min(job.histories, stop) - first)
        run = simulate(world, seed=job.seed, replicates=range(first, stop), histories=histories, cubes=cubes)
        frozen.update(str(reason) for reason in run.frozen_reason[~run.sound])
        for kind, columns in _kept(job, task.variant, run, histories).items():
            tables[kind].append(columns)
    files = {kind: encode(recording.joined(pieces)) for kind, pieces in tables.items() if pieces}
    return Block(task, files, {kind: hashlib.sha256(data).hexdigest() for kind, data in files.items()}, dict(frozen))


def _kept(job: Job, variant: str, run: Run, histories: int) -> dict[str, Columns]:
    """The tables of a run by kind; kinds with nothing in them are left out."""
    kept = {"outcomes": recording.outcome_columns(run, measure(run, job.requests[variant]))}
    if len(run.happenings):
        kept["events"] = recording.happening_columns(run, run.happenings)
    followed = max(0, min(job.trajectories - int(run.replicates[0]), len(run.replicates)))
    if followed:
        kept["trajectories"] = recording.trajectory_columns(run, followed)
    if histories:
        kept["histories"] = recording.history_columns(run)
    return kept


def piece_size(world: World, cubes: int = 0) -> int:
    """Replicates to run at a time: their arrays, with so many further cubes, fit PIECE_BYTES; at least 1."""
    p, c = len(world.powers), len(world.clients)
    cells = {"": 1, "p": p, "pq": p * p, "c": c}
    one = (1 + cubes) * p * c + sum(cells[series.axes] for series in SERIES.values())
    return int(max(1, PIECE_BYTES // (8 * (world.turns + 1) * one)))


def block_size(world: World, block: int) -> int:
    """Replicates in a block of this world: `block`, or as few as memory asks, but no fewer than SMALLEST."""
    return min(block, max(SMALLEST, piece_size(world)))
