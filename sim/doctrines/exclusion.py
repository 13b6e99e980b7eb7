"""Exclusion: presses on whoever goes beyond what is tolerated in one's own sphere (a Monroe doctrine)."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Dyad, OfPower
from sim.core.declare import Parameter
from sim.core.numerics import clip01
from sim.doctrines import doctrine


@doctrine(
    "exclusion",
    parameters=(
        Parameter("severity", 1.0, 0.0, 10.0, "answer per breach",
                  "pressure returned for each share of own contest means by which the rival breaches the "
                  "exclusion; 1 is act for act"),
        Parameter("base", 0.0, 0.0, 1.0, "share of contest means",
                  "pressure on a rival who respects the exclusion"),
    ),
    sources=("Perkins1955", "D1 L13-21"),
)  # fmt: skip
def exclusion(breach: Dyad, *, severity: OfPower, base: OfPower) -> Dyad:
    """Leaves alone who keeps out, and answers what was barred: tolerated ties are no provocation.

    π = max(base, clip01(severity · breach));  returns (r, k, q), 0..1
    What is barred is said by the mechanism `exclusion`; without a bar, or with that mechanism off, π = base.
    """
    return np.maximum(base, clip01(severity * breach))
