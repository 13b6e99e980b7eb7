"""Reputation: who leaves its clients to a rival is believed less, by all clients and by whoever thinks of striking one.

A loss is an open account: what a power's clients have lost to a rival, until the power answers it or it is forgotten. As long
as it is open the power's reliability falls. What a power's backing is worth is discounted by its reliability as far as others
watch. Nobody does by default: then reliability is on record and moves nothing.
"""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Dyad, OfPower, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.numerics import clip01
from sim.core.world import Indices
from sim.mechanisms import declare

declare(
    Mechanism(
        name="reputation",
        summary="Clients watch how patrons treat other clients, and discount what their backing is worth.",
        sources=("Schelling1966", "Mercer1996", "D2 L6-15"),
        parameters=(
            Parameter("watching", 0.0, 0.0, 1.0, "share",
                      "φ: how far an unreliable power's goods and threats are discounted; 0 where nobody sees what it did"),
            Parameter("abandonment_loss", 0.5, 0.0, 10.0, "share per client and turn",
                      "share of its reliability that a power loses in a turn by leaving the loss of one whole client unanswered"),
            Parameter("account_kept", 0.8, 0.0, 1.0, "share a turn",
                      "share of an unanswered loss that is still held open a quarter later: less than half after a year"),
            Parameter("reliability_gain", 0.02, 0.0, 1.0, "share a turn",
                      "share of the gap to full reliability that closes in a turn"),
        ),
    )
)  # fmt: skip


def credible(reliability: Array, watching: Array) -> Array:
    """What is left of what a power offers or threatens, 1 - φ (1 - R), 0..1 [Schelling1966]."""
    return 1.0 - watching * (1.0 - reliability)


def taken(alignment: Array, taker: Indices) -> Array:
    """What each power has to lose where `taker` uses force, A_qc, (n, p), 0..1; the taker itself nothing."""
    lost = alignment.copy(order="K")
    lost[np.arange(len(taker)), taker] = 0.0
    return lost


def next_reliability(
    reliability: OfPower, unanswered: Dyad, pressure: Dyad, *, abandonment_loss: Scalar, reliability_gain: Scalar
) -> OfPower:
    """Reliability a turn later, 0..1: R (1 - min(1, a Σ_q U_pq (1 - π_pq))), then g of the gap to 1 closes.

    unanswered  U_pq, share of clients lost to q that p has not answered;  pressure  π_pq, with which it answers
    """
    neglect = (unanswered * (1.0 - pressure)).sum(axis=2, keepdims=True)
    left = reliability * (1.0 - clip01(abandonment_loss * neglect))
    return left + reliability_gain * (1.0 - left)


def next_unanswered(unanswered: Dyad, pressure: Dyad, account_kept: Scalar) -> Dyad:
    """Unanswered losses a turn later, k U (1 - π), >= 0: pressing the taker works them off, time buries them."""
    return account_kept * unanswered * (1.0 - pressure)
