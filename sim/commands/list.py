"""spheres list"""

from __future__ import annotations

import click

from sim.commands._options import json_option


@click.command()
@click.option("--casts", is_flag=True, help="Also what scenarios build on: casts of powers and clients.")
@json_option
def command(casts: bool, as_json: bool) -> None:
    """List the scenarios that a name reaches."""
    import json

    from sim.scenario.files import available, shown

    entries = available(casts=casts)
    if as_json:
        rows = [{"name": e.name, "title": e.title, "file": str(e.path)} for e in entries]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max((len(entry.name) for entry in entries), default=0)
    for entry in entries:
        click.echo(f"{entry.name:<{width}}  {entry.title}")
    folders = dict.fromkeys(shown(entry.path.parent) for entry in entries)
    click.echo(f"\n{len(entries)} in {', '.join(folders) or 'no folder'}", err=True)
