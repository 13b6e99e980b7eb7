"""Upheaval and force: regimes that fall, powers that strike, wars that go on."""

from __future__ import annotations

from math import exp
from types import SimpleNamespace
from typing import Any

from tests.twin.agents import Client, GreatPower, above
from tests.twin.courting import grid

OPEN, SETTLED = 0.5, 0.01


def chance_of(odds: float) -> float:
    return odds / (1.0 + odds)


def bounded_exp(x: float) -> float:
    return exp(max(-700.0, min(700.0, x)))


def upset(model: Any) -> None:
    """Regimes fall, all by the same state; the memory of falls fades and is fed."""
    if not model.on("upheaval"):
        return
    told = model.told["upheaval"]
    fallen = [c for c in model.clients if model.below(model.luck["upheaval"][0][c.index], _fall_chance(told, c))]
    for c in model.clients:
        c.unrest = told.unrest_kept * c.unrest + (c in fallen)
    for c in fallen:
        topple(told, c, None)


def _fall_chance(told: SimpleNamespace, c: Client) -> float:
    recognised = sum(tie.alignment * tie.recognition for tie in c.ties.values())
    backing = sum(tie.alignment * tie.worth_of_arms for tie in c.ties.values())
    example = sum(weight * grid(min(d.unrest, 1.0), 26) for d, weight in c.neighbours.items())
    urge = told.insecurity_weight * c.insecurity + told.nonaligned_weight * (1.0 - c.aligned())
    urge -= told.recognition_weight * recognised + told.backing_weight * backing
    return chance_of(told.base_hazard * bounded_exp(urge) * (1.0 + told.contagion * example))


def topple(told: SimpleNamespace, c: Client, toward: GreatPower | None) -> None:
    """The new regime turns from its patron toward a power, or toward the largest of the others."""
    patron = c.patron()
    heir = toward or max((p for p in c.ties if p is not patron), key=lambda p: c.ties[p].alignment)
    held = c.ties[patron].alignment
    others = [tie for p, tie in c.ties.items() if p is not patron]
    rest = max(1.0 - held, sum(tie.alignment for tie in others))
    for tie in others:
        tie.alignment += tie.alignment / rest * told.swing * held if rest > 0.0 else 0.0
    c.ties[patron].alignment = held - told.swing * held
    c.ties[patron].leaning -= told.lean_shift
    c.ties[heir].leaning += told.lean_shift
    c.ties[patron].recognition *= 1.0 - told.withheld_recognition


def fight(model: Any) -> None:
    """Wars go on; then force is used, at most by one power in a client."""
    for p in model.powers:
        p.uses = p.swift = 0
        for _, relation in p.with_rivals():
            relation.anger = 0.0
    if not model.on("force"):
        return
    _wars_go_on(model)
    strikes = _strikes(model)
    outcomes = [(p, c, model.below(model.luck["strike"][0][c.index], success(model, p, c))) for c, p in strikes.items()]
    for p, c, swift in outcomes:
        p.uses += 1
        p.swift += swift
        used(model, p, c, swift)
        for q, _ in p.with_rivals():
            q.relations[p].anger += q.ties[c].salience


def used(model: Any, p: GreatPower, c: Client, swift: bool) -> None:
    """What a use of force does to the client and to who had something there."""
    for q, _ in p.with_rivals():
        q.relations[p].unanswered += q.ties[c].alignment
    if swift:
        removed(model, p, c)
        return
    told, tie = model.told["force"], p.ties[c]
    tie.alignment *= 1.0 - told.resentment
    tie.leaning -= told.war_lean
    tie.occupation = 1.0


def removed(model: Any, p: GreatPower, c: Client) -> None:
    """The regime is replaced by one of the power's choice."""
    told = model.told["force"]
    for q, tie in c.ties.items():
        if q is p:
            tie.alignment += told.grip * (1.0 - tie.alignment)
            tie.leaning += told.victor_lean
            tie.recognition, tie.occupation = 1.0, 0.0
        else:
            tie.alignment *= 1.0 - told.grip
            tie.recognition *= 1.0 - told.nonrecognition


def success(model: Any, p: GreatPower, c: Client) -> float:
    strength, resistance = p.capability * p.ties[c].reach, resistance_to(model, p, c)
    return float(strength / (strength + resistance)) if strength + resistance > 0.0 else 0.5


def resistance_to(model: Any, p: GreatPower, c: Client) -> float:
    arms = sum(tie.arsenal for q, tie in c.ties.items() if q is not p)
    return float(arms + model.told["force"].home_resistance * (1.0 - c.insecurity))


def stake(p: GreatPower, c: Client) -> float:
    tie = p.ties[c]
    return float(tie.salience * above(max(one.alignment for one in c.ties.values()) - tie.alignment))


def _strikes(model: Any) -> dict[Client, GreatPower]:
    """Who strikes where: in what it claims and another leads, without a war of its own there; of several the most eager."""
    margins: dict[Client, dict[GreatPower, float]] = {}
    wars = {p: p.wars() for p in model.powers}
    for p in model.powers:
        elsewhere = sum(weight for q, weight in wars.items() if q is not p)
        endorsed = sum(tie.endorsement for tie in p.ties.values()) / len(p.ties)
        for c in p.sphere():
            behind = p.ties[c].alignment < max(tie.alignment for tie in c.ties.values())
            if behind and p.ties[c].occupation == 0.0:
                drawn, chance = model.luck["force"][p.index][c.index], _force_chance(model, p, c, elsewhere, endorsed)
                if model.below(drawn, chance):
                    margins.setdefault(c, {})[p] = chance - drawn
    return {c: max(eager, key=lambda p: eager[p]) for c, eager in margins.items()}


def _force_chance(model: Any, p: GreatPower, c: Client, elsewhere: float, endorsed: float) -> float:
    told, others = model.told["force"], [q for q, _ in p.with_rivals()]
    deterrence = sum(
        q.ties[c].salience * q.ties[c].alignment * q.capability * q.ties[c].reach * model.credible(q) for q in others
    )
    urge = told.stake_weight * stake(p, c) + told.exclusion_weight * p.exclusion * (c in p.pulled)
    urge += told.opportunity_weight * elsewhere - told.norm_weight * model.norm * (1.0 - endorsed)
    urge -= told.resistance_weight * resistance_to(model, p, c) + told.deterrence_weight * deterrence
    return chance_of(told.rate * _readiness(model, p, c) * bounded_exp(urge))


def _readiness(model: Any, p: GreatPower, c: Client) -> float:
    """Propensity, times what others' record and one's own opprobrium make of it, times the fear of reform."""
    propensity = p.propensity
    if model.on("precedent"):
        told = model.told["precedent"]
        seen = sum(q.visibility * (q.successes - told.failure_weight * q.failures) for q, _ in p.with_rivals())
        propensity *= exp(max(-50.0, min(50.0, told.emulation * seen - told.protest_weight * p.opprobrium)))
    if model.on("elites"):
        propensity *= exp(p.reform_fear * c.governance)
    return float(propensity)


def _wars_go_on(model: Any) -> None:
    """Open wars are won, freeze or go on; frozen ones fade. One draw a client."""
    told, ends = model.told["force"], []
    for p in model.powers:
        for c, tie in p.ties.items():
            if tie.occupation <= 0.0:
                continue
            wins, drawn = told.victory_rate * success(model, p, c), model.luck["war"][0][c.index]
            if tie.occupation < OPEN:
                left = tie.occupation * told.frozen_kept
                ends.append((p, c, left if left >= SETTLED else 0.0, 0.0))
            elif model.below(drawn, wins):
                ends.append((p, c, 0.0, wins))
            elif model.below(drawn, wins + _freeze_chance(model, p, c, wins)):
                ends.append((p, c, told.frozen_weight, 0.0))
    surest: dict[Client, float] = {}
    for _, c, _, wins in ends:
        surest[c] = max(wins, surest.get(c, 0.0))
    for p, c, weight, wins in ends:
        if wins == 0.0:
            p.ties[c].occupation = weight
        elif wins == surest[c]:
            surest[c] = 2.0  # it falls to the first of equals; the others go on
            removed(model, p, c)


def _freeze_chance(model: Any, p: GreatPower, c: Client, wins: float) -> float:
    told, wanted = model.told["force"], stake(p, c)
    drain = model.told["patronage"].war_drain * (1.0 - told.frozen_weight)
    gain = drain + told.frozen_block * told.frozen_weight * wanted - wins * wanted
    factor = bounded_exp(told.freeze_weight * gain)
    return float(told.freeze_rate * factor / (1.0 + told.freeze_rate * (factor - 1.0)))
