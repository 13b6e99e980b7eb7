"""Win-stay lose-shift, also called Pavlov: it repeats what went well changes what did not."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Dyad, OfPower
from sim.core.declare import Parameter
from sim.doctrines import doctrine


@doctrine(
    "win_stay_lose_shift",
    parameters=(
        Parameter("intensity", 1.0, 0.0, 1.0, "share of contest means", "pressure when it presses at all",
                  "NowakSigmund1993"),
        Parameter("tolerance", 0.1, 0.0, 10.0, "share of contest means",
                  "provocation up to which the rival counts as having held back"),
    ),
    sources=("NowakSigmund1993",),
)  # fmt: skip
def win_stay_lose_shift(provocation: Dyad, own_pressure: Dyad, *, intensity: OfPower, tolerance: OfPower) -> Dyad:
    """Repeats its last act where the rival held back, and changes it where the rival provoked.

    π = intensity where exactly one of the two pressed last turn, else 0;  returns (r, k, q), 0..1
    p pressed where own_pressure > 0: any share counts, because pressure is divided among rivals after the
    doctrine has spoken. q pressed where provocation > tolerance.
    """
    pressed, provoked = own_pressure > 0.0, provocation > tolerance
    return np.where(pressed != provoked, intensity, 0.0)
