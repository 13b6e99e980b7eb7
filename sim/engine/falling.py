"""Falls of regimes unpacked: which fall this turn, by what, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.core.axes import Array, Cube, OfClient, nonzero
from sim.core.world import State
from sim.engine.cells import Cells
from sim.engine.given import Given
from sim.engine.happenings import Happening
from sim.mechanisms import alignment as choice
from sim.mechanisms import upheaval

Luck = Mapping[str, Array]


def upset(state: State, given: Given, luck: Luck, worth_of_arms: Cube) -> tuple[State, list[Happening]]:
    """Regimes fall. Switched off: none does, and the memory of falls stays as it is.

    What becomes of those that do is written into the state's alignment, leaning and recognition.
    """
    if not given.on("upheaval"):
        return state, []
    told = given.params.of("upheaval")
    drawn = luck["upheaval"]
    around = unrest_around(state, given)
    # Only where the draw lies below the greatest odds that any state could give need the chance be known.
    below = upheaval.infected(around, told.contagion)
    below *= given.falls_below
    rows, _, clients = nonzero(drawn < below)
    cells = Cells(rows, rows, clients)
    falls = cells.of_client(drawn) < weaknesses(state, given, worth_of_arms, around, cells)["chance"]
    rows, clients = rows[falls], clients[falls]
    unrest = upheaval.next_unrest(state.unrest, rows, clients, told.unrest_kept)
    state = replace(state, unrest=unrest)
    if not len(rows):
        return state, []
    at, cells = (rows, slice(None), clients), cells.some(falls)
    written = state.alignment, state.leaning, state.recognition
    alignment, leaning, recognition = (array[at] for array in written)
    *after, patrons = upheaval.toppled(alignment, leaning, recognition, cells.scalars(given.plain["upheaval"]))
    for array, here in zip(written, after, strict=True):
        array[at] = here
    return state, [Happening("fall", rows, patrons, client=clients)]


def unrest_around(state: State, given: Given) -> OfClient:
    """How much of each client's neighbourhood has just fallen, Σ_d W_cd v_d, (r, 1, c), 0..1."""
    return choice.neighbours_example(np.minimum(state.unrest, 1.0), given.params.neighbours)


def weaknesses(state: State, given: Given, worth_of_arms: Cube, around: OfClient, cells: Cells) -> dict[str, Array]:
    """What shakes a regime and what holds it, (n,) each, as `upheaval.fall_chance` takes it; and the chance of a fall."""
    known, here = given.params, cells.all_powers(state.alignment)
    terms = {
        "insecurity": cells.of_client(known.insecurity),
        "nonaligned": 1.0 - here.sum(axis=1),
        "recognised": (here * cells.all_powers(state.recognition)).sum(axis=1),
        "backing": (here * cells.all_powers(worth_of_arms)).sum(axis=1),
        "example": cells.of_client(around),
    }
    return terms | {"chance": upheaval.fall_chance(**terms, given=cells.scalars(given.plain["upheaval"]))}
