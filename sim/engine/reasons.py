"""One history with its reasons: what happened, and the terms of each decision in numbers, as the model had them.

The history is stepped again with a witness, so every number here is the one that decided; nothing is worked out a second way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array
from sim.core.world import Params, State, World
from sim.doctrines import DOCTRINES
from sim.engine.bargaining import Meetings, table, temptations
from sim.engine.cells import Cells
from sim.engine.conflict import elsewhere, strength_and_resistance, urges
from sim.engine.falling import unrest_around, weaknesses
from sim.engine.given import Given
from sim.engine.happenings import NOBODY, Happening
from sim.engine.stages import sight
from sim.engine.stepper import Stepper
from sim.mechanisms import force

ONE = np.zeros(1, dtype=np.intp)
TURN_OF_PRESSURE = 0.2  # a doctrine's move of at least this share of the contest means is told (assumed)

Told = dict[str, tuple[State, Any]]  # decision -> the state that it found, and what else it rested on
Terms = dict[str, float]


@dataclass(frozen=True, slots=True)
class Account:
    """One thing that happened in a history; actors are indices, NOBODY where there is none.

    terms   name -> number: what the decision rested on; `chance` and `draw`, where luck decided: it happens below the chance
    """

    turn: int
    kind: str
    power: int
    rival: int
    client: int
    amount: float
    detail: str
    terms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chronicle:
    """One history of a world: its accounts in order, alignment and weights of wars (t+1, p, c), and the state at its end."""

    world: World
    seed: int
    replicate: int
    accounts: tuple[Account, ...]
    alignment: NDArray[np.float64]
    wars: NDArray[np.float64]
    final: State
    params: Params


def chronicle(world: World, *, seed: int, replicate: int) -> Chronicle:
    """Step one history again, and take down what happened and why."""
    stepper = Stepper(world, seed=seed, replicates=[replicate])
    accounts: list[Account] = []
    states = [stepper.state]
    for _ in range(world.turns):
        accounts += witnessed(stepper)[1]
        states.append(stepper.state)
        if stepper.frozen_at[0] >= 0:
            break
    alignment, wars = (np.array([getattr(state, name)[0] for state in states]) for name in ("alignment", "occupation"))
    return Chronicle(world, seed, replicate, tuple(accounts), alignment, wars, stepper.state, stepper.given.params)


def witnessed(stepper: Stepper) -> tuple[list[Happening], list[Account]]:
    """Play one turn: what happened in it, and the accounts of it with their reasons."""
    t, told = stepper.turn, Told()

    def witness(decision: str, state: State, more: Any) -> None:
        told[decision] = (state.copied(), more)

    happened = stepper.step(witness)
    scene = Scene(stepper.given, told, stepper.luck.turn(t))
    accounts = _pressures(t, scene, stepper.state, stepper.given)
    return happened, accounts + [_account(t, row, scene) for one in happened for row in _rows(one)]


@dataclass(frozen=True, slots=True)
class Scene:
    """A turn as its decisions found it."""

    given: Given
    told: Told
    luck: Mapping[str, Array]


def _rows(happening: Happening) -> list[Happening]:
    """Those of the first replicate, one by one."""
    places = np.flatnonzero(happening.rows == 0)
    return [happening.at(np.arange(len(happening.rows)) == place) for place in places]


def _account(t: int, one: Happening, scene: Scene) -> Account:
    power, rival, client = (int(np.ravel(actor)[0]) for actor in (one.power, one.rival, one.client))
    amount = float(np.ravel(one.amount)[0])
    rule = _TERMS.get(one.kind)
    terms = {} if rule is None else rule(scene, power, rival, client, one.detail)
    return Account(t, one.kind, power, rival, client, amount, one.detail, terms)


def _pressures(t: int, scene: Scene, after: State, given: Given) -> list[Account]:
    """Doctrines that moved a power's pressure by much, with what each saw; the move as the amount."""
    if "doctrine" not in scene.told:
        return []
    before, seen = scene.told["doctrine"]
    moved = after.pressure[0] - before.pressure[0]
    found = []
    for p, q in np.argwhere(np.abs(moved) >= TURN_OF_PRESSURE):
        role = next(role for role in given.world.doctrines if p in role.rows)
        terms = {"before": float(before.pressure[0, p, q]), "after": float(after.pressure[0, p, q])}
        if before.order[0, p, q] >= 0.0:  # not its doctrine's doing
            found.append(Account(t, "pressure", int(p), int(q), NOBODY, float(moved[p, q]), "", terms))
            continue
        for name in DOCTRINES[role.name].told:
            value = sight(name, before, given, scene.luck, seen)
            terms[name] = float(np.broadcast_to(value, (len(value), *before.pressure.shape[1:]))[0, p, q])
        asked = float(scene.told["forbearance"][0].pressure[0, p, q])
        if asked != terms["after"]:
            terms["asked"] = asked
        found.append(Account(t, "pressure", int(p), int(q), NOBODY, float(moved[p, q]), role.name, terms))
    return found


def _deal(scene: Scene, power: int, rival: int, client: int, detail: str) -> Terms:
    """Nothing where it came about by an offer of the timeline rather than by a meeting."""
    state = scene.told["summit"][0]
    if state.deal_age[0, power, rival] >= 0.0:
        return {}
    return {
        "trust": float(state.trust[0, power, rival]),
        "norm": float(state.norm[0, 0, 0]),
        "pressure": float(state.pressure[0, power, rival]),
        "chance": float(scene.given.params.of("summit").rate[0, 0, 0]),
        "draw": float(scene.luck["summit"][0, min(power, rival), max(power, rival)]),
    }


def _concession(scene: Scene, power: int, rival: int, client: int, detail: str) -> Terms:
    state, given = scene.told["summit"][0], scene.given
    agenda = given.layout.on_agenda
    stakes = table(Meetings(ONE, ONE + power, ONE + rival), state, given, agenda)
    salience = given.params.salience[0]
    return {
        "gain": float(stakes.gain_q[0, client]),
        "loss": float(stakes.loss_p[0, client]),
        "salience_giver": float(salience[power, client]),
        "salience_getter": float(salience[rival, client]),
        "alignment_giver": float(state.alignment[0, power, client]),
    }


def _breach(scene: Scene, power: int, rival: int, client: int, detail: str) -> Terms:
    state = scene.told["summit"][0]
    found = temptations(state, scene.given, Meetings(ONE, ONE + power, ONE + rival))
    return _first(found) | {"draw": float(scene.luck["breach"][0, power, rival])}


def _rung(scene: Scene, power: int, rival: int, client: int, detail: str) -> Terms:
    """Who gives most there, what, and what is tolerated."""
    state, known = scene.told["exclusion"][0], scene.given.params
    given = state.support[0, :, client] + state.arms[0, :, client]
    given = np.where(np.arange(len(given)) == power, -1.0, given)
    chief = int(given.argmax())
    return {
        "rival": float(chief),
        "support": float(state.support[0, chief, client]),
        "arms": float(state.arms[0, chief, client]),
        "support_tolerance": float(known.support_tolerance[0, power, 0]),
        "arms_tolerance": float(known.arms_tolerance[0, power, 0]),
        "turns": float(state.breach_clock[0, power, client]) + 1.0,
    }


def _fall(scene: Scene, power: int, rival: int, client: int, detail: str) -> Terms:
    """Nothing where the timeline brought it about."""
    state, worth = scene.told["upheaval"]
    found = _first(weaknesses(state, scene.given, worth, unrest_around(state, scene.given), Cells(ONE, ONE, ONE + client)))
    draw = float(scene.luck["upheaval"][0, 0, client]) if "upheaval" in scene.luck else 1.0
    return found | {"draw": draw} if draw < found["chance"] else {}


def _force(scene: Scene, power: int, rival: int, client: int, detail: str) -> Terms:
    """Nothing where the timeline brought it about."""
    state, enforcement = scene.told["force"]
    if "force" not in scene.luck:
        return {}
    cells = Cells(ONE, ONE + power, ONE + client)
    found = _first(urges(state, scene.given, enforcement, elsewhere(state), cells))
    draw = float(scene.luck["force"][0, power, client])
    if draw >= found["chance"]:
        return {}
    here = state.alignment[0, :, client]
    more = {"draw": draw, "leader": float(here.argmax()), "alignment": float(here[power]), "leader_alignment": float(here.max())}
    return found | more | _contest(state, scene, cells) | {"strike": float(scene.luck["strike"][0, 0, client])}


def _war_end(scene: Scene, power: int, rival: int, client: int, detail: str) -> Terms:
    state, told = scene.told["force"][0], scene.given.params.of("force")
    contest = _contest(state, scene, Cells(ONE, ONE + power, ONE + client))
    return contest | {
        "victory": float(told.victory_rate[0, 0, 0]) * contest["success"],
        "freezing": float(told.freeze_rate[0, 0, 0]),
        "draw": float(scene.luck["war"][0, 0, client]),
    }


def _contest(state: State, scene: Scene, cells: Cells) -> Terms:
    strength, resist = strength_and_resistance(state, scene.given.params, cells)
    success = force.success_chance(strength, resist)
    return {"strength": float(strength[0]), "resist": float(resist[0]), "success": float(success[0])}


def _first(terms: Mapping[str, Array]) -> Terms:
    return {name: float(np.ravel(values)[0]) for name, values in terms.items()}


_TERMS = {
    "deal": _deal, "concession": _concession, "breach": _breach, "warning": _rung, "sanction": _rung, "denial": _rung,
    "fall": _fall, "force": _force, "war_end": _war_end,
}  # fmt: skip
