"""What is drawn, made from a track: one world at the state at hand, and where two worlds differ."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from sim.core.axes import Array
from sim.core.world import World
from sim.engine.bargaining import deferred
from sim.engine.series import Snapshot
from sim.live.track import Track
from sim.live.view import HEDGED, Actor, Cast, Client, Deal, Difference, Power, Tie, WorldView
from sim.mechanisms.force import OPEN
from sim.reports.wording import LEAST_SHARE


def cast_of(world: World) -> Cast:
    """Who is in a world."""
    powers = tuple(Actor(i, n, world.places.get(i)) for i, n in zip(world.powers, world.power_names, strict=True))
    clients = tuple(
        Actor(i, n, world.places.get(i), region)
        for i, n, region in zip(world.clients, world.client_names, world.regions, strict=True)
    )
    claims = {p: tuple(world.clients[c] for c in sphere) for p, sphere in zip(world.powers, world.spheres, strict=True)}
    ties = np.argwhere(np.triu(world.params.neighbours[0] + world.params.neighbours[0].T, 1) > 0.0)
    return Cast(powers, clients, claims, tuple((world.clients[a], world.clients[b]) for a, b in ties))


def view_of(track: Track, side: str, label: str, played: Collection[str] = ()) -> WorldView:
    """A world at the state at hand. played  powers that a person plays."""
    world, now, turn = track.world, track.model.now, track.turn
    falls = {actor for event in track.told.events if event.kind == "fall" for actor in event.actors}
    return WorldView(
        side=side, variant=track.variant, label=label, turn=turn, quarter=world.calendar.quarter(max(turn - 1, 0)),
        powers=_powers(world, now, played), clients=_clients(world, now, falls), ties=_ties(world, now),
        deals=_deals(track, now), tables=track.told.tables, events=track.told.events,
        norm=float(now.state.norm[0, 0, 0]), stopped=track.stopped,
    )  # fmt: skip


def _powers(world: World, now: Snapshot, played: Collection[str]) -> tuple[Power, ...]:
    state, spending = now.state, now.spending
    doctrines = {int(p): role.name for role in world.doctrines for p in role.rows}
    influence, wars = state.alignment[0].sum(axis=1).tolist(), state.occupation[0].sum(axis=1).tolist()
    spent = np.stack([spending.home[0, :, 0], spending.contest[0, :, 0], spending.open[0, :, 0]], axis=1).tolist()
    dyads = {name: getattr(state, name)[0].tolist() for name in ("pressure", "grievance", "trust")}
    return tuple(
        Power(
            id_, doctrines[p], id_ in played, influence[p], float(state.legitimacy[0, p, 0]), float(spending.attention[0, p, 0]),
            wars[p], dict(zip(("home", "contest", "open"), spent[p], strict=True)),
            **{name: {q: rows[p][j] for j, q in enumerate(world.powers) if j != p} for name, rows in dyads.items()},
        )
        for p, id_ in enumerate(world.powers)
    )  # fmt: skip


def _clients(world: World, now: Snapshot, falls: Collection[str]) -> tuple[Client, ...]:
    shares = now.state.alignment[0].T
    alone = (1.0 - shares.sum(axis=1)).tolist()
    hedging, war = now.tally.hedging[0].tolist(), now.state.occupation[0]
    found = []
    for c, id_ in enumerate(world.clients):
        own = shares[c].tolist()
        best = max(range(len(own)), key=own.__getitem__)
        at_war = np.flatnonzero(war[:, c]).tolist()
        found.append(Client(
            id_, world.powers[best] if own[best] > alone[c] else None, own[best], hedging[c], hedging[c] >= HEDGED, alone[c],
            dict(zip(world.powers, own, strict=True)), tuple(world.powers[p] for p in at_war if war[p, c] >= OPEN),
            tuple(world.powers[p] for p in at_war if war[p, c] < OPEN), id_ in falls,
        ))  # fmt: skip
    return tuple(found)


def _ties(world: World, now: Snapshot) -> tuple[Tie, ...]:
    state = now.state
    back = deferred(state, now.given)
    numbers = np.stack([state.support[0], state.arms[0], state.arsenal[0], state.recognition[0], state.alignment[0],
                        np.zeros_like(state.support[0]) if back is None else back[0]], axis=2).tolist()  # fmt: skip
    return tuple(
        Tie(power, client, *numbers[p][c]) for p, power in enumerate(world.powers) for c, client in enumerate(world.clients)
    )


def _deals(track: Track, now: Snapshot) -> tuple[Deal, ...]:
    world, age, given = track.world, now.state.deal_age[0], now.state.deference[0]

    def shares(p: int, q: int) -> dict[str, float]:
        return {world.clients[c]: float(given[p, q, c]) for c in np.flatnonzero(given[p, q] >= LEAST_SHARE)}

    def since(p: int, q: int) -> str:
        without = np.flatnonzero(track.series("deal")[:, p, q] == 0.0)
        return world.calendar.quarter(int(without[-1]) if len(without) else 0)

    pairs = np.argwhere(np.triu(age >= 0.0, 1)).tolist()
    return tuple(Deal(world.powers[p], world.powers[q], since(p, q), shares(p, q), shares(q, p)) for p, q in pairs)


def difference_of(control: Track, treatment: Track) -> Difference:
    """Where the worlds differ at the state at hand, and by how much at every turn so far."""
    one, other = control.series("alignment"), treatment.series("alignment")
    world = control.world
    track = np.full(world.turns + 1, np.nan)
    moved = apart(one, other)
    track[: len(moved)] = moved.mean(axis=1)
    differs = np.flatnonzero(moved.any(axis=1))
    leaders = [_leaders(array[-1]) for array in (one, other)]
    name = [*world.powers, None]
    turned = {client: (name[a], name[b]) for client, a, b in zip(world.clients, *leaders, strict=True) if a != b}
    here: Mapping[str, float] = dict(zip(world.clients, moved[-1].tolist(), strict=True))
    return Difference(here, turned, track, int(differs[0]) if len(differs) else None)


def apart(one: Array, other: Array) -> Array:
    """Share of each client's policy that is elsewhere, ½ Σ |ΔA| over powers and nobody, (t, c), of (t, p, c)."""
    gap = one - other
    nobody = gap.sum(axis=1)
    return np.asarray(0.5 * (np.abs(gap).sum(axis=1) + np.abs(nobody)))


def _leaders(alignment: Array) -> list[int]:
    """Place of each client's leader, -1 where it stands alone more than with any."""
    return np.where(alignment.max(axis=0) > 1.0 - alignment.sum(axis=0), alignment.argmax(axis=0), -1).tolist()
