"""spheres schema"""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--write",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it to FILE instead; beside a scenario, editors find it as scenario.schema.json.",
)
def command(target: Path | None) -> None:
    """Print the JSON Schema of scenarios, with which editors complete and check them."""
    from sim.scenario.export import FILE, schema_text, write_schema

    if target is None:
        click.echo(schema_text(), nl=False)
        return
    click.echo(f"Wrote {write_schema(target / FILE if target.is_dir() else target)}")
