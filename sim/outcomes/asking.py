"""A request made definite: ids become indices, quarters become turns; what does not fit is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Mask
from sim.core.errors import SpheresError, near_name
from sim.core.request import Request
from sim.core.world import Indices, World
from sim.outcomes.reading import Reading, Rows, Span

S = TypeVar("S", bound=np.generic)
ARGUMENTS = ("power", "rival", "client", "region")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an outcome is asked for: the span, and actors as indices, None where none is named.

    clients  indices of the clients that count, None for all
    """

    span: Span
    power: int | None = None
    rival: int | None = None
    client: int | None = None
    clients: Indices | None = None

    def picked(self, rows: Rows, *, pair: bool = False) -> Rows:
        """The happenings that are about the actors and the span that are asked for.

        pair  true: those between `power` and `rival`, whichever of the two acted
        """
        which = (rows.turn >= self.span.first) & (rows.turn < self.span.stop)
        as_asked = _is(rows.power, self.power) & _is(rows.rival, self.rival)
        if pair:
            as_asked |= _is(rows.rival, self.power) & _is(rows.power, self.rival)
        which &= as_asked
        if self.clients is not None:
            which &= np.isin(rows.client, self.clients)
        return rows.some(which)

    def of_clients(self, values: NDArray[S]) -> NDArray[S]:
        """The clients that count of an array whose last axis is all clients, C-ordered."""
        if self.clients is None:
            return np.ascontiguousarray(values)
        return np.take(values, self.clients, axis=-1)


def _is(actor: NDArray[np.int64], asked: int | None) -> Mask:
    return np.ones(len(actor), dtype=bool) if asked is None else actor == asked


def resolve(request: Request, arguments: Mapping[str, bool], reading: Reading) -> Asked:
    """The request in the terms of the run's world.

    arguments  which of ARGUMENTS the outcome takes -> whether it must be given
    raises     SpheresError for an argument too many or too few, an unknown id, one power named twice, or quarters
               that lie outside the run or back to front
    """
    world = reading.run.world
    given = {name: getattr(request, name) for name in ARGUMENTS}
    _check(request.name, arguments, given, world)
    actors = {
        name: None if given[name] is None else _index(request.name, name, given[name], ids)
        for name, ids in (("power", world.powers), ("rival", world.powers), ("client", world.clients))
    }
    if actors["power"] is not None and actors["power"] == actors["rival"]:
        raise SpheresError(f"outcome '{request.name}': power and rival are the same; name two powers")
    clients = None if actors["client"] is None else np.array([actors["client"]], dtype=np.intp)
    if given["region"] is not None:
        clients = _in_region(request.name, given["region"], world)
    return Asked(_span(request, world), actors["power"], actors["rival"], actors["client"], clients)


def _check(name: str, arguments: Mapping[str, bool], given: Mapping[str, str | None], world: World) -> None:
    for argument, value in given.items():
        if value is not None and argument not in arguments:
            listed = ", ".join(arguments) or "none"
            raise SpheresError(f"outcome '{name}' takes no {argument}; it takes: {listed}")
        if value is None and arguments.get(argument, False):
            example = _example(name, arguments, world)
            raise SpheresError(f"outcome '{name}' needs a {argument}; write for example {example}")
    if given["rival"] is not None and given["power"] is None:
        raise SpheresError(f"outcome '{name}': a rival needs a power beside it; name both, or neither")
    if given["client"] is not None and given["region"] is not None:
        raise SpheresError(f"outcome '{name}': a client and a region are given; name one of the two")


def _example(name: str, arguments: Mapping[str, bool], world: World) -> str:
    some = {"power": world.powers[0], "rival": world.powers[-1], "client": world.clients[0]}
    needed = "".join(f", {argument}: {some[argument]}" for argument, must in arguments.items() if must)
    return f"{{name: {name}{needed}}}"


def _index(name: str, argument: str, found: str, known: Sequence[str]) -> int:
    if found not in known:
        kind = "client" if argument == "client" else "power"
        raise SpheresError(
            f"outcome '{name}', {argument}: no {kind} is called '{found}'{near_name(found, known)}; known: {', '.join(known)}"
        )
    return known.index(found)


def _in_region(name: str, region: str, world: World) -> Indices:
    here = np.flatnonzero(np.array(world.regions) == region)
    if not len(here):
        known = sorted(set(world.regions))
        raise SpheresError(
            f"outcome '{name}', region: no client lies in '{region}'{near_name(region, known)}; known: {', '.join(known)}"
        )
    return here


def _span(request: Request, world: World) -> Span:
    calendar = world.calendar
    first = 0 if request.from_ is None else calendar.turn(request.from_)
    last = world.turns - 1 if request.until is None else calendar.turn(request.until)
    for key, quarter, turn in (("from", request.from_, first), ("until", request.until, last)):
        if not 0 <= turn < world.turns:
            raise SpheresError(
                f"outcome '{request.name}', {key}: {quarter} lies outside the run, which goes from "
                f"{calendar.quarter(0)} to {calendar.quarter(world.turns - 1)}"
            )
    if last < first:
        raise SpheresError(f"outcome '{request.name}': until {request.until} lies before from {request.from_}")
    return Span(first, last + 1)
