"""One history in plain sentences: who there is, what happened, when, to whom and why, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import numpy as np

from sim.core.world import World
from sim.engine.reasons import Account, Chronicle
from sim.reports.accounts import client_of, power_of, reason, told
from sim.reports.wording import LEAST_SHARE, capital, joined, number, percent, words

STAYS: Final = 4  # turns for which a new leader must lead to be told (assumed)
RUNGS: Final = ("warning", "sanction", "denial")
OF_A_DEAL: Final = ("deal", "concession", "nash_distance")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing told: the quarter it happened in, what happened, and why; `actors` are the ids of those concerned."""

    quarter: str
    kind: str
    text: str
    why: str
    actors: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.text} {self.why}".strip()


def story(chronicle: Chronicle) -> list[Entry]:
    """What happened, in order, each with its reasons; a bargain, and one rung over several clients, are one entry each."""
    world = chronicle.world
    accounts = sorted([*chronicle.accounts, *leads(chronicle)], key=lambda one: one.turn)
    entries = []
    for turn, group in groupby(accounts, key=lambda one: one.turn):
        entries += [replace(entry, quarter=world.calendar.quarter(turn)) for entry in of_turn(list(group), world)]
    return entries


def leads(chronicle: Chronicle) -> Iterator[Account]:
    """Clients that come to follow another power most, and go on to for `STAYS` turns or to the end."""
    order = chronicle.alignment.argmax(axis=1)
    shares = chronicle.alignment.max(axis=1)
    for client in range(order.shape[1]):
        leader = order[0, client]
        for state in range(1, len(order)):
            new = order[state, client]
            if new != leader and (order[state : state + STAYS, client] == new).all():
                terms = {"before": float(chronicle.alignment[state, leader, client])}
                yield Account(state - 1, "lead", int(new), int(leader), client, float(shares[state, client]), "", terms)
                leader = new


def of_turn(accounts: Sequence[Account], world: World) -> Iterator[Entry]:
    """The entries of one turn, in the order in which it went."""
    grouped: dict[tuple[object, ...], list[Account]] = {}
    for place, one in enumerate(accounts):
        if one.kind in OF_A_DEAL:
            key: tuple[object, ...] = ("deal", *sorted((one.power, one.rival)))
        elif one.kind in RUNGS:
            key = (one.kind, one.power)
        else:
            key = (place,)
        grouped.setdefault(key, []).append(one)
    for key, some in grouped.items():
        kind = some[0].kind
        if key[0] == "deal":
            yield Entry("", "deal", *_bargain(some, world), _actors(some, world))
        elif len(some) > 1:
            yield Entry("", kind, *_several(some, world), _actors(some, world))
        else:
            yield Entry("", kind, told(some[0], world), reason(some[0], world), _actors(some, world))


def _actors(some: list[Account], world: World) -> tuple[str, ...]:
    """Ids of those concerned, powers first."""
    powers = [world.powers[p] for one in some for p in (one.power, one.rival) if p >= 0]
    return tuple(dict.fromkeys([*powers, *(world.clients[one.client] for one in some if one.client >= 0)]))


def _bargain(some: list[Account], world: World) -> tuple[str, str]:
    """A bargain in one piece: who stands back from what, what both gain, and what each piece is worth to whom."""
    signed = [one for one in some if one.kind == "deal"]
    given = sorted((one for one in some if one.kind == "concession" and one.amount >= LEAST_SHARE), key=lambda one: one.power)
    first = signed[0]
    pair = f"{capital(power_of(world, first.power))} and {power_of(world, first.rival)}"
    text = f"{pair} sign a bargain. " + " ".join(told(one, world) for one in given)
    gains = joined([f"{power_of(world, one.power)} gains {number(one.amount)}" for one in signed])
    t = first.terms
    met = "By an offer that was taken"
    if t:
        met = f"They met (chance a quarter {percent(t['chance'], 1)}, luck drew {percent(t['draw'], 1)})"
    trust = ", ".join(f"{power_of(world, one.power)} trusts at {number(one.terms['trust'])}" for one in signed if one.terms)
    why = "; ".join(part for part in (met, gains, trust) if part) + ". " + " ".join(reason(one, world) for one in given)
    return text.strip(), why.strip()


def _several(some: list[Account], world: World) -> tuple[str, str]:
    """One rung reached over several clients at once."""
    clients = joined([client_of(world, one.client) for one in some])
    power = capital(power_of(world, some[0].power))
    text = {
        "warning": f"{power} warns over {clients}.",
        "sanction": f"{power} puts {clients} under sanctions.",
        "denial": f"{power} begins to deny rivals' supply to {clients}.",
    }[some[0].kind]
    gravest = max(some, key=lambda one: one.terms["support"] + one.terms["arms"])
    return text, f"The plainest case is {client_of(world, gravest.client)}. {reason(gravest, world)}"


def opening(chronicle: Chronicle) -> list[str]:
    """Who there is: each power's doctrine, its sphere, and how many clients follow it most."""
    world = chronicle.world
    doctrines = {int(p): role.name for role in world.doctrines for p in role.rows}
    led = np.bincount(chronicle.alignment[0].argmax(axis=0), minlength=len(world.powers))
    lines = []
    for p, sphere in enumerate(world.spheres):
        claims = f"claims {_names(world, sphere.tolist())}" if len(sphere) else "claims no client"
        capability = number(float(chronicle.params.capability[0, p, 0]))
        lines.append(
            f"{capital(power_of(world, p))} (capability {capability}; doctrine: {words(doctrines[p])}) {claims}; "
            f"{led[p]} of {len(world.clients)} clients follow it most."
        )
    return lines


def _names(world: World, clients: Sequence[int], most: int = 6) -> str:
    named = [client_of(world, client) for client in clients[:most]]
    rest = len(clients) - len(named)
    return joined([*named, f"{rest} more"] if rest else named)


def ending(chronicle: Chronicle) -> list[str]:
    """How it ended: who follows whom, what was gained and lost, bargains and wars that stand."""
    world, final = chronicle.world, chronicle.final
    first, last = chronicle.alignment[0].argmax(axis=0), chronicle.alignment[-1].argmax(axis=0)
    lines = []
    for p in range(len(world.powers)):
        won = np.flatnonzero((last == p) & (first != p)).tolist()
        lost = np.flatnonzero((first == p) & (last != p)).tolist()
        change = f"won {_names(world, won)}" if won else ""
        change += (" and " if won and lost else "") + (f"lost {_names(world, lost)}" if lost else "")
        influence = number(float(final.alignment[0, p].sum()))
        count = int((last == p).sum())
        lines.append(
            f"{capital(power_of(world, p))} leads {count} clients (influence {influence}){'; it ' + change if change else ''}."
        )
    deals = [(p, q) for p in range(len(world.powers)) for q in range(p) if final.deal_age[0, p, q] >= 0]
    lines += [f"The bargain of {power_of(world, q)} and {power_of(world, p)} stands." for p, q in deals]
    lines += [
        f"{capital(power_of(world, int(p)))} is {'at war' if final.occupation[0, p, c] >= 0.5 else 'in a frozen conflict'} "
        f"in {client_of(world, int(c))}."
        for p, c in np.argwhere(final.occupation[0] > 0)
    ]
    return [*lines, f"The norm against the use of force stands at {number(float(final.norm[0, 0, 0]))}."]
