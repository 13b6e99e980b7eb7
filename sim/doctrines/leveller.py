"""The leveller: spends where it costs the rivals most, whatever it gains itself."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Dyad, OfPower
from sim.core.declare import Parameter
from sim.doctrines import doctrine

_NO_STAKE = 1e-12  # below the last digit that a state keeps


@doctrine(
    "leveller",
    parameters=(Parameter("level", 0.5, 0.0, 1.0, "share of contest means", "pressure on all rivals together"),),
    sources=("Grieco1988",),
)
def leveller(rival_stake: Dyad, *, level: OfPower) -> Dyad:
    """Divides its pressure among rivals in proportion to what each has to lose: relative gains alone count.

    π_q = level · stake_q / Σ_q stake_q, and 0 where nobody has anything to lose;  returns (r, k, q), 0..1
    """
    total: OfPower = rival_stake.sum(axis=2, keepdims=True)
    return level * rival_stake / np.maximum(total, _NO_STAKE)
