"""Names do not matter: powers and clients in another order, with their luck, make the same history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from sim.core.axes import Array
from sim.core.world import World
from sim.engine import simulate
from tests.closeness import close
from tests.known.relabelling import Order, drawn, played
from tests.known.test_invariants import random_world
from tests.worlds import AWAKE, all_in_use, lively_world, small_world

R = range(30)
ROUNDED = 9  # sums in another order differ in their last bits

WORLDS: dict[str, Callable[[], World]] = {
    "prudent": lambda: lively_world(4, 9, 10),
    "each its doctrine": lambda: lively_world(
        4, 9, 10, doctrines=["tit_for_tat", "generous_tit_for_tat", "opportunist", "tit_for_tat"]
    ),
    "grudges": lambda: lively_world(3, 7, 10, doctrines=["grim_trigger", "win_stay_lose_shift", "diversionary"]),
    "quarrels": lambda: lively_world(
        4,
        9,
        10,
        doctrines=["realist", "realist", "prudent", "diversionary"],
        params={
            "linkage": 0.5,
            "announced": 0.5,
            "regime_fear": 1.0,
            "vulnerability": [[0.5], [1.0], [2.0], [1.0]],
            "doctrine.coercion": 1.0,
            "alignment.opposition_weight": 1.0,
            "hostility_payoff": 0.05,
            "inducement": 0.3,
        },
    ),
    "go-betweens": lambda: lively_world(
        4, 9, 10, params={"brokerage": 1.0, "summit.rate": 0.1}, opening={"trust": 0.2 + 0.7 * np.eye(4)[::-1]}
    ),
    "precedents": lambda: lively_world(4, 9, 10, params=AWAKE["precedent"] | {"summit.rate": 0.5}),
    "all in use": lambda: lively_world(
        4, 9, 10, doctrines=["prudent", "realist", "tit_for_tat", "exclusion"], params=all_in_use(0.2) | {"summit.norm_cost": 0.0}
    ),
    "rubinstein": lambda: lively_world(4, 9, 10, options={"summit": {"protocol": "rubinstein", "delivery": "sequential"}}),
    "ultimatums by region": lambda: lively_world(4, 9, 10, options={"summit": {"protocol": "ultimatum", "linkage": False}}),
}


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
@pytest.mark.parametrize("seed", [1, 2])
def test_another_order_makes_the_same_history(world: Callable[[], World], seed: int) -> None:
    assert {"deal", "breach", "fall", "force"} <= kinds_in_another_order(world(), seed)


@pytest.mark.parametrize("seed", range(12))
def test_and_so_it_does_wherever_parameters_stand(seed: int) -> None:
    """But at their ends, where two may be exactly alike: then the first listed counts as the greater."""
    assert kinds_in_another_order(random_world(seed, ends=0.0), seed)


def kinds_in_another_order(here: World, seed: int) -> set[str]:
    """What happened in a world, which in another order of powers and clients must happen as well."""
    random = np.random.default_rng(seed)
    order = Order(random.permutation(len(here.powers)).tolist(), random.permutation(len(here.clients)).tolist())
    luck = drawn(here, R)
    kinds: set[str] = set()
    turns = zip(played(here, luck, R), played(order.of_world(here), [order.of_luck(now) for now in luck], R), strict=True)
    for (state, happened), (relabelled, there) in turns:
        for name, array in order.of_state(state).items():
            close(getattr(relabelled, name), array, abs=10.0**-ROUNDED, rel=10.0**-ROUNDED, what=name)
        assert told(map(order.of_happening, happened)) == told(there)
        kinds |= {str(row[0]) for row in happened}
    return kinds


def told(rows: Iterable[tuple[Any, ...]]) -> list[tuple[object, ...]]:
    """Rows in an order of their own; which of a pair is named first is a matter of listing."""
    found = []
    for kind, r, power, rival, client, amount, detail in rows:
        pair = sorted((power, rival)) if kind == "nash_distance" else (power, rival)
        found.append((kind, r, *pair, client, round(amount, ROUNDED - 2), "" if kind == "deal" else detail))
    return sorted(found)


def symmetric_world(turns: int = 12) -> World:
    """Two powers alike, on a ring of six clients that is the same seen from either: c looks to the one as 1 - c
    to the other. The first claims 0 and 3, the second 1 and 4."""
    return lively_world(2, 6, turns, seed=None)


MIRROR = Order([1, 0], [1, 0, 5, 4, 3, 2])


def test_the_symmetric_world_is_its_own_mirror_image() -> None:
    world, mirrored = symmetric_world(), MIRROR.of_world(symmetric_world())
    for name, array in world.params.items():
        assert (mirrored.params[name] == array).all(), name
    for name, array in world.opening.items():
        assert (getattr(mirrored.opening, name) == array).all(), name


def test_in_a_symmetric_world_swapped_luck_swaps_fates() -> None:
    world = symmetric_world()
    luck = drawn(world, R)
    swapped = [MIRROR.of_luck(now) for now in luck]
    for (state, _), (other, _) in zip(played(world, luck, R), played(world, swapped, R), strict=True):
        for name, array in MIRROR.of_state(state).items():
            close(getattr(other, name), array, abs=10.0**-ROUNDED, rel=10.0**-ROUNDED, what=name)


@pytest.mark.parametrize("powers", [3, 4, 5])
@pytest.mark.parametrize("awake", ["precedent", "forbearance", "reputation", "elites"])
def test_many_powers_alike_are_exchangeable(powers: int, awake: str) -> None:
    """A round world: power p claims the clients p and P + p of a ring of 2 P. A turn of it by one leaves it as it was, and luck
    that is turned with it turns every fate by one: nobody is the first, the last, or the favourite of a tie."""
    clients = 2 * powers
    claim = (np.arange(clients) % powers == np.arange(powers)[:, None]) * 1.0
    params = dict(AWAKE[awake]) | {"claim": claim, "salience": 0.1 + 0.4 * claim, "reach": 0.4 + 0.4 * claim, "summit.rate": 0.5}
    opening = {"alignment": 0.5 / powers * (1.0 - claim) + 0.4 * claim, "belief": 0.5 * (1.0 - np.eye(powers))}
    world = lively_world(powers, clients, 10, seed=None, params=params, opening=opening)
    turned = Order([*range(1, powers), 0], [*range(1, clients), 0])
    for name, array in turned.of_world(world).params.items():
        assert (world.params[name] == array).all(), name
    luck = drawn(world, R)
    other_luck = [turned.of_luck(now) for now in luck]
    kinds = set()
    for (state, told_here), (other, _) in zip(played(world, luck, R), played(world, other_luck, R), strict=True):
        for name, array in turned.of_state(state).items():
            close(getattr(other, name), array, abs=10.0**-ROUNDED, rel=10.0**-ROUNDED, what=name)
        kinds |= {row[0] for row in told_here}
    assert {"deal", "fall"} <= kinds


def test_a_symmetric_world_gives_symmetric_distributions() -> None:
    run = simulate(symmetric_world(), seed=21, replicates=range(1500))
    series = run.series

    def differs(one: Array, other: Array) -> float:
        """Mean difference in standard errors."""
        gap = one - other
        return float(abs(gap.mean()) / (gap.std() / np.sqrt(len(gap)) + 1e-15))

    for name in ("influence", "home_spend", "contest_spend", "legitimacy", "wars", "utility", "attention"):
        end = series[name][:, -1]
        assert differs(end[:, 0], end[:, 1]) < 4.5, name
    for name in ("pressure", "grievance", "trust", "felt", "breach", "deference"):
        end = series[name][:, -1]
        assert differs(end[:, 0, 1], end[:, 1, 0]) < 4.5, name
    falls = run.happenings.where("fall")
    counts = np.bincount(falls.client, minlength=6)
    for c in (0, 2, 3):
        assert abs(counts[c] - counts[(1 - c) % 6]) < 5 * np.sqrt(counts[c] + counts[(1 - c) % 6])
    assert differs(series["influence"][:, -1, 0], series["influence"][:, 0, 0]) > 4.5  # the measure can tell


def test_an_uneven_world_is_not_symmetric() -> None:
    uneven = small_world(2, 6, 12, seed=None, params={"capability": [[1.0], [0.3]]})
    end = simulate(uneven, seed=21, replicates=range(300)).series["influence"][:, -1]
    assert end[:, 0].mean() > end[:, 1].mean() + 0.2
