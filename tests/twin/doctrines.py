"""The doctrines: what a power asks for against each rival, and what it remembers of each."""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from typing import Any

from tests.twin.agents import GreatPower, above, clip01, ratio

Asked = tuple[dict[GreatPower, float], dict[GreatPower, float]]
DOCTRINES: dict[str, Callable[[GreatPower, Any], Asked]] = {}


def doctrine(rule: Callable[..., float | tuple[float, float]]) -> Callable[..., float | tuple[float, float]]:
    """Register a rule for one rival: it returns the wish, or the wish and what to remember."""

    def decide(p: GreatPower, sees: Any) -> Asked:
        answers = {q: rule(p, sees, q) for q, _ in p.with_rivals()}
        pairs = {q: one if isinstance(one, tuple) else (one, 0.0) for q, one in answers.items()}
        return {q: wish for q, (wish, _) in pairs.items()}, {q: kept for q, (_, kept) in pairs.items()}

    DOCTRINES[rule.__name__] = decide
    return rule


@doctrine
def restraint(p: GreatPower, sees: Any, q: GreatPower) -> float:
    return 0.0


@doctrine
def constant(p: GreatPower, sees: Any, q: GreatPower) -> float:
    return float(p.told.level)


@doctrine
def diversionary(p: GreatPower, sees: Any, q: GreatPower) -> float:
    return clip01(p.told.base + p.told.gain * above(p.told.floor - p.legitimacy))


@doctrine
def exclusion(p: GreatPower, sees: Any, q: GreatPower) -> float:
    return max(p.told.base, clip01(p.told.severity * sees.breach(q)))


@doctrine
def leveller(p: GreatPower, sees: Any, q: GreatPower) -> float:
    return p.told.level * ratio(sees.stake(q), sum(sees.stake(other) for other, _ in p.with_rivals()))


@doctrine
def opportunist(p: GreatPower, sees: Any, q: GreatPower) -> float:
    return clip01(p.told.level + p.told.opportunism * q.wars()) * (1.0 - p.told.forbearance * sees.prospect(q))


@doctrine
def prudent(p: GreatPower, sees: Any, q: GreatPower) -> float:
    told, relation = p.told, p.relations[q]
    wish = told.ambition + told.spite * relation.grievance - told.caution * relation.felt
    return logistic(wish - told.dependence * p.depends_on(q) - told.heed * sees.threat(q))


def logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(min(-x, 700.0)))


def _answer(p: GreatPower, q: GreatPower, excess: float) -> float:
    weight = p.told.leverage_weight
    return clip01(p.told.reciprocity * excess) * (1.0 - weight + weight * p.relations[q].belief)


@doctrine
def tit_for_tat(p: GreatPower, sees: Any, q: GreatPower) -> float:
    return _answer(p, q, above(sees.provocation(q) - p.told.tolerance))


@doctrine
def generous_tit_for_tat(p: GreatPower, sees: Any, q: GreatPower) -> float:
    forgives = sees.below(sees.luck(q), p.told.generosity)
    return 0.0 if forgives else _answer(p, q, above(sees.provocation(q) - p.told.tolerance))


@doctrine
def tit_for_two_tats(p: GreatPower, sees: Any, q: GreatPower) -> tuple[float, float]:
    excess = above(sees.provocation(q) - p.told.tolerance)
    return _answer(p, q, min(excess, p.relations[q].doctrine_memory)), excess


@doctrine
def grim_trigger(p: GreatPower, sees: Any, q: GreatPower) -> tuple[float, float]:
    worst = max(above(sees.provocation(q) - p.told.tolerance), p.relations[q].doctrine_memory)
    return _answer(p, q, worst), worst


@doctrine
def win_stay_lose_shift(p: GreatPower, sees: Any, q: GreatPower) -> float:
    pressed, was_pressed = p.relations[q].pressure > 0.0, sees.below(p.told.tolerance, sees.provocation(q))
    return float(p.told.intensity) if pressed != was_pressed else 0.0


@doctrine
def realist(p: GreatPower, sees: Any, q: GreatPower) -> tuple[float, float]:
    told, relation = p.told, p.relations[q]
    chance = relation.doctrine_memory or told.start
    better = 1.0 if (relation.pressure > 0.0) == (p.reward > 0.0) else 0.0
    if p.reward != 0.0:
        chance += told.rate * min(1.0, abs(p.reward) / told.scale) * (better - chance)
    chance = min(max(chance, told.trembling), 1.0 - told.trembling)
    presses = sees.below(sees.luck(q), chance * (1.0 - told.heed * sees.threat(q)))
    return (float(told.level) if presses else 0.0), chance
