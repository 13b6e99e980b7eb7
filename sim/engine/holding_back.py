"""Forbearance unpacked: what powers take off the pressure that their doctrines ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.core.axes import Array, Dyad
from sim.core.world import State
from sim.engine.given import Given
from sim.mechanisms import forbearance


def hold_back(state: State, given: Given, before: Dyad) -> State:
    """Pressure less what is held back; what is ordered stands. Switched off: what the doctrines ask for.

    before  last turn's pressure
    """
    if not given.on("forbearance") or not (given.uses("prize") or given.uses("shame")):
        return state
    left = state.pressure
    if given.uses("prize"):
        left = _after_the_contest(left, state, given, before)
    if given.uses("shame"):
        left = left * (1.0 - forbearance.hidden(given.params.shame, state.successes - state.failures))
    return replace(state, pressure=np.where(state.order >= 0.0, state.pressure, left))


def _after_the_contest(pressure: Dyad, state: State, given: Given, before: Dyad) -> Dyad:
    """Pressure after judges have relieved their favourites, and suitors have courted their judges."""
    known, decisiveness = given.params, given.params.of("forbearance").decisiveness
    powers = forbearance.conduct_of_powers(before)
    won = forbearance.favour(
        powers, forbearance.conduct_of_clients(state.alignment), claims=_quarrels(given), salience=known.salience,
        decisiveness=decisiveness,
    )  # fmt: skip
    relieved = pressure * (1.0 - forbearance.relief(known.prize, won))
    return relieved * (1.0 - forbearance.courted(known.courtship, known.prize, won, powers, decisiveness))


def _quarrels(given: Given) -> Array:
    """(p, c), 1 where p claims a client that is quarrelled over."""
    over = given.option("forbearance", "over")
    claims = given.layout.claims[0] * 1.0
    if over is None:
        return claims
    there = np.zeros(claims.shape[1])
    there[list(over)] = 1.0
    return np.asarray(claims * there)
