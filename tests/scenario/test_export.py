"""The JSON Schema for editors: current, complete, and loose where a merge is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.core.symbols import PARAMETERS, STATE
from sim.doctrines import DOCTRINES
from sim.events import EVENTS
from sim.mechanisms import MECHANISMS
from sim.scenario import schema, write_schema
from sim.scenario.export import FILE, schema_text

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / FILE
SCHEMA = schema()


def definition(name: str) -> dict[str, Any]:
    found: dict[str, Any] = SCHEMA["$defs"][name]
    return found


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(child)


def test_the_shipped_schema_is_current() -> None:
    """If not: python -c "from sim.scenario import write_schema; write_schema()"."""
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == SCHEMA


def test_writing_gives_the_text(tmp_path: Path) -> None:
    assert write_schema(tmp_path / FILE).read_text(encoding="utf-8") == schema_text()
    assert json.loads(schema_text()) == SCHEMA


def test_every_reference_leads_somewhere() -> None:
    references = {node["$ref"] for node in walk(SCHEMA) if "$ref" in node}
    assert {reference.removeprefix("#/$defs/") for reference in references} == set(SCHEMA["$defs"])


def test_every_declared_number_is_there_with_its_unit_and_range() -> None:
    power, client = definition("Power")["properties"], definition("Client")["properties"]
    for name, symbol in PARAMETERS.items():
        if symbol.axes == "p":
            assert power[name]["x-unit"] == symbol.unit
            assert power[name]["description"] == symbol.meaning
        elif symbol.axes == "c":
            assert client[name]["anyOf"][0] == {"type": "number", "minimum": symbol.low, "maximum": symbol.high}
    for mechanism in MECHANISMS.values():
        section = definition(f"Mechanism_{mechanism.name}")["properties"]
        assert set(section) >= {"enabled", *(o.name for o in mechanism.options)}
        for parameter in mechanism.parameters:
            place = section if not parameter.axes else power
            assert place[parameter.name]["default"] == parameter.default
    opening = definition("OpeningOfPower")["properties"]
    assert set(opening) == {n for n, s in STATE.items() if s.opens and s.axes in ("p", "pc", "pq")}


def test_every_doctrine_and_event_is_there() -> None:
    assert {f"Doctrine_{name}" for name in DOCTRINES} <= set(SCHEMA["$defs"])
    assert {f"Event_{name}" for name in EVENTS} <= set(SCHEMA["$defs"])


def test_a_file_may_hold_a_part() -> None:
    for name in ("Power", "Client", "Networks", "Mechanisms", "Changes", "Variant", "Place"):
        assert "required" not in definition(name)
    assert "required" not in SCHEMA
    assert {"type": "null"} in SCHEMA["properties"]["claims"]["anyOf"]
    assert {"timeline+", "claims+", "knobs+"} <= set(SCHEMA["properties"])
    assert "^x-" in SCHEMA["patternProperties"]


def test_entries_of_lists_are_whole() -> None:
    assert definition("Event_arms_deal")["required"] == ["event", "power", "client", "amount"]
    assert "smallest_effect" in definition("Claim")["required"]


def test_a_number_may_be_drawn_where_the_loader_allows_it() -> None:
    drawn = {"$ref": "#/$defs/Distribution"}
    assert drawn in definition("Power")["properties"]["capability"]["anyOf"]
    assert drawn not in walk(definition("Place"))
    assert drawn not in walk(definition("Event_arms_deal"))


def test_unknown_keys_are_marked() -> None:
    models = [d for d in SCHEMA["$defs"].values() if "properties" in d]
    assert all(model["additionalProperties"] is False for model in models)
