"""The JSON Schema of the vocabulary: with it, editors complete, explain and check a scenario.

    # yaml-language-server: $schema=scenario.schema.json

A file may hold a part of a scenario, so nothing is required but within lists; `key+` and null, which only
have a meaning in a merge, are allowed where the loader allows them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.core.distributions import KINDS
from sim.scenario.merge import APPEND
from sim.scenario.models import CHANGEABLE, scenario_model
from sim.scenario.types import DISTRIBUTION

Json = dict[str, Any]
FILE = "scenario.schema.json"
_DRAWN = {"$ref": "#/$defs/Distribution"}
_OUTSIDE = ("description", "default", "x-unit", "x-source")
_CHOOSERS = {"Doctrine_": "name", "Neighbours_": "generator", "Interdependence_": "generator"}


def schema() -> Json:
    """The JSON Schema of a scenario file."""
    root = scenario_model().model_json_schema()
    _drawn(root)
    definitions: Json = root["$defs"]
    _loosen(root, definitions, set())
    changes = {name: root["properties"][name] for name in root["properties"] if name.removesuffix(APPEND) in CHANGEABLE}
    definitions["Changes"] = {"type": "object", "properties": changes, "additionalProperties": False}
    definitions["Variant"]["properties"]["set"] = {
        "$ref": "#/$defs/Changes", "description": definitions["Variant"]["properties"]["set"]["description"],
    }  # fmt: skip
    definitions["Distribution"] = _distribution()
    root["patternProperties"] = {"^x-": {"description": "A home for anchors; not read."}}
    content: Json = json.loads(json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **root}))
    return content


def schema_text() -> str:
    """The schema as it is written to a file: one definition a line, so that changes can be read."""
    content = schema()
    definitions = content.pop("$defs")
    head = json.dumps(content, indent=1, ensure_ascii=False).removesuffix("\n}")
    lines = [f"  {json.dumps(k)}: {json.dumps(definitions[k], ensure_ascii=False)}" for k in sorted(definitions)]
    return head + ',\n "$defs": {\n' + ",\n".join(lines) + "\n }\n}\n"


def write_schema(path: Path | None = None) -> Path:
    """Write the schema, to the repository's scenarios folder where no path is given."""
    target = path or Path(__file__).resolve().parents[2] / "scenarios" / FILE
    target.write_text(schema_text(), encoding="utf-8", newline="\n")
    return target


def _distribution() -> Json:
    """What may stand for a number."""

    def form(kind: str) -> Json:
        names = KINDS[kind].numbers
        numbers: Json = {"type": "array", "items": {"type": "number"}, "minItems": len(names) or 1}
        if names:
            numbers |= {"maxItems": len(names)}
        numbers["description"] = f"[{', '.join(names) or '...'}]: {KINDS[kind].meaning}"
        return numbers

    within = {
        "type": "array",
        "items": {"type": "number"},
        "minItems": 2,
        "maxItems": 2,
        "description": "[low, high]",
    }
    return {
        "description": "A number drawn once in each replicate.",
        "type": "object",
        "properties": {**{kind: form(kind) for kind in KINDS}, "within": within},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _drawn(node: Any) -> None:
    """Let a distribution stand where the types say that it may."""
    if isinstance(node, list):
        for item in node:
            _drawn(item)
    elif isinstance(node, dict):
        for value in list(node.values()):
            _drawn(value)
        if node.pop(DISTRIBUTION, False):
            number = {name: node.pop(name) for name in ("type", "minimum", "maximum") if name in node}
            node["anyOf"] = [number, _DRAWN]


def _loosen(node: Json, definitions: Json, seen: set[str]) -> None:
    """Require nothing, allow null and `key+`, in all that a merge reaches: all but the items of lists."""
    if reference := node.get("$ref"):
        name = reference.rpartition("/")[2]
        if name not in seen and name != "Distribution":
            seen.add(name)
            _loosen(definitions[name], definitions, seen)
    for member in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        _loosen(member, definitions, seen)
    properties: Json = node.get("properties", {})
    node.pop("required", None)
    for name, value in list(properties.items()):
        _loosen(value, definitions, seen)
        if _is_list(value):
            properties[name + APPEND] = {**_bare(value), "description": f"Adds to the inherited '{name}'."}
        if "const" not in value:
            properties[name] = _or_null(value)
    rest = node.get("additionalProperties")
    if isinstance(rest, dict):
        _loosen(rest, definitions, seen)
        node["additionalProperties"] = _or_null(rest)
    if "oneOf" in node:
        _by_choice(node, definitions)


def _is_list(value: Json) -> bool:
    return value.get("type") == "array"


def _bare(value: Json) -> Json:
    return {k: v for k, v in value.items() if k not in _OUTSIDE}


def _or_null(value: Json) -> Json:
    """The same, or null, which takes the inherited value away."""
    members = value["anyOf"] if "anyOf" in value else [_bare(value)]
    if {"type": "null"} in members or value.get("properties") is not None:
        return value
    outside = {k: v for k, v in value.items() if k in _OUTSIDE}
    return {**outside, "anyOf": [*members, {"type": "null"}]}


def _by_choice(node: Json, definitions: Json) -> None:
    """A member chosen by its name; without the name, a part that is merged into the inherited one."""
    names = [member["$ref"].rpartition("/")[2] for member in node.pop("oneOf")]
    chooser = next(key for start, key in _CHOOSERS.items() if names[0].startswith(start))
    chosen = [name for name in names if chooser in definitions[name]["properties"]]
    every: Json = {}
    for name in names:
        every |= definitions[name]["properties"]
        if name not in chosen:  # its keys stand under "else"
            del definitions[name]
    ways = [definitions[name]["properties"][chooser] for name in chosen]
    options = [way["const"] for way in ways if "const" in way]
    patterns = [{"type": "string", "pattern": way["pattern"]} for way in ways if "pattern" in way]
    named: Json = {"enum": options}
    if patterns:
        named = {"anyOf": [named, *patterns]}
    every[chooser] = named | {"description": f"one of: {', '.join(options)}"}
    node["type"] = "object"
    node["properties"] = {chooser: every[chooser]}
    node["if"] = {"required": [chooser]}
    node["then"] = {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in chosen]}
    node["else"] = {"properties": every, "additionalProperties": False}
