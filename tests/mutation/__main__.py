"""Mutation testing of the model: change one thing in one function, and see whether a test notices.

    python -m tests.mutation run                                    all of sim/core, sim/mechanisms, sim/doctrines
    python -m tests.mutation run --path sim/mechanisms/force.py     one file
    python -m tests.mutation run --sample 3                         one mutant in three
    python -m tests.mutation report [--write]                       what was found; --write puts it into docs/verification.d

It needs the extra `mutation` (pip install -e '.[mutation]') and takes about an hour on one processor; a run that was stopped goes
on where it stood, and a greater sample builds on a smaller one's results.
"""

from __future__ import annotations

import subprocess
import sys

import click

from tests.mutation.mutants import UNTRIED, Mutant, environment, found, listed, try_again
from tests.mutation.report import PAGE, console, page
from tests.mutation.tree import TREE, prepare


@click.group(help=__doc__.partition("\n")[0])
def main() -> None: ...


@main.command()
@click.option("--path", "paths", multiple=True, help="a file of the three packages; may be given again")
@click.option("--sample", default=1, help="try one mutant in so many, chosen by its name")
@click.option("--left", is_flag=True, help="try again too what survived before and is not known to be equivalent")
@click.option("--histories/--no-histories", default=True, help="the second try, against whole histories")
def run(paths: tuple[str, ...], sample: int, left: bool, histories: bool) -> None:
    """Mutate, test, and print what survived."""
    prepare()
    mutmut("sim.core.calendar.x_quarters__mutmut_1")  # makes all mutants, and learns which tests reach which function
    names = [m.name for m in listed() if m.status == UNTRIED and m.in_sample(sample) and (not paths or m.file in paths)]
    names += [m.name for m in unseen(paths) if left and m.in_sample(sample)]
    if names:
        mutmut(*names)
    if histories:
        try_again([m for m in unseen(paths) if m.in_sample(sample) and (left or not m.again)])
    click.echo(console(paths, sample))


def mutmut(*names: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names], cwd=TREE, env=environment(), check=True
    )


@main.command()
@click.option("--write", is_flag=True, help=f"write {PAGE.name}")
@click.option("--path", "paths", multiple=True)
@click.option("--sample", default=1, help="as the run was asked for")
def report(write: bool, paths: tuple[str, ...], sample: int) -> None:
    """Print what was found, file by file, and every survivor."""
    click.echo(console(paths, sample))
    if write:
        PAGE.write_text(page(sample), encoding="utf-8")


def unseen(paths: tuple[str, ...]) -> list[Mutant]:
    """Those that no rule's test has noticed and that some test could."""
    return [m for m in found() if m.fate in ("histories", "survived") and not m.why and (not paths or m.file in paths)]


if __name__ == "__main__":
    main()
