"""Orders: pressure that comes from outside a power's doctrine, such as from a person at the table."""

from __future__ import annotations

from sim.core.world import Indices, Params, State
from sim.events import Argument, event, refuse_one_power_twice, with_cells

NO_ORDER = -1.0


@event(
    "order",
    Argument("power", "power", "who is ordered"),
    Argument("rival", "rival", "against whom"),
    Argument("pressure", "number", "pressure from now on, in the place of what the doctrine asks", "share", 0.0, 1.0),
)
def order(state: State, params: Params, rows: Indices, *, power: int, rival: int, pressure: float) -> tuple[State, Params]:
    """A power presses as it is ordered, whatever its doctrine asks, until it is handed back.

    o_pq → pressure; it is held within the power's means, and by what hostility would cost, as a doctrine's wish is.
    """
    refuse_one_power_twice(power, rival)
    return with_cells(state, "order", (rows, power, rival), pressure), params


@event(
    "hand_back",
    Argument("power", "power", "who is its own master again"),
    Argument("rival", "rival", "against whom; all rivals if left out", optional=True),
)
def hand_back(state: State, params: Params, rows: Indices, *, power: int, rival: int | None) -> tuple[State, Params]:
    """A power's doctrine decides again: o_pq → -1. It has watched meanwhile, and remembers."""
    if rival is None:
        return with_cells(state, "order", (rows, power), NO_ORDER), params
    refuse_one_power_twice(power, rival)
    return with_cells(state, "order", (rows, power, rival), NO_ORDER), params
