"""spheres map NAME"""

from __future__ import annotations

from typing import Any

import click

from sim.commands._options import json_option, results_option, scenario_argument, set_option, workers_option


@click.command()
@scenario_argument
@click.option("--map", "ids", metavar="ID", multiple=True, help="Only this map of the scenario; may be given several times.")
@click.option("--replicates", type=click.IntRange(min=2), default=100, show_default=True, help="Of each variant at each point.")
@click.option(
    "--cap", type=click.IntRange(min=2), default=400, show_default=True, help="Undecided points get more, doubling up to this."
)
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Instead of the scenario's seed.")
@click.option("--out", type=click.Path(file_okay=False), help="Folder for the pictures; the grid's own when not given.")
@workers_option
@set_option
@results_option
@json_option
def command(name: str, ids: tuple[str, ...], out: str | None, **options: Any) -> None:
    """Draw the maps of a scenario: an effect over two parameters, where it turns round, and where the cast lies.

    Writes a PNG, an SVG and a CSV for each map. What was computed before is not computed again.
    """
    import json
    from pathlib import Path

    from sim.commands._options import AUTO
    from sim.commands._progress import voice
    from sim.experiments import processors
    from sim.experiments.loading import load
    from sim.experiments.mapping import chosen_maps, run_map
    from sim.reports.figures.phase import phase
    from sim.reports.mapping import as_data, verdict_text
    from sim.reports.svg import save
    from sim.reports.wording import safe_name

    scenario = load(name, options.pop("overrides"))
    as_json = options.pop("as_json")
    options["workers"] = processors() if options["workers"] == AUTO else options["workers"]
    options["cap"] = max(options["cap"], options["replicates"])
    told = []
    for about in chosen_maps(scenario, ids):
        with voice(about.id) as heard:
            mapped = run_map(scenario, about, progress=heard.progress, **options)
        folder = Path(out) if out else mapped.directory
        file = safe_name(f"map_{about.id}")
        save(phase(mapped), folder, file)
        (folder / f"{file}.csv").write_text(mapped.table.to_csv(index=False), encoding="utf-8", newline="\n")
        told.append(as_data(mapped) | {"picture": str(folder / f"{file}.png")})
        if not as_json:
            click.echo(f"{about.id}: {about.question}\n{verdict_text(mapped)}\nPicture: {folder / file}.png\n")
    if as_json:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
