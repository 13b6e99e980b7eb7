"""A turn writes into what it has made itself: what was there before it stays as it was, and so does what a witness was told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.core.world import State
from sim.engine import falling
from sim.engine import stepper as engine
from sim.engine import turn as turning
from sim.engine.happenings import Happening
from sim.engine.stepper import Stepper
from sim.engine.turn import PLAIN, WRITTEN_IN_PLACE
from tests.worlds import lively_world

TURNS = 20
OFF = [(), ("alignment",), ("patronage",), ("alignment", "patronage"), ("alignment", "patronage", "summit", "exclusion")]


def bits(state: State) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in state.items()}


def leaves_the_past(off: tuple[str, ...]) -> Stepper:
    """Play some turns, and hold every state that was, and in which powers met, against what it was then."""
    stepper = Stepper(lively_world(turns=TURNS, off=off), seed=3, replicates=range(60))
    past, happened = [(stepper.state, bits(stepper.state))], set()
    for _ in range(TURNS):
        happened |= {one.kind for one in stepper.step()}
        assert stepper.turned is not None
        met = stepper.turned.summits
        past += [(state, bits(state)) for state in (stepper.state, *([met.state] if met else []))]
    assert {"fall", "force", "war_end"} <= happened
    for state, then in past:
        assert bits(state) == then
    return stepper


@pytest.mark.parametrize("off", OFF, ids=lambda off: " and ".join(off) or "nothing")
def test_a_turn_leaves_the_states_before_it_as_they_were(off: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "stages_for", lambda *world: PLAIN)
    leaves_the_past(off)


def test_a_fall_is_written_where_it_is_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def watched(state: State, *rest: Any) -> tuple[State, list[Happening]]:
        before = state.copied()
        after, falls = falling.upset(state, *rest)
        written.append((before, after, falls))
        return after, falls

    monkeypatch.setattr(turning, "upset", watched)
    stepper = Stepper(lively_world(turns=TURNS, off=["force"]), seed=3, replicates=range(60))
    fallen = 0
    for _ in range(TURNS):
        stepper.step()
    for before, after, falls in written:
        spared = np.ones((60, before.alignment.shape[2]), dtype=bool)
        for one in falls:
            spared[one.rows, one.client] = False
        fallen += int((~spared).sum())
        for name, array in before.items():
            moved = getattr(after, name) != array
            if name in ("alignment", "leaning", "recognition"):
                assert not moved.swapaxes(1, 2)[spared].any()
                assert moved.swapaxes(1, 2)[~spared].any(axis=1).all() or name == "recognition"
            elif name != "unrest":
                assert not moved.any()
    assert fallen > 20


def test_what_a_state_shares_is_copied_and_what_is_its_own_is_not() -> None:
    stepper = Stepper(lively_world(), seed=3, replicates=range(2))
    before = stepper.state
    stepper.step()
    after, all_names = stepper.state, [name for name, _ in before.items()]
    mixed = State(**{name: getattr(before if name == "occupation" else after, name) for name in all_names})
    unshared = mixed.unshared(before, WRITTEN_IN_PLACE)
    assert [name for name in all_names if getattr(unshared, name) is not getattr(mixed, name)] == ["occupation"]
    assert bits(unshared) == bits(mixed)
    whole = mixed.copied()
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
