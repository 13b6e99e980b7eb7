"""spheres show NAME"""

from __future__ import annotations

import click

from sim.commands._options import json_option, scenario_argument, set_option


@click.command()
@scenario_argument
@click.option("--variant", help="The world of this variant, instead of the scenario with all of them.")
@click.option("--written", is_flag=True, help="Only what files and options say, without the defaults.")
@set_option
@json_option
def command(name: str, variant: str | None, written: bool, overrides: tuple[str, ...], as_json: bool) -> None:
    """Print the merged scenario, each value with the place it comes from."""
    import json

    from sim.experiments.loading import load
    from sim.scenario import show

    scenario = load(name, overrides)
    if not as_json:
        click.echo(f"# content {scenario.hash[:12]}; files: {', '.join(map(str, scenario.files))}")
        click.echo(show(scenario, variant, defaults=not written), nl=False)
        return
    content = {
        "scenario": scenario.name,
        "variant": variant,
        "hash": scenario.hash,
        "files": [str(file) for file in scenario.files],
        "variants": {key: one.label for key, one in scenario.variants.items()},
        "claims": [claim.id for claim in scenario.claims],
        "values": scenario.world_data(variant) if variant else scenario.merged,
        "written": scenario.provenance,
    }
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))
