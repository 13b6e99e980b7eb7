"""Perception, doctrine and forbearance: from what rivals did last turn to pressure on each of them."""

from __future__ import annotations

from math import exp, log
from types import SimpleNamespace
from typing import Any

from tests.twin.agents import GreatPower, above, clip01, ratio
from tests.twin.doctrines import DOCTRINES

WORST = 1e-3


def perceive(model: Any) -> None:
    """Encroachment Z and felt F of this turn, and beliefs from last turn's protest."""
    protests = {(p, q): (r.felt, r.encroachment) for p in model.powers for q, r in p.with_rivals()}
    for p in model.powers:
        for q, relation in p.with_rivals():
            _perceive(model, p, q, relation)
            if model.on("perception") and protests[q, p][1] > 0.0:
                felt, done = protests[q, p]
                relation.belief += p.learning * (min(1.0, felt / done) - relation.belief)


def _perceive(model: Any, p: GreatPower, q: GreatPower, relation: SimpleNamespace) -> None:
    told = model.told["perception"]
    there = {c: q.ties[c].support + told.arms_alarm * q.ties[c].arms for c in p.sphere()}
    relation.encroachment = sum(there.values())
    if not model.on("perception"):
        relation.felt = relation.seen = relation.encroachment
        return
    spread = told.misperception * (1.0 + told.haste_error / (1.0 + p.latency))
    share = exp(spread * model.luck["perception"][p.index][q.index] - spread**2 / 2.0)
    share *= 1.0 + p.regime_fear * sum(min(c.unrest, 1.0) for c in p.sphere())
    relation.seen = relation.encroachment * share
    relation.felt = sum(above(p.ties[c].salience * e * share - p.reaction_threshold) for c, e in there.items())


def press(model: Any) -> None:
    """Pressure on each rival that claims a sphere; all powers decide on the same state."""
    for p in model.powers:
        for _, relation in p.with_rivals():
            relation.pressed_before = relation.pressure
    decided = {p: _pressures(model, p) for p in model.powers} if model.on("doctrine") else {}
    for p in model.powers:
        for q, relation in p.with_rivals():
            relation.pressure = decided[p][q] if decided else 0.0


def _pressures(model: Any, p: GreatPower) -> dict[GreatPower, float]:
    told = model.told["doctrine"]
    asked, remembered = DOCTRINES[p.doctrine](p, Sight(model, p))
    wishes = {}
    for q, relation in p.with_rivals():
        relation.doctrine_memory = remembered.get(q, 0.0)
        wish = asked[q] + p.hostility_payoff * (1.0 - p.legitimacy)
        wish *= 1.0 + told.coercion * above(q.depends_on(p) - p.depends_on(q))
        if relation.order >= 0.0:
            wish = relation.order
        wishes[q] = clip01(wish) * (1.0 - told.dependence_restraint * p.depends_on(q)) if q.sphere() else 0.0
    total = max(1.0, sum(wishes.values()))
    return {
        q: p.relations[q].pressure + (wish / total - p.relations[q].pressure) / (1.0 + p.latency)
        for q, wish in wishes.items()
    }


class Sight:
    """What a power sees of each rival when its doctrine decides."""

    def __init__(self, model: Any, p: GreatPower) -> None:
        self.model, self.p, self.below = model, p, model.below

    def provocation(self, q: GreatPower) -> float:
        return ratio(self.p.relations[q].seen, self.p.contest_means())

    def breach(self, q: GreatPower) -> float:
        return ratio(self.p.relations[q].breach, self.p.contest_means())

    def stake(self, q: GreatPower) -> float:
        return sum(q.ties[c].salience * q.ties[c].alignment for c in q.sphere())

    def prospect(self, q: GreatPower) -> float:
        relation = self.p.relations[q]
        return relation.trust if self.model.may_meet(self.p, q) and relation.deal_age < 0.0 else 0.0

    def threat(self, q: GreatPower) -> float:
        return q.announced * q.linkage * self.p.depends_on(q)

    def luck(self, q: GreatPower) -> float:
        return float(self.model.luck["doctrine"][self.p.index][q.index])


def forbear(model: Any) -> None:
    """What judges relieve, suitors hold back and the ashamed hide; orders stand. Conduct is last turn's pressure."""
    if not (model.on("forbearance") and any(p.prize > 0.0 or p.shame > 0.0 for p in model.powers)):
        return
    m = model.told["forbearance"].decisiveness
    won = {p: {q: _favour(model, p, q, m) for q, _ in p.with_rivals()} for p in model.powers}
    for p in model.powers:
        for q, relation in p.with_rivals():
            if relation.order >= 0.0:
                continue
            left = relation.pressure * (1.0 - p.prize * won[p][q])
            slope = q.prize * m * won[q][p] * (1.0 - won[q][p]) / max(1.0 - relation.pressed_before, WORST)
            left *= 1.0 - clip01(p.courtship * slope)
            gap = above((q.successes - q.failures) - (p.successes - p.failures))
            relation.pressure = left * (1.0 - p.shame * gap / (1.0 + p.shame * gap))


def _favour(model: Any, judge: GreatPower, suitor: GreatPower, m: float) -> float:
    """t_pq: the suitor's share of the judge's favour, by conduct, over the clients that it claims."""
    def weight(conduct: float) -> float:
        return exp(m * log(max(conduct, WORST)))

    won = stakes = 0.0
    for c in model.quarrelled(suitor):
        most = max(tie.alignment for tie in c.ties.values())
        rivals = {s: r.pressed_before for s in model.powers if s is not judge for r in (s.relations[judge],)}
        everybody = weight(c.ties[judge].alignment / most if most > 0.0 else 1.0)
        everybody += sum(weight(1.0 - pressed) for s, pressed in rivals.items() if s.claims(c))
        won += judge.ties[c].salience * weight(1.0 - rivals[suitor]) / everybody
        stakes += judge.ties[c].salience
    return ratio(won, stakes)
