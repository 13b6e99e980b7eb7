"""Which scenario every new page begins with. The command sets it before there is a page."""

from __future__ import annotations

from sim.scenario import Scenario

DEFAULT = "venezuela_for_ukraine"
_chosen: list[Scenario] = []


def open_with(scenario: Scenario) -> None:
    """Let every page from now on begin with this scenario."""
    _chosen[:] = [scenario]


def opened() -> Scenario | str:
    """The scenario that a page begins with."""
    return _chosen[0] if _chosen else DEFAULT
