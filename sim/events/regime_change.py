"""A regime falls by the timeline rather than by the hazard of the mechanism upheaval."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.core.world import Indices, Params, State
from sim.events import Argument, event, raised
from sim.mechanisms.upheaval import topple


@event(
    "regime_change",
    Argument("client", "client", "whose regime falls"),
    Argument("power", "power", "whom the new regime leans toward; the patron's chief rival if left out",
             optional=True),
)  # fmt: skip
def regime_change(state: State, params: Params, rows: Indices, *, client: int, power: int | None) -> tuple[State, Params]:
    """A client's regime falls, and the new one turns from its dominant patron toward a rival.

    Alignment, leaning and recognition move as after a fall of the mechanism upheaval, and the neighbours take
    note of it: v_c → v_c + 1.
    """
    fallen = np.full(rows.shape, client, dtype=np.intp)
    toward = None if power is None else np.full(rows.shape, power, dtype=np.intp)
    alignment, leaning, recognition, _ = topple(
        state.alignment, state.leaning, state.recognition, rows, fallen, params.of("upheaval"), toward
    )
    state = replace(state, alignment=alignment, leaning=leaning, recognition=recognition)
    return raised(state, "unrest", (rows, 0, client), 1.0), params
