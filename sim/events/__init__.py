"""Typed events for the timeline: arms deal, recognition, accord, regime change, use of force and others.

A rule takes the state, the parameters, the replicates in which it happens (`rows`, indices) and its
arguments, and returns the state and the parameters that follow; it must leave every other replicate alone. It
refuses arguments that make no sense even where `rows` is empty, so a call without rows checks them. A rule
with the keyword `luck` is given one uniform draw a row, or None; one with the keyword `on` the names of the mechanisms
that are switched on.

An event does what it says whichever mechanisms are switched on: it comes from outside the model. What the powers make of
it is the model's, and there a mechanism that is switched off has no say.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from sim.core.axes import Array
from sim.core.errors import SpheresError
from sim.core.registry import Registry
from sim.core.symbols import STATE
from sim.core.world import Indices, Params, State
from sim.mechanisms import MECHANISMS

ArgumentKind = Literal["power", "rival", "client", "number", "choice", "path", "clients"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an event; ids arrive as indices.

    `default` None means that it must be given, unless it is `optional`: then None says that it was left out.
    kind  "path" is a key path to a number of the scenario, which arrives as (name in Params, index without r)
          "clients" arrives as a tuple of indices
    """

    name: str
    kind: ArgumentKind
    meaning: str
    unit: str = ""
    low: float = -np.inf
    high: float = np.inf
    default: float | str | None = None
    choices: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event. `draws`: its rule needs luck; `asks`: it needs to know which mechanisms are on."""

    name: str
    rule: Callable[..., tuple[State, Params]]
    arguments: tuple[Argument, ...]
    summary: str
    draws: bool
    asks: bool


EVENTS: Registry[Event] = Registry("event", "sim.events")


def event(name: str, *arguments: Argument) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated rule `(state, params, rows, **arguments) -> (state, params)` as an event."""

    def register(rule: Callable[..., Any]) -> Callable[..., Any]:
        summary = (rule.__doc__ or "").strip().partition("\n")[0]
        takes = inspect.signature(rule).parameters
        EVENTS.add(name, Event(name, rule, arguments, summary, "luck" in takes, "on" in takes))
        return rule

    return register


def changed(array: Array, index: tuple[Any, ...], value: Array | float) -> Array:
    """A copy of `array` with `value` at `index`."""
    copy = array.copy(order="K")
    copy[index] = value
    return copy


def with_cells(state: State, symbol: str, index: tuple[Any, ...], value: Array | float) -> State:
    """The state with `value` at `index` of a symbol (replicate first), held within the symbol's range."""
    low, high = STATE[symbol].low, STATE[symbol].high
    held = np.minimum(np.maximum(value, low), high)
    return replace(state, **{symbol: changed(getattr(state, symbol), index, held)})


def raised(state: State, symbol: str, index: tuple[Any, ...], amount: Array | float) -> State:
    """The state with `amount` added at `index` of a symbol (replicate first), held within its range."""
    return with_cells(state, symbol, index, getattr(state, symbol)[index] + amount)


def refuse_one_power_twice(power: int, rival: int) -> None:
    """SpheresError where an event between two powers names one power twice."""
    if power == rival:
        raise SpheresError("power and rival are the same; name two different powers")


def happen(
    name: str, state: State, params: Params, rows: Indices, arguments: Mapping[str, Any],
    luck: Array | None = None, on: Container[str] = MECHANISMS,
) -> tuple[State, Params]:  # fmt: skip
    """Let the event `name` happen in the replicates `rows`; arguments left out take their defaults.

    luck  (n,) uniform on [0, 1), one a row, for events that draw; None where there is none to give
    on    names of the mechanisms that are switched on
    """
    kind = EVENTS[name]
    told = {argument.name: argument.default for argument in kind.arguments} | dict(arguments)
    told |= ({"luck": luck} if kind.draws else {}) | ({"on": on} if kind.asks else {})
    return kind.rule(state, params, rows, **told)
