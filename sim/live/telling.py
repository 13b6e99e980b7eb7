"""What is to be told of a turn: its events in sentences, and the tables at which powers met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.core.world import State, TimelineEvent, World
from sim.engine.bargaining import Meetings, Negotiation, negotiated
from sim.engine.given import Given
from sim.engine.reasons import ONE, Account
from sim.engine.stepper import Stepper
from sim.events.bargains import worth
from sim.live.view import DealTable, Event, Issue
from sim.reports.telling import of_turn
from sim.reports.wording import capital, number, the

GRAVE = ("fall", "force", "deal", "breach", "event", "war_end", "veto")
SLIGHT = ("warning", "pressure", "lead")


@dataclass(frozen=True, slots=True)
class Told:
    """One turn: the events that a feed shows, and the tables at which powers met or were made an offer."""

    events: tuple[Event, ...] = ()
    tables: tuple[DealTable, ...] = ()


def told_of(t: int, stepper: Stepper, before: State, accounts: Sequence[Account]) -> Told:
    """What is to be told of turn t, which has just been played.

    before  the state that it began with
    """
    world, turned = stepper.world, stepper.turned
    all_of_it = [*accounts, *_new_leaders(t, before, stepper.state)]
    quarter = world.calendar.quarter(t)
    events = tuple(
        Event(t, quarter, one.kind, one.actors, one.text, 2 if one.kind in GRAVE else 0 if one.kind in SLIGHT else 1, one.why)
        for one in of_turn(all_of_it, world)
    )
    met = turned.summits if turned else None
    negotiations = negotiated(met.meetings, met.state, stepper.given) if met else []
    tables = [table_of(one, place, world, quarter) for one in negotiations for place in _first(one)]
    offers = [offer_table(event, before, stepper.given, quarter, all_of_it) for event in world.timeline
              if event.event == "offer" and event.at == t]  # fmt: skip
    return Told(events, (*tables, *offers))


def _new_leaders(t: int, before: State, after: State) -> Iterator[Account]:
    """Clients whose most followed power is another than a turn ago."""
    old, new = before.alignment[0].argmax(axis=0), after.alignment[0].argmax(axis=0)
    for client in np.flatnonzero(old != new):
        shares = after.alignment[0, :, client]
        was, is_ = int(old[client]), int(new[client])
        yield Account(t, "lead", is_, was, int(client), float(shares[is_]), "", {"before": float(shares[was])})


def _first(one: Negotiation) -> list[int]:
    """The meetings of the first replicate among those of a negotiation."""
    return np.flatnonzero(one.meetings.rows == 0).tolist()


def table_of(one: Negotiation, place: int, world: World, quarter: str, offered_by: str | None = None) -> DealTable:
    """A meeting as a table: the stakes, the package of the protocol, and why it was signed or not."""
    p, q = int(one.meetings.p[place]), int(one.meetings.q[place])
    first, second = world.powers[p], world.powers[q]
    table, agreed = one.table, one.agreed
    stakes = np.stack([table.gain_p[place], table.loss_p[place], table.gain_q[place], table.loss_q[place],
                       agreed.given_by_p[place], agreed.given_by_q[place]], axis=1)  # fmt: skip
    issues = [
        Issue(world.clients[c], *(float(value) for value in stakes[c]))
        for c in np.argsort(-stakes[:, :4].sum(axis=1), kind="stable")
        if stakes[c, :4].any()
    ]
    total = float(agreed.gain_p[place, 0]), float(agreed.gain_q[place, 0])
    least = float(np.ravel(one.least)[place if one.least.shape[0] > 1 else 0])
    signed = bool(one.signs[place])
    return DealTable(
        quarter, first, second, tuple(issues), *total, float(one.nash[0, place]), float(one.nash[1, place]), least, signed,
        _why((p, q), total, least, signed, world), offered_by,
    )  # fmt: skip


def _why(pair: tuple[int, int], total: tuple[float, float], least: float, signed: bool, world: World) -> str:
    """Why they signed, or did not, in a sentence."""
    names = [the(world.power_names[p]) for p in pair]
    gains = f"{names[0]} gains {number(total[0])} and {names[1]} {number(total[1])}"
    if signed:
        return capital(f"{gains}; each asks at least {number(least)}, so they sign.")
    if max(abs(total[0]), abs(total[1])) < 1e-12:
        return "Nothing on the table leaves both better off, so there is no package to sign."
    short = [name for name, gain in zip(names, total, strict=True) if gain < least - 1e-9]
    if not short:
        return capital(f"{gains}, which is nothing to sign for.")
    return capital(f"{gains}; each asks at least {number(least)}, so {' and '.join(short)} will not sign.")


def standing_table(world: World, state: State, given: Given, p: int, q: int, quarter: str) -> list[DealTable]:
    """What two powers would find on the table if they met in this state, and the package that the protocol would pick.

    One table, or one for each region where regions are not linked.
    """
    p, q = min(p, q), max(p, q)
    meeting = Meetings(ONE, ONE + p, ONE + q)
    return [table_of(one, 0, world, quarter) for one in negotiated(meeting, state, given)]


def offer_table(event: TimelineEvent, before: State, given: Given, quarter: str, accounts: Sequence[Account]) -> DealTable:
    """An offer that was made: its terms, what it is worth to both, and whether it was taken."""
    told, world = event.arguments, given.world
    p, q = int(told["power"]), int(told["rival"])
    rows, bound = ONE, before.deal_age[0, p, q] >= 0.0
    signed = any(one.kind == "deal" and {one.power, one.rival} == {p, q} for one in accounts) and not bound
    gives, gets = told["gives"], told["gets"]
    total = [float(worth(before, given.params, rows, *side, on=world.enabled)[0])
             for side in ((p, q, gives, gets), (q, p, gets, gives))]  # fmt: skip
    issues = [_offered(c, before, given, p, q, told) for c in dict.fromkeys((*gives, *gets))]
    least = float(given.params.of("summit").least_gain[0, 0, 0])
    names = the(world.power_names[p]), the(world.power_names[q])
    if bound:
        why = f"A bargain stands between {names[0]} and {names[1]}, so no other is heard."
    else:
        verb = "takes" if signed else "refuses"
        asks = f"it is worth {number(total[1])} to it, and it asks at least {number(least)}"
        why = f"{names[1]} {verb} the offer of {names[0]}: {asks}."
    return DealTable(quarter, world.powers[p], world.powers[q], tuple(issues), total[0], total[1], 0.0, 0.0, least, signed,
                     capital(why), world.powers[p])  # fmt: skip


def _offered(c: int, state: State, given: Given, p: int, q: int, told: Mapping[str, Any]) -> Issue:
    """One client of an offer, with its stakes for both."""

    def stakes(me: int, other: int) -> tuple[float, float]:
        cases = ((), (c,)), ((), ()), ((c,), ())
        on = given.world.enabled
        got, neither, gave = (float(worth(state, given.params, ONE, me, other, *terms, on=on)[0]) for terms in cases)
        return got - neither, neither - gave

    return Issue(given.world.clients[c], *stakes(p, q), *stakes(q, p), float(c in told["gives"]), float(c in told["gets"]))
