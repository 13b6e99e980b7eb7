"""How far what was found lies from what theory says: refused where it is too far, and kept for docs/verification.md."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(slots=True)
class Told:
    """Of one test: how many times it compared, its worst error, and what was allowed there."""

    cases: int = 0
    error: float = 0.0
    allowed: float = 1.0

    def add(self, error: float, allowed: float) -> None:
        if self.cases == 0 or error * self.allowed > self.error * allowed:
            self.error, self.allowed = error, allowed
        self.cases += 1


TOLD: dict[str, Told] = {}  # id of a test -> what it told


def close(found: ArrayLike, expected: ArrayLike, *, abs: float = 0.0, rel: float = 0.0, what: str = "") -> None:
    """Assert |found - expected| <= abs + rel |expected| everywhere, the shapes being the same or one of them a number."""
    one, other = np.asarray(found, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    assert one.shape == other.shape or 1 in (one.size, other.size), f"{what} shapes {one.shape} and {other.shape}"
    error, allowed = np.broadcast_arrays(np.abs(one - other), abs + rel * np.abs(other))
    assert error.size, f"{what} nothing was compared"
    worst = np.unravel_index(np.argmax(error / np.maximum(allowed, np.finfo(float).tiny)), error.shape)
    place = f"at {tuple(map(int, worst))}" if error.ndim else "in all"
    assert (error <= allowed).all(), f"{what} off by {error[worst]:.3g}, allowed {allowed[worst]:.3g} {place}"
    TOLD.setdefault(running(), Told()).add(float(error[worst]), float(allowed[worst]))


def running() -> str:
    """The id of the test that runs now."""
    return os.environ.get("PYTEST_CURRENT_TEST", "no test").rpartition(" ")[0]
