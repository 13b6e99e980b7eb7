"""Acts that cost a signature: recognising a regime, endorsing a power's claims."""

from __future__ import annotations

from sim.core.world import Indices, Params, State
from sim.events import Argument, event, with_cells


@event(
    "recognition",
    Argument("power", "power", "who recognises"),
    Argument("client", "client", "whose regime is recognised"),
    Argument("level", "number", "recognition from now on: 1 full, 0 none", "share", 0.0, 1.0, 1.0),
)
def recognition(state: State, params: Params, rows: Indices, *, power: int, client: int, level: float) -> tuple[State, Params]:
    """A power recognises a client's regime, or (level 0) ceases to.

    k_pc → level, 0..1. From there it returns to full recognition by degrees, as the mechanism patronage says.
    """
    return with_cells(state, "recognition", (rows, power, client), level), params


@event(
    "endorsement",
    Argument("client", "client", "who endorses"),
    Argument("power", "power", "whose claims are endorsed"),
    Argument("level", "number", "endorsement from now on: 1 full, 0 none", "share", 0.0, 1.0, 1.0),
)
def endorsement(state: State, params: Params, rows: Indices, *, client: int, power: int, level: float) -> tuple[State, Params]:
    """A client endorses a power's claims, or (level 0) takes its endorsement back.

    j_pc → level, 0..1. From there it moves with the client's alignment, as the mechanism patronage says.
    """
    return with_cells(state, "endorsement", (rows, power, client), level), params
