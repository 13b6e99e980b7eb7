"""Reports: a finished run as tables for the terminal, as figures, and as one HTML file.

    write_report(run)        figures/ and report.html in the run directory
    comparison_table(run)    for rich.console.Console().print
    read_run(run)            the run as the figures take it; then
    claim_card(claim), distributions(claim), paired_difference(claim), forest(view.claims),
    fan_chart(view, "grievance"), influence_map(view), event_timeline(view)    matplotlib Figures

Names are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.reports.console import comparison_table
    from sim.reports.deals import count_deals
    from sim.reports.figures.claims import claim_card, distributions, paired_difference
    from sim.reports.figures.events import event_timeline
    from sim.reports.figures.forest import forest
    from sim.reports.figures.influence import influence_map
    from sim.reports.figures.trajectories import fan_chart
    from sim.reports.html import write_report
    from sim.reports.view import read_run

__all__ = [
    "claim_card",
    "comparison_table",
    "count_deals",
    "distributions",
    "event_timeline",
    "fan_chart",
    "forest",
    "influence_map",
    "paired_difference",
    "read_run",
    "write_report",
]
_HOMES = {
    "claim_card": "figures.claims",
    "comparison_table": "console",
    "count_deals": "deals",
    "distributions": "figures.claims",
    "event_timeline": "figures.events",
    "fan_chart": "figures.trajectories",
    "forest": "figures.forest",
    "influence_map": "figures.influence",
    "paired_difference": "figures.claims",
    "read_run": "view",
    "write_report": "html",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.reports' has no attribute '{name}'")
    return getattr(import_module(f"sim.reports.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
