"""What a person inserts, in plain words: labels by which the feed, tables and saved YAML call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.events import EVENTS
from sim.reports.wording import capital, joined, number, the, words

Names = Mapping[str, str]
_ACTORS = ("power", "rival", "client")


def label_of(entry: Mapping[str, Any], names: Names) -> str | None:
    """A label for an entry of the timeline that has none; None where there is nothing to say, as of a faulty one.

    names  id -> name
    """
    kind = entry.get("event")
    if kind == "set" and isinstance(entry.get("path"), str):
        return capital(f"{path_words(entry['path'], names)} becomes {_told(entry.get('value'), names)}")
    if kind not in EVENTS:
        return None
    event = EVENTS[str(kind)]
    given = [one for one in event.arguments if entry.get(one.name) not in (None, [], (), "")]
    actors = [_told(entry[one.name], names) for one in given if one.kind in _ACTORS]
    more = [f"{words(one.name)} {_told(entry[one.name], names)}" for one in given if one.kind not in _ACTORS]
    head = words(event.name) + (f": {joined(actors)}" if actors else "")
    return capital(head + (f" ({', '.join(more)})" if more else ""))


def path_words(path: str, names: Names) -> str:
    """A key path in words.

    >>> path_words("powers.RUS.salience.UKR", {"RUS": "Russia", "UKR": "Ukraine"})
    'salience of Ukraine for Russia'
    >>> path_words("mechanisms.summit.breach_rate", {})
    'breach rate (summit)'
    """
    match path.split("."):
        case ["powers", power, "doctrine", name]:
            return f"{words(name)} of the doctrine of {_name(power, names)}"
        case ["powers", power, name, client]:
            return f"{words(name)} of {_name(client, names)} for {_name(power, names)}"
        case ["powers" | "clients", actor, name]:
            return f"{words(name)} of {_name(actor, names)}"
        case ["mechanisms", mechanism, name]:
            return f"{words(name)} ({words(mechanism)})"
    return path


def _name(id_: str, names: Names) -> str:
    return the(names.get(id_, id_))


def _told(value: object, names: Names) -> str:
    """A value as it is read: ids by name, numbers short."""
    if isinstance(value, list | tuple):
        return joined([_told(one, names) for one in value])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(float(value))
    return _name(str(value), names)
