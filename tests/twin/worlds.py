"""Random worlds for the twin: who is in them, what they are told, what happens, all over the declared ranges."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np

from sim.core.axes import shape_of
from sim.core.calendar import Calendar
from sim.core.declare import Parameter
from sim.core.symbols import PARAMETERS, STATE, Symbol
from sim.core.world import Condition, DoctrineRole, Params, State, TimelineEvent, World
from sim.doctrines import DOCTRINES
from sim.events import EVENTS
from sim.mechanisms import MECHANISMS

LIVELY = {
    "summit.rate": (0.2, 1.0), "summit.breach_rate": (0.05, 1.0), "summit.least_gain": (0.0, 0.01),
    "summit.norm_cost": (0.0, 0.02), "concession_cost": (0.0, 0.02), "audience_cost": (0.0, 0.02),
    "disagreement": (-0.02, 0.02), "summit.delivery_lag": (0.0, 6.0), "upheaval.base_hazard": (0.01, 0.3),
    "force.rate": (0.05, 2.0), "force.freeze_rate": (0.1, 0.6), "force.norm_weight": (0.0, 2.0),
    "force.victory_rate": (0.1, 0.6), "brokerage": (0.2, 1.0), "mediation.effort": (0.0, 0.5),
    "alignment.temperature": (0.05, 1.0), "alignment.adjustment": (0.0, 0.5), "exclusion": (0.0, 1.0),
    "exclusion_patience": (1.0, 3.0), "support_tolerance": (0.0, 0.05),
}  # fmt: skip
OPENING = {  # name: lowest, highest
    "arsenal": (0.0, 0.3), "recognition": (0.0, 1.0), "endorsement": (0.0, 1.0), "leaning": (-0.5, 0.5), "grievance": (0.0, 2.0),
    "trust": (0.0, 1.0), "condemned": (0.0, 2.0), "belief": (0.0, 1.0), "governance": (0.0, 1.0), "norm": (0.0, 1.0),
    "bargains": (0.0, 3.0), "legitimacy": (0.0, 1.0), "crisis_load": (0.0, 3.0), "successes": (0.0, 3.0), "failures": (0.0, 3.0),
    "opprobrium": (0.0, 1.0), "reliability": (0.0, 1.0), "unrest": (0.0, 1.5), "unanswered": (0.0, 1.0),
}  # fmt: skip


def random_world(luck: Random, powers: int = 0, clients: int = 0, turns: int = 0) -> World:
    """A world of 2-4 powers, 1-8 clients and 3-12 turns, if they are not given; mechanisms are off now and then."""
    powers, clients, turns = powers or luck.randint(2, 4), clients or luck.randint(1, 8), turns or luck.randint(3, 12)
    arrays = {name: _symbol(luck, symbol, powers, clients) for name, symbol in PARAMETERS.items()}
    arrays["claim"], arrays["neighbours"] = _claims(luck, powers, clients), _neighbours(luck, clients)
    for mechanism in MECHANISMS.values():
        for told in mechanism.parameters:
            name = told.name if told.axes else f"{mechanism.name}.{told.name}"
            shape = shape_of(told.axes, powers, clients)
            arrays[name] = np.array([_number(luck, name, told) for _ in range(int(np.prod(shape)))]).reshape(1, *shape)
    arrays["contest_share"] = np.minimum(arrays["contest_share"], 1.0 - arrays["hold_share"])
    return World(
        name="random", variant="base",
        powers=tuple(f"P{p}" for p in range(powers)), clients=tuple(f"C{c}" for c in range(clients)),
        power_names=tuple(f"Power {p}" for p in range(powers)), client_names=tuple(f"Client {c}" for c in range(clients)),
        regions=tuple(luck.choice("NSE") for _ in range(clients)), calendar=Calendar("2008-Q1", turns),
        params=Params(arrays), opening=_opening(luck, powers, clients), doctrines=_roles(luck, powers),
        enabled=frozenset(name for name in MECHANISMS if luck.random() > 0.08), options=_options(luck, powers, clients),
        timeline=tuple(_event(luck, k, powers, clients, turns) for k in range(luck.choice((0, 0, 0, 1, 3)))),
    )  # fmt: skip


def _number(luck: Random, name: str, told: Parameter) -> float:
    """A parameter as it is by default, near that, where it makes things happen, or anywhere in its range."""
    kind = luck.random()
    if name in LIVELY and kind < 0.9:
        return luck.uniform(*LIVELY[name])
    if kind < 0.4:
        return told.default
    near = max(abs(told.default), 0.05 * min(told.high, 10.0)) * luck.uniform(0.2, 2.0)
    if kind < 0.95:
        return min(max(near, told.low), told.high)
    return luck.choice((told.low, min(told.high, 100.0), luck.uniform(told.low, min(told.high, 100.0))))


def _symbol(luck: Random, symbol: Symbol, powers: int, clients: int) -> Any:
    shape = shape_of(symbol.axes, powers, clients)
    high = min(symbol.high, 1.0)
    values = [luck.choice((0.0, high)) if luck.random() < 0.05 else luck.uniform(symbol.low, high) for _ in range(np.prod(shape))]
    array = np.array(values).reshape(1, *shape)
    return np.maximum(array, 0.05) if symbol.name == "capability" else array


def _claims(luck: Random, powers: int, clients: int) -> Any:
    """Most clients are claimed by one power, some by nobody, a few by two."""
    claim = np.zeros((1, powers, clients))
    for c in range(clients):
        for p in luck.sample(range(powers), luck.choice((0, 1, 1, 1, 1, 2))):
            claim[0, p, c] = 1.0
    return claim


def _neighbours(luck: Random, clients: int) -> Any:
    """Equal weights over a few neighbours, in multiples of 2**-24 as the scenarios have them."""
    weights = np.zeros((1, clients, clients))
    for c in range(clients):
        others = [d for d in range(clients) if d != c and luck.random() < 0.4]
        for d in others:
            weights[0, c, d] = np.floor(2.0**24 / len(others)) / 2.0**24
    return weights


def _opening(luck: Random, powers: int, clients: int) -> State:
    state = {name: np.full((1, *shape_of(s.axes, powers, clients)), s.default) for name, s in STATE.items()}
    for name, (low, high) in OPENING.items():
        if luck.random() < 0.6:
            array = np.array([luck.uniform(low, high) for _ in range(state[name].size)])
            state[name] = array.reshape(state[name].shape)
    parts = np.array([[luck.expovariate(1.0) * (luck.random() > 0.1) for _ in range(clients)] for _ in range(powers + 1)])
    parts[-1] += 1e-3
    state["alignment"] = (parts / parts.sum(axis=0))[None, :-1]
    ties = np.array([[luck.random() for _ in range(powers)] for _ in range(powers)])
    state["interdependence"] = (np.triu(ties, 1) + np.triu(ties, 1).T)[None] * (luck.random() < 0.8)
    for p in range(powers):
        for c in range(clients):
            state["occupation"][0, p, c] = luck.choice((0.0, 0.0, 0.0, 0.0, 0.0, 0.2, 1.0))
    others = 1.0 - np.eye(powers)
    for name in ("grievance", "belief", "condemned", "unanswered"):
        state[name] = state[name] * others
    return State(**state)


def _roles(luck: Random, powers: int) -> tuple[DoctrineRole, ...]:
    played = [luck.choice(list(DOCTRINES)) for _ in range(powers)]
    roles = []
    for name in sorted(set(played)):
        rows = np.array([p for p, one in enumerate(played) if one == name], dtype=np.intp)
        told = {
            one.name: np.array([_number(luck, one.name, one) for _ in rows]).reshape(1, -1, 1)
            for one in DOCTRINES[name].parameters
        }
        roles.append(DoctrineRole(name, rows, told))
    return tuple(roles)


def _options(luck: Random, powers: int, clients: int) -> dict[str, dict[str, Any]]:
    options = {m.name: {one.name: one.default for one in m.options} for m in MECHANISMS.values() if m.options}

    def some() -> tuple[int, ...] | None:
        return None if luck.random() < 0.7 else tuple(c for c in range(clients) if luck.random() < 0.6)

    everybody = [(p, q) for p in range(powers) for q in range(p + 1, powers)]
    options["summit"] |= {
        "protocol": luck.choice(("nash", "rubinstein", "ultimatum", "kalai_smorodinsky", "egalitarian")),
        "pairs": None if luck.random() < 0.7 else tuple(pair for pair in everybody if luck.random() < 0.7),
        "linkage": luck.random() < 0.6, "agenda": some(), "first_mover": luck.choice((None, None, 0, powers - 1)),
        "delivery": luck.choice(("simultaneous", "sequential")),
    }  # fmt: skip
    options["forbearance"] |= {"over": some()}
    return options


def _event(luck: Random, k: int, powers: int, clients: int, turns: int) -> TimelineEvent:
    name = luck.choice(list(EVENTS))
    p, q = luck.sample(range(powers), 2)
    gives = tuple(c for c in range(clients) if luck.random() < 0.4)
    gets = tuple(c for c in range(clients) if c not in gives and luck.random() < 0.4)
    values = {"power": p, "rival": q, "client": luck.randrange(clients), "gives": gives, "gets": gets or gives[:1] or (0,)}
    told: dict[str, Any] = {}
    for one in EVENTS[name].arguments:
        if name == "set":
            target, value = luck.choice((("salience", luck.random()), ("force.rate", luck.random()), ("hold_share", 0.1)))
            index = {"salience": (p, values["client"]), "force.rate": (0, 0), "hold_share": (p, 0)}[target]
            told = {"path": (target, index), "value": value}
        elif one.name in values:
            told[one.name] = values[one.name]
        elif one.choices:
            told[one.name] = luck.choice(one.choices)
        else:
            told[one.name] = luck.uniform(max(one.low, 0.0), min(one.high, 0.5 if name != "loan" else 20.0))
    if name == "loan":
        told["term"] = luck.uniform(1.0, 40.0)
    when: dict[str, Any] = luck.choice((
        {"at": luck.randrange(turns)}, {"rate": 0.3, "once": luck.random() < 0.5}, {"rate": 0.4, "first": 1, "last": 4},
        {"condition": Condition("grievance", (p, q), above=0.5), "once": True},
        {"condition": Condition("norm", (0, 0), below=0.7)},
    ))  # fmt: skip
    return TimelineEvent(name, f"{name}{k}", name, told, **when)
