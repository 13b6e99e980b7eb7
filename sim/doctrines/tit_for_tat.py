"""The family of tit for tat: act for act, scaled to own means.

All four answer what exceeds a tolerance, so one equation serves, and they differ in which excess they answer:

    π = clip01(reciprocity · excess) · (1 - w + w · leverage)

With acts of 0 or 1, equal means, no luck and the defaults but for the generosity, they play as the players of
[Axelrod1984]: tit for tat, generous tit for tat, tit for two tats and grim trigger. What is graded there by
repetition is graded here by size: an answer is as large as the act answered.
"""

from __future__ import annotations

import numpy as np

from sim.core.axes import Dyad, OfPower
from sim.core.declare import Parameter
from sim.core.numerics import clip01
from sim.doctrines import doctrine

RECIPROCITY = Parameter(
    "reciprocity", 1.0, 0.0, 10.0, "answer per provocation",
    "pressure returned for each share of own contest means with which the rival provokes; 1 is act for act",
    "Axelrod1984",
)  # fmt: skip
TOLERANCE = Parameter(
    "tolerance", 0.0, 0.0, 10.0, "share of contest means",
    "provocation that is overlooked; the default overlooks nothing", "Axelrod1984",
)  # fmt: skip
LEVERAGE_WEIGHT = Parameter(
    "leverage_weight", 0.0, 0.0, 1.0, "share",
    "0: retaliate as a rule; 1: retaliate only as far as the rival is believed to care about its own sphere",
    "D0 L13-21; default assumed",
)  # fmt: skip
GENEROSITY = Parameter(
    "generosity", 1 / 3, 0.0, 1.0, "probability", "chance a turn that a rival's provocation is forgiven",
    "NowakSigmund1992",
)  # fmt: skip
SHARED = (RECIPROCITY, TOLERANCE, LEVERAGE_WEIGHT)


def beyond(provocation: Dyad, tolerance: OfPower) -> Dyad:
    """Provocation beyond what is overlooked, (provocation - tolerance)₊, share of contest means."""
    return np.maximum(provocation - tolerance, 0.0)


def answered(excess: Dyad, leverage: Dyad, reciprocity: OfPower, leverage_weight: OfPower) -> Dyad:
    """Pressure in answer to an excess, clip01(reciprocity · excess) · (1 - w + w · leverage), 0..1."""
    return clip01(reciprocity * excess) * (1.0 - leverage_weight + leverage_weight * leverage)


@doctrine("tit_for_tat", parameters=SHARED, sources=("Axelrod1984", "D0 L3-21"))
def tit_for_tat(provocation: Dyad, leverage: Dyad, *, reciprocity: OfPower, tolerance: OfPower, leverage_weight: OfPower) -> Dyad:
    """Returns act for act: answers last turn's provocation.

    excess = (provocation - tolerance)₊;  returns (r, k, q), 0..1
    """
    return answered(beyond(provocation, tolerance), leverage, reciprocity, leverage_weight)


@doctrine("generous_tit_for_tat", parameters=(*SHARED, GENEROSITY), sources=("NowakSigmund1992",))
def generous_tit_for_tat(
    provocation: Dyad, leverage: Dyad, luck: Dyad,
    *, reciprocity: OfPower, tolerance: OfPower, leverage_weight: OfPower, generosity: OfPower,
) -> Dyad:  # fmt: skip
    """Returns act for act, but forgives now and then.

    excess = (provocation - tolerance)₊ · [luck >= generosity];  returns (r, k, q), 0..1
    """
    unforgiven = np.where(luck < generosity, 0.0, beyond(provocation, tolerance))
    return answered(unforgiven, leverage, reciprocity, leverage_weight)


@doctrine("tit_for_two_tats", parameters=SHARED, sources=("Axelrod1984",))
def tit_for_two_tats(
    provocation: Dyad, leverage: Dyad, memory: Dyad,
    *, reciprocity: OfPower, tolerance: OfPower, leverage_weight: OfPower,
) -> tuple[Dyad, Dyad]:  # fmt: skip
    """Answers only what is repeated: the milder of the last two turns' provocations.

    excess = min((provocation - tolerance)₊, memory);  returns (r, k, q), 0..1
    memory   excess of the turn before, share of contest means
    """
    now = beyond(provocation, tolerance)
    return answered(np.minimum(now, memory), leverage, reciprocity, leverage_weight), now


@doctrine("grim_trigger", parameters=SHARED, sources=("Friedman1971", "Axelrod1984"))
def grim_trigger(
    provocation: Dyad, leverage: Dyad, memory: Dyad,
    *, reciprocity: OfPower, tolerance: OfPower, leverage_weight: OfPower,
) -> tuple[Dyad, Dyad]:  # fmt: skip
    """Never forgives: answers the worst provocation there ever was, for ever.

    excess = max((provocation - tolerance)₊, memory);  returns (r, k, q), 0..1
    memory   worst excess so far, share of contest means
    """
    worst = np.maximum(beyond(provocation, tolerance), memory)
    return answered(worst, leverage, reciprocity, leverage_weight), worst
