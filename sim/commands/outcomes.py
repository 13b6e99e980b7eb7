"""spheres outcomes"""

from __future__ import annotations

import click

from sim.commands._options import json_option


@click.command()
@click.argument("name", required=False)
@json_option
def command(name: str | None, as_json: bool) -> None:
    """List the outcomes that can be measured, with unit, range and arguments."""
    from sim.commands._listing import listing, span
    from sim.outcomes import OUTCOMES, Outcome

    def details(outcome: Outcome) -> list[str]:
        taken = ", ".join(outcome.arguments) or "nothing"
        return [f"{outcome.unit}, {span(outcome.low, outcome.high)}; takes {taken}"]

    listing(OUTCOMES, name, as_json, details)
