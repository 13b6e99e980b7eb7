"""The kinds of value in a scenario, each with its check, its errors and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from sim.core.calendar import quarters
from sim.core.distributions import Distribution
from sim.core.errors import SpheresError, near_name
from sim.scenario.faults import expected, fault
from sim.scenario.nodes import show_value
from sim.scenario.numbers import is_number, read_number
from sim.scenario.vocabulary import DEFAULT, RESERVED_IDS, Quantity

QUARTER = r"^[0-9]{4}-Q[1-4]$"
DISTRIBUTION = "x-may-be-drawn"  # mark in a JSON Schema: a distribution may stand for the number
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class _Described:
    """A type's JSON Schema; a new one each time, because pydantic 2.10 writes a field's default into what it is given."""

    def __init__(self, json: dict[str, Any]) -> None:
        self._json = json

    def __get_pydantic_json_schema__(self, core_schema: object, handler: object) -> dict[str, Any]:
        return deepcopy(self._json)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what a scenario's ids and dates may name; None: not known, so not checked.

    outcomes  name of an outcome -> the arguments that it takes, among power, rival, client and region
    """

    powers: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    start: str | None = None
    turns: int | None = None
    late_events: bool = False
    outcomes: Mapping[str, Collection[str]] | None = field(default=None, hash=False)


def number(quantity: Quantity) -> Any:
    """The type of a number with this range."""
    json: dict[str, Any] = {"type": "integer" if quantity.whole else "number"}
    for name, limit, known in (("minimum", quantity.low, -1e6), ("maximum", quantity.high, 1e6)):
        if abs(limit) < abs(known) or quantity.whole:
            json[name] = limit
    if quantity.unit:
        json["x-unit"] = quantity.unit
    if quantity.open:
        json[DISTRIBUTION] = True
    return Annotated[Any, PlainValidator(lambda value: read_number(value, quantity)), _Described(json)]


def checked(check: Callable[[Any, Cast], Any], json: dict[str, Any]) -> Any:
    """The type of what a check lets through, with its JSON Schema."""
    def validate(value: Any, info: ValidationInfo) -> Any:
        return check(value, info.context or Cast())

    return Annotated[Any, PlainValidator(validate), _Described(json)]


def _text(value: Any, cast: Cast) -> str:
    if isinstance(value, str):
        return value
    if is_number(value) or isinstance(value, bool):
        raise expected("text", value, f'put it in quotes: "{show_value(value)}"')
    raise expected("text", value)


def _lines(value: Any, cast: Cast) -> str:
    return str(value) if is_number(value) else _text(value, cast)


def _flag(value: Any, cast: Cast) -> bool:
    if not isinstance(value, bool):
        remedy = "YAML 1.2 knows no other words for them" if str(value).lower() in ("yes", "no", "on", "off") else ""
        raise expected("true or false", value, remedy)
    return value


def _known(kind: str, value: Any, known: Sequence[str]) -> str:
    if not isinstance(value, str):
        raise expected(f"the name of a {kind}", value)
    if value not in known:
        listed = f"; known: {', '.join(known)}" if 0 < len(known) <= 12 else ""
        raise fault(f"no {kind} is called '{value}'{near_name(value, known)}{listed}")
    return value


def _date(value: Any, cast: Cast) -> str:
    """A quarter, of any time."""
    try:
        quarters(value if isinstance(value, str) else "")
    except SpheresError:
        raise expected("a quarter such as 2009-Q4", value) from None
    return str(value)


def _date_in_run(value: Any, cast: Cast) -> str:
    turn = quarters(_date(value, cast))
    if cast.start is None or cast.turns is None:
        return str(value)
    first = quarters(cast.start)
    if turn < first:
        raise fault(f"{value} lies before the start {cast.start}")
    if turn >= first + cast.turns:
        raise fault(f"{value} lies after the end: the run has {cast.turns} turns from {cast.start} on")
    return str(value)


def _date_of_event(value: Any, cast: Cast) -> str:
    """As a date in the run; but where the user cuts the run short, what comes later does not happen."""
    if cast.late_events and cast.start and quarters(_date(value, cast)) >= quarters(cast.start):
        return str(value)
    return _date_in_run(value, cast)


def choice(kind: str, names: Sequence[str]) -> Any:
    """The type of one name among `names`."""
    return checked(lambda value, cast: _known(kind, value, names), {"enum": list(names)})


def of_family(things: Mapping[str, Any], pattern: str) -> Any:
    """The type of a name that a family of a registry answers for; its own words say what is wrong with it."""

    def check(value: Any, cast: Cast) -> str:
        try:
            things[str(value)]
        except SpheresError as error:
            raise fault(str(error)) from None
        return str(value)

    return checked(check, {"type": "string", "pattern": pattern})


def _once(values: list[Any]) -> tuple[Any, ...]:
    for index, value in enumerate(values):
        if value in values[:index]:
            raise fault(f"{value} stands twice", index)
    return tuple(values)


def list_of(item: Any) -> Any:
    """The type of a list of `item` without repetitions."""
    return Annotated[list[item], AfterValidator(_once)]


def _pair(value: Any, cast: Cast) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise expected("a pair of powers such as [USA, RUS]", value)
    if value[0] == value[1]:
        raise fault(f"a pair is of two powers, found {value[0]} twice")
    return power(value[0], cast), power(value[1], cast)


def power(value: Any, cast: Cast) -> str:
    """The id of a power of the cast."""
    return _known("power", value, cast.powers)


def client(value: Any, cast: Cast) -> str:
    """The id of a client of the cast."""
    return _known("client", value, cast.clients)


def _client_or_default(value: Any, cast: Cast) -> str:
    return DEFAULT if value == DEFAULT else client(value, cast)


def _power_or_default(value: Any, cast: Cast) -> str:
    return DEFAULT if value == DEFAULT else power(value, cast)


def edge(node: Callable[[Any, Cast], str], weight: Quantity) -> Any:
    """The type of a tie [a, b] or [a, b, weight] between two nodes; without a weight it has 1."""

    def check(value: Any, cast: Cast) -> tuple[str, str, float | Distribution]:
        if not isinstance(value, list) or len(value) not in (2, 3):
            raise expected("a tie [a, b] or [a, b, weight]", value)
        ends = []
        for index in (0, 1):
            try:
                ends.append(node(value[index], cast))
            except PydanticCustomError as error:
                raise fault(error.message(), index) from None
        if ends[0] == ends[1]:
            raise fault(f"a tie of {ends[0]} to itself")
        return ends[0], ends[1], read_number(value[2], weight) if len(value) == 3 else 1.0

    item = {"type": ["string", "number", "object"] if weight.open else ["string", "number"]}
    return checked(check, {"type": "array", "items": item, "minItems": 2, "maxItems": 3})


def _outcome(value: Any, cast: Cast) -> str:
    if cast.outcomes is None:
        return _text(value, cast)
    return _known("outcome", value, list(cast.outcomes))


def _changes(value: Any, cast: Cast) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise expected("a mapping of what differs", value)
    return value


def _id(value: Any, cast: Cast) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise expected("an id of letters, digits and _ that begins with a letter", value)
    if value in RESERVED_IDS:
        raise fault(f"'{value}' has a meaning of its own here; choose another id")
    return value


def _extends(value: Any, cast: Cast) -> Any:
    return value


def _path(value: Any, cast: Cast) -> str:
    if not isinstance(value, str):
        raise expected("a key path such as powers.RUS.capability", value)
    return value


_STRING = {"type": "string"}
TEXT = checked(_text, _STRING)
LINES = checked(_lines, {"type": ["string", "integer"]})
FLAG = checked(_flag, {"type": "boolean"})
POWER = checked(power, _STRING)
CLIENT = checked(client, _STRING)
CLIENT_OR_DEFAULT = checked(_client_or_default, _STRING)
POWER_OR_DEFAULT = checked(_power_or_default, _STRING)
PATH = checked(_path, _STRING)
CLIENTS = list_of(CLIENT)
PAIRS = list_of(checked(_pair, {"type": "array", "items": _STRING, "minItems": 2, "maxItems": 2}))
PATHS = list_of(PATH)
REGION = checked(lambda value, cast: _known("region", value, cast.regions), _STRING)
VARIANT = checked(lambda value, cast: _known("variant", value, cast.variants), _STRING)
DATE = checked(_date, {"type": "string", "pattern": QUARTER})
DATE_IN_RUN = checked(_date_in_run, {"type": "string", "pattern": QUARTER})
DATE_OF_EVENT = checked(_date_of_event, {"type": "string", "pattern": QUARTER})
OUTCOME = checked(_outcome, _STRING)
CHANGES = checked(_changes, {"type": "object"})
ID = checked(_id, _STRING)
EXTENDS = checked(_extends, {"type": ["string", "array"], "items": _STRING})
