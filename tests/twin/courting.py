"""Exclusion, patronage and alignment: what is barred, what is given, and what the clients choose."""

from __future__ import annotations

from math import exp, log
from typing import Any

from tests.twin.agents import Client, GreatPower, above, clip01, ratio
from tests.twin.summit import stands_back


def grid(x: float, bits: int) -> float:
    """The nearest multiple of 2**-bits."""
    return round(x * 2.0**bits) / 2.0**bits


def worth_of_goods(amount: float, reach: float, scale: float) -> float:
    """ln(1 + x ρ / x₀) on a grid of 2**-28."""
    return grid(log(1.0 + amount * reach / scale), 28)


def exclude(model: Any) -> None:
    """Breaches of exclusions by last turn's flows, and what is done about them this turn."""
    for q in model.powers:
        for tie in q.ties.values():
            tie.punishment, tie.arriving = 0.0, 1.0
    for p in model.powers:
        p.sanctioned, p.pulled = 0, set()
        if not model.on("exclusion"):
            continue
        for _, relation in p.with_rivals():
            relation.breach = 0.0
        for c, tie in p.ties.items():
            breaches = _breaches(model, p, c) if p.exclusion > 0.0 and p.claims(c) else {}
            total = sum(breaches.values())
            tie.breach_clock = tie.breach_clock + 1.0 if total > 0.0 else above(tie.breach_clock - 1.0)
            if breaches:
                _enforce(model, p, c, breaches, total)


def _breaches(model: Any, p: GreatPower, c: Client) -> dict[GreatPower, float]:
    told, alarm = model.told["exclusion"], model.told["perception"].arms_alarm
    goods = sum(tie.support + tie.arms for tie in c.ties.values()) + told.dependence_scale
    found = {}
    for q, relation in p.with_rivals():
        tie = q.ties[c]
        found[q] = (
            above(tie.support - p.support_tolerance) + alarm * above(tie.arms - p.arms_tolerance)
            + told.dependence_breach * above((tie.support + tie.arms) / goods - p.dependence_tolerance)
            + told.recognition_breach * above(tie.recognition - p.recognition_tolerance)
        )  # fmt: skip
        relation.breach += found[q]
    return found


def _enforce(model: Any, p: GreatPower, c: Client, breaches: dict[GreatPower, float], total: float) -> None:
    """Warning at once, then a rung for each `exclusion_patience` turns: sanctions, denial, a pull toward force."""
    told, tie = model.told["exclusion"], p.ties[c]
    rung = (tie.breach_clock > 0.0) + sum(tie.breach_clock >= k * p.exclusion_patience for k in (1.0, 2.0, 3.0))
    blow = told.warning * (rung >= 1) + told.sanction * p.capability * tie.reach * c.economic_need * (rung >= 2)
    for q, beyond in breaches.items():
        share = ratio(beyond, total)
        q.ties[c].punishment += p.exclusion * share * blow
        if share > 0.0 and rung >= 3:
            q.ties[c].arriving *= 1.0 - p.exclusion * told.denial
    p.sanctioned += rung >= 2
    if rung >= 4:
        p.pulled.add(c)


def support(model: Any) -> None:
    """Means are divided among clients; arsenals, recognition and endorsement follow."""
    told = model.told["patronage"]
    for p in model.powers:
        allotted, p.spent = _allotted(model, p) if model.on("patronage") else (dict.fromkeys(model.clients, 0.0), 0.0)
        for c, tie in p.ties.items():
            amount = allotted[c] * tie.arriving
            tie.arms = amount * _arms_share(p, c)
            tie.support = amount - tie.arms
            if model.on("patronage"):
                tie.arsenal = told.arsenal_kept * tie.arsenal + tie.arms
                tie.recognition += p.recognition_rate * (1.0 - tie.recognition)
                tie.endorsement += told.endorsement_rate * (tie.alignment * tie.recognition - tie.endorsement)


def _arms_share(p: GreatPower, c: Client) -> float:
    arms, goods = p.arms_portfolio * c.arms_need, (1.0 - p.arms_portfolio) * c.economic_need
    return arms / (arms + goods) if arms + goods > 0.0 else 0.5


def _means(model: Any, p: GreatPower) -> float:
    wars, cost = p.wars(), min(1.0, p.exclusion * model.told["exclusion"].sanction_cost * p.sanctioned)
    if model.on("precedent"):
        cost = min(1.0, cost + model.told["precedent"].embargo * p.opprobrium)
    left = p.capability * above(1.0 - model.told["patronage"].war_drain * wars) * (1.0 - cost)
    return float(left / (1.0 + (wars + p.crisis_load) / p.attention))


def _allotted(model: Any, p: GreatPower) -> tuple[dict[Client, float], float]:
    """What p sets aside for each client, theatre by theatre, and all that it spends."""
    means, home, rest = _means(model, p), p.hold_share, above(1.0 - p.hold_share - p.contest_share)
    bid = sum(relation.encroachment for _, relation in p.with_rivals())
    if bid > 0.0:
        extra = p.counterbid * rest * bid / (bid + home * means)
        home, rest = home + extra, rest - extra
    theatres = []
    for owner, clients in model.theatres():
        share = home if owner is p else rest if owner is None else p.contest_share * p.relations[owner].pressure
        cares = {c: _care(p, owner, c) for c in clients if owner in (p, None) or not p.claims(c)}
        weights = {c: _promise(model, p, c) * (care**p.focus if care > 0.0 else 0.0) for c, care in cares.items()}
        if sum(weights.values()) > 0.0:
            cared = [care for care in cares.values() if care > 0.0]
            theatres.append((means * share, sum(cared) / len(cared), weights))
    tilted = [budget * care ** (p.focus - 1.0) for budget, care, _ in theatres]
    scale = ratio(sum(budget for budget, _, _ in theatres), sum(tilted))
    allotted = dict.fromkeys(model.clients, 0.0)
    for budget, (_, _, weights) in zip(tilted, theatres, strict=True):
        total = sum(weights.values())
        for c, weight in weights.items():
            allotted[c] += scale * budget * weight / total
    return allotted, scale * sum(tilted)


def _care(p: GreatPower, owner: GreatPower | None, c: Client) -> float:
    own = p.ties[c].salience
    return float(own if owner in (p, None) else own + p.motive * (owner.ties[c].salience - own))


def _promise(model: Any, p: GreatPower, c: Client) -> float:
    tie = p.ties[c]
    promise = tie.reach * (tie.alignment + model.told["patronage"].foothold) * (1.0 - tie.alignment)
    return float(promise * (1.0 - stands_back(model, p, c)))


def choose(model: Any) -> None:
    """Every client moves toward what is worth most to it; all look at how their neighbours stood before."""
    before = {(p, c): grid(p.ties[c].alignment, 26) for p in model.powers for c in model.clients}
    moves = {c: _moved(model, c, before) for c in model.clients}
    for c, aligned in moves.items():
        for p, share in aligned.items():
            c.ties[p].alignment = share
    if model.on("elites"):
        told = model.told["elites"]
        for c in model.clients:
            money = sum(p.elite_share * tie.support * tie.reach for p, tie in c.ties.items())
            c.governance *= 1.0 - told.governance_wear * money / (money + told.wear_scale)


def _moved(model: Any, c: Client, before: dict[tuple[GreatPower, Client], float]) -> dict[GreatPower, float]:
    told, precedent = model.told["alignment"], model.told["precedent"]
    worth = {p: _goods(model, p, c) for p in model.powers}
    if not model.on("alignment"):
        return {p: tie.alignment for p, tie in c.ties.items()}
    alone, value = told.autonomy_weight * c.autonomy, {}
    for p, tie in c.ties.items():
        v = told.support_weight * c.economic_need * worth[p] + told.arms_weight * c.arms_need * tie.worth_of_arms
        v += told.recognition_weight * tie.recognition + told.affinity_weight * tie.affinity + tie.leaning
        v += told.opposition_weight * _prestige(model, p, c)
        v += told.neighbour_weight * sum(w * before[p, d] for d, w in c.neighbours.items())
        v -= tie.punishment
        if model.turn == 0:
            odds = max(tie.alignment, 1e-3) / max(1.0 - c.aligned(), 1e-3)
            tie.residual = told.anchoring * (told.temperature * log(odds) - (v - alone))
        v += tie.residual + told.drift * model.luck["drift"][p.index][c.index]
        value[p] = v - (precedent.odium * p.opprobrium if model.on("precedent") else 0.0)
        tie.leaning *= told.leaning_kept
    best = max(alone, *value.values())
    weights = {p: grid(exp((v - best) / told.temperature), 28) for p, v in value.items()}
    total = sum(weights.values()) + grid(exp((alone - best) / told.temperature), 28)
    fought = min(1.0, sum(tie.occupation for tie in c.ties.values()))
    pace = told.adjustment * (1.0 - model.told["force"].frozen_block * fought)
    return {p: tie.alignment + pace * (weights[p] / total - tie.alignment) for p, tie in c.ties.items()}


def _goods(model: Any, p: GreatPower, c: Client) -> float:
    """Worth of p's support to who decides in c, before need; that of its arms is noted on the tie."""
    told, tie, amount = model.told["alignment"], p.ties[c], p.ties[c].support
    if model.on("elites"):
        amount *= 1.0 - p.elite_share + p.elite_share * model.told["elites"].elite_return * (1.0 - c.governance)
    tie.worth_of_arms = model.credible(p) * worth_of_goods(tie.arsenal, tie.reach, told.arms_scale)
    return float(model.credible(p) * worth_of_goods(amount, tie.reach, told.support_scale))


def _prestige(model: Any, p: GreatPower, c: Client) -> float:
    """What p's open opposition to the strongest power is worth to who is averse to that one."""
    strongest = max(model.powers, key=lambda one: one.capability)
    if p is strongest:
        return 0.0
    back = strongest.relations[p]
    charged = strongest.linkage * min(1.0, ratio(back.felt, strongest.contest_means())) * (back.interdependence > 0.0)
    return clip01(p.relations[strongest].pressure + charged) * above(-strongest.ties[c].affinity)
