"""Progress on the terminal: a bar with the time left, and sentences in between."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import click

from sim.experiments.progress import Progress, Steps

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Voice:
    """What long work reports to.

    progress   done, total, replicates a second, seconds left
    steps      name of the step that begins, done, total
    say        a sentence that the user should read
    """

    progress: Progress | None
    steps: Steps | None
    say: Say


@contextmanager
def voice(what: str) -> Iterator[Voice]:
    """A bar on stderr where that is a terminal; sentences on stderr in any case: stdout is for results."""
    if not sys.stderr.isatty():
        yield Voice(None, None, lambda sentence: click.echo(sentence, err=True))
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, pace="")

        def progress(done: int, total: int, rate: float, left: float) -> None:
            bar.update(task, completed=done, total=total, pace=pace(rate, left))

        def steps(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, pace=name)

        yield Voice(progress, steps, lambda sentence: bar.console.print(sentence, highlight=False, markup=False))


def pace(rate: float, left: float) -> str:
    """How fast and how long yet, in words.

    >>> pace(1234.5, 61.2)
    '1,234 replicates/s, 0:01:01 left'
    >>> pace(0.0, float("inf"))
    ''
    """
    if not (rate > 0 and math.isfinite(left)):
        return ""
    return f"{rate:,.{0 if rate >= 10 else 1}f} replicates/s, {timedelta(seconds=round(left))} left"
