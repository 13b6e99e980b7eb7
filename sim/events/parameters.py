"""A change of what the world is: a parameter takes another value from now on."""

from __future__ import annotations

import numpy as np

from sim.core.declare import Parameter
from sim.core.errors import SpheresError
from sim.core.symbols import PARAMETERS, Symbol
from sim.core.world import Indices, Params, State
from sim.events import Argument, changed, event
from sim.mechanisms import MECHANISMS

FIXED = {
    "claim": "who claims what is laid out once for a world",
    "neighbours": "its rows must go on summing to 1",
}


def declaration(name: str) -> Symbol | Parameter:
    """What is declared of an array of Params: a symbol, "<mechanism>.<parameter>", or a power's parameter."""
    if name in PARAMETERS:
        return PARAMETERS[name]
    for mechanism in MECHANISMS.values():
        for parameter in mechanism.parameters:
            if name == (parameter.name if parameter.axes else f"{mechanism.name}.{parameter.name}"):
                return parameter
    raise SpheresError(f"'{name}' cannot change during a run; only symbols and parameters of mechanisms can")


def refuse(name: str, value: float) -> None:
    """SpheresError where a parameter may not change, or not to this value."""
    if name.startswith("doctrine:"):  # whose ranges the doctrines know; a scenario is checked against them
        return
    declared = declaration(name)
    if name in FIXED:
        raise SpheresError(f"{name} cannot change during a run: {FIXED[name]}")
    if not declared.low <= value <= declared.high:
        limits = f"{declared.low:g}..{declared.high:g}"
        raise SpheresError(f"{name}: {value} lies outside {limits} ({declared.unit})")


@event(
    "set",
    Argument("path", "path", "key path of the parameter, such as powers.RUS.salience.UKR"),
    Argument("value", "number", "its value from now on, in its own unit and range"),
)
def set_parameter(
    state: State, params: Params, rows: Indices, *, path: tuple[str, tuple[int, ...]], value: float
) -> tuple[State, Params]:
    """A parameter takes another value from now on.

    path  (name in Params, index without replicate)
    """
    name, index = path
    refuse(name, value)
    now = params[name]
    of_each = np.broadcast_to(now, (state.alignment.shape[0], *now.shape[1:]))
    return state, params.replaced({name: changed(of_each, (rows, *index), value)})
