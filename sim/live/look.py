"""How a desk is set: which part of the world is shown and how, which series, which panel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sim.live.draw_map import KINDS
from sim.live.session import SIDES

TABS: Final = ("events", "table", "futures", "change", "seat", "scenario", "save")
MEASURES: Final = {
    "alignment": "Alignment",
    "influence": "Influence",
    "pressure": "Pressure",
    "grievance": "Grievance",
    "trust": "Trust",
    "norm": "Norm against force",
}
OF_PAIRS: Final = ("pressure", "grievance", "trust")
BOTH: Final = "both"
SIDE_CHOICES: Final = {"control": ("control",), "treatment": ("treatment",), BOTH: SIDES}


@dataclass
class Look:
    """What one page shows of its session. `client` and `pair`: whom the series are about; `table`: which meeting, -1 the last."""

    client: str
    pair: tuple[str, str]
    network: bool = False
    region: str = ""
    kinds: set[str] = field(default_factory=lambda: {"support", "arms"})
    measure: str = "alignment"
    tab: str = "events"
    side: str = BOTH
    halting: bool = True
    table: int = -1
    table_side: str = "treatment"

    def toggle(self, kind: str) -> None:
        """Show a kind of tie, or no longer."""
        if kind in KINDS:
            self.kinds ^= {kind}

    @property
    def sides(self) -> tuple[str, ...]:
        """The worlds that a change concerns."""
        return SIDE_CHOICES[self.side]
