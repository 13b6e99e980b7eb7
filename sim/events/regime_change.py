"""A regime falls by the timeline rather than by the hazard of the mechanism upheaval."""

from __future__ import annotations

import numpy as np

from sim.core.world import Indices, Params, State, of_rows
from sim.events import Argument, event, raised, with_cells
from sim.mechanisms.upheaval import toppled


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
    here = (rows, slice(None), client)
    given = Params({name: of_rows(scalar, rows)[:, 0, 0] for name, scalar in params.of("upheaval").items()})
    toward = None if power is None else np.full(rows.shape, power, dtype=np.intp)
    alignment, leaning, recognition, _ = toppled(
        state.alignment[here], state.leaning[here], state.recognition[here], given, toward
    )
    state = with_cells(with_cells(state, "alignment", here, alignment), "leaning", here, leaning)
    state = with_cells(state, "recognition", here, recognition)
    return raised(state, "unrest", (rows, 0, client), 1.0), params
