"""Means have no unit of their own: counted in another, they make the same history.

Let capability be counted in units k times as small. Whatever is declared in the unit "capability" becomes k times as large a
number, whatever is declared per capability 1/k times, and all else stays as it is; then every history must be the same, its flows
and efforts k times as large. That holds only if each equation is homogeneous in capability and each declared unit is the true
one: a parameter that lacks a "per capability" is found out. Doubling changes no digit, so that nothing is lost to rounding.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.core.symbols import SYMBOLS
from sim.core.world import DoctrineRole, Params, State, World
from sim.doctrines import DOCTRINES
from sim.engine import simulate
from sim.mechanisms import MECHANISMS
from tests.closeness import close
from tests.known.test_invariants import random_world
from tests.worlds import all_in_use, lively_world

ROUNDED = 1e-9
UNITS = {name: symbol.unit for name, symbol in SYMBOLS.items()} | {
    (one.name if one.axes else f"{mechanism.name}.{one.name}"): one.unit
    for mechanism in MECHANISMS.values() for one in mechanism.parameters
}  # fmt: skip


def power_of(unit: str) -> int:
    """How often capability is counted in a unit: 1, -1 where it is what is divided by, 0."""
    return (unit == "capability") - len(re.findall(r"\bper capability\b", unit))


def in_units(world: World, k: float) -> World:
    """The same world, its capability counted in units k times as small."""

    def scaled(name: str, array: np.ndarray) -> np.ndarray:
        return array * k ** power_of(UNITS[name])

    def of_role(role: DoctrineRole) -> DoctrineRole:
        units = {one.name: one.unit for one in DOCTRINES[role.name].parameters}
        return replace(role, parameters={n: array * k ** power_of(units[n]) for n, array in role.parameters.items()})

    return replace(
        world,
        params=Params({name: scaled(name, array) for name, array in world.params.items()}),
        opening=State(**{name: scaled(name, array) for name, array in world.opening.items()}),
        doctrines=tuple(map(of_role, world.doctrines)),
    )


WORLDS: dict[str, Callable[[], World]] = {
    "prudent": lambda: lively_world(4, 9, 12),
    "each its doctrine": lambda: lively_world(4, 9, 12, doctrines=["tit_for_tat", "grim_trigger", "opportunist", "diversionary"]),
    "all in use": lambda: lively_world(
        4, 9, 12, doctrines=["prudent", "realist", "tit_for_tat", "exclusion"], params=all_in_use(0.2) | {"summit.norm_cost": 0.0}
    ),
}


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
@pytest.mark.parametrize("k", [2.0, 0.125])
def test_means_counted_in_another_unit_make_the_same_history(world: Callable[[], World], k: float) -> None:
    assert {"deal", "fall", "force"} <= kinds_in_units(world(), k)


@pytest.mark.parametrize("seed", range(16))
def test_and_so_they_do_wherever_parameters_stand(seed: int) -> None:
    kinds_in_units(random_world(seed), 2.0)


def kinds_in_units(world: World, k: float) -> set[str]:
    """What happened in a world, which must happen as well where its capability is counted in units k times as small."""
    here = simulate(world, seed=4, replicates=range(40))
    there = simulate(in_units(world, k), seed=4, replicates=range(40))
    assert here.happenings.kind.tolist() == there.happenings.kind.tolist()
    for column in ("turn", "replicate", "power", "rival", "client"):
        assert (getattr(here.happenings, column) == getattr(there.happenings, column)).all(), column
    close(there.alignment, here.alignment, abs=ROUNDED, what="alignment")
    for name, array in here.final.items():
        close(getattr(there.final, name), array * k ** power_of(UNITS[name]), abs=ROUNDED, rel=ROUNDED, what=name)
    return set(here.happenings.kind.tolist())


def test_another_budget_without_another_unit_is_another_history() -> None:
    """What the check rests on: means alone are not without effect."""
    richer = lively_world(4, 9, 12)
    richer = replace(richer, params=richer.params.replaced({"capability": 2.0 * richer.params.capability}))
    one, other = (simulate(world, seed=4, replicates=range(5)).alignment for world in (lively_world(4, 9, 12), richer))
    assert np.abs(one - other).max() > 0.01
