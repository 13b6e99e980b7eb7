"""The timeline: what comes from outside the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.core.luck import uniforms
from sim.core.world import TimelineEvent, World
from tests.twin import conflict, remembering, summit
from tests.twin.agents import Client, GreatPower, above, clip01
from tests.twin.courting import worth_of_goods

EVENTS: dict[str, Callable[..., None]] = {}


def event(rule: Callable[..., None]) -> Callable[..., None]:
    EVENTS[rule.__name__] = rule
    return rule


class Timeline:
    """The events of a world and their luck, for one replicate."""

    def __init__(self, world: World, seed: int, replicate: int) -> None:
        self.events, self.fired = world.timeline, set[str]()

        def drawn(channel: str) -> list[float]:
            return uniforms(channel, seed=seed, replicates=[replicate], turns=world.turns)[:, 0].tolist()

        self.luck = {one.key: drawn(f"event:{one.key}") for one in self.events}
        self.outcomes = {one.key: drawn(f"event:{one.key}:outcome") for one in self.events}

    def happen(self, model: Any) -> None:
        """In the order in which they stand, each on the state that those before it left."""
        for one in self.events:
            if self._now(model, one):
                self.fired.add(one.key)
                told = {name: _actor(model, name, value) for name, value in one.arguments.items()}
                model.drawn = self.outcomes[one.key][model.turn]
                EVENTS[one.event](model, **told)

    def _now(self, model: Any, one: TimelineEvent) -> bool:
        if one.at is not None:
            return bool(model.turn == one.at)
        if not one.first <= model.turn <= one.last or (one.once and one.key in self.fired):
            return False
        if one.rate is not None:
            return bool(model.below(self.luck[one.key][model.turn], one.rate))
        if one.condition is None:
            return True
        value = model.state()[one.condition.symbol][one.condition.index]
        above_it = one.condition.above is None or value > one.condition.above
        return bool(above_it and (one.condition.below is None or value < one.condition.below))


def _actor(model: Any, name: str, value: Any) -> Any:
    if name in ("power", "rival"):
        return None if value is None else model.powers[value]
    if name == "client":
        return model.clients[value]
    return [model.clients[c] for c in value] if name in ("gives", "gets") else value


def set_parameter(model: Any, path: tuple[str, tuple[int, ...]], value: float) -> None:
    model.put(*path, value)


EVENTS["set"] = set_parameter


@event
def arms_deal(model: Any, power: GreatPower, client: Client, amount: float) -> None:
    power.ties[client].arsenal += amount
    power.ties[client].arms += amount


@event
def loan(model: Any, power: GreatPower, client: Client, amount: float, term: float = 20.0) -> None:
    told, tie = model.told["alignment"], power.ties[client]
    worth = worth_of_goods(amount / term, tie.reach, told.support_scale)
    tie.leaning += told.support_weight * client.economic_need * worth


@event
def recognition(model: Any, power: GreatPower, client: Client, level: float = 1.0) -> None:
    power.ties[client].recognition = level


@event
def endorsement(model: Any, client: Client, power: GreatPower, level: float = 1.0) -> None:
    power.ties[client].endorsement = level


@event
def crisis_load(model: Any, power: GreatPower, amount: float) -> None:
    power.crisis_load = amount


@event
def grievance(model: Any, power: GreatPower, rival: GreatPower, amount: float) -> None:
    power.relations[rival].grievance = above(power.relations[rival].grievance + amount)


@event
def trust(model: Any, power: GreatPower, rival: GreatPower, level: float) -> None:
    power.relations[rival].trust = level


@event
def legitimacy(model: Any, power: GreatPower, amount: float) -> None:
    power.legitimacy = clip01(power.legitimacy + amount)


@event
def norm_shock(model: Any, amount: float) -> None:
    model.norm = clip01(model.norm - amount)


@event
def interdependence(model: Any, power: GreatPower, rival: GreatPower, level: float) -> None:
    power.relations[rival].interdependence = rival.relations[power].interdependence = level


@event
def reform(model: Any, client: Client, amount: float) -> None:
    client.governance = clip01(client.governance + amount)


@event
def order(model: Any, power: GreatPower, rival: GreatPower, pressure: float) -> None:
    power.relations[rival].order = pressure


@event
def hand_back(model: Any, power: GreatPower, rival: GreatPower | None = None) -> None:
    for q, relation in power.with_rivals():
        if rival in (None, q):
            relation.order = -1.0


@event
def accord(model: Any, power: GreatPower, rival: GreatPower, gives: list[Client], gets: list[Client]) -> None:
    summit.sign(model, power, rival, *({c: float(c in some) for c in model.clients} for some in (gives, gets)))
    model.bargains += 1.0


@event
def offer(model: Any, power: GreatPower, rival: GreatPower, gives: list[Client], gets: list[Client]) -> None:
    worth = sum(summit.gain(rival, power, None, c) for c in gives) - sum(summit.loss(model, rival, c) for c in gets)
    worth -= summit.outside(rival)
    if rival.relations[power].deal_age < 0.0 and worth >= model.told["summit"].least_gain - 1e-9 and worth > 1e-12:
        accord(model, power, rival, gives, gets)


@event
def void_accord(model: Any, power: GreatPower, rival: GreatPower) -> None:
    summit.void(power, rival)


@event
def token_concession(model: Any, power: GreatPower, rival: GreatPower, size: float) -> None:
    if power.relations[rival].conceded == 0.0:
        rival.relations[power].trust += size * (1.0 - rival.relations[power].trust)
        power.relations[rival].conceded = 1.0


@event
def mandate(
    model: Any, power: GreatPower, rival: GreatPower, client: Client, answer: str = "drawn", scope: str = "limited"
) -> None:
    told, now = model.told["precedent"], rival.relations[power]
    stake = rival.ties[client].salience * rival.ties[client].alignment
    urge = told.consent + told.consent_trust * now.trust - told.consent_stake * stake - told.consent_grievance * now.grievance
    chance = conflict.chance_of(conflict.bounded_exp(urge))
    passed = answer == "acquiesces" or (answer == "drawn" and model.below(model.drawn, chance))
    now.acquiesced = float(passed)
    if passed and scope == "widened":
        use_of_force(model, power, client, "swift")
        now.trust *= 1.0 - model.told["memory"].betrayal_loss
        now.grievance += model.told["memory"].betrayal_anger
    elif passed:
        now.trust += model.told["memory"].trust_gain * (1.0 - now.trust)


@event
def regime_change(model: Any, client: Client, power: GreatPower | None = None) -> None:
    conflict.topple(model.told["upheaval"], client, power)
    client.unrest += 1.0


@event
def use_of_force(model: Any, power: GreatPower, client: Client, outcome: str = "drawn") -> None:
    swift = outcome == "swift" or (outcome == "drawn" and model.below(model.drawn, conflict.success(model, power, client)))
    conflict.used(model, power, client, swift)
    remembering.used(model, power, client, swift)
