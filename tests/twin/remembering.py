"""Memory, precedent and reputation: what is held against whom, what is on record, and whose word is worth what."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.twin.agents import Client, GreatPower, above, clip01, ratio


def remember(model: Any) -> None:
    """All of memory a turn later, from the state as the turn has left it; then what precedent makes of the turn."""
    verdicts = {p: _verdict(model, p) for p in model.powers} if model.on("precedent") else {}
    if model.on("memory"):
        later = [(relation, _relation(model, p, q)) for p in model.powers for q, relation in p.with_rivals()]
        standing = {p: _legitimacy(model, p) for p in model.powers}
        for relation, values in later:
            vars(relation).update(values)
        for p, legitimacy in standing.items():
            p.legitimacy = legitimacy
        told = model.told["memory"]
        model.norm_before = model.norm
        model.norm *= 1.0 - min(1.0, told.norm_erosion * sum(p.capability * p.uses for p in model.powers))
        model.norm += told.norm_recovery * (1.0 - model.norm)
    for p, (opprobrium, double) in verdicts.items():
        _put_on_record(model, p, opprobrium, double)
    if model.on("precedent"):
        model.bargains = model.told["precedent"].record_kept * model.bargains + model.signed


def _relation(model: Any, p: GreatPower, q: GreatPower) -> dict[str, float]:
    """Grievance, trust, condemnations and interdependence of p with q a turn later."""
    told, now, back = model.told["memory"], p.relations[q], q.relations[p]
    slights = sum(tie.salience * tie.alignment * (1.0 - q.ties[c].recognition) for c, tie in p.ties.items())
    grievance = told.grievance_kept * now.grievance + told.grievance_feed * now.felt + told.breach_feed * now.breach
    grievance += told.force_anger * now.anger + told.betrayal_anger * now.betrayed + told.nonrecognition_feed * slights
    trust = now.trust + told.trust_gain * (1.0 - now.trust) * (now.deal_age >= 0.0)
    trust *= 1.0 - told.betrayal_loss * now.betrayed
    trust *= above(1.0 - told.double_standard_loss * back.condemned * q.uses)
    ties = now.interdependence * (1.0 - _charge(p, q)) * (1.0 - _charge(q, p))
    growth = told.dependence_growth * told.joint_projects * min(now.trust, back.trust) * (1.0 - ties)
    if ties > 0.0:
        ties += growth - told.dependence_erosion * 0.5 * (now.pressure + back.pressure) * ties
    condemned = told.condemnation_kept * now.condemned + voice(model, p, q) * q.uses
    return {"grievance": grievance, "trust": trust, "condemned": condemned, "interdependence": ties}


def _charge(p: GreatPower, q: GreatPower) -> float:
    """Share of what ties them that p cuts for q's meddling, λ_p m_pq."""
    return float(p.linkage * min(1.0, ratio(p.relations[q].felt, p.contest_means())))


def _legitimacy(model: Any, p: GreatPower) -> float:
    told = model.told["memory"]
    enemy = max((q.relations[p].pressure for q, _ in p.with_rivals()), default=0.0)
    endorsed = sum(tie.endorsement for tie in p.ties.values()) / len(p.ties)
    risen = (told.rally * enemy + told.endorsement_gain * endorsed) * (1.0 - p.legitimacy)
    return clip01(p.legitimacy + risen - (told.legitimacy_wear + told.war_weariness * p.wars()) * p.legitimacy)


def voice(model: Any, p: GreatPower, q: GreatPower) -> float:
    """How loudly p condemns one use by q, V_pq: others' uses on record are quoted back."""
    others = sum(s.capability * (s.successes + s.failures) for s, _ in q.with_rivals())
    return float(p.preaching / (1.0 + _weights(model).quoting * others))


def _weights(model: Any) -> SimpleNamespace:
    """What precedents weigh: nothing where the mechanism is off."""
    told = model.told["precedent"]
    return told if model.on("precedent") else SimpleNamespace(**dict.fromkeys(vars(told), 0.0))


def _verdict(model: Any, q: GreatPower) -> tuple[float, dict[GreatPower, tuple[float, float]]]:
    """What is heeded of the condemnation of q's uses this turn; and q's double standards in others' eyes, late ones apart."""
    told, others = _weights(model), [p for p, _ in q.with_rivals()]
    listened = sum(
        p.capability * voice(model, p, q) / (1.0 + told.hypocrisy * (p.successes + p.failures)) for p in others
    )
    heeded = model.norm * ratio(listened, sum(p.capability for p in others))
    double = {}
    for p in others:
        late = told.hindsight * voice(model, q, p) * p.uses * (q.successes + q.failures)
        double[p] = late, late + q.relations[p].condemned * q.uses
    return heeded * q.uses, double


def _put_on_record(model: Any, q: GreatPower, opprobrium: float, double: dict[GreatPower, tuple[float, float]]) -> None:
    told = model.told["precedent"]
    q.successes = told.record_kept * q.successes + q.swift
    q.failures = told.record_kept * q.failures + q.uses - q.swift
    q.opprobrium = model.told["memory"].condemnation_kept * q.opprobrium + opprobrium
    if model.on("memory"):
        _resent(model, q, double)


def used(model: Any, p: GreatPower, c: Client, swift: bool) -> None:
    """A use of force by the timeline: remembered and on record at once, and judged as the mechanism precedent judges."""
    told = model.told["memory"]
    for q in model.powers:
        q.uses = int(q is p)
    verdicts = {q: _verdict(model, q) for q in model.powers}
    for q, now in p.with_rivals():
        back = q.relations[p]
        spoken = voice(model, q, p)
        back.grievance += told.force_anger * q.ties[c].salience
        back.trust *= above(1.0 - told.double_standard_loss * now.condemned)
        back.condemned += spoken
    model.norm *= 1.0 - min(1.0, told.norm_erosion * p.capability)
    for q, (opprobrium, double) in verdicts.items():
        q.opprobrium += opprobrium
        _resent(model, q, double)
    p.successes += swift
    p.failures += not swift


def _resent(model: Any, q: GreatPower, double: dict[GreatPower, tuple[float, float]]) -> None:
    """Double standards of q breed grievance in others; those that only hindsight sees cost trust (memory counts the rest)."""
    for p, (late, all_of_them) in double.items():
        p.relations[q].grievance += _weights(model).double_standard_anger * all_of_them
        p.relations[q].trust *= 1.0 - model.told["memory"].double_standard_loss * min(late, 1.0)


def watch(model: Any) -> None:
    """Reliability falls while accounts are open and then recovers; accounts are answered or forgotten."""
    if not model.on("reputation"):
        return
    told = model.told["reputation"]
    for p in model.powers:
        ignored = sum(r.unanswered * (1.0 - r.pressure) for _, r in p.with_rivals())
        p.reliability *= 1.0 - min(1.0, told.abandonment_loss * ignored)
        p.reliability += told.reliability_gain * (1.0 - p.reliability)
        for _, relation in p.with_rivals():
            relation.unanswered *= told.account_kept * (1.0 - relation.pressure)


def influence(p: GreatPower) -> float:
    """Σ_c s A / Σ_c s"""
    cared = sum(tie.salience for tie in p.ties.values())
    return ratio(sum(tie.salience * tie.alignment for tie in p.ties.values()), cared)


def appraise(model: Any) -> None:
    """What the turn promised each power against what it counted on, where any doctrine learns from that."""
    if not any(p.doctrine == "realist" for p in model.powers):
        return
    pace, rate = model.told["alignment"].adjustment, model.told["doctrine"].aspiration_rate
    for p in model.powers:
        now = influence(p)
        bound = p.influence_before + (now - p.influence_before) / pace if pace > 0.0 else now
        payoff = bound - 0.1 * ratio(p.spent, p.capability) - 0.1 * p.wars() + 0.1 * p.legitimacy
        payoff += sum(q.inducement * r.interdependence * (1.0 - r.pressure) for q, r in p.with_rivals())
        p.reward = payoff - p.aspiration if model.turn else 0.0
        p.aspiration = p.aspiration + rate * (payoff - p.aspiration) if model.turn else payoff
