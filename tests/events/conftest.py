"""A small world on which events are let loose: five replicates, three powers, four clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from sim.core.axes import Array, shape_of
from sim.core.symbols import PARAMETERS, STATE
from sim.core.world import Params, State
from sim.events import happen
from sim.mechanisms import MECHANISMS

R, P, C = 5, 3, 4


@dataclass(frozen=True, slots=True)
class Ground:
    """A state and parameters, none of them writable."""

    state: State
    params: Params

    def after(self, name: str, rows: list[int], **arguments: Any) -> tuple[State, Params]:
        """What follows when an event happens in `rows`, with a luck of one half."""
        luck = np.full(len(rows), 0.5)
        return happen(name, self.state, self.params, np.array(rows, dtype=np.intp), arguments, luck)


def _within(random: np.random.Generator, low: float, high: float, shape: tuple[int, ...]) -> Array:
    low, high = max(low, -2.0), min(high, 2.0)
    values: Array = low + (high - low) * random.random(shape)
    values.flags.writeable = False
    return values


def a_state(random: np.random.Generator) -> State:
    made = {
        name: _within(random, symbol.low, symbol.high, (R, *shape_of(symbol.axes, P, C)))
        for name, symbol in STATE.items()
    }
    made["alignment"] = random.dirichlet(np.ones(P + 1), (R, C)).swapaxes(1, 2)[:, :P].copy()
    made["conceded"] = np.round(made["conceded"])
    made["deal_age"] = made["deal_age"].copy()
    made["deal_age"][:, 0, 1] = made["deal_age"][:, 1, 0] = -1.0  # these two are free to bargain
    for name, symbol in STATE.items():
        if symbol.axes in ("pq", "pqc"):  # no power has dealings with itself
            made[name] = made[name] * (1.0 - np.eye(P)).reshape(1, P, P, *(1,) * (len(symbol.axes) - 2))
    for array in made.values():
        array.flags.writeable = False
    return State(**made)


def some_params(random: np.random.Generator, replicates: int) -> Params:
    made = {
        name: _within(random, symbol.low, symbol.high, (replicates, *shape_of(symbol.axes, P, C)))
        for name, symbol in PARAMETERS.items()
    }
    for mechanism in MECHANISMS.values():
        for parameter in mechanism.parameters:
            key = parameter.name if parameter.axes else f"{mechanism.name}.{parameter.name}"
            shape = (replicates, *shape_of(parameter.axes, P, C))
            made[key] = _within(random, parameter.low, parameter.high, shape)
    made["disagreement"] = made["disagreement"].copy()
    made["disagreement"][:, 1] = -9.0  # and the second takes what it is offered
    return Params(made)


@pytest.fixture(params=[1, R], ids=["shared parameters", "own parameters"])
def ground(request: pytest.FixtureRequest) -> Ground:
    """With parameters that all replicates share, and with parameters of their own."""
    random = np.random.default_rng(11)
    return Ground(a_state(random), some_params(random, request.param))
