"""spheres reproduce DIRECTORY"""

from __future__ import annotations

from typing import Any

import click

from sim.commands._options import AUTO, json_option, workers_option

SHOWN = 20


@click.command()
@click.argument("directory", type=click.Path(file_okay=False))
@click.option("--replicates", type=click.IntRange(min=1), metavar="N", help="Only the first N of each.")
@workers_option
@json_option
@click.pass_context
def command(ctx: click.Context, directory: str, replicates: int | None, workers: Any, as_json: bool) -> None:
    """Run the results in DIRECTORY again and compare, bit for bit.

    Ends with exit code 4 where any number differs and tells what is not as it was: versions, code, processor.
    """
    import json
    from dataclasses import asdict

    from sim.commands import DIFFERS
    from sim.commands._progress import voice
    from sim.experiments import processors, reproduce

    count = processors() if workers == AUTO else workers
    with voice("reproduce") as heard:
        found = reproduce(directory, replicates=replicates, workers=count, progress=heard.progress, say=heard.say)
    if as_json:
        content = asdict(found) | {"identical": found.identical}
        for one in content["differences"]:
            one["largest"] = one["largest"] if one["largest"] == one["largest"] else None
        click.echo(json.dumps(content, indent=2, ensure_ascii=False))
    else:
        click.echo(found.sentence())
        for one in found.differences[:SHOWN]:
            click.echo(
                f"  {one.variant}, {one.outcome}: {one.replicates} replicates differ, "
                f"by at most {one.largest:.3g}, the first of them {one.first}"
            )
        if len(found.differences) > SHOWN:
            click.echo(f"  and {len(found.differences) - SHOWN} more")
        for change in found.changes:
            click.echo(f"Not as it was: {change}")
    if not found.identical:
        ctx.exit(DIFFERS)
