"""Exercises for a class: the same file and id give the same task, what is right counts, and nothing handed in breaks it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

import sim
from sim.lab import assignment, grading
from tests.cli.conftest import Call, call

__all__ = ["call"]
ROOT = Path(__file__).resolve().parents[2]
CLASS = """\
assignment: small
scenario: tit_for_tat
students: [ada-1, b2, c3, d4]
replicates: 12
pairs: [[answer_alike, restraint_alike], [answer_unlike, restraint_unlike]]
parameters:
  powers.RUS.capability: {uniform: [0.12, 0.25]}
  powers.RUS.doctrine.reciprocity: {choose: [0.5, 1.5]}
answers:
  - {id: mean, measure: mean_treatment, outcome: influence(RUS)}
  - {id: difference, measure: difference, outcome: encroachment(RUS>USA)}
  - {id: direction, measure: direction, outcome: encroachment(RUS>USA), smallest_effect: 0.0001, points: 2}
"""


@pytest.fixture
def class_file(tmp_path: Path) -> Path:
    path = tmp_path / "class.yaml"
    path.write_text(CLASS, encoding="utf-8")
    return path


def test_tasks_are_the_same_whenever_they_are_made_and_differ_between_students(class_file: Path, tmp_path: Path) -> None:
    made = [list(assignment.make(class_file, tmp_path / name)) for name in ("one", "two")]
    assert made[0] == made[1] == ["ada-1", "b2", "c3", "d4"]
    texts = [
        {p.parent.name: p.read_text(encoding="utf-8") for p in sorted((tmp_path / n).rglob("*.yaml"))} for n in ("one", "two")
    ]
    assert texts[0] == texts[1]
    seeds = {yaml.safe_load((tmp_path / "one" / s / "scenario.yaml").read_text(encoding="utf-8"))["seed"] for s in made[0]}
    assert len(seeds) == 4


def test_filled_in_answers_survive_making_again(class_file: Path, tmp_path: Path) -> None:
    list(assignment.make(class_file, tmp_path / "tasks"))
    (tmp_path / "tasks" / "b2" / "answers.yaml").write_text("mean: 3\n", encoding="utf-8")
    list(assignment.make(class_file, tmp_path / "tasks"))
    assert (tmp_path / "tasks" / "b2" / "answers.yaml").read_text(encoding="utf-8") == "mean: 3\n"


def test_who_follows_the_task_is_right(class_file: Path, tmp_path: Path) -> None:
    """By the scenario file and the calls that the task names, and nothing else."""
    tasks = tmp_path / "tasks"
    list(assignment.make(class_file, tasks))
    share = assignment.share_of(assignment.read(class_file), "c3")
    task = (tasks / "c3" / "task.md").read_text(encoding="utf-8")
    assert share.treatment in task
    runs = [sim.simulate(tasks / "c3" / "scenario.yaml", name, replicates=12) for name in (share.treatment, share.control)]
    mean = runs[0].outcomes("influence(RUS)").iloc[:, 0].mean()
    found = sim.compare(*(run.outcomes("encroachment(RUS>USA)").iloc[:, 0] for run in runs))
    direction = assignment_direction(found)
    (tasks / "c3" / "answers.yaml").write_text(
        f"student: c3\nmean: {mean:.5g}\ndifference: '{found.difference:.5g}'\ndirection: {direction}\n", encoding="utf-8"
    )
    graded = {one.student: one for one in grading.grade(class_file, tasks)}
    assert graded["c3"].points == 4
    assert graded["c3"].remark == ""
    assert graded["b2"].points == 0
    assert "mean: no answer" in graded["b2"].remark


def assignment_direction(found: object) -> str:
    low, high = found.low, found.high  # type: ignore[attr-defined]
    if low > 1e-4:
        return "increase"
    return "decrease" if high < -1e-4 else "no meaningful effect" if low > -1e-4 and high < 1e-4 else "undecided"


HAND_INS = {
    "nothing": (None, "nothing handed in"),
    "half a line": (b"mean: [1, 2", "expected ',' or ']'"),
    "noise": (bytes(range(128, 256)), "no text in UTF-8"),
    "a list": (b"- 1\n- 2\n", "expected lines like"),
    "a bomb": (b"a: &a [1]\nmean: [*a, *a]\n", "references"),
    "nested": (b"[" * 30_000, "nested more than 40 levels deep"),
    "long": (b"mean: " + b"1" * 200_000, "longer than"),
    "words": (b"mean: about three\n", "'about three' is no number"),
    "not finite": (b"mean: .nan\n", "'nan' is no number"),
    "a huge number": (b"mean: 0x" + b"f" * 5000 + b"\n", ""),
    "yes": (b"mean: true\n", "kind bool"),
    "a date": (b"mean: 2009-01-01\n", "kind date"),
    "another student": (b"student: b2\nmean: 1\n", "of 'b2'"),
    "more than asked": (b"mena: 1\n", "'mena' was not asked for"),
    "an object": (b"mean: !!python/object/apply:os.system ['true']\n", "could not determine a constructor"),
    "empty": (b"", "expected lines like"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HAND_INS)
def test_whatever_is_handed_in_gets_a_clear_line(kind: str, class_file: Path, tmp_path: Path) -> None:
    content, says = HAND_INS[kind]
    asked = assignment.read(class_file)
    folder = tmp_path / "in"
    folder.mkdir()
    if content is not None:
        (folder / "ada-1.yaml").write_bytes(content)
    found = grading.graded(asked, "tit_for_tat", folder, "ada-1")
    assert found.points == 0
    assert says in found.remark
    assert found.remark
    assert "\n" not in found.remark
    assert all(len(str(grading.cell(given))) < 80 for given, _, _ in found.answers.values())


@pytest.mark.parametrize(
    ("change", "says"), [
        (("assignment: small", "assignment: A class"), "assignment: String should match"),
        (("students: [ada-1, b2, c3, d4]", "students: [a, a]"), "none stands twice"),
        (("students: [ada-1, b2, c3, d4]", "students: ['../up']"), "letters, digits"),
        (("measure: difference", "measure: differense"), "answers.1.measure"),
        (("restraint_alike]", "restrain_alike]"), "did you mean 'restraint_alike'"),
        (("powers.RUS.capability", "powers.RUS.capabilty"), "did you mean 'capability'"),
        (("uniform: [0.12, 0.25]", "uniform: [0.12, -5]"), "capability"),
        (("{choose: [0.5, 1.5]}", "{}"), "write either choose"),
        (("id: mean,", "id: difference,"), "two answers have the same id"),
        (("pairs:", "pears:"), "pears"),
    ],
)  # fmt: skip
def test_a_faulty_class_file_says_where_and_what(change: tuple[str, str], says: str, class_file: Path, tmp_path: Path) -> None:
    class_file.write_text(CLASS.replace(*change), encoding="utf-8")
    with pytest.raises(sim.SpheresError, match=says.replace("[", r"\[")):
        list(assignment.make(class_file, tmp_path / "out"))


def test_a_scenario_of_ones_own_goes_along_whole(class_file: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("extends: tit_for_tat\ntitle: Mine\n", encoding="utf-8")
    class_file.write_text(CLASS.replace("scenario: tit_for_tat", "scenario: mine.yaml"), encoding="utf-8")
    list(assignment.make(class_file, tmp_path / "tasks"))
    share = assignment.share_of(assignment.read(class_file), "d4")
    task = sim.load(tmp_path / "tasks" / "d4" / "scenario.yaml")
    again = sim.load(tmp_path / "mine.yaml", {**share.settings, "seed": share.seed})
    assert task.hash == again.hash


def test_a_shipped_scenario_with_a_students_settings_is_what_is_graded(class_file: Path, tmp_path: Path) -> None:
    list(assignment.make(class_file, tmp_path / "tasks"))
    share = assignment.share_of(assignment.read(class_file), "d4")
    task = sim.load(tmp_path / "tasks" / "d4" / "scenario.yaml")
    assert task.hash == sim.load("tit_for_tat", {**share.settings, "seed": share.seed}).hash


@pytest.mark.slow
def test_the_commands_make_and_grade(call: Call, class_file: Path, elsewhere: Path) -> None:
    assert "4 tasks in tasks" in call("assignment", "make", str(class_file), "--out", "tasks").output
    (elsewhere / "tasks" / "nobody").mkdir()
    done = call("assignment", "grade", str(class_file), "tasks", "--workers", "2")
    assert done.exit_code == 0
    assert "nobody: nobody in this class has that id" in done.output
    with (elsewhere / "tasks" / "grades.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["student"] for row in rows] == ["ada-1", "b2", "c3", "d4"]
    assert all(float(row["difference expected"]) for row in rows)
    faulty = call("assignment", "grade", str(class_file), "nowhere")
    assert faulty.exit_code == 1
    assert "is no folder" in faulty.output


def test_the_class_file_of_the_docs_is_sound() -> None:
    asked = assignment.read(ROOT / "docs" / "class.yaml")
    scenario = sim.load(asked.scenario)
    assert {name for pair in asked.pairs for name in pair} <= set(scenario.variants)
