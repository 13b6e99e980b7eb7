"""Perception in one pass: the same rules as in `stages.perceive`, claimed pair by claimed pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from sim.core.axes import Array, Dyad, Scalar, inner, outer
from sim.core.kernels import kernel
from sim.core.world import Indices, State
from sim.engine.given import Given
from sim.engine.stages import perceived_shares, protested
from sim.mechanisms import perception


class Perceive:
    """Perception in worlds where what powers care about is the same in every replicate."""

    def __init__(self, given: Given) -> None:
        params = given.params
        self._salience, self._threshold = np.ascontiguousarray(params.salience[0]), params.reaction_threshold[0, :, 0]
        self._alarm: Any = float(params.of("perception").arms_alarm[0, 0, 0])

    def __call__(self, state: State, given: Given, luck: Mapping[str, Array]) -> tuple[State, Dyad]:
        claimed, share = given.layout.claimed, perceived_shares(state, given, luck)
        encroachment, felt = map(outer, perceived(
            claimed.by, claimed.client, self._salience, self._threshold, self._alarm,
            inner(state.support), inner(state.arms), inner(share),
        ))  # fmt: skip
        return replace(state, encroachment=encroachment, felt=felt, belief=protested(state, given)), encroachment * share


@kernel
def perceived(
    by: Indices, client: Indices, salience: Array, threshold: Array, arms_alarm: Scalar, support: Array, arms: Array, share: Array
) -> tuple[Array, Array]:
    """What rivals do in what each power claims, and what it feels of it, (p, q, r) each.

    by, client  claimed pairs (k,);  salience  (p, c);  threshold  (p,);  support, arms  (p, c, r)
    share       of what q does that p sees, (p, q, r)
    """
    powers, _, replicates = share.shape
    done, felt = np.zeros(share.shape), np.zeros(share.shape)
    for k in range(len(by)):
        p, c = by[k], client[k]
        for q in range(powers):
            if q != p:
                for r in range(replicates):
                    effort = perception.effort(support[q, c, r], arms[q, c, r], arms_alarm)
                    done[p, q, r] += effort
                    felt[p, q, r] += perception.felt_here(salience[p, c], effort * share[p, q, r], threshold[p])
    return done, felt
