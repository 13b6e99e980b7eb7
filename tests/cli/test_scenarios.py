"""Commands about one scenario: new, validate, show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Call

FAULTY = """\
extends: casts/powers_2008
turns: 8
powers:
  RUS: {doctrine: {name: tit_for_tatt}}
variants:
  a: {set: {powers: {RUSS: {capability: 1}}}}
claims:
  - id: X1
    source: {document: mine, lines: "1"}
    paraphrase: p
    outcome: {name: no_such_outcome}
    treatment: a
    control: b
    expected: increase
    smallest_effect: -1
    reason: r
"""


@pytest.fixture
def faulty(elsewhere: Path) -> Path:
    path = elsewhere / "faulty.yaml"
    path.write_text(FAULTY)
    return path


def test_a_new_scenario_is_sound_and_found_by_its_name(call: Call, elsewhere: Path) -> None:
    result = call("new", "my_world")
    assert result.exit_code == 0
    assert "spheres compare my_world" in result.stdout
    assert call("validate", "my_world").exit_code == 0
    assert "my_world" in call("list").stdout
    text = (elsewhere / "scenarios" / "my_world.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=scenario.schema.json\n")
    assert text.count("#") > 10
    json.loads((elsewhere / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8"))


def test_a_new_scenario_can_go_into_another_folder(call: Call, elsewhere: Path) -> None:
    result = call("new", "my_world", "--folder", "deep/er")
    assert "spheres compare deep/er/my_world.yaml" in result.stdout
    assert call("validate", "deep/er/my_world.yaml").exit_code == 0


def test_new_never_overwrites(call: Call, elsewhere: Path) -> None:
    call("new", "my_world")
    path = elsewhere / "scenarios" / "my_world.yaml"
    path.write_text("precious")
    result = call("new", "my_world")
    assert result.exit_code == 1
    assert "is left as it is" in result.stderr
    assert path.read_text() == "precious"


@pytest.mark.parametrize("name", ["My World", "../up", "1st", "", "a-b"])
def test_new_refuses_names_that_could_not_be_used(call: Call, elsewhere: Path, name: str) -> None:
    result = call("new", name)
    assert result.exit_code == 2
    assert "small letters" in result.stderr
    assert list(elsewhere.iterdir()) == []


def test_validate_says_of_each_file_that_it_is_sound(call: Call) -> None:
    result = call("validate", "tit_for_tat", "monroe_exclusion")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["tit_for_tat: sound", "monroe_exclusion: sound"]


def test_validate_shows_every_fault_of_every_file_at_once(call: Call, faulty: Path) -> None:
    result = call("validate", "tit_for_tat", str(faulty), "nowhere.yaml")
    assert result.exit_code == 3
    assert result.stdout.splitlines() == ["tit_for_tat: sound"]
    for part in (
        "faulty.yaml:4:26",
        "(did you mean 'tit_for_tat'?)",
        "(did you mean 'RUS'?)",
        "no_such_outcome",
        "smallest_effect",
        "no scenario is called 'nowhere.yaml'",
    ):
        assert part in result.stderr
    assert "Traceback" not in result.stderr


def test_validate_for_machines(call: Call, faulty: Path) -> None:
    result = call("validate", "--json", "tit_for_tat", str(faulty))
    assert result.exit_code == 3
    report = json.loads(result.stdout)
    assert report["tit_for_tat"] == []
    problems = report[str(faulty)]
    assert {"file", "line", "column", "path", "message"} <= set(problems[0])
    assert 4 in {problem["line"] for problem in problems}


@pytest.mark.parametrize("command", ["show", "compare", "run"])
def test_a_misspelt_name_gets_the_near_one(call: Call, elsewhere: Path, command: str) -> None:
    result = call(command, "tit_for_tatt")
    assert result.exit_code == 3
    assert "did you mean 'tit_for_tat'?" in result.stderr
    assert result.stdout == ""


def test_show_prints_yaml_with_the_place_of_each_value(call: Call) -> None:
    text = call("show", "tit_for_tat").stdout
    content = yaml.safe_load(text)
    assert content["scenario"] == "tit_for_tat"
    assert content["powers"]["USA"]["capability"] == 1.0
    assert "tit_for_tat.yaml:" in text
    assert "powers_2008.yaml:" in text
    assert "# default" in text


def test_show_says_which_option_set_a_value(call: Call) -> None:
    setting = "powers.RUS.capability=0.123"
    text = call("show", "tit_for_tat", "--set", setting).stdout
    assert yaml.safe_load(text)["powers"]["RUS"]["capability"] == 0.123
    assert f"# --set {setting}" in text


def test_show_can_leave_the_defaults_out(call: Call) -> None:
    text = call("show", "tit_for_tat", "--written").stdout
    assert "# default" not in text
    assert len(text) < len(call("show", "tit_for_tat").stdout)


def test_show_a_variant_and_an_unknown_one(call: Call) -> None:
    text = call("show", "tit_for_tat", "--variant", "restraint_alike").stdout
    assert yaml.safe_load(text)["powers"]["RUS"]["doctrine"]["name"] == "restraint"
    result = call("show", "tit_for_tat", "--variant", "restraint_alik")
    assert result.exit_code == 1
    assert "did you mean 'restraint_alike'?" in result.stderr


def test_show_for_machines(call: Call) -> None:
    content = json.loads(call("show", "tit_for_tat", "--json").stdout)
    assert len(content["hash"]) == 64
    assert content["written"]["powers.USA.capability"].partition(":")[0].endswith("powers_2008.yaml")
    assert {"H01a", "H02a", "H03a"} <= set(content["claims"])


def test_a_setting_that_cannot_be_is_a_bad_scenario(call: Call) -> None:
    result = call("show", "tit_for_tat", "--set", "powers.RUSS.capability=1")
    assert result.exit_code == 3
    assert "did you mean 'RUS'?" in result.stderr
