"""spheres compare NAME"""

from __future__ import annotations

from typing import Any

import click

from sim.commands._options import run_options, scenario_argument


@click.command()
@scenario_argument
@run_options
def command(name: str, **options: Any) -> None:
    """Run a scenario's variants under the same luck and judge its claims.

    What was computed before is not computed again: the same command with more replicates extends the run, and
    after an interruption it resumes.
    """
    import json

    from sim.commands._running import Choices, perform, print_comparison, say_where, summary

    chosen = Choices(**options)
    run, report = perform(name, chosen)
    if chosen.as_json:
        click.echo(json.dumps(summary(run, report), indent=2, ensure_ascii=False))
        return
    print_comparison(run, sentences=True)
    say_where(report)
