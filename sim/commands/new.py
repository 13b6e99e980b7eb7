"""spheres new NAME"""

from __future__ import annotations

import re
from pathlib import Path

import click

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@click.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("scenarios"),
    show_default=True,
    help="Where to write it; names are looked up in ./scenarios.",
)
def command(name: str, folder: Path) -> None:
    """Write a commented starter scenario, and the JSON Schema beside it for your editor."""
    from sim.scenario import starter
    from sim.scenario.export import FILE, schema_text

    name = name.removesuffix(".yaml")
    if not _NAME.fullmatch(name):
        raise click.BadParameter(
            f"'{name}' cannot be a name; use small letters, digits and underscores, such as my_world",
            param_hint="NAME",
        )
    path, schema = folder / f"{name}.yaml", folder / FILE
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _write(path, starter(name))
    except FileExistsError:
        raise click.ClickException(f"{path} exists and is left as it is; choose another name") from None
    if not schema.exists():
        _write(schema, schema_text())
    known_as = name if folder == Path("scenarios") else path.as_posix()
    click.echo(f"Wrote {path}. Next: spheres compare {known_as}")


def _write(path: Path, text: str) -> None:
    with open(path, "x", encoding="utf-8", newline="\n") as file:
        file.write(text)
