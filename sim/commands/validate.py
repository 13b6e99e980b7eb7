"""spheres validate FILE..."""

from __future__ import annotations

import click

from sim.commands._options import complete_scenario, json_option, set_option


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=complete_scenario)
@set_option
@json_option
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], overrides: tuple[str, ...], as_json: bool) -> None:
    """Check scenarios, by file or by name: every fault with its line, column and remedy.

    Ends with exit code 3 where any of them has a fault.
    """
    import json
    from dataclasses import asdict

    from sim.commands import BAD_SCENARIO
    from sim.core.errors import Problem, ScenarioError
    from sim.experiments.loading import load
    from sim.scenario import build

    found: dict[str, tuple[Problem, ...]] = {}
    for name in files:
        try:
            scenario = load(name, overrides)
            for variant in scenario.variants:
                build(scenario, variant)
            found[name] = ()
        except ScenarioError as error:
            found[name] = error.problems
    if as_json:
        report = {name: [asdict(problem) for problem in problems] for name, problems in found.items()}
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        for name, problems in found.items():
            click.echo("\n".join(map(str, problems)) if problems else f"{name}: sound", err=bool(problems))
    if any(found.values()):
        faults = sum(map(len, found.values()))
        bad = sum(map(bool, found.values()))
        click.echo(f"\n{faults} fault{'s'[: faults != 1]} in {bad} of {len(files)}", err=True)
        ctx.exit(BAD_SCENARIO)
