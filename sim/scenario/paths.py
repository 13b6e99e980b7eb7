"""Key paths: what `powers.RUS.doctrine.reciprocity` means, for knobs, for events, for draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.core.declare import Mechanism
from sim.core.errors import SpheresError, near_name
from sim.doctrines import DOCTRINES
from sim.mechanisms import MECHANISMS
from sim.scenario.models import quantity_of
from sim.scenario.vocabulary import DEFAULT, POWER_KEYS, Quantity, vocabulary


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is in a world: ids in order, and the doctrine of each power."""

    powers: tuple[str, ...]
    clients: tuple[str, ...]
    doctrines: Mapping[str, str]

    @staticmethod
    def of(data: Mapping[str, Any]) -> Roster:
        """The roster of checked data."""
        doctrines = {power: str(entry["doctrine"]["name"]) for power, entry in data["powers"].items()}
        return Roster(tuple(data["powers"]), tuple(data["clients"]), doctrines)

    def players(self, doctrine: str) -> tuple[int, ...]:
        """Indices of the powers that play a doctrine."""
        return tuple(i for i, power in enumerate(self.powers) if self.doctrines[power] == doctrine)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number ends up: an array, named as in `core.world.Uncertain`, and a cell of a replicate."""

    path: str
    target: str
    index: tuple[int, ...]
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Knob:
    """A setting to play with: a number with its `quantity`, a choice among `choices`, or a flag."""

    path: str
    kind: str
    meaning: str
    value: Any
    quantity: Quantity | None = None
    choices: tuple[str, ...] = ()


def place_of(path: str, roster: Roster) -> Place:
    """The number that a key path names; SpheresError, with near names, where it names none."""
    head, *rest = path.split(".")
    readers = {"powers": _power, "clients": _client, "opening": _world, "mechanisms": _mechanism}
    if head not in readers:
        raise _unknown("key path to a number begins with", head, list(readers))
    target, index, quantity = readers[head](rest, roster)
    return Place(path, target, index, quantity)


_Found = tuple[str, tuple[int, ...], Quantity]


def _power(parts: list[str], roster: Roster) -> _Found:
    words = vocabulary()
    p = _index("power", parts, 0, roster.powers)
    name = _part(parts, 1, "parameter of a power")
    if name == "doctrine":
        return _doctrine(parts, roster, p)
    if name == "opening":
        of_power, tables, rivals = (words.opening[axes] for axes in ("p", "pc", "pq"))
        name = _known("opening value of a power", _part(parts, 2, "opening value"), [*of_power, *tables, *rivals])
        target = f"opening:{name}"
        if name in of_power:
            return target, (p, 0), _end(parts, 3, of_power[name])
        if name in tables:
            return target, (p, _index("client", parts, 3, roster.clients)), _end(parts, 4, tables[name])
        q = _index("power", parts, 3, roster.powers)
        if p == q:
            raise SpheresError(f"{parts[0]} is no rival of its own")
        return target, (p, q), _end(parts, 4, rivals[name])
    if name in words.power:
        return name, (p, 0), _end(parts, 2, words.power[name])
    _known("parameter of a power", name, [*words.power, *words.power_clients, "doctrine", "opening"])
    return name, (p, _index("client", parts, 2, roster.clients)), _end(parts, 3, words.power_clients[name])


def _doctrine(parts: list[str], roster: Roster, p: int) -> _Found:
    doctrine = DOCTRINES[roster.doctrines[parts[0]]]
    quantities = {parameter.name: quantity_of(parameter) for parameter in doctrine.parameters}
    name = _known(f"parameter of the doctrine '{doctrine.name}'", _part(parts, 2, "parameter"), list(quantities))
    row = roster.players(doctrine.name).index(p)
    return f"doctrine:{doctrine.name}:{name}", (row, 0), _end(parts, 3, quantities[name])


def _client(parts: list[str], roster: Roster) -> _Found:
    words = vocabulary()
    c = _index("client", parts, 0, roster.clients)
    name = _part(parts, 1, "parameter of a client")
    if name == "opening":
        opening = words.opening["c"]
        name = _known("opening value of a client", _part(parts, 2, "opening value"), list(opening))
        return f"opening:{name}", (0, c), _end(parts, 3, opening[name])
    _known("parameter of a client", name, list(words.client))
    return name, (0, c), _end(parts, 2, words.client[name])


def _world(parts: list[str], roster: Roster) -> _Found:
    opening = vocabulary().opening[""]
    name = _known("opening value of the world", _part(parts, 0, "opening value"), list(opening))
    return f"opening:{name}", (0, 0), _end(parts, 1, opening[name])


def _mechanism(parts: list[str], roster: Roster) -> _Found:
    mechanisms = vocabulary().mechanisms
    mechanism = _known("mechanism", _part(parts, 0, "mechanism"), list(mechanisms))
    name = _known(f"parameter of '{mechanism}'", _part(parts, 1, "parameter"), list(mechanisms[mechanism]))
    return f"{mechanism}.{name}", (0, 0), _end(parts, 2, mechanisms[mechanism][name])


def _part(parts: Sequence[str], at: int, kind: str) -> str:
    if at >= len(parts) or not parts[at]:
        raise SpheresError(f"the key path ends early: name the {kind}")
    return parts[at]


def _end(parts: Sequence[str], at: int, quantity: Quantity) -> Quantity:
    if len(parts) > at:
        raise SpheresError(f"'{quantity.name}' is a number and has nothing called '{parts[at]}'")
    return quantity


def _index(kind: str, parts: Sequence[str], at: int, known: Sequence[str]) -> int:
    return known.index(_known(kind, _part(parts, at, kind), known))


def _known(kind: str, name: str, known: Sequence[str]) -> str:
    if name not in known:
        raise _unknown(f"{kind} is called", name, known)
    return name


def _unknown(text: str, name: str, known: Sequence[str]) -> SpheresError:
    near = near_name(name, known)
    listed = f"; known: {', '.join(known)}" if not near and len(known) <= 12 else ""
    return SpheresError(f"no {text} '{name}'{near}{listed}")


def knob_of(path: str, data: Mapping[str, Any]) -> Knob:
    """The setting that a key path names, with its value in checked data; SpheresError where it names none."""
    parts = path.split(".")
    if len(parts) == 3 and parts[0] == "mechanisms" and parts[1] in MECHANISMS:
        switch = _switch(path, parts[2], MECHANISMS[parts[1]], data["mechanisms"][parts[1]])
        if switch is not None:
            return switch
    if len(parts) == 4 and parts[0] == "powers" and parts[2:] == ["doctrine", "name"] and parts[1] in data["powers"]:
        chosen = data["powers"][parts[1]]["doctrine"]["name"]
        return Knob(path, "choice", DOCTRINES[chosen].summary, chosen, choices=tuple(DOCTRINES))
    place = place_of(path, Roster.of(data))
    return Knob(path, "number", place.quantity.meaning, _value(data, parts, place.quantity), place.quantity)


def _switch(path: str, name: str, mechanism: Mechanism, data: Mapping[str, Any]) -> Knob | None:
    if name == "enabled":
        return Knob(path, "flag", mechanism.summary, data[name])
    for option in mechanism.options:
        if option.name == name and option.kind in ("flag", "choice"):
            return Knob(path, option.kind, option.meaning, data[name], choices=option.choices)
    return None


def _value(data: Any, parts: Sequence[str], quantity: Quantity) -> Any:
    for part in parts[:-1]:
        data = data[part]
    return data.get(parts[-1], data.get(DEFAULT, quantity.default))


def doctrine_parameter(parts: Sequence[str]) -> str | None:
    """The doctrine's parameter that `powers.<POWER>.doctrine.<name>` names, if it is such a path."""
    if len(parts) == 4 and parts[0] == "powers" and parts[2] == POWER_KEYS[-1] and parts[3] != "name":
        return parts[3]
    return None
