"""spheres sweep NAME --over PATH=VALUES"""

from __future__ import annotations

from typing import Any

import click

from sim.commands._options import axis_of, grid_options, scenario_argument

EXPECTED = "PATH=VALUES, such as powers.RUS.capability=0.1,0.2 or powers.RUS.capability=0.1:0.3:5"


@click.command()
@scenario_argument
@click.option(
    "--over",
    metavar="PATH=VALUES",
    multiple=True,
    required=True,
    help="A parameter and its values: 0,0.5,1 or 0:1:5 for five from 0 to 1; may be given twice. PATH,PATH moves two together.",
)
@click.option("--claim", metavar="ID", help="The claim whose contrast, outcome and smallest effect are taken.")
@click.option("--smallest", type=click.FloatRange(min=0), default=0.0, help="With --outcome: the smallest effect that matters.")
@click.option("--replicates", type=click.IntRange(min=2), default=200, show_default=True, help="Of each variant at each point.")
@click.option("--cap", type=click.IntRange(min=2), metavar="N", help="Undecided points get more, doubling up to this.")
@grid_options
def command(name: str, over: tuple[str, ...], **options: Any) -> None:
    """How an effect depends on one or two parameters, point by point, under common luck.

    \b
    spheres sweep tit_for_tat --claim H01b --over powers.RUS.doctrine.reciprocity=0,0.5,1,2
    """
    from sim.commands._options import AUTO
    from sim.commands._progress import voice
    from sim.experiments import processors
    from sim.experiments.loading import load
    from sim.experiments.sweep import sweep

    axes: dict[Any, Any] = dict(axis_of(text, _values, EXPECTED) for text in over)
    if options["cap"] is not None and options["cap"] < options["replicates"]:
        raise click.UsageError(f"--cap {options['cap']} lies below --replicates {options['replicates']}.")
    scenario = load(name, options.pop("overrides"))
    as_json, workers = options.pop("as_json"), options.pop("workers")
    with voice(scenario.name) as heard:
        table = sweep(
            scenario, axes, smallest_effect=options.pop("smallest"), progress=heard.progress,
            workers=processors() if workers == AUTO else workers, **options,
        )  # fmt: skip
    if as_json:
        click.echo(table.to_json(orient="records", indent=2))
        return
    _print(table, scenario.name)
    click.echo(f"\nThe table and its points: {table.attrs['directory']}")


def _values(text: str) -> tuple[float, ...]:
    """Numbers with commas between, or FROM:TO:STEPS."""
    from sim.scenario.map_models import stepped

    if ":" not in text:
        return tuple(float(value) for value in text.split(","))
    first, last, steps = text.split(":")
    if int(steps) < 2:
        raise ValueError
    return stepped(float(first), float(last), int(steps))


def _print(table: Any, title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from sim.reports.wording import interval, number

    axes = list(table.columns[: list(table.columns).index("treatment")])
    last = "verdict" if "verdict" in table else "direction"
    shown = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading in (*(axis.rpartition(".")[2] for axis in axes), "effect", "interval", "replicates"):
        shown.add_column(heading, justify="right")
    shown.add_column(last)
    for row in table.to_dict("records"):
        shown.add_row(
            *(f"{row[axis]:g}" for axis in axes), number(row["effect"], signed=True), interval(row["low"], row["high"]),
            f"{row['replicates']:,}", str(row[last]),
        )  # fmt: skip
    console = Console(highlight=False)
    console.print(f"Over {' and '.join(axes)}", markup=False)
    console.print(shown)
