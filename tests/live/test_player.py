"""The player: a thread that waits for the browser, and lets nobody outside tell it what it should not do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sim.live.player import AHEAD, SPEEDS, USUAL, Player


class Counting:
    """A desk that counts its turns up to a horizon."""

    def __init__(self, turns: int) -> None:
        self.turn, self.turns, self.asked = 0, turns, list[Mapping[str, Any]]()
        self.closed = False

    def page(self, stamp: int, playing: bool, speed: int) -> dict[str, Any]:
        return {"stamp": stamp, "playing": playing, "speed": speed, "turn": self.turn}

    def do(self, asked: Mapping[str, Any]) -> None:
        self.asked.append(asked)

    def advance(self) -> bool:
        self.turn += 1
        return self.turn < self.turns

    def attend(self, told: Callable[[], None]) -> None:
        self.told = told

    def close(self) -> None:
        self.closed = True


def until(true: Callable[[], bool]) -> None:
    """Wait, however long a busy machine takes; a hang is what the tests' own time limit is for."""
    wait = threading.Event()
    while not true():
        wait.wait(0.005)


def fast(desk: Counting, show: Callable[[Player, Mapping[str, Any]], None]) -> Player:
    player = Player(desk)
    player.attend(lambda page: show(player, page))
    player.ask({"name": "speed", "level": len(SPEEDS) - 1})
    return player


def test_it_plays_to_the_end_and_stops_there() -> None:
    desk = Counting(20)
    shown: list[Mapping[str, Any]] = []

    def show(player: Player, page: Mapping[str, Any]) -> None:
        shown.append(page)
        player.ask({"name": "drawn", "stamp": page["stamp"]})

    player = fast(desk, show)
    player.ask({"name": "play"})
    until(lambda: desk.turn == 20 and not shown[-1]["playing"])
    assert [page["turn"] for page in shown if page["playing"]] == list(range(20))


def test_a_browser_that_shows_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.live.player.PATIENCE", 3600.0)
    desk = Counting(1000)
    stamps: list[int] = []
    player = fast(desk, lambda player, page: stamps.append(page["stamp"]))
    player.ask({"name": "drawn", "stamp": stamps[-1]})
    player.ask({"name": "play"})
    until(lambda: desk.turn >= AHEAD - 1)
    threading.Event().wait(0.3)
    ahead = desk.turn
    assert ahead <= AHEAD
    player.ask({"name": "drawn", "stamp": stamps[-1]})
    until(lambda: desk.turn > ahead)
    player.ask({"name": "pause"})
    player.ask({"name": "drawn", "stamp": 10**9})


def test_playing_twice_is_playing_once() -> None:
    desk = Counting(10**9)
    player = fast(desk, lambda player, page: player.ask({"name": "drawn", "stamp": page["stamp"]}))
    before = threading.active_count()
    for _ in range(5):
        player.ask({"name": "play"})
    until(lambda: threading.active_count() <= before + 1)
    player.ask({"name": "pause"})
    until(lambda: threading.active_count() <= before)


def test_the_speed_stays_within_its_levels() -> None:
    player = Player(Counting(1))
    for asked, level in [({"by": 99}, len(SPEEDS) - 1), ({"by": -99}, 0), ({"level": USUAL}, USUAL), ({"level": "x"}, USUAL)]:
        player.ask({"name": "speed", **asked})
        assert player.shown["speed"] == level


@pytest.mark.parametrize("asked", [None, [], "play", 7, {"name": "drawn", "stamp": "x"}, {"name": "drawn"}, {}])
def test_what_makes_no_sense_is_no_harm(asked: Any) -> None:
    Player(Counting(1)).ask(asked)


def test_a_page_that_has_gone_plays_no_more() -> None:
    desk = Counting(10**9)
    player = fast(desk, lambda player, page: player.ask({"name": "drawn", "stamp": page["stamp"]}))
    player.ask({"name": "play"})
    until(lambda: desk.turn > 2)
    player.close()
    assert desk.closed
    player.ask({"name": "play"})
    player.publish()
    until(lambda: not any(thread.name.startswith("Thread") and "_loop" in thread.name for thread in threading.enumerate()))
