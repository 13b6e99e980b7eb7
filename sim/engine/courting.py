"""Courting unpacked: powers divide their means among clients, and clients choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.core.axes import Array, Cube, OfClient, OfPower
from sim.core.world import State
from sim.engine.given import Given
from sim.engine.precedents import weighs
from sim.engine.quarrels import prestige
from sim.engine.stages import Enforcement, Spending
from sim.engine.watching import credibility
from sim.mechanisms import alignment as choice
from sim.mechanisms import elites, exclusion, force, patronage, precedent

Luck = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Courted:
    """How a turn's courting ended: the state, where means went, and what clients have of it.

    worth_of_arms  (r, p, c) ln(1 + M ρ / m₀), before need, as far as it is believed
    welfare         (r, 1, c) worth of all that a client has, less war
    """

    state: State
    spending: Spending
    worth_of_arms: Cube
    welfare: OfClient


def court(state: State, given: Given, luck: Luck, enforcement: Enforcement, deferred: Cube | None, *, opening: bool) -> Courted:
    """Support, then choice, then what money for elites does to governance."""
    state, spending = support_clients(state, given, enforcement, deferred)
    state, worth, welfare = choose(state, given, luck, enforcement, opening=opening)
    if _buys(given):
        known, told = given.params, given.params.of("elites")
        money = (known.elite_share * state.support * known.reach).sum(axis=1, keepdims=True)
        governance = elites.next_governance(state.governance, money, told.governance_wear, told.wear_scale)
        state = replace(state, governance=governance)
    return Courted(state, spending, worth, welfare)


def support_clients(state: State, given: Given, enforcement: Enforcement, deferred: Cube | None) -> tuple[State, Spending]:
    """Means divided among clients; arsenals, recognition, endorsement. Switched off: nothing flows and nothing changes."""
    known, told = given.params, given.params.of("patronage")
    means, attention = means_left(state, given, enforcement)
    if not given.on("patronage"):
        idle, none = np.zeros_like(means), np.zeros_like(state.support)
        return replace(state, support=none, arms=none), Spending(idle, idle, idle, idle, attention)
    allotment, home, contest, rest = _allotted(state, given, means, deferred)
    if enforcement.arriving is not None and given.excluded is not None:
        given.excluded.scale(enforcement.arriving, allotment)
    arms = allotment * given.arms_share
    recognition = patronage.next_recognition(state.recognition, known.recognition_rate)
    state = replace(
        state,
        support=allotment - arms,
        arms=arms,
        arsenal=told.arsenal_kept * state.arsenal + arms,
        recognition=recognition,
        endorsement=patronage.next_endorsement(state.endorsement, state.alignment, recognition, told.endorsement_rate),
    )
    return state, Spending(means, home, contest, rest, attention)


def means_left(state: State, given: Given, enforcement: Enforcement) -> tuple[OfPower, OfPower]:
    """What each power has for clients this turn, capability units, and its attention that is left for them, (r, p, 1) each."""
    known, told = given.params, given.params.of("patronage")
    wars = state.occupation.sum(axis=2, keepdims=True)
    attention = patronage.attention_left(wars, state.crisis_load, known.attention)
    cost = exclusion.enforcement_cost(enforcement.sanctions, known.exclusion, given.params.of("exclusion").sanction_cost)
    if weighs(given, "embargo"):
        cost = precedent.cost_of_opprobrium(cost, state.opprobrium, given.params.of("precedent").embargo)
    return patronage.means(known.capability, wars, told.war_drain, cost) * attention, attention


def _allotted(state: State, given: Given, means: OfPower, deferred: Cube | None) -> tuple[Cube, OfPower, OfPower, OfPower]:
    """What each power sets aside for each client, (r, p, c), and how much of it for home, contest and the rest, (r, p, 1).

    Clients lie in theatres: the claims of each power, and what nobody claims. A power has a budget for each theatre, and
    divides it there by marginal return.
    """
    theatres = given.layout.theatres
    weight = patronage.promise(given.params.reach, state.alignment, given.params.of("patronage").foothold)
    if deferred is not None:
        weight *= 1.0 - deferred
    weight = theatres.each(weight) * given.cares
    total = theatres.summed(weight)
    budget = budgets(state, given, means, total)
    allotment = theatres.gathered(patronage.divided(budget, total, weight, theatres.group))
    return allotment, *spent(given, budget)


def budgets(state: State, given: Given, means: OfPower, total: Array) -> Array:
    """What each power has for each theatre, (r, p, g), nothing where no place in it promises any return; total (r, p, g)."""
    known, theatres = given.params, given.layout.theatres
    home = known.hold_share
    rest: Array = np.maximum(1.0 - known.hold_share - known.contest_share, 0.0)
    if given.uses("counterbid"):
        encroached = state.encroachment.sum(axis=2, keepdims=True)
        home = patronage.home_share(home, rest, encroached, means, known.counterbid)
        rest = rest - (home - known.hold_share)
    parts = home * theatres.own + known.contest_share * theatres.rivals(state.pressure) + rest * theatres.open
    budget: Array = means * parts
    budget = budget * (total > 0.0)
    return budget if given.tilt is None else patronage.tilted(budget, given.tilt, known.focus)


def spent(given: Given, budget: Array) -> tuple[OfPower, OfPower, OfPower]:
    """How much of its budgets a power spends at home, in contests and on the rest, (r, p, 1) each."""
    theatres = given.layout.theatres
    home, contest, rest = ((budget * part).sum(axis=2, keepdims=True) for part in (theatres.own, theatres.foreign, theatres.open))
    return home, contest, rest


def choose(state: State, given: Given, luck: Luck, enforcement: Enforcement, *, opening: bool) -> tuple[State, Cube, OfClient]:
    """Clients move toward what is worth most to them. Switched off: alignment stays as it is.

    returns  the state, the worth of arms (r, p, c), and welfare (r, 1, c)
    """
    known, told = given.params, given.params.of("alignment")
    support, arms, welfare = _worth(state, given)
    if not given.on("alignment"):
        return state, arms, welfare
    alone = told.autonomy_weight * known.autonomy
    value = choice.value(
        support, arms, state.recognition, known.affinity, economic_need=known.economic_need, arms_need=known.arms_need,
        support_weight=told.support_weight, arms_weight=told.arms_weight, recognition_weight=told.recognition_weight,
        affinity_weight=told.affinity_weight,
    )  # fmt: skip
    admired = prestige(state, given)
    if admired is not None:
        value += admired
    value += state.leaning
    value += told.neighbour_weight * choice.neighbours_example(state.alignment, known.neighbours)
    if enforcement.punishment is not None and given.excluded is not None:
        given.excluded.spread(-enforcement.punishment, value)
    if opening:
        unexplained = choice.unexplained_pull(state.alignment, value, alone, told.temperature)
        state = replace(state, residual=told.anchoring * unexplained)
    value += state.residual
    if weighs(given, "odium"):
        value -= given.params.of("precedent").odium * state.opprobrium
    value += choice.noise(luck["drift"], told.drift)
    target = choice.target_shares(value, alone, told.temperature)
    pace = force.adjustment_under_war(told.adjustment, state.occupation, given.params.of("force").frozen_block)
    moved = choice.next_alignment(state.alignment, target, pace)
    return replace(state, alignment=moved, leaning=told.leaning_kept * state.leaning), arms, welfare


def _worth(state: State, given: Given) -> tuple[Cube, Cube, OfClient]:
    """Worth of support and of arms to who decides, before need, (r, p, c); and welfare (r, 1, c), without what elites get."""
    known, told = given.params, given.params.of("alignment")
    support = public = choice.worth_of_goods(state.support, known.reach, told.support_scale)
    if _buys(given):
        bought = elites.bought(known.elite_share, state.governance, given.params.of("elites").elite_return)
        support = choice.worth_of_goods(state.support * bought, known.reach, told.support_scale)
        public = choice.worth_of_goods(state.support * (1.0 - known.elite_share), known.reach, told.support_scale)
    arms = choice.worth_of_goods(state.arsenal, known.reach, told.arms_scale)
    welfare = choice.welfare(public, arms, known.economic_need, known.arms_need, state.occupation)
    believed = credibility(state, given)
    return (support, arms, welfare) if believed is None else (support * believed, arms * believed, welfare)


def _buys(given: Given) -> bool:
    """Whether any power pays clients' elites."""
    return given.on("elites") and given.uses("elite_share")
