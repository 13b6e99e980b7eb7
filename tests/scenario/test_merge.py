"""Extending, overlaying, appending, taking away; where each value came from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import load
from sim.scenario.merge import merge
from sim.scenario.nodes import Source, Table, from_data, plain

Write = Callable[..., Path]


def table(data: dict[str, Any]) -> Table:
    node = from_data(data, Source("example"))
    assert isinstance(node, Table)
    return node


def merged(base: dict[str, Any], over: dict[str, Any], *, raw: bool = False) -> Any:
    problems: list[Any] = []
    found = plain(merge(table(base), table(over), problems, raw=raw))
    assert not problems
    return found


def test_mappings_merge_and_lists_and_numbers_replace() -> None:
    base = {"a": {"x": 1, "y": [1, 2]}, "b": 2}
    assert merged(base, {"a": {"y": [3]}, "b": 4, "c": 5}) == {"a": {"x": 1, "y": [3]}, "b": 4, "c": 5}


def test_a_plus_adds_to_a_list_or_begins_one() -> None:
    assert merged({"l": [1]}, {"l+": [2]}) == {"l": [1, 2]}
    assert merged({}, {"l+": [2]}) == {"l": [2]}
    assert merged({"l": [1]}, {"l+": [3], "l": [2]}) == {"l": [2, 3]}


def test_null_takes_away() -> None:
    assert merged({"a": {"x": 1, "y": 2}}, {"a": {"x": None}}) == {"a": {"y": 2}}


def test_a_raw_merge_keeps_what_a_later_one_needs() -> None:
    assert merged({"x": 1}, {"x": None, "l+": [1]}, raw=True) == {"x": None, "l+": [1]}
    assert merged({"l+": [1]}, {"l+": [2]}, raw=True) == {"l+": [1, 2]}


@pytest.mark.parametrize(
    ("base", "over"),
    [
        ({"doctrine": {"name": "a", "x": 1}}, {"doctrine": {"name": "b"}}),
        ({"capability": {"uniform": [0, 1]}}, {"capability": {"normal": [0, 1]}}),
        ({"neighbours": {"edges": [["a", "b"]]}}, {"neighbours": {"generator": "ring"}}),
        ({"neighbours": {"generator": "ring", "weight": 2}}, {"neighbours": {"edges": [["a", "b"]]}}),
    ],
)
def test_some_mappings_replace_whole(base: dict[str, Any], over: dict[str, Any]) -> None:
    assert merged(base, over) == over


def test_a_doctrine_without_a_name_merges() -> None:
    assert merged({"doctrine": {"name": "a", "x": 1}}, {"doctrine": {"x": 2}}) == {"doctrine": {"name": "a", "x": 2}}


@pytest.mark.parametrize(
    ("base", "over", "says"),
    [
        ({"names": 1}, {"name": None}, "nothing called 'name' is inherited here, so null takes nothing away (did you mean"),
        ({"l": 3}, {"l+": [1]}, "only a list can be added to, and 'l' holds 3"),
        ({"l": [3]}, {"l+": 1}, "expected a list to add, found 1"),
    ],
)
def test_faults(base: dict[str, Any], over: dict[str, Any], says: str) -> None:
    problems: list[Any] = []
    merge(table(base), table(over), problems)
    assert [says in problem.message for problem in problems] == [True]


def test_a_scenario_extends_another_beside_it(write: Write, small: str) -> None:
    write(small)
    child = write(
        "extends: small\nscenario: child\npowers: {AAA: {capability: 0.5}}\n"
        "timeline+: [{event: norm_shock, at: 2001-Q1, amount: 0.1}]\nclaims: null\n",
        "child.yaml",
    )
    scenario = load(child)
    assert scenario.name == "child"
    assert scenario.title == "A small world"
    assert scenario.claims == ()
    assert [entry["event"] for entry in scenario.merged["timeline"]] == ["arms_deal", "norm_shock"]
    assert scenario.provenance["powers.AAA.capability"].endswith("child.yaml:3:28")
    assert scenario.provenance["powers.AAA.name"].endswith("small.yaml:8:11")
    assert [path.name for path in scenario.files] == ["child.yaml", "small.yaml"]


def test_of_several_parents_the_later_wins(write: Write, small: str) -> None:
    write(small)
    write("turns: 4\nseed: 1\n", "first.yaml")
    write("seed: 2\n", "second.yaml")
    scenario = load(write("extends: [small, first, second]\nscenario: child\n", "child.yaml"))
    assert (scenario.turns, scenario.seed) == (4, 2)


def test_one_parent_may_be_reached_twice(write: Write, small: str) -> None:
    write(small)
    write("extends: small\nturns: 4\n", "left.yaml")
    write("extends: small\nseed: 3\n", "right.yaml")
    scenario = load(write("extends: [left, right]\nscenario: child\n", "child.yaml"))
    assert scenario.seed == 3


def test_a_shipped_cast_is_found_from_any_folder(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    scenario = load(write("extends: casts/powers_2008\nscenario: mine\nturns: 4\n", "mine.yaml"))
    assert len(scenario.worlds["base"]["clients"]) >= 30


def test_a_circle_shows_its_chain(write: Write) -> None:
    write("extends: b\n", "a.yaml")
    write("extends: c\n", "b.yaml")
    write("# first\nextends: [a]\n", "c.yaml")
    with pytest.raises(ScenarioError) as caught:
        load(write("extends: a\n", "start.yaml"))
    (problem,) = caught.value.problems
    assert (Path(problem.file).name, problem.line, problem.column) == ("c.yaml", 2, 11)
    assert problem.message == "a circle: a -> b -> c -> a"


def test_a_file_that_extends_itself(write: Write) -> None:
    with pytest.raises(ScenarioError, match="a circle: me -> me"):
        load(write("extends: me\n", "me.yaml"))


def test_a_missing_parent_has_near_names(write: Write, small: str) -> None:
    write(small, "small_world.yaml")
    with pytest.raises(ScenarioError) as caught:
        load(write("turns: 3\nextends: [small_wrld, casts/powers_208]\n", "child.yaml"))
    first, second = caught.value.problems
    assert (first.line, first.column) == (2, 11)
    assert "no scenario is called 'small_wrld' (did you mean 'small_world'?); looked in " in first.message
    assert "(did you mean 'casts/powers_2008'?)" in second.message


def test_extends_names_scenarios(write: Write) -> None:
    with pytest.raises(ScenarioError, match=r":1:11: extends: expected the name of a scenario, or a list of names, found 3"):
        load(write("extends: [3]\n"))


def test_faults_are_told_across_the_chain(write: Write, small: str) -> None:
    write(small.replace("capability: 1.0", "capability: -1"))
    with pytest.raises(ScenarioError) as caught:
        load(write("extends: small\nturns: 0\nturns: 1\n", "child.yaml"))
    found = [(Path(p.file).name, p.line) for p in caught.value.problems]
    assert found == [("child.yaml", 2), ("child.yaml", 3), ("small.yaml", 10)]


def test_every_unreadable_file_is_told(write: Write) -> None:
    write("a: [\n", "one.yaml")
    write("\ta: 1\n", "two.yaml")
    with pytest.raises(ScenarioError) as caught:
        load(write("extends: [one, two, three]\n", "child.yaml"))
    assert [Path(p.file).name for p in caught.value.problems] == ["one.yaml", "two.yaml", "child.yaml"]


def test_a_variant_of_the_parent_can_be_changed(write: Write, small: str) -> None:
    write(small)
    child = write(
        "extends: small\nscenario: child\nvariants: {treated: {set: {opening: {norm: 0.1}}}, third: {label: Third}}\n",
        "child.yaml",
    )
    scenario = load(child)
    assert list(scenario.variants) == ["treated", "control", "third"]
    assert scenario.worlds["treated"]["powers"]["BBB"]["doctrine"]["name"] == "tit_for_tat"
    assert scenario.worlds["treated"]["opening"]["norm"] == 0.1
    assert scenario.worlds["control"]["opening"]["norm"] == 0.8


def test_a_variant_can_take_away_and_add(read: Callable[..., Any], small: str) -> None:
    event = "{event: norm_shock, at: 2001-Q1, amount: 0.1}"
    changes = f"{{powers: {{AAA: {{salience: {{XXX: null}}}}}}, timeline+: [{event}]}}"
    scenario = read(small.replace("control: {}", f"control: {{set: {changes}}}"))
    assert scenario.worlds["control"]["powers"]["AAA"]["salience"] == {"default": 0.1}
    assert len(scenario.worlds["control"]["timeline"]) == 2
    assert len(scenario.worlds["treated"]["timeline"]) == 1
