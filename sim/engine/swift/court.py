"""Courting in one pass: the same rules as in `courting`, taken client by client with all replicates side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sim.core.axes import Array, Cube, Scalar, inner, outer
from sim.core.kernels import kernel
from sim.core.world import Indices, State
from sim.engine.courting import Courted, budgets, court, means_left, spent
from sim.engine.given import Given
from sim.engine.stages import Enforcement, Spending
from sim.mechanisms import alignment as choice
from sim.mechanisms import force, patronage

Luck = Mapping[str, Array]


class Known(NamedTuple):
    """Parameters, the same in every replicate: arrays (p, c), (p,), (c,) and (c, d), and numbers where the type says Scalar."""

    reach: Array
    affinity: Array
    arms_share: Array
    economic_need: Array
    arms_need: Array
    standing_alone: Array
    recognition_rate: Array
    neighbours: Array
    foothold: Scalar
    arsenal_kept: Scalar
    endorsement_rate: Scalar
    support_scale: Scalar
    arms_scale: Scalar
    support_weight: Scalar
    arms_weight: Scalar
    recognition_weight: Scalar
    affinity_weight: Scalar
    neighbour_weight: Scalar
    drift: Scalar
    temperature: Scalar
    adjustment: Scalar
    leaning_kept: Scalar
    frozen_block: Scalar


class Court:
    """Courting in worlds where what clients want is the same in every replicate."""

    def __init__(self, given: Given) -> None:
        theatres, excluded = given.layout.theatres, given.excluded
        clients = given.layout.claims.shape[2]
        self._known = _known(given)
        self._places = at_each(theatres.client, clients)
        self._pairs = at_each(excluded.client if excluded else np.zeros(0, dtype=np.intp), clients)

    def __call__(
        self, state: State, given: Given, luck: Luck, enforcement: Enforcement, deferred: Cube | None, *, opening: bool
    ) -> Courted:
        if opening:
            return court(state, given, luck, enforcement, deferred, opening=opening)
        theatres, known = given.layout.theatres, self._known
        means, attention = means_left(state, given, enforcement)
        weight, total = weighed(
            known, given.cares[0], theatres.client, theatres.group, len(theatres.starts), inner(state.alignment),
            _NONE if deferred is None else inner(deferred),
        )  # fmt: skip
        budget = budgets(state, given, means, outer(total))
        arriving, blows = (_NONE if one is None else inner(one) for one in (enforcement.arriving, enforcement.punishment))
        found = courted(
            known, self._places, self._pairs, weight, inner(patronage.for_each_weight(budget, outer(total))), theatres.group,
            arriving, blows, *(inner(getattr(state, name)) for name in _READ), inner(luck["drift"]),
        )  # fmt: skip
        *changed, worth, welfare = map(outer, found)
        state = replace(state, **dict(zip(_WRITTEN, changed, strict=True)))
        return Courted(state, Spending(means, *spent(given, budget), attention), worth, welfare)


_NONE = np.zeros((0, 0, 0))
_READ = ("alignment", "arsenal", "recognition", "endorsement", "leaning", "residual", "occupation")
_WRITTEN = ("support", "arms", "arsenal", "recognition", "endorsement", "alignment", "leaning")


def _known(given: Given) -> Known:
    params = given.params
    told, patron = params.of("alignment"), params.of("patronage")
    arrays = (params.reach, params.affinity, given.arms_share, params.economic_need, params.arms_need,
              told.autonomy_weight * params.autonomy, params.recognition_rate, params.neighbours)  # fmt: skip
    reach, affinity, share, economic, arms, alone, rate, near = (np.ascontiguousarray(one[0]) for one in arrays)
    numbers = (patron.foothold, patron.arsenal_kept, patron.endorsement_rate, told.support_scale, told.arms_scale,
               told.support_weight, told.arms_weight, told.recognition_weight, told.affinity_weight, told.neighbour_weight,
               told.drift, told.temperature, told.adjustment, told.leaning_kept, params.of("force").frozen_block)  # fmt: skip
    single: list[Any] = [float(one[0, 0, 0]) for one in numbers]
    return Known(reach, affinity, share, economic[0], arms[0], alone[0], rate[:, 0], near, *single)


def at_each(client: Indices, clients: int) -> Indices:
    """Which entries of `client` (k,) are each client's, (c, n), filled up with -1."""
    found = [np.flatnonzero(client == c) for c in range(clients)]
    table = np.full((clients, max(1, *map(len, found))), -1)
    for c, entries in enumerate(found):
        table[c, : len(entries)] = entries
    return table


@kernel
def weighed(
    known: Known, cares: Array, client: Indices, group: Indices, theatres: int, alignment: Array, deferred: Array
) -> tuple[Array, Array]:
    """Weight of each place (p, s, r), and its sum over each theatre (p, g, r).

    client, group  client and theatre of each place (s,);  deferred  (p, c, r), or empty where no deal is in force
    """
    powers, _, replicates = alignment.shape
    places = len(client)
    weight, total = np.empty((powers, places, replicates)), np.zeros((powers, theatres, replicates))
    for p in range(powers):
        for s in range(places):
            c, care, here, theatre = client[s], cares[p, s], weight[p, s], total[p, group[s]]
            for r in range(replicates):
                here[r] = patronage.promise(known.reach[p, c], alignment[p, c, r], known.foothold)
            if len(deferred):
                for r in range(replicates):
                    here[r] *= 1.0 - deferred[p, c, r]
            for r in range(replicates):
                here[r] *= care
                theatre[r] += here[r]
    return weight, total


@kernel
def courted(
    known: Known, places: Indices, pairs: Indices, weight: Array, budget: Array, group: Indices, arriving: Array, blows: Array,
    alignment: Array, arsenal: Array, recognition: Array, endorsement: Array, leaning: Array, residual: Array,
    occupation: Array, drawn: Array,
) -> tuple[Array, Array, Array, Array, Array, Array, Array, Array, Array]:  # fmt: skip
    """Support, arms, arsenal, recognition, endorsement, alignment, leaning, worth of arms (p, c, r), and welfare (1, c, r).

    places   (c, n) places of each client, -1 for none;  pairs  (c, n) its pairs in which something is excluded, -1 for none
    budget   (p, g, r) of each theatre for a unit of weight;  arriving, blows  (p, k, r)
    """
    powers, clients, replicates = alignment.shape
    shape = alignment.shape
    support, arms, arms_held, recognised = np.empty(shape), np.empty(shape), np.empty(shape), np.empty(shape)
    endorsed, worth, moved, leans = np.empty(shape), np.empty(shape), np.empty(shape), np.empty(shape)
    welfare = np.empty((1, clients, replicates))
    value, aid = np.empty((powers, replicates)), np.empty((powers, replicates))
    amount, example, best, total = np.empty(replicates), np.empty(replicates), np.empty(replicates), np.empty(replicates)
    goods, guns, wars = np.empty(replicates), np.empty(replicates), np.empty(replicates)
    for c in range(clients):
        economic_need, arms_need = known.economic_need[c], known.arms_need[c]
        for p in range(powers):
            amount[:] = 0.0
            for s in places[c]:
                if s >= 0:
                    for r in range(replicates):
                        amount[r] += weight[p, s, r] * budget[p, group[s], r]
            for k in pairs[c]:
                if k >= 0:
                    for r in range(replicates):
                        amount[r] *= arriving[p, k, r]
            example[:] = 0.0
            for d in range(clients):
                near = known.neighbours[c, d]
                if near > 0.0:
                    for r in range(replicates):
                        example[r] += near * choice.on_grid(alignment[p, d, r])
            reach, rate, share = known.reach[p, c], known.recognition_rate[p], known.arms_share[p, c]
            affinity = known.affinity[p, c]
            for r in range(replicates):
                arms[p, c, r] = amount[r] * share
                support[p, c, r] = amount[r] - arms[p, c, r]
                arms_held[p, c, r] = known.arsenal_kept * arsenal[p, c, r] + arms[p, c, r]
                recognised[p, c, r] = patronage.next_recognition(recognition[p, c, r], rate)
                endorsed[p, c, r] = patronage.next_endorsement(
                    endorsement[p, c, r], alignment[p, c, r], recognised[p, c, r], known.endorsement_rate
                )
                aid[p, r] = choice.worth_of_goods(support[p, c, r], reach, known.support_scale)
                worth[p, c, r] = choice.worth_of_goods(arms_held[p, c, r], reach, known.arms_scale)
                v = choice.value(
                    aid[p, r], worth[p, c, r], recognised[p, c, r], affinity, economic_need, arms_need,
                    known.support_weight, known.arms_weight, known.recognition_weight, known.affinity_weight,
                )  # fmt: skip
                v += leaning[p, c, r]
                value[p, r] = v + known.neighbour_weight * example[r]
            for k in pairs[c]:
                if k >= 0:
                    for r in range(replicates):
                        value[p, r] -= blows[p, k, r]
            for r in range(replicates):
                value[p, r] = value[p, r] + residual[p, c, r] + choice.noise(drawn[p, c, r], known.drift)
        alone = known.standing_alone[c]
        best[:], total[:], goods[:], guns[:], wars[:] = alone, 0.0, 0.0, 0.0, 0.0
        for p in range(powers):
            for r in range(replicates):
                best[r] = value[p, r] if value[p, r] > best[r] else best[r]
                goods[r] += aid[p, r]
                guns[r] += worth[p, c, r]
                wars[r] += occupation[p, c, r]
        for p in range(powers):
            for r in range(replicates):
                value[p, r] = choice.attraction(value[p, r], best[r], known.temperature)
                total[r] += value[p, r]
        for r in range(replicates):
            total[r] += choice.attraction(alone, best[r], known.temperature)
            welfare[0, c, r] = choice.well_off(goods[r], guns[r], economic_need, arms_need, wars[r])
        for p in range(powers):
            for r in range(replicates):
                pace = force.pace_under_war(known.adjustment, wars[r], known.frozen_block)
                moved[p, c, r] = choice.next_alignment(alignment[p, c, r], value[p, r] / total[r], pace)
                leans[p, c, r] = known.leaning_kept * leaning[p, c, r]
    return support, arms, arms_held, recognised, endorsed, moved, leans, worth, welfare
