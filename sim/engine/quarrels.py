"""Quarrels unpacked: who depends on whom, who threatens whom with what, and what a turn of it was worth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.core.axes import Array, Cube, Dyad, OfPower
from sim.core.world import State
from sim.doctrines import DOCTRINES
from sim.engine.given import Given
from sim.mechanisms import alignment as choice
from sim.mechanisms import doctrine, memory, utility


def depends(state: State, given: Given) -> Dyad:
    """What p would lose by hostility with q, (r, p, q): the ties themselves where all are equally vulnerable."""
    if (given.params.vulnerability == 1.0).all():
        return state.interdependence
    return doctrine.dependence(state.interdependence, given.params.vulnerability)


def threats(state: State, given: Given) -> Dyad:
    """What q has announced to take from p, (r, p, q); 0 where nobody has announced anything."""
    if not (given.uses("linkage") and given.uses("announced")):
        return np.zeros_like(state.trust)
    return doctrine.threat(depends(state, given), given.params.linkage, given.params.announced)


def meddling(state: State, given: Given) -> Dyad:
    """What p feels of q's doings in its sphere as a share of p's contest means, (r, p, q)."""
    known = given.params
    return doctrine.provocation(state.felt, known.capability * known.contest_share)


def ties(state: State, given: Given) -> Dyad:
    """Interdependence once each power has charged meddling to it; as it was where no power links the two."""
    if not given.uses("linkage"):
        return state.interdependence
    return memory.charged(state.interdependence, meddling(state, given), given.params.linkage)


def prestige(state: State, given: Given) -> Cube | None:
    """What open opposition to the strongest power is worth to clients, (r, p, c), utility; None where it is worth nothing."""
    if not given.uses("alignment.opposition_weight"):
        return None
    known = given.params
    strongest = known.capability.argmax(axis=1)[:, None]  # (r|1, 1, 1)
    here = np.broadcast_to(strongest, (len(state.pressure), 1, 1))
    charged = np.zeros_like(state.legitimacy)
    if given.uses("linkage"):
        blows = known.linkage * np.minimum(meddling(state, given), 1.0) * (state.interdependence > 0.0)
        charged = np.take_along_axis(blows, here, axis=1).swapaxes(1, 2)
    pressure = np.take_along_axis(state.pressure, here, axis=2)
    visible = choice.opposition(pressure, charged)
    averse = choice.aversion(np.take_along_axis(known.affinity, strongest, axis=1))
    return known.of("alignment").opposition_weight * visible * averse


def appraise(before: State, state: State, given: Given, spent: OfPower, *, opening: bool) -> State:
    """What the turn promised each power against what it counted on, where a doctrine listens for it; else as it was.

    before  the state in which the turn began;  spent  on clients this turn, (r, p, 1)
    Influence counts where it is bound for, so that what was done this turn tells at once.
    """
    if not any("reward" in DOCTRINES[role.name].sees for role in given.world.doctrines):
        return state
    known, told = given.params, given.params.of("doctrine")
    bound = doctrine.settling(
        utility.influence(known.salience, before.alignment), utility.influence(known.salience, state.alignment),
        known.of("alignment").adjustment[:, :, 0],
    )  # fmt: skip
    payoff: Array = (
        bound
        + utility.spend(spent[:, :, 0], known.capability[:, :, 0])
        + utility.war(state.occupation.sum(axis=2))
        + utility.standing(state.legitimacy[:, :, 0])
        + utility.cooperation(state.interdependence, state.pressure, known.inducement)
    )[:, :, None]
    if opening:
        return replace(state, reward=np.zeros_like(payoff), aspiration=payoff)
    return replace(
        state, reward=payoff - state.aspiration,
        aspiration=doctrine.next_aspiration(state.aspiration, payoff, told.aspiration_rate),
    )  # fmt: skip
