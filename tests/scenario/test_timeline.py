"""Entries of the timeline: turns, indices, and keys that keep an entry's luck through the variants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.core.world import Condition, TimelineEvent
from sim.scenario import build

Read = Callable[..., Any]
ENTRY = "{event: arms_deal, at: 2000-Q3, power: AAA, client: XXX, amount: 0.1, label: A deal}"


def timeline(read: Read, small: str, *entries: str) -> tuple[TimelineEvent, ...]:
    assert ENTRY in small
    found: tuple[TimelineEvent, ...] = build(read(small.replace(f"  - {ENTRY}", "\n".join(f"  - {e}" for e in entries)))).timeline
    return found


def test_a_dated_event(read: Read) -> None:
    (event,) = build(read()).timeline
    assert event == TimelineEvent(
        event="arms_deal", key="timeline:arms_deal:A deal", label="A deal", at=2,
        arguments={"power": 0, "client": 0, "amount": 0.1},
    )  # fmt: skip


def test_an_event_by_chance(read: Read, small: str) -> None:
    (event,) = timeline(read, small, "{event: regime_change, client: YYY, rate: 0.01, from: 2000-Q2, until: 2001-Q4}")
    assert (event.rate, event.first, event.last, event.at, event.once) == (0.01, 1, 7, None, False)
    assert event.arguments == {"client": 1, "power": None}
    assert event.key == "timeline:regime_change:client=YYY,power=None,from=2000-Q2,until=2001-Q4"


@pytest.mark.parametrize(
    ("when", "condition"),
    [
        ("{symbol: grievance, power: BBB, rival: AAA, above: 2}", Condition("grievance", (1, 0), above=2.0)),
        ("{symbol: alignment, power: AAA, client: YYY, below: 0.1}", Condition("alignment", (0, 1), below=0.1)),
        ("{symbol: unrest, client: ZZZ, above: 0.5}", Condition("unrest", (0, 2), above=0.5)),
        ("{symbol: legitimacy, power: BBB, below: 0.2}", Condition("legitimacy", (1, 0), below=0.2)),
        ("{symbol: norm, below: 0.5}", Condition("norm", (0, 0), below=0.5)),
        ("{symbol: deference, power: AAA, rival: BBB, client: ZZZ, above: 0}", Condition("deference", (0, 1, 2), above=0.0)),
    ],
)  # fmt: skip
def test_an_event_on_a_condition(read: Read, small: str, when: str, condition: Condition) -> None:
    (event,) = timeline(read, small, f"{{event: norm_shock, amount: 0.1, when: {when}, once: true}}")
    assert event.condition == condition
    assert event.once


def test_every_kind_of_argument(read: Read, small: str) -> None:
    use, accord, change = timeline(
        read, small,
        "{event: recognition, at: 2000-Q1, power: BBB, client: ZZZ}",
        "{event: accord, at: 2000-Q1, power: BBB, rival: AAA, gives: [ZZZ, XXX], gets: []}",
        "{event: set, at: 2000-Q1, path: powers.BBB.salience.ZZZ, value: 0.5}",
    )  # fmt: skip
    assert use.arguments == {"power": 1, "client": 2, "level": 1.0}
    assert accord.arguments == {"power": 1, "rival": 0, "gives": (2, 0), "gets": ()}
    assert change.arguments == {"path": ("salience", (1, 2)), "value": 0.5}


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("mechanisms.summit.rate", ("summit.rate", (0, 0))),
        ("powers.BBB.patience", ("patience", (1, 0))),
        ("clients.YYY.insecurity", ("insecurity", (0, 1))),
        ("powers.AAA.capability", ("capability", (0, 0))),
    ],
)
def test_paths_that_an_event_may_change(read: Read, small: str, path: str, target: object) -> None:
    (event,) = timeline(read, small, f"{{event: set, at: 2000-Q1, path: {path}, value: 0.5}}")
    assert event.arguments["path"] == target


def test_keys_do_not_depend_on_place_size_or_chance(read: Read, small: str) -> None:
    first = "{event: regime_change, client: YYY, rate: 0.01}"
    alone = timeline(read, small, first)[0].key
    assert timeline(read, small, ENTRY, first.replace("0.01", "0.5"))[1].key == alone
    bigger = timeline(read, small, ENTRY.replace("0.1", "0.9"))[0].key
    assert bigger == timeline(read, small, ENTRY)[0].key


def test_entries_that_say_the_same_are_numbered(read: Read, small: str) -> None:
    keys = [event.key for event in timeline(read, small, ENTRY, ENTRY, ENTRY)]
    assert keys == ["timeline:arms_deal:A deal", "timeline:arms_deal:A deal#2", "timeline:arms_deal:A deal#3"]


def test_different_entries_have_different_keys(read: Read, small: str) -> None:
    events = timeline(
        read, small,
        "{event: regime_change, client: YYY, rate: 0.01}", "{event: regime_change, client: ZZZ, rate: 0.01}",
        "{event: regime_change, client: YYY, rate: 0.01, from: 2000-Q3}", "{event: regime_change, client: YYY, at: 2000-Q3}",
    )  # fmt: skip
    assert len({event.key for event in events}) == 4
