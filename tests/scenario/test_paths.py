"""Key paths and knobs: what they name, its range, and its value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.core.errors import SpheresError
from sim.mechanisms import MECHANISMS
from sim.scenario.paths import Roster, place_of
from sim.scenario.vocabulary import vocabulary

ROSTER = Roster(("AAA", "BBB"), ("XXX", "YYY"), {"AAA": "restraint", "BBB": "tit_for_tat"})


@pytest.mark.parametrize(
    ("path", "target", "index"),
    [
        ("powers.BBB.capability", "capability", (1, 0)),
        ("powers.BBB.salience.YYY", "salience", (1, 1)),
        ("powers.BBB.patience", "patience", (1, 0)),
        ("powers.BBB.opening.alignment.XXX", "opening:alignment", (1, 0)),
        ("powers.BBB.opening.trust.AAA", "opening:trust", (1, 0)),
        ("powers.BBB.opening.legitimacy", "opening:legitimacy", (1, 0)),
        ("powers.BBB.doctrine.reciprocity", "doctrine:tit_for_tat:reciprocity", (0, 0)),
        ("clients.YYY.insecurity", "insecurity", (0, 1)),
        ("opening.norm", "opening:norm", (0, 0)),
        ("mechanisms.summit.rate", "summit.rate", (0, 0)),
    ],
)
def test_a_path_names_a_cell(path: str, target: str, index: tuple[int, ...]) -> None:
    place = place_of(path, ROSTER)
    assert (place.path, place.target, place.index) == (path, target, index)
    assert place.quantity.name == path.split(".")[-1] or place.quantity.name in path


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("power.AAA.capability", "no key path to a number begins with 'power' (did you mean 'powers'?)"),
        ("powers", "the key path ends early: name the power"),
        ("powers.AAA", "the key path ends early: name the parameter of a power"),
        ("powers.AAA.salience", "the key path ends early: name the client"),
        ("powers.AAA.capability.XXX", "'capability' is a number and has nothing called 'XXX'"),
        ("powers.CCC.capability", "no power is called 'CCC'; known: AAA, BBB"),
        ("powers.AAA.opening.trust.AAA", "AAA is no rival of its own"),
        ("powers.AAA.doctrine.reciprocity", "no parameter of the doctrine 'restraint' is called 'reciprocity'"),
        ("clients.XXX.insecurty", "no parameter of a client is called 'insecurty' (did you mean 'insecurity'?)"),
        ("mechanisms.sumit.rate", "no mechanism is called 'sumit' (did you mean 'summit'?)"),
        ("opening.nrm", "(did you mean 'norm'?)"),
    ],
)
def test_a_path_to_nowhere_says_so(path: str, says: str) -> None:
    with pytest.raises(SpheresError) as caught:
        place_of(path, ROSTER)
    assert says in str(caught.value)


def test_every_number_of_the_vocabulary_has_a_path() -> None:
    words = vocabulary()
    paths = [f"powers.AAA.{n}" for n in words.power] + [f"powers.AAA.{n}.XXX" for n in words.power_clients]
    paths += [f"clients.XXX.{n}" for n in words.client] + [f"opening.{n}" for n in words.opening[""]]
    paths += [f"mechanisms.{m}.{n}" for m, scalars in words.mechanisms.items() for n in scalars]
    assert len({(p.target, p.index) for p in (place_of(path, ROSTER) for path in paths)}) == len(paths)
    assert set(words.mechanisms) == set(MECHANISMS)


def test_a_knob_knows_its_range_and_value(read: Callable[..., Any]) -> None:
    scenario = read()
    knob = scenario.knob("powers.AAA.doctrine.reciprocity")
    assert (knob.kind, knob.value) == ("number", 1.5)
    assert (knob.quantity.low, knob.quantity.high) == (0.0, knob.quantity.high)
    assert scenario.knob("powers.AAA.salience.XXX").value == 0.8
    assert scenario.knob("powers.AAA.salience.YYY").value == 0.1
    assert scenario.knob("powers.BBB.salience.YYY").value == 0.1
    assert scenario.knob("opening.norm").value == 0.8


def test_switches_and_choices_are_knobs_too(read: Callable[..., Any]) -> None:
    scenario = read()
    assert scenario.knob("mechanisms.summit.enabled").kind == "flag"
    protocol = scenario.knob("mechanisms.summit.protocol")
    assert (protocol.kind, protocol.value, "nash" in protocol.choices) == ("choice", "nash", True)
    doctrine = scenario.knob("powers.BBB.doctrine.name", "treated")
    assert (doctrine.value, "restraint" in doctrine.choices) == ("tit_for_tat", True)
