"""The rungs of the exclusion ladder, as often as they are climbed: warnings, sanctions, denials."""

from __future__ import annotations

from sim.core.axes import Array
from sim.core.symbols import MUCH
from sim.outcomes import outcome
from sim.outcomes.asking import Asked
from sim.outcomes.reading import Reading


def _rung(name: str, kind: str, unit: str, meaning: str) -> None:
    """Register the count of one rung, for who excludes and in which clients."""

    def count(reading: Reading, asked: Asked) -> Array:
        return asked.picked(reading.happened(kind)).counted(reading.replicates)

    outcome(name, accepts=("power", "client", "region"), unit=unit, low=0, high=MUCH, meaning=meaning)(count)


_rung("warnings", "warning", "warnings", "how often in the span a power began to warn a client off its rivals")
_rung("sanctions_begun", "sanction", "sanctions", "how often in the span a power put a client under sanctions")
_rung("denials", "denial", "denials", "how often in the span a power began to deny rivals' supply to a client")
