"""The engine: the order of the stages, blocks of replicates, and the record of a run."""

from __future__ import annotations

from sim.engine.record import Run
from sim.engine.run import simulate

__all__ = ["Run", "simulate"]
