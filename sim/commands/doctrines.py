"""spheres doctrines"""

from __future__ import annotations

import click

from sim.commands._options import json_option


@click.command()
@click.argument("name", required=False)
@json_option
def command(name: str | None, as_json: bool) -> None:
    """List the doctrines that a power can follow, with their parameters."""
    from sim.commands._listing import listing, parameter
    from sim.doctrines import DOCTRINES

    listing(DOCTRINES, name, as_json, lambda doctrine: map(parameter, doctrine.parameters))
