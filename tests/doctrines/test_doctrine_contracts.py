"""What every registered doctrine keeps to, whoever wrote it: these tests run over the registry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.axes import Array
from sim.core.errors import SpheresError
from sim.core.symbols import STATE
from sim.doctrines import DOCTRINES, SIGHTS, doctrine

NAMES = sorted(DOCTRINES)
REMEMBERING = [name for name in NAMES if "memory" in DOCTRINES[name].sees]
SEEN = [(name, sight) for name in NAMES for sight in DOCTRINES[name].sees]
PARAMETERS = [(name, parameter.name) for name in NAMES for parameter in DOCTRINES[name].parameters]


def same(a: Array | None, b: Array | None) -> bool:
    return (a is None and b is None) or (a is not None and b is not None and np.array_equal(a, b))


def test_the_twelve_are_here() -> None:
    assert set(DOCTRINES) >= {
        "restraint", "constant", "prudent", "tit_for_tat", "generous_tit_for_tat", "tit_for_two_tats",
        "grim_trigger", "win_stay_lose_shift", "exclusion", "opportunist", "diversionary", "leveller",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data(), seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_pressure_stays_in_range_over_all_parameters(
    asker: Any, name: str, data: st.DataObject, seed: int
) -> None:
    told = {p.name: data.draw(st.floats(p.low, p.high), label=p.name) for p in DOCTRINES[name].parameters}
    pressure, memory = asker.ask(name, asker.sights(seed, r=10), **told)
    assert np.all((pressure >= 0.0) & (pressure <= 1.0))
    if memory is not None:
        symbol = STATE["doctrine_memory"]
        assert memory.shape == pressure.shape
        assert np.all((memory >= symbol.low) & (memory <= symbol.high))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_declared_cannot_matter(asker: Any, name: str) -> None:
    sights = asker.sights(1)
    scrambled = {s: v if s in DOCTRINES[name].sees else np.full_like(v, np.nan) for s, v in sights.items()}
    plain, blind = asker.ask(name, sights), asker.ask(name, scrambled)
    assert same(plain[0], blind[0])
    assert same(plain[1], blind[1])


@pytest.mark.parametrize(("name", "sight"), SEEN)
def test_what_is_declared_matters(asker: Any, name: str, sight: str) -> None:
    told = {p.name: 0.5 * (p.default + min(p.high, 1.0)) for p in DOCTRINES[name].parameters}
    sights = asker.sights(2)
    other = sights | {sight: asker.sights(3)[sight]}
    assert not same(asker.ask(name, sights, **told)[0], asker.ask(name, other, **told)[0])


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_every_parameter_moves_the_answer(asker: Any, name: str, parameter: str) -> None:
    declared = next(p for p in DOCTRINES[name].parameters if p.name == parameter)
    sights = asker.sights(4)
    ends = [asker.ask(name, sights, **{parameter: value})[0] for value in (declared.low, declared.high)]
    assert not same(*ends)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_may_differ_by_replicate_and_power(asker: Any, name: str) -> None:
    """A parameter of shape (r, k, 1) says in each cell what a constant of that value says there."""
    sights, random = asker.sights(5, r=6), np.random.default_rng(6)
    told = {p.name: random.uniform(p.low, min(p.high, 2.0), (6, 2, 1)) for p in DOCTRINES[name].parameters}
    answer = np.broadcast_to(DOCTRINES[name].decide(sights, told)[0], (6, 2, 3))
    for row, power in ((0, 0), (3, 1), (5, 0)):
        alone = asker.ask(name, sights, **{p: value[row, power, 0] for p, value in told.items()})[0]
        assert np.array_equal(answer[row, power], alone[row, power])


@pytest.mark.parametrize("name", NAMES)
def test_replicates_and_powers_never_meet(asker: Any, name: str) -> None:
    sights = asker.sights(7)
    whole = asker.ask(name, sights)
    for row in (0, 17, 39):
        part = asker.ask(name, {s: v[row : row + 1, -1:] for s, v in sights.items()})
        assert same(whole[0][row : row + 1, -1:], part[0])
        assert same(None if whole[1] is None else whole[1][row : row + 1, -1:], part[1])


@pytest.mark.parametrize("name", NAMES)
def test_rivals_are_anonymous(asker: Any, name: str) -> None:
    sights, order = asker.sights(8), [2, 0, 1]
    turned = {s: v[:, :, order] if v.shape[2] == 3 else v for s, v in sights.items()}
    expected = asker.ask(name, sights)[0][:, :, order]
    np.testing.assert_allclose(asker.ask(name, turned)[0], expected, rtol=1e-13)


@pytest.mark.parametrize("name", REMEMBERING)
def test_a_history_can_begin_again(asker: Any, name: str) -> None:
    """Nothing is kept but the memory: with memory 0 the same sights give the same history."""

    def history() -> list[Array]:
        memory, answers = np.zeros((40, 2, 3)), []
        for turn in range(6):
            pressure, after = asker.ask(name, asker.sights(turn) | {"memory": memory})
            assert after is not None
            memory = after
            answers.append(pressure)
        return answers

    assert all(np.array_equal(a, b) for a, b in zip(history(), history(), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_declarations_are_complete(name: str) -> None:
    declared = DOCTRINES[name]
    assert declared.summary.endswith(".")
    assert declared.sources
    assert set(declared.sees) <= set(SIGHTS)
    assert all(p.unit and p.meaning and p.source and p.axes == "" for p in declared.parameters)


def test_a_rule_that_sees_what_nobody_shows_is_refused() -> None:
    with pytest.raises(SpheresError, match="sees \\['weather'\\], which is no sight; known: provocation, felt, grievance"):
        doctrine("rainmaker")(lambda weather: weather)
    assert "rainmaker" not in DOCTRINES


def test_a_rule_with_an_undeclared_parameter_is_refused() -> None:
    with pytest.raises(SpheresError, match="keyword arguments and its declared parameters differ"):
        doctrine("loose")(lambda felt, *, size: felt * size)
    assert "loose" not in DOCTRINES
