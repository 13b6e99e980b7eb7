"""What a turn takes as given: parameters, and the layout of claims, pairs and regions worked out once for a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array, Mask, clients_of, laid_out
from sim.core.world import Indices, Params, World
from sim.doctrines import DOCTRINES, Doctrine
from sim.mechanisms import elites, force, patronage, upheaval


def summed(cube: Array, starts: Indices) -> Array:
    """Sums of (r, p, n) over neighbouring entries, one sum from each of `starts` (j,) to the next, (r, p, j)."""
    total = np.empty((cube.shape[1], len(starts), cube.shape[0]))
    for j, (first, last) in enumerate(zip(starts, [*starts[1:], cube.shape[2]], strict=True)):
        cube[:, :, first:last].transpose(1, 2, 0).sum(axis=1, out=total[:, j])
    return total.transpose(2, 0, 1)


@dataclass(frozen=True, slots=True)
class Claims:
    """Some claimed pairs (k,), in the order of the powers that claim: arrays over them are (r, p, k).

    by, client   claiming power and claimed client of each pair
    claimers     the powers that have any (j,), ascending;  starts  where the pairs of each begin;  group  (k,) which it is
    layers       pairs split so that no client stands twice in one: a client may be claimed by several powers
    """

    by: Indices
    client: Indices
    claimers: Indices
    starts: Indices
    group: Indices
    layers: tuple[Indices, ...]

    @staticmethod
    def of(claims: NDArray[np.bool_]) -> Claims:
        """claims (p, c), true where p claims c."""
        by, client = np.nonzero(claims)
        claimers, starts, group = np.unique(by, return_index=True, return_inverse=True)
        turn = np.array([(client[:k] == client[k]).sum() for k in range(len(client))], dtype=np.intp)
        layers = tuple(np.flatnonzero(turn == n) for n in range(turn.max(initial=-1) + 1))
        return Claims(by, client, claimers, starts, group, layers)

    def each(self, cube: Array) -> Array:
        """A cube's cells at the claimed pairs, (r, k)."""
        return cube.transpose(1, 2, 0)[self.by if cube.shape[1] > 1 else 0, self.client].T

    def there(self, cube: Array) -> Array:
        """A cube in the claimed clients, (r, p, k)."""
        return clients_of(cube, self.client)

    def summed(self, cube: Array) -> Array:
        """Sums of (r, p, k) over each claimer's pairs, (r, p, j)."""
        return summed(cube, self.starts)

    def spread(self, cube: Array, onto: Array) -> None:
        """Add (r, p, k) to the clients of `onto` (r, p, c), in place."""
        for layer in self.layers:
            onto[:, :, self.client[layer]] += cube[:, :, layer] if len(self.layers) > 1 else cube

    def scale(self, cube: Array, onto: Array) -> None:
        """Multiply the clients of `onto` (r, p, c) by (r, p, k), in place."""
        for layer in self.layers:
            onto[:, :, self.client[layer]] *= cube[:, :, layer] if len(self.layers) > 1 else cube


@dataclass(frozen=True, slots=True)
class Theatres:
    """Where a power can spend: the claims of each power that has any, and what nobody claims. Arrays over places are (r, p, s).

    A place is a client in a theatre; a client that two powers claim is a place in both theatres.

    client, group   client of each place (s,), and its theatre;  starts  where the places of each theatre begin
    counts          (1, p, s), 0 where p claims the client and the theatre is another's: it holds it at home
    own, foreign, open   (1, p, g), 1 where the theatre is p's own, another power's, nobody's
    claimers        the power of each theatre but the open one
    back            for each layer of places without a client twice, which they are, and None where they are all clients
    """

    client: Indices
    group: Indices
    starts: Indices
    counts: Array
    own: Array
    foreign: Array
    open: Array
    claimers: Indices
    inverse: Indices | None
    layers: tuple[Indices, ...]

    @staticmethod
    def of(claims: NDArray[np.bool_]) -> Theatres:
        """claims (p, c), true where p claims c."""
        powers, clients = claims.shape
        claimed = Claims.of(claims)
        unclaimed = np.flatnonzero(~claims.any(axis=0))
        client = np.concatenate([claimed.client, unclaimed])
        has_open = len(unclaimed) > 0
        group = np.concatenate([claimed.group, np.full(len(unclaimed), len(claimed.claimers), dtype=np.intp)])
        starts = np.concatenate([claimed.starts, [len(claimed.by)]])[: len(claimed.claimers) + has_open].astype(np.intp)
        owner = np.concatenate([claimed.claimers, [-1]])[: len(claimed.claimers) + has_open]
        own = (np.arange(powers)[:, None] == owner[None, :]) * 1.0
        is_open = np.broadcast_to(owner == -1, own.shape) * 1.0
        place_owner = owner[group]
        abroad = claims[:, client] & (place_owner[None, :] != np.arange(powers)[:, None])
        single = len(client) == clients
        turn = np.array([(client[:s] == client[s]).sum() for s in range(len(client))], dtype=np.intp)
        return Theatres(
            client, group, starts, ~abroad[None] * 1.0, own[None], (1.0 - own - is_open)[None], is_open[None].copy(),
            claimed.claimers, np.argsort(client) if single else None,
            tuple(np.flatnonzero(turn == n) for n in range(turn.max(initial=0) + 1)),
        )  # fmt: skip

    def each(self, cube: Array) -> Array:
        """A cube at the places, (r, p, s)."""
        return clients_of(cube, self.client)

    def summed(self, places: Array) -> Array:
        """Sums over each theatre, (r, p, g)."""
        return summed(places, self.starts)

    def rivals(self, pressure: Array) -> Array:
        """Pressure on the power of each theatre, (r, p, g), 0 for the open one."""
        onto = laid_out(np.zeros((*pressure.shape[:2], len(self.starts))))
        onto[:, :, : len(self.claimers)] = pressure[:, :, self.claimers]
        return onto

    def gathered(self, places: Array) -> Array:
        """Sums of places over each client, (r, p, c)."""
        if self.inverse is not None:
            return clients_of(places, self.inverse)
        onto = laid_out(np.zeros((*places.shape[:2], self.client.max() + 1)))
        for layer in self.layers:
            onto[:, :, self.client[layer]] += places[:, :, layer]
        return onto


@dataclass(frozen=True, slots=True)
class Layout:
    """Who claims what, who may meet whom, which clients lie in which region: fixed for a world.

    claimed      all claimed pairs;  theatres  where a power can spend
    rivals       (1, p, q), true where q is another power that has claims;  others (p, q), 1 but on the diagonal
    claims       (1, p, c) bool;  contested (1, p, c) claimed by a rival and not by p;  unclaimed (1, 1, c)
    pairs        (n, 2) powers that may meet;  may_meet (1, p, q)
    regions      for each region, (c,) 1 where a client lies in it
    on_agenda    (c,) 1 for clients that may be traded
    """

    claimed: Claims
    theatres: Theatres
    rivals: Mask
    others: Array
    claims: Mask
    contested: Mask
    unclaimed: Mask
    pairs: Indices
    may_meet: Array
    regions: tuple[Array, ...]
    on_agenda: Array

    @staticmethod
    def of(world: World) -> Layout:
        claims: NDArray[np.bool_] = world.params.claim[:1] > 0.0
        powers = claims.shape[1]
        has_claims = np.asarray(claims[0].any(axis=1))
        others = 1.0 - np.eye(powers)
        claimed = Claims.of(claims[0])
        pairs, may_meet = _meetings(world, has_claims)
        agenda = world.options.get("summit", {}).get("agenda")
        on_agenda = np.zeros(len(world.clients))
        on_agenda[list(agenda) if agenda is not None else slice(None)] = 1.0
        by_rival = (claims.sum(axis=1, keepdims=True) - claims) > 0
        contested = by_rival & ~claims
        return Layout(
            claimed=claimed,
            theatres=Theatres.of(claims[0]),
            rivals=(others[None] > 0.0) & has_claims[None, None, :],
            others=others,
            claims=claims,
            contested=contested,
            unclaimed=(claims.sum(axis=1) == 0)[:, None],
            pairs=pairs,
            may_meet=may_meet,
            regions=tuple(np.array([r == name for r in world.regions]) * 1.0 for name in sorted(set(world.regions))),
            on_agenda=on_agenda,
        )


def _meetings(world: World, has_claims: NDArray[np.bool_]) -> tuple[Indices, Array]:
    """The pairs of powers that may meet, (n, 2), and the same as a table, (1, p, q)."""
    powers = len(world.powers)
    named = world.options.get("summit", {}).get("pairs")
    if named is None:
        named = [(p, q) for p, q in combinations(range(powers), 2) if has_claims[p] and has_claims[q]]
    pairs = np.array([sorted(pair) for pair in named], dtype=np.intp).reshape(-1, 2)
    may_meet = np.zeros((1, powers, powers))
    may_meet[0, pairs[:, 0], pairs[:, 1]] = may_meet[0, pairs[:, 1], pairs[:, 0]] = 1.0
    return pairs, may_meet


def cares(params: Params, layout: Layout) -> tuple[Array, Array | None]:
    """How much p cares at each place, and in the mean in each theatre: see `Given`.

    Abroad, by its motive, the salience of who claims the place stands for its own.
    """
    theatres, claimed = layout.theatres, layout.claimed
    own = theatres.each(params.salience)
    theirs = own.copy() if own.shape[0] >= params.motive.shape[0] else np.repeat(own, len(params.motive), axis=0)
    claimants = claimed.each(params.salience)[:, None]
    k = len(claimed.by)
    theirs[:, :, :k] += params.motive * (claimants - own[:, :, :k]) * theatres.foreign[:, :, theatres.group[:k]]
    theirs *= theatres.counts
    if (params.focus == 1.0).all():
        return theirs, None
    places = theatres.summed((theirs > 0.0) * 1.0)
    mean = theatres.summed(theirs) / (places + (places == 0.0))
    return patronage.concentrated(theirs, params.focus), mean


@dataclass(frozen=True, slots=True)
class Given:
    """A world as a turn sees it: parameters (perhaps one row a replicate), layout, switches, options, doctrines.

    excluded     the claimed pairs of powers whose exclusion is above 0 in some replicate; None where no power excludes
    learns       whether any power learns its rivals' salience
    in_use       names of the parameters that are not 0 everywhere
    roles        doctrines, who plays each (k,), and its parameters
    cares        (r|1, p, s) how much p cares at each place of the theatres, with its motive and its focus
    tilt         (r|1, p, g) its mean care in each theatre, by which focus moves means between them; None where all have 1
    arms_share   (r|1, p, c) share of an allotment that is given as arms
    falls_below, strikes_below   greatest odds of a fall where all neighbours stand (r|1, 1, c), and of force in each claimed
                 pair without a war elsewhere and without a norm (r|1, k)
    plain        mechanism -> its scalars as plain lists, each (r|1,), for scattered places (`engine.cells`)
    """

    world: World
    params: Params
    layout: Layout
    excluded: Claims | None
    learns: bool
    in_use: frozenset[str]
    roles: tuple[tuple[Doctrine, Indices, Mapping[str, Array]], ...]
    cares: Array
    tilt: Array | None
    arms_share: Array
    falls_below: Array
    strikes_below: Array
    plain: Mapping[str, Params]

    @staticmethod
    def of(world: World, params: Params, layout: Layout) -> Given:
        strict = (params.exclusion > 0.0).any(axis=0)
        excluded = Claims.of(layout.claims[0] & strict)
        claimed, force_told = layout.claimed, params.of("force")
        salience, propensity = claimed.each(params.salience), params.propensity[:, claimed.by, 0]
        if "elites" in world.enabled:
            propensity = elites.alarmed(propensity, np.ones(1), params.reform_fear[:, claimed.by, 0])
        most = force.greatest_odds(salience, propensity, Params({name: array[:, :, 0] for name, array in force_told.items()}))
        return Given(
            world, params, layout, excluded if len(excluded.by) else None, bool((params.learning > 0.0).any()),
            frozenset(name for name, array in params.items() if array.any()),
            tuple((DOCTRINES[role.name], role.rows, {name: params.get(target, role.parameters[name])
                   for name, target in role.targets.items()}) for role in world.doctrines),
            *cares(params, layout),
            patronage.arms_share(params.arms_portfolio, params.arms_need, params.economic_need),
            upheaval.greatest_odds(params.insecurity, params.of("upheaval")), most,
            {one: Params({name: array[:, 0, 0] for name, array in params.of(one).items()}) for one in ("upheaval", "force")},
        )  # fmt: skip

    def on(self, mechanism: str) -> bool:
        return mechanism in self.world.enabled

    def uses(self, parameter: str) -> bool:
        """Whether a parameter is other than 0 for anybody: what works by 0 alone need not be worked out."""
        return parameter in self.in_use

    def option(self, mechanism: str, name: str) -> Any:
        return self.world.options.get(mechanism, {}).get(name)
