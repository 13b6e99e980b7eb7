"""The timeline as `core.world.TimelineEvent`s: turns, indices, and a key that names each one's luck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sim.core.calendar import Calendar
from sim.core.symbols import STATE
from sim.core.world import Condition, TimelineEvent
from sim.events import EVENTS, Argument
from sim.scenario.meaning import changeable
from sim.scenario.paths import Roster

_SIZES = ("number",)  # arguments that do not say which event this is
_ALWAYS = 2**31


def timeline_of(data: Mapping[str, Any], roster: Roster) -> tuple[TimelineEvent, ...]:
    """Every entry of the timeline, in the order in which they are written.

    An entry's key follows from what it says, its label or else whom it is about and when, and not from its
    number in the
    list or its size: so a variant that adds, drops or changes other entries, or the size or the rate of this
    one, leaves it
    its luck. Entries that say the same are numbered.
    """
    calendar = Calendar(data["start"], data["turns"])
    count: Counter[str] = Counter()
    events = []
    for entry in data["timeline"]:
        key = _key(entry)
        count[key] += 1
        numbered = key if count[key] == 1 else f"{key}#{count[key]}"
        events.append(_event(entry, numbered, calendar, roster))
    return tuple(events)


def _key(entry: Mapping[str, Any]) -> str:
    said = entry["label"]
    if said is None:
        whom = [a.name for a in EVENTS[entry["event"]].arguments if a.kind not in _SIZES]
        when = [name for name in ("at", "from", "until") if entry[name] is not None]
        said = ",".join(f"{name}={_text(entry[name])}" for name in (*whom, *when))
    return f"timeline:{entry['event']}:{said}"


def _text(value: Any) -> str:
    return "+".join(value) if isinstance(value, list | tuple) else str(value)


def _event(entry: Mapping[str, Any], key: str, calendar: Calendar, roster: Roster) -> TimelineEvent:
    event = EVENTS[entry["event"]]
    arguments = {a.name: _argument(a, entry[a.name], roster) for a in event.arguments}
    at, first, last = (None if entry[n] is None else calendar.turn(entry[n]) for n in ("at", "from", "until"))
    return TimelineEvent(
        event=event.name,
        key=key,
        label=entry["label"] or key.removeprefix("timeline:"),
        arguments=arguments,
        at=at,
        rate=entry["rate"],
        condition=None if entry["when"] is None else _condition(entry["when"], roster),
        first=first or 0,
        last=_ALWAYS if last is None else last,
        once=entry["once"],
    )


def _argument(argument: Argument, value: Any, roster: Roster) -> Any:
    if value is None or argument.kind in ("number", "choice"):
        return value
    if argument.kind in ("power", "rival"):
        return roster.powers.index(value)
    if argument.kind == "client":
        return roster.clients.index(value)
    if argument.kind == "clients":
        return tuple(roster.clients.index(client) for client in value)
    place = changeable(value, roster)
    return place.target, place.index


def _condition(when: Mapping[str, Any], roster: Roster) -> Condition:
    symbol = STATE[when["symbol"]]
    ids = {"p": ("power", roster.powers), "q": ("rival", roster.powers), "c": ("client", roster.clients)}
    cell = {axis: known.index(when[name]) for axis, (name, known) in ids.items() if axis in symbol.axes}
    index = tuple(cell[axis] for axis in symbol.axes) if len(symbol.axes) > 1 else (cell.get("p", 0), cell.get("c", 0))
    return Condition(symbol.name, index, above=when["above"], below=when["below"])
