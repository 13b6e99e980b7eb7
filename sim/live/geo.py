"""Where things stand on the page: a map projection, coasts, and discs moved apart so that none covers another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.core.axes import Array
from sim.reports.coasts import coast_lines, projected

Place = tuple[float, float]  # latitude, longitude in degrees
WIDTH, HEIGHT = 1000.0, 500.0  # of every map and network, in the drawing's own units


@cache
def coasts() -> str:
    """The world's coasts as an SVG path in the projection's own units."""
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) + "Z" for line in coast_lines())


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the map: drawing = scale · projected + offset."""

    scale: float
    dx: float
    dy: float

    def at(self, place: Place) -> tuple[float, float]:
        x, y = projected(*place)
        return self.scale * x + self.dx, self.scale * y + self.dy

    @property
    def transform(self) -> str:
        return f"translate({self.dx:.2f} {self.dy:.2f}) scale({self.scale:.4f})"


def window(places: Sequence[Place], margin: float = 52.0) -> Window:
    """The part of the map that holds all these places, a margin around them."""
    points = np.array([projected(*place) for place in places])
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.maximum(high - low, 4.0)
    scale = float(min((WIDTH - 2 * margin) / size[0], (HEIGHT - 2 * margin) / size[1]))
    middle = (low + high) / 2
    return Window(scale, WIDTH / 2 - scale * float(middle[0]), HEIGHT / 2 - scale * float(middle[1]))


def apart(wanted: Array, radii: Array, rounds: int = 400, gap: float = 2.0) -> Array:
    """Places near the wanted ones, (n, 2), where discs of these radii, (n,), keep clear of each other and of the edge.

    Overlapping discs push each other apart, half the overlap each, while all drift a little toward where they belong; then
    they push alone, until none overlaps or the rounds are over twice more.
    """
    low, high = radii[:, None] + gap, np.array([WIDTH, HEIGHT]) - radii[:, None] - gap
    aims = np.clip(wanted, low, high)
    turns = 2.4 * np.arange(len(aims))  # the golden angle: who shares a place is pushed in a direction of its own
    way = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    at = np.clip(aims + way, low, high)
    need = radii[:, None] + radii[None, :] + gap
    np.fill_diagonal(need, 0.0)
    for step in range(3 * rounds):
        away = at[:, None] - at[None, :] + 1e-3 * (way[:, None] - way[None, :])
        distance = np.sqrt((away * away).sum(axis=2)) + 1e-9
        overlap = np.maximum(need - distance, 0.0)
        if step >= rounds and overlap.max() < 0.5:
            break
        push = (away / distance[:, :, None] * overlap[:, :, None]).sum(axis=1) * 0.5
        pull = 0.04 * (aims - at) if step < rounds else 0.0
        at = np.clip(at + np.clip(push, -15.0, 15.0) + pull, low, high)
    return np.asarray(at)


def around(count: int) -> Array:
    """Places for so many powers around the network, (n, 2), beginning at the left and going clockwise."""
    turn = np.pi + 2 * np.pi * np.arange(count) / max(count, 1)
    return np.stack([WIDTH / 2 + (WIDTH / 2 - 60) * np.cos(turn), HEIGHT / 2 + (HEIGHT / 2 - 40) * np.sin(turn)], axis=1)


def between(shares: Array, hubs: Array, spread: float = 1.0) -> Array:
    """Where clients belong in the network, (c, 2): drawn to each power by its share, (p, c), of what is aligned."""
    weights = np.sqrt(shares) + 1e-3
    weights = weights / weights.sum(axis=0)
    middle = np.array([WIDTH / 2, HEIGHT / 2])
    return np.asarray(middle + spread * (weights.T @ hubs - middle))


def placed(ids: Sequence[str], places: Mapping[str, Place]) -> bool:
    """Whether all of these have a place on the map."""
    return all(name in places for name in ids)
