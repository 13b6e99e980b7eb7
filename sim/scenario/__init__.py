"""Scenarios: YAML -> a checked Scenario -> a World for each of its variants.

Names are looked up on first use, so that listing scenarios needs neither pydantic nor numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario.assemble import build
    from sim.scenario.changing import paired
    from sim.scenario.display import show
    from sim.scenario.export import schema, write_schema
    from sim.scenario.files import Listed, available, find
    from sim.scenario.loading import from_mapping, from_text, load
    from sim.scenario.networks import interdependence_graph, neighbour_graph, patronage_graph
    from sim.scenario.paths import Knob
    from sim.scenario.scenario import Claim, Scenario, Variant
    from sim.scenario.template import starter

__all__ = [
    "Claim",
    "Knob",
    "Listed",
    "Scenario",
    "Variant",
    "available",
    "build",
    "find",
    "from_mapping",
    "from_text",
    "interdependence_graph",
    "load",
    "neighbour_graph",
    "paired",
    "patronage_graph",
    "schema",
    "show",
    "starter",
    "write_schema",
]

_HOMES = {
    "assemble": ("build",),
    "display": ("show",),
    "export": ("schema", "write_schema"),
    "files": ("Listed", "available", "find"),
    "changing": ("paired",),
    "loading": ("from_mapping", "from_text", "load"),
    "networks": ("interdependence_graph", "neighbour_graph", "patronage_graph"),
    "paths": ("Knob",),
    "scenario": ("Claim", "Scenario", "Variant"),
    "template": ("starter",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
