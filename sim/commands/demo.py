"""spheres demo"""

from __future__ import annotations

from typing import Any

import click

from sim.commands._options import Count, results_option, workers_option

SCENARIOS = ("tit_for_tat", "monroe_exclusion", "venezuela_for_ukraine")


@click.command()
@click.option("--replicates", type=Count(), default="400", show_default=True, help="Of each variant.")
@workers_option
@results_option
def command(replicates: Any, workers: Any, results: str) -> None:
    """Run the three first scenarios, print their comparisons, write their reports."""
    from sim.commands._running import Choices, perform, print_comparison

    reports = []
    for number, name in enumerate(SCENARIOS, start=1):
        click.echo(f"\n{number} of {len(SCENARIOS)}: {name}")
        run, report = perform(name, Choices(replicates=replicates, workers=workers, results=results))
        print_comparison(run, sentences=False)
        reports.append(report)
    click.echo("\nReports, to open in a browser:")
    for report in reports:
        click.echo(f"  {report}")
