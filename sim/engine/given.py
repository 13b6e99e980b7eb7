"""What a turn takes as given: parameters, and the layout of claims, pairs and regions worked out once for a world."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array, Mask
from sim.core.world import Indices, Params, World


@dataclass(frozen=True, slots=True)
class Layout:
    """Who claims what, who may meet whom, which clients lie in which region: fixed for a world.

    spheres       for each power, the clients that it claims
    rivals        (1, p, q), true where q is another power that has claims
    claims        (1, p, c) bool;  contested (1, p, c) claimed by a rival and not by p;  unclaimed (1, 1, c)
    claimed_by, claimed   the claimed pairs (k,) as power and client indices
    pairs         (n, 2) powers that may meet;  may_meet (1, p, q)
    regions       for each region, (c,) 1 where a client lies in it
    on_agenda     (c,) 1 for clients that may be traded
    """

    spheres: tuple[Indices, ...]
    rivals: Mask
    claims: Mask
    contested: Mask
    unclaimed: Mask
    claimed_by: Indices
    claimed: Indices
    pairs: Indices
    may_meet: Array
    regions: tuple[Array, ...]
    on_agenda: Array
    others: Array

    @staticmethod
    def of(world: World) -> Layout:
        claims: NDArray[np.bool_] = world.params.claim[:1] > 0.0
        powers = claims.shape[1]
        has_claims = claims.any(axis=2)[0]
        others = 1.0 - np.eye(powers)
        options = world.options.get("summit", {})
        pairs = options.get("pairs")
        if pairs is None:
            pairs = [(p, q) for p, q in combinations(range(powers), 2) if has_claims[p] and has_claims[q]]
        pairs = np.array([sorted(pair) for pair in pairs], dtype=np.intp).reshape(-1, 2)
        may_meet = np.zeros((1, powers, powers))
        may_meet[0, pairs[:, 0], pairs[:, 1]] = may_meet[0, pairs[:, 1], pairs[:, 0]] = 1.0
        agenda = options.get("agenda")
        on_agenda = np.zeros(len(world.clients))
        on_agenda[list(agenda) if agenda is not None else slice(None)] = 1.0
        claimed_by, claimed = np.nonzero(claims[0])
        by_rival = (claims.sum(axis=1, keepdims=True) - claims) > 0
        return Layout(
            spheres=world.spheres,
            rivals=(others[None] > 0.0) & has_claims[None, None, :],
            claims=claims,
            contested=by_rival & ~claims,
            unclaimed=~claims.any(axis=1, keepdims=True),
            claimed_by=claimed_by,
            claimed=claimed,
            pairs=pairs,
            may_meet=may_meet,
            regions=tuple(np.array([r == name for r in world.regions]) * 1.0 for name in sorted(set(world.regions))),
            on_agenda=on_agenda,
            others=others,
        )


@dataclass(frozen=True, slots=True)
class Given:
    """A world as a turn sees it: parameters (perhaps one row a replicate), layout, switches, options, doctrines.

    excluders  powers whose exclusion is above 0 in some replicate;  learns  whether any power learns its rivals' salience
    """

    world: World
    params: Params
    layout: Layout
    excluders: tuple[int, ...]
    learns: bool

    @staticmethod
    def of(world: World, params: Params, layout: Layout | None = None) -> Given:
        strict = (params.exclusion > 0.0).any(axis=(0, 2))
        layout = layout or Layout.of(world)
        excluders = tuple(int(p) for p in np.flatnonzero(strict) if len(layout.spheres[p]))
        return Given(world, params, layout, excluders, bool((params.learning > 0.0).any()))

    def on(self, mechanism: str) -> bool:
        return mechanism in self.world.enabled

    def option(self, mechanism: str, name: str) -> Any:
        return self.world.options.get(mechanism, {}).get(name)
