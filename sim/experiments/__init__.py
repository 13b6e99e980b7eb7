"""Experiments: variants under common luck, run, stored, compared, judged; imported when first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.experiments.batch import run_scenario
    from sim.experiments.compare import Comparison
    from sim.experiments.executors import processors
    from sim.experiments.reproduction import Reproduction, reproduce
    from sim.experiments.store import RunDirectory
    from sim.experiments.verdict import ClaimData, Verdict, judge

_HOMES = {
    "run_scenario": "batch",
    "Comparison": "compare",
    "processors": "executors",
    "Reproduction": "reproduction",
    "reproduce": "reproduction",
    "RunDirectory": "store",
    "ClaimData": "verdict",
    "Verdict": "verdict",
    "judge": "verdict",
}

__all__ = [
    "ClaimData",
    "Comparison",
    "Reproduction",
    "RunDirectory",
    "Verdict",
    "judge",
    "processors",
    "reproduce",
    "run_scenario",
]


def __getattr__(name: str) -> Any:
    """Import a public name's module when the name is first asked for: scipy and pandas take a while."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.experiments' has no attribute '{name}'")
    value = getattr(import_module(f"sim.experiments.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
