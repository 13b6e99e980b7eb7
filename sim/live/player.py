"""Plays a desk in a thread of its own, and hands what is to be seen to whoever shows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

SPEEDS = (0.5, 1, 2, 4, 8, 15, 30, 60)  # turns a second
USUAL = 1  # place in SPEEDS to begin with
AHEAD = 3  # turns drawn before the browser has shown the first of them
PATIENCE = 2.0  # seconds to wait for a browser that shows nothing, such as one whose tab lies behind another
_TURN = threading.Semaphore(1)  # one page of a server works out a turn at a time; clicks need not wait for more

Shown = Mapping[str, Any]


class Desk(Protocol):
    """What is played: `page` gives what is to be seen, `do` answers what was asked, `advance` plays a turn."""

    def page(self, stamp: int, playing: bool, speed: int) -> Shown: ...

    def do(self, asked: Mapping[str, Any]) -> None: ...

    def advance(self) -> bool: ...

    def attend(self, told: Callable[[], None]) -> None: ...

    def close(self) -> None: ...


class Player:
    """One page: its desk, its clock, and what it shows."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.RLock()
        self._seen = threading.Condition()
        self._show: Callable[[Shown], None] | None = None
        self._playing, self._speed, self._stamp, self._drawn, self._closed = False, USUAL, 0, 0, False
        self._run = 0
        self.shown: Shown = desk.page(0, False, USUAL)

    def attend(self, show: Callable[[Shown], None]) -> None:
        """From now on tell `show` what is to be seen."""
        self._show = show
        self._desk.attend(self.publish)

    def publish(self) -> None:
        """Show the desk as it is now."""
        with self._lock:
            if self._closed:
                return
            self._stamp += 1
            self.shown = self._desk.page(self._stamp, self._playing, self._speed)
            if self._show:
                self._show(self.shown)

    def ask(self, asked: Any) -> None:
        """What the page asks for; it comes from outside, so nothing in it is taken for granted."""
        if not isinstance(asked, dict):
            return
        name = asked.get("name")
        if name == "drawn":
            with self._seen:
                self._drawn = max(self._drawn, whole(asked.get("stamp"), 0))
                self._seen.notify_all()
            return
        with self._lock:
            if self._closed:
                return
            if name == "play":
                self._play()
            elif name == "pause":
                self._playing = False
            elif name == "speed":
                wanted = whole(asked.get("level"), self._speed) + whole(asked.get("by"), 0)
                self._speed = min(max(wanted, 0), len(SPEEDS) - 1)
            else:
                if name in ("step", "go"):
                    self._playing = False
                self._desk.do(asked)
            self.publish()

    def close(self) -> None:
        """The page has gone."""
        with self._lock:  # not in the middle of a turn
            self._playing, self._closed = False, True
            self._desk.close()

    def _play(self) -> None:
        self._playing = True
        self._run += 1
        threading.Thread(target=self._loop, args=(self._run,), daemon=True).start()

    def _loop(self, run: int) -> None:
        """Turn after turn until paused, at the horizon, or where the desk wants to be looked at."""
        due = time.monotonic()
        while True:
            with _TURN, self._lock:
                if not self._playing or run != self._run:
                    return
                self._playing = self._desk.advance()
                self.publish()
                wanted = self._stamp - AHEAD
            with self._seen:
                self._seen.wait_for(lambda limit=wanted: self._drawn >= limit, PATIENCE)  # type: ignore[misc]
            due = max(due + 1 / SPEEDS[self._speed], time.monotonic() + 0.002)
            time.sleep(max(0.0, due - time.monotonic()))


def whole(value: Any, otherwise: int) -> int:
    """A whole number that came from outside."""
    return value if isinstance(value, int) else otherwise
