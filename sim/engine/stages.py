"""The stages of a turn unpacked: what each mechanism reads of the state, and what it writes back.

Each stage takes the state and what is given and returns the next state with what else it has to tell. No rule stands here;
rules are in `sim.mechanisms`. A mechanism that is switched off leaves the neutral answer that its stage names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.core.axes import Array, Cube, Dyad, OfPower
from sim.core.world import State
from sim.doctrines import DOCTRINES
from sim.engine.given import Given
from sim.engine.happenings import Happening
from sim.mechanisms import alignment as choice
from sim.mechanisms import doctrine, exclusion, force, memory, patronage, perception, upheaval

Luck = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Enforcement:
    """What exclusion does this turn, each (r, p, c) but `sanctions` (r, p, 1): clients that p has under sanctions."""

    punishment: Cube
    denied: Cube
    force_rungs: Cube
    sanctions: OfPower


@dataclass(frozen=True, slots=True)
class Spending:
    """Where the means of a turn went, capability units, each (r, p, 1); attention is the share 0..1 left for clients."""

    means: OfPower
    home: OfPower
    contest: OfPower
    open: OfPower
    attention: OfPower


def perceive(state: State, given: Given, luck: Luck) -> tuple[State, Dyad]:
    """Felt encroachment and beliefs; returns also the perceived effort of q in what p claims, (r, p, q).

    Switched off: every act is felt at its face value, and nobody learns.
    """
    known, told = given.params, given.params.of("perception")
    done = perception.effort(state.support, state.arms, told.arms_alarm)
    encroachment, felt = np.zeros_like(state.felt), np.zeros_like(state.felt)
    on = given.on("perception")
    share = perception.perceived_share(luck["perception"], told.misperception) if on else np.ones_like(felt)
    for p, sphere in enumerate(given.layout.spheres):
        there = done[:, :, sphere]
        encroachment[:, p] = there.sum(axis=2)
        if on:
            seen = there * share[:, p, :, None]
            here = perception.felt_here(known.salience[:, p : p + 1, sphere], seen, known.reaction_threshold[:, p : p + 1])
            felt[:, p] = here.sum(axis=2)
    encroachment *= given.layout.others
    felt = felt * given.layout.others if on else encroachment
    belief = state.belief
    if on and given.learns:
        protest, encroached = state.felt.swapaxes(1, 2), state.encroachment.swapaxes(1, 2)
        belief = perception.learned(belief, protest, encroached, known.learning)
    return replace(state, encroachment=encroachment, felt=felt, belief=belief), encroachment * share


def press(state: State, given: Given, luck: Luck, seen: Dyad) -> State:
    """Pressure by each power's doctrine. Switched off: nobody presses anybody."""
    if not given.on("doctrine"):
        return replace(state, pressure=np.zeros_like(state.pressure))
    known, told, layout = given.params, given.params.of("doctrine"), given.layout
    contest_means = known.capability * known.contest_share
    sights = {
        "provocation": doctrine.provocation(seen, contest_means),
        "felt": state.felt,
        "grievance": state.grievance,
        "trust": state.trust,
        "own_pressure": state.pressure,
        "interdependence": state.interdependence,
        "legitimacy": state.legitimacy,
        "rival_occupied": state.occupation.sum(axis=2, keepdims=True).swapaxes(1, 2),
        "breach": doctrine.provocation(state.breach, contest_means),
        "prospect": state.trust * layout.may_meet * (state.deal_age < 0.0),
        "leverage": state.belief,
        "rival_stake": (known.salience * layout.claims * state.alignment).sum(axis=2, keepdims=True).swapaxes(1, 2)
        * layout.others,
        "memory": state.doctrine_memory,
        "luck": luck["doctrine"],
    }
    wish, remembered = np.zeros_like(state.pressure), np.zeros_like(state.doctrine_memory)
    for role in given.world.doctrines:
        seen_by = {name: sight if sight.shape[1] == 1 else sight[:, role.rows] for name, sight in sights.items()}
        asked, kept = DOCTRINES[role.name].decide(seen_by, role.parameters)
        wish[:, role.rows] = asked
        if kept is not None:
            remembered[:, role.rows] = kept
    pressure = doctrine.held_pressure(wish, layout.rivals, state.interdependence, told.dependence_restraint)
    return replace(state, pressure=pressure, doctrine_memory=remembered)


def exclude(state: State, given: Given) -> tuple[State, Enforcement, list[Happening]]:
    """Breaches of exclusions, by last turn's flows, and what is done about them. Switched off: all is tolerated."""
    none = np.zeros_like(state.alignment)
    sanctions = np.zeros_like(state.legitimacy)
    if not (given.on("exclusion") and given.excluders):
        return state, Enforcement(none, none, none, sanctions), []
    known, told = given.params, given.params.of("exclusion")
    clock, breaches = state.breach_clock.copy(), np.zeros_like(state.breach)
    punishment, denied, force_rungs = none, none.copy(), none.copy()
    happened: list[Happening] = []
    depends = exclusion.dependence(state.support + state.arms, told.dependence_scale)
    for p in given.excluders:
        sphere, own = given.layout.spheres[p], slice(p, p + 1)
        strictness = known.exclusion[:, own]
        beyond = exclusion.breach(
            state.support[:, :, sphere], state.arms[:, :, sphere], depends[:, :, sphere], state.recognition[:, :, sphere],
            support_tolerance=known.support_tolerance[:, own], arms_tolerance=known.arms_tolerance[:, own],
            dependence_tolerance=known.dependence_tolerance[:, own],
            recognition_tolerance=known.recognition_tolerance[:, own],
            arms_alarm=given.params.of("perception").arms_alarm,
            dependence_breach=told.dependence_breach, recognition_breach=told.recognition_breach,
        )  # fmt: skip
        beyond = beyond * (given.layout.others[p][:, None] * (strictness > 0.0))
        breaches[:, p] = beyond.sum(axis=2)
        total = beyond.sum(axis=1, keepdims=True)
        before = clock[:, own, sphere]
        after = exclusion.next_clock(before, total > 0.0)
        clock[:, own, sphere] = after
        level = exclusion.rung(after, known.exclusion_patience[:, own])
        share = beyond / (total + (total == 0.0))
        punishment[:, :, sphere] += exclusion.punishment(
            level, share, strictness=strictness, strength=known.capability[:, own] * known.reach[:, own, sphere],
            economic_need=known.economic_need[:, :, sphere], warning=told.warning, sanction=told.sanction,
        )  # fmt: skip
        arriving = 1.0 - exclusion.denied(level, share, strictness=strictness, denial=told.denial)
        denied[:, :, sphere] = 1.0 - (1.0 - denied[:, :, sphere]) * arriving
        force_rungs[:, own, sphere] = strictness * (level >= 4.0)
        sanctions[:, own] = (level >= 2.0).sum(axis=2, keepdims=True)
        earlier = exclusion.rung(before, known.exclusion_patience[:, own])
        for step, kind in ((1.0, "warning"), (2.0, "sanction"), (3.0, "denial")):
            rows, _, cells = np.nonzero((level >= step) & (earlier < step))
            if len(rows):
                happened.append(Happening(kind, rows, p, client=sphere[cells], amount=step))
    state = replace(state, breach_clock=clock, breach=breaches)
    return state, Enforcement(punishment, denied, force_rungs, sanctions), happened


def support_clients(state: State, given: Given, enforcement: Enforcement, deferred: Cube) -> tuple[State, Spending]:
    """Means divided among clients; arsenals, recognition, endorsement. Switched off: nothing flows and nothing changes."""
    known, told, layout = given.params, given.params.of("patronage"), given.layout
    wars = state.occupation.sum(axis=2, keepdims=True)
    attention = patronage.attention_left(wars, state.crisis_load, known.attention)
    if not given.on("patronage"):
        idle = np.zeros_like(wars)
        none = np.zeros_like(state.support)
        return replace(state, support=none, arms=none), Spending(idle, idle, idle, idle, attention)
    cost = exclusion.enforcement_cost(enforcement.sanctions, known.exclusion, given.params.of("exclusion").sanction_cost)
    means = patronage.means(known.capability, wars, told.war_drain, cost) * attention
    promise = patronage.promise(known.reach, state.alignment, deferred, told.foothold)
    wanted = promise * known.salience
    allotment = patronage.divided(means * known.hold_share, wanted * layout.claims)
    home = allotment.sum(axis=2, keepdims=True)
    to_rest = patronage.divided(means * (1.0 - known.hold_share - known.contest_share), wanted * layout.unclaimed)
    open_spend = to_rest.sum(axis=2, keepdims=True)
    allotment += to_rest
    contest_means = means * known.contest_share
    contest = np.zeros_like(home)
    for q, sphere in enumerate(layout.spheres):
        if len(sphere):
            theirs = layout.contested[:, :, sphere] & (layout.others[:, q : q + 1] > 0.0)
            cares = known.salience[:, :, sphere] + known.motive * (
                known.salience[:, q : q + 1, sphere] - known.salience[:, :, sphere]
            )
            spent = patronage.divided(
                contest_means * state.pressure[:, :, q : q + 1], promise[:, :, sphere] * cares * theirs
            )
            contest += spent.sum(axis=2, keepdims=True)
            allotment[:, :, sphere] += spent
    delivered = allotment * (1.0 - enforcement.denied)
    arms = delivered * patronage.arms_share(known.arms_portfolio, known.arms_need, known.economic_need)
    recognition = patronage.next_recognition(state.recognition, known.recognition_rate)
    state = replace(
        state,
        support=delivered - arms,
        arms=arms,
        arsenal=told.arsenal_kept * state.arsenal + arms,
        recognition=recognition,
        endorsement=patronage.next_endorsement(
            state.endorsement, state.alignment, recognition, told.endorsement_rate
        ),
    )
    return state, Spending(means, home, contest, open_spend, attention)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a client has from each power before need and taste, (r, p, c): ln(1 + goods ρ / scale)."""

    support: Cube
    arms: Cube


def choose(state: State, given: Given, luck: Luck, punishment: Cube, opening: bool) -> tuple[State, Worth]:
    """Clients move toward what is worth most to them. Switched off: alignment stays as it is."""
    known, told = given.params, given.params.of("alignment")
    worth = Worth(
        choice.worth_of_goods(state.support, known.reach, told.support_scale),
        choice.worth_of_goods(state.arsenal, known.reach, told.arms_scale),
    )
    if not given.on("alignment"):
        return state, worth
    alone = told.autonomy_weight * known.autonomy
    value = (
        told.support_weight * known.economic_need * worth.support
        + told.arms_weight * known.arms_need * worth.arms
        + told.recognition_weight * state.recognition
        + told.affinity_weight * known.affinity
        + state.leaning
        - punishment
        + told.neighbour_weight * choice.neighbours_example(state.alignment, known.neighbours)
    )
    residual = state.residual
    if opening:
        residual = told.anchoring * choice.unexplained_pull(state.alignment, value, alone, told.temperature)
    value += residual
    value += choice.noise(luck["drift"], told.drift)
    target = choice.target_shares(value, alone, told.temperature)
    pace = force.adjustment_under_war(told.adjustment, state.occupation, given.params.of("force").frozen_block)
    moved = choice.next_alignment(state.alignment, target, pace)
    return replace(state, alignment=moved, leaning=told.leaning_kept * state.leaning, residual=residual), worth


def upset(state: State, given: Given, luck: Luck, worth: Worth) -> tuple[State, list[Happening]]:
    """Regimes fall. Switched off: none does, and the memory of falls stays as it is."""
    if not given.on("upheaval"):
        return state, []
    known, told = given.params, given.params.of("upheaval")
    chance = upheaval.fall_chance(
        known.insecurity,
        1.0 - state.alignment.sum(axis=1, keepdims=True),
        (state.alignment * state.recognition).sum(axis=1, keepdims=True),
        (state.alignment * worth.arms).sum(axis=1, keepdims=True),
        choice.neighbours_example(np.minimum(state.unrest, 1.0), known.neighbours),
        told,
    )
    fallen = luck["upheaval"] < chance
    unrest = upheaval.next_unrest(state.unrest, fallen, told.unrest_kept)
    rows, _, clients = np.nonzero(fallen)
    if not len(rows):
        return replace(state, unrest=unrest), []
    moved, leaning, recognition, patrons = upheaval.topple(
        state.alignment, state.leaning, state.recognition, rows, clients, told
    )
    state = replace(state, alignment=moved, leaning=leaning, recognition=recognition, unrest=unrest)
    return state, [Happening("fall", rows, patrons, client=clients)]


def remember(state: State, given: Given, uses: OfPower, anger: Dyad, betrayals: Dyad) -> State:
    """Grievance, trust, the norm, legitimacy, interdependence. Switched off: nothing is remembered and nothing fades.

    uses  uses of force by each power this turn;  anger  Σ_c s_pc over q's uses;  betrayals  1 where q broke its word to p
    """
    if not given.on("memory"):
        return state
    known, told, others = given.params, given.params.of("memory"), given.layout.others
    grievance = memory.next_grievance(
        state.grievance, state.felt, state.breach, grievance_kept=told.grievance_kept,
        grievance_feed=told.grievance_feed, breach_feed=told.breach_feed,
    )  # fmt: skip
    grievance += told.force_anger * anger + told.betrayal_anger * betrayals
    trust = memory.kept_trust(state.trust, state.deal_age >= 0.0, told.trust_gain)
    trust = memory.betrayed_trust(trust, betrayals, told.betrayal_loss)
    trust = memory.disappointed_trust(trust, state.condemned, uses, told.double_standard_loss)
    wars = state.occupation.sum(axis=2, keepdims=True)
    return replace(
        state,
        grievance=grievance,
        trust=trust,
        condemned=memory.next_condemned(state.condemned, uses, known.preaching, others, told.condemnation_kept),
        norm=memory.next_norm(
            state.norm, uses, known.capability, norm_erosion=told.norm_erosion, norm_recovery=told.norm_recovery
        ),
        legitimacy=memory.next_legitimacy(
            state.legitimacy, state.pressure.max(axis=1)[:, :, None], wars,
            state.endorsement.mean(axis=2, keepdims=True), legitimacy_wear=told.legitimacy_wear, rally=told.rally,
            war_weariness=told.war_weariness, endorsement_gain=told.endorsement_gain,
        ),
        interdependence=memory.next_interdependence(
            state.interdependence, state.trust, state.pressure, joint_projects=told.joint_projects,
            dependence_growth=told.dependence_growth, dependence_erosion=told.dependence_erosion,
        ),
    )  # fmt: skip

