"""spheres run NAME"""

from __future__ import annotations

from typing import Any

import click

from sim.commands._options import run_options, scenario_argument

LEVELS = (0.05, 0.5, 0.95)
READ_TOGETHER = 16  # outcomes: a file is opened once for all of them, and a million replicates of each are 8 MB


@click.command()
@scenario_argument
@run_options
@click.option("--all", "everything", is_flag=True, help="Print every outcome, not only those it names.")
def command(name: str, everything: bool, **options: Any) -> None:
    """Run a scenario's variants and print their outcomes; `compare` judges its claims as well."""
    import json

    from sim.commands._running import Choices, perform, say_where, summary

    chosen = Choices(**options)
    run, report = perform(name, chosen)
    keys = None if everything else _named(run)
    table = _table(run, keys or None)
    if chosen.as_json:
        content = summary(run, report) | {"outcomes": table}
        content.pop("verdicts")
        click.echo(json.dumps(content, indent=2, ensure_ascii=False))
        return
    _print(table, run.name)
    say_where(report)


def _named(run: Any) -> list[str]:
    """The outcomes that the scenario itself asks for, in its claims and under `record`."""
    from sim.scenario import from_mapping

    scenario = from_mapping(run.scenario, name=run.name)
    asked = [claim.outcome.key for claim in scenario.claims] + [request.key for request in scenario.record]
    return list(dict.fromkeys(asked))


def _table(run: Any, keys: list[str] | None) -> list[dict[str, Any]]:
    """A row an outcome and variant, over the replicates that ran to their end."""
    rows, keys = [], keys or run.outcome_names()
    for first in range(0, len(keys), READ_TOGETHER):
        some = keys[first : first + READ_TOGETHER]
        values = {variant: run.columns(variant, some) for variant in run.variants}
        rows += [_row(key, variant, values[variant][key]) for key in some for variant in run.variants]
    return rows


def _row(key: str, variant: str, values: Any) -> dict[str, Any]:
    import numpy as np

    sound = values[np.isfinite(values)]
    row: dict[str, Any] = {"outcome": key, "variant": variant, "replicates": len(sound)}
    if len(sound):
        low, median, high = (float(q) for q in np.quantile(sound, LEVELS))
        row |= {"mean": float(sound.mean()), "q05": low, "q50": median, "q95": high}
    return row


def _print(rows: list[dict[str, Any]], title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from sim.reports.wording import number

    variants = list(dict.fromkeys(row["variant"] for row in rows))
    several = len(variants) > 1
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    table.add_column("outcome, by variant" if several else "outcome", overflow="fold")  # cut short, names look alike
    for heading in ("replicates", "mean", "5 %", "median", "95 %"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        numbers = [number(row.get(name)) for name in ("mean", "q05", "q50", "q95")]
        if several and row["variant"] == variants[0]:
            table.add_row(row["outcome"], style="bold")
        table.add_row(f"  {row['variant']}" if several else row["outcome"], f"{row['replicates']:,}", *numbers)
    Console(highlight=False).print(table)
