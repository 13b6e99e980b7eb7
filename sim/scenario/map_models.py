"""Maps: the model of a two-parameter map of an effect."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from sim.core.errors import SpheresError
from sim.scenario import types as t
from sim.scenario.faults import expected, fault
from sim.scenario.modelling import ANY, REQUIRED, key, list_of, make, optional
from sim.scenario.numbers import is_number
from sim.scenario.vocabulary import Quantity

MOST_VALUES = 41  # on an axis; 41 x 41 points take a quarter of an hour
_DIGITS = 12  # of a value between the ends of an axis: 0.1 + 2 x 0.1 is 0.3


def stepped(first: float, last: float, steps: int) -> tuple[float, ...]:
    """Numbers from first to last in equal steps.

    >>> stepped(0.0, 0.3, 4)
    (0.0, 0.1, 0.2, 0.3)
    """
    return tuple(round(first + (last - first) * i / (steps - 1), _DIGITS) for i in range(steps))


def read_values(value: object) -> tuple[float, ...]:
    """The values of an axis: a list of numbers, or {from, to, steps}; rising, at least two."""
    if isinstance(value, dict):
        return stepped(*_ends(value))
    if not isinstance(value, list) or not all(is_number(v) for v in value):
        raise expected("a list of numbers, or {from: 0, to: 1, steps: 11}", value)
    numbers = tuple(float(v) for v in value)
    if not 2 <= len(numbers) <= MOST_VALUES or any(b <= a for a, b in pairwise(numbers)):
        raise fault(f"expected 2 to {MOST_VALUES} numbers, each larger than the one before")
    return numbers


def _ends(value: dict[str, Any]) -> tuple[float, float, int]:
    for name in value:
        if name not in ("from", "to", "steps"):
            raise fault(f"values by steps have no key '{name}'; known: from, to, steps", name)
    first, last, steps = value.get("from"), value.get("to"), value.get("steps")
    if not (is_number(first) and is_number(last) and first < last):
        raise fault("expected numbers, from less than to, such as {from: 0, to: 1, steps: 11}")
    if isinstance(steps, bool) or not isinstance(steps, int) or not 2 <= steps <= MOST_VALUES:
        raise fault(f"expected steps, a whole number from 2 to {MOST_VALUES}")
    return float(first), float(last), steps


def _paths(value: Any, cast: t.Cast) -> tuple[str, ...]:
    """One key path, or several that move together."""
    paths = value if isinstance(value, list) else [value]
    if not paths or not all(isinstance(path, str) for path in paths):
        raise expected("a key path such as powers.RUS.capability, or a list of them that move together", value)
    for index, path in enumerate(paths):
        if path in paths[:index]:
            raise fault(f"{path} stands twice", index)
    return tuple(paths)


_STEPS = {
    "type": "object",
    "properties": {"from": {"type": "number"}, "to": {"type": "number"}, "steps": {"type": "integer"}},
    "additionalProperties": False,
}
VALUES = t.checked(
    lambda value, cast: read_values(value),
    {"anyOf": [{"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": MOST_VALUES}, _STEPS]},
)
PATHS = t.checked(_paths, {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})


def phase_map(outcome: Any, source: type[BaseModel], baseline: type[BaseModel]) -> type[BaseModel]:
    """The model of one map, from those of an outcome, a source and a second contrast."""
    least = Quantity("smallest_effect", 1e-12, ANY, "the outcome's unit", "", open=False)
    axis = make("MapAxis", "A parameter that a map varies.", {
        "path": key(PATHS, REQUIRED, "key path of a number, as for --set; or several that move together"),
        "values": key(VALUES, REQUIRED, "its values: a list, or {from, to, steps}"),
        "label": key(optional(t.TEXT), None, "name for the figure; the key path when not given"),
    })  # fmt: skip
    return make("Map", "An effect over two parameters: where it is there, and where it turns round.", {
        "id": key(t.TEXT, REQUIRED, "such as X1"),
        "sources": key(list_of(source), REQUIRED, "the documents that contradict each other"),
        "question": key(t.TEXT, REQUIRED, "what the map is to answer"),
        "outcome": key(outcome, REQUIRED, "what is measured"),
        "treatment": key(t.VARIANT, REQUIRED, "the variant in which the cause is there"),
        "control": key(t.VARIANT, REQUIRED, "the variant in which it is not"),
        "baseline": key(optional(baseline), None, "a second contrast, taken away from the first"),
        "expected": key(optional(t.choice("expectation", ["increase", "decrease", "no_difference"])), None,
                        "what the first of the documents expects; where it holds is counted"),
        "smallest_effect": key(t.number(least), REQUIRED, "smallest effect that matters, in its unit"),
        "reason": key(t.TEXT, REQUIRED, "why effects below that would not matter"),
        "x": key(axis, REQUIRED, "the parameter from left to right"),
        "y": key(axis, REQUIRED, "the parameter from below to above"),
    })  # fmt: skip


def refuse(values: tuple[float, ...], quantity: Quantity) -> None:
    """SpheresError where an end of an axis lies outside the range of what it sets."""
    for value in (values[0], values[-1]):
        if not quantity.low <= value <= quantity.high:
            raise SpheresError(f"expected numbers {quantity.range}, found {value:g}")
