"""The merged scenario as YAML: it loads again, and says where each value came from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.scenario import available, from_mapping, load, show
from sim.scenario.composing import resolve
from sim.scenario.display import _scalar

Read = Callable[..., Any]


def line(text: str, start: str) -> str:
    return next(entry for entry in text.splitlines() if entry.strip().startswith(start))


def test_it_loads_again_to_the_same_numbers(read: Read, write: Callable[..., Path]) -> None:
    scenario = read()
    for shown in (show(scenario), show(scenario, defaults=False)):
        assert load(write(shown, "again.yaml")).hash == scenario.hash


@pytest.mark.parametrize("name", [entry.name for entry in available(casts=True)])
def test_every_shipped_scenario_loads_again(name: str, write: Callable[..., Path]) -> None:
    scenario = load(name)
    assert load(write(show(scenario), "again.yaml")).hash == scenario.hash
    assert from_mapping(scenario.merged).hash == scenario.hash


def test_origins(read: Read, small: str) -> None:
    scenario = read(small, "powers.AAA.capability=0.5")
    text = show(scenario)
    assert line(text, "capability: 0.5").endswith("# --set powers.AAA.capability=0.5")
    assert line(text, "name: Alpha").endswith("small.yaml:8:11")
    assert line(text, "salience: {default: 0.1, XXX: 0.8}").endswith("small.yaml:12:15")
    assert line(text, "exclusion: 0.0").endswith("# default")
    assert "default" not in line(show(scenario, defaults=False), "name: Alpha")
    assert "# default" not in show(scenario, defaults=False)


def test_a_variants_values_name_it(read: Read) -> None:
    scenario = read()
    text = show(scenario, "treated")
    marked = [entry for entry in text.splitlines() if "# variant" in entry]
    assert [entry.split()[0:2] for entry in marked] == [["name:", "tit_for_tat"]]
    assert "# variant treated, " in marked[0]
    assert marked[0].endswith("small.yaml:32:67")
    assert "variants:" not in text
    assert "# variant" not in show(scenario, "control")


def test_comments_stand_in_a_column(read: Read) -> None:
    columns = [entry.index("  # ") for entry in show(read()).splitlines() if "  # " in entry and entry.index("  # ") < 60]
    assert max(set(columns), key=columns.count) == 52


@pytest.mark.parametrize(
    "text",
    ["NO", "yes", "null", "12", "1e3", "2020-01-01", "12:30", "a: b", "a # b", "", " a", "a ", "- a", "{a}",
     "é\u2028", "'", '"', "\x85", "*a", "08"],
)  # fmt: skip
def test_text_stays_text(text: str, write: Callable[..., Path], small: str) -> None:
    shown = _scalar(text)
    assert load(write(small.replace("Alpha", shown))).worlds["base"]["powers"]["AAA"]["name"] == text
    assert shown.startswith('"') or resolve(shown) == text


def test_provenance_of_each_leaf(read: Read) -> None:
    provenance = read().provenance
    assert provenance["turns"].endswith("small.yaml:4:8")
    assert provenance["powers.AAA.salience.XXX"].endswith("small.yaml:12:35")
