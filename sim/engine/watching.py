"""Reputation unpacked: who lost clients to whom this turn, and what that leaves of each power's word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.core.axes import Array, OfPower
from sim.core.world import Indices, State
from sim.engine.given import Given
from sim.mechanisms import reputation


def watch(state: State, given: Given) -> State:
    """Reliability and open accounts a turn later. Switched off: both stay as they are."""
    if not given.on("reputation") or not (state.unanswered.any() or (state.reliability < 1.0).any()):
        return state
    told = given.params.of("reputation")
    reliability = reputation.next_reliability(
        state.reliability, state.unanswered, state.pressure,
        abandonment_loss=told.abandonment_loss, reliability_gain=told.reliability_gain,
    )  # fmt: skip
    unanswered = reputation.next_unanswered(state.unanswered, state.pressure, told.account_kept)
    return replace(state, reliability=reliability, unanswered=unanswered)


def credibility(state: State, given: Given) -> OfPower | None:
    """What is left of what each power offers or threatens, (r, p, 1); None where nobody watches, or all are wholly reliable."""
    if not (given.on("reputation") and given.uses("reputation.watching")) or not (state.reliability < 1.0).any():
        return None
    return reputation.credible(state.reliability, given.params.of("reputation").watching)


def struck(state: State, rows: Indices, powers: Indices, clients: Indices) -> State:
    """Open accounts once `powers` have used force in `clients`: what others had there, held against who struck. (n,) each."""
    unanswered = state.unanswered.copy(order="K")
    lost = reputation.taken(state.alignment[rows, :, clients], powers)
    for p in range(lost.shape[1]):
        np.add.at(unanswered[:, p], (rows, powers), lost[:, p])
    return replace(state, unanswered=unanswered)


def sold(state: State, rows: Indices, powers: Indices, rivals: Indices, deference: Array) -> State:
    """Open accounts once `powers` have agreed to stand back in favour of `rivals`: Σ_c y_c A_pc. deference (n, c)."""
    unanswered = state.unanswered.copy(order="K")
    lost = (deference * state.alignment[rows, powers]).sum(axis=1)
    np.add.at(unanswered, (rows, powers, rivals), lost)
    return replace(state, unanswered=unanswered)
