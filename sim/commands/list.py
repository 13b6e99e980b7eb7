"""spheres list"""

from __future__ import annotations

import click

from sim.commands._options import json_option


@click.command()
@click.option("--casts", is_flag=True, help="Also what scenarios build on: casts of powers and clients.")
@json_option
def command(casts: bool, as_json: bool) -> None:
    """List the scenarios that a name reaches, by groups of claims."""
    import json

    from sim.scenario.files import available, shown
    from sim.scenario.vocabulary import GROUPS

    entries = available(casts=casts)
    if as_json:
        rows = [{"name": e.name, "title": e.title, "group": e.group or None, "file": str(e.path)} for e in entries]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max((len(entry.name) for entry in entries), default=0)
    titles = {**GROUPS, "": "Of no group"}
    groups = [(title, [e for e in entries if (e.group if e.group in GROUPS else "") == key]) for key, title in titles.items()]
    for title, members in groups:
        if members:
            click.echo(click.style(title, bold=True))
        for entry in members:
            click.echo(f"  {entry.name:<{width}}  {entry.title}")
    folders = dict.fromkeys(shown(entry.path.parent) for entry in entries)
    click.echo(f"\n{len(entries)} in {', '.join(folders) or 'no folder'}", err=True)
