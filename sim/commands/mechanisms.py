"""spheres mechanisms"""

from __future__ import annotations

import click

from sim.commands._options import json_option


@click.command()
@click.argument("name", required=False)
@json_option
def command(name: str | None, as_json: bool) -> None:
    """List the mechanisms, the stages of a turn, with their parameters and options."""
    from sim.commands._listing import listing, parameter
    from sim.core.declare import Mechanism
    from sim.mechanisms import MECHANISMS

    def details(mechanism: Mechanism) -> list[str]:
        options = [f"{o.name} ({'|'.join(o.choices) or o.kind}): {o.meaning}" for o in mechanism.options]
        return [*map(parameter, mechanism.parameters), *options]

    listing(MECHANISMS, name, as_json, details)
