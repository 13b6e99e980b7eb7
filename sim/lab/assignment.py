"""Batch exercises for a class: an own variant, parameters and seed for each student, and what comes back compared.

One YAML file says what is asked. Everything a student gets follows from that file and the student's id, so that it can be made
again at any time, and nothing has to be kept but the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.core.errors import SpheresError
from sim.experiments.loading import load
from sim.experiments.sweep import DIRECTIONS
from sim.scenario import Scenario
from sim.scenario.composing import MAX_DEPTH

TASK, SCENARIO, ANSWERS = "task.md", "scenario.yaml", "answers.yaml"
Measure = Literal["mean_treatment", "mean_control", "difference", "interval_low", "interval_high", "superiority", "direction"]
ASKED: Final[Mapping[str, str]] = {
    "mean_treatment": "the mean over the treatment's replicates",
    "mean_control": "the mean over the control's replicates",
    "difference": "the mean of the paired differences, treatment − control",
    "interval_low": "the lower end of its 95 % interval",
    "interval_high": "the upper end of its 95 % interval",
    "superiority": "the share of pairs in which the treatment is higher, ties counted half, 0 to 1",
    "direction": f"one of: {', '.join(DIRECTIONS.values())}",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Draw(_Strict):
    """How a parameter is drawn: one of some values, or between two numbers, rounded to `digits` places."""

    choose: tuple[float | int | str | bool, ...] | None = None
    uniform: tuple[float, float] | None = None
    digits: int = Field(3, ge=0, le=12)

    @model_validator(mode="after")
    def _one_of_two(self) -> Draw:
        if (self.choose is None) == (self.uniform is None) or self.choose == ():
            raise ValueError("write either choose: [values] or uniform: [low, high]")
        return self

    def value(self, share: float) -> Any:
        """What a draw of 0..1 comes to."""
        if self.choose is not None:
            return self.choose[min(int(share * len(self.choose)), len(self.choose) - 1)]
        assert self.uniform is not None
        low, high = self.uniform
        return round(low + (high - low) * share, self.digits)


class Question(_Strict):
    """One answer that is asked for. tolerance: relative to the right number; `direction` must be right to the letter."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    measure: Measure
    outcome: str
    ask: str = ""
    smallest_effect: float = Field(0.0, ge=0)
    tolerance: float = Field(0.005, ge=0, lt=1)
    points: float = Field(1.0, gt=0)


class Assignment(_Strict):
    """What a class is set. students: how many (s001, s002 ...), or a list of ids; pairs: (treatment, control) to draw from."""

    assignment: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = ""
    task: str = ""
    scenario: str
    students: int | tuple[str, ...]
    seed: int = Field(0, ge=0)
    replicates: int = Field(100, ge=10, le=10_000)
    pairs: tuple[tuple[str, str], ...] = Field(min_length=1)
    parameters: dict[str, Draw] = {}
    answers: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> Assignment:
        ids = [question.id for question in self.answers]
        if len(set(ids)) < len(ids):
            raise ValueError("two answers have the same id")
        if not self.ids or len(set(self.ids)) < len(self.ids):
            raise ValueError("students: give a number of at least 1, or ids of which none stands twice")
        if wrong := [one for one in self.ids if not one.replace("-", "").replace("_", "").isalnum()]:
            raise ValueError(f"students: an id has letters, digits, - and _ alone; found {wrong[0]!r}")
        return self

    @property
    def ids(self) -> tuple[str, ...]:
        if isinstance(self.students, int):
            width = max(3, len(str(self.students)))
            return tuple(f"s{number:0{width}d}" for number in range(1, self.students + 1))
        return self.students


@dataclass(frozen=True, slots=True)
class Share:
    """What one student gets."""

    student: str
    seed: int
    treatment: str
    control: str
    settings: Mapping[str, Any]


def read(path: Path) -> Assignment:
    """The assignment of a file; SpheresError says what is wrong where."""
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise SpheresError(f"{path}: expected a mapping with assignment, scenario, students, pairs and answers")
    try:
        return Assignment.model_validate(content)
    except ValidationError as error:
        raise SpheresError("\n".join(_said(path, one) for one in error.errors())) from None


def _said(path: Path, error: Any) -> str:
    at = ".".join(str(part) for part in error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    return f"{path}: {at + ': ' if at else ''}{message}; found {error['input']!r:.80}"


def share_of(asked: Assignment, student: str) -> Share:
    """What a student gets: drawn by a hash of the assignment's seed, the student's id, and what is drawn."""
    pair = asked.pairs[min(int(_drawn(asked, student, "pair") * len(asked.pairs)), len(asked.pairs) - 1)]
    settings = {path: draw.value(_drawn(asked, student, path)) for path, draw in asked.parameters.items()}
    return Share(student, int(_drawn(asked, student, "seed") * 2**31), *pair, settings)


def _drawn(asked: Assignment, student: str, what: str) -> float:
    """A share 0..1 that depends on nothing but these words."""
    text = f"{asked.assignment}|{asked.seed}|{student}|{what}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def make(path: Path, out: Path) -> Iterator[str]:
    """Write each student's folder; yields their ids. SpheresError where the scenario does not take what is drawn."""
    asked = read(path)
    base = scenario_of(asked, path)
    scenario = load(base)
    for treatment, control in asked.pairs:
        for name in (treatment, control):
            scenario.world_data(name)
    for extreme in (0.0, 0.999_999):  # the ends of every draw are checked; between them lies the rest
        load(base, {where: draw.value(extreme) for where, draw in asked.parameters.items()})
    for student in asked.ids:
        share, folder = share_of(asked, student), out / student
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SCENARIO).write_text(_scenario_text(asked, base, share), encoding="utf-8")
        (folder / TASK).write_text(_task(asked, scenario, share), encoding="utf-8")
        if not (folder / ANSWERS).exists():  # what a student has filled in is not lost when the class is made again
            (folder / ANSWERS).write_text(_blank(asked, student), encoding="utf-8")
        yield student


def scenario_of(asked: Assignment, path: Path) -> str:
    """A scenario beside the assignment wins over one of the same name elsewhere."""
    beside = path.parent / asked.scenario
    return str(beside) if beside.suffix in (".yaml", ".yml") and beside.exists() else asked.scenario


def _scenario_text(asked: Assignment, base: str, share: Share) -> str:
    """The student's scenario, whole: it needs no file beside it, and says what was set wherever that counts."""
    whole = load(base, {**share.settings, "seed": share.seed}).merged
    return f"# {asked.title or asked.assignment}, {share.student}\n" + yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)


def _task(asked: Assignment, scenario: Scenario, share: Share) -> str:
    pair = f"{share.treatment},{share.control}"
    labels = {name: scenario.variants[name].label for name in (share.treatment, share.control)}
    settings = "\n".join(f"- `{where}` = {value}" for where, value in share.settings.items())
    questions = "\n".join(_question(one) for one in asked.answers)
    first = asked.answers[0].outcome
    own = " Your world differs from everyone else's by:" if settings else ""
    return f"""# {asked.title or asked.assignment}: {share.student}

{asked.task.strip()}

Your treatment is `{share.treatment}` (“{labels[share.treatment]}”), your control `{share.control}` (“{labels[share.control]}”),
your seed {share.seed}, each with {asked.replicates} replicates.{own}

{settings}

All of this stands in `{SCENARIO}`. In Python, in this folder:

```python
import sim

outcome = "{first}"
treatment = sim.simulate("{SCENARIO}", "{share.treatment}", replicates={asked.replicates}).outcomes(outcome)[outcome]
control = sim.simulate("{SCENARIO}", "{share.control}", replicates={asked.replicates}).outcomes(outcome)[outcome]
sim.compare(treatment, control)
```

On the command line, with a report to look at:

```
spheres run {SCENARIO} --variants {pair} --replicates {asked.replicates} --all
```

Write into `{ANSWERS}`, with at least four significant digits:

{questions}
"""


def _question(q: Question) -> str:
    """A question as a line of the task."""
    points = f"{q.points:g} point{'s' if q.points != 1 else ''}"
    least = f" Differences within ±{q.smallest_effect:g} are too small to matter." if q.measure == "direction" else ""
    return f"- `{q.id}` ({points}): {q.ask + ', that is: ' if q.ask else ''}{ASKED[q.measure]}, of `{q.outcome}`.{least}"


def _blank(asked: Assignment, student: str) -> str:
    lines = "\n".join(f"{question.id}:    # {ASKED[question.measure]}, of {question.outcome}" for question in asked.answers)
    return f"student: {student}\n{lines}\n"


def read_yaml(path: Path) -> Any:
    """The data of a hand-in or of a class file; SpheresError, with the place, where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SpheresError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise SpheresError(f"{path}: is no text in UTF-8; save it as plain text") from None
    if len(text) > 100_000:
        raise SpheresError(f"{path}: is longer than 100,000 characters; a hand-in has a line an answer")
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:  # to read on takes longer and longer
                raise SpheresError(f"{path}: is nested more than {MAX_DEPTH} levels deep; write a line an answer")
            if isinstance(event, yaml.AliasEvent):
                raise SpheresError(f"{path}: has references (*name), which are not needed here; write the values out")
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        at = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise SpheresError(f"{path}{at}: {getattr(error, 'problem', None) or 'cannot be read as YAML'}") from None
