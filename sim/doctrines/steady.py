"""Doctrines that look at nobody: restraint, which never presses, and constant, which always presses alike."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, OfPower
from sim.core.declare import Parameter
from sim.doctrines import doctrine


@doctrine("restraint", sources=("Jervis1978",))
def restraint() -> Array:
    """Never presses: π = 0, whatever the rival does.

    returns  (1, 1, 1); unconditional cooperation, the control against which the others are read
    """
    return np.zeros((1, 1, 1))


@doctrine(
    "constant",
    parameters=(Parameter("level", 0.5, 0.0, 1.0, "share of contest means", "pressure on every rival, every turn"),),
    sources=("Axelrod1984",),
)
def constant(*, level: OfPower) -> OfPower:
    """Presses alike on everyone, for ever: π = level.

    returns  (r|1, k, 1), 0..1; level 1 is unconditional defection
    """
    return level
