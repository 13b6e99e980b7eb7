"""spheres animate NAME"""

from __future__ import annotations

from pathlib import Path

import click

from sim.commands._options import scenario_argument, set_option


@click.command()
@scenario_argument
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="A .gif, or a .mp4 with ffmpeg.")
@click.option("--variant", metavar="V", help="Which variant; without it, the scenario's first.")
@click.option("--replicate", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="Which history.")
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="Instead of the scenario's seed.")
@click.option("--kind", type=click.Choice(["map", "network"]), default="map", show_default=True, help="How clients are placed.")
@click.option(
    "--seconds", type=click.FloatRange(min=0.05, max=10), default=0.6, show_default=True, help="For which a quarter is shown."
)
@set_option
def command(
    name: str, out: Path | None, variant: str | None, replicate: int, seed: int | None, kind: str, seconds: float,
    overrides: tuple[str, ...],
) -> None:  # fmt: skip
    """One history as a moving picture: who follows whom, quarter by quarter, and what happens.

    \b
    spheres animate tit_for_tat --out history.gif
    """
    from sim.commands._progress import voice
    from sim.engine.reasons import chronicle
    from sim.experiments.loading import load
    from sim.reports.animate import animate
    from sim.scenario import build

    scenario = load(name, overrides)
    variant = variant or next(iter(scenario.variants))
    history = chronicle(build(scenario, variant), seed=scenario.seed if seed is None else seed, replicate=replicate)
    label = scenario.variants[variant].label if variant in scenario.variants else "as it stands"
    target = out or Path(f"{scenario.name}-{replicate}.gif")
    with voice(f"{scenario.name}, animation") as heard:
        title = f"{scenario.title}: {label}"
        animate(history, target, title, kind="map" if kind == "map" else "network", seconds=seconds, progress=heard.steps)
    click.echo(f"Written: {target}")
