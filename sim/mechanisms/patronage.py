"""Patronage: each power divides its means among clients, and each share into support and arms.

A power holds its own sphere, contests its rivals' by the pressure that its doctrine asks for, and courts the rest. Within
each part money goes by marginal return, as in a contest between patrons.
"""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Cube, OfClient, OfPower, Scalar, clients_of
from sim.core.declare import Mechanism, Parameter
from sim.core.numerics import exp, log
from sim.core.world import Indices
from sim.mechanisms import declare

declare(
    Mechanism(
        name="patronage",
        summary="Powers divide their means among clients by marginal return, and into support and arms.",
        sources=("Tullock1980", "Roberson2006"),
        parameters=(
            Parameter("hold_share", 0.4, 0.0, 1.0, "share", "share of its means with which p holds its own sphere",
                      axes="p"),
            Parameter("contest_share", 0.3, 0.0, 1.0, "share",
                      "share of its means that p can turn on rivals' spheres; what is left of both goes to the rest",
                      axes="p"),
            Parameter("motive", 0.0, 0.0, 1.0, "share",
                      "how far p contests where the rival cares rather than where p cares", axes="p"),
            Parameter("focus", 1.0, 0.0, 8.0, "exponent",
                      "φ: how far p concentrates its means where it cares; 0 spreads them over all that it cares about at all",
                      "D3 L8; form assumed", axes="p"),
            Parameter("counterbid", 0.0, 0.0, 1.0, "share",
                      "share of what p has for clients that nobody claims that it brings home as rivals outbid it there",
                      "Tullock1980; size assumed", axes="p"),
            Parameter("arms_portfolio", 0.5, 0.0, 1.0, "share", "weight of arms in what p has to offer", axes="p"),
            Parameter("attention", 4.0, 0.01, 1e6, "wars",
                      "number of open wars that halves what p has left for clients", "Simon1971; size assumed", axes="p"),
            Parameter("attention_interest", 0.0, -1.0, 1.0, "utility",
                      "what it is worth to p itself that its rivals have no attention left", "D2 L16; default assumed", axes="p"),
            Parameter("recognition_rate", 0.25, 0.0, 1.0, "share a turn",
                      "share of the gap to full recognition that p closes in a turn", axes="p"),
            Parameter("foothold", 0.05, 0.0, 1.0, "share",
                      "alignment that p is taken to have everywhere when it weighs returns, so that it can begin"),
            Parameter("war_drain", 0.2, 0.0, 1.0, "share of means", "share of its means that an open war takes from p"),
            Parameter("arsenal_kept", 0.97, 0.0, 1.0, "share a turn",
                      "share of an arsenal that is still usable a quarter later: half after about six years"),
            Parameter("endorsement_rate", 0.1, 0.0, 1.0, "share a turn",
                      "share of the gap that a client's endorsement closes toward its alignment in a turn"),
        ),
    )
)  # fmt: skip


def means(capability: OfPower, wars: OfPower, war_drain: Scalar, sanctions: OfPower) -> OfPower:
    """What a power has for its clients this turn, cap · [1 - d ΣΩ]₊ · (1 - sanctions), capability units.

    wars  Σ_c Ω_pc;  sanctions  share of its means that enforcing sanctions costs, 0..1
    """
    left = np.maximum(1.0 - war_drain * wars, 0.0)  # a product with 0 would make -0 of a deficit
    return capability * left * (1.0 - sanctions)


def attention_left(wars: OfPower, crisis_load: OfPower, attention: OfPower) -> OfPower:
    """Share of its means that a power has the attention to use, 1 / (1 + load/attention), 0..1 [Simon1971]."""
    return 1.0 / (1.0 + (wars + crisis_load) / attention)


def promise(reach: Cube, alignment: Cube, foothold: Scalar) -> Cube:
    """Marginal return of effort but for salience, ρ (A + ε)(1 - A), >= 0.

    A (1 - A) is the slope of a logit share in a contest [Tullock1980]. Where p has agreed to stand back, the turn takes
    off its deference: ρ (A + ε)(1 - A)(1 - D).
    """
    return (alignment + foothold) * (1.0 - alignment) * reach


def concentrated(care: Array, focus: OfPower) -> Array:
    """Care as it shapes the division of means, care^φ, 0..1; what p does not care about at all gets nothing at any φ.

    φ = 1 leaves it as it is, to the bit; 0 makes all alike; above 1 the dearest take most.
    """
    cared = care > 0.0
    powered = exp(focus * log(np.where(cared, care, 1.0)))
    return np.where(focus == 1.0, care, powered * cared)


def home_share(hold_share: OfPower, rest: OfPower, encroached: OfPower, means: OfPower, counterbid: OfPower) -> OfPower:
    """Share of its means with which p holds its own sphere as rivals bid for it, b + c · rest · Z / (Z + b · means), 0..1.

    hold_share  b;  rest  share for what nobody claims;  encroached  Z = Σ_q Z_pq, rivals' effort in p's claims, capability units
    """
    both = encroached + hold_share * means
    return hold_share + counterbid * rest * encroached / (both + (both == 0.0))


def tilted(budget: Array, care: Array, focus: OfPower) -> Array:
    """Budgets of theatres moved, whole, toward those that p cares more about, B_g c_g^(φ-1) ΣB / Σ_g B_g c_g^(φ-1), (r, p, g).

    care  c_g, p's mean care over the places of a theatre that it cares about at all, 0..1: where it cares about none its
          budget is 0;  φ = 1 leaves budgets as they are, to the bit: e^0 is 1, and a sum over itself
    """
    weighed = budget * exp((focus - 1.0) * log(np.where(care > 0.0, care, 1.0)))
    total = weighed.sum(axis=2, keepdims=True)
    return weighed * (budget.sum(axis=2, keepdims=True) / (total + (total == 0.0)))


def divided(budget: Array, total: Array, weight: Array, group: Indices) -> Array:
    """Budgets divided in proportion to weight, B_g w / Σ_{s in g} w, capability units; nothing where all weights are 0.

    budget, total  (r, p, g) for each theatre, total Σ w;  weight  (r, p, s);  group  theatre of each place (s,)
    """
    return weight * clients_of(for_each_weight(budget, total), group)


def for_each_weight(budget: Array, total: Array) -> Array:
    """What a unit of weight gets, B_g / Σ w, capability units; 0 where all weights are 0."""
    return budget / (total + (total == 0.0))


def arms_share(arms_portfolio: OfPower, arms_need: OfClient, economic_need: OfClient) -> Cube:
    """Share of an allotment that is given as arms, b n / (b n + (1 - b) e), 0..1; one half where nothing is wanted."""
    arms = arms_portfolio * arms_need
    both = arms + (1.0 - arms_portfolio) * economic_need
    nothing = both == 0.0
    return (arms + 0.5 * nothing) / (both + nothing)


def next_recognition(recognition: Cube, recognition_rate: OfPower) -> Cube:
    """Recognition a turn later, k + r (1 - k), 0..1: what was withheld returns by degrees."""
    return recognition + recognition_rate * (1.0 - recognition)


def next_endorsement(endorsement: Cube, alignment: Cube, recognition: Cube, endorsement_rate: Scalar) -> Cube:
    """Endorsement a turn later, j + r (A k - j), 0..1: a client pays its patron in its own coin for being recognised."""
    return endorsement + endorsement_rate * (alignment * recognition - endorsement)
