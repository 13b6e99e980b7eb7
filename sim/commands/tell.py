"""spheres tell NAME"""

from __future__ import annotations

import click

from sim.commands._options import json_option, scenario_argument, set_option


@click.command()
@scenario_argument
@click.option("--variant", metavar="V", help="Which variant; without it, the scenario's first.")
@click.option("--replicate", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="Which history.")
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Instead of the scenario's seed.")
@set_option
@json_option
def command(name: str, variant: str | None, replicate: int, seed: int | None, overrides: tuple[str, ...], as_json: bool) -> None:
    """Tell one history in sentences, with the reasons that the model had.

    The reasons are the terms of each decision in numbers: what was at stake, what held back, the chance and the draw.
    """
    import json
    from dataclasses import asdict

    from sim.engine.reasons import chronicle
    from sim.experiments.loading import load
    from sim.reports.telling import ending, opening, story
    from sim.scenario import build

    scenario = load(name, overrides)
    variant = variant or next(iter(scenario.variants))
    world = build(scenario, variant)
    history = chronicle(world, seed=scenario.seed if seed is None else seed, replicate=replicate)
    entries = story(history)
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries], indent=2, ensure_ascii=False))
        return
    label = scenario.variants[variant].label if variant in scenario.variants else "as it stands"
    _head(f"{scenario.title}", f"Variant “{label}”, seed {history.seed}, replicate {replicate}.")
    _paragraphs(f"The opening, {world.calendar.quarter(0)}", opening(history))
    quarter = ""
    for entry in entries:
        if entry.quarter != quarter:
            quarter = entry.quarter
            click.echo(f"\n{click.style(quarter, bold=True)}")
        click.echo(_wrapped(str(entry)))
    click.echo()
    _paragraphs(f"The end, {world.calendar.quarter(world.turns - 1)}", ending(history))


def _head(title: str, about: str) -> None:
    click.echo(f"{click.style(title, bold=True)}\n{about}\n")


def _paragraphs(title: str, lines: list[str]) -> None:
    click.echo(click.style(title, bold=True))
    for line in lines:
        click.echo(_wrapped(line))


def _wrapped(text: str) -> str:
    import shutil
    import textwrap

    width = min(100, shutil.get_terminal_size((100, 24)).columns)
    return textwrap.fill(text, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
