"""Budgets and simplexes hold after every stage of every turn, wherever parameters stand in their ranges."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from sim.core.symbols import MUCH, PARAMETERS, STATE
from sim.core.world import State, World
from sim.engine import simulate, swift
from sim.engine import turn as turning
from sim.engine.stages import Spending
from sim.engine.turn import Stages
from sim.mechanisms import MECHANISMS
from tests.worlds import claims, lively_world, ring, small_world

SLACK = 1e-9
PROTOCOLS = MECHANISMS["summit"].options[0].choices


def random_world(seed: int, ends: float = 0.25) -> World:
    """A world whose every number is drawn from its range, with a liking for the ends: how often it is either of them."""
    random = np.random.default_rng(seed)
    powers, clients = int(random.integers(2, 5)), int(random.integers(1, 9))
    like = small_world(powers, clients)
    params: dict[str, Any] = {}

    def drawn(low: float, high: float, shape: tuple[int, ...]) -> np.ndarray:
        inside = random.uniform(low, min(high, max(low, 0.0) + 10.0), shape)
        return np.where(random.random(shape) < ends, low, np.where(random.random(shape) < ends, high, inside))

    for name, symbol in PARAMETERS.items():
        if name not in ("claim", "neighbours", "capability"):
            params[name] = drawn(symbol.low, symbol.high, like.params[name].shape[1:])
    for mechanism in MECHANISMS.values():
        for one in mechanism.parameters:
            name = one.name if one.axes else f"{mechanism.name}.{one.name}"
            params[name] = drawn(one.low, one.high, like.params[name].shape[1:])
    # who shares out more than all has no budget to keep
    params["contest_share"] = np.minimum(params["contest_share"], 1.0 - params["hold_share"])
    params["capability"] = random.uniform(0.0, 3.0, (powers, 1))
    shared = claims(powers, clients) + (random.random((powers, clients)) < 0.2)
    params |= {"claim": np.minimum(shared, 1.0), "neighbours": ring(clients)}
    opening = {
        name: drawn(symbol.low, symbol.high, getattr(like.opening, name).shape[1:])
        for name, symbol in STATE.items()
        if symbol.opens and name != "alignment"
    }
    for name in ("grievance", "trust"):
        opening[name] = opening[name] * (1.0 - np.eye(powers))
    opening["alignment"] = random.dirichlet(np.full(powers + 1, 0.5), clients).T[:powers]
    options = {"summit": {"protocol": PROTOCOLS[seed % len(PROTOCOLS)], "delivery": ("simultaneous", "sequential")[seed % 2]}}
    return small_world(powers, clients, 8, params=params, opening=opening, options=options)


def found(kind: type, result: Any) -> Iterator[Any]:
    """The things of a kind in what a stage returns, at most two levels down."""
    parts = result if isinstance(result, tuple) else (result,)
    for part in parts:
        if isinstance(part, kind):
            yield part
        elif hasattr(part, "__slots__"):
            yield from (value for name in part.__slots__ if isinstance(value := getattr(part, name), kind))


def check_state(state: State, stage: str) -> None:
    for name, array in state.items():
        assert np.isfinite(array).all(), (stage, name)
        assert array.min() >= STATE[name].low - SLACK, (stage, name)
        if STATE[name].high < MUCH:  # beyond it a range has no upper end by nature
            assert array.max() <= STATE[name].high + SLACK, (stage, name)
    assert state.alignment.sum(axis=1).max() <= 1.0 + SLACK, stage
    assert state.pressure.sum(axis=2).max() <= 1.0 + SLACK, stage
    for name in ("grievance", "trust", "pressure", "felt", "deference", "interdependence", "breach"):
        array = getattr(state, name)
        itself = array[:, np.arange(array.shape[1]), np.arange(array.shape[1])]
        if name != "trust":
            assert (itself == 0.0).all(), (stage, name, "no power has dealings with itself")
    ties = state.interdependence
    assert np.abs(ties - ties.swapaxes(1, 2)).max() <= SLACK, stage
    assert (state.deal_age == state.deal_age.swapaxes(1, 2)).all(), stage
    assert (state.deference[state.deal_age < 0.0] == 0.0).all(), stage


def check_spending(spending: Spending, state: State, world: World, stage: str) -> None:
    capability = world.params.capability
    spent = spending.home + spending.contest + spending.open
    for part in (spending.home, spending.contest, spending.open):
        assert part.min() >= -SLACK, stage
    assert (spending.means <= capability + SLACK).all(), stage
    assert (spent <= spending.means + SLACK).all(), stage
    delivered = (state.support + state.arms).sum(axis=2, keepdims=True)
    assert (delivered <= spent + SLACK).all(), stage


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every stage of a turn checks what it returns; the names of those that have been checked."""
    seen: set[str] = set()

    def watching(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def watch(state: State, given: Any, *rest: Any, **named: Any) -> Any:
            result = stage(state, given, *rest, **named)
            for after in found(State, result):
                check_state(after, name)
                seen.add(name)
                for spending in found(Spending, result):
                    check_spending(spending, after, given.world, name)
                    seen.add("spending")
            return result

        return watch

    for name, stage in list(vars(turning).items()):
        if inspect.isfunction(stage) and stage.__module__.startswith("sim.engine") and name != "turn":
            monkeypatch.setattr(turning, name, watching(name, stage))
    # small worlds take the plain stages, which the turn is handed
    plain = Stages(*(getattr(turning, one.name) for one in fields(Stages)))
    monkeypatch.setattr(swift, "PLAIN", plain)
    return seen


@pytest.mark.parametrize("seed", range(40))
def test_shares_and_budgets_hold_after_every_stage_in_random_worlds(seed: int, watched: set[str]) -> None:
    run = simulate(random_world(seed), seed=seed, replicates=range(12))
    assert (run.frozen_at == -1).all()
    assert watched >= {"perceive", "press", "bargain", "exclude", "court", "upset", "fight", "remember", "spending"}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_and_in_worlds_full_of_bargains_and_wars(protocol: str, watched: set[str]) -> None:
    run = simulate(lively_world(4, 9, 15, options={"summit": {"protocol": protocol}}), seed=1, replicates=range(30))
    assert (run.frozen_at == -1).all()
    assert {"deal", "breach", "fall", "force"} <= set(run.happenings.kind.tolist())
