"""Bargains, from what is recorded of their signing and their end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.core.request import Request
from sim.engine import simulate
from sim.outcomes import measure
from tests.outcomes.crafted import crafted, one
from tests.worlds import lively_world, small_world

WORLD = small_world(3, 4, 10)


def deal(turn: int, p: int, q: int, gains: tuple[float, float], replicate: int = 0) -> list[dict[str, Any]]:
    """As it is recorded: a row for each side, the power that is listed first on top."""
    sides = ((p, q, gains[0], "first"), (q, p, gains[1], "second"))
    return [
        {"kind": "deal", "turn": turn, "power": a, "rival": b, "amount": gain, "detail": side, "replicate": replicate}
        for a, b, gain, side in sides
    ]


def concession(turn: int, p: int, q: int, client: int, share: float) -> dict[str, Any]:
    return {"kind": "concession", "turn": turn, "power": p, "rival": q, "client": client, "amount": share}


def breach(turn: int, breaker: int, victim: int, age: int) -> dict[str, Any]:
    return {"kind": "breach", "turn": turn, "power": breaker, "rival": victim, "amount": float(age)}


HAPPENED = [
    *deal(1, 0, 1, (0.1, 0.3)),
    concession(1, 0, 1, 1, 0.5),
    concession(1, 1, 0, 0, 1.0),
    *deal(2, 1, 2, (0.2, 0.2)),
    concession(2, 1, 2, 2, 0.25),
    breach(4, 1, 0, 3),
    *deal(6, 0, 1, (0.1, 0.1)),
    concession(6, 0, 1, 1, 0.75),
    breach(8, 1, 2, 6),
    breach(8, 2, 1, 6),
    *deal(3, 0, 2, (0.4, 0.0), replicate=1),
]
RUN = crafted(WORLD, replicates=(0, 1, 2), happened=HAPPENED)
ALL: dict[str, str] = {}
PAIR, TURNED, POWER = {"power": "P0", "rival": "P1"}, {"power": "P1", "rival": "P0"}, {"power": "P2"}


@pytest.mark.parametrize(
    ("name", "asked", "expected"),
    [
        ("deals", ALL, [3.0, 1.0, 0.0]),
        ("deals", PAIR, [2.0, 0.0, 0.0]),
        ("deals", TURNED, [2.0, 0.0, 0.0]),
        ("deals", POWER, [1.0, 1.0, 0.0]),
        ("deal_reached", PAIR, [1.0, 0.0, 0.0]),
        ("turns_to_deal", ALL, [1.0, 3.0, 10.0]),
        ("turns_to_deal", PAIR | {"from_": "2008-Q4", "until": "2009-Q4"}, [3.0, 5.0, 5.0]),
        ("breaches", ALL, [2.0, 0.0, 0.0]),
        ("breaches", PAIR, [1.0, 0.0, 0.0]),
        ("breaches", POWER, [1.0, 0.0, 0.0]),
        ("broken_by", {"power": "P1"}, [2.0, 0.0, 0.0]),
        ("broken_by", PAIR, [0.0, 0.0, 0.0]),
        ("broken_by", TURNED, [1.0, 0.0, 0.0]),
        ("deal_kept", PAIR, [0.5, 0.0, 0.0]),
        ("deal_kept", {"power": "P1", "rival": "P2"}, [0.0, 0.0, 0.0]),
        ("deal_kept", {"power": "P1", "rival": "P2", "until": "2009-Q4"}, [1.0, 0.0, 0.0]),
        ("deal_kept", ALL, [1 / 3, 1.0, 0.0]),
        ("concessions", ALL, [2.5, 0.0, 0.0]),
        ("concessions", {"power": "P0"}, [1.25, 0.0, 0.0]),
        ("concessions", {"power": "P1", "client": "C2"}, [0.25, 0.0, 0.0]),
        ("concession_of", {"client": "C1"}, [0.75, 0.0, 0.0]),
        ("concession_of", {"client": "C1", "until": "2008-Q3"}, [0.5, 0.0, 0.0]),
        ("concession_of", {"client": "C0", "power": "P0"}, [0.0, 0.0, 0.0]),
        ("surplus", ALL, [1.0, 0.4, 0.0]),
        ("surplus", PAIR, [0.6, 0.0, 0.0]),
        ("surplus", TURNED, [0.6, 0.0, 0.0]),
        ("surplus", POWER, [0.4, 0.4, 0.0]),
        ("surplus_share", PAIR, [1 / 3, 0.5, 0.5]),
        ("surplus_share", TURNED, [2 / 3, 0.5, 0.5]),
        ("surplus_share", {"power": "P2", "rival": "P0"}, [0.5, 0.0, 0.5]),
    ],
)
def test_bargains(name: str, asked: dict[str, str], expected: list[float]) -> None:
    assert one(RUN, name, **asked) == pytest.approx(expected)


def test_the_breach_of_an_accord_breaks_no_deal_that_was_signed() -> None:
    happened = [breach(3, 0, 1, 3), *deal(5, 0, 1, (0.1, 0.1))]  # the accord was of turn 0
    run = crafted(WORLD, happened=happened)
    assert one(run, "breaches") == [1.0]
    assert one(run, "deal_kept") == [1.0]


def test_a_nash_bargain_lies_at_the_nash_point_and_an_ultimatum_beside_it() -> None:
    eager = {"summit.rate": 1.0}
    apart = {}
    for protocol in ("nash", "ultimatum"):
        world = lively_world(turns=8, params=eager, options={"summit": {"protocol": protocol}})
        run = simulate(world, seed=3, replicates=range(6))
        values = measure(run, [Request("nash_distance"), Request("issues_linked"), Request("deals")])
        assert np.all(values["deals"] > 0.0)
        assert np.all(values["issues_linked"] >= 1.0)
        apart[protocol] = values["nash_distance"]
    assert np.all(apart["nash"] == 0.0)
    assert np.all(apart["ultimatum"] > 0.0)
