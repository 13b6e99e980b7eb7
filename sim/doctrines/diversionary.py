"""The diversionary doctrine: looks for an enemy abroad when its standing at home falls."""

from __future__ import annotations

import numpy as np

from sim.core.axes import OfPower
from sim.core.declare import Parameter
from sim.core.numerics import clip01
from sim.doctrines import doctrine


@doctrine(
    "diversionary",
    parameters=(
        Parameter("base", 0.1, 0.0, 1.0, "share of contest means",
                  "pressure of a power that stands well at home"),
        Parameter("gain", 2.0, 0.0, 10.0, "share of contest means per legitimacy",
                  "pressure added by each share of legitimacy that is missing"),
        Parameter("floor", 0.5, 0.0, 1.0, "share", "legitimacy below which it begins to look for an enemy"),
    ),
    sources=("Coser1956", "Levy1989", "D3 L139-143"),
)  # fmt: skip
def diversionary(legitimacy: OfPower, *, base: OfPower, gain: OfPower, floor: OfPower) -> OfPower:
    """Presses on everyone when legitimacy falls: conflict without makes peace within.

    π = clip01(base + gain · (floor - ℓ)₊);  returns (r, k, 1), 0..1
    """
    return clip01(base + gain * np.maximum(floor - legitimacy, 0.0))
