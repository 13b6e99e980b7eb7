"""Force: a power whose claimed client is led by another may strike; a swift removal, or a war that drains and may freeze."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Cube, Mask, OfClient, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.luck import Channel
from sim.core.numerics import clip01, exp
from sim.core.world import Indices, Params
from sim.mechanisms import declare

declare(
    Mechanism(
        name="force",
        summary="Powers may use force in what they claim, held back by the norm, by resistance and by rivals.",
        sources=("Fearon1995", "Hirshleifer1989", "Boulding1962", "Allison1982"),
        parameters=(
            Parameter("rate", 0.01, 0.0, 10.0, "odds a turn", "odds of force at no stake, no norm, no resistance"),
            Parameter("propensity", 1.0, 0.0, 100.0, "factor", "how readily p uses force", axes="p"),
            Parameter("stake_weight", 4.0, 0.0, 100.0, "log odds per share", "how much the stake s (A_max - A_p) adds"),
            Parameter("exclusion_weight", 0.5, 0.0, 100.0, "log odds per rung",
                      "how much each rung of the exclusion ladder beyond denial adds"),
            Parameter("opportunity_weight", 0.3, 0.0, 100.0, "log odds per war", "how much rivals' open wars add"),
            Parameter("norm_weight", 3.0, 0.0, 100.0, "log odds", "how much the full norm takes off"),
            Parameter("resistance_weight", 1.5, 0.0, 100.0, "log odds per capability",
                      "how much the arms that the client would resist with take off"),
            Parameter("deterrence_weight", 1.0, 0.0, 100.0, "log odds per capability",
                      "how much what rivals have at stake there, s A cap ρ, takes off"),
            Parameter("home_resistance", 0.1, 0.0, 10.0, "capability",
                      "what a secure regime resists with when it has no arms from abroad"),
            Parameter("grip", 0.6, 0.0, 1.0, "share", "share of others' alignment that goes over to who removes a regime"),
            Parameter("victor_lean", 0.5, 0.0, 10.0, "utility", "what a regime installed by force adds to the victor's pull"),
            Parameter("resentment", 0.5, 0.0, 1.0, "share", "share of its alignment that a power loses in who it makes war on"),
            Parameter("war_lean", 0.5, 0.0, 10.0, "utility", "what a war takes off the pull of who wages it"),
            Parameter("nonrecognition", 0.5, 0.0, 1.0, "share",
                      "share of their recognition that the other powers withhold from a regime installed by force"),
            Parameter("victory_rate", 0.05, 0.0, 1.0, "chance a turn", "chance of a strength without equal to win an open war"),
            Parameter("freeze_rate", 0.08, 0.0, 1.0, "chance a turn", "chance that an open war freezes"),
            Parameter("freeze_weight", 0.0, 0.0, 100.0, "log odds per utility",
                      "how much what an open war costs its power, less what going on promises, adds to the odds that it freezes"),
            Parameter("frozen_weight", 0.25, 0.0, 0.49, "share", "weight of a war that has just frozen"),
            Parameter("frozen_kept", 0.99, 0.0, 1.0, "share a turn", "share of a frozen conflict left a quarter later"),
            Parameter("frozen_block", 0.8, 0.0, 1.0, "share", "how far an open war holds up a client's realignment"),
        ),
        channels={
            "force": Channel("uniform", "pc"), "strike": Channel("uniform", "c"), "war": Channel("uniform", "c"),
        },
    )
)  # fmt: skip

OPEN = 0.5  # occupation from which a war is open rather than frozen
SETTLED = 0.01  # occupation below which a conflict counts as settled


def stake(salience: Array, leader: Array, alignment: Array) -> Array:
    """What p stands to win back, s_pc [max_q A_qc - A_pc]₊, 0..1."""
    behind = leader - alignment
    return salience * behind * (behind > 0.0)


def resistance(foreign_arms: Array, insecurity: Array, home_resistance: Array) -> Array:
    """What a client would resist p with, Σ_{q≠p} M_qc + r₀ (1 - g), capability units: arms from abroad, a secure regime."""
    return foreign_arms + home_resistance * (1.0 - insecurity)


def force_chance(
    stakes: Array, rungs: Array, opportunity: Array, norm: Array, resist: Array, deterrence: Array, propensity: Array,
    given: Params,
) -> Array:  # fmt: skip
    """Chance that p uses force this turn in a client that another leads, o / (1 + o), 0..1, any shape, a discrete-time logit
    hazard [Allison1982] with

    o = rate · propensity · exp(w_s stake + w_e rungs + w_o opportunity - w_n N - w_r R - w_d D)

    rungs  of the exclusion ladder beyond denial, 0..1;  opportunity  Σ_{q≠p} Ω_q;  norm  N (1 - mean endorsement of p), 0..1
    resist R, capability;  deterrence  D = Σ_{q≠p} s A cap ρ, what rivals have there, weighed by what they care
    given  this mechanism's parameters
    """
    urge = given.stake_weight * stakes + given.exclusion_weight * rungs + given.opportunity_weight * opportunity
    check = given.norm_weight * norm + given.resistance_weight * resist + given.deterrence_weight * deterrence
    odds = given.rate * propensity * exp(urge - check)
    return odds / (1.0 + odds)


def greatest_odds(salience: Array, propensity: Array, given: Params) -> Array:
    """Odds of force where all is at stake and nothing holds p back, but for wars elsewhere and the norm: `emboldened`, no
    state gives greater odds.

    Nor is a chance greater than its odds: o / (1 + o) < o by far more than a rounding, where a draw can tell them apart.
    """
    return given.rate * propensity * exp(given.stake_weight * salience + given.exclusion_weight)


def emboldened(opportunity: Array, norm: Array, given: Params) -> Array:
    """Factor on the odds of force by rivals' wars elsewhere and by the norm, exp(w_o opportunity - w_n N), > 0, any shape."""
    return exp(given.opportunity_weight * opportunity - given.norm_weight * norm)


def success_chance(strength: Array, resist: Array) -> Array:
    """Chance that strength beats resistance, S / (S + R), 0..1; one half where both are nothing [Hirshleifer1989]."""
    both = strength + resist
    none = both == 0.0
    return (strength + 0.5 * none) / (both + none)


def one_each(rows: Indices, clients: Indices, eagerness: Array) -> Indices:
    """Which places (n,) prevail where several powers would take one client of one replicate at once: the most eager of each."""
    order = np.lexsort((-eagerness, clients, rows))
    rows, clients = rows[order], clients[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (clients[1:] != clients[:-1])
    return np.asarray(order[first])


def installed(alignment: Array, victor: Indices, grip: Array) -> Array:
    """Alignment after `victor` has replaced the regime, (n, p): A_p → A_p + g (1 - A_p), A_q → (1 - g) A_q."""
    after = alignment * (1.0 - grip)
    cells = np.arange(len(victor))
    after[cells, victor] += np.broadcast_to(grip, (len(victor), 1))[:, 0]
    return after


def resented(alignment: Array, attacker: Indices, resentment: Array) -> Array:
    """Alignment once `attacker` makes war, (n, p): A_p → (1 - ρ) A_p; what it loses stands alone."""
    after = alignment.copy(order="K")
    after[np.arange(len(attacker)), attacker] *= 1.0 - np.broadcast_to(resentment, (len(attacker), 1))[:, 0]
    return after


def withheld_by_others(recognition: Array, victor: Indices, nonrecognition: Array) -> Array:
    """Recognition of a regime that `victor` has installed, (n, p): others k → k (1 - w), the victor 1."""
    after = recognition * (1.0 - nonrecognition)
    after[np.arange(len(victor)), victor] = 1.0
    return after


def freezing_gain(stakes: Array, wins: Array, war_drain: Array, frozen_weight: Array, frozen_block: Array) -> Array:
    """What who wages a war gains by freezing it, d (1 - f) + b f s - P s, utility, any shape.

    The drain d on its means ends but for the weight f of a frozen conflict, which still keeps b f of the client from going
    over (worth the stake s); the prospect P of winning this turn is let go.
    """
    return war_drain * (1.0 - frozen_weight) + frozen_block * frozen_weight * stakes - wins * stakes


def freeze_chance(freeze_rate: Array, gain: Array, freeze_weight: Array) -> Array:
    """Chance that an open war freezes, r e / (1 + r (e - 1)) with e = exp(w gain), 0..1: the odds of r times e."""
    factor = exp(freeze_weight * gain)
    return freeze_rate * factor / (1.0 + freeze_rate * (factor - 1.0))


def next_war(occupation: Array, won: Mask, freezes: Mask, frozen_weight: Array, frozen_kept: Array) -> Array:
    """Weight of unsettled wars a turn later, 0..1, any shape: won ones end, open ones may freeze, frozen ones fade."""
    frozen = occupation * frozen_kept
    frozen = frozen * (frozen >= SETTLED)
    going = np.where(occupation >= OPEN, occupation, frozen)
    return np.where(won, 0.0, np.where(freezes, frozen_weight, going))


def adjustment_under_war(adjustment: Scalar, occupation: Cube, frozen_block: Scalar) -> OfClient:
    """How fast a client may realign under war, λ (1 - b min(1, Σ_p Ω)), share a turn: who is fought over cannot move."""
    return pace_under_war(adjustment, occupation.sum(axis=1, keepdims=True), frozen_block)


def pace_under_war(adjustment: Scalar, wars: OfClient, frozen_block: Scalar) -> OfClient:
    """The same by the sum of occupations, λ (1 - b min(1, Ω)), share a turn."""
    return adjustment * (1.0 - frozen_block * clip01(wars))
