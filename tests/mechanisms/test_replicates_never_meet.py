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
from sim.core.world import Params
from sim.mechanisms import MECHANISMS

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
ELSEWHERE = {  # these take a whole state, or places picked out of many replicates
    "force.one_each", "patronage.divided", "precedent.weightless", "precedent.judged", "upheaval.topple",
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
