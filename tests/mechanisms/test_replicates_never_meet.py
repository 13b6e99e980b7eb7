"""What a mechanism's function says of one replicate it says whatever others lie beside it, with all axes kept.

The functions are found, and their arguments made, by their annotations; so a new one is held to this from its first day.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.core.axes import Array
from sim.core.world import Params, State
from sim.mechanisms import MECHANISMS, precedent, summit, upheaval
from tests.worlds import small_world

R, P, C = 4, 3, 5
SHAPES: dict[str, tuple[int, ...]] = {
    "Cube": (P, C), "Dyad": (P, P), "OfPower": (P, 1), "OfClient": (1, C), "Scalar": (1, 1), "Array": (P, C), "Mask": (P, P),
    "Array | OfPower": (P, 1), "Scalar | OfPower": (P, 1),
}  # fmt: skip
ROWS = {"alignment": (P,), "recognition": (P,), "leaning": (P,)}  # of one client in each of n places
OWN: dict[str, dict[str, tuple[int, ...]]] = {  # where Array is not of any shape
    "doctrine.at_table": {"legitimacy": (1,), "hostility_payoff": (1,), "salience": (C,)},
    "force.installed": ROWS | {"grip": (1,)},
    "force.resented": ROWS | {"resentment": (1,)},
    "force.withheld_by_others": ROWS | {"nonrecognition": (1,)},
    "force.next_war": {"won": (P, C), "freezes": (P, C)},
    "memory.next_condemned": {"voice": (P, P)},
    "precedent.over_powers": {"array": (P, C)},
    "perception.opening_belief": {"mirror_imaging": (P, 1)},
    "reputation.taken": ROWS,
    "upheaval.chief_rival": ROWS,
    "upheaval.swung": ROWS | {"swing": (1,)},
    "upheaval.leaned": ROWS | {"shift": (1,)},
    "upheaval.withheld": ROWS | {"withheld_recognition": (1,)},
    "utility.distraction": {"interest": (P,)},
}
SHARED: dict[str, Array] = {  # the same for all replicates
    "neighbours": np.full((1, C, C), 0.25), "claims": np.eye(P, C), "others": 1.0 - np.eye(P), "rivals": np.eye(P) == 0.0,
}  # fmt: skip
ELSEWHERE = {  # these take places picked out of many replicates, and are held to it below or where they are tested
    "force.one_each", "patronage.divided", "precedent.weightless", "precedent.judged", "upheaval.toppled", "upheaval.next_unrest",
}  # fmt: skip


def functions() -> dict[str, Callable[..., Any]]:
    """Of all mechanisms but `summit`, whose tables have a test of their own."""
    found = {}
    for name in sorted({*MECHANISMS, "utility"} - {"summit"}):
        module = importlib.import_module(f"sim.mechanisms.{name}")
        for key, function in vars(module).items():
            ours = not key.startswith("_") and "__" not in key  # mutants lie beside their functions
            if ours and inspect.isfunction(function) and function.__module__ == module.__name__:
                found[f"{name}.{key}"] = function
    return {name: function for name, function in found.items() if name not in ELSEWHERE}


def made(name: str, parameter: inspect.Parameter, random: np.random.Generator) -> Any:
    """An argument for R replicates."""
    if parameter.name in SHARED:
        return SHARED[parameter.name]
    if parameter.annotation == "Params":
        scalars = MECHANISMS[name.partition(".")[0]].parameters
        return Params({p.name: random.uniform(0.05, 0.95, (R, 1, 1)) for p in scalars if not p.axes})
    if parameter.annotation == "Indices":
        return random.integers(0, P, R)
    shape = OWN.get(name, {}).get(parameter.name, SHAPES[parameter.annotation])
    values = random.uniform(0.05, 0.95, (R, *shape))
    return values > 0.5 if parameter.annotation == "Mask" else values


def of_one(argument: Any, row: int) -> Any:
    if isinstance(argument, Params):
        return Params({name: array[row : row + 1] for name, array in argument.items()})
    return argument if any(argument is shared for shared in SHARED.values()) else argument[row : row + 1]


def arrays(answer: Any) -> tuple[Array, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


@pytest.mark.parametrize(("name", "function"), functions().items(), ids=functions().keys())
def test_a_replicate_is_alone(name: str, function: Callable[..., Any]) -> None:
    random = np.random.default_rng(11)
    signature = inspect.signature(function)
    arguments = {p.name: made(name, p, random) for p in signature.parameters.values()}
    together = arrays(function(**arguments))
    for row in range(R):
        alone = arrays(function(**{key: of_one(argument, row) for key, argument in arguments.items()}))
        assert [one.shape for one in alone] == [(1, *all_.shape[1:]) for all_ in together]
        for one, all_ in zip(alone, together, strict=True):
            assert np.array_equal(one, all_[row : row + 1])


def several() -> tuple[State, Params]:
    """A state and parameters that differ from replicate to replicate in every cell."""
    world, random = small_world(P, C), np.random.default_rng(12)
    state = State(**{name: random.uniform(0.05, 0.95, (R, *array.shape[1:])) for name, array in world.opening.items()})
    return state, Params({name: random.uniform(0.05, 0.95, (R, *array.shape[1:])) for name, array in world.params.items()})


@pytest.mark.parametrize("eased", [False, True])
def test_a_meeting_is_between_the_powers_and_in_the_replicate_that_it_names(eased: bool) -> None:
    state, params = several()
    rows, me, other = np.array([2, 0, 2]), np.array([1, 2, 0]), np.array([0, 1, 2])
    trust, on_table = np.random.default_rng(13).random((2, 3, 1))
    stakes = summit.stakes(state, params, rows, me, other, trust=trust, on_table=on_table, eased=eased)
    without = summit.outside(state, params, rows, me)
    for n in range(3):
        one, here, alone = slice(n, n + 1), np.array([rows[n]]), np.array([0])
        sole, own = state.take(here), Params({name: array[here] for name, array in params.items()})
        found = summit.stakes(sole, own, alone, me[one], other[one], trust=trust[one], on_table=on_table[one], eased=eased)
        assert all(np.array_equal(mine[one], theirs) for mine, theirs in zip(stakes, found, strict=True))
        assert np.array_equal(without[one], summit.outside(sole, own, alone, me[one]))


def test_a_verdict_is_on_the_replicate_that_it_names() -> None:
    state, params = several()
    rows, uses = np.array([3, 1]), np.array([[[1.0], [0.0], [2.0]], [[0.0], [1.0], [1.0]]])
    voices, verdict = precedent.judged(state, params, rows, uses)
    for n in range(2):
        here = rows[n : n + 1]
        sole, own = state.take(here), Params({name: array[here] for name, array in params.items()})
        alone = precedent.judged(sole, own, np.array([0]), uses[n : n + 1])
        assert np.array_equal(voices[n : n + 1], alone[0])
        assert all(np.array_equal(mine[n : n + 1], theirs) for mine, theirs in zip(verdict, alone[1], strict=True))


def test_regimes_fall_each_by_the_parameters_of_its_replicate() -> None:
    state, params = several()
    rows, clients, toward = np.array([3, 1, 3]), np.array([0, 2, 4]), np.array([2, 0, 1])
    cells = [array[rows, :, clients] for array in (state.alignment, state.leaning, state.recognition)]
    given = {name: scalar[rows, 0, 0] for name, scalar in params.of("upheaval").items()}
    for named in (None, toward):
        whole = upheaval.toppled(*cells, Params(given), named)
        for n in range(3):
            one = slice(n, n + 1)
            own = Params({name: scalar[one] for name, scalar in given.items()})
            alone = upheaval.toppled(*(array[one] for array in cells), own, None if named is None else named[one])
            for mine, theirs in zip(whole, alone, strict=True):
                assert np.array_equal(mine[one], theirs)
