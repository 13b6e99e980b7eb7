"""Histories: blocks of replicates stepped together, each replicate with its own luck."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array
from sim.core import distributions
from sim.core.luck import Luck, uniforms
from sim.core.world import Params, State, World
from sim.engine.given import Given, Layout
from sim.engine.happenings import Happening, tabled
from sim.engine.record import Recorder, Run, together
from sim.engine.series import Snapshot
from sim.engine.soundness import faults, restored
from sim.engine.stages import Enforcement, Spending, Worth
from sim.engine.timeline import Timeline
from sim.engine.turn import turn
from sim.mechanisms import MECHANISMS

TILE_CELLS = 2**14  # cells (r, p, c) stepped together: arrays of 128 KiB, so that a turn stays in the processor's cache


def simulate(world: World, *, seed: int, replicates: Sequence[int], histories: int = 0) -> Run:
    """Run some replicates of a world from its opening to its horizon.

    seed        0..2**64-1; replicate r of a seed is one history, bit for bit, whatever else is run beside it
    replicates  their numbers, such as range(0, 250)
    histories   for how many of them to keep every cube of every turn
    """
    tile = max(1, TILE_CELLS // (len(world.powers) * len(world.clients)))
    layout = Layout.of(world)
    runs = []
    for first in range(0, len(replicates), tile):
        some = replicates[first : first + tile]
        runs.append(_tile(world, layout, seed, some, max(0, min(histories - first, len(some)))))
    return together(runs)


def _tile(world: World, layout: Layout, seed: int, replicates: Sequence[int], histories: int) -> Run:
    """Step a few replicates together through all turns."""
    luck = Luck(
        {name: c for m in MECHANISMS.values() if m.name in world.enabled for name, c in m.channels.items()},
        seed=seed, replicates=replicates, turns=world.turns, powers=len(world.powers), clients=len(world.clients),
    )  # fmt: skip
    params, state, world = realised(world, seed, replicates)
    timeline = Timeline(world.timeline, seed=seed, replicates=replicates, turns=world.turns)
    recorder = Recorder(world, len(replicates), histories)
    frozen_at = np.full(len(replicates), -1)
    reasons = np.full(len(replicates), "", dtype=object)
    happened: list[tuple[int, Happening]] = []
    given = Given.of(world, params, layout)
    recorder.note(0, opening_snapshot(state, given))
    # A replicate that leaves the numbers is found and frozen below; it need not warn as well.
    with np.errstate(all="ignore"):
        for t in range(world.turns):
            before, frozen = state, frozen_at >= 0
            state, params, events = timeline.apply(state, params, t, frozen)
            if params is not given.params:
                given = Given.of(world, params, layout)
            turned = turn(state, given, luck.turn(t), opening=t == 0)
            state = turned.state
            wrong = faults(state, turned.spending, given)
            if wrong is not None or frozen.any():
                wrong = np.full(len(replicates), "", dtype=object) if wrong is None else wrong
                new = (wrong != "") & ~frozen
                frozen_at[new], reasons[new] = t, wrong[new]
                state = restored(state, before, frozen_at >= 0)
            happened += [(t, one) for h in events + turned.happenings if (one := _of_sound(h, frozen_at)) is not None]
            recorder.note(t + 1, Snapshot.of(state, turned.spending, turned.enforcement, turned.worth, given))
    numbers = np.asarray(replicates, dtype=np.int64)
    return Run(
        world, seed, numbers, recorder.alignment, recorder.series, tabled(happened, numbers), state, frozen_at, reasons,
        recorder.histories,
    )  # fmt: skip


def _of_sound(happening: Happening, frozen_at: NDArray[np.int64]) -> Happening | None:
    """The happening without what frozen replicates seem to do; None where nothing is left."""
    kept = frozen_at[happening.rows] < 0
    if kept.all():
        return happening
    if not kept.any():
        return None
    columns = {name: getattr(happening, name) for name in ("rows", "power", "rival", "client", "amount")}
    some = {name: value[kept] if isinstance(value, np.ndarray) else value for name, value in columns.items()}
    return Happening(happening.kind, detail=happening.detail, **some)


def opening_snapshot(state: State, given: Given) -> Snapshot:
    """The opening as the series see it: nothing has flowed, nothing is enforced."""
    none, idle = np.zeros_like(state.alignment), np.zeros_like(state.legitimacy)
    return Snapshot.of(
        state, Spending(idle, idle, idle, idle, idle + 1.0), Enforcement(none, none, none, idle), Worth(none, none), given
    )


def realised(world: World, seed: int, replicates: Sequence[int]) -> tuple[Params, State, World]:
    """Parameters, opening state and world for some replicates: what is uncertain is drawn, one value a replicate."""
    opening = {name: np.repeat(array, len(replicates), axis=0) for name, array in world.opening.items()}
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
        target[(slice(None), *one.index)] = values
    return world.params.replaced(changes), State(**opening), world.with_doctrines(doctrines)


def _for_each(array: Array, replicates: int) -> Array:
    """A copy with one row a replicate."""
    return np.repeat(array, replicates, axis=0) if array.shape[0] == 1 else array
