"""Two implementations of one turn: the arrays of `sim`, and plain agents written from docs/ODD.md."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.world import TimelineEvent, Uncertain, World
from sim.doctrines import DOCTRINES
from sim.mechanisms import MECHANISMS
from sim.scenario import build, load
from tests.twin.agents import GreatPower
from tests.twin.compare import Comparison, compare
from tests.twin.model import Refused, Twin
from tests.twin.worlds import random_world
from tests.worlds import AWAKE, lively_world, small_world

PROTOCOLS = ("nash", "rubinstein", "ultimatum", "kalai_smorodinsky", "egalitarian")


def agree(found: Comparison) -> None:
    assert not found.differences, found.differences[:5]
    assert not found.tipped, f"tipped on rounding: {found.tipped[:5]}"


def awake(**changes: Any) -> World:
    """A small world in which everything happens, and what is off by default is on."""
    params = {name: value for told in AWAKE.values() for name, value in told.items() if name != "summit.rate"}
    params |= {"force.rate": 2.0, "force.norm_weight": 0.0, "force.victory_rate": 0.4, "force.resistance_weight": 0.0,
               "force.home_resistance": 0.5}
    return lively_world(3, 6, 10, params=params, **changes)


@settings(max_examples=80, derandomize=True)
@given(st.integers(0, 2**32), st.integers(2, 4), st.integers(1, 8), st.integers(3, 12))
def test_random_worlds_have_the_same_histories(seed: int, powers: int, clients: int, turns: int) -> None:
    agree(compare(random_world(Random(seed), powers, clients, turns), seed=seed, replicates=range(2)))


@pytest.mark.parametrize("doctrine", list(DOCTRINES))
def test_every_doctrine(doctrine: str) -> None:
    agree(compare(awake(doctrines=[doctrine, "prudent", doctrine]), seed=1, replicates=range(2)))


@pytest.mark.parametrize("linkage", [True, False])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_protocol(protocol: str, linkage: bool) -> None:
    options = {"summit": {"protocol": protocol, "linkage": linkage, "delivery": "sequential"}}
    found = compare(awake(options=options), seed=2, replicates=range(2))
    agree(found)
    assert found.happened["deal"] > 0


@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_every_mechanism_switched_off(mechanism: str) -> None:
    agree(compare(awake(off=(mechanism,)), seed=3, replicates=range(2)))


def test_numbers_that_are_drawn_once_a_history() -> None:
    drawn = [
        Uncertain("force.rate", (0, 0), "mechanisms.force.rate", ("uniform", (0.0, 1.0))),
        Uncertain("salience", (1, 2), "powers.P1.salience.C2", ("uniform", (0.0, 1.0))),
        Uncertain("opening:trust", (0, 1), "powers.P0.opening.trust.P1", ("uniform", (0.2, 0.9))),
        Uncertain("doctrine:prudent:spite", (2, 0), "powers.P2.doctrine.spite", ("uniform", (0.0, 2.0))),
    ]
    agree(compare(awake(uncertain=drawn), seed=6, replicates=range(3)))


@pytest.mark.parametrize("cast", ["casts/powers_2008", "casts/powers_2025"])
def test_the_shipped_casts(cast: str) -> None:
    found = compare(build(load(cast), "base"), seed=1, replicates=range(1), turns=12)
    agree(found)
    assert found.turns == 12


PLANTS = {  # a thousandth for sizes; a half for chances, which show only where they let something happen or not
    0.999: (
        "perception.perceived_share", "perception.felt_here", "doctrine.held_pressure", "forbearance.relief", "summit.gain",
        "exclusion.breach", "patronage.means", "patronage.arms_share", "patronage.next_recognition", "alignment.worth_of_goods",
        "alignment.target_shares", "upheaval.swung", "force.installed", "force.resented", "memory.next_grievance",
        "memory.kept_trust", "memory.next_norm", "precedent.next_record", "reputation.next_reliability",
        "elites.next_governance", "mediation.closer",
    ),
    0.5: ("summit.breach_chance", "mediation.offer_chance", "upheaval.fall_chance", "force.force_chance", "force.success_chance"),
}  # fmt: skip


@pytest.mark.parametrize(("factor", "place"), [(factor, place) for factor, places in PLANTS.items() for place in places])
def test_a_planted_error_is_noticed(factor: float, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, _, function = place.partition(".")
    module = import_module(f"sim.mechanisms.{name}")
    rule: Callable[..., Any] = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *given, **told: rule(*given, **told) * factor)
    assert compare(awake(), seed=4, replicates=range(4)).differences


UNREAD = {
    "mirror_imaging": "shapes the opening belief, which the world holds",
    "norm_interest": "counts in utility alone, which is an outcome",
    "attention_interest": "counts in utility alone, which is an outcome",
}


def test_no_parameter_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is read by the twin at some time; what is not, and why, is listed."""
    read: set[str] = set()

    class Noted(SimpleNamespace):
        def __getattribute__(self, name: str) -> Any:
            read.add(name)
            return super().__getattribute__(name)

    def noted(power: GreatPower, name: str) -> Any:
        read.add(name)
        return object.__getattribute__(power, name)

    twins = [Twin(random_world(Random(k)), seed=k, replicate=0) for k in range(60)]
    monkeypatch.setattr(GreatPower, "__getattribute__", noted)
    for twin in twins:
        twin.told = {name: Noted(**vars(told)) for name, told in twin.told.items()}
        for _ in range(twin.world.turns):
            twin.step()
    assert {one.name for m in MECHANISMS.values() for one in m.parameters} - read == set(UNREAD)


def test_what_it_does_not_cover_it_refuses_by_name() -> None:
    world = small_world(timeline=[TimelineEvent("earthquake", "e", "the earth shakes", {}, at=1)], on=("force", "weather"))
    with pytest.raises(Refused, match=r"mechanism weather, event earthquake \(the earth shakes\)"):
        Twin(world, seed=1, replicate=0)
