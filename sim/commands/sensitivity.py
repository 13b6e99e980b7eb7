"""spheres sensitivity NAME --over PATH=LOW:HIGH ..."""

from __future__ import annotations

from typing import Any

import click

from sim.commands._options import axis_of, grid_options, scenario_argument

EXPECTED = "PATH=LOW:HIGH, such as powers.RUS.capability=0.1:0.3"


@click.command()
@scenario_argument
@click.option(
    "--over",
    metavar="PATH=LOW:HIGH",
    multiple=True,
    required=True,
    help="A parameter and its range; two or more. PATH,PATH moves two together.",
)
@click.option("--claim", metavar="ID", help="The claim whose contrast and outcome are taken.")
@click.option("--rows", type=click.IntRange(min=8), default=64, show_default=True, help="Of the design, a power of 2.")
@click.option("--replicates", type=click.IntRange(min=2), default=50, show_default=True, help="Of each variant at each point.")
@grid_options
def command(name: str, over: tuple[str, ...], **options: Any) -> None:
    """Which parameters decide how large an effect is: variance-based indices over ranges, under common luck.

    \b
    spheres sensitivity tit_for_tat --claim H01b --over powers.RUS.doctrine.reciprocity=0:2 --over powers.RUS.capability=0.1:0.3
    """
    from sim.commands._options import AUTO
    from sim.commands._progress import voice
    from sim.experiments import processors
    from sim.experiments.loading import load
    from sim.experiments.sensitivity import sensitivity

    ranges: dict[Any, Any] = dict(axis_of(text, _ends, EXPECTED) for text in over)
    scenario = load(name, options.pop("overrides"))
    as_json, workers = options.pop("as_json"), options.pop("workers")
    with voice(scenario.name) as heard:
        table = sensitivity(
            scenario, ranges, progress=heard.progress, workers=processors() if workers == AUTO else workers, **options
        )
    if as_json:
        click.echo(table.to_json(orient="records", indent=2))
        return
    _print(table, scenario.name)
    click.echo(f"\nThe table and its points: {table.attrs['directory']}")


def _ends(text: str) -> tuple[float, float]:
    """The two ends of LOW:HIGH."""
    low, high = text.split(":")
    return float(low), float(high)


def _print(table: Any, title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from sim.reports.wording import interval, number

    shown = Table(title=f"What decides the effect in {title}", box=box.SIMPLE_HEAD, title_justify="left")
    shown.add_column("parameter")
    for heading in ("range", "first order", "interval", "total", "interval"):
        shown.add_column(heading, justify="right")
    for row in table.to_dict("records"):
        shown.add_row(
            row["parameter"], f"{row['low']:g} to {row['high']:g}", number(row["first"]),
            interval(row["first_low"], row["first_high"]), number(row["total"]), interval(row["total_low"], row["total_high"]),
        )  # fmt: skip
    told = table.attrs
    console = Console(highlight=False)
    console.print(shown)
    console.print(
        f"Over these ranges the effect is {number(told['effect'], signed=True)} on average and varies by "
        f"{number(told['spread'])} (standard deviation); luck leaves {number(told['luck'])} of uncertainty at a point.",
        markup=False,
    )
