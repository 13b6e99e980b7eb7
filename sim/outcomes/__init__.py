"""Outcomes: what a history comes to, as one number a replicate. One family of outcomes a file.

An outcome is a pure function of a run (as a `Reading`) and of what is asked (`Asked`): whom, where, and in which
span of turns. A module of this package registers its functions with `@outcome(...)`; those that follow from a
recorded series are made from the registry of series, in `recorded`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Literal

import numpy as np

from sim.core.axes import Array
from sim.core.errors import SpheresError
from sim.core.registry import Registry
from sim.core.request import Request
from sim.core.world import World
from sim.engine import Run
from sim.outcomes.asking import ARGUMENTS, Asked, resolve
from sim.outcomes.reading import Reading

Rule = Callable[[Reading, Asked], Array]
Each = Literal["", "power", "dyad", "pair"]

MOST_DEFAULTS = 250  # columns; families of outcomes that would go beyond are left out


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome.

    requires, accepts   which of power, rival, client, region it must have, and may have besides
    low, high           inclusive range of its values, in `unit`
    rule                (reading, asked) -> (r,) numbers; what a frozen replicate gets does not matter
    each                for whom it is measured unasked: each power, each ordered pair of powers with claims
                        (dyad), each unordered one (pair); one that requires nothing and no cubes is measured once for all too
    cubes               (p, c) symbols that the run must have kept for it
    """

    name: str
    unit: str
    low: float
    high: float
    meaning: str
    rule: Rule
    requires: tuple[str, ...]
    accepts: tuple[str, ...]
    each: Each
    cubes: tuple[str, ...]

    @property
    def arguments(self) -> dict[str, bool]:
        """What it takes -> whether it must be given."""
        return {name: name in self.requires for name in ARGUMENTS if name in self.requires + self.accepts}


OUTCOMES: Registry[Outcome] = Registry("outcome", "sim.outcomes")


def outcome(
    name: str, *, unit: str, low: float, high: float, meaning: str, requires: Sequence[str] = (),
    accepts: Sequence[str] = (), each: Each = "", cubes: Sequence[str] = (),
) -> Callable[[Rule], Rule]:  # fmt: skip
    """Register the decorated rule as an outcome; the arguments are the fields of `Outcome`."""

    def register(rule: Rule) -> Rule:
        made = Outcome(name, unit, low, high, meaning, rule, tuple(requires), tuple(accepts), each, tuple(cubes))
        if unknown := [argument for argument in (*requires, *accepts) if argument not in ARGUMENTS]:
            raise SpheresError(f"outcome '{name}' takes {unknown}; an outcome may take: {', '.join(ARGUMENTS)}")
        OUTCOMES.add(name, made)
        return rule

    return register


def measure(run: Run, requests: Iterable[Request]) -> dict[str, Array]:
    """Each request's key -> (r,) numbers, NaN where the replicate was frozen.

    SpheresError for a request that does not fit its outcome or the world.
    """
    reading = Reading(run)
    measured: dict[str, Array] = {}
    # What a frozen replicate left behind may be no number; it is struck out below and need not warn as well.
    with np.errstate(invalid="ignore", over="ignore"):
        for request in requests:
            one = OUTCOMES[request.name]
            values = np.array(one.rule(reading, resolve(request, one.arguments, reading)), dtype=np.float64)
            values[~run.sound] = np.nan
            measured[request.key] = values
    return measured


def default_requests(world: World) -> list[Request]:
    """What is measured of every run unasked: what requires nothing (and no cubes), then powers, pairs and dyads one by one.

    A family (all powers, all pairs, all dyads) with which there would be more than MOST_DEFAULTS is left out.
    """
    with_claims = [world.powers[p] for p in np.flatnonzero((world.params.claim[0] > 0.0).any(axis=1))]
    actors: dict[Each, list[dict[str, str]]] = {
        "power": [{"power": power} for power in world.powers],
        "pair": [{"power": p, "rival": q} for p, q in combinations(with_claims, 2)],
        "dyad": [{"power": p, "rival": q} for p, q in permutations(with_claims, 2)],
    }
    chosen = [Request(one.name) for one in OUTCOMES.values() if not one.requires and not one.cubes]
    for each, whom in actors.items():
        family = [Request(one.name, **who) for one in OUTCOMES.values() if one.each == each for who in whom]
        if len(chosen) + len(family) <= MOST_DEFAULTS:
            chosen += family
    return chosen


def known_outcomes() -> dict[str, dict[str, bool]]:
    """Name of each outcome -> the arguments it takes, each with whether it must be given."""
    return {name: one.arguments for name, one in OUTCOMES.items()}


def needed_cubes(requests: Iterable[Request]) -> tuple[str, ...]:
    """The (p, c) symbols that `simulate` must keep for these requests, for its argument `cubes`."""
    return tuple(sorted({cube for request in requests for cube in OUTCOMES[request.name].cubes}))
