"""What is counted of what happened: force, the exclusion ladder, regimes."""

from __future__ import annotations

from typing import Any

import pytest

from sim.core.world import TimelineEvent
from sim.engine import simulate
from tests.outcomes.crafted import crafted, one
from tests.worlds import small_world

WORLD = small_world(2, 4, 8)


def event(kind: str, turn: int, power: int = -1, client: int = -1, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "turn": turn, "power": power, "client": client, **more}


HAPPENED = [
    event("force", 0, 0, 1, detail="swift"),
    event("force", 2, 1, 0, detail="war"),
    event("force", 5, 0, 3, detail="war"),
    event("war_end", 4, 1, 0, detail="victory"),
    event("war_end", 7, 0, 3, detail="frozen"),
    event("warning", 1, 0, 1, amount=1.0),
    event("warning", 2, 0, 3, amount=1.0),
    event("sanction", 3, 0, 1, amount=2.0),
    event("denial", 4, 0, 1, amount=3.0),
    event("fall", 3, 1, 2),
    event("fall", 6, 0, 2, replicate=1),
    event("force", 6, 0, 2, detail="swift", replicate=1),
]
RUN = crafted(WORLD, replicates=(0, 1), happened=HAPPENED)


@pytest.mark.parametrize(
    ("name", "asked", "expected"),
    [
        ("force_used", {}, [3.0, 1.0]),
        ("force_used", {"power": "P0"}, [2.0, 1.0]),
        ("force_used", {"power": "P0", "client": "C3"}, [1.0, 0.0]),
        ("force_used", {"region": "region 0"}, [1.0, 1.0]),
        ("force_used", {"from_": "2008-Q2", "until": "2009-Q1"}, [1.0, 0.0]),
        ("force_swift", {}, [1.0, 1.0]),
        ("wars_begun", {"power": "P1"}, [1.0, 0.0]),
        ("wars_won", {}, [1.0, 0.0]),
        ("wars_frozen", {"client": "C3"}, [1.0, 0.0]),
        ("warnings", {}, [2.0, 0.0]),
        ("sanctions_begun", {"power": "P0"}, [1.0, 0.0]),
        ("denials", {"power": "P1"}, [0.0, 0.0]),
        ("regime_falls", {}, [1.0, 1.0]),
        ("regime_falls", {"region": "region 1"}, [0.0, 0.0]),
        ("falls_from", {"power": "P1"}, [1.0, 0.0]),
        ("falls_from", {"power": "P0", "client": "C2"}, [0.0, 1.0]),
    ],
)
def test_counts(name: str, asked: dict[str, str], expected: list[float]) -> None:
    assert one(RUN, name, **asked) == expected


def test_rows_are_found_whatever_the_order_of_the_replicates() -> None:
    run = crafted(WORLD, replicates=(7, 3), happened=[event("fall", 1, 0, 0, replicate=3)])
    assert one(run, "regime_falls") == [0.0, 1.0]


def test_frozen_share_is_of_turns_with_any_frozen_conflict() -> None:
    run = crafted(WORLD, series={"frozen_conflicts": [[0, 0, 0, 1, 2, 1, 0, 0, 0]]})
    assert one(run, "frozen_share") == [3 / 8]
    assert one(run, "frozen_conflicts") == [0.5]


@pytest.mark.parametrize(("client", "expected"), [("C0", [0.0, 1.0]), ("C1", [0.0, 1.0]), ("C2", [0.0, 0.0]), ("C3", [1.0, 1.0])])
def test_a_regime_survives_neither_fall_nor_removal_but_a_war_that_is_not_won(client: str, expected: list[float]) -> None:
    assert one(RUN, "regime_survives", client=client) == expected


def test_a_regime_survives_a_span_without_its_end() -> None:
    assert one(RUN, "regime_survives", client="C2", until="2008-Q3") == [1.0, 1.0]
    assert one(RUN, "regime_survives", client="C2", from_="2009-Q1") == [1.0, 0.0]


def test_what_the_timeline_brings_about_counts_as_what_it_came_to() -> None:
    timeline = (
        TimelineEvent("regime_change", "a", "Squares fill", {"power": 0, "client": 1}, at=2),
        TimelineEvent("use_of_force", "b", "", {"power": 0, "client": 2, "outcome": "swift"}, at=3),
        TimelineEvent("use_of_force", "c", "Troops", {"power": 0, "client": 3, "outcome": "war"}, at=3),
        TimelineEvent("offer", "d", "Offer", {"power": 0, "rival": 1, "gives": (1,), "gets": (0,)}, at=4),
        TimelineEvent("accord", "e", "Accord", {"power": 0, "rival": 1, "gives": (1,), "gets": (0,)}, at=5),
    )
    off, generous = ("force", "upheaval", "summit"), {"disagreement": -5.0}
    run = simulate(small_world(2, 4, 8, off=off, timeline=timeline, params=generous), seed=1, replicates=range(2))
    assert one(run, "regime_falls") == one(run, "deals") == [1.0, 1.0]
    assert one(run, "force_used") == [2.0, 2.0]
    assert one(run, "force_swift") == one(run, "wars_begun") == [1.0, 1.0]
    assert [one(run, "regime_survives", client=f"C{c}")[0] for c in range(4)] == [1.0, 0.0, 0.0, 1.0]


def test_a_regime_does_not_survive_what_the_timeline_brings() -> None:
    timeline = (
        TimelineEvent("regime_change", "a", "Squares fill", {"client": 1}, at=2),
        TimelineEvent("use_of_force", "b", "", {"power": 0, "client": 2, "outcome": "swift"}, at=3),
        TimelineEvent("use_of_force", "c", "Troops", {"power": 0, "client": 3, "outcome": "war"}, at=3),
    )
    happened = [
        event("event", 2, client=1, detail="Squares fill"),
        event("event", 3, 0, 2, detail="use_of_force"),
        event("event", 3, 0, 3, detail="Troops"),
    ]
    run = crafted(small_world(2, 4, 8, timeline=timeline), happened=happened)
    assert [one(run, "regime_survives", client=f"C{c}")[0] for c in range(4)] == [1.0, 0.0, 0.0, 1.0]
    assert one(run, "regime_falls") == one(run, "force_used") == [0.0]
