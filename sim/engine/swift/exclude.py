"""Exclusion in one pass: the same rules as in `stages.exclude`, pair by pair in which something is barred."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sim.core.axes import Array, Scalar, inner, outer
from sim.core.kernels import kernel
from sim.core.world import Indices, State
from sim.engine.given import Given
from sim.engine.happenings import Happening
from sim.engine.stages import Enforcement, climbed, exclude
from sim.mechanisms import exclusion


class Rules(NamedTuple):
    """What each power tolerates and does about what it does not, (p,) each; what is the same for all, one number each."""

    strictness: Array
    patience: Array
    support_tolerance: Array
    arms_tolerance: Array
    dependence_tolerance: Array
    recognition_tolerance: Array
    strength: Array  # cap ρ, (p, c)
    economic_need: Array  # (c,)
    arms_alarm: Scalar
    dependence_scale: Scalar
    dependence_breach: Scalar
    recognition_breach: Scalar
    warning: Scalar
    sanction: Scalar
    denial: Scalar


class Exclude:
    """Exclusion in worlds where what powers bar is the same in every replicate."""

    def __init__(self, given: Given) -> None:
        params, told = given.params, given.params.of("exclusion")
        of_power = ("exclusion", "exclusion_patience", "support_tolerance", "arms_tolerance", "dependence_tolerance",
                    "recognition_tolerance")  # fmt: skip
        numbers: list[Any] = [
            float(one[0, 0, 0]) for one in (
                params.of("perception").arms_alarm, told.dependence_scale, told.dependence_breach, told.recognition_breach,
                told.warning, told.sanction, told.denial,
            )
        ]  # fmt: skip
        each: list[Any] = [params[name][0, :, 0] for name in of_power]
        strength = np.ascontiguousarray((params.capability * params.reach)[0])
        self._rules = Rules(*[*each, strength, params.economic_need[0, 0], *numbers])

    def __call__(self, state: State, given: Given) -> tuple[State, Enforcement, list[Happening]]:
        barred = given.excluded
        if barred is None:
            return exclude(state, given)
        clock, breach, sanctions, blows, arriving, level, earlier = map(outer, enforced(
            self._rules, barred.by, barred.client, inner(state.support), inner(state.arms), inner(state.recognition),
            inner(state.breach_clock),
        ))  # fmt: skip
        force_rungs = self._rules.strictness[barred.by] * (level >= 4.0)
        happened = climbed(barred, level, earlier)
        return replace(state, breach_clock=clock, breach=breach), Enforcement(blows, arriving, force_rungs, sanctions), happened


@kernel
def enforced(
    rules: Rules, by: Indices, client: Indices, support: Array, arms: Array, recognition: Array, clock: Array
) -> tuple[Array, Array, Array, Array, Array, Array, Array]:
    """Clock (p, c, r), breach (p, q, r), sanctions (p, 1, r), blows and what arrives (q, k, r), rung and earlier rung (1, k, r).

    by, client  pairs in which something is barred (k,);  support, arms, recognition, clock  (p, c, r)
    """
    powers, clients, replicates = support.shape
    pairs = len(by)
    clocks, breaches = np.empty(support.shape), np.zeros((powers, powers, replicates))
    sanctions = np.zeros((powers, 1, replicates))
    blows, arriving = np.empty((powers, pairs, replicates)), np.empty((powers, pairs, replicates))
    level, earlier = np.empty((1, pairs, replicates)), np.empty((1, pairs, replicates))
    beyond, goods, total = np.empty((powers, replicates)), np.empty(replicates), np.empty(replicates)
    goes_on: Any = 0.0  # where nothing is barred no breach does
    for p in range(powers):
        for c in range(clients):
            for r in range(replicates):
                clocks[p, c, r] = exclusion.next_clock(clock[p, c, r], goes_on)
    for k in range(pairs):
        p, c = by[k], client[k]
        strictness, patience = rules.strictness[p], rules.patience[p]
        goods[:], total[:] = 0.0, 0.0
        for q in range(powers):
            for r in range(replicates):
                goods[r] += support[q, c, r] + arms[q, c, r]
        for q in range(powers):
            rival = 1.0 if q != p and strictness > 0.0 else 0.0
            for r in range(replicates):
                share = exclusion.share_of(support[q, c, r] + arms[q, c, r], goods[r], rules.dependence_scale)
                beyond[q, r] = rival * exclusion.breach(
                    support[q, c, r], arms[q, c, r], share, recognition[q, c, r], rules.support_tolerance[p],
                    rules.arms_tolerance[p], rules.dependence_tolerance[p], rules.recognition_tolerance[p], rules.arms_alarm,
                    rules.dependence_breach, rules.recognition_breach,
                )  # fmt: skip
                total[r] += beyond[q, r]
                breaches[p, q, r] += beyond[q, r]
        for r in range(replicates):
            goes_on = 1.0 if total[r] > 0.0 else 0.0
            clocks[p, c, r] = exclusion.next_clock(clock[p, c, r], goes_on)
            level[0, k, r] = exclusion.rung(clocks[p, c, r], patience)
            earlier[0, k, r] = exclusion.rung(clock[p, c, r], patience)
            sanctions[p, 0, r] += 1.0 if level[0, k, r] >= 2.0 and strictness > 0.0 else 0.0
        for q in range(powers):
            for r in range(replicates):
                share = beyond[q, r] / (total[r] + (total[r] == 0.0))
                blows[q, k, r] = exclusion.punishment(
                    level[0, k, r], share, strictness, rules.strength[p, c], rules.economic_need[c], rules.warning, rules.sanction
                )
                arriving[q, k, r] = 1.0 - exclusion.denied(level[0, k, r], share, strictness, rules.denial)
    return clocks, breaches, sanctions, blows, arriving, level, earlier
