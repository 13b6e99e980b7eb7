"""Histories: blocks of replicates stepped together, each replicate with its own luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core import distributions
from sim.core.axes import Array, laid_out
from sim.core.luck import Luck, uniforms
from sim.core.world import Params, State, World
from sim.engine.given import Given, Layout
from sim.engine.happenings import Happening, Happenings, joined, tabled
from sim.engine.record import Pages, Recorder, Run
from sim.engine.series import Snapshot
from sim.engine.soundness import faults, restored
from sim.engine.stages import Spending
from sim.engine.timeline import Timeline
from sim.engine.turn import turn
from sim.mechanisms import MECHANISMS
from sim.mechanisms.perception import opening_belief

TILE_CELLS = 2**16  # cells (r, p, c) stepped together: enough that small arrays are worth their calls


def simulate(world: World, *, seed: int, replicates: Sequence[int], histories: int = 0, cubes: Sequence[str] = ()) -> Run:
    """Run some replicates of a world from its opening to its horizon.

    seed        0..2**64-1; replicate r of a seed is one history, bit for bit, whatever else is run beside it
    replicates  their numbers, such as range(0, 250)
    histories   for how many of them to keep every cube of every turn
    cubes       names of (p, c) state symbols to keep for all of them, beside alignment
    """
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


def _tile(world: World, layout: Layout, seed: int, asked: list[int], recorder: Recorder) -> Tile:
    """Step a few replicates together through all turns.

    A replicate alone is stepped with a copy of itself: NumPy adds up a single column in another order than one of many, and
    the last bit of a sum would tell how many replicates there were.
    """
    replicates = asked * 2 if len(asked) == 1 else asked
    luck = Luck(
        {name: c for m in MECHANISMS.values() if m.name in world.enabled for name, c in m.channels.items()},
        seed=seed, replicates=replicates, turns=world.turns, powers=len(world.powers), clients=len(world.clients),
    )  # fmt: skip
    params, state, world = realised(world, seed, replicates)
    timeline = Timeline(world.timeline, seed=seed, replicates=replicates, turns=world.turns)
    frozen_at = np.full(len(replicates), -1)
    reasons = np.full(len(replicates), "", dtype=object)
    happened: list[tuple[int, Happening]] = []
    given = Given.of(world, params, layout)
    # A replicate that leaves the numbers is found and frozen below; it need not warn as well.
    with np.errstate(all="ignore"):
        recorder.note(0, opening_snapshot(state, given))
        for t in range(world.turns):
            before, frozen = state, frozen_at >= 0
            state, params, events = timeline.apply(state, params, t, frozen)
            if params is not given.params:
                given = Given.of(world, params, layout)
            turned = turn(state, given, luck.turn(t), opening=t == 0)
            state, courted = turned.state, turned.courted
            wrong = faults(state, courted.spending, given)
            if wrong is not None or frozen.any():
                wrong = np.full(len(replicates), "", dtype=object) if wrong is None else wrong
                new = (wrong != "") & ~frozen
                frozen_at[new], reasons[new] = t, wrong[new]
                state = restored(state, before, frozen_at >= 0)
            happened += [(t, one.at(frozen_at[one.rows] < 0)) for one in events + turned.happenings]
            recorder.note(t + 1, Snapshot(state, courted.spending, turned.enforcement.sanctions, courted.welfare, given))
    recorder.deliver()
    n = len(asked)
    final = State(**{name: array[:n] for name, array in state.items()})
    return Tile(final, tabled(happened, np.array(asked, dtype=np.int64)), frozen_at[:n], reasons[:n])


def opening_snapshot(state: State, given: Given) -> Snapshot:
    """The opening as the series see it: nothing has flowed, nothing is enforced."""
    idle = np.zeros_like(state.legitimacy)
    return Snapshot(state, Spending(idle, idle, idle, idle, idle + 1.0), idle, np.zeros_like(state.unrest), given)


def realised(world: World, seed: int, replicates: Sequence[int]) -> tuple[Params, State, World]:
    """Parameters, opening state and world for some replicates: what is uncertain is drawn, one value a replicate."""
    opening = {name: laid_out(np.repeat(array, len(replicates), axis=0)) for name, array in world.opening.items()}
    changes: dict[str, Array] = {}
    doctrines = {role.name: dict(role.parameters) for role in world.doctrines}
    for one in world.uncertain:
        drawn = uniforms(f"parameter:{one.path}", seed=seed, replicates=replicates)[0]
        values = distributions.draw(one.distribution, drawn)
        kind, _, name = one.target.partition(":")
        if kind == "opening":
            target = opening[name]
        elif kind == "doctrine":
            role, _, parameter = name.partition(":")
            target = _for_each(doctrines[role][parameter], len(replicates))
            doctrines[role][parameter] = target
        else:
            target = changes.setdefault(one.target, _for_each(world.params[one.target], len(replicates)))
        cell: tuple[Any, ...] = (slice(None), *one.index)
        target[cell] = values
    params = world.params.replaced(changes)
    if changes.keys() & {"salience", "mirror_imaging"}:
        belief = opening_belief(params.salience, params.claim, params.mirror_imaging)
        opening["belief"] = laid_out(belief * (1.0 - np.eye(len(world.powers))))
    return params, State(**opening), world.with_doctrines(doctrines)


def _for_each(array: Array, replicates: int) -> Array:
    """A copy with one row a replicate."""
    return laid_out(np.repeat(array, replicates, axis=0)) if array.shape[0] == 1 else array
