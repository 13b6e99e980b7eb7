"""What a run took for granted: every number that its scenario sets, in tables to go through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.core.distributions import KINDS
from sim.reports.view import View
from sim.reports.wording import number, words

_BY_CLIENT: Final = (
    "salience",
    "affinity",
    "reach",
    "alignment",
    "arsenal",
    "recognition",
    "endorsement",
    "occupation",
)
_LEFT_OUT: Final = ("name", "place")  # nothing depends on a name, and places are behind reach
_LONGEST_LIST: Final = 12


@dataclass(frozen=True, slots=True)
class Setting:
    """One assumption: key path, value in words, and where it was written ("" where that is not known)."""

    path: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together, under a title."""

    title: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline, in words."""

    when: str
    event: str
    about: str
    label: str
    source: str


def assumptions(view: View) -> list[Group]:
    """What the scenario sets: mechanisms, powers, clients, networks, variants; without empty groups."""
    merged = view.merged
    groups = [
        ("Mechanisms", "", _flat("mechanisms", merged.get("mechanisms") or {})),
        ("Powers", "", _of_powers(merged.get("powers") or {})),
        ("Clients", "", _of_clients(merged.get("clients") or {})),
        ("Opening", "", _flat("opening", merged.get("opening") or {})),
        ("Networks", "", _of_networks(merged.get("networks") or {})),
    ]
    for id_, variant in (merged.get("variants") or {}).items():
        label = view.labels().get(id_, words(id_))
        groups.append((f"Variant: {label}", f"variants.{id_}.set.", _flat("", variant.get("set") or {})))
    where = _Origins(view.manifest["scenario"].get("provenance") or {})
    read = [
        Group(title, tuple(Setting(path, value, where.of(above + path)) for path, value in rows)) for title, above, rows in groups
    ]
    return [group for group in read if group.settings]


def changes(view: View, variant: str, most: int = 4) -> list[Setting]:
    """The first few things that a variant sets; the last entry says how many more."""
    rows = list(_flat("", (view.merged.get("variants") or {}).get(variant, {}).get("set") or {}))
    shown = [Setting(path, value, "") for path, value in rows[:most]]
    return [*shown, Setting("", f"and {len(rows) - most} more", "")] if len(rows) > most else shown


class _Origins:
    """Where values were written, by key path: "scenarios/x.yaml:4:11"; of a whole mapping its files."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places
        self._files: dict[str, dict[str, None]] = {}
        for path, place in places.items():
            file = place.split(":")[0]
            parts = path.split(".")
            for above in (".".join(parts[:length]) for length in range(1, len(parts))):
                self._files.setdefault(above, {})[file] = None
            if parts[0] == "clients" and len(parts) == 3:
                self._files.setdefault(f"clients.*.{parts[2]}", {})[file] = None

    def of(self, path: str) -> str:
        return self._places.get(path) or ", ".join(self._files.get(path, ()))


def timeline(view: View) -> list[Entry]:
    """The scenario's timeline."""
    return [_entry(view, given) for given in view.merged.get("timeline") or ()]


def _entry(view: View, given: Mapping[str, Any]) -> Entry:
    timing = ("event", "at", "rate", "when", "from", "until", "once", "label", "source")
    names = view.names
    arguments = {key: value for key, value in given.items() if key not in timing and value is not None}
    about = ", ".join(f"{words(key)} {names.get(str(value), in_words(value))}" for key, value in arguments.items())
    return Entry(
        _when(given, names),
        words(str(given["event"])),
        about,
        str(given.get("label") or ""),
        str(given.get("source") or ""),
    )


def _when(given: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if given.get("at"):
        return str(given["at"])
    if given.get("rate") is not None:
        when = f"chance {number(float(given['rate']))} a turn"
    else:
        told = given.get("when") or {}
        who = " → ".join(names.get(str(told[key]), str(told[key])) for key in ("power", "rival", "client") if told.get(key))
        level = " ".join(f"{key} {number(float(told[key]))}" for key in ("above", "below") if told.get(key) is not None)
        when = " ".join(part for part in ("while", words(str(told.get("symbol"))), who, level) if part)
    span = " ".join(f"{key} {given[key]}" for key in ("from", "until") if given.get(key))
    return ", ".join(part for part in (when, span, "once" if given.get("once") else "") if part)


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """(key path, value in words) of every leaf."""
    if isinstance(value, Mapping) and not _is_distribution(value):
        key = path.rpartition(".")[2]
        if key in _BY_CLIENT and len(value) > _LONGEST_LIST:
            yield path, _range_of(value)
            return
        for name, below in value.items():
            yield from _flat(f"{path}.{name}".removeprefix("."), below)
    else:
        yield path, in_words(value)


def _of_powers(powers: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for id_, given in powers.items():
        for key, value in given.items():
            if key in _LEFT_OUT:
                continue
            if key == "opening" and isinstance(value, Mapping):
                for symbol, cells in value.items():
                    yield f"powers.{id_}.opening.{symbol}", _range_of(cells)
            elif key in _BY_CLIENT:
                yield f"powers.{id_}.{key}", _range_of(value)
            else:
                yield from _flat(f"powers.{id_}.{key}", value)


def _of_clients(clients: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """One row a quantity: the clients' own values would fill pages, and stand in scenario.yaml."""
    keys = dict.fromkeys(key for given in clients.values() for key in given if key not in (*_LEFT_OUT, "region"))
    for key in keys:
        yield (
            f"clients.*.{key}",
            _range_of({id_: given[key] for id_, given in clients.items() if key in given}),
        )


def _of_networks(networks: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for id_, given in networks.items():
        if isinstance(given, Mapping) and isinstance(given.get("edges"), Sequence):
            yield f"networks.{id_}.edges", f"{len(given['edges'])} edges"
            given = {key: value for key, value in given.items() if key != "edges"}
        yield from _flat(f"networks.{id_}", given)


def _range_of(cells: Any) -> str:
    """A mapping client -> number as its range: "43 values, 0 to 0.9, default 0.1"."""
    if not isinstance(cells, Mapping) or _is_distribution(cells):
        return in_words(cells)
    named = [value for key, value in cells.items() if key != "default"]
    default = f"default {in_words(cells['default'])}" if "default" in cells else ""
    if len(named) <= 3:
        listed = ", ".join(f"{key} {in_words(value)}" for key, value in cells.items() if key != "default")
        return ", ".join(part for part in (listed, default) if part)
    numbers = [float(value) for value in named if isinstance(value, int | float) and not isinstance(value, bool)]
    span = f"{number(min(numbers))} to {number(max(numbers))}" if numbers else ""
    drawn = len(named) - len(numbers)
    parts = (
        f"{len(named)} values",
        span,
        f"{drawn} drawn from distributions" if drawn and numbers else "",
        default,
    )
    return ", ".join(part for part in parts if part)


def _is_distribution(value: Mapping[str, Any]) -> bool:
    return bool(value) and set(value) <= {*KINDS, "within"} and any(key in KINDS for key in value)


def in_words(value: Any) -> str:
    """A value of the scenario as a reader sees it.

    >>> in_words({"uniform": [0.2, 0.4]}), in_words(True), in_words([["USA", "RUS"]]), in_words(0.05)
    ('uniform (0.2, 0.4)', 'on', 'USA and RUS', '0.05')
    """
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return number(float(value), 6)
    if isinstance(value, Mapping):
        return ", ".join(f"{words(str(key))} {in_words(below)}" for key, below in value.items())
    if isinstance(value, list | tuple):
        return _list_in_words(value)
    return "none" if value is None else str(value)


def _list_in_words(values: Sequence[Any]) -> str:
    if values and all(isinstance(value, int | float) for value in values):
        return f"({', '.join(in_words(value) for value in values)})"
    joined = [" and ".join(map(str, value)) if isinstance(value, list | tuple) else in_words(value) for value in values]
    more = f" and {len(joined) - _LONGEST_LIST} more" if len(joined) > _LONGEST_LIST else ""
    separator = "; " if any(isinstance(value, list | tuple) for value in values) else ", "
    return separator.join(joined[:_LONGEST_LIST]) + more if joined else "none"
