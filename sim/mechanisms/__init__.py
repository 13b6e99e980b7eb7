"""The stages of a turn: one mechanism a file, one equation a function, arrays in and arrays out.

A module declares itself with `declare(Mechanism(...))`. Its functions know nothing of State or World, but for what the engine
and the events both work out (`precedent.judged`, `summit.stakes`, `summit.outside`).
The order of the stages, and how they feed each other, stand in `sim.engine.turn` and nowhere else.
"""

from __future__ import annotations

from sim.core.declare import Mechanism
from sim.core.registry import Registry

MECHANISMS: Registry[Mechanism] = Registry("mechanism", "sim.mechanisms")


def declare(mechanism: Mechanism) -> Mechanism:
    """Register a mechanism under its name."""
    return MECHANISMS.add(mechanism.name, mechanism)
