"""A person at the table: what a power sees before it decides, and what its options are worth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.core.axes import Array
from sim.core.errors import SpheresError, near_name
from sim.core.numerics import clip01
from sim.core.world import State, World
from sim.doctrines import DOCTRINES, SIGHTS
from sim.engine.given import Given
from sim.engine.series import SERIES, Snapshot
from sim.engine.stages import sight
from sim.engine.stepper import Moment, Stepper
from sim.face.deciding import TERMS
from sim.live.seen import Option, Seat, Sight, Terms
from sim.live.telling import standing_table
from sim.live.track import Track

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
AHEAD = 4  # turns: a year


def power_index(world: World, power: str) -> int:
    """Where a power stands in the arrays; SpheresError for an unknown one."""
    if power not in world.powers:
        raise SpheresError(f"no power is called '{power}'{near_name(power, world.powers)}; known: {', '.join(world.powers)}")
    return world.powers.index(power)


def seat_of(track: Track, side: str, power: str) -> Seat:
    """What a power sees in the coming turn, once the timeline has had its say and before anybody decides."""
    world, stepper = track.world, track.stepper
    p = power_index(world, power)
    if track.turn >= world.turns:
        raise SpheresError("the horizon is reached, so nothing is left to decide; go back to an earlier turn first")
    moment, heard = stepper.moment(), dict[str, tuple[State, Any]]()

    def witness(decision: str, state: State, more: Any) -> None:
        if decision == "doctrine":
            heard[decision] = (state.copied(), more)

    stepper.step(witness)
    given, luck = stepper.given, stepper.luck.turn(moment.turn)
    state, seen = heard["doctrine"]
    sights = _sights(p, state, given, luck, seen)
    advice = _advice(p, state, given, luck, seen)
    stepper.resume(moment)
    quarter = world.calendar.quarter(track.turn)
    others = [q for q in range(len(world.powers)) if given.layout.may_meet[0, p, q] > 0.0]
    bound = [q for q in range(len(world.powers)) if state.deal_age[0, p, q] >= 0.0]
    tables = [one for q in others if q not in bound for one in standing_table(world, state, given, p, q, quarter)]
    orders = {world.powers[q]: float(state.order[0, p, q]) for q in range(len(world.powers)) if state.order[0, p, q] >= 0.0}
    chance = float(given.params.of("summit").rate[0, 0, 0]) if given.on("summit") else 0.0
    doctrine = next(rule.name for rule, rows, _ in given.roles if p in rows)
    return Seat(
        side, power, quarter, doctrine, sights, advice, orders, terms_of(track, power), tuple(tables),
        tuple(world.powers[q] for q in bound), chance, float(moment.spending.means[0, p, 0]),
    )  # fmt: skip


def terms_of(track: Track, power: str) -> Terms:
    """How a power divides its means and bargains now."""
    p, params = power_index(track.world, power), track.stepper.given.params
    return Terms(**{name: float(params[name][0, p, 0]) for name in TERMS})


def _sights(p: int, state: State, given: Given, luck: Any, seen: Array) -> tuple[Sight, ...]:
    """What the power's doctrine looks at."""
    rule = next(rule for rule, rows, _ in given.roles if p in rows)
    found = []
    for name in rule.told or ("provocation", "grievance", "trust"):
        whole = sight(name, state, given, luck, seen)[0, p]
        named = {given.world.powers[q]: float(value) for q, value in enumerate(whole) if q != p}
        found.append(Sight(name, SIGHTS[name].partition(") ")[2], named if len(whole) > 1 else {"": float(whole[0])}))
    return tuple(found)


def _advice(p: int, state: State, given: Given, luck: Any, seen: Array) -> dict[str, float]:
    """What the power's doctrine would ask of each rival that has a sphere."""
    rule, rows, parameters = next(role for role in given.roles if p in role[1])
    sights = {name: sight(name, state, given, luck, seen)[:, rows] for name in rule.sees}
    asked, _ = DOCTRINES[rule.name].decide(sights, parameters)
    whole = np.broadcast_to(clip01(asked), (len(state.norm), len(rows), len(given.world.powers)))[0, rows.tolist().index(p)]
    return {given.world.powers[q]: float(whole[q]) for q in np.flatnonzero(given.layout.rivals[0, p])}


def options_of(world: World, moment: Moment, seed: int, replicate: int, power: str, futures: int = 8) -> tuple[Option, ...]:
    """Levels of pressure on each rival that has a sphere, and what each is expected to change within a year.

    Everything else goes on as it is. All levels meet the same luck, that of the replicates after the session's own, so
    what they differ by is what the pressure does.
    """
    p = power_index(world, power)
    turns = min(world.turns, moment.turn + AHEAD)
    short = replace(world, calendar=replace(world.calendar, turns=turns))
    luck = [replicate + 1 + i for i in range(futures)]
    stepper = Stepper(short, seed=seed, replicates=luck)
    rivals = np.flatnonzero(stepper.given.layout.rivals[0, p]).tolist()
    if not rivals or turns <= moment.turn:
        return ()
    cases = [(q, level) for q in rivals for level in LEVELS]
    stepper = Stepper(short, seed=seed, replicates=luck * len(cases))
    stepper.resume(moment)
    order = stepper.state.order.copy(order="K")
    for i, (q, level) in enumerate(cases):
        order[i * futures : (i + 1) * futures, p, q] = level
    stepper.now = replace(stepper.now, state=replace(stepper.state, order=order))
    while stepper.turn < turns:
        stepper.step()
    found = []
    for i, (q, level) in enumerate(cases):
        rows, base = (slice(k * futures, (k + 1) * futures) for k in (i, i - LEVELS.index(level)))
        then = _worth(stepper.now, p, q, world)
        effects = {name: float((values[rows] - values[base]).mean()) for name, values in then.items()}
        found.append(Option(world.powers[q], level, effects, futures))
    return tuple(found)


def _worth(now: Snapshot, p: int, q: int, world: World) -> dict[str, Array]:
    """What a power looks at when it weighs pressure on q, (r,) each."""
    state = now.state
    return {
        "influence": state.alignment[:, p, world.spheres[q]].sum(axis=1),
        "utility": SERIES["utility"].rule(now)[:, p],
        "legitimacy": state.legitimacy[:, p, 0],
        "grievance": state.grievance[:, q, p],
        "pressure": state.pressure[:, q, p],
    }
