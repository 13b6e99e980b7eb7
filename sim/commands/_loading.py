"""A scenario by name, checked against what can be measured as well."""

from __future__ import annotations

from collections.abc import Sequence

from sim import scenario
from sim.outcomes import known_outcomes
from sim.scenario import Scenario


def load(name: str, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario of a name or a file, with `--set` laid over it; ScenarioError with every fault."""
    return scenario.load(name, overrides, outcomes=known_outcomes())
