"""What stands in the panels beside the pictures: events, deal tables, knobs. Plain data, ready for the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.core.errors import SpheresError
from sim.events import EVENTS, Argument
from sim.live.draw_tables import draw_deal
from sim.live.look import BOTH, SIDE_CHOICES, Look
from sim.live.session import SIDES, Session
from sim.live.view import Cast, DealTable, Event
from sim.reports.wording import words
from sim.scenario import Knob

MOST_EVENTS = 80  # of the feed; older ones are reached by going back
KNOB_WORDS = {"salience": "care for", "audience_cost": "audience cost", "motive": "spite"}
OWN_EVENTS = ("order", "hand_back", "set", "offer")  # the page has better places for these
FIRST_EVENTS = ("arms_deal", "recognition", "accord", "use_of_force", "regime_change")

Data = dict[str, Any]


def feed(session: Session, colours: Mapping[str, str]) -> list[Data]:
    """What happened in both worlds, newest first; what happened alike in both stands once."""
    sides: dict[tuple[int, str], tuple[Event, list[str]]] = {}
    for side in SIDES:
        for event in session.feed(side, least=1, last=MOST_EVENTS):
            sides.setdefault((event.turn, event.sentence), (event, []))[1].append(side)
    rows = sorted(sides.values(), key=lambda row: -row[0].turn)[:MOST_EVENTS]
    return [
        {
            "turn": event.turn + 1,
            "date": event.quarter.replace("-", " "),
            "side": "both" if len(where) == 2 else where[0],
            "text": event.sentence,
            "why": event.why,
            "colours": [colours[actor] for actor in event.actors if actor in colours],
        }
        for event, where in rows
    ]


def meetings(session: Session) -> list[tuple[int, dict[str, list[DealTable]]]]:
    """The meetings so far, oldest first: turns played then, and side -> its tables."""
    by_turn: dict[int, dict[str, list[DealTable]]] = {}
    for side in SIDES:
        for turn, told in enumerate(session.track(side).told_before(session.turn)):
            if told.tables:
                by_turn.setdefault(turn, {})[side] = list(told.tables)
    return sorted(by_turn.items())


def deal_table(session: Session, look: Look, colours: Mapping[str, str]) -> Data:
    """The chosen meeting, in the chosen world or else the one where there was any."""
    met = meetings(session)
    if not met:
        return {"svg": "", "why": "", "side": look.table_side, "sides": [], "earlier": False, "later": False, "place": 0, "of": 0}
    place = len(met) - 1 if look.table < 0 else min(look.table, len(met) - 1)
    turn, here = met[place]
    side = look.table_side if look.table_side in here else next(iter(here))
    tables = [draw_deal(table, session.cast.names, colours) for table in here[side]]
    return {
        "svg": "".join(tables), "why": _why(here, side), "before": turn - 1, "side": side, "sides": list(here),
        "earlier": place > 0, "later": place < len(met) - 1, "place": place + 1, "of": len(met),
    }  # fmt: skip


def _why(here: Mapping[str, Sequence[DealTable]], side: str) -> list[str]:
    """Why they signed or not, in the world that is shown, and how it went in the other."""
    other = _other(side)
    if other not in here:
        return [f"In the {other} they did not meet.", *(table.why for table in here[side])]
    signed = "they signed" if any(table.signed for table in here[other]) else "nothing was signed"
    return [f"In the {other}: {signed}.", *(table.why for table in here[side]), f"In the {other}: {here[other][0].why}"]


def knob_label(path: str, cast: Cast) -> str:
    """A key path in words: "Russia: patience", "summit: rate", "United States: care for Ukraine"."""
    names, parts = cast.names, path.split(".")
    if parts[0] == "powers" and len(parts) > 2:
        rest = [KNOB_WORDS.get(part, names.get(part, words(part))) for part in parts[2:]]
        return f"{names.get(parts[1], parts[1])}: {' '.join(rest)}"
    if parts[0] in ("mechanisms", "clients") and len(parts) > 2:
        return f"{names.get(parts[1], words(parts[1]))}: {' '.join(words(part) for part in parts[2:])}"
    return " ".join(words(part) for part in parts)


def present(session: Session, knob: Knob, sides: Sequence[str]) -> Any:
    """What a knob stands at on these sides at the turn that is shown: the last change of it, else what the scenario says."""
    for one in reversed(session.changes):
        if not set(sides) & set(one.sides):
            continue
        told = one.entry or {}
        if one.setting is not None and one.setting[0] == knob.path:
            return one.setting[1]
        if told.get("event") == "set" and told.get("path") == knob.path and one.turn <= session.turn:
            return told["value"]
    return knob.value


def knob_row(session: Session, knob: Knob, sides: Sequence[str]) -> Data:
    """A knob as a slider, or as a choice."""
    label, set_to = knob_label(knob.path, session.cast), present(session, knob, sides)
    row: Data = {"path": knob.path, "label": label, "meaning": f"{knob.path}: {knob.meaning}", "choices": None}
    if knob.kind != "number" or knob.quantity is None:
        choices = list(knob.choices) or ["true", "false"]
        value = str(set_to).lower() if isinstance(set_to, bool) else set_to
        return row | {"choices": choices, "value": value}
    value = set_to if isinstance(set_to, int | float) else None
    low, high = knob.quantity.low, knob.quantity.high
    if not high < 1e5:  # no upper end by nature: leave room above the present value
        high = max(10.0, 4 * abs(value or 0.0)) if (value or 0.0) > 1 else 5.0
    low = max(low, -high)
    return row | {"low": low, "high": high, "step": (high - low) / 200, "value": low if value is None else float(f"{value:.6g}")}


def change_panel(session: Session, look: Look, more: Sequence[str], event: Data, wanted: str) -> Data:
    """Sliders, the event inserter, and what was changed so far."""
    knobs = []
    for path in dict.fromkeys([*table_knobs(session, look), *(one.path for one in session.knobs), *more]):
        try:
            knobs.append(knob_row(session, session.knob(path, look.sides), look.sides))
        except SpheresError:
            continue
    return {
        "from": session.quarter.replace("-", " ") if not session.at_end else "the horizon",
        "side": look.side, "sides": list(SIDE_CHOICES), "knobs": knobs, "wanted": wanted,
        "words": "the past stays as it is" if look.side == BOTH else f"the {_other(look.side)} stays as it is",
        "made": [str(one) for one in session.changes], **event,
    }  # fmt: skip


def table_knobs(session: Session, look: Look) -> list[str]:
    """What each side brings to the table, wherever powers may meet: the same for all scenarios."""
    if "summit" not in session.track("treatment").world.enabled:
        return []
    return [*(f"powers.{power}.patience" for power in reversed(look.pair)), "mechanisms.summit.protocol"]


def _other(side: str) -> str:
    return next(one for one in SIDES if one != side)


def event_form(name: str, given: Mapping[str, Any], session: Session) -> Data:
    """What an event asks for, with what was filled in so far."""
    order = [*FIRST_EVENTS, *sorted(set(EVENTS) - set(FIRST_EVENTS) - set(OWN_EVENTS))]
    chosen = name if name in order else order[0]
    return {
        "event": chosen,
        "events": [{"id": one, "label": words(one)} for one in order],
        "arguments": [_field(one, given, session) for one in EVENTS[chosen].arguments],
    }


def _field(argument: Argument, given: Mapping[str, Any], session: Session) -> Data:
    """One blank of the form."""
    choices = _choices(argument, session)
    value = given.get(argument.name)
    ids = [one["id"] for one in choices or ()]
    if choices is None:
        if not isinstance(value, int | float):
            value = argument.default if isinstance(argument.default, int | float) else _usual(argument)
    elif value not in ids:
        value = argument.default if argument.default in ids else ids[_first(argument, ids)] if ids else ""
    return {
        "name": argument.name,
        "label": words(argument.name),
        "meaning": _meaning(argument),
        "choices": choices,
        "value": value,
    }


def _meaning(argument: Argument) -> str:
    unit = f" ({argument.unit})" if argument.unit else ""
    return f"{argument.meaning}{unit}"


def _usual(argument: Argument) -> float:
    low, high = max(argument.low, 0.0), argument.high
    return high if high <= 1.0 else max(low, 0.05)


def _first(argument: Argument, ids: Sequence[str]) -> int:
    """A second power is not the first again."""
    return 1 if argument.kind == "rival" and len(ids) > 1 else 0


def _choices(argument: Argument, session: Session) -> list[dict[str, str]] | None:
    powers = [{"id": one.id, "label": one.name} for one in session.cast.powers]
    clients = [{"id": one.id, "label": one.name} for one in sorted(session.cast.clients, key=lambda one: one.name)]
    nobody = [{"id": "", "label": "–"}] if argument.optional or argument.kind == "clients" else []
    match argument.kind:
        case "power" | "rival":
            return [*nobody, *powers]
        case "client" | "clients":
            return [*nobody, *clients]
        case "choice":
            return [{"id": one, "label": words(one)} for one in argument.choices]
    return None


def entry_of(form: Data) -> Data:
    """The filled-in form as an entry of the timeline."""
    entry: Data = {"event": form["event"]}
    lists = {one.name for one in EVENTS[form["event"]].arguments if one.kind == "clients"}
    for one in form["arguments"]:
        if one["name"] in lists:
            entry[one["name"]] = [one["value"]] if one["value"] else []
        elif one["value"] != "":
            entry[one["name"]] = one["value"]
    return entry
