"""A history that is left and taken up again is the same history; orders and new parameters hold from their date on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.core.world import TimelineEvent, Uncertain, World
from sim.engine import simulate
from sim.engine.stepper import Stepper
from tests.worlds import lively_world, small_world

DRAWN = (
    Uncertain("salience", (0, 0), "powers.P0.salience.C0", ("uniform", (0.1, 0.9))),
    Uncertain("doctrine:tit_for_tat:reciprocity", (0, 0), "powers.P0.doctrine.reciprocity", ("uniform", (0.5, 1.5))),
)


def happens(event: str, at: int, **arguments: Any) -> TimelineEvent:
    return TimelineEvent(event, f"{event}:{at}", event, arguments, at=at)


def states(stepper: Stepper, turns: int) -> list[Mapping[str, Any]]:
    found = []
    for _ in range(turns):
        stepper.step()
        found.append({name: array[0].copy() for name, array in stepper.state.items()})
    return found


def alike(one: list[Mapping[str, Any]], other: list[Mapping[str, Any]]) -> bool:
    return len(one) == len(other) and all(
        np.array_equal(a[name], b[name]) for a, b in zip(one, other, strict=True) for name in a
    )


@pytest.fixture
def world() -> World:
    made = lively_world(3, 6, 24, doctrines=["tit_for_tat", "constant", "prudent"])
    events = (
        happens("set", 6, path=("salience", (1, 2)), value=0.9),
        TimelineEvent("regime_change", "chance", "chance", {"client": 1, "power": None}, rate=0.2, once=True),
    )
    return replace(made, uncertain=DRAWN, timeline=(*made.timeline, *events))


@pytest.mark.parametrize("at", [0, 5, 13])
def test_it_goes_on_bit_for_bit_from_any_turn(world: World, at: int) -> None:
    stepper = Stepper(world, seed=5, replicates=[4])
    states(stepper, at)
    moment = stepper.moment()
    onward = states(stepper, 24 - at)
    stepper.resume(moment)
    assert stepper.turn == at
    assert alike(states(stepper, 24 - at), onward)
    fresh = Stepper(world, seed=5, replicates=[4])
    fresh.resume(moment)
    assert alike(states(fresh, 24 - at), onward)


def test_others_luck_from_a_moment_on_is_theirs_alone(world: World) -> None:
    stepper = Stepper(world, seed=5, replicates=[4])
    states(stepper, 9)
    moment = stepper.moment()
    many, one = (Stepper(world, seed=5, replicates=r) for r in (range(4, 10), [7]))
    for futures in (many, one):
        futures.resume(moment)
        assert all((array == array[:1]).all() for _, array in futures.state.items())
    for _ in range(15):
        many.step(), one.step()
    assert all(np.array_equal(array[3], getattr(one.state, name)[0]) for name, array in many.state.items())
    assert not np.array_equal(many.state.alignment[0], many.state.alignment[3])
    assert np.array_equal(many.state.alignment[0], states(stepper, 15)[-1]["alignment"])


def test_a_plan_changes_what_is_to_come_as_if_it_had_been_in_the_world(world: World) -> None:
    more = (*world.timeline, happens("set", 10, path=("doctrine:constant:level", (0, 0)), value=0.9))
    stepper = Stepper(world, seed=5, replicates=[4])
    before = states(stepper, 8)
    stepper.plan(more)
    whole = states(Stepper(replace(world, timeline=more), seed=5, replicates=[4]), 24)
    assert alike(before + states(stepper, 16), whole)
    assert not np.array_equal(whole[10]["pressure"][1], before[7]["pressure"][1])


def test_an_order_replaces_the_doctrine_until_it_is_handed_back() -> None:
    plain = small_world(turns=12)
    events = (happens("order", 3, power=0, rival=1, pressure=0.35), happens("hand_back", 7, power=0))
    told = states(Stepper(replace(plain, timeline=events), seed=1, replicates=[0]), 12)
    held = 0.35 * (1.0 - plain.params["doctrine.dependence_restraint"].item() * told[2]["interdependence"][0, 1])
    assert told[3]["pressure"][0, 1] == pytest.approx(held)
    free = states(Stepper(plain, seed=1, replicates=[0]), 12)
    assert alike(told[:3], free[:3])
    assert told[7]["order"].max() < 0.0
    assert told[8]["pressure"][0, 1] != pytest.approx(0.35, abs=0.02)


@pytest.mark.parametrize(("disagreement", "signed"), [(0.0, False), (-3.0, True)])
def test_an_offer_that_is_taken_is_a_deal_on_record(disagreement: float, signed: bool) -> None:
    offer = happens("offer", 2, power=0, rival=1, gives=(), gets=(1,))
    world = small_world(turns=6, params={"disagreement": np.array([[0.0], [disagreement], [0.0]])}, timeline=(offer,))
    run = simulate(world, seed=1, replicates=range(3))
    deals, given = run.happenings.where("deal"), run.happenings.where("concession")
    deals, given = deals.at(deals.turn == 2), given.at(given.turn == 2)
    assert len(deals) == (6 if signed else 0)
    assert len(given) == (3 if signed else 0)
    if signed:
        assert set(deals.detail) == {"first", "second"}
        assert (deals.amount > 0.0).all()
        assert set(zip(given.power, given.rival, given.client, given.amount, strict=True)) == {(1, 0, 1, 1.0)}
