"""Nothing that a user may set is idle: every parameter, option and switch moves some outcome, and a sham moves none.

A change is made in a small world in which it should tell, under the same luck. It tells where some default outcome of
some replicate is another number than without it. What needs a world of its own (a doctrine that listens, a protocol that
asks for patience) is given one in NEEDS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.core.axes import Array
from sim.core.declare import Parameter
from sim.core.symbols import PARAMETERS, STATE
from sim.core.world import TimelineEvent, World
from sim.doctrines import DOCTRINES
from sim.engine import simulate
from sim.mechanisms import MECHANISMS
from sim.outcomes import default_requests, measure
from tests.worlds import AWAKE, lively_world

POWERS, CLIENTS, TURNS, REPLICATES = 3, 6, 24, 6
ENDLESS = 1e5

# Wars are frequent enough here to freeze and to be won, and rivals' recognition and goods are no longer all tolerated.
# Powers are watched, and have favours to give.
BASE = {
    "recognition_tolerance": 0.2, "dependence_tolerance": 0.1, "force.rate": 2.0, "force.home_resistance": 1.0,
    "force.victory_rate": 0.3, "reputation.watching": 0.5, "prize": 0.4,
}  # fmt: skip

# What else a change needs, by the name of the parameter or option.
# A provoker among them: where all only answer, nobody ever begins.
LISTENING = {"doctrines": ["tit_for_tat", "constant", "prudent"], "told": {"tit_for_tat": {"leverage_weight": 1.0}}}
SEQUENTIAL = {"options": {"summit": {"delivery": "sequential"}}}
BROKERED = {"params": AWAKE["mediation"]}
BRIBING = {"params": AWAKE["elites"]}
# Precedents are on record in any world; they weigh where the weights are given, and mandates where somebody asks for one.
QUOTING = {
    "params": AWAKE["precedent"],
    "timeline": [
        TimelineEvent("mandate", "m", "Mandate", {"power": 1, "rival": 0, "client": 3, "answer": "drawn", "scope": "widened"},
                      rate=1.0, first=8),
    ],
}  # fmt: skip
LINKED = {"linkage": 0.5, "announced": 0.5}
LEARNING = {"doctrines": ["realist", "constant", "prudent"]}
NEEDS: Mapping[str, Mapping[str, Any]] = {
    **{name: {"params": params} for name, params in AWAKE.items()},
    "learning": LISTENING,
    "mirror_imaging": LISTENING,
    "belief": LISTENING,
    "patience": {"options": {"summit": {"protocol": "rubinstein"}}},
    "first_mover": {"options": {"summit": {"protocol": "ultimatum"}}},
    **{f"mediation.{name}": BROKERED for name in ("effort", "temperature", "gratitude", "standing", "pull")},
    "mediation_prestige": BROKERED,
    "governance": BRIBING,
    "elites.elite_return": BRIBING,
    "elites.governance_wear": BRIBING,
    "elites.wear_scale": BRIBING,
    "precedent": QUOTING,
    **{f"precedent.{parameter.name}": QUOTING for parameter in MECHANISMS["precedent"].parameters},
    **dict.fromkeys(("visibility", "successes", "failures", "opprobrium", "bargains"), QUOTING),
    "summit.hold_up": SEQUENTIAL,
    "summit.delivery_lag": SEQUENTIAL,
    "announced": {"params": {"linkage": 0.5}},
    "doctrine.coercion": {"params": {"vulnerability": [[0.2], [1.0], [1.0]]}},
    "doctrine.aspiration_rate": LEARNING,
}

PARAMETERS_OF_MECHANISMS = {
    (parameter.name if parameter.axes else f"{mechanism.name}.{parameter.name}"): parameter
    for mechanism in MECHANISMS.values()
    for parameter in mechanism.parameters
}
PARAMETERS_OF_DOCTRINES = {
    (doctrine.name, parameter.name): parameter for doctrine in DOCTRINES.values() for parameter in doctrine.parameters
}
OPTIONS: list[tuple[str, str, Any]] = [
    ("summit", "protocol", "rubinstein"),
    ("summit", "protocol", "ultimatum"),
    ("summit", "pairs", ((0, 1),)),
    ("summit", "linkage", False),
    ("summit", "agenda", (0, 1)),
    ("summit", "first_mover", 2),
    ("summit", "delivery", "sequential"),
    ("forbearance", "over", (0, 1)),
]
OPENINGS = [name for name, symbol in STATE.items() if symbol.opens]


def world(needs: Mapping[str, Any] | None = None, *, params: Mapping[str, Any] | None = None, **changes: Any) -> World:
    needed = dict(needs or {})
    told = BASE | needed.pop("params", {}) | dict(params or {})
    return lively_world(POWERS, CLIENTS, TURNS, params=told, **(needed | changes))


def outcomes(one: World) -> dict[str, Array]:
    run = simulate(one, seed=11, replicates=range(REPLICATES))
    assert run.sound.all(), run.frozen_reason
    return measure(run, default_requests(one))


@cache
def without(name: str) -> dict[str, Array]:
    """Outcomes of the world in which `name` is changed, before it is."""
    return outcomes(world(NEEDS.get(name)))


def moved(before: Mapping[str, Array], after: Mapping[str, Array]) -> list[str]:
    assert list(before) == list(after)
    return [key for key in before if not np.array_equal(before[key], after[key])]


def elsewhere(parameter: Parameter, now: Array) -> Array:
    """Another value for the first power, or for the one number there is: halfway to the further end of its range, or
    1 above the double where the range has no end to speak of."""
    value = now.copy()
    here = float(now.flat[0])
    end = parameter.high if parameter.high - here >= here - parameter.low else parameter.low
    endless = parameter.high >= ENDLESS
    value.flat[0] = 2.0 * here + 1.0 if endless else 0.5 * (here + end)
    assert value.flat[0] != here
    return value


@pytest.mark.parametrize("name", PARAMETERS_OF_MECHANISMS)
def test_every_parameter_of_a_mechanism_tells(name: str) -> None:
    needs = NEEDS.get(name)
    value = elsewhere(PARAMETERS_OF_MECHANISMS[name], world(needs).params[name][0])
    assert moved(without(name), outcomes(world(needs, params={name: value})))


def playing(doctrine: str, told: Mapping[str, float] | None = None) -> World:
    """The first power plays the doctrine, with doubts at home, among one who presses in any case and one who is prudent."""
    return world(
        doctrines=[doctrine, "constant", "prudent"], told={doctrine: told or {}}, params={"learning": 0.3} | LINKED,
        opening={"legitimacy": 0.4},
    )  # fmt: skip


@cache
def played(doctrine: str) -> dict[str, Array]:
    return outcomes(playing(doctrine))


@pytest.mark.parametrize(("doctrine", "name"), PARAMETERS_OF_DOCTRINES)
def test_every_parameter_of_a_doctrine_tells(doctrine: str, name: str) -> None:
    parameter = PARAMETERS_OF_DOCTRINES[doctrine, name]
    value = elsewhere(parameter, np.array([parameter.default]))
    assert moved(played(doctrine), outcomes(playing(doctrine, {name: float(value[0])})))


@pytest.mark.parametrize("doctrine", DOCTRINES)
def test_every_doctrine_tells(doctrine: str) -> None:
    other = "constant" if doctrine != "constant" else "restraint"
    assert moved(played(doctrine), played(other))


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name not in ("claim", "neighbours")])
def test_every_quantity_of_the_world_tells(name: str) -> None:
    value = world().params[name][0].copy()
    value.flat[0] *= 0.8  # a fifth less, of the first power or client
    assert value.flat[0] != world().params[name].flat[0]
    assert moved(without(name), outcomes(world(params={name: value})))


def test_claims_tell() -> None:
    claim = world().params["claim"][0].copy()
    assert not claim[:, 3].any()
    claim[0, 3] = 1.0
    assert moved(without("claim"), outcomes(world(params={"claim": claim})))


def test_neighbours_tell() -> None:
    weights = world().params["neighbours"][0].copy()
    weights[0] = 0.0
    assert moved(without("neighbours"), outcomes(world(params={"neighbours": weights})))


@pytest.mark.parametrize("name", OPENINGS)
def test_every_quantity_of_the_opening_tells(name: str) -> None:
    """It is moved a quarter (of a share, of a capability, ...) up, or down where up is out of range, in one cell."""
    now = getattr(world(NEEDS.get(name)).opening, name)[0]
    value, cell = now.copy(), (0, 1) if STATE[name].axes == "pq" else (0, 0)
    value[cell] += 0.25 if value[cell] + 0.25 <= STATE[name].high else -0.25
    if name == "alignment":
        value = now * 0.75
    assert moved(without(name), outcomes(world(NEEDS.get(name), opening={name: value})))


@pytest.mark.parametrize(("mechanism", "option", "value"), OPTIONS)
def test_every_option_tells(mechanism: str, option: str, value: Any) -> None:
    options = dict(NEEDS.get(option, {}).get("options", {}).get(mechanism, {})) | {option: value}
    assert moved(without(option), outcomes(world(options={mechanism: options})))


def test_every_option_is_tried() -> None:
    assert {(mechanism, option) for mechanism, option, _ in OPTIONS} == {
        (m.name, option.name) for m in MECHANISMS.values() for option in m.options
    }


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_tells(mechanism: str) -> None:
    assert moved(without(mechanism), outcomes(world(NEEDS.get(mechanism), off=(mechanism,))))


def test_a_sham_moves_nothing() -> None:
    """The same numbers in other arrays, under another name, are the same treatment to the last bit."""
    sham = world(params={name: array[0].copy() for name, array in world().params.items()})
    renamed = replace(sham, name="sham", variant="sham")
    assert not moved(without(""), outcomes(renamed))


@pytest.mark.parametrize("mechanism", ["summit", "upheaval", "exclusion"])
def test_what_is_switched_off_cannot_tell(mechanism: str) -> None:
    """A parameter that only the mechanism reads moves nothing once the mechanism is off: a treatment without its cause."""
    off = world(off=(mechanism,))
    told = {name: 0.5 * array[0] for name, array in off.params.items() if name.startswith(f"{mechanism}.")}
    assert told
    assert not moved(outcomes(off), outcomes(world(off=(mechanism,), params=told)))
