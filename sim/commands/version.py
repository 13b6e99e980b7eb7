"""spheres version"""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """Print the versions that results depend on."""
    import platform
    from importlib.metadata import version

    import sim

    click.echo(f"spheres-lab {sim.__version__}")
    click.echo(f"Python {platform.python_version()} on {platform.platform()}")
    for name in ("numpy", "scipy", "pandas", "mesa", "networkx", "pyarrow"):
        click.echo(f"{name} {version(name)}")
