"""Exclusion: a power bars other powers from its sphere beyond what it tolerates, good by good (a Monroe doctrine).

A breach is met by a ladder: a warning, sanctions on the client, denial of the supply, and last a pull toward force. One rung
is climbed each `exclusion_patience` turns for which the breach goes on, and descended when it ends.
"""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Cube, OfPower, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.mechanisms import declare

declare(
    Mechanism(
        name="exclusion",
        summary="A power bars others from its sphere beyond a tolerance for each good, and enforces it by a ladder.",
        sources=("D1 L13-21", "Schelling1960"),
        parameters=(
            Parameter("exclusion", 0.0, 0.0, 1.0, "share", "ε: how strictly p bars others from what it claims; 0 not at all",
                      axes="p"),
            Parameter("support_tolerance", 0.03, 0.0, 1e6, "capability", "support a turn that p tolerates from a rival in a "
                      "client: limited economic ties (D1 L17)", axes="p"),
            Parameter("arms_tolerance", 0.0, 0.0, 1e6, "capability",
                      "arms a turn that p tolerates from a rival in a client: none (D1 L17)", axes="p"),
            Parameter("dependence_tolerance", 0.5, 0.0, 1.0, "share",
                      "share of a client's goods of this turn that may come from one rival: no dependents (D1 L17)", axes="p"),
            Parameter("recognition_tolerance", 1.0, 0.0, 1.0, "share",
                      "recognition by a rival that p tolerates: normal diplomatic ties (D1 L17)", axes="p"),
            Parameter("exclusion_patience", 4.0, 1.0, 1e6, "turns", "turns of breach for each rung of the ladder", axes="p"),
            Parameter("dependence_scale", 0.02, 1e-4, 10.0, "capability",
                      "goods a turn below which dependence counts for little"),
            Parameter("dependence_breach", 0.05, 0.0, 10.0, "capability", "breach that full dependence amounts to"),
            Parameter("recognition_breach", 0.02, 0.0, 10.0, "capability",
                      "breach that full recognition beyond the tolerance amounts to"),
            Parameter("warning", 0.1, 0.0, 10.0, "utility", "what a warning takes off the breaching power's pull"),
            Parameter("sanction", 0.6, 0.0, 10.0, "utility per capability",
                      "what sanctions by the strongest power at full reach take off the breaching power's pull on a client in "
                      "full economic need"),
            Parameter("sanction_cost", 0.01, 0.0, 1.0, "share of means", "what sanctions on one client cost the power itself"),
            Parameter("denial", 0.3, 0.0, 1.0, "share", "share of the breaching supply that is denied passage: its price rises"),
        ),
    )
)  # fmt: skip


def dependence(goods: Cube, dependence_scale: Scalar) -> Cube:
    """Share of a client's goods that comes from each power, g_q / (Σ_q g_q + d₀), 0..1; small where all is little."""
    return share_of(goods, goods.sum(axis=1, keepdims=True), dependence_scale)


def share_of(goods: Array, all_goods: Array, dependence_scale: Scalar) -> Array:
    """The same by the sum of a client's goods, g / (G + d₀), 0..1."""
    return goods / (all_goods + dependence_scale)


def over(amount: Array, tolerance: Array) -> Array:
    """What exceeds a tolerance, [amount - tolerance]₊, >= 0."""
    excess = amount - tolerance
    return excess * (excess > 0.0)


def breach(
    support: Array, arms: Array, depends: Array, recognition: Array, support_tolerance: Array, arms_tolerance: Array,
    dependence_tolerance: Array, recognition_tolerance: Array, arms_alarm: Array, dependence_breach: Array,
    recognition_breach: Array,
) -> Array:  # fmt: skip
    """How far each rival goes beyond what one power tolerates in each client of its sphere, (r, q, c), capability units.

    [x - x̄]₊ + ψ [m - m̄]₊ + B_d [d - d̄]₊ + B_k [k - k̄]₊
    """
    return (
        over(support, support_tolerance) + arms_alarm * over(arms, arms_tolerance)
        + dependence_breach * over(depends, dependence_tolerance)
        + recognition_breach * over(recognition, recognition_tolerance)
    )  # fmt: skip


def next_clock(clock: Array, breached: Array) -> Array:
    """Turns of breach so far: up by one while the breach goes on, down by one, not below 0, when it has ended."""
    return np.maximum(clock + 2.0 * breached - 1.0, 0.0)


def rung(clock: Array, exclusion_patience: Array) -> Array:
    """Rung of the ladder: 0 none, 1 warning from the first turn, 2 sanctions, 3 denial, 4 pull toward force."""
    wait = exclusion_patience
    return (clock > 0.0) * 1.0 + (clock >= wait) + (clock >= 2.0 * wait) + (clock >= 3.0 * wait)


def punishment(
    level: Array, share: Array, strictness: Array, strength: Array, economic_need: Array, warning: Scalar, sanction: Scalar
) -> Array:
    """What a rival's pull on a client loses by dealing with it against the exclusion, utility, (r, q, c).

    ε · share of the breach · (warning [rung >= 1] + sanction · cap ρ e [rung >= 2])
    level     rung of the ladder (r, 1, c);  strength  cap ρ of the power that excludes, (r, 1, c)
    """
    blow = warning * (level >= 1.0) + sanction * strength * economic_need * (level >= 2.0)
    return strictness * share * blow


def denied(level: Array, share: Array, strictness: Array, denial: Scalar) -> Array:
    """Share of a rival's flow that does not arrive, ε · denial · [its share of the breach > 0] · [rung >= 3], 0..1."""
    return strictness * denial * (share > 0.0) * (level >= 3.0)


def enforcement_cost(sanctioned: OfPower, strictness: OfPower, sanction_cost: Scalar) -> OfPower:
    """Share of its means that sanctions cost the power itself, min(1, ε · cost · clients under sanctions)."""
    cost = strictness * sanction_cost * sanctioned
    return cost * (cost < 1.0) + (cost >= 1.0)
