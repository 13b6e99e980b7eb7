"""Typed events for the timeline: arms deal, recognition, accord, regime change, use of force ... One event a file.

A rule takes the state, the parameters, the replicates in which it happens (`rows`, indices) and its arguments, and
returns the state and the parameters that follow; it must leave every other replicate alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.core.axes import Array
from sim.core.registry import Registry
from sim.core.world import Indices, Params, State

ArgumentKind = Literal["power", "rival", "client", "number", "choice", "path", "clients"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of an event. `default` None means that it must be given; ids arrive as indices.

    kind  "path" is a key path to a number of the scenario, which arrives as (name in Params, index without replicate)
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


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event."""

    name: str
    rule: Callable[..., tuple[State, Params]]
    arguments: tuple[Argument, ...]
    summary: str


EVENTS: Registry[Event] = Registry("event", "sim.events")


def event(name: str, *arguments: Argument) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated rule `(state, params, rows, **arguments) -> (state, params)` as an event."""

    def register(rule: Callable[..., Any]) -> Callable[..., Any]:
        summary = (rule.__doc__ or "").strip().partition("\n")[0]
        EVENTS.add(name, Event(name, rule, arguments, summary))
        return rule

    return register


def changed(array: Array, index: tuple[Any, ...], value: Array | float) -> Array:
    """A copy of `array` with `value` at `index`."""
    copy = array.copy()
    copy[index] = value
    return copy


def happen(name: str, state: State, params: Params, rows: Indices, arguments: Mapping[str, Any]) -> tuple[State, Params]:
    """Let the event `name` happen in the replicates `rows`."""
    return EVENTS[name].rule(state, params, rows, **arguments)
