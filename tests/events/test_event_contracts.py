"""What every registered event keeps to, whoever wrote it: these tests run over the registry."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.core.symbols import STATE
from sim.core.world import Params, State
from sim.events import EVENTS, Argument, happen

NAMES = sorted(EVENTS)
ROWS = [1, 3]
NUMBERS = [(name, a.name) for name in NAMES for a in EVENTS[name].arguments if a.kind == "number"]
BETWEEN_POWERS = [name for name in NAMES if {"power", "rival"} <= {a.name for a in EVENTS[name].arguments}]


def told(argument: Argument) -> Any:
    """A value that an argument may have."""
    if argument.kind == "number":
        return 0.3 * max(argument.low, -1.0) + 0.7 * min(argument.high, 2.0)
    if argument.kind == "clients":
        return (1, 3) if argument.name == "gives" else (2,)
    if argument.kind == "path":
        return "salience", (1, 2)
    return {"power": 0, "rival": 1, "client": 2}.get(argument.kind, (argument.choices or ("",))[0])


def arguments_of(name: str, **changes: Any) -> dict[str, Any]:
    arguments = {argument.name: told(argument) for argument in EVENTS[name].arguments} | changes
    if name == "set":
        arguments["value"] = changes.get("value", 0.3)
    return arguments


def spread(params: Params, r: int) -> dict[str, Any]:
    return {name: np.broadcast_to(array, (r, *array.shape[1:])) for name, array in params.items()}


def same(a: tuple[State, Params], b: tuple[State, Params], rows: list[int]) -> bool:
    """Whether these replicates are the same, bit for bit."""
    r = a[0].alignment.shape[0]
    one, other = ({**dict(state.items()), **spread(params, r)} for state, params in (a, b))
    return all(np.array_equal(array[rows], other[name][rows]) for name, array in one.items())


def test_the_events_are_here() -> None:
    assert set(EVENTS) >= {
        "accord", "arms_deal", "crisis_load", "endorsement", "grievance", "interdependence", "loan",
        "norm_shock", "recognition", "regime_change", "set", "token_concession", "trust", "use_of_force",
        "void_accord",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_replicates_in_which_it_does_not_happen_stay_as_they_were(ground: Any, name: str) -> None:
    before, after = (ground.state, ground.params), ground.after(name, ROWS, **arguments_of(name))
    assert same(before, after, [0, 2, 4])
    assert not same(before, after, ROWS)


@pytest.mark.parametrize("name", NAMES)
def test_where_it_never_happens_nothing_changes(ground: Any, name: str) -> None:
    nowhere = ground.after(name, [], **arguments_of(name))
    assert same((ground.state, ground.params), nowhere, [0, 1, 2, 3, 4])


@pytest.mark.parametrize("name", NAMES)
def test_a_replicate_does_not_know_who_else_it_happens_to(ground: Any, name: str) -> None:
    everywhere = ground.after(name, [0, 1, 2, 3, 4], **arguments_of(name))
    alone = ground.after(name, [3], **arguments_of(name))
    assert same(everywhere, alone, [3])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("end", ["low", "high"])
def test_ranges_shapes_and_shares_hold(ground: Any, name: str, end: str) -> None:
    ends = {a.name: getattr(a, end) for a in EVENTS[name].arguments if a.kind == "number" and name != "set"}
    state, _ = ground.after(name, ROWS, **arguments_of(name, **ends))
    for symbol, array in state.items():
        assert array.shape == getattr(ground.state, symbol).shape
        assert array.dtype == np.float64
        assert np.all((array >= STATE[symbol].low) & (array <= STATE[symbol].high)), symbol
    assert np.all(state.alignment.sum(axis=1) <= 1.0 + 1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_no_event_touches_a_budget(ground: Any, name: str) -> None:
    state, params = ground.after(name, ROWS, **arguments_of(name))
    assert np.array_equal(state.support, ground.state.support)
    seen = state.arms != ground.state.arms  # a delivery is seen as a flow, for one turn
    assert seen.any() == (name == "arms_deal")
    assert np.array_equal(params.capability, ground.params.capability)


@pytest.mark.parametrize(("name", "argument"), NUMBERS)
def test_every_number_matters(ground: Any, name: str, argument: str) -> None:
    declared = next(a for a in EVENTS[name].arguments if a.name == argument)
    low, high = max(declared.low, 0.1), min(declared.high, 0.9)
    if high <= low:  # a number of turns
        high = 2.0 * low
    a, b = (ground.after(name, ROWS, **arguments_of(name, **{argument: value})) for value in (low, high))
    assert not same(a, b, ROWS)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_out_takes_its_default(ground: Any, name: str) -> None:
    optional = {a.name: a.default for a in EVENTS[name].arguments if a.optional or a.default is not None}
    arguments = arguments_of(name)
    short = {key: value for key, value in arguments.items() if key not in optional}
    whole = ground.after(name, ROWS, **(arguments | optional))
    assert same(ground.after(name, ROWS, **short), whole, [0, 1, 2, 3, 4])


@pytest.mark.parametrize("name", BETWEEN_POWERS)
@pytest.mark.parametrize("rows", [[], ROWS])
def test_one_power_twice_is_refused(ground: Any, name: str, rows: list[int]) -> None:
    with pytest.raises(SpheresError, match="power and rival are the same; name two different powers"):
        ground.after(name, rows, **arguments_of(name, power=1, rival=1))


@pytest.mark.parametrize("name", NAMES)
def test_only_an_event_that_draws_knows_luck(ground: Any, name: str) -> None:
    rows, arguments = np.array(ROWS), arguments_of(name)
    arguments |= {a.name: a.choices[-1] for a in EVENTS[name].arguments if a.kind == "choice"}
    good, bad = (
        happen(name, ground.state, ground.params, rows, arguments, np.full(2, luck)) for luck in (0.0, 0.999)
    )
    assert same(good, bad, ROWS) != EVENTS[name].draws


@pytest.mark.parametrize("name", NAMES)
def test_declarations_are_complete(name: str) -> None:
    kind = EVENTS[name]
    keywords = [p.name for p in inspect.signature(kind.rule).parameters.values() if p.kind is p.KEYWORD_ONLY]
    assert sorted({*keywords} - {"luck", "on"}) == sorted(a.name for a in kind.arguments)
    assert kind.summary.endswith(".")
    for argument in kind.arguments:
        assert argument.meaning
        assert argument.low < argument.high
        assert argument.unit or argument.kind != "number" or name == "set"
        assert bool(argument.choices) == (argument.kind == "choice")
        if argument.kind == "choice":
            assert argument.default in argument.choices
