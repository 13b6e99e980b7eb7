"""The check of a merged scenario: every fault at once, each at its place, with what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

from sim.core.errors import Problem, near_name
from sim.scenario.meaning import Fault, check_alignment, check_ids, meaning_faults
from sim.scenario.modelling import TAG
from sim.scenario.models import scenario_model
from sim.scenario.nodes import Leaf, Many, Mark, Node, Table, plain, show_value
from sim.scenario.types import Cast
from sim.scenario.vocabulary import BASE

_EXPECTED = {
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
Data = dict[str, Any]


def check(tree: Table, cast: Cast) -> tuple[Data | None, list[Problem]]:
    """The data of a merged scenario with every default filled in, or None; and every fault."""
    problems = check_ids(tree) + check_alignment(tree)
    try:
        data: Data = _data(scenario_model().model_validate(plain(tree), context=cast))
    except ValidationError as error:
        return None, problems + [_problem(tree, dict(fault)) for fault in error.errors(include_url=False)]
    problems += [place_problem(tree, fault) for fault in meaning_faults(data)]
    return (None if problems else data), problems


def place_problem(tree: Table, fault: Fault) -> Problem:
    """A fault of the meaning with the line and the column where it stands."""
    mark, path, _ = _place(tree, fault.loc)
    return mark.problem(path, fault.message)


def cast_of(tree: Table, *, outcomes: Mapping[str, Any] | None, late_events: bool, base: Table | None = None) -> Cast:
    """Who and what the ids of a merged scenario may name; variants are those of `base`."""

    def keys(name: str, table: Table = tree) -> tuple[str, ...]:
        node = table.get(name)
        return tuple(node.entries) if isinstance(node, Table) else ()

    def leaf(name: str) -> Any:
        node = tree.get(name)
        return node.value if isinstance(node, Leaf) else None

    clients = tree.get("clients")
    entries = [entry.node for entry in clients.entries.values()] if isinstance(clients, Table) else []
    regions = [entry.get("region") for entry in entries if isinstance(entry, Table)]
    start, turns = leaf("start"), leaf("turns")
    timed = isinstance(start, str) and re.fullmatch(r"\d{4}-Q[1-4]", start) and type(turns) is int and turns > 0
    return Cast(
        powers=keys("powers"),
        clients=keys("clients"),
        regions=tuple(dict.fromkeys(str(r.value) for r in regions if isinstance(r, Leaf))),
        variants=keys("variants", base or tree) or (BASE,),
        start=start if timed else None,
        turns=turns if timed else None,
        late_events=late_events,
        outcomes=outcomes,
    )


def _data(value: Any) -> Any:
    """Plain data of a model, by alias."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {str(info.alias): _data(getattr(value, name)) for name, info in fields.items()}
    if isinstance(value, dict):
        return {key: _data(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_data(entry) for entry in value]
    return value


def _problem(tree: Table, fault: dict[str, Any]) -> Problem:
    loc = [*fault["loc"], *(fault.get("ctx") or {}).get("at", ())]
    kind = fault["type"]
    mark, path, node = _place(tree, [*loc, "[key]"] if kind == "extra_forbidden" else loc)
    if kind == "fault":
        message = str(fault["msg"])
    elif kind == "missing":
        message = f"the required key '{loc[-1]}' is missing{_misspelt_id(tree, loc)}"
    elif kind == "extra_forbidden":
        known = _keys_at(fault["loc"][:-1])
        near = near_name(str(loc[-1]), known)
        message = f"unknown key '{loc[-1]}'" + (near or f"; known: {', '.join(known)}")
    elif kind in ("union_tag_invalid", "union_tag_not_found"):
        message, mark, path = _not_chosen(fault, mark, path, node)
    elif kind in _EXPECTED:
        message = f"expected {_EXPECTED[kind]}, found {show_value(fault['input'])}"
    else:
        message = f"{fault['msg']}, found {show_value(fault['input'])}"
    return mark.problem(path, message)


def _misspelt_id(tree: Table, loc: Sequence[str | int]) -> str:
    """A power or a client without its name may be a misspelt old one rather than a new one."""
    if len(loc) != 3 or loc[0] not in ("powers", "clients") or loc[2] != "name":
        return ""
    table = tree.get(str(loc[0]))
    others = [key for key in (table.entries if isinstance(table, Table) else ()) if key != loc[1]]
    return f"; it makes '{loc[1]}' a new one{near_name(str(loc[1]), others)}"


def _not_chosen(fault: dict[str, Any], mark: Mark, path: str, node: Node) -> tuple[str, Mark, str]:
    """A mapping whose `event`, `generator` or `name` is missing or unknown."""
    chooser = "event" if "timeline" in fault["loc"] else "generator" if "networks" in fault["loc"] else "name"
    if not isinstance(node, Table):
        return (
            f"expected a mapping such as {{{chooser}: ...}}, found {show_value(fault['input'])}",
            mark,
            path,
        )
    if chooser not in node.entries:
        return f"the required key '{chooser}' is missing", mark, path
    chosen = node.entries[chooser].node
    what = "doctrine" if chooser == "name" else chooser
    known = re.findall(rf"'{TAG}([^']+)'", str((fault.get("ctx") or {}).get("expected_tags", "")))
    name = plain(chosen)
    near = near_name(str(name), known)
    listed = f"; known: {', '.join(name for name in known if name != 'edges')}" if known else ""
    return f"no {what} is called {show_value(name)}{near}{listed}", chosen.mark, f"{path}.{chooser}"


def _place(tree: Table, loc: Sequence[str | int]) -> tuple[Mark, str, Node]:
    """Where a location of pydantic's stands: the key for an unknown or a faulty key, else the value."""
    node: Node = tree
    mark, path = tree.mark, ""
    key_mark = tree.mark
    for part in loc:
        if part == "[key]":
            return key_mark, path, node
        if isinstance(part, str) and part.startswith(TAG):
            continue
        path = f"{path}[{part}]" if isinstance(part, int) else f"{path}.{part}".lstrip(".")
        if isinstance(node, Table) and part in node.entries:
            entry = node.entries[str(part)]
            key_mark, node = entry.key, entry.node
            mark = node.mark
        elif isinstance(node, Many) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            mark = key_mark = node.mark
        else:
            return mark, path, node
    return mark, path, node


def _step(kind: Any, part: str | int) -> Any:
    """The type one part of a location further on, None where there is none."""
    if get_origin(kind) is Annotated:
        inner, *notes = get_args(kind)
        return inner if any(isinstance(n, Tag) and n.tag == part for n in notes) else _step(inner, part)
    if get_origin(kind) in (Union, UnionType):
        return next((found for member in get_args(kind) if (found := _step(member, part)) is not None), None)
    if get_origin(kind) in (dict, list):
        return get_args(kind)[-1]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return next((info.annotation for info in kind.model_fields.values() if info.alias == part), None)
    return None


def _keys_at(loc: Sequence[str | int]) -> list[str]:
    """The keys that the mapping at a location may have."""
    kind: Any = scenario_model()
    for part in loc:
        kind = _step(kind, part)
    while get_args(kind):
        kind = next(member for member in get_args(kind) if member is not type(None))
    return [str(info.alias) for info in kind.model_fields.values()] if hasattr(kind, "model_fields") else []
