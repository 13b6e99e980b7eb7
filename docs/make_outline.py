"""Makes sim/reports/outline.json, the coasts under every map: python docs/make_outline.py countries-110m.json

The input is world-atlas 2.0.2 (npm; ISC licence, M. Bostock), whose outlines come from Natural Earth 4.1.0 (public domain).
Kept are the arcs that border one country alone, which are coasts. Frontiers are left out on purpose: the map then takes no
side on Crimea, which the source draws with Russia, nor on any other disputed land. What is left is thinned to half a degree.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

TOLERANCE = 0.35  # degrees a thinned line may be off
LEAST_SPAN = 1.5  # degrees; smaller islands are left out
SOUTH = -58.0  # nothing of Antarctica
TARGET = Path(__file__).resolve().parents[1] / "sim" / "reports" / "outline.json"

Point = tuple[float, float]


def coasts(topology: dict) -> list[list[Point]]:
    """Closed and open lines that are the border of one country only, as (longitude, latitude)."""
    uses: Counter[int] = Counter()
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        for polygon in polygons:
            for ring in polygon:
                uses.update(arc if arc >= 0 else ~arc for arc in ring)
    return joined([decoded(topology, arc) for arc, times in uses.items() if times == 1])


def decoded(topology: dict, arc: int) -> list[Point]:
    """An arc's points: the file holds whole-numbered steps."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points = []
    for dx, dy in topology["arcs"][arc]:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return points


def joined(lines: list[list[Point]]) -> list[list[Point]]:
    """Lines put together where they meet end to end."""
    done, open_lines = [], [list(line) for line in lines]
    while open_lines:
        line = open_lines.pop()
        while line[0] != line[-1]:
            for place, other in enumerate(open_lines):
                if line[-1] in (other[0], other[-1]):
                    line += (other if other[0] == line[-1] else other[::-1])[1:]
                    del open_lines[place]
                    break
            else:
                break
        done.append(line)
    return done


def whole(line: list[Point]) -> list[Point]:
    """A line that crosses the date line, with its western end put east of 180 degrees."""
    xs = [x for x, _ in line]
    return [(x + 360 if x < -100 else x, y) for x, y in line] if max(xs) - min(xs) > 300 else line


def thinned(line: list[Point]) -> list[Point]:
    """The line with fewer points (Douglas and Peucker 1973)."""
    if len(line) < 3:
        return line
    (x0, y0), (x1, y1) = line[0], line[-1]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5

    def off(point: Point) -> float:
        x, y = point[0] - x0, point[1] - y0
        return abs(x * (y1 - y0) - y * (x1 - x0)) / length if length else (x * x + y * y) ** 0.5

    farthest = max(range(1, len(line) - 1), key=lambda i: off(line[i]))
    if off(line[farthest]) <= TOLERANCE:
        return [line[0], line[-1]]
    return thinned(line[: farthest + 1])[:-1] + thinned(line[farthest:])


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    kept = []
    for line in coasts(topology):
        line = whole(line)
        xs, ys = zip(*line, strict=True)
        if min(ys) > SOUTH and max(max(xs) - min(xs), max(ys) - min(ys)) >= LEAST_SPAN:
            kept.append([[round(x, 1), round(y, 1)] for x, y in thinned(line)])
    kept = sorted((line for line in kept if len(line) > 3), key=len, reverse=True)
    source = "Natural Earth 4.1.0 (public domain) by way of world-atlas 2.0.2 (ISC); coasts alone, made by docs/make_outline.py"
    text = json.dumps({"source": source, "lines": kept}, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(kept)} lines, {sum(map(len, kept))} points, {len(text) // 1000} kB")


if __name__ == "__main__":
    main()
