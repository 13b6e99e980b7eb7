"""Whom long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, float, float], None]
"""Told the pieces done and in all (earlier sessions' included), replicates a second, seconds left."""
Steps = Callable[[str, int, int], None]
"""Told the name of the step that begins, the steps done and in all."""


def unwatched(done: int, total: int, rate: float, left: float) -> None:
    """Where nobody asked to be told."""
