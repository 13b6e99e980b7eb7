"""The tally in one pass: the sums of `sim.engine.tally`, client by client with all replicates side by side."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Mask, inner
from sim.core.kernels import kernel
from sim.core.world import State
from sim.engine import tally as plain
from sim.engine.given import Given
from sim.engine.tally import Tally


class Count:
    """The tally in worlds where what powers care about is the same in every replicate."""

    def __init__(self, given: Given) -> None:
        self._salience = np.ascontiguousarray(given.params.salience[0])
        self._claims, self._abroad = given.layout.claims[0], given.layout.contested[0]

    def __call__(self, state: State, given: Given) -> Tally:
        cubes = (inner(getattr(state, name)) for name in _READ)
        return Tally(*(found.T for found in counted(self._salience, self._claims, self._abroad, *cubes)))


_READ = ("alignment", "support", "arms", "arsenal", "recognition", "endorsement", "occupation")
_Found = tuple[Array, Array, Array, Array, Array, Array, Array, Array, Array, Array, Array, Array, Array, Array]


@kernel
def counted(
    salience: Array, claims: Mask, abroad: Mask, alignment: Array, support: Array, arms: Array, arsenal: Array,
    recognition: Array, endorsement: Array, occupation: Array,
) -> _Found:  # fmt: skip
    """The fields of a Tally, each with the replicate last."""
    powers, clients, replicates = alignment.shape
    size = (powers, replicates)
    aligned, hedging = np.zeros((clients, replicates)), np.empty((clients, replicates))
    influence, cared, in_sphere, wars = np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size)
    supported, armed, recognised, endorsed = np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size)
    suppliers, providers = np.zeros(size), np.zeros(size)
    open_wars, frozen = np.zeros(replicates), np.zeros(replicates)
    squares, largest, goods = np.empty(replicates), np.empty(replicates), np.empty(replicates)
    for c in range(clients):
        squares[:], largest[:], goods[:] = 0.0, 0.0, 0.0
        for p in range(powers):  # in loops of few arrays each: of many, a compiler takes one number at a time
            share, given, guns, cares = alignment[p, c], support[p, c], arms[p, c], salience[p, c]
            for r in range(replicates):
                aligned[c, r] += share[r]
                influence[p, r] += share[r]
            for r in range(replicates):
                squares[r] += share[r] * share[r]
                cared[p, r] += cares * share[r]
            if claims[p, c]:
                for r in range(replicates):
                    in_sphere[p, r] += share[r]
            for r in range(replicates):
                supported[p, r] += given[r]
                goods[r] += given[r] + guns[r]
            for r in range(replicates):
                armed[p, r] += guns[r]
                recognised[p, r] += recognition[p, c, r]
            for r in range(replicates):
                endorsed[p, r] += endorsement[p, c, r]
                largest[r] = arsenal[p, c, r] if arsenal[p, c, r] > largest[r] else largest[r]
            for r in range(replicates):
                wars[p, r] += occupation[p, c, r]
            for r in range(replicates):
                open_wars[r] += plain.rages(occupation[p, c, r])
                frozen[r] += plain.rests(occupation[p, c, r])
        for r in range(replicates):
            hedging[c, r] = plain.hedged(aligned[c, r], squares[r])
        for p in range(powers):
            if abroad[p, c]:
                for r in range(replicates):
                    suppliers[p, r] += plain.chief(arsenal[p, c, r], largest[r])
                for r in range(replicates):
                    providers[p, r] += plain.provider(support[p, c, r] + arms[p, c, r], goods[r])
    return (
        aligned, hedging, influence, cared, in_sphere, supported, armed, recognised, endorsed, suppliers, providers, wars,
        open_wars, frozen,
    )  # fmt: skip
