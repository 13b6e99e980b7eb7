"""Checks of claims, groups, and maps: what they mean, where they may stand, and what is said of faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.scenario import Scenario
from sim.scenario.map_models import stepped
from sim.scenario.maps import Spot, maps_of, spot

Faults = Callable[..., Any]
Read = Callable[..., Scenario]
MAP = """\
maps:
  - id: X1
    sources: [{document: D0, lines: 13}, {document: D2, lines: "16, 20"}]
    question: Where does it turn round?
    outcome: {name: encroachment, power: AAA, rival: BBB}
    treatment: treated
    control: control
    smallest_effect: 0.1
    reason: As for H1.
    x: {path: powers.AAA.doctrine.reciprocity, values: {from: 0, to: 2, steps: 5}, label: Reciprocity}
    y: {path: [powers.BBB.capability, powers.AAA.capability], values: [0.1, 0.5, 2]}
"""


def test_a_check_is_read_with_its_claim(read: Read, small: str) -> None:
    check = "    check: {treatment: control, control: treated, baseline: {treatment: treated, control: control}, why: Off.}\n"
    plain, checked = read(small), read(small.replace("    expected", check + "    expected"))
    assert plain.claims[0].check is None
    told = checked.claims[0].check
    assert told is not None
    assert (told.treatment, told.control, told.baseline, told.why) == ("control", "treated", ("treated", "control"), "Off.")
    assert plain.hash != checked.hash


def test_why_and_group_and_map_are_words_and_leave_the_hash(read: Read, small: str) -> None:
    check = "    check: {treatment: control, control: treated, why: Off.}\n    expected"
    one = read(small.replace("    expected", check))
    two = read("group: exclusion\n" + small.replace("    expected", check.replace("Off", "Away")) + MAP)
    assert one.hash == two.hash
    assert (one.group, two.group) == (None, "exclusion")


def test_a_map_is_read(read: Read, small: str) -> None:
    scenario = read(small + MAP)
    (one,) = maps_of(scenario)
    assert (one.id, one.contrasts, one.variants) == ("X1", (("treated", "control"),), ("treated", "control"))
    assert one.sources == (("D0", "13"), ("D2", "16, 20"))
    assert one.expected is None
    assert one.outcome.key == "encroachment(AAA>BBB)"
    assert one.x.values == (0.0, 0.5, 1.0, 1.5, 2.0)
    assert (one.x.label, one.y.label) == ("Reciprocity", "powers.BBB.capability, powers.AAA.capability")
    assert scenario.variants.keys() == {"treated", "control"}


def test_the_place_on_a_map_is_that_of_the_scenario(read: Read, small: str) -> None:
    scenario = read(small + MAP)
    (one,) = maps_of(scenario)
    assert spot(scenario, one.x, one.variants) == Spot(1.5, 1.5, 1.5)
    y = spot(scenario, one.y, one.variants)  # the mean of 0.2..0.4 and of 1
    assert (y.value, y.low, y.high) == pytest.approx((0.65, 0.6, 0.7))
    moved = read(small + MAP, "powers.AAA.doctrine.reciprocity=0.25")
    assert spot(moved, one.x, one.variants).value == 0.25


def test_an_axis_can_move_what_one_variant_sets(read: Read, small: str) -> None:
    text = MAP.replace("powers.AAA.doctrine.reciprocity", "variants.treated.set.powers.BBB.doctrine.reciprocity")
    text = text.replace("[powers.BBB.capability, powers.AAA.capability]", "networks.interdependence.edges.0.2")
    scenario = read(small + text.replace("0.5, 2]", "0.5]"))
    (one,) = maps_of(scenario)
    assert spot(scenario, one.x, one.variants).value == 1.0  # the doctrine's default
    assert spot(scenario, one.y, one.variants).value == 0.6


def test_a_value_that_only_the_control_pins_can_be_an_axis(read: Read, small: str) -> None:
    text = small.replace("control: {}", "control: {set: {powers: {AAA: {capability: 0.5}}}}")
    scenario = read(text + MAP)
    (one,) = maps_of(scenario)
    assert spot(scenario, one.y, one.variants).value == pytest.approx(0.65)


def test_steps_are_round_numbers() -> None:
    assert stepped(0.0, 1.0, 11)[3] == 0.3
    assert stepped(-1.0, 1.0, 3) == (-1.0, 0.0, 1.0)


PATH = "x: {path: powers.AAA.doctrine.reciprocity, values: {from: 0, to: 2, steps: 5}, label: Reciprocity}"
FAULTS = [
    ("values: [0.1, 0.5, 2]", "values: [0.1]", "y.values", "expected 2 to 41 numbers, each larger than the one before"),
    ("values: [0.1, 0.5, 2]", "values: [0.5, 0.1]", "y.values", "each larger than the one before"),
    ("values: [0.1, 0.5, 2]", "values: [-0.5, 0.1]", "y.values", "expected numbers of at least 0 (capability), found -0.5"),
    ("values: [0.1, 0.5, 2]", "values: 3", "y.values", "expected a list of numbers, or {from: 0, to: 1, steps: 11}, found 3"),
    ("{from: 0, to: 2, steps: 5}", "{from: 0, too: 2, steps: 5}", "x.values.too", "have no key 'too'; known: from, to, steps"),
    ("{from: 0, to: 2, steps: 5}", "{from: 2, to: 0, steps: 5}", "x.values", "from less than to"),
    ("{from: 0, to: 2, steps: 5}", "{from: 0, to: 2, steps: 1}", "x.values", "a whole number from 2 to 41"),
    ("AAA.doctrine.reciprocity", "AAA.doctrine.reciprocty", "x.path", "(did you mean 'reciprocity'?)"),
    ("AAA.doctrine.reciprocity", "AAA.doctrine.name", "x.path", "is a choice, expected a number"),
    ("path: powers.AAA.doctrine.reciprocity", "path: 3", "x.path", "expected a key path such as powers.RUS.capability"),
    ("path: powers.AAA.doctrine.reciprocity", "path: powers.AAA.capability", "y.path", "is on both axes; choose another"),
    ("powers.AAA.doctrine.reciprocity", "networks.interdependence.edges.7.2", "x.path", "there are 1 ties"),
    ("powers.AAA.doctrine.reciprocity", "variants.other.set.powers.AAA.capability", "x.path", "it compares treated, control"),
    ("control: control\n", "control: treated\n", "control", "treatment and control are the same variant"),
    ("    question: Where does it turn round?\n", "", "question", "the required key 'question' is missing"),
    ("treatment: treated", "treatment: treatd", "treatment", "no variant is called 'treatd' (did you mean 'treated'?)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "says"), FAULTS)
def test_faults_of_maps(faults: Faults, small: str, old: str, new: str, path: str, says: str) -> None:
    assert old in MAP
    found = faults(small + MAP.replace(old, new, 1))
    assert any(one.path == f"maps[0].{path}".rstrip(".") and says in one.message for one in found), found
    assert all(one.line > small.count("\n") for one in found)


def test_an_axis_that_every_variant_sets_itself_moves_nothing(fault: Faults, small: str) -> None:
    both = "{set: {powers: {AAA: {doctrine: {name: tit_for_tat, reciprocity: 1}}}}}"
    text = small.replace("control: {}", f"control: {both}")
    text = text.replace("{label: Treated, set: {powers: {BBB: {doctrine: {name: tit_for_tat}}}}}", both)
    text = text.replace("knobs: [powers.AAA.doctrine.reciprocity]\n", "")
    found = fault(text + MAP)
    assert found.path == "maps[0].x.path"
    assert "treated, control set this themselves" in found.message
    assert "variants.treated.set.powers.AAA.doctrine.reciprocity" in found.message


def test_a_map_has_an_id_of_its_own(fault: Faults, small: str) -> None:
    found = fault(small + MAP + MAP.removeprefix("maps:\n"))
    assert found.path == "maps[1].id"
    assert found.message == "the id X1 stands twice; choose another"


def test_an_unknown_group_is_told_the_groups(fault: Faults, small: str) -> None:
    found = fault("group: recipocity\n" + small)
    assert (found.line, found.column, found.path) == (1, 8, "group")
    assert "(did you mean 'reciprocity'?)" in found.message
