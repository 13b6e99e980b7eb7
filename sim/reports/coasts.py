"""The world's coasts and the projection of every map; no frontiers (docs/make_outline.py says why)."""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files

Point = tuple[float, float]


def projected(latitude: float, longitude: float) -> Point:
    """Miller's cylindrical projection [Miller1942], in degrees of longitude; y grows to the south as on a screen."""
    return longitude, -math.degrees(1.25 * math.log(math.tan(math.pi / 4 + 0.4 * math.radians(latitude))))


@cache
def coast_lines() -> tuple[tuple[Point, ...], ...]:
    """Closed lines, projected."""
    lines = json.loads(files("sim.reports").joinpath("outline.json").read_text(encoding="utf-8"))["lines"]
    return tuple(tuple(projected(latitude, longitude) for longitude, latitude in line) for line in lines)
