"""The opportunist: holds back while a bargain looks likely, presses where the rival is busy elsewhere."""

from __future__ import annotations

from sim.core.axes import Array, Dyad, OfPower
from sim.core.declare import Parameter
from sim.core.numerics import clip01
from sim.doctrines import doctrine


@doctrine(
    "opportunist",
    parameters=(
        Parameter("level", 0.3, 0.0, 1.0, "share of contest means",
                  "pressure on a rival who is not busy, without a prospect"),
        Parameter("opportunism", 0.5, 0.0, 10.0, "share of contest means per war",
                  "pressure added by each unsettled war that ties the rival down",
                  "Blainey1973; size assumed"),
        Parameter("forbearance", 1.0, 0.0, 1.0, "share",
                  "share of its pressure that a sure bargain would hold back",
                  "D2 L8-9; size assumed"),
    ),
    sources=("Blainey1973", "D2 L8-22"),
)  # fmt: skip
def opportunist(rival_occupied: Array, prospect: Dyad, *, level: OfPower, opportunism: OfPower, forbearance: OfPower) -> Dyad:
    """Presses where the rival is tied down, and keeps still while a bargain with it looks likely.

    π = clip01(level + opportunism · Ω_q) · (1 - forbearance · prospect);  returns (r, k, q), 0..1
    """
    return clip01(level + opportunism * rival_occupied) * (1.0 - forbearance * prospect)
