"""What `--set` reaches, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.core.distributions import Distribution
from sim.core.errors import ScenarioError
from sim.scenario import load

Read = Callable[..., Any]


def doctrine(scenario: Any, power: str, variant: str) -> dict[str, Any]:
    found: dict[str, Any] = scenario.worlds[variant]["powers"][power]["doctrine"]
    return found


def test_a_setting_reaches_every_variant(read: Read, small: str) -> None:
    scenario = read(small, "powers.AAA.capability=0.3", "powers.AAA.salience.YYY=0.4", "mechanisms.summit.enabled=false")
    for variant in ("base", "treated", "control"):
        world = scenario.worlds[variant]
        assert world["powers"]["AAA"]["capability"] == 0.3
        assert world["powers"]["AAA"]["salience"] == {"default": 0.1, "XXX": 0.8, "YYY": 0.4}
        assert world["mechanisms"]["summit"]["enabled"] is False
    assert scenario.provenance["powers.AAA.capability"] == "--set powers.AAA.capability=0.3"


def test_a_doctrines_parameter_reaches_the_variants_whose_doctrine_has_it(read: Read, small: str) -> None:
    scenario = read(small, "powers.BBB.doctrine.reciprocity=2")
    assert doctrine(scenario, "BBB", "treated")["reciprocity"] == 2.0
    assert doctrine(scenario, "BBB", "control") == {"name": "restraint"}


def test_what_a_variant_sets_itself_stays(read: Read, small: str) -> None:
    text = small.replace("control: {}", "control: {set: {opening: {norm: 0.1}}}")
    scenario = read(text, "opening.norm=0.5")
    assert [scenario.worlds[v]["opening"]["norm"] for v in ("base", "treated", "control")] == [0.5, 0.5, 0.1]


def test_naming_a_variant_changes_what_it_sets(read: Read, small: str) -> None:
    scenario = read(small, "variants.treated.set.powers.BBB.doctrine.name=grim_trigger")
    assert doctrine(scenario, "BBB", "treated")["name"] == "grim_trigger"
    assert doctrine(scenario, "BBB", "control")["name"] == "restraint"


def test_naming_a_doctrine_drops_the_old_ones_parameters(read: Read, small: str) -> None:
    scenario = read(small, "powers.AAA.doctrine.name=restraint", "knobs=[]")
    assert doctrine(scenario, "AAA", "base") == {"name": "restraint"}


def test_values_are_yaml(read: Read, small: str) -> None:
    scenario = read(small, "powers.AAA.capability={uniform: [0.2, 0.4]}", "powers.AAA.claims=[XXX, ZZZ]", "title=NO")
    world = scenario.worlds["base"]
    assert world["powers"]["AAA"]["capability"] == Distribution("uniform", (0.2, 0.4))
    assert world["powers"]["AAA"]["claims"] == ("XXX", "ZZZ")
    assert scenario.title == "NO"


def test_entries_of_lists_go_by_number(read: Read, small: str) -> None:
    scenario = read(small, "timeline.0.amount=0.3", "claims.0.smallest_effect=0.2")
    assert scenario.worlds["treated"]["timeline"][0]["amount"] == 0.3
    assert scenario.claims[0].smallest_effect == 0.2


def test_null_and_plus_work_as_in_files(read: Read, small: str) -> None:
    scenario = read(small, "timeline+=[{event: norm_shock, at: 2001-Q1, amount: 0.1}]", "powers.AAA.salience.XXX=null")
    assert len(scenario.worlds["control"]["timeline"]) == 2
    assert scenario.worlds["base"]["powers"]["AAA"]["salience"] == {"default": 0.1}


def test_a_shorter_run_drops_later_events(read: Read, small: str) -> None:
    text = small.replace("rival: BBB}", "rival: BBB, until: 2000-Q1}")
    assert read(text, "turns=1").turns == 1


def test_a_mapping_sets_too(write: Callable[..., Path], small: str) -> None:
    scenario = load(write(small), {"powers.AAA.capability": 0.3, "powers.AAA.claims": ["ZZZ"]})
    assert scenario.worlds["base"]["powers"]["AAA"]["claims"] == ("ZZZ",)


def test_a_setting_changes_the_hash(read: Read, small: str) -> None:
    assert read(small, "seed=8").hash != read(small).hash
    assert read(small, "seed=7").hash == read(small).hash


@pytest.mark.parametrize(
    ("override", "path", "says"),
    [
        ("powers.AAAA.capability=1", "powers.AAAA.capability", "no power is called 'AAAA' (did you mean 'AAA'?); known: AAA"),
        ("clients.XX.insecurity=1", "clients.XX.insecurity", "no client is called 'XX' (did you mean 'XXX'?)"),
        ("variants.treatd.label=x", "variants.treatd.label", "no variant is called 'treatd' (did you mean 'treated'?)"),
        ("powers.AAA.capability=-1", "powers.AAA.capability", "expected a number of at least 0 (capability), found -1"),
        ("powers.AAA.capabilty=1", "powers.AAA.capabilty", "unknown key 'capabilty' (did you mean 'capability'?)"),
        ("powers.AAA.salience.QQQ=1", "powers.AAA.salience.QQQ", "no client is called 'QQQ'"),
        ("power.AAA.capability=1", "power", "unknown key 'power' (did you mean 'powers'?)"),
        ("powers.AAA.doctrine.recip=1", "powers.AAA.doctrine.recip",
         "the doctrine 'tit_for_tat' has no parameter 'recip'"),
        ("powers.AAA.capability=[1", "", "this is no YAML: while parsing a flow sequence"),
        ("powers.AAA.capability=.nan", "", "expected a finite number"),
        ("powers.AAA.capability", "", "expected KEY.PATH=VALUE, such as powers.RUS.capability=0.3"),
        ("=1", "", "expected KEY.PATH=VALUE"),
        ("turns=", "", "expected KEY.PATH=VALUE"),
        ("timeline.3.amount=1", "timeline.3.amount", "'timeline' is a list; expected an index from 0 to 0, found '3'"),
        ("timeline.0.amount=-1", "timeline[0].amount", "expected a number of at least 0 (capability), found -1"),
        ("variants.treated.set.powers.BBB.capability=-1", "variants.treated.set.powers.BBB.capability", "found -1"),
    ],
)  # fmt: skip
def test_a_faulty_setting_is_named_as_it_was_written(fault: Read, small: str, override: str, path: str, says: str) -> None:
    found = fault(small, override)
    assert found[:3] == (0, 0, path)
    assert says in found.message


def test_the_setting_stands_for_the_file(read: Read, small: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(small, "powers.AAA.capability=-1")
    assert str(caught.value).startswith("--set powers.AAA.capability=-1: powers.AAA.capability: expected a number")


def test_a_setting_that_no_variant_takes_says_so(fault: Read, small: str) -> None:
    changes = "{set: {opening: {norm: 0.1}}}"
    text = small.replace("control: {}", f"control: {changes}").replace(
        "{powers: {BBB: {doctrine: {name: tit_for_tat}}}}", "{opening: {norm: 0.2}}"
    )
    found = fault(text, "opening.norm=0.5")
    assert "no effect: treated, control set this themselves" in found.message
    assert "set variants.treated.set.opening.norm" in found.message


def test_several_faulty_settings_are_told_at_once(faults: Read, small: str) -> None:
    assert len(faults(small, "seed=-1", "turns=0", "opening.norm=2")) == 3
