"""Force unpacked: who strikes where this turn, with what outcome, and what becomes of the wars that are on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.core.axes import Array, Dyad, OfPower, nonzero
from sim.core.world import Params, State
from sim.engine.cells import Cells
from sim.engine.given import Given
from sim.engine.happenings import Happening
from sim.engine.precedents import readiness
from sim.engine.stages import Enforcement
from sim.engine.watching import credibility, struck
from sim.mechanisms import elites, force

Luck = Mapping[str, Array]


def fight(state: State, given: Given, luck: Luck, enforcement: Enforcement) -> tuple[State, OfPower, Dyad, list[Happening]]:
    """Wars go on, then new force is used; returns also uses (r, p, 1) and whom they anger (r, p, q).

    What becomes of regimes and wars is written into the state's alignment, leaning, recognition and occupation.
    Switched off: nobody uses force, and wars that are on neither end nor freeze.
    """
    uses, anger = np.zeros_like(state.legitimacy), np.zeros_like(state.trust)
    if not given.on("force"):
        return state, uses, anger, []
    happened: list[Happening] = []
    wars = Cells(*nonzero(state.occupation != 0.0))
    if len(wars):
        happened = _wars_go_on(state, given, luck, wars)
    cells = _struck(state, given, luck, enforcement)
    if not len(cells):
        return state, uses, anger, happened
    state, outcomes = _outcomes(state, given, luck, cells)
    np.add.at(uses[:, :, 0], (cells.rows, cells.powers), 1.0)
    return state, uses, angered(given, cells, anger), happened + outcomes


def angered(given: Given, cells: Cells, anger: Dyad) -> Dyad:
    """Anger of each power p at who struck, Σ over q's strikes of s_pc, added into `anger` (r, p, q); none at itself."""
    salience = given.params.salience
    hurt = salience[cells.rows if salience.shape[0] > 1 else 0, :, cells.clients]
    for p in range(hurt.shape[1]):
        np.add.at(anger[:, p], (cells.rows, cells.powers), hurt[:, p])
    anger *= given.layout.others
    return anger


def strength_and_resistance(state: State, params: Params, cells: Cells) -> tuple[Array, Array]:
    """What the attacker brings, cap ρ, and what meets it, capability units, (n,) each."""
    strength = cells.of(params.capability) * cells.of(params.reach)
    arms_of_others = state.arsenal[cells.rows, :, cells.clients].sum(axis=1) - cells.of(state.arsenal)
    home = cells.scalar(params.of("force").home_resistance)[:, 0]
    return strength, force.resistance(arms_of_others, cells.of(params.insecurity), home)


def elsewhere(state: State) -> OfPower:
    """Weight of the others' wars, Σ_{q≠p} Ω_q, (r, p, 1)."""
    wars = state.occupation.sum(axis=2, keepdims=True)
    return wars.sum(axis=1, keepdims=True) - wars


def _struck(state: State, given: Given, luck: Luck, enforcement: Enforcement) -> Cells:
    """Where force is used this turn."""
    told, claimed, wars = given.params.of("force"), given.layout.claimed, elsewhere(state)
    drawn = claimed.each(luck["force"])
    # Only where the draw lies below the greatest odds that any state could give need the chance be known.
    norm = state.norm * (1.0 - state.endorsement.mean(axis=2, keepdims=True))
    bold, eager = force.emboldened(wars, norm, told), readiness(state, given)
    if eager is not None:
        bold *= eager
    rows, k = nonzero(drawn < given.strikes_below * bold[:, claimed.by, 0])
    cells = Cells(rows, claimed.by[k], claimed.client[k])
    behind = cells.of(state.alignment) < cells.all_powers(state.alignment).max(axis=1)
    cells = cells.some(behind & (cells.of(state.occupation) == 0.0))
    chance = urges(state, given, enforcement, wars, cells)["chance"]
    margin = chance - cells.of(luck["force"])
    cells, margin = cells.some(margin > 0.0), margin[margin > 0.0]
    return cells.some(force.one_each(cells.rows, cells.clients, margin)) if len(cells) else cells


def urges(state: State, given: Given, enforcement: Enforcement, wars: OfPower, cells: Cells) -> dict[str, Array]:
    """What urges a power to use force and what holds it back, (n,) each, as `force.force_chance` takes it; and the chance.

    wars  of others, (r, p, 1)
    """
    known, eager = given.params, readiness(state, given)
    here, own = cells.all_powers(state.alignment), cells.of(state.alignment)
    invested = cells.all_powers(known.salience) * here * cells.all_powers(known.capability * known.reach)
    propensity = cells.of(known.propensity if eager is None else known.propensity * eager)
    if given.on("elites"):
        propensity = elites.alarmed(propensity, cells.of(state.governance), cells.of(known.reform_fear))
    believed = credibility(state, given)
    if believed is not None:
        invested = invested * believed[cells.rows, :, 0]
    terms = {
        "stakes": force.stake(cells.of(known.salience), here.max(axis=1), own),
        "rungs": _rungs(given, enforcement, cells),
        "opportunity": cells.of(wars),
        "norm": cells.of(state.norm) * (1.0 - state.endorsement[cells.rows, cells.powers].mean(axis=1)),
        "resist": strength_and_resistance(state, known, cells)[1],
        "deterrence": invested.sum(axis=1) - invested[np.arange(len(cells)), cells.powers],
        "propensity": propensity,
    }
    return terms | {"chance": force.force_chance(**terms, given=cells.scalars(given.plain["force"]))}


def _rungs(given: Given, enforcement: Enforcement, cells: Cells) -> Array:
    """Rungs of the exclusion ladder beyond denial at each place, (n,)."""
    if enforcement.force_rungs is None or given.excluded is None:
        return np.zeros(len(cells))
    column = np.full(given.layout.claims.shape[1:], -1)
    column[given.excluded.by, given.excluded.client] = np.arange(len(given.excluded.by))
    k = column[cells.powers, cells.clients]
    return enforcement.force_rungs[cells.rows, 0, k] * (k >= 0)


def _outcomes(state: State, given: Given, luck: Luck, cells: Cells) -> tuple[State, list[Happening]]:
    """A swift removal or a war, by the contest between the attacker's strength and what meets it."""
    strength, resist = strength_and_resistance(state, given.params, cells)
    swift = cells.of(luck["strike"]) < force.success_chance(strength, resist)
    happened = []
    for which, detail in ((swift, "swift"), (~swift, "war")):
        some = cells.some(which)
        if len(some):
            happened.append(Happening("force", some.rows, some.powers, client=some.clients, detail=detail))
    state = struck(state, cells.rows, cells.powers, cells.clients)
    remove(state, given.params, cells.some(swift))
    go_to_war(state, given.params, cells.some(~swift))
    return state, happened


def remove(state: State, params: Params, cells: Cells) -> None:
    """Write into the state that the regimes at `cells` were removed and replaced by the attacker's choice."""
    told, at, here = params.of("force"), (cells.rows, slice(None), cells.clients), (cells.rows, cells.powers, cells.clients)
    state.alignment[at] = force.installed(state.alignment[at], cells.powers, cells.scalar(told.grip))
    state.leaning[here] += cells.scalar(told.victor_lean)[:, 0]
    state.recognition[at] = force.withheld_by_others(state.recognition[at], cells.powers, cells.scalar(told.nonrecognition))
    state.occupation[here] = 0.0


def go_to_war(state: State, params: Params, cells: Cells) -> None:
    """Write into the state that the powers at `cells` went to war there."""
    told, at, here = params.of("force"), (cells.rows, slice(None), cells.clients), (cells.rows, cells.powers, cells.clients)
    state.alignment[at] = force.resented(state.alignment[at], cells.powers, cells.scalar(told.resentment))
    state.leaning[here] -= cells.scalar(told.war_lean)[:, 0]
    state.occupation[here] = 1.0


def _wars_go_on(state: State, given: Given, luck: Luck, cells: Cells) -> list[Happening]:
    """Open wars are won, freeze, or go on; frozen ones fade. cells  where there is any"""
    told = given.params.of("force")
    weight = cells.of(state.occupation)
    strength, resist = strength_and_resistance(state, given.params, cells)
    wins = cells.scalar(told.victory_rate)[:, 0] * force.success_chance(strength, resist)
    drawn, is_open = cells.of(luck["war"]), weight >= force.OPEN
    won = is_open & (drawn < wins)
    freezes = is_open & ~won & (drawn < wins + _freeze_chance(state, given, cells, wins))
    # Two powers may win in one client at once, as its wars share a draw: it falls to the surer, and the other's war goes on.
    victors = np.flatnonzero(won)
    if len(victors) > 1:
        won[victors] = False
        won[victors[force.one_each(cells.rows[victors], cells.clients[victors], wins[victors])]] = True
    state.occupation[cells.rows, cells.powers, cells.clients] = force.next_war(
        weight, won, freezes, cells.scalar(told.frozen_weight)[:, 0], cells.scalar(told.frozen_kept)[:, 0]
    )
    remove(state, given.params, cells.some(won))
    happened = []
    for which, detail in ((won, "victory"), (freezes, "frozen")):
        some = cells.some(which)
        if len(some):
            happened.append(Happening("war_end", some.rows, some.powers, client=some.clients, detail=detail))
    return happened


def _freeze_chance(state: State, given: Given, cells: Cells, wins: Array) -> Array:
    """Chance that each war freezes this turn, (n,), weighed by its power where `freeze_weight` says so."""
    told = given.params.of("force")
    rate, weight, frozen, block = (
        cells.scalar(told[name])[:, 0] for name in ("freeze_rate", "freeze_weight", "frozen_weight", "frozen_block")
    )
    if not weight.any():
        return rate
    led = cells.all_powers(state.alignment).max(axis=1)
    stakes = force.stake(cells.of(given.params.salience), led, cells.of(state.alignment))
    drain = cells.scalar(given.params.of("patronage").war_drain)[:, 0]
    return force.freeze_chance(rate, force.freezing_gain(stakes, wins, drain, frozen, block), weight)
