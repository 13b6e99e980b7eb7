"""Commands that show what there is: list, doctrines, mechanisms, events, outcomes, schema, version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.commands._listing import plain, span
from sim.doctrines import DOCTRINES
from sim.events import EVENTS
from sim.mechanisms import MECHANISMS
from sim.outcomes import OUTCOMES
from sim.scenario.export import schema_text
from sim.scenario.vocabulary import GROUPS
from tests.cli.conftest import Call

ROOT = Path(__file__).resolve().parents[2]
REGISTRIES = {"doctrines": DOCTRINES, "mechanisms": MECHANISMS, "events": EVENTS, "outcomes": OUTCOMES}


def test_list_names_the_shipped_scenarios_with_their_titles(call: Call) -> None:
    lines = [line for line in call("list").stdout.splitlines() if line.startswith("  ")]
    names = [line.split()[0] for line in lines]
    assert {"tit_for_tat", "monroe_exclusion", "venezuela_for_ukraine"} <= set(names)
    assert all(len(line.split(maxsplit=1)) == 2 for line in lines)
    assert not any(name.startswith("casts/") for name in names)


def test_list_puts_a_scenario_under_its_group(call: Call, elsewhere: Path) -> None:
    (elsewhere / "scenarios").mkdir()
    (elsewhere / "scenarios" / "mine.yaml").write_text("title: Mine\n")
    lines = call("list").stdout.splitlines()
    under: dict[str, str] = {}
    heading = ""
    for line in lines:
        heading, name = (heading, line.split()[0]) if line.startswith("  ") else (line, "")
        under[name] = heading
    assert under["tit_for_tat"] == GROUPS["reciprocity"]
    assert under["monroe_exclusion"] == GROUPS["exclusion"]
    assert under["mine"] == "Of no group"


def test_list_can_name_the_casts(call: Call) -> None:
    assert "casts/powers_2008" in call("list", "--casts").stdout


def test_list_for_machines_points_to_files_that_are_there(call: Call) -> None:
    entries = json.loads(call("list", "--json").stdout)
    assert all(Path(entry["file"]).is_file() and entry["title"] for entry in entries)


def test_the_shipped_scenarios_are_found_from_anywhere(call: Call, elsewhere: Path) -> None:
    assert "tit_for_tat" in call("list").stdout


def test_a_scenario_of_ones_own_comes_before_the_shipped_one(call: Call, elsewhere: Path) -> None:
    (elsewhere / "scenarios").mkdir()
    (elsewhere / "scenarios" / "tit_for_tat.yaml").write_text("title: Mine\n")
    titles = {entry["name"]: entry["title"] for entry in json.loads(call("list", "--json").stdout)}
    assert titles["tit_for_tat"] == "Mine"
    assert "monroe_exclusion" in titles


@pytest.mark.parametrize("name", REGISTRIES)
def test_everything_registered_is_listed(call: Call, name: str) -> None:
    text = call(name).stdout
    assert [line for line in text.splitlines() if not line.startswith(" ")] == list(REGISTRIES[name])


@pytest.mark.parametrize("name", REGISTRIES)
def test_one_thing_can_be_shown_alone(call: Call, name: str) -> None:
    first = next(iter(REGISTRIES[name]))
    assert call(name, first).stdout.splitlines()[0] == first


@pytest.mark.parametrize("name", REGISTRIES)
def test_what_is_registered_can_be_had_as_json(call: Call, name: str) -> None:
    entries = json.loads(call(name, "--json").stdout)
    assert [entry["name"] for entry in entries] == list(REGISTRIES[name])


def test_a_misspelt_doctrine_gets_the_near_name(call: Call) -> None:
    result = call("doctrines", "tit_for_tatt")
    assert result.exit_code == 1
    assert "did you mean 'tit_for_tat'?" in result.stderr


def test_parameters_show_default_range_unit_and_source(call: Call) -> None:
    level = next(p for p in DOCTRINES["constant"].parameters if p.name == "level")
    text = " ".join(call("doctrines", "constant").stdout.split())
    assert f"level = {level.default:g}, 0 to 1 ({level.unit}): {level.meaning} [{level.source}]" in text


def test_a_number_without_limit_is_null_for_machines() -> None:
    assert plain((1.5, float("inf"), "text", {"low": float("-inf")})) == [1.5, None, "text", {"low": None}]
    assert span(0, 1e6) == "at least 0"


def test_schema_is_the_committed_one(call: Call) -> None:
    printed = call("schema").stdout
    assert printed == (ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8"), (
        "the vocabulary has changed: run `spheres schema --write scenarios/scenario.schema.json`"
    )


def test_schema_is_written_to_a_file_or_into_a_folder(call: Call, tmp_path: Path) -> None:
    call("schema", "--write", str(tmp_path / "mine.json"))
    call("schema", "--write", str(tmp_path))
    for name in ("mine.json", "scenario.schema.json"):
        assert (tmp_path / name).read_text(encoding="utf-8") == schema_text()


def test_version_names_what_results_depend_on(call: Call) -> None:
    words = call("version").stdout.split()
    assert words[0] == "spheres-lab"
    assert {"Python", "numpy", "scipy", "mesa"} <= set(words)
