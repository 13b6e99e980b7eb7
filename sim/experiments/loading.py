"""A scenario by name, checked against what can be measured as well."""

from __future__ import annotations

from pathlib import Path

from sim import scenario
from sim.outcomes import known_outcomes
from sim.scenario import Scenario
from sim.scenario.overrides import Overrides


def load(name: str | Path, overrides: Overrides = ()) -> Scenario:
    """The checked scenario of a name or a file.

    name       as in `spheres list`, or a path to a YAML file
    overrides  what `--set` takes: texts "key.path=value" or a mapping of key paths to values; it reaches every variant
    raises     ScenarioError, which lists every fault with its place, misspelt outcomes included

    >>> scenario = load("tit_for_tat", {"powers.RUS.doctrine.reciprocity": 2})
    >>> scenario.turns, len(scenario.claims)
    (40, 12)
    """
    return scenario.load(name, overrides, outcomes=known_outcomes())
