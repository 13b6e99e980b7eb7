"""One history in plain sentences: what happened, when, to whom, and the reasons that the model had, in numbers.

told(account, world)      what happened, in one sentence
reason(account, world)    why, from the terms of the decision; "" where the timeline brought it about
story(chronicle, ...)     a whole history, paragraph by paragraph
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import numpy as np

from sim.core.world import World
from sim.engine.reasons import Account, Chronicle
from sim.reports.wording import number, percent, words

LEAST_SHARE: Final = 0.05  # a smaller concession is not told (assumed)
STAYS: Final = 4  # turns for which a new leader must lead to be told (assumed)
RUNGS: Final = ("warning", "sanction", "denial")
OF_A_DEAL: Final = ("deal", "concession", "nash_distance")
_SIGHTS: Final = {
    "provocation": "saw efforts in its own sphere worth {} of its contest means",
    "felt": "felt {} capability of effort in its own sphere",
    "grievance": "held a grievance of {}",
    "trust": "trusted it at {}",
    "own_pressure": "had pressed it at {} before",
    "interdependence": "would lose {} by hostility",
    "legitimacy": "stood at home at {}",
    "rival_occupied": "saw it tied down by {} wars",
    "breach": "saw breaches of its exclusion worth {} of its contest means",
    "prospect": "saw a prospect of a bargain of {}",
    "leverage": "took it to care {} about its own sphere",
    "rival_stake": "saw it have {} to lose in its sphere",
    "threat": "was threatened at {} for meddling",
    "reward": "had been promised {} more than it counted on",
    "memory": "remembered {}",
    "luck": "drew {}",
}


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


def the(name: str) -> str:
    """A name as it stands in a sentence.

    >>> the("United States"), the("Russia")
    ('the United States', 'Russia')
    """
    return f"the {name}" if name.startswith(("United ", "European Union")) else name


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def joined(parts: Sequence[str]) -> str:
    """Parts with commas, and an "and" before the last.

    >>> joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def power_of(world: World, index: int) -> str:
    return the(world.power_names[index])


def client_of(world: World, index: int) -> str:
    return the(world.client_names[index])


def told(one: Account, world: World) -> str:
    """What happened, in one sentence, from the event alone."""
    rule = _TOLD.get(one.kind)
    return capital(rule(one, world)) if rule else f"{capital(words(one.kind))}."


def reason(one: Account, world: World) -> str:
    """Why, in a sentence or two, from the terms of the decision; "" where there are none."""
    rule = _REASONS.get(one.kind)
    return rule(one, world) if rule and one.terms else ""


def _deal_told(one: Account, world: World) -> str:
    gain = f" It gains {number(one.amount)} by it." if one.amount else ""
    return f"{power_of(world, one.power)} signs a bargain with {power_of(world, one.rival)}.{gain}"


def _concession_told(one: Account, world: World) -> str:
    much = "" if one.amount > 0.995 else f" ({percent(one.amount)} of its effort there)"
    return f"{power_of(world, one.power)} stands back from {client_of(world, one.client)} in favour of " \
           f"{power_of(world, one.rival)}{much}."  # fmt: skip


def _breach_told(one: Account, world: World) -> str:
    return f"{power_of(world, one.power)} breaks its bargain with {power_of(world, one.rival)} after {_quarters(one.amount)}."


def _rung_told(one: Account, world: World) -> str:
    power, client = power_of(world, one.power), client_of(world, one.client)
    return {
        "warning": f"{power} warns: {client} lies in its sphere.",
        "sanction": f"{power} puts {client} under sanctions.",
        "denial": f"{power} begins to deny rivals' supply to {client}.",
    }[one.kind]


def _fall_told(one: Account, world: World) -> str:
    return f"the regime in {client_of(world, one.client)} falls; it turns from {power_of(world, one.power)}."


def _force_told(one: Account, world: World) -> str:
    power, client = power_of(world, one.power), client_of(world, one.client)
    return f"{power} removes the regime in {client} by force." if one.detail == "swift" else f"{power} goes to war in {client}."


def _war_end_told(one: Account, world: World) -> str:
    power, client = power_of(world, one.power), client_of(world, one.client)
    return f"{power} wins its war in {client}." if one.detail == "victory" else f"the war of {power} in {client} freezes."


def _event_told(one: Account, world: World) -> str:
    return f"by the timeline: {one.detail}."


def _mediation_told(one: Account, world: World) -> str:
    power = power_of(world, one.power)
    return f"{power} offers to go between two others." if one.detail == "offer" else f"{power} has brokered a bargain."


def _veto_told(one: Account, world: World) -> str:
    power, rival = power_of(world, one.power), power_of(world, one.rival)
    return f"{power} vetoes the mandate of {rival} over {client_of(world, one.client)}."


def _pressure_told(one: Account, world: World) -> str:
    move = "turns up" if one.amount > 0 else "eases"
    return f"{power_of(world, one.power)} {move} its pressure on {power_of(world, one.rival)}."


def _lead_told(one: Account, world: World) -> str:
    client, power = client_of(world, one.client), power_of(world, one.power)
    return f"{client} now follows {power} most, no longer {power_of(world, one.rival)}."


def _quarters(turns: float) -> str:
    return f"{turns:.0f} quarter{'' if round(turns) == 1 else 's'}"


def _by_chance(terms: Account) -> str:
    return f"chance this quarter {percent(terms.terms['chance'], 1)}, and luck drew {percent(terms.terms['draw'], 1)}"


def _breach_why(one: Account, world: World) -> str:
    t = one.terms
    owing = " It had received, and still owed its part." if t["owing"] else ""
    return (
        f"What it stands back from is worth {number(t['forgone'])} to it by now, what it receives {number(t['received'])}; "
        f"its trust is {number(t['trust'])} ({_by_chance(one)}).{owing}"
    )


def _fall_why(one: Account, world: World) -> str:
    t = one.terms
    example = f", and falls next door weigh {number(t['example'])}" if t["example"] > 0 else ""
    return (
        f"Its insecurity is {number(t['insecurity'])}, {percent(t['nonaligned'])} of its policy has no patron, "
        f"recognition by its patrons is {number(t['recognised'])} and the worth of their arms {number(t['backing'])}{example} "
        f"({_by_chance(one)})."
    )


def _force_why(one: Account, world: World) -> str:
    t = one.terms
    leader = power_of(world, int(t["leader"]))
    rungs = f", {number(t['rungs'])} by its exclusion" if t["rungs"] else ""
    wars = f", {number(t['opportunity'])} wars of others to hide behind" if t["opportunity"] else ""
    return (
        f"{capital(leader)} leads there ({percent(t['leader_alignment'])} to {percent(t['alignment'])}), which puts its stake at "
        f"{number(t['stakes'])}{rungs}{wars}; against it stand the norm ({number(t['norm'])}), resistance "
        f"({number(t['resist'])}) and what rivals have there ({number(t['deterrence'])}) ({_by_chance(one)}). Its strength there "
        f"is {number(t['strength'])}, so it would succeed at once with a chance of {percent(t['success'])}; "
        f"luck drew {percent(t['strike'])}."
    )


def _war_end_why(one: Account, world: World) -> str:
    t = one.terms
    return (
        f"Its strength is {number(t['strength'])} against {number(t['resist'])}: the chance of victory this quarter was "
        f"{percent(t['victory'], 1)}, of freezing {percent(t['freezing'], 1)}, and luck drew {percent(t['draw'], 1)}."
    )


def _rung_why(one: Account, world: World) -> str:
    t = one.terms
    return (
        f"{capital(power_of(world, int(t['rival'])))} gives most there: support {number(t['support'])} "
        f"(tolerated: {number(t['support_tolerance'])}), arms {number(t['arms'])} "
        f"(tolerated: {number(t['arms_tolerance'])}), now for {_quarters(t['turns'])}."
    )


def _pressure_why(one: Account, world: World) -> str:
    t = one.terms
    sights = [name for name in t if name not in ("before", "after", "asked") and t[name]]  # what is nothing weighs nothing
    seen = [_SIGHTS.get(name, f"saw {words(name)} of {{}}").format(number(t[name])) for name in sights]
    because = f": it {joined(seen)}" if seen else ""
    if not one.detail:
        return f"From {number(t['before'])} to {number(t['after'])}, as it was ordered."
    held = f"; of {number(t['asked'])} that this asked for it held back the rest, for favour or for shame" if "asked" in t else ""
    return f"From {number(t['before'])} to {number(t['after'])}, by its doctrine ({words(one.detail)}){because}{held}."


def _concession_why(one: Account, world: World) -> str:
    t = one.terms
    return (
        f"{capital(client_of(world, one.client))}: {power_of(world, one.rival)} gains {number(t['gain'])} (it cares "
        f"{number(t['salience_getter'])}), {power_of(world, one.power)} gives up {number(t['loss'])} (it cares "
        f"{number(t['salience_giver'])}, and has {percent(t['alignment_giver'])} of it)."
    )


def _lead_why(one: Account, world: World) -> str:
    return f"Shares: {percent(one.amount, 1)} against {percent(one.terms['before'], 1)}."


_TOLD: Final[dict[str, Callable[[Account, World], str]]] = {
    "deal": _deal_told, "concession": _concession_told, "breach": _breach_told, "warning": _rung_told, "sanction": _rung_told,
    "denial": _rung_told, "fall": _fall_told, "force": _force_told, "war_end": _war_end_told, "event": _event_told,
    "mediation": _mediation_told, "veto": _veto_told, "pressure": _pressure_told, "lead": _lead_told,
}  # fmt: skip
_REASONS: Final[dict[str, Callable[[Account, World], str]]] = {
    "breach": _breach_why, "fall": _fall_why, "force": _force_why, "war_end": _war_end_why, "warning": _rung_why,
    "sanction": _rung_why, "denial": _rung_why, "pressure": _pressure_why, "concession": _concession_why, "lead": _lead_why,
}  # fmt: skip


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
    luck = f"(chance a quarter {percent(t['chance'], 1)}, luck drew {percent(t['draw'], 1)})" if t else ""
    met = f"They met {luck}" if t else "By an offer that was taken"
    trust = ", ".join(f"{power_of(world, one.power)} trusts at {number(one.terms['trust'])}" for one in signed if one.terms)
    why = f"{met}; {gains}; {trust}. " + " ".join(reason(one, world) for one in given)
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
