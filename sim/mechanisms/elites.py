"""Elites: support that goes to those who govern rather than to those who are governed.

What elites get buys alignment where institutions are weak, does nothing for anybody's welfare, and wears institutions down; a
power that lives by it fears clients that are well governed.
"""

from __future__ import annotations

from sim.core.axes import Array, Cube, OfClient, OfPower, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.numerics import clip01, exp
from sim.mechanisms import declare

declare(
    Mechanism(
        name="elites",
        summary="Patrons may give part of their support to clients' elites: it buys more, and wears governance.",
        sources=("BuenoDeMesquita2003", "D3 L92"),
        parameters=(
            Parameter("elite_share", 0.0, 0.0, 1.0, "share", "share of its support that p gives to clients' elites", "D3 L92",
                      axes="p"),
            Parameter("elite_return", 3.0, 0.0, 100.0, "support per support",
                      "R: how much support to all a unit given to the elite of a client without institutions is worth to it",
                      "BuenoDeMesquita2003; size assumed"),
            Parameter("governance_wear", 0.05, 0.0, 1.0, "share a turn",
                      "share of its governance that a client loses in a turn to elite money without bound"),
            Parameter("wear_scale", 0.02, 1e-4, 10.0, "capability", "elite money a turn that wears half as much"),
            Parameter("reform_fear", 0.0, 0.0, 10.0, "log odds",
                      "how much full governance of a client adds to p's odds of using force there", "D3 L92; size assumed",
                      axes="p"),
        ),
    )
)  # fmt: skip


def bought(elite_share: OfPower, governance: OfClient, elite_return: Scalar) -> Cube:
    """What a unit of support is worth to who decides, (1 - κ) + κ R (1 - G), >= 0, against 1 where all goes to the public.

    Few need little: who rules by a small coalition is bought with private goods [BuenoDeMesquita2003]; where institutions
    are sound (G = 1) elite money buys nothing, and the break-even lies at G = 1 - 1/R.
    """
    return (1.0 - elite_share) + elite_share * elite_return * (1.0 - governance)


def next_governance(governance: OfClient, elite_money: OfClient, governance_wear: Scalar, wear_scale: Scalar) -> OfClient:
    """Governance a turn later, G (1 - w b / (b + b₀)), 0..1. elite_money  b = Σ_p κ_p x_pc ρ_pc, capability units a turn."""
    return clip01(governance * (1.0 - governance_wear * elite_money / (elite_money + wear_scale)))


def alarmed(propensity: Array, governance: Array, reform_fear: Array) -> Array:
    """How readily a power uses force in a client whose institutions are an example to its own, propensity · exp(f G)."""
    return propensity * exp(reform_fear * governance)
