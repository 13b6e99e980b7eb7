"""Small worlds made by hand, for tests: everything at its default but for what a test names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sim.core.axes import Array, shape_of
from sim.core.calendar import Calendar
from sim.core.symbols import PARAMETERS, STATE
from sim.core.world import DoctrineRole, Params, State, TimelineEvent, Uncertain, World
from sim.doctrines import DOCTRINES
from sim.mechanisms import MECHANISMS
from sim.mechanisms.perception import opening_belief

EVERYTHING = frozenset(MECHANISMS)

# What wakes a mechanism that does nothing by default: its name to parameters, as `params` of a small world.
AWAKE: Mapping[str, Mapping[str, float]] = {
    "elites": {"elite_share": 0.4},
    "forbearance": {"prize": 0.4},
    "reputation": {"reputation.watching": 0.5},
    "precedent": {
        "precedent.hypocrisy": 0.5, "precedent.quoting": 0.5, "precedent.protest_weight": 0.5, "precedent.odium": 0.2,
        "precedent.embargo": 0.1, "precedent.hindsight": 0.5, "precedent.double_standard_anger": 0.2,
        "precedent.emulation": 2.0, "precedent.bargain_ease": 0.5, "precedent.bargain_habit": 0.5, "summit.rate": 0.1,
        "summit.norm_cost": 0.02,
    },
    "mediation": {"brokerage": 1.0},
}  # fmt: skip


def small_world(
    powers: int = 3, clients: int = 6, turns: int = 12, *, seed: int | None = 1,
    doctrines: str | Sequence[str] = "prudent", told: Mapping[str, Mapping[str, float]] | None = None,
    on: Iterable[str] = EVERYTHING, off: Iterable[str] = (),
    params: Mapping[str, ArrayLike] | None = None, opening: Mapping[str, ArrayLike] | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    timeline: Iterable[TimelineEvent] = (), uncertain: Iterable[Uncertain] = (), start: str = "2008-Q1",
) -> World:  # fmt: skip
    """A world of `powers` that claim the clients in turn, one client in powers + 1 being left to nobody.

    seed       of the varied tastes and places; None: every client and every power alike
    doctrines  one for all, or one for each power;  told  doctrine -> parameter -> value
    params     "salience", "alignment.drift" ...: what broadcasts to the shape without the replicate axis
    opening    state symbol -> the same
    """
    arrays = _parameters(powers, clients, seed)
    for name, value in (params or {}).items():
        arrays[name] = _filled(arrays[name], value)
    state = _opening(powers, clients, arrays, seed)
    for name, value in (opening or {}).items():
        state[name] = _filled(state[name], value)
    return World(
        name="small",
        variant="base",
        powers=tuple(f"P{p}" for p in range(powers)),
        clients=tuple(f"C{c}" for c in range(clients)),
        power_names=tuple(f"Power {p}" for p in range(powers)),
        client_names=tuple(f"Client {c}" for c in range(clients)),
        regions=tuple(f"region {c % 2}" for c in range(clients)),
        calendar=Calendar(start, turns),
        params=Params(arrays),
        opening=State(**state),
        doctrines=_roles([doctrines] * powers if isinstance(doctrines, str) else doctrines, told or {}),
        enabled=frozenset(on) - frozenset(off),
        options=_options(options or {}),
        timeline=tuple(timeline),
        uncertain=tuple(uncertain),
    )


def lively_world(powers: int = 3, clients: int = 6, turns: int = 12, **changes: Any) -> World:
    """A small world in which bargains are soon struck and broken, regimes fall and force is used."""
    params = {
        "exclusion": 0.8, "exclusion_patience": 1.0, "support_tolerance": 0.0, "learning": 0.1,
        "summit.rate": 0.5, "summit.breach_rate": 0.3, "summit.least_gain": 0.001, "summit.norm_cost": 0.001,
        "concession_cost": 0.0, "upheaval.base_hazard": 0.02, "force.rate": 0.5, "force.freeze_rate": 0.3,
    }  # fmt: skip
    opening = {"trust": np.full((powers, powers), 0.9)}
    params |= changes.pop("params", {})
    opening |= changes.pop("opening", {})
    return small_world(powers, clients, turns, params=params, opening=opening, **changes)


def all_in_use(strength: float) -> dict[str, float]:
    """Parameters of a small world in which none is 0 that is 0 by default, but for what keeps powers from signing anything.

    strength  what each has instead, as a share of its highest value or of 1
    """
    woken = {
        (one.name if one.axes else f"{mechanism.name}.{one.name}"): strength * min(one.high, 1.0)
        for mechanism in MECHANISMS.values() for one in mechanism.parameters if one.default == 0.0 and one.high > 0.0
    }  # fmt: skip
    return woken | {"audience_cost": 0.0, "disagreement": 0.0, "hostility_payoff": 0.001}


def claims(powers: int, clients: int) -> Array:
    """(p, c), 1 where p claims c: client c goes to power c mod (powers + 1), where there is such a power."""
    owner = np.arange(clients) % (powers + 1)
    return (owner == np.arange(powers)[:, None]) * 1.0


def ring(clients: int) -> Array:
    """(c, c) weights of a ring of neighbours, one half for each side; none below three clients."""
    weights = np.zeros((clients, clients))
    if clients >= 3:
        here = np.arange(clients)
        weights[here, (here + 1) % clients] = weights[here, here - 1] = 0.5
    return weights


def number(value: float) -> Array:
    """One number for all, (1, 1, 1)."""
    return np.full((1, 1, 1), float(value))


def over_powers(*values: float) -> Array:
    """One number for each power, (1, p, 1)."""
    return np.array(values, dtype=np.float64).reshape(1, -1, 1)


def over_clients(*values: float) -> Array:
    """One number for each client, (1, 1, c)."""
    return np.array(values, dtype=np.float64).reshape(1, 1, -1)


def table(*rows: list[float]) -> Array:
    """One row for each power, (1, p, c) or (1, p, q)."""
    return np.array([rows], dtype=np.float64)


def defaults(mechanism: str, **changes: float) -> Params:
    """One mechanism's scalar parameters at their defaults but for `changes`, each (1, 1, 1)."""
    values = {p.name: p.default for p in MECHANISMS[mechanism].parameters if not p.axes} | changes
    return Params({name: number(value) for name, value in values.items()})


def plain(mechanism: str, **changes: float) -> Params:
    """The same for scattered places, each (1,)."""
    return Params({name: value[0, 0] for name, value in defaults(mechanism, **changes).items()})


def _filled(like: Array, value: ArrayLike) -> Array:
    return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), like.shape[1:]))[None]


def _parameters(powers: int, clients: int, seed: int | None) -> dict[str, Array]:
    arrays = {
        name: np.full((1, *shape_of(s.axes, powers, clients)), s.default) for name, s in PARAMETERS.items()
    }
    for mechanism in MECHANISMS.values():
        for parameter in mechanism.parameters:
            name = parameter.name if parameter.axes else f"{mechanism.name}.{parameter.name}"
            arrays[name] = np.full((1, *shape_of(parameter.axes, powers, clients)), float(parameter.default))
    claim = claims(powers, clients)
    arrays["claim"] = claim[None]
    arrays["neighbours"] = ring(clients)[None]
    arrays["salience"] = (0.1 + 0.4 * claim)[None]
    arrays["reach"] = (0.4 + 0.4 * claim)[None]
    if seed is not None:
        random = np.random.default_rng(seed)
        arrays["capability"] = np.linspace(1.0, 0.4, powers).reshape(1, powers, 1)
        arrays["salience"] = (random.uniform(0.05, 0.3, claim.shape) + claim * random.uniform(0.2, 0.6))[None]
        arrays["affinity"] = random.uniform(-0.5, 0.5, (1, *claim.shape))
        arrays["reach"] = (random.uniform(0.2, 0.6, claim.shape) + 0.4 * claim)[None]
        for name in ("economic_need", "arms_need", "insecurity", "autonomy"):
            arrays[name] = random.uniform(0.2, 0.8, (1, 1, clients))
    return arrays


def _opening(powers: int, clients: int, arrays: Mapping[str, Array], seed: int | None) -> dict[str, Array]:
    state = {name: np.full((1, *shape_of(s.axes, powers, clients)), s.default) for name, s in STATE.items()}
    others = 1.0 - np.eye(powers)
    state["alignment"] = (0.5 / powers) * (1.0 - arrays["claim"]) * 0.5 + 0.4 * arrays["claim"]
    state["belief"] = opening_belief(arrays["salience"], arrays["claim"], arrays["mirror_imaging"]) * others
    state["interdependence"] = np.full((1, powers, powers), 0.2) * others
    if seed is not None:
        random = np.random.default_rng(seed + 1)
        state["alignment"] = state["alignment"] * random.uniform(0.6, 1.0, state["alignment"].shape)
        ties = random.uniform(0.0, 0.4, (powers, powers))
        state["interdependence"] = (0.5 * (ties + ties.T) * others)[None]
    return state


def _roles(of_power: Sequence[str], told: Mapping[str, Mapping[str, float]]) -> tuple[DoctrineRole, ...]:
    roles = []
    for name in sorted(set(of_power)):
        rows = np.array([p for p, played in enumerate(of_power) if played == name], dtype=np.intp)
        values = {p.name: p.default for p in DOCTRINES[name].parameters} | dict(told.get(name, {}))
        roles.append(
            DoctrineRole(name, rows, {k: np.full((1, len(rows), 1), float(v)) for k, v in values.items()})
        )
    return tuple(roles)


def _options(changes: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    options = {m.name: {o.name: o.default for o in m.options} for m in MECHANISMS.values() if m.options}
    for mechanism, values in changes.items():
        options[mechanism] = options[mechanism] | dict(values)
    return options
