"""Histories: blocks of replicates stepped together, each replicate with its own luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import SpheresError
from sim.core.world import State, World
from sim.engine.given import Layout
from sim.engine.happenings import Happening, Happenings, joined, tabled
from sim.engine.record import Pages, Recorder, Run
from sim.engine.stepper import Stepper

REPLICATE_LIMIT = 2**63
TILE_CELLS = 2**17  # cells (r, p, c) stepped together: enough that small arrays are worth their calls


def simulate(world: World, *, seed: int, replicates: Sequence[int], histories: int = 0, cubes: Sequence[str] = ()) -> Run:
    """Run some replicates of a world from its opening to its horizon.

    seed        0..2**64-1; replicate r of a seed is one history, bit for bit, whatever else is run beside it
    replicates  their numbers, such as range(0, 250)
    histories   for how many of them to keep every cube of every turn
    cubes       names of (p, c) state symbols to keep for all of them, beside alignment
    """
    if not len(replicates):
        raise SpheresError("no replicates were asked for; ask for at least one, such as range(200)")
    if not all(0 <= r < REPLICATE_LIMIT for r in (min(replicates), max(replicates))):
        raise SpheresError(f"replicates are numbered from 0 to {REPLICATE_LIMIT - 1}; ask for numbers in that range")
    tile = max(1, TILE_CELLS // (len(world.powers) * len(world.clients)))
    layout = Layout.of(world)
    numbers = np.asarray(replicates, dtype=np.int64)
    pages = Pages.blank(world, len(numbers), cubes=cubes, histories=histories)
    tiles = []
    for first in range(0, len(numbers), tile):
        rows = slice(first, min(first + tile, len(numbers)))
        tiles.append(_tile(world, layout, seed, numbers[rows].tolist(), Recorder(pages, rows)))
    return Run(
        world=world, seed=seed, replicates=numbers, alignment=pages.alignment, series=pages.series, cubes=pages.cubes,
        histories=pages.histories, happenings=joined([one.happenings for one in tiles]),
        final=State(**{name: np.concatenate([getattr(one.final, name) for one in tiles]) for name, _ in tiles[0].final.items()}),
        frozen_at=np.concatenate([one.frozen_at for one in tiles]),
        frozen_reason=np.concatenate([one.frozen_reason for one in tiles]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """How some replicates ended."""

    final: State
    happenings: Happenings
    frozen_at: NDArray[np.int64]
    frozen_reason: NDArray[np.object_]


def _tile(world: World, layout: Layout, seed: int, replicates: list[int], recorder: Recorder) -> Tile:
    """Step a few replicates together through all turns."""
    stepper = Stepper(world, seed=seed, replicates=replicates, layout=layout)
    happened: list[tuple[int, Happening]] = []
    with np.errstate(all="ignore"):  # what is frozen is no number, and is noted as such
        recorder.note(0, stepper.now)
        for t in range(world.turns):
            happened += [(t, one) for one in stepper.step()]
            recorder.note(t + 1, stepper.now)
    n = len(replicates)
    return Tile(
        State(**{name: array[:n] for name, array in stepper.state.items()}),
        tabled(happened, np.array(replicates, dtype=np.int64)), stepper.frozen_at[:n], stepper.reasons[:n],
    )  # fmt: skip
