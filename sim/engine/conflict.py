"""Force unpacked: who strikes where this turn, with what outcome, and what becomes of the wars that are on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.core.axes import Array, Dyad, OfPower
from sim.core.world import Indices, Params, State, of_rows
from sim.engine.given import Given
from sim.engine.happenings import Happening
from sim.engine.stages import Enforcement
from sim.mechanisms import force

Luck = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Cells:
    """Places where something happens: replicate rows, powers, clients, (n,) each."""

    rows: Indices
    powers: Indices
    clients: Indices

    def some(self, which: Array) -> Cells:
        return Cells(self.rows[which], self.powers[which], self.clients[which])

    def scalar(self, array: Array) -> Array:
        """A scalar parameter, (n | 1, 1)."""
        return of_rows(array, self.rows)[:, :, 0]

    def of(self, cube: Array) -> Array:
        """A cube's value at each place, (n,)."""
        return cube[self.rows if cube.shape[0] > 1 else 0, self.powers if cube.shape[1] > 1 else 0,
                    self.clients if cube.shape[2] > 1 else 0]  # fmt: skip


def fight(state: State, given: Given, luck: Luck, enforcement: Enforcement) -> tuple[State, OfPower, Dyad, list[Happening]]:
    """Wars go on, then new force is used; returns also uses (r, p, 1) and whom they anger (r, p, q).

    Switched off: nobody uses force, and wars that are on neither end nor freeze.
    """
    uses, anger = np.zeros_like(state.legitimacy), np.zeros_like(state.trust)
    if not given.on("force"):
        return state, uses, anger, []
    happened: list[Happening] = []
    if state.occupation.any():
        state, happened = _wars_go_on(state, given, luck)
    cells = _struck(state, given, luck, enforcement)
    if not len(cells.rows):
        return state, uses, anger, happened
    state, outcomes = _outcomes(state, given, luck, cells)
    np.add.at(uses, (cells.rows, cells.powers, 0), 1.0)
    return state, uses, angered(given, cells, anger), happened + outcomes


def angered(given: Given, cells: Cells, anger: Dyad) -> Dyad:
    """Anger of each power p at who struck, Σ over q's strikes of s_pc, added into `anger` (r, p, q); none at itself."""
    salience = given.params.salience
    hurt = salience[cells.rows if salience.shape[0] > 1 else 0, :, cells.clients]
    for p in range(hurt.shape[1]):
        np.add.at(anger, (cells.rows, p, cells.powers), hurt[:, p])
    anger *= given.layout.others
    return anger


def strength_and_resistance(state: State, params: Params, cells: Cells) -> tuple[Array, Array]:
    """What the attacker brings, cap ρ, and what meets it, capability units, (n,) each."""
    strength = cells.of(params.capability) * cells.of(params.reach)
    arms_of_others = state.arsenal[cells.rows, :, cells.clients].sum(axis=1) - cells.of(state.arsenal)
    home = cells.scalar(params.of("force").home_resistance)[:, 0]
    return strength, force.resistance(arms_of_others, cells.of(params.insecurity), home)


def _struck(state: State, given: Given, luck: Luck, enforcement: Enforcement) -> Cells:
    """Where force is used this turn."""
    known, told, layout = given.params, given.params.of("force"), given.layout
    p, c = layout.claimed_by, layout.claimed
    led = state.alignment.max(axis=1)[:, c]
    own = state.alignment[:, p, c]
    invested = known.salience * state.alignment * (known.capability * known.reach)
    foreign = state.arsenal.sum(axis=1)[:, c] - state.arsenal[:, p, c]
    wars = state.occupation.sum(axis=2)
    endorsed = state.endorsement.mean(axis=2)
    weights = {
        name: told[name][:, 0]
        for name in ("rate", "stake_weight", "exclusion_weight", "opportunity_weight", "norm_weight", "resistance_weight",
                     "deterrence_weight")
    }  # fmt: skip
    chance = force.force_chance(
        (own < led) & (state.occupation[:, p, c] == 0.0),
        force.stake(known.salience[:, p, c], led, own),
        enforcement.force_rungs[:, p, c],
        (wars.sum(axis=1, keepdims=True) - wars)[:, p],
        state.norm[:, 0] * (1.0 - endorsed[:, p]),
        force.resistance(foreign, known.insecurity[:, 0, c], told.home_resistance[:, 0]),
        invested.sum(axis=1)[:, c] - invested[:, p, c],
        propensity=known.propensity[:, p, 0],
        **weights,
    )
    drawn = luck["force"][:, p, c]
    rows, k = np.nonzero(drawn < chance)
    if not len(rows):
        return Cells(rows, rows, rows)
    return Cells(*force.one_each(rows, p[k], c[k], (chance - drawn)[rows, k]))


def _outcomes(state: State, given: Given, luck: Luck, cells: Cells) -> tuple[State, list[Happening]]:
    """A swift removal or a war, by the contest between the attacker's strength and what meets it."""
    strength, resist = strength_and_resistance(state, given.params, cells)
    swift = cells.of(luck["strike"]) < force.success_chance(strength, resist)
    happened = []
    for which, detail in ((swift, "swift"), (~swift, "war")):
        some = cells.some(which)
        if len(some.rows):
            happened.append(Happening("force", some.rows, some.powers, client=some.clients, detail=detail))
    state = removed(state, given.params, cells.some(swift))
    return at_war(state, given.params, cells.some(~swift)), happened


def removed(state: State, params: Params, cells: Cells) -> State:
    """The state after the regimes at `cells` were removed and replaced by the attacker's choice."""
    if not len(cells.rows):
        return state
    told, at = params.of("force"), (cells.rows, slice(None), cells.clients)
    alignment, leaning, recognition = state.alignment.copy(), state.leaning.copy(), state.recognition.copy()
    occupation = state.occupation.copy()
    alignment[at] = force.installed(alignment[at], cells.powers, cells.scalar(told.grip))
    leaning[cells.rows, cells.powers, cells.clients] += cells.scalar(told.victor_lean)[:, 0]
    recognition[at] = force.withheld_by_others(recognition[at], cells.powers, cells.scalar(told.nonrecognition))
    occupation[cells.rows, cells.powers, cells.clients] = 0.0
    return replace(state, alignment=alignment, leaning=leaning, recognition=recognition, occupation=occupation)


def at_war(state: State, params: Params, cells: Cells) -> State:
    """The state after the powers at `cells` went to war there."""
    if not len(cells.rows):
        return state
    told, at = params.of("force"), (cells.rows, slice(None), cells.clients)
    alignment, leaning, occupation = state.alignment.copy(), state.leaning.copy(), state.occupation.copy()
    alignment[at] = force.resented(alignment[at], cells.powers, cells.scalar(told.resentment))
    leaning[cells.rows, cells.powers, cells.clients] -= cells.scalar(told.war_lean)[:, 0]
    occupation[cells.rows, cells.powers, cells.clients] = 1.0
    return replace(state, alignment=alignment, leaning=leaning, occupation=occupation)


def _wars_go_on(state: State, given: Given, luck: Luck) -> tuple[State, list[Happening]]:
    """Open wars are won, freeze, or go on; frozen ones fade."""
    told = given.params.of("force")
    cells = Cells(*np.nonzero(state.occupation))
    weight = cells.of(state.occupation)
    strength, resist = strength_and_resistance(state, given.params, cells)
    wins = cells.scalar(told.victory_rate)[:, 0] * force.success_chance(strength, resist)
    drawn, is_open = cells.of(luck["war"]), weight >= force.OPEN
    won = is_open & (drawn < wins)
    freezes = is_open & ~won & (drawn < wins + cells.scalar(told.freeze_rate)[:, 0])
    occupation = state.occupation.copy()
    occupation[cells.rows, cells.powers, cells.clients] = force.next_war(
        weight, won, freezes, cells.scalar(told.frozen_weight)[:, 0], cells.scalar(told.frozen_kept)[:, 0]
    )
    state = removed(replace(state, occupation=occupation), given.params, cells.some(won))
    happened = []
    for which, detail in ((won, "victory"), (freezes, "frozen")):
        some = cells.some(which)
        if len(some.rows):
            happened.append(Happening("war_end", some.rows, some.powers, client=some.clients, detail=detail))
    return state, happened
