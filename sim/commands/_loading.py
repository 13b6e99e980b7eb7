"""A scenario by name, checked against what can be measured as well."""

from __future__ import annotations

from collections.abc import Sequence

from sim import outcomes as measured
from sim import scenario as scenarios
from sim.scenario import Scenario


def load(name: str, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario of a name or a file, with `--set` laid over it; ScenarioError with every fault."""
    arguments = {key: outcome.arguments for key, outcome in measured.OUTCOMES.items()}
    return scenarios.load(name, overrides, outcomes=arguments)
