"""spheres events"""

from __future__ import annotations

import click

from sim.commands._options import json_option


@click.command()
@click.argument("name", required=False)
@json_option
def command(name: str | None, as_json: bool) -> None:
    """List the events that a timeline can hold, with their arguments."""
    from sim.commands._listing import listing, span
    from sim.events import EVENTS, Argument

    def line(a: Argument) -> str:
        kind = "|".join(a.choices) or (f"number, {span(a.low, a.high)}" if a.kind == "number" else a.kind)
        unit = f", {a.unit}" if a.unit else ""
        default = "" if a.default is None else f" = {a.default}"
        return f"{a.name}{default} ({kind}{unit}): {a.meaning}{' (may be left out)' * a.optional}"

    listing(EVENTS, name, as_json, lambda event: map(line, event.arguments))
