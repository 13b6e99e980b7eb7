"""Pressure: what each power's doctrine makes of what it saw, held within its means and by what hostility would cost.

The doctrines themselves are in `sim.doctrines`; this is the frame that holds them.
"""

from __future__ import annotations

import numpy as np

from sim.core.axes import Dyad, Mask, OfPower, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.luck import Channel
from sim.core.numerics import clip01
from sim.mechanisms import declare

declare(
    Mechanism(
        name="doctrine",
        summary="Each power turns what it saw into pressure on each rival that claims a sphere.",
        sources=("Axelrod1984", "KeohaneNye1977"),
        parameters=(
            Parameter("dependence_restraint", 0.5, 0.0, 1.0, "share",
                      "share of its pressure that a power holds back from a rival on whom it depends wholly",
                      "KeohaneNye1977; size assumed"),
            Parameter("latency", 0.0, 0.0, 40.0, "turns",
                      "L: how many turns p takes, in the mean, to bring its pressure to where it wants it, and how many "
                      "rounds of a bargain it lets pass before it answers an offer", axes="p"),
        ),
        channels={"doctrine": Channel("uniform", "pq")},
    )
)  # fmt: skip


def provocation(seen: Dyad, contest_means: OfPower) -> Dyad:
    """Perceived effort of q in what p claims as a share of p's contest means, >= 0; 0 for a power without means."""
    return seen / (contest_means + (contest_means == 0.0)) * (contest_means > 0.0)


def held_pressure(wish: Dyad, rivals: Mask, interdependence: Dyad, dependence_restraint: Scalar) -> Dyad:
    """Pressure within means, π = w (1 - d χ) / max(1, Σ_q w (1 - d χ)), 0..1; 0 on itself and on powers without claims.

    wish    w, what the doctrine asks, any real, held to 0..1;  rivals  (1, p, q), true where q is another power with claims
    """
    held = clip01(wish) * rivals * (1.0 - dependence_restraint * interdependence)
    total = held.sum(axis=2, keepdims=True)
    return held / (total * (total > 1.0) + (total <= 1.0))


def delayed(pressure: Dyad, before: Dyad, latency: OfPower) -> Dyad:
    """Pressure of a power that is slow to turn, π₀ + (π - π₀) / (1 + L), 0..1: what it wanted k turns ago counts
    (L / (1 + L))^k / (1 + L), so that it acts on what it saw L turns ago in the mean.
    """
    return np.where(latency == 0.0, pressure, before + (pressure - before) / (1.0 + latency))
