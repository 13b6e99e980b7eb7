"""What every registered outcome keeps to: these tests run over the registry."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.core.request import Request
from sim.core.world import TimelineEvent, World
from sim.engine import Run, simulate
from sim.outcomes import OUTCOMES, default_requests, measure
from tests.outcomes.crafted import CUBES, crafted, every_request
from tests.worlds import AWAKE, lively_world, small_world

REPLICATES = 7
ROUNDING = 1e-9
ASKED = {"power": 0, "rival": 1, "client": 1, "answer": "drawn", "scope": "limited"}
WORLDS: dict[str, World] = {
    "lively": lively_world(turns=24, timeline=[TimelineEvent("mandate", "m", "Mandate", ASKED, rate=0.3)]),
    "angry": lively_world(
        turns=24, seed=2, doctrines=["tit_for_tat", "grim_trigger", "constant"],
        told={"tit_for_tat": {"reciprocity": 10.0}, "constant": {"level": 1.0}},
        params={"force.rate": 5.0, "upheaval.base_hazard": 0.1, "memory.grievance_feed": 2.0, "force.victory_rate": 1.0},
    ),
    "go-betweens": lively_world(turns=24, params=AWAKE["mediation"] | AWAKE["elites"]),
    "quiet": small_world(2, 5, 9, seed=3, doctrines="restraint"),
    "unequal": lively_world(
        2, 4, 24, seed=5, doctrines="constant",
        params={"summit.rate": 1.0, "force.rate": 2.0, "capability": [[1.0], [0.05]], "contest_share": 0.6,
                "norm_interest": -0.1, "attention_interest": 0.1, "inducement": 0.1, "elite_share": 0.4},
        options={"summit": {"protocol": "ultimatum"}},
    ),
}  # fmt: skip


@cache
def run(name: str) -> Run:
    return simulate(WORLDS[name], seed=5, replicates=range(REPLICATES), cubes=CUBES)


@cache
def measured(name: str) -> dict[Request, np.ndarray]:
    requests = every_request(WORLDS[name])
    values = measure(run(name), requests)
    return {request: values[request.key] for request in requests}


@pytest.mark.parametrize("world", WORLDS)
def test_outcomes_are_finite_and_in_range(world: str) -> None:
    for request, values in measured(world).items():
        one = OUTCOMES[request.name]
        assert values.shape == (REPLICATES,)
        assert values.dtype == np.float64
        assert np.all(np.isfinite(values)), request
        assert np.all(values >= one.low - ROUNDING), request
        assert np.all(values <= one.high + ROUNDING), request


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_says_what_it_is_and_takes_more_than_one_value(name: str) -> None:
    one = OUTCOMES[name]
    assert one.name == name
    assert one.unit
    assert one.meaning
    assert one.low < one.high
    assert not set(one.requires) & set(one.accepts)
    found = [values for world in WORLDS for request, values in measured(world).items() if request.name == name]
    assert len(np.unique(np.concatenate(found))) > 1


@pytest.mark.parametrize("world", ["lively", "angry"])
@pytest.mark.parametrize("block", [1, 3])
def test_a_replicate_is_measured_alike_in_any_block(world: str, block: int) -> None:
    requests = every_request(WORLDS[world]) + default_requests(WORLDS[world])
    whole = measure(run(world), requests)
    for first in range(0, REPLICATES, block):
        rows = range(first, min(first + block, REPLICATES))
        part = measure(simulate(WORLDS[world], seed=5, replicates=rows, cubes=CUBES), requests)
        for key, values in part.items():
            assert np.array_equal(values, whole[key][first : first + block]), key


def test_the_order_of_replicates_and_of_requests_does_not_matter() -> None:
    requests = every_request(WORLDS["lively"])
    mixed = measure(simulate(WORLDS["lively"], seed=5, replicates=[4, 0, 6], cubes=CUBES), requests[::-1])
    whole = measure(run("lively"), requests)
    assert all(np.array_equal(values, whole[key][[4, 0, 6]]) for key, values in mixed.items())


def test_measuring_changes_nothing_in_the_run() -> None:
    fresh = simulate(WORLDS["lively"], seed=5, replicates=range(REPLICATES), cubes=CUBES)
    first = measure(fresh, every_request(WORLDS["lively"]))
    for values in first.values():
        values[:] = -7.0
    again = measure(fresh, every_request(WORLDS["lively"]))
    assert all(np.array_equal(again[request.key], values) for request, values in measured("lively").items())


def test_frozen_replicates_have_no_outcomes_and_leave_the_others_theirs() -> None:
    sound = run("lively")
    series = {name: values.copy() for name, values in sound.series.items()}
    cubes = {name: values.copy() for name, values in sound.cubes.items()}
    alignment, frozen_at = sound.alignment.copy(), np.full(REPLICATES, -1)
    frozen_at[[2, 3]] = 3, 4
    for values in (*series.values(), *cubes.values(), alignment):
        values[2, 4:], values[3, 5:] = np.nan, np.inf
    spoilt = measure(
        replace(sound, series=series, cubes=cubes, alignment=alignment, frozen_at=frozen_at),
        every_request(WORLDS["lively"]),
    )
    for request, values in measured("lively").items():
        expected = np.where(frozen_at < 0, values, np.nan)
        assert np.array_equal(spoilt[request.key], expected, equal_nan=True), request


def test_a_run_without_replicates_has_outcomes_without_values() -> None:
    empty = crafted(WORLDS["quiet"], replicates=(), cubes=dict.fromkeys(CUBES, 0.0))
    assert all(values.shape == (0,) for values in measure(empty, every_request(WORLDS["quiet"])).values())
