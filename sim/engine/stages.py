"""The stages of a turn unpacked: what each mechanism reads of the state, and what it writes back.

Each stage takes the state and what is given and returns the next state with what else it has to tell. No rule stands here;
rules are in `sim.mechanisms`. A mechanism that is switched off leaves the neutral answer that its stage names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.core.axes import Array, Dyad, OfPower, clients_of, laid_out, nonzero
from sim.core.world import State
from sim.engine.cells import of_powers
from sim.engine.given import Claims, Given
from sim.engine.happenings import Happening
from sim.engine.quarrels import depends, threats, ties
from sim.mechanisms import doctrine, exclusion, memory, perception

Luck = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Enforcement:
    """What exclusion does this turn in the pairs of `given.excluded` (k,), None where nothing is excluded.

    punishment   what each power's pull on the client loses, (r, p, k), utility
    arriving     share of each power's flow that arrives, (r, p, k)
    force_rungs  (r, 1, k): 1, weighed by strictness, where the ladder has passed denial
    sanctions    (r, p, 1): clients that p has under sanctions
    """

    punishment: Array | None
    arriving: Array | None
    force_rungs: Array | None
    sanctions: OfPower


@dataclass(frozen=True, slots=True)
class Spending:
    """Where the means of a turn went, capability units, each (r, p, 1); attention is the share 0..1 left for clients."""

    means: OfPower
    home: OfPower
    contest: OfPower
    open: OfPower
    attention: OfPower

    @property
    def total(self) -> OfPower:
        return self.home + self.contest + self.open


def perceive(state: State, given: Given, luck: Luck) -> tuple[State, Dyad]:
    """Felt encroachment and beliefs; returns also the perceived effort of q in what p claims, (r, p, q).

    Switched off: every act is felt at its face value, and nobody learns.
    """
    known, told, claimed = given.params, given.params.of("perception"), given.layout.claimed
    there = perception.effort(claimed.there(state.support), claimed.there(state.arms), told.arms_alarm)
    encroachment = _by_claimer(claimed, there, given)
    if not given.on("perception"):
        return replace(state, encroachment=encroachment, felt=encroachment), encroachment
    share = perceived_shares(state, given, luck)
    seen = there * clients_of(share.swapaxes(1, 2), claimed.by)
    threshold = known.reaction_threshold[:, claimed.by, 0][:, None]
    felt = _by_claimer(claimed, perception.felt_here(claimed.each(known.salience)[:, None], seen, threshold), given)
    return replace(state, encroachment=encroachment, felt=felt, belief=protested(state, given)), encroachment * share


def perceived_shares(state: State, given: Given, luck: Luck) -> Dyad:
    """What p sees of what q does, over what q does, (r, p, q)."""
    known, told = given.params, given.params.of("perception")
    spread = perception.misperception_in_haste(told.misperception, told.haste_error, known.latency)
    share = perception.perceived_share(luck["perception"], spread)
    return share * perception.alarm(state.unrest, known.claim, known.regime_fear) if given.uses("regime_fear") else share


def protested(state: State, given: Given) -> Dyad:
    """What p takes for q's salience after q's last protest, (r, p, q)."""
    if not given.learns:
        return state.belief
    protest, encroached = state.felt.swapaxes(1, 2), state.encroachment.swapaxes(1, 2)
    return perception.learned(state.belief, protest, encroached, given.params.learning)


def _by_claimer(claimed: Claims, there: Array, given: Given) -> Dyad:
    """What rivals do in the claimed pairs, (r, q, k), summed for each power that claims: (r, p, q), 0 for itself."""
    dyad = laid_out(np.zeros((len(there), *given.layout.others.shape)))
    if len(claimed.by):
        dyad[:, claimed.claimers] = claimed.summed(there).swapaxes(1, 2)
    dyad *= given.layout.others
    return dyad


def press(state: State, given: Given, luck: Luck, seen: Dyad) -> State:
    """Pressure by each power's doctrine. Switched off: nobody presses anybody."""
    if not given.on("doctrine"):
        return replace(state, pressure=np.zeros_like(state.pressure))
    told, layout = given.params.of("doctrine"), given.layout
    wish, remembered, notes = np.zeros_like(state.pressure), np.zeros_like(state.doctrine_memory), state.doctrine_notes
    for rule, rows, parameters in given.roles:
        sights = {name: of_powers(sight(name, state, given, luck, seen), rows) for name in rule.sees}
        asked, kept = rule.decide(sights, parameters)
        wish[:, rows] = asked
        if "notes" in rule.sees:
            notes = notes.copy(order="K")
            notes[:, rows] = kept
        elif kept is not None:
            remembered[:, rows] = kept
    dependence = depends(state, given)
    if given.uses("hostility_payoff"):
        wish = doctrine.spurred(wish, state.legitimacy, given.params.hostility_payoff)
    if given.uses("doctrine.coercion"):
        wish = doctrine.coercive(wish, dependence, told.coercion)
    ordered = state.order >= 0.0
    if ordered.any():
        wish = np.where(ordered, state.order, wish)
    pressure = doctrine.held_pressure(wish, layout.rivals, dependence, told.dependence_restraint)
    if given.uses("latency"):
        pressure = doctrine.delayed(pressure, state.pressure, given.params.latency)
    return replace(state, pressure=pressure, doctrine_memory=remembered, doctrine_notes=notes)


_HELD = {"own_pressure": "pressure", "leverage": "belief", "memory": "doctrine_memory", "notes": "doctrine_notes"}


def sight(name: str, state: State, given: Given, luck: Luck, seen: Dyad) -> Array:
    """What all powers see under one of `sim.doctrines.SIGHTS`, (r, p, q) or (r, p, 1)."""
    known, layout = given.params, given.layout
    match name:
        case "own_pressure" | "leverage" | "memory" | "notes":
            return getattr(state, _HELD[name])
        case "provocation":
            return doctrine.provocation(seen, known.capability * known.contest_share)
        case "breach":
            return doctrine.provocation(state.breach, known.capability * known.contest_share)
        case "rival_occupied":
            wars = state.occupation.sum(axis=2, keepdims=True).swapaxes(1, 2)
            return wars * layout.others
        case "rival_stake":
            stakes = (known.salience * layout.claims * state.alignment).sum(axis=2, keepdims=True)
            return stakes.swapaxes(1, 2) * layout.others
        case "prospect":
            return state.trust * layout.may_meet * (state.deal_age < 0.0)
        case "interdependence":
            return depends(state, given)
        case "threat":
            return threats(state, given)
        case "luck":
            return luck["doctrine"]
        case "rivals":
            return layout.rivals * 1.0
        case _:
            return getattr(state, name)


def exclude(state: State, given: Given) -> tuple[State, Enforcement, list[Happening]]:
    """Breaches of exclusions, by last turn's flows, and what is done about them. Switched off: all is tolerated."""
    sanctions = np.zeros_like(state.legitimacy)
    if not given.on("exclusion"):
        return state, Enforcement(None, None, None, sanctions), []
    # Where nothing is barred (any more) no breach goes on, and what there was is worked off.
    clock = exclusion.next_clock(state.breach_clock, np.zeros(1)) if state.breach_clock.any() else state.breach_clock
    barred = given.excluded
    if barred is None:
        state = replace(state, breach_clock=clock, breach=np.zeros_like(state.breach))
        return state, Enforcement(None, None, None, sanctions), []
    known, told = given.params, given.params.of("exclusion")
    goods = barred.there(state.support), barred.there(state.arms)
    own = {name: known[name][:, barred.by, 0][:, None] for name in _EXCLUDER}  # (r, 1, k)
    strictness, patience = own["exclusion"], own["exclusion_patience"]
    beyond = exclusion.breach(
        *goods, exclusion.dependence(goods[0] + goods[1], told.dependence_scale), barred.there(state.recognition),
        support_tolerance=own["support_tolerance"], arms_tolerance=own["arms_tolerance"],
        dependence_tolerance=own["dependence_tolerance"], recognition_tolerance=own["recognition_tolerance"],
        arms_alarm=given.params.of("perception").arms_alarm,
        dependence_breach=told.dependence_breach, recognition_breach=told.recognition_breach,
    ) * (given.layout.others[:, barred.by] * (strictness > 0.0))  # fmt: skip
    total = beyond.sum(axis=1, keepdims=True)
    share = beyond / (total + (total == 0.0))
    before = barred.each(state.breach_clock)[:, None]
    after = exclusion.next_clock(before, total > 0.0)
    level, earlier = exclusion.rung(after, patience), exclusion.rung(before, patience)
    clock = clock.copy(order="K")
    clock[:, barred.by, barred.client] = after[:, 0]
    sanctions[:, barred.claimers] = barred.summed((level >= 2.0) * (strictness > 0.0) * 1.0).swapaxes(1, 2)
    strength = (known.capability[:, barred.by, 0] * barred.each(known.reach))[:, None]
    blows = exclusion.punishment(
        level, share, strictness=strictness, strength=strength, economic_need=known.economic_need[:, :, barred.client],
        warning=told.warning, sanction=told.sanction,
    )  # fmt: skip
    arriving = 1.0 - exclusion.denied(level, share, strictness=strictness, denial=told.denial)
    state = replace(state, breach_clock=clock, breach=_by_claimer(barred, beyond, given))
    enforcement = Enforcement(blows, arriving, strictness * (level >= 4.0), sanctions)
    return state, enforcement, climbed(barred, level, earlier)


_EXCLUDER = ("exclusion", "exclusion_patience", "support_tolerance", "arms_tolerance", "dependence_tolerance",
             "recognition_tolerance")  # fmt: skip


def climbed(barred: Claims, level: Array, earlier: Array) -> list[Happening]:
    """Rungs of the ladder that were reached this turn; level and earlier (r, 1, k)."""
    happened: list[Happening] = []
    if not (level > earlier).any():
        return happened
    for step, kind in ((1.0, "warning"), (2.0, "sanction"), (3.0, "denial")):
        rows, _, k = nonzero((level >= step) & (earlier < step))
        if len(rows):
            happened.append(Happening(kind, rows, barred.by[k], client=barred.client[k], amount=step))
    return happened


def remember(state: State, given: Given, uses: OfPower, anger: Dyad, betrayals: Dyad, spoken: Dyad) -> State:
    """Grievance, trust, the norm, legitimacy, interdependence. Switched off: nothing is remembered and nothing fades.

    uses  uses of force by each power this turn;  anger  Σ_c s_pc over q's uses;  betrayals  1 where q broke its word to p
    spoken  (r|1, p, q|1) how loudly p condemns a use by q
    """
    if not given.on("memory"):
        return state
    known, told, others = given.params, given.params.of("memory"), given.layout.others
    grievance = memory.next_grievance(
        state.grievance, state.felt, state.breach, grievance_kept=told.grievance_kept,
        grievance_feed=told.grievance_feed, breach_feed=told.breach_feed,
    )  # fmt: skip
    struck, betrayed = uses.any(), betrayals.any()
    if struck or betrayed:
        grievance += told.force_anger * anger + told.betrayal_anger * betrayals
    if given.uses("memory.nonrecognition_feed"):
        slights = memory.unrecognised(state.alignment, state.recognition, known.salience)
        grievance += told.nonrecognition_feed * slights
    trust = memory.kept_trust(state.trust, (state.deal_age >= 0.0) * 1.0, told.trust_gain)
    if betrayed:
        trust = memory.betrayed_trust(trust, betrayals, told.betrayal_loss)
    if struck:
        trust = memory.disappointed_trust(trust, state.condemned, uses, told.double_standard_loss)
    wars = state.occupation.sum(axis=2, keepdims=True)
    return replace(
        state, grievance=grievance, trust=trust,
        condemned=memory.next_condemned(state.condemned, uses, spoken, others, told.condemnation_kept),
        norm=memory.next_norm(state.norm, uses, known.capability, norm_erosion=told.norm_erosion,
                              norm_recovery=told.norm_recovery),
        legitimacy=memory.next_legitimacy(
            state.legitimacy, state.pressure.max(axis=1)[:, :, None], wars,
            state.endorsement.mean(axis=2, keepdims=True), legitimacy_wear=told.legitimacy_wear, rally=told.rally,
            war_weariness=told.war_weariness, endorsement_gain=told.endorsement_gain,
        ),
        interdependence=memory.next_interdependence(
            ties(state, given), state.trust, state.pressure, joint_projects=told.joint_projects,
            dependence_growth=told.dependence_growth, dependence_erosion=told.dependence_erosion,
        ),
    )  # fmt: skip
