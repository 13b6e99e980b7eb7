"""A client reforms, or lets its institutions go."""

from __future__ import annotations

from sim.core.world import Indices, Params, State
from sim.events import Argument, event, raised


@event(
    "reform",
    Argument("client", "client", "who reforms"),
    Argument("amount", "number", "governance gained; below 0 lost", "share", -1.0, 1.0),
)
def reform(state: State, params: Params, rows: Indices, *, client: int, amount: float) -> tuple[State, Params]:
    """A client's institutions change for reasons outside the model: G_c → G_c + amount, held to 0..1."""
    return raised(state, "governance", (rows, 0, client), amount), params
