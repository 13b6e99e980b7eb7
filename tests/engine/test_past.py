"""A turn writes into what it has made itself: what was there before it stays as it was, and so does what a witness was told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.core.world import State
from sim.engine import stepper as engine
from sim.engine.stepper import Stepper
from sim.engine.turn import PLAIN, REPLACED_REGIMES
from tests.worlds import lively_world

TURNS = 20
OFF = [(), ("alignment",), ("patronage",), ("alignment", "patronage"), ("alignment", "patronage", "summit", "exclusion")]


def bits(state: State) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in state.items()}


@pytest.mark.parametrize("off", OFF, ids=lambda off: " and ".join(off) or "nothing")
@pytest.mark.parametrize("way", ["plain", "swift"])
def test_a_turn_leaves_the_states_before_it_as_they_were(
    off: tuple[str, ...], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "plain":
        monkeypatch.setattr(engine, "stages_for", lambda *world: PLAIN)
    else:
        monkeypatch.setattr("sim.engine.swift.LEAST_CELLS", 0)
    stepper = Stepper(lively_world(turns=TURNS, off=off), seed=3, replicates=range(60))
    past = [(stepper.state, bits(stepper.state))]
    met: list[tuple[State, dict[str, bytes]]] = []
    happened = set()
    for _ in range(TURNS):
        happened |= {one.kind for one in stepper.step()}
        past.append((stepper.state, bits(stepper.state)))
        assert stepper.turned is not None
        if stepper.turned.summits is not None:
            met.append((stepper.turned.summits.state, bits(stepper.turned.summits.state)))
    assert {"fall", "force", "war_end"} <= happened
    for state, then in past + met:
        assert bits(state) == then


def test_what_a_state_shares_is_copied_and_what_is_its_own_is_not() -> None:
    stepper = Stepper(lively_world(), seed=3, replicates=range(2))
    before = stepper.state
    stepper.step()
    after, all_names = stepper.state, [name for name, _ in before.items()]
    mixed = State(**{name: getattr(before if name == "occupation" else after, name) for name in all_names})
    apart = mixed.apart(before, REPLACED_REGIMES)
    copied = [name for name in all_names if getattr(apart, name) is not getattr(mixed, name)]
    assert copied == ["occupation"]
    assert bits(apart) == bits(mixed)
    whole = mixed.apart()
    assert not any(np.shares_memory(getattr(whole, name), getattr(mixed, name)) for name in all_names)
    assert whole.alignment.strides == mixed.alignment.strides


def test_what_a_witness_keeps_must_be_a_copy() -> None:
    """Else this would not be worth saying in the words on a Witness: some turn does write into the state that was shown."""
    stepper, changed = Stepper(lively_world(turns=TURNS), seed=3, replicates=range(60)), False
    for _ in range(TURNS):
        shown: list[tuple[State, dict[str, bytes]]] = []

        def witness(decision: str, state: State, told: Any, into: list[Any] = shown) -> None:
            into.append((state, bits(state)))

        stepper.step(witness)
        changed |= any(bits(state) != then for state, then in shown)
    assert changed
