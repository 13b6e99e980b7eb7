"""Perception: what a power sees of its rivals' doings in the clients that it claims, and how much it hurts."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Cube, Dyad, OfClient, OfPower, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.luck import Channel
from sim.core.numerics import exp
from sim.mechanisms import declare

declare(
    Mechanism(
        name="perception",
        summary="The same act is felt by how much the place matters to the one who sees it, with misperception.",
        sources=("Jervis1976", "Walt1987"),
        parameters=(
            Parameter("misperception", 0.25, 0.0, 2.0, "log points",
                      "σ: standard deviation of the logarithm of what is perceived over what is done"),
            Parameter("haste_error", 0.0, 0.0, 10.0, "share",
                      "how much more a power that decides at once misperceives than one that takes its time",
                      "Jervis1976; form assumed"),
            Parameter("arms_alarm", 2.0, 0.0, 10.0, "support per arms",
                      "ψ: how many units of support alarm as much as one unit of arms"),
            Parameter("reaction_threshold", 0.0, 0.0, 1.0, "capability",
                      "ϑ: felt effort in one client below which p takes no notice", axes="p"),
            Parameter("regime_fear", 0.0, 0.0, 100.0, "share",
                      "φ: exposure to contagion, how much more p sees in rivals' doings for each regime of its sphere that has "
                      "just fallen", "Beissinger2007; D0 L17-19", axes="p"),
            Parameter("learning", 0.0, 0.0, 1.0, "share a turn",
                      "share of the gap closed each turn between p's belief of q's salience and what q's protest shows",
                      "EvansHonkapohja2001", axes="p"),
            Parameter("mirror_imaging", 0.0, 0.0, 1.0, "share",
                      "μ: how far p takes its own salience for the rival's when the world opens", "D0 L13-15", axes="p"),
        ),
        channels={"perception": Channel("normal", "pq")},
    )
)  # fmt: skip


def effort(support: Cube, arms: Cube, arms_alarm: Scalar) -> Cube:
    """Effort that others see, E = x + ψ m, capability units: arms alarm more than aid [Walt1987]."""
    return support + arms_alarm * arms


def misperception_in_haste(misperception: Scalar, haste_error: Scalar, latency: OfPower) -> OfPower:
    """Misperception of powers that take L turns to decide, σ (1 + e / (1 + L)), log points: who waits sees more."""
    return misperception * (1.0 + haste_error / (1.0 + latency))


def perceived_share(luck: Dyad, misperception: Scalar | OfPower) -> Dyad:
    """What is perceived over what is done, exp(σ z - σ²/2), > 0 with mean 1: noise misleads, it does not alarm."""
    return exp(misperception * (luck - 0.5 * misperception))


def alarm(unrest: OfClient, claim: Cube, regime_fear: OfPower) -> OfPower:
    """Factor by which p sees more than is done while regimes fall around it, 1 + φ_p Σ_c κ_pc min(v_c, 1), >= 1.

    unrest  v_c, memory of c's last fall. Who feels threatened sees hostile hands behind what it fears [Jervis1976].
    """
    return 1.0 + regime_fear * (np.minimum(unrest, 1.0) * claim).sum(axis=2, keepdims=True)


def felt_here(salience: Cube, seen: Cube, reaction_threshold: OfPower) -> Cube:
    """Felt effort in each client, [s_c E_qc - ϑ]₊, capability units: an act too small to count is not felt.

    salience  (r, 1, c) of one power;  seen  (r, q, c) effort of each rival;  returns (r, q, c)
    """
    felt = salience * seen - reaction_threshold
    return felt * (felt > 0.0)


def learned(belief: Dyad, protest: Dyad, encroached: Dyad, learning: OfPower) -> Dyad:
    """p's belief of q's salience after q's protest, ŝ + λ (F_qp / Z_qp - ŝ) where p encroached on q, 0..1.

    protest     F_qp: what q felt of p's doings;  encroached  Z_qp: what p did;  both (r, p, q) as p looks at q
    A protest per unit of encroachment is the rival's salience where it was touched [EvansHonkapohja2001].
    """
    touched = encroached > 0.0
    shown = protest / (encroached + ~touched)
    shown = shown * (shown < 1.0) + (shown >= 1.0)
    return belief + learning * touched * (shown - belief)


def opening_belief(salience: Array, claim: Array, mirror_imaging: Array) -> Array:
    """p's belief of q's mean salience over q's claims when the world opens, (r, p, q), 0..1.

    (1 - μ_p) times the true value plus μ_p times p's own mean over its own claims: mirror imaging (D0 L13-15).
    """
    claims = claim.sum(axis=2, keepdims=True)
    own = (salience * claim).sum(axis=2, keepdims=True) / (claims + (claims == 0.0))  # (r, p, 1)
    return (1.0 - mirror_imaging) * own.swapaxes(1, 2) + mirror_imaging * own
