"""The summit: powers break their bargains, meet, go between others, and agree who stands back from whom."""

from __future__ import annotations

from itertools import combinations
from math import exp
from typing import Any

from tests.twin.agents import Client, GreatPower, ratio
from tests.twin.table import HAIR, NOTHING, SLACK, Issue, Package, Table


def bargain(model: Any) -> None:
    """Bargains grow older, may be broken, and are struck by pairs that have none."""
    for p in model.powers:
        for _, relation in p.with_rivals():
            relation.deal_age += relation.deal_age >= 0.0
            relation.betrayed = 0.0
    model.signed = 0
    if not model.on("summit"):
        return
    for breaker, victim in [(p, q) for p in model.powers for q, _ in p.with_rivals() if _breaks(model, p, q)]:
        victim.relations[breaker].betrayed = 1.0
        void(breaker, victim)
    _meet(model)


def void(p: GreatPower, q: GreatPower) -> None:
    """The bargain between two powers is no more."""
    for relation in (p.relations[q], q.relations[p]):
        relation.deal_age = -1.0
        relation.deference = dict.fromkeys(relation.deference, 0.0)


def _breaks(model: Any, p: GreatPower, q: GreatPower) -> bool:
    told, relation = model.told["summit"], p.relations[q]
    if relation.deal_age <= 0.0:
        return False
    forgone = sum(y * p.ties[c].salience * q.ties[c].alignment for c, y in relation.deference.items())
    forgone += _at_home(p)
    received = sum(y * p.ties[c].salience * p.ties[c].alignment for c, y in q.relations[p].deference.items())
    urge = told.temptation * (forgone - received) + told.hold_up * owes(model, p, q)
    odds = told.breach_rate * exp(max(-700.0, min(700.0, urge - told.trust_restraint * relation.trust - told.enforcement)))
    return bool(model.below(model.luck["breach"][p.index][q.index], odds / (1.0 + odds)))


def _at_home(p: GreatPower) -> float:
    """What hostility brings p at home, η (1 - ℓ) Σ_c s_pc."""
    return float(p.hostility_payoff * (1.0 - p.legitimacy) * sum(tie.salience for tie in p.ties.values()))


def outside(p: GreatPower) -> float:
    """What p expects without a bargain."""
    return float(p.disagreement + _at_home(p))


def moves_first(model: Any, p: GreatPower, q: GreatPower) -> bool:
    """Whether p moves before q: the named first mover; else the stronger; of equals the first listed."""
    named = model.option("summit", "first_mover")
    if named in (p.index, q.index):
        return bool(named == p.index)
    return (p.capability, -p.index) > (q.capability, -q.index)


def owes(model: Any, p: GreatPower, q: GreatPower) -> bool:
    """Whether p has received from q and not yet delivered."""
    if model.option("summit", "delivery") != "sequential":
        return False
    young = 0.0 <= p.relations[q].deal_age < model.told["summit"].delivery_lag
    return young and moves_first(model, q, p)


def stands_back(model: Any, p: GreatPower, c: Client) -> float:
    """D_pc: the share of a client from which p stands back for anybody."""
    return min(1.0, sum(
        relation.deference[c] for q, relation in p.with_rivals() if relation.deal_age >= 0.0 and not owes(model, p, q)
    ))  # fmt: skip


def _meet(model: Any) -> None:
    """All meetings bargain on the same state; what they sign is written down afterwards."""
    told, rate = model.told["summit"], model.told["summit"].rate
    if model.on("precedent"):
        rate = min(1.0, rate * (1.0 + model.told["precedent"].bargain_habit * model.bargains))
    agreed = []
    for p, q in combinations(model.powers, 2):
        if not model.may_meet(p, q) or p.relations[q].deal_age >= 0.0:
            continue
        via = _mediator(model, p, q)
        if via is not None or model.below(model.luck["summit"][p.index][q.index], rate):
            by_p, by_q = _negotiated(model, p, q, via, told.least_gain)
            if any((*by_p.values(), *by_q.values())):
                agreed.append((p, q, via, by_p, by_q))
    for p, q, via, by_p, by_q in agreed:
        sign(model, p, q, by_p, by_q)
        if via is not None:
            _reward(model, p, q, via, {c: max(by_p[c], by_q[c]) for c in by_p})
    model.signed = len(agreed)


def sign(model: Any, p: GreatPower, q: GreatPower, by_p: dict[Client, float], by_q: dict[Client, float]) -> None:
    """Write a bargain down: deference, age 0, and open accounts for what was given away."""
    for one, other, given in ((p, q, by_p), (q, p, by_q)):
        relation = one.relations[other]
        relation.deference, relation.deal_age = dict(given), 0.0
        relation.unanswered += sum(y * one.ties[c].alignment for c, y in given.items())


def _negotiated(
    model: Any, p: GreatPower, q: GreatPower, via: GreatPower | None, least: float
) -> tuple[dict[Client, float], dict[Client, float]]:
    """How far p and q stand back from each client: over one table, or one for each region."""
    tables = [model.agenda] if model.option("summit", "linkage") else [
        [c for c in model.agenda if c.region == region] for region in sorted({c.region for c in model.clients})
    ]  # fmt: skip
    by_p, by_q = dict.fromkeys(model.clients, 0.0), dict.fromkeys(model.clients, 0.0)
    for clients in tables:
        if not clients:
            continue
        table = Table(_issues(model, p, q, via, clients), outside(p), outside(q))
        package = _protocol(model, table, p, q)
        if package is not None and _signs(model, package, least):
            for one, taken in zip(table.issues, package.taken, strict=True):
                share = round(taken) if abs(taken - round(taken)) < HAIR else taken
                (by_q if one.by_q else by_p)[one.client] = share if one.by_q else 1.0 - share
    return by_p, by_q


def _signs(model: Any, package: Package, least: float) -> bool:
    """Both gain at least what is asked for, and something."""
    asked = max(least - SLACK, NOTHING)
    return not any(model.below(gained, asked) for gained in (package.p, package.q))


def _issues(model: Any, p: GreatPower, q: GreatPower, via: GreatPower | None, clients: list[Client]) -> list[Issue]:
    on_table = [c for c in clients if p.claims(c) or q.claims(c)]
    asked = [Issue(c, True, gain(p, q, via, c), loss(model, q, c)) for c in on_table]
    return asked + [Issue(c, False, loss(model, p, c), gain(q, p, via, c)) for c in on_table]


def gain(p: GreatPower, q: GreatPower, via: GreatPower | None, c: Client) -> float:
    """What p gains where q stands back, τ s_pc A_qc; a mediator vouches for q as far as p believes it."""
    trust = p.relations[q].trust
    if via is not None:
        trust = max(trust, p.relations[via].trust * via.relations[q].trust)
    return float(trust * p.ties[c].salience * q.ties[c].alignment)


def loss(model: Any, p: GreatPower, c: Client) -> float:
    """What standing back costs p, s_pc A_pc and the costs of conceding."""
    norm_cost = model.told["summit"].norm_cost * model.norm
    if model.on("precedent"):
        norm_cost /= 1.0 + model.told["precedent"].bargain_ease * model.bargains
    return float(p.ties[c].salience * p.ties[c].alignment + p.concession_cost + p.audience_cost + norm_cost)


def _protocol(model: Any, table: Table, p: GreatPower, q: GreatPower) -> Package | None:
    least, p_first = model.told["summit"].least_gain, moves_first(model, p, q)
    match model.option("summit", "protocol"):
        case "nash":
            return table.nash(p.bargaining_power / (p.bargaining_power + q.bargaining_power))
        case "egalitarian":
            return table.proportional(1.0, 1.0)
        case "kalai_smorodinsky":
            return table.kalai_smorodinsky()
        case "rubinstein":
            patient = [one.patience ** (1.0 + one.latency) for one in (p, q)]
            return table.rubinstein(patient[0], patient[1], p_first)
        case "ultimatum":
            return table.best_for_p(least) if p_first else table.best_for_q(least)
        case other:
            raise ValueError(f"the twin has no protocol {other!r}")


def _mediator(model: Any, p: GreatPower, q: GreatPower) -> GreatPower | None:
    """The most eager of the powers that offer to go between two, if it is heard."""
    if not model.on("mediation"):
        return None
    told = model.told["mediation"]
    disputed = [c for c in model.agenda if p.claims(c) or q.claims(c)]
    chances = {}
    for b in model.powers:
        if b not in (p, q):
            interest = ratio(sum(b.ties[c].salience for c in disputed), len(disputed))
            heard = min(p.relations[b].trust, q.relations[b].trust)
            worth = (interest + b.mediation_prestige - told.effort) / told.temperature
            chances[b] = b.brokerage * heard / (1.0 + exp(min(-worth, 700.0)))
    best = max(chances, key=lambda b: chances[b], default=None)
    drawn = model.luck["mediation"][p.index][q.index]
    return best if best is not None and model.below(drawn, chances[best]) else None


def _reward(model: Any, p: GreatPower, q: GreatPower, via: GreatPower, settled: dict[Client, float]) -> None:
    """An accord closes a share of the gap to full trust in who brokered it and to its full legitimacy, and gives it pull."""
    told = model.told["mediation"]
    for party in (p, q):
        party.relations[via].trust += told.gratitude * (1.0 - party.relations[via].trust)
    via.legitimacy += told.standing * (1.0 - via.legitimacy)
    for c, share in settled.items():
        via.ties[c].leaning += told.pull * share
