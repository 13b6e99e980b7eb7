"""A treatment that does nothing changes nothing, bit for bit; and luck that is not asked for stays as it was."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.core.world import Condition, TimelineEvent, Uncertain, World
from sim.engine import Run, simulate
from sim.engine import stepper as engine
from sim.engine import turn as one_turn
from sim.mechanisms import MECHANISMS
from tests.engine.same import differences
from tests.worlds import AWAKE, lively_world, small_world

R = range(12)


def run(world: World) -> Run:
    return simulate(world, seed=4, replicates=R, cubes=("support", "leaning"))


def event(**when: object) -> list[TimelineEvent]:
    return [TimelineEvent("grievance", "x", "", {"power": 0, "rival": 1, "amount": 1.0}, **when)]


SHAMS: dict[str, tuple[Callable[[], World], Callable[[], World]]] = {
    "an event that never comes": (lively_world, lambda: lively_world(timeline=event(rate=0.0))),
    "a condition that never holds": (
        lively_world, lambda: lively_world(timeline=event(condition=Condition("norm", (0, 0), above=2.0))),
    ),
    "a parameter of what is switched off": (
        lambda: lively_world(off=["summit"]), lambda: lively_world(off=["summit"], params={"summit.rate": 1.0}),
    ),
    "an exclusion that bars nothing": (
        lambda: small_world(off=["exclusion"]), lambda: small_world(params={"exclusion": 0.0}),
    ),
    "an exclusion by who claims nothing": (
        lambda: small_world(params={"claim": [[0] * 6, [1] * 6, [0] * 6]}),
        lambda: small_world(params={"claim": [[0] * 6, [1] * 6, [0] * 6], "exclusion": [[0.9], [0.0], [0.0]]}),
    ),
    "summits to which nobody comes": (
        lambda: lively_world(off=["summit"]), lambda: lively_world(params={"summit.rate": 0.0}),
    ),
    "a hazard of nothing": (
        lambda: lively_world(off=["upheaval"]), lambda: lively_world(params={"upheaval.base_hazard": 0.0}),
    ),
    "powers that never strike": (
        lambda: lively_world(off=["force"]), lambda: lively_world(params={"propensity": 0.0}),
    ),
    "an answer of nothing": (
        lambda: lively_world(doctrines="restraint"),
        lambda: lively_world(doctrines="tit_for_tat", told={"tit_for_tat": {"reciprocity": 0.0}}),
    ),
    "doctrines without an effect on spending": (
        lambda: lively_world(off=["doctrine"]), lambda: lively_world(doctrines="restraint"),
    ),
    "a doubt about what is certain": (
        lively_world,
        lambda: lively_world(uncertain=[Uncertain("alignment.drift", (0, 0), "x", ("uniform", (0.3, 0.3)))]),
    ),
    "an agenda of everything": (
        lively_world, lambda: lively_world(options={"summit": {"agenda": range(6), "pairs": [(0, 1), (2, 0), (1, 2)]}}),
    ),
    "a delivery lag of nothing": (
        lively_world,
        lambda: lively_world(options={"summit": {"delivery": "sequential"}}, params={"summit.delivery_lag": 0.0}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("sham", SHAMS)
def test_a_sham_treatment_equals_its_control(sham: str) -> None:
    control, treatment = (run(build()) for build in SHAMS[sham])
    assert differences(control, treatment, R) == []


REAL = {
    "an event": lambda: lively_world(timeline=event(rate=0.2)),
    "an exclusion": lambda: lively_world(params={"exclusion": 0.0}),
    "an agenda": lambda: lively_world(options={"summit": {"agenda": [0]}}),
    "a doctrine": lambda: lively_world(doctrines="tit_for_tat"),
    "a doubt": lambda: lively_world(uncertain=[Uncertain("alignment.drift", (0, 0), "x", ("uniform", (0.2, 0.4)))]),
}  # fmt: skip


@pytest.mark.parametrize("real", REAL)
def test_a_real_treatment_does_not(real: str) -> None:
    assert differences(run(lively_world()), run(REAL[real]()), R) != []


@pytest.mark.parametrize("switched_off", MECHANISMS)
def test_nor_does_switching_a_mechanism_off(switched_off: str) -> None:
    awake = AWAKE.get(switched_off, {})
    assert differences(run(lively_world(params=awake)), run(lively_world(params=awake, off=[switched_off])), R) != []


@pytest.mark.parametrize("switched_off", MECHANISMS)
def test_a_mechanism_switched_off_leaves_the_luck_of_all_others(switched_off: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[dict[str, np.ndarray]] = []

    def noting(state: object, given: object, luck: dict[str, np.ndarray], **rest: object) -> object:
        drawn.append({name: np.array(luck[name]) for name in luck})
        return one_turn.turn(state, given, luck, **rest)

    monkeypatch.setattr(engine, "turn", noting)
    run(lively_world(turns=3))
    everything, drawn = drawn, []
    run(lively_world(turns=3, off=[switched_off]))
    gone = set(MECHANISMS[switched_off].channels)
    assert len(drawn) == len(everything) == 3
    for with_it, without in zip(everything, drawn, strict=True):
        assert set(with_it) - set(without) == gone
        assert all(without[name].tobytes() == with_it[name].tobytes() for name in without)


def test_no_two_mechanisms_share_a_channel() -> None:
    names = [name for mechanism in MECHANISMS.values() for name in mechanism.channels]
    assert len(names) == len(set(names))
