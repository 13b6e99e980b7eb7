"""What can be kept of a session: the scenario with its changes as YAML, and its numbers as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import yaml

from sim.engine.series import SERIES
from sim.live.branching import Branching
from sim.live.turning import SIDES
from sim.outcomes import known_outcomes
from sim.scenario import available, load

Data = dict[str, Any]


def yaml_of(session: Branching) -> str:
    """The scenario of the session with all changes, as a file that `spheres run` and `SphereModel` play bit for bit alike.

    It extends the scenario that the session was opened with where that is a listed one, and holds it whole where not.
    """
    sides = {side: session.variant(side) for side in SIDES}
    head = (
        f"# {session.scenario.title}, as it was changed in a session.\n"
        f"# Control: {sides['control']}; treatment: {sides['treatment']}; history {session.replicate} of the seed.\n"
    )
    data = {"x-live": {"replicate": session.replicate, **sides}, **_data(session)}
    return head + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)


def _data(session: Branching) -> Data:
    name = f"{session.name}_live"
    if not _listed(session):
        whole: Data = deepcopy(session.current.merged)
        return whole | {"scenario": name}
    told = session.scenario
    data: Data = {"scenario": name, "extends": session.name}
    data |= {key: value for key, value in (("seed", session.seed), ("turns", session.turns)) if value != getattr(told, key)}
    data["variants"] = {}
    for side in SIDES:
        variant = session.variant(side)
        own = variant in told.merged.get("variants", {})
        data["variants"][variant] = {"set": {}} if own else deepcopy(session.begun_with(variant))
    for change in session.changes:
        for side in change.sides:
            into = data["variants"][session.variant(side)]["set"]
            if change.entry is not None:
                key = "timeline" if into.get("timeline") is not None else "timeline+"
                into.setdefault(key, []).append(_plain(change.entry))
            elif change.setting is not None:
                _lay(into, change.setting[0].split("."), change.setting[1])
    return data


def _listed(session: Branching) -> bool:
    """Whether the session's scenario is one that its name alone brings back."""
    if session.name not in {one.name for one in available()}:
        return False
    return load(session.name, outcomes=known_outcomes()).hash == session.scenario.hash


def _plain(value: Any) -> Any:
    """Plain data of mappings and tuples."""
    if hasattr(value, "items"):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _lay(into: Data, path: list[str], value: Any) -> None:
    """Put a value at a key path; another doctrine takes the place of what was set of the old one."""
    *above, last = path
    for part in above:
        into = into.setdefault(part, {})
    if last == "name" and above[-1:] == ["doctrine"]:
        into.clear()
    into[last] = _plain(value)


def csv_of(session: Branching) -> str:
    """Every series of both worlds so far, a row for each world and state, a column for each line, such as grievance(RUS>USA)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for number, side in enumerate(SIDES):
        lines = [line for name in (*SERIES, "alignment") for line in session.lines(name, side)]
        if not number:
            writer.writerow(["side", "variant", "turn", "quarter", *(f"{one.series}({one.actor})" if one.actor else one.series
                                                                    for one in lines)])  # fmt: skip
        for turn, quarter in enumerate(_quarters(session)):
            writer.writerow([side, session.variant(side), turn, quarter, *(repr(float(one.values[turn])) for one in lines)])
    return text.getvalue()


def _quarters(session: Branching) -> Iterator[str]:
    """The quarter at whose end each state stands; "opening" for the first."""
    yield "opening"
    for turn in range(session.turn):
        yield session.calendar.quarter(turn)
