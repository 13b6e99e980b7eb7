"""Mediation unpacked: who goes between whom this turn, and what an accord brings to who did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.core.axes import Array, Mask
from sim.core.world import Indices, State, of_rows
from sim.engine.given import Given
from sim.engine.happenings import NOBODY, Happening
from sim.mechanisms import mediation


def go_between(state: State, given: Given, luck: Mapping[str, Array], free: Mask) -> tuple[Indices, list[Happening]]:
    """The mediator of each pair that may meet, (r, n), NOBODY where none is heard: of several the most eager.

    free  (r, n) true where the pair has no deal
    """
    known, told = given.params, given.params.of("mediation")
    via = np.full(free.shape, NOBODY, dtype=np.intp)
    happened = []
    for n, (p, q) in enumerate(given.layout.pairs):
        disputed = given.layout.on_agenda * (given.layout.claims[0, p] | given.layout.claims[0, q])
        interest = (known.salience * disputed).sum(axis=2, keepdims=True) / max(disputed.sum(), 1.0)
        heard = np.minimum(state.trust[:, p], state.trust[:, q])[:, :, None]
        chance = mediation.offer_chance(
            known.brokerage, interest, known.mediation_prestige, heard, effort=told.effort, temperature=told.temperature
        )[:, :, 0]
        chance[:, [p, q]] = 0.0
        comes = np.flatnonzero((luck["mediation"][:, p, q] < chance.max(axis=1)) & free[:, n])
        if len(comes):
            who = via[comes, n] = chance[comes].argmax(axis=1)
            stake = np.broadcast_to(interest, (len(via), *interest.shape[1:]))[comes, who, 0]
            happened.append(Happening("mediation", comes, who, amount=stake, detail="offer"))
    return via, happened


def rewarded(
    state: State, given: Given, rows: Indices, p: Indices, q: Indices, via: Indices, settled: Array
) -> tuple[State, list[Happening]]:
    """What accords bring to who brokered them: trust of either party, legitimacy at home, a pull on what was settled.

    rows, p, q, via  the deals signed this turn, (m,) each, via NOBODY where nobody mediated;  settled  (m, c), 0..1
    """
    brokered = np.flatnonzero(via != NOBODY)
    if not len(brokered):
        return state, []
    told = given.params.of("mediation")
    trust, legitimacy, leaning = (array.copy(order="K") for array in (state.trust, state.legitimacy, state.leaning))
    # Pair by pair, in which no replicate stands twice: a power may broker several accords in a turn.
    for one, other in given.layout.pairs:
        here = brokered[(p[brokered] == one) & (q[brokered] == other)]
        r, b = rows[here], via[here]
        gratitude, standing, pull = (of_rows(told[name], r)[:, 0] for name in ("gratitude", "standing", "pull"))
        for party in (one, other):
            trust[r, party, b] = mediation.closer(trust[r, party, b], gratitude[:, 0])
        legitimacy[r, b, 0] = mediation.closer(legitimacy[r, b, 0], standing[:, 0])
        leaning[r, b] += pull * settled[here]
    happened = [Happening("mediation", rows[brokered], via[brokered], detail="accord")]
    return replace(state, trust=trust, legitimacy=legitimacy, leaning=leaning), happened
