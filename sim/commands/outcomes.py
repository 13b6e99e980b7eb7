"""spheres outcomes"""

from __future__ import annotations

import click

from sim.commands._options import json_option


@click.command()
@click.argument("name", required=False)
@json_option
def command(name: str | None, as_json: bool) -> None:
    """List the outcomes that can be measured, with range, unit and arguments.

    Arguments in brackets may be left out.
    """
    from sim.commands._listing import listing, span
    from sim.outcomes import OUTCOMES, Outcome

    def details(outcome: Outcome) -> list[str]:
        taken = [name if must else f"[{name}]" for name, must in outcome.arguments.items()]
        return [f"{span(outcome.low, outcome.high)} ({outcome.unit}); takes: {', '.join(taken) or 'nothing'}"]

    listing(OUTCOMES, name, as_json, details)
