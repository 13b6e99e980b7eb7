"""spheres verdicts [SCENARIO ...]"""

from __future__ import annotations

from typing import Any

import click

from sim.commands._options import complete_scenario, json_option, workers_option

WIDTH = 116  # of a table whose numbers are all seen


@click.command()
@click.argument("names", metavar="[SCENARIO]...", nargs=-1, shell_complete=complete_scenario)
@click.option("--cap", type=click.IntRange(min=2), default=6_400, show_default=True, help="Where undecided claims end.")
@click.option(
    "--results",
    type=click.Path(file_okay=False),
    default="results/verdicts",
    show_default=True,
    help="Folder of the run directories.",
)
@click.option(
    "--out", type=click.Path(file_okay=False), help="Folder for the table and its manifest; a table there is brought up to date."
)
@click.option("--check", "checked", type=click.Path(file_okay=False), help="Hold a committed table against a sample run anew.")
@workers_option
@json_option
def command(names: tuple[str, ...], checked: str | None, workers: Any, **options: Any) -> None:
    """Decide all claims of all scenarios, or of some: one table.

    Replicates are added until a claim is decided, or the cap is met; what is there is not computed again. With --check a
    sample of the claims is looked at again: exit code 4 where a decided verdict has flipped.
    """
    from sim.commands._options import AUTO
    from sim.experiments import processors

    count = processors() if workers == AUTO else int(workers)
    if checked is not None:
        _check(checked, count, names, as_json=options["as_json"])
    else:
        _decide(names, count, **options)


def _decide(names: tuple[str, ...], workers: int, cap: int, results: str, out: str | None, as_json: bool) -> None:
    import json
    from pathlib import Path

    from rich.console import Console

    from sim.experiments import reference
    from sim.experiments.verdicts import decide
    from sim.reports.verdicts import counted, coverage, tables

    table = decide(names, cap=cap, workers=workers, results=results, progress=_progress)
    folder = Path(out or results)
    reference.write(reference.updated(table, folder) if names and out else table, folder)
    if as_json:
        told = {"manifest": table.manifest, "claims": table.rows, "coverage": coverage(table.rows, whole=not names)}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.width = max(console.width, WIDTH)
    for one in tables(table.rows):
        console.print(one)
    for sentence in (counted(table.rows), *coverage(table.rows, whole=not names)):
        console.print(sentence, markup=False)
    click.echo(f"\nThe table: {folder / reference.TABLE} ({table.manifest['seconds']:,.0f} s)")


def _progress(judged: Any, done: int, total: int, left: float) -> None:
    """A line on stderr for each scenario that is done."""
    from datetime import timedelta

    undecided = [row["claim"] for row in judged.rows if row["verdict"] == "undecided" or row["check"] == "undecided"]
    most = max(judged.replicates.values(), default=0)
    still = f"; undecided: {', '.join(undecided)}" if undecided else ""
    click.echo(
        f"{done} of {total}: {judged.name}, {len(judged.rows)} claims, up to {most:,} replicates, {judged.seconds:.0f} s{still}; "
        f"about {timedelta(seconds=round(left))} left",
        err=True,
    )


def _check(folder: str, workers: int, names: tuple[str, ...], *, as_json: bool) -> None:
    import json
    from dataclasses import asdict
    from pathlib import Path

    from sim.commands import DIFFERS
    from sim.experiments import reference

    if names:
        raise click.UsageError("--check takes its scenarios from the table; name none.")
    found = reference.check(Path(folder), workers=workers)
    flips = [one.flipped for one in found if one.flipped]
    if as_json:
        click.echo(json.dumps([asdict(one) | {"flipped": one.flipped} for one in found], indent=2, ensure_ascii=False))
    else:
        for one in found:
            checked = f", check {one.check}" if one.check else ""
            click.echo(f"{one.sample}: {one.verdict}{checked} (was {one.sample.verdict})")
        click.echo("\n".join(["", *flips]) if flips else f"\nNone of {len(found)} sampled verdicts has flipped.")
    if flips:
        click.get_current_context().exit(DIFFERS)
