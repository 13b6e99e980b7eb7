"""Summits and breaches unpacked: who meets this turn, what they agree, and who breaks what was agreed before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.core.axes import Array, Cube, Dyad, Mask, nonzero
from sim.core.world import Indices, State, of_power, of_rows
from sim.engine.given import Given
from sim.engine.happenings import NOBODY, Happening
from sim.engine.mediating import go_between, rewarded
from sim.engine.precedents import weighs
from sim.engine.watching import sold
from sim.mechanisms import doctrine, mediation, precedent, summit

Luck = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Who meets: replicate rows and the two powers, (m,) each; and who mediates, NOBODY where none does, None where none ever."""

    rows: Indices
    p: Indices
    q: Indices
    via: Indices | None = None

    def some(self, which: Mask) -> Meetings:
        """The meetings where `which` (m,) is true."""
        return Meetings(self.rows[which], self.p[which], self.q[which], None if self.via is None else self.via[which])

    def cells(self, array: Array, power: Indices) -> Array:
        """Row of a cube for one of the two powers, (m, c); of a power vector, (m, 1)."""
        return of_power(array, self.rows, power)

    def scalar(self, array: Array) -> Array:
        """A scalar parameter, (m | 1, 1)."""
        return of_rows(array, self.rows)[:, :, 0]

    def trust(self, trust: Dyad, me: Indices, other: Indices) -> Array:
        """What `me` trusts `other`, (m, 1), or what both trust who mediates, if that is more."""
        direct = trust[self.rows, me, other]
        if self.via is not None:
            through = mediation.vouched(direct, trust[self.rows, me, self.via], trust[self.rows, self.via, other])
            direct = np.where(self.via == NOBODY, direct, through)
        return direct[:, None]


@dataclass(frozen=True, slots=True)
class Negotiation:
    """What some meetings (m,) came to over one table: the stakes, the package that the protocol picked, who signed.

    nash  (2, m) gains of both at the Nash point;  least  (m | 1, 1) the gain that each asks;  signs  (m,) bool
    """

    meetings: Meetings
    table: summit.Table
    agreed: summit.Package
    nash: Array
    least: Array
    signs: Mask


@dataclass(frozen=True, slots=True)
class Summits:
    """Who met in a turn, and the state in which they did; what they came to is `negotiated`."""

    meetings: Meetings
    state: State


def bargain(state: State, given: Given, luck: Luck) -> tuple[State, Dyad, list[Happening], Summits | None]:
    """Breaches of standing deals, then new meetings; returns also who betrayed whom, (r, p, q) 1 where q betrayed p.

    Switched off: nobody meets; what was agreed before (by an accord of the timeline) stands and is kept.
    """
    betrayals = np.zeros_like(state.trust)
    age = state.deal_age + (state.deal_age >= 0.0)
    state = replace(state, deal_age=age)
    if not given.on("summit"):
        return state, betrayals, [], None
    state, broken = _broken(state, given, luck, betrayals)
    state, agreed, summits = _met(state, given, luck)
    return state, betrayals, broken + agreed, summits


def deferred(state: State, given: Given) -> Cube | None:
    """Share of each client that p stands back from, Σ_q y_pqc held to 1, (r, p, c); what is owed and not delivered not yet.

    None where no deal is in force in any replicate.
    """
    rows, p, q = nonzero(state.deal_age >= 0.0)
    if not len(rows):
        return None
    total = np.zeros_like(state.alignment)
    delivered = 1.0 - owing(state, given)[rows, p, q]
    np.add.at(total, (rows, p), state.deference[rows, p, q] * delivered[:, None])
    total[rows, p] = np.minimum(total[rows, p], 1.0)
    return total


def owing(state: State, given: Given) -> Dyad:
    """1 where p has received from q and not yet delivered: the second mover, before the delivery lag has passed."""
    if given.option("summit", "delivery") != "sequential":
        return np.zeros_like(state.trust)
    young = (state.deal_age >= 0.0) & (state.deal_age < given.params.of("summit").delivery_lag)
    return young * _second(given)


def _second(given: Given) -> Array:
    """(r|1, p, q), 1 where q moves before p: the named first mover, else the stronger (the first listed where equal)."""
    first = given.option("summit", "first_mover")
    capability = given.params.capability
    order = np.arange(capability.shape[1])
    stronger = (capability.swapaxes(1, 2) > capability) | (
        (capability.swapaxes(1, 2) == capability) & (order[None, None, :] < order[None, :, None])
    )
    if first is None:
        return stronger * 1.0
    named = (order == first) * 1.0
    by_strength = stronger * (1.0 - named[:, None]) * (1.0 - named[None, :])
    return by_strength + named[None, None, :] * (1.0 - named[None, :, None])


def temptations(state: State, given: Given, deals: Meetings) -> dict[str, Array]:
    """What tempts p to break its deal with q, (d,) each: forgone, received, trust, owing, and the chance that it does."""
    rows, p, q = deals.rows, deals.p, deals.q
    told, salience = given.params.of("summit"), deals.cells(given.params.salience, p)
    terms = {
        "forgone": (state.deference[rows, p, q] * salience * state.alignment[rows, q]).sum(axis=1),
        "received": (state.deference[rows, q, p] * salience * state.alignment[rows, p]).sum(axis=1),
        "trust": state.trust[rows, p, q],
        "owing": owing(state, given)[rows, p, q],
    }
    if given.uses("hostility_payoff"):
        payoff = deals.cells(given.params.hostility_payoff, p)
        terms["forgone"] += doctrine.at_table(deals.cells(state.legitimacy, p), payoff, salience)[:, 0]
    weights = {
        name: deals.scalar(told[name])[:, 0]
        for name in ("breach_rate", "temptation", "trust_restraint", "enforcement", "hold_up")
    }
    return terms | {"chance": summit.breach_chance(*terms.values(), **weights)}


def _broken(state: State, given: Given, luck: Luck, betrayals: Dyad) -> tuple[State, list[Happening]]:
    """Let powers break their deals, noted in `betrayals` (r, p, q). A deal that either breaks is void for both."""
    deals = Meetings(*nonzero(state.deal_age >= 0.0))
    if not len(rows := deals.rows):
        return state, []
    p, q = deals.p, deals.q
    chance = temptations(state, given, deals)["chance"]
    # A deal is broken at the earliest after the turn in which it was signed.
    breaks = (luck["breach"][rows, p, q] < chance) & (state.deal_age[rows, p, q] > 0.0)
    if not breaks.any():
        return state, []
    r, breaker, victim = rows[breaks], p[breaks], q[breaks]
    betrayals[r, victim, breaker] = 1.0
    deference, deal_age = state.deference.copy(order="K"), state.deal_age.copy(order="K")
    for one, other in ((breaker, victim), (victim, breaker)):
        deference[r, one, other] = 0.0
        deal_age[r, one, other] = -1.0
    age = state.deal_age[r, breaker, victim]
    return replace(state, deference=deference, deal_age=deal_age), [Happening("breach", r, breaker, victim, amount=age)]


def _met(state: State, given: Given, luck: Luck) -> tuple[State, list[Happening], Summits | None]:
    """Let pairs without a deal meet, bargain, and sign what leaves both better off."""
    told, pairs = given.params.of("summit"), given.layout.pairs
    free = state.deal_age[:, pairs[:, 0], pairs[:, 1]] < 0.0
    rate = told.rate
    if weighs(given, "bargain_habit"):
        rate = precedent.quickened(rate, state.bargains, given.params.of("precedent").bargain_habit)
    comes = luck["summit"][:, pairs[:, 0], pairs[:, 1]] < rate[:, 0]
    via, offered = go_between(state, given, luck, free) if given.on("mediation") and given.uses("brokerage") else (None, [])
    rows, which = nonzero(free & (comes if via is None else comes | (via != NOBODY)))
    if not len(rows):
        return state, [], None
    meetings = Meetings(rows, pairs[which, 0], pairs[which, 1], None if via is None else via[rows, which])
    summits, meetings = Summits(meetings, state), meetings.some(_promising(meetings, state, given))
    if not len(rows := meetings.rows):
        return state, offered, summits
    negotiations = negotiated(meetings, state, given)
    given_by_p, given_by_q = np.zeros((2, len(rows), len(given.layout.on_agenda)))
    gains, fair = np.zeros((2, 2, len(rows)))
    for one in negotiations:
        given_by_p += one.agreed.given_by_p * one.signs[:, None]
        given_by_q += one.agreed.given_by_q * one.signs[:, None]
        gains += np.array([one.agreed.gain_p[:, 0], one.agreed.gain_q[:, 0]]) * one.signs
        fair += one.nash * one.signs
    struck: Mask = np.asarray((given_by_p + given_by_q).any(axis=1))
    signed, by_p, by_q = meetings.some(struck), given_by_p[struck], given_by_q[struck]
    state, happened = _signed(signed, state, by_p, by_q, gains[:, struck], fair[:, struck])
    if signed.via is not None:
        state, rewards = rewarded(state, given, signed.rows, signed.p, signed.q, signed.via, np.maximum(by_p, by_q))
        happened = [*offered, *happened, *rewards]
    return state, happened, summits


def _promising(meetings: Meetings, state: State, given: Given) -> Mask:
    """Which meetings may end in a deal, (m,): most cannot, and need not be negotiated to know it."""
    outside, hope = _outside(meetings, state, given), np.zeros(len(meetings.rows), dtype=bool)
    least = meetings.scalar(given.params.of("summit").least_gain)
    for agenda in _agendas(given):
        hope |= summit.promising(table(meetings, state, given, agenda), *outside, least)
    return hope


def negotiated(meetings: Meetings, state: State, given: Given) -> list[Negotiation]:
    """What each meeting comes to: over one table, or over one for each region where regions are not linked."""
    return [_negotiated(meetings, state, given, agenda) for agenda in _agendas(given)]


def _agendas(given: Given) -> list[Array]:
    """The clients on each table, (c,) 1 where one is on it."""
    agenda, linked = given.layout.on_agenda, given.option("summit", "linkage")
    return [one for one in ([agenda] if linked else [agenda * region for region in given.layout.regions]) if one.any()]


def _outside(meetings: Meetings, state: State, given: Given) -> tuple[Array, Array]:
    """What either side expects without a bargain, (m, 1) each, utility."""
    if not given.uses("hostility_payoff"):  # hostility brings nobody anything
        return meetings.cells(given.params.disagreement, meetings.p), meetings.cells(given.params.disagreement, meetings.q)
    p, q = (summit.outside(state, given.params, meetings.rows, power) for power in (meetings.p, meetings.q))
    return p, q


def _negotiated(meetings: Meetings, state: State, given: Given, agenda: Array) -> Negotiation:
    """The package that the protocol picks for each meeting, and whether both sign it."""
    offered = table(meetings, state, given, agenda)
    chain = summit.frontier(offered, *_outside(meetings, state, given))
    least = meetings.scalar(given.params.of("summit").least_gain)
    share = _chosen(chain, meetings, given, least)
    agreed = summit.package(chain, share)
    nash = np.array(summit.utilities(chain, summit.nash_share(chain, np.full_like(chain.p[:, :1], 0.5))))[:, :, 0]
    return Negotiation(meetings, offered, agreed, nash, least, summit.signed(agreed, least))


def table(meetings: Meetings, state: State, given: Given, agenda: Array) -> summit.Table:
    """What lies on the table of each meeting: for each client on the agenda (c,) that either claims, gains and losses."""
    p, q, claims = meetings.p, meetings.q, given.layout.claims[0]
    on_table = agenda * (claims[p] | claims[q])
    eased = weighs(given, "bargain_ease")
    (gain_p, loss_p), (gain_q, loss_q) = (
        summit.stakes(state, given.params, meetings.rows, me, other,
                      trust=meetings.trust(state.trust, me, other), on_table=on_table, eased=eased)
        for me, other in ((p, q), (q, p))
    )  # fmt: skip
    return summit.Table(gain_p, loss_q, gain_q, loss_p)


def _chosen(chain: summit.Frontier, meetings: Meetings, given: Given, least: Array) -> Array:
    """Where on the frontier the protocol ends."""
    known, protocol = given.params, given.option("summit", "protocol")
    if protocol == "nash":
        power_p = meetings.cells(known.bargaining_power, meetings.p)
        power_q = meetings.cells(known.bargaining_power, meetings.q)
        return summit.nash_share(chain, power_p / (power_p + power_q))
    if protocol == "egalitarian":
        ones = np.ones_like(chain.p[:, :1])
        return summit.proportional_share(chain, ones, ones)
    if protocol == "kalai_smorodinsky":
        best_p, best_q = summit.ideals(chain)
        return summit.proportional_share(chain, np.maximum(best_p, 0.0), np.maximum(best_q, 0.0))
    q_first = _second(given)[meetings.rows if _second(given).shape[0] > 1 else 0, meetings.p, meetings.q][:, None]
    if protocol == "rubinstein":
        of_p, of_q = (
            summit.patience_of(meetings.cells(known.patience, who), meetings.cells(known.latency, who))
            for who in (meetings.p, meetings.q)
        )
        return summit.rubinstein_share(chain, of_p, of_q, 1.0 - q_first)
    leaves = replace(chain, p=chain.p - least * q_first, q=chain.q - least * (1.0 - q_first))
    return summit.nash_share(leaves, 1.0 - q_first)


def _signed(
    meetings: Meetings, state: State, by_p: Array, by_q: Array, gains: Array, fair: Array
) -> tuple[State, list[Happening]]:
    """Write what was signed into the state and into the record."""
    rows, p, q = meetings.rows, meetings.p, meetings.q
    if not len(rows):
        return state, []
    deference, deal_age = state.deference.copy(order="K"), state.deal_age.copy(order="K")
    deference[rows, p, q], deference[rows, q, p] = by_p, by_q
    deal_age[rows, p, q] = deal_age[rows, q, p] = 0.0
    happened = [
        Happening("deal", rows, p, q, amount=gains[0], detail="first"),
        Happening("deal", rows, q, p, amount=gains[1], detail="second"),
        Happening("nash_distance", rows, p, q, amount=np.sqrt(((gains - fair) ** 2).sum(axis=0))),
    ]
    for concedes, gets, amount in ((p, q, by_p), (q, p, by_q)):
        state = sold(state, rows, concedes, gets, amount)
        m, client = nonzero(amount != 0.0)
        if len(m):
            happened.append(Happening("concession", rows[m], concedes[m], gets[m], client, amount[m, client]))
    return replace(state, deference=deference, deal_age=deal_age), happened
