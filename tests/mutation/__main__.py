"""Mutation testing of the model: change one thing in one function, and see whether a test notices.

    python -m tests.mutation run                                    all of sim/core, sim/mechanisms, sim/doctrines
    python -m tests.mutation run --path sim/mechanisms/force.py     one file
    python -m tests.mutation report [--write]                       what was found; --write puts it into docs/verification.d

It needs the extra `mutation` (pip install -e '.[mutation]') and takes the better part of an hour on one processor; a run that
was stopped goes on where it stood. What a mutant does to the numbers is mutmut's to say, which tests count is ours.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from tests.mutation.mutants import Mutant, found, try_again
from tests.mutation.report import PAGE, console, page
from tests.mutation.tree import TREE, prepare


@click.group(help=__doc__.partition("\n")[0])
def main() -> None: ...


@main.command()
@click.option("--path", "paths", multiple=True, help="a file of the three packages; may be given again")
@click.option("--left", is_flag=True, help="try again only what survived the last time and is not known to be equivalent")
@click.option("--no-histories", is_flag=True, help="leave out the second try, against whole histories")
def run(paths: tuple[str, ...], left: bool, no_histories: bool) -> None:
    """Mutate, test, and print what survived."""
    names = [str(Path(path).with_suffix("")).replace("/", ".").removesuffix(".__init__") + ".x*" for path in paths]
    if left:
        names = [mutant.name for mutant in unseen(paths)]
    prepare()
    subprocess.run([sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names], cwd=TREE, check=True)
    if not no_histories:
        try_again([mutant for mutant in unseen(paths) if left or not mutant.again])
    click.echo(console(paths))


@main.command()
@click.option("--write", is_flag=True, help=f"write {PAGE.name}")
@click.option("--path", "paths", multiple=True)
def report(write: bool, paths: tuple[str, ...]) -> None:
    """Print what was found, file by file, and every survivor."""
    click.echo(console(paths))
    if write:
        PAGE.write_text(page(), encoding="utf-8")


def unseen(paths: tuple[str, ...]) -> list[Mutant]:
    """Those that no rule's test has noticed and that some test could."""
    return [m for m in found() if m.fate in ("histories", "survived") and not m.why and (not paths or m.file in paths)]


if __name__ == "__main__":
    main()
