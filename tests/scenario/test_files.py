"""Where names lead: the working directory first, then the package, then the repository."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import available, build, find, load, starter
from sim.scenario import files as places

Write = Callable[..., Path]


def test_the_shipped_scenarios_are_listed_from_anywhere(elsewhere: Path) -> None:
    names = {entry.name: entry for entry in available(casts=True)}
    assert "casts/powers_2008" in names
    assert names["casts/powers_2008"].title
    assert not any(entry.name.startswith("casts/") for entry in available())


def test_a_scenario_in_the_working_directory_comes_first(elsewhere: Path, small: str) -> None:
    folder = elsewhere / "scenarios"
    (folder / "casts").mkdir(parents=True)
    (folder / "mine.yaml").write_text(small)
    (folder / "casts" / "powers_2008.yaml").write_text(small)
    assert "mine" in [entry.name for entry in available()]
    assert load("mine").title == "A small world"
    assert load("casts/powers_2008").title == "A small world"


def test_a_path_is_a_path(elsewhere: Path, write: Write) -> None:
    path = write(name="deep/down.yaml")
    assert find(str(path)) == path
    assert find(str(path.with_suffix(""))) == path.with_suffix(".yaml")
    assert load(path).name == "small"


def test_a_path_may_be_relative(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(name="deep/down.yaml")
    monkeypatch.chdir(tmp_path)
    assert load("deep/down").name == "small"
    assert load("./deep/down.yaml").name == "small"


def test_a_bare_name_does_not_reach_beside_the_scenarios_folder(elsewhere: Path, small: str) -> None:
    (elsewhere / "stray.yaml").write_text(small)
    with pytest.raises(ScenarioError, match=r"no scenario is called 'stray'"):
        load("stray")
    assert load("stray.yaml").name == "small"


def test_the_wheels_folder_comes_before_the_repository(
    elsewhere: Path, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = tmp_path / "site" / "sim" / "_scenarios"
    packaged.mkdir(parents=True)
    (packaged / "only_here.yaml").write_text(small)
    monkeypatch.setattr(places, "_PACKAGE", tmp_path / "site" / "sim")
    assert [entry.name for entry in available()] == ["only_here"]
    assert load("only_here").name == "small"


def test_a_missing_scenario_has_near_names(elsewhere: Path) -> None:
    with pytest.raises(ScenarioError, match=r"no scenario is called 'powers_2008' \(did you mean 'casts/powers_2008'\?\)"):
        load("powers_2008")
    with pytest.raises(ScenarioError, match=r"no scenario is called 'nowhere.yaml'"):
        load("nowhere.yaml")


@pytest.mark.parametrize("name", ["", ".", "..", "/", "a\0b", "~nobody_of_that_name/x", "x" * 5000, "casts", "-"])
def test_odd_names_are_no_scenarios(name: str) -> None:
    with pytest.raises(ScenarioError, match=r"no scenario is called"):
        load(name)


def test_a_faulty_file_is_listed_without_a_title(elsewhere: Path) -> None:
    (elsewhere / "scenarios").mkdir()
    (elsewhere / "scenarios" / "broken.yaml").write_text("a: [\n")
    (elsewhere / "scenarios" / "bytes.yaml").write_bytes(b"\xff\xfe")
    titles = {entry.name: entry.title for entry in available()}
    assert titles["broken"] == titles["bytes"] == ""


def test_the_title_is_read_without_the_rest(elsewhere: Path) -> None:
    (elsewhere / "scenarios").mkdir()
    (elsewhere / "scenarios" / "half.yaml").write_text("scenario: half\ntitle: Half a file\nturns: [\n")
    assert {entry.name: entry.title for entry in available()}["half"] == "Half a file"


def test_the_starter_loads_as_it_stands(elsewhere: Path) -> None:
    path = elsewhere / "scenarios" / "mine.yaml"
    path.parent.mkdir()
    path.write_text(starter("mine"), encoding="utf-8")
    scenario = load("mine", outcomes={"encroachment": ("power", "rival")})
    assert scenario.name == "mine"
    assert [build(scenario, name).variant for name in scenario.variants] == ["answer", "restraint"]
    assert starter("mine").isascii()
    assert max(map(len, starter("mine").splitlines())) <= 110


def test_listing_needs_little() -> None:
    code = (
        "import sys, sim.scenario as s; s.available(); "
        "heavy = {'numpy', 'pydantic', 'networkx', 'mesa', 'pandas', 'scipy', 'matplotlib'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr == ""


def test_loading_a_written_network_needs_no_heavy_library() -> None:
    code = (
        "import sys, sim.scenario as s; s.load('casts/powers_2008'); "
        "heavy = {'networkx', 'mesa', 'pandas', 'scipy', 'matplotlib'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr == ""
