"""The realist: presses or cooperates by what has paid, without creed or grudge."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Dyad, OfPower
from sim.core.declare import Parameter
from sim.core.numerics import clip01
from sim.doctrines import doctrine


@doctrine(
    "realist",
    parameters=(
        Parameter("level", 0.5, 0.0, 1.0, "share of contest means", "pressure on a rival when it presses at all"),
        Parameter("start", 0.5, 0.001, 0.999, "probability", "chance that it presses before it has learned anything"),
        Parameter("rate", 0.2, 0.0, 1.0, "share", "share of the gap to a sure stance that one full success or failure closes",
                  "BorgersSarin2000; size assumed"),
        Parameter("scale", 0.05, 0.001, 10.0, "utility", "surprise that counts as a full success or failure"),
        Parameter("trembling", 0.05, 0.001, 0.5, "probability", "least chance with which it tries either stance",
                  "ErevRoth1998; size assumed"),
        Parameter("heed", 1.0, 0.0, 1.0, "share",
                  "share of its chance to press that the announced loss of all that ties it to the rival takes away",
                  "Schelling1960; size assumed"),
    ),
    sources=("BorgersSarin2000", "ErevRoth1998", "D4 L5-19"),
)  # fmt: skip
def realist(
    memory: Dyad, own_pressure: Dyad, reward: OfPower, threat: Dyad, luck: Dyad,
    *, level: OfPower, start: OfPower, rate: OfPower, scale: OfPower, trembling: OfPower, heed: OfPower,
) -> tuple[Array, Dyad]:  # fmt: skip
    """Takes the stance that has paid: what went better than expected is done more often, what went worse less.

    x → x + rate · min(1, |û| / scale) · ([pressed and û > 0, or not and û < 0] - x), held to trembling..1 - trembling;
    π = level with chance x (1 - heed · threat), else 0;  returns (r, k, q), 0..1
    memory  x, chance to press before threats; 0 before anything was learned
    Reinforcement with an aspiration that follows the payoffs [BorgersSarin2000]; stances are held rival by rival.
    """
    chance = np.where(memory > 0.0, memory, start)
    success = (own_pressure > 0.0) == (reward > 0.0)
    chance = chance + rate * clip01(np.abs(reward) / scale) * (success - chance)
    chance = np.minimum(np.maximum(chance, trembling), 1.0 - trembling)
    return level * (luck < chance * (1.0 - heed * threat)), chance
