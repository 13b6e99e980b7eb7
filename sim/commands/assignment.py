"""spheres assignment make|grade"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.commands._options import workers_option

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Set a class a batch exercise, each student their own, and check what comes back (docs/teaching.md)."""


@command.command()
@click.argument("class_file", metavar="CLASS.yaml", type=_FILE)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where to; without it, beside CLASS.yaml.")
def make(class_file: Path, out: Path | None) -> None:
    """Write a folder a student: task.md, scenario.yaml and answers.yaml to fill in.

    The same file and the same id give the same task, at any time. Answers that a student has filled in stay as they are.
    """
    from sim.lab import assignment

    folder = out or class_file.with_suffix("")
    students = list(assignment.make(class_file, folder))
    click.echo(f"{len(students)} tasks in {folder}, from {students[0]} to {students[-1]}.")


@command.command()
@click.argument("class_file", metavar="CLASS.yaml", type=_FILE)
@click.argument("handed_in", metavar="FOLDER", type=click.Path(path_type=Path))
@workers_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The CSV; without it, FOLDER/grades.csv.")
def grade(class_file: Path, handed_in: Path, workers: int | str, out: Path | None) -> None:
    """Compare what lies in FOLDER (ID/answers.yaml or ID.yaml) with the right answers, and write a CSV, a line a student.

    A faulty hand-in gets a remark that says what is wrong with it.
    """
    import csv

    from sim.commands._options import AUTO
    from sim.commands._progress import voice
    from sim.experiments import processors
    from sim.lab import assignment, grading

    asked = assignment.read(class_file)
    target = out or handed_in / "grades.csv"
    crew = processors() if workers == AUTO and len(asked.ids) > 8 else 1 if workers == AUTO else int(workers)
    rows = []
    with voice(asked.assignment) as heard:
        for done, graded in enumerate(grading.grade(class_file, handed_in, workers=crew), start=1):
            if heard.steps is not None:
                heard.steps(graded.student, done, len(asked.ids))
            rows.append(_row(asked, graded))
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(_row(asked, grading.Graded("", 0.0, {}, ""))))
        writer.writeheader()
        writer.writerows(rows)
    most = sum(question.points for question in asked.answers)
    full = sum(row["points"] == most for row in rows)
    for row in rows:
        if row["remark"]:
            click.echo(f"{row['student']}: {row['remark']}")
    for stranger in grading.strangers(asked, handed_in):
        click.echo(f"{stranger}: nobody in this class has that id")
    mean = sum(row["points"] for row in rows) / len(rows)
    click.echo(f"{len(rows)} students, mean {mean:.2f} of {most:g} points, {full} with all of them: {target}")


def _row(asked: Any, graded: Any) -> dict[str, Any]:
    """A line of the CSV."""
    from sim.lab.grading import cell

    row: dict[str, Any] = {"student": graded.student, "points": graded.points}
    for question in asked.answers:
        given, right, good = graded.answers.get(question.id, (None, None, False))
        row |= {question.id: cell(given), f"{question.id} expected": right, f"{question.id} right": int(good)}
    return row | {"remark": graded.remark}
