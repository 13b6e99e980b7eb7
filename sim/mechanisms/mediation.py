"""Mediation: a third power brings two together and lends them the trust that each has in it; being seen to do so pays.

Whoever offers does so because it has a stake in what is disputed, or because mediating is worth something to it in itself.
"""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, OfPower, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.luck import Channel
from sim.core.numerics import logistic
from sim.mechanisms import declare

declare(
    Mechanism(
        name="mediation",
        summary="Powers may offer to mediate between two others, vouch for each to the other, and earn standing by an accord.",
        sources=("Kydd2006", "TouvalZartman1985", "D3 L84-137"),
        parameters=(
            Parameter("brokerage", 0.0, 0.0, 1.0, "chance a turn",
                      "chance that p offers to mediate between two powers where it surely wants to and both surely trust it",
                      axes="p"),
            Parameter("mediation_prestige", 0.0, 0.0, 10.0, "utility", "what being seen to mediate is worth to p in itself",
                      "D3 L84-88; size assumed", axes="p"),
            Parameter("effort", 0.3, 0.0, 10.0, "utility", "what it costs to mediate"),
            Parameter("temperature", 0.1, 0.01, 10.0, "utility", "noise of the choice to offer"),
            Parameter("gratitude", 0.1, 0.0, 1.0, "share",
                      "share of the gap to full trust in the mediator that an accord closes in either party"),
            Parameter("standing", 0.05, 0.0, 1.0, "share",
                      "share of the gap to full legitimacy that an accord closes for who brokered it"),
            Parameter("pull", 0.2, 0.0, 10.0, "utility", "what a mediator gains in pull on a client that an accord settles"),
        ),
        channels={"mediation": Channel("uniform", "pq")},
    )
)  # fmt: skip


def offer_chance(
    brokerage: OfPower, interest: Array, prestige: OfPower, heard: Array, *, effort: Scalar, temperature: Scalar
) -> Array:
    """Chance that each power offers to mediate between a pair and is heard, β · heard / (1 + e^(-(i + P - c)/θ)), 0..1.

    interest  i: how much it cares about the clients in dispute, 0..1;  prestige  P;  effort  c, utility
    heard     the lesser of the parties' trust in it, 0..1: who is not trusted by both cannot vouch [Kydd2006]
    """
    return brokerage * heard * logistic((interest + prestige - effort) / temperature)


def vouched(trust: Array, in_mediator: Array, mediators: Array) -> Array:
    """Trust at a mediated table, max(τ_pq, τ_pb τ_bq), 0..1: b's word for q counts as far as p believes b."""
    return np.maximum(trust, in_mediator * mediators)


def closer(value: Array, share: Array) -> Array:
    """A share of the gap to 1 closed, v + g (1 - v), 0..1."""
    return value + share * (1.0 - value)
