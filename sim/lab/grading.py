"""What a class hands in, compared with what is right: worked out anew from the assignment, student by student."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sim.core.errors import SpheresError
from sim.experiments.compare import Comparison, compare
from sim.experiments.interval import Interval
from sim.experiments.loading import load
from sim.experiments.sweep import DIRECTIONS
from sim.experiments.verdict import place
from sim.lab.assignment import ANSWERS, Assignment, Question, read, read_yaml, scenario_of, share_of
from sim.lab.histories import simulate


@dataclass(frozen=True, slots=True)
class Graded:
    """What came back from a student: points, and for each answer what was given, expected, and whether it is right."""

    student: str
    points: float
    answers: Mapping[str, tuple[Any, Any, bool]]
    remark: str


def expected(asked: Assignment, base: str, student: str) -> dict[str, Any]:
    """The right answers of a student, worked out anew."""
    share = share_of(asked, student)
    scenario = load(base, {**share.settings, "seed": share.seed})
    outcomes = list(dict.fromkeys(question.outcome for question in asked.answers))
    pair = (share.treatment, share.control)
    runs = [simulate(scenario, name, replicates=asked.replicates).outcomes(*outcomes) for name in pair]
    found = {key: compare(*(run.iloc[:, i] for run in runs)) for i, key in enumerate(outcomes)}
    return {question.id: _answer(question, found[question.outcome]) for question in asked.answers}


def _answer(question: Question, found: Comparison) -> Any:
    match question.measure:
        case "mean_treatment":
            return found.treatment.mean
        case "mean_control":
            return found.control.mean
        case "interval_low":
            return found.low
        case "interval_high":
            return found.high
        case "direction":
            where = place(Interval(found.low, found.high, found.confidence), question.smallest_effect)
            return DIRECTIONS[where]
        case name:
            return float(getattr(found, name))


def grade(path: Path, handed_in: Path, *, workers: int = 1) -> Iterator[Graded]:
    """Each student's answers against the right ones, in the class's order; a faulty hand-in gets a remark, never an error.

    workers  processes; a student takes about a second of one
    """
    asked = read(path)
    if not handed_in.is_dir():
        raise SpheresError(f"{handed_in} is no folder; give the one in which each student's folder (or ID.yaml) lies")
    one = partial(graded, asked, scenario_of(asked, path), handed_in)
    if workers == 1:
        yield from map(one, asked.ids)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield from pool.map(one, asked.ids)


def graded(asked: Assignment, base: str, handed_in: Path, student: str) -> Graded:
    """One student's answers against the right ones."""
    given, remark = _handed_in(handed_in, student)
    if given is None:
        return Graded(student, 0.0, {}, remark)
    right = expected(asked, base, student)
    answers = {q.id: (given.get(q.id), right[q.id], _is_right(q, given.get(q.id), right[q.id])) for q in asked.answers}
    points = sum(question.points for question in asked.answers if answers[question.id][2])
    return Graded(student, points, answers, "; ".join(filter(None, [remark, *_remarks(asked, given)])))


def strangers(asked: Assignment, handed_in: Path) -> list[str]:
    """Hand-ins of nobody in the class."""
    found = {one.stem if one.is_file() else one.name for one in handed_in.iterdir() if one.is_dir() or one.suffix == ".yaml"}
    return sorted(found - set(asked.ids))


def _handed_in(folder: Path, student: str) -> tuple[dict[str, Any] | None, str]:
    places = [folder / student / ANSWERS, folder / f"{student}.yaml"]
    path = next((one for one in places if one.is_file()), None)
    if path is None:
        return None, f"nothing handed in: neither {student}/{ANSWERS} nor {student}.yaml is there"
    try:
        content = read_yaml(path)
    except SpheresError as error:
        return None, str(error)
    if not isinstance(content, dict):
        return None, f"{path.name}: expected lines like 'difference: 0.012'"
    said = content.get("student", student)
    return content, "" if said == student else f"the file says that it is of {_shown(said)}"


def _remarks(asked: Assignment, given: Mapping[str, Any]) -> Iterator[str]:
    known = [question.id for question in asked.answers]
    for question in asked.answers:
        answer = given.get(question.id)
        if answer is None:
            yield f"{question.id}: no answer"
        elif question.measure != "direction" and _number(answer) is None:
            yield f"{question.id}: {_shown(answer)} is no number"
        elif question.measure == "direction" and answer not in DIRECTIONS.values():
            yield f"{question.id}: {_shown(answer)} is none of {', '.join(DIRECTIONS.values())}"
    for extra in [key for key in given if key not in (*known, "student")][:3]:
        yield f"{_shown(extra)} was not asked for"


def _shown(answer: Any) -> str:
    """As much of an answer as fits into a remark."""
    if isinstance(answer, str):
        return f"'{answer[:40]}'"
    return f"'{answer}'" if isinstance(answer, float) else f"something of the kind {type(answer).__name__}"


def cell(answer: Any) -> Any:
    """An answer as a cell of a table: a number, or text that no sheet takes for a formula."""
    number = _number(answer)
    if number is not None:
        return number
    return "" if answer is None else _shown(answer).strip("'").lstrip("=+@-\t\r")


def _is_right(question: Question, given: Any, right: Any) -> bool:
    if question.measure == "direction":
        return isinstance(given, str) and given.strip().lower() == right
    answer = _number(given)
    return answer is not None and abs(answer - right) <= question.tolerance * abs(right) + 1e-12


def _number(answer: Any) -> float | None:
    """A finite number, also one that was written as text with a decimal comma."""
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        return None
    try:
        value = float(str(answer).strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
