"""A replicate is one history, bit for bit, whatever is run beside it, however far, in whatever order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.core.world import Condition, TimelineEvent, Uncertain, World
from sim.engine import run as engine
from sim.engine import simulate
from sim.engine.series import SERIES
from sim.events import EVENTS
from tests.engine.same import arrays_of, differences, first_turns
from tests.worlds import lively_world, small_world

UNSURE = [
    Uncertain("alignment.drift", (0, 0), "mechanisms.alignment.drift", ("uniform", (0.1, 0.5))),
    Uncertain("exclusion", (0, 0), "powers.P0.exclusion", ("choice", (0.0, 0.9))),
    Uncertain("salience", (1, 2), "powers.P1.salience.C2", ("beta", (2.0, 3.0))),
    Uncertain("opening:grievance", (0, 1), "powers.P0.opening.grievance.P1", ("uniform", (0.0, 2.0))),
    Uncertain("doctrine:prudent:spite", (0, 0), "powers.P0.doctrine.spite", ("triangular", (0.0, 0.5, 3.0))),
]  # fmt: skip
STORY = [
    TimelineEvent("grievance", "a", "a slight", {"power": 0, "rival": 1, "amount": 0.5}, rate=0.3),
    TimelineEvent("arms_deal", "b", "helicopters", {"power": 1, "client": 0, "amount": 0.05}, at=4),
    TimelineEvent("crisis_load", "c", "a crisis", {"power": 1, "amount": 2.0}, condition=Condition("norm", (0, 0), below=0.75),
                  once=True),
    TimelineEvent("set", "d", "a bar falls", {"path": ("reach", (1, 3)), "value": 0.0}, rate=0.2, once=True),
    TimelineEvent("accord", "e", "", {"power": 0, "rival": 2, "gives": (2,), "gets": (0,)}, rate=0.1),
]  # fmt: skip

WORLDS = {
    "lively": lambda: lively_world(turns=10),
    "more clients than a processor adds at once": lambda: lively_world(4, 131, 5),
    "many powers": lambda: lively_world(11, 14, 6, options={"summit": {"linkage": False}}),
    "unsure": lambda: lively_world(3, 23, 8, uncertain=UNSURE),
    "eventful": lambda: lively_world(3, 23, 8, uncertain=UNSURE, timeline=STORY),
    "rubinstein": lambda: lively_world(4, 7, 8, options={"summit": {"protocol": "rubinstein", "delivery": "sequential"}}),
    "ultimatum": lambda: lively_world(4, 7, 8, options={"summit": {"protocol": "ultimatum", "first_mover": 2}}),
    "two doctrines": lambda: lively_world(4, 9, 8, doctrines=["generous_tit_for_tat", "opportunist"] * 2),
    "one power": lambda: small_world(1, 3, 6),
    "one client": lambda: lively_world(3, 1, 6),
}  # fmt: skip
CUBES = ("support", "arsenal", "occupation")


@pytest.fixture(scope="module", params=WORLDS, ids=list(WORLDS))
def world(request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param]()


def test_a_replicate_alone_is_the_replicate_in_a_block(world: World) -> None:
    together = simulate(world, seed=5, replicates=range(40), cubes=CUBES)
    for r in (0, 7, 39):
        alone = simulate(world, seed=5, replicates=[r], cubes=CUBES)
        assert differences(alone, together, [r]) == []


@pytest.mark.parametrize("replicates", [1, 7])
def test_tiles_of_any_size_make_the_same_run(world: World, replicates: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulate(world, seed=5, replicates=range(20), cubes=CUBES)
    monkeypatch.setattr(engine, "TILE_CELLS", replicates * len(world.powers) * len(world.clients))
    tiled = simulate(world, seed=5, replicates=range(20), cubes=CUBES)
    assert differences(tiled, whole, range(20)) == []
    assert tiled.happenings.replicate.tolist() == whole.happenings.replicate.tolist()


def test_order_does_not_matter(world: World) -> None:
    numbers = [11, 3, 19, 0, 8]
    shuffled = simulate(world, seed=5, replicates=numbers, cubes=CUBES)
    assert shuffled.replicates.tolist() == numbers
    assert differences(shuffled, simulate(world, seed=5, replicates=range(20), cubes=CUBES), numbers) == []


def test_a_shorter_horizon_is_a_beginning(world: World) -> None:
    short = replace(world, calendar=replace(world.calendar, turns=4))
    begun, whole = (simulate(one, seed=5, replicates=range(15), cubes=CUBES) for one in (short, world))
    beginning = replace(first_turns(whole, 4), final=begun.final)
    assert differences(begun, beginning, range(15)) == []
    assert (begun.final.alignment == whole.alignment[:, 4]).all()


def test_another_seed_is_another_history(world: World) -> None:
    one, other = (simulate(world, seed=seed, replicates=range(5)) for seed in (5, 6))
    assert all((one.alignment[r, 1:] != other.alignment[r, 1:]).any() for r in range(5))
    assert all((one.alignment[r, 1:] != one.alignment[r - 1, 1:]).any() for r in range(1, 5))


def test_a_run_leaves_its_world_alone(world: World) -> None:
    before = {name: array.tobytes() for name, array in [*world.params.items(), *world.opening.items()]}
    simulate(world, seed=5, replicates=range(5))
    after = {name: array.tobytes() for name, array in [*world.params.items(), *world.opening.items()]}
    assert after == before


def test_the_worlds_of_these_tests_are_full_of_events() -> None:
    happened = simulate(WORLDS["eventful"](), seed=5, replicates=range(40)).happenings
    kinds = set(happened.kind.tolist())
    assert {"deal", "concession", "breach", "fall", "force", "warning", "sanction", "denial", "event"} <= kinds
    labels = set(happened.detail[happened.kind == "event"].tolist())
    assert labels == {event.label or event.event for event in STORY}
    assert {event.event for event in STORY} <= set(EVENTS)


def test_shapes_of_a_run() -> None:
    world = lively_world(3, 6, 5)
    run = simulate(world, seed=1, replicates=[4, 2], histories=1, cubes=("support",))
    assert run.alignment.shape == (2, 6, 3, 6)
    assert run.cubes["support"].shape == (2, 6, 3, 6)
    assert all(array.shape == (1, 6, 3, 6) for array in run.histories.values())
    shapes = {"": (), "p": (3,), "pq": (3, 3), "c": (6,)}
    assert set(run.series) == set(SERIES)
    for name, array in run.series.items():
        assert array.shape == (2, 6, *shapes[SERIES[name].axes])
        assert array.dtype == np.float64
    assert (run.alignment[:, 0] == world.opening.alignment[0]).all()
    assert (run.alignment[:, -1] == run.final.alignment).all()
    assert (run.histories["alignment"] == run.alignment[:1]).all()
    turns_apart = [np.moveaxis(array, 0, -1) for name, array in arrays_of(run).items() if name.startswith("series")]
    assert all(array.flags.c_contiguous for array in turns_apart)


def test_a_bar_that_is_lifted_is_lifted_whatever_others_do() -> None:
    lifted = TimelineEvent("set", "x", "", {"path": ("exclusion", (0, 0)), "value": 0.0}, rate=0.3, once=True)
    world = lively_world(turns=10, params={"exclusion": [[0.8], [0.0], [0.0]]}, timeline=[lifted])
    together = simulate(world, seed=5, replicates=range(20))
    for r in range(20):
        assert differences(simulate(world, seed=5, replicates=[r]), together, [r]) == []


def test_no_replicates_and_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(SpheresError, match="ask for at least one"):
        simulate(lively_world(turns=2), seed=1, replicates=[])
    for wrong in (-1, 2**63):
        with pytest.raises(SpheresError, match="numbered from 0"):
            simulate(lively_world(turns=2), seed=1, replicates=[3, wrong])


def test_happenings_follow_the_order_asked_for_in_tiles_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, world = [5, 2, 9], lively_world(turns=12)
    whole = simulate(world, seed=5, replicates=asked).happenings.replicate.tolist()
    monkeypatch.setattr(engine, "TILE_CELLS", 1)
    assert simulate(world, seed=5, replicates=asked).happenings.replicate.tolist() == whole
    assert list(dict.fromkeys(whole)) == asked
