"""Scenarios of any size for the benchmarks: fixed numbers, every mechanism on, two variants."""

from __future__ import annotations

import random
from pathlib import Path

import yaml


def scenario(powers: int, clients: int, turns: int) -> dict[str, object]:
    """A scenario with p powers that claim four fifths of n clients in turn, the two strongest excluding rivals."""
    draw = random.Random(1).uniform
    ids = [f"P{p}" for p in range(powers)]
    places = [f"C{c}" for c in range(clients)]
    owner = {c: ids[i % (powers + 1)] for i, c in enumerate(places) if i % (powers + 1) < powers}

    def each(low: float, high: float, own: tuple[float, float], power: str) -> dict[str, float]:
        return {c: round(draw(*(own if owner.get(c) == power else (low, high))), 3) for c in places}

    return {
        "scenario": f"bench_{powers}x{clients}x{turns}",
        "title": f"{powers} powers, {clients} clients, {turns} turns",
        "description": "All numbers assumed: a world to measure speed with.",
        "seed": 1, "start": "2000-Q1", "turns": turns,
        "powers": {
            p: {
                "name": p, "capability": round(1.0 - 0.75 * i / max(powers - 1, 1), 3), "exclusion": 0.8 if i < 2 else 0.0,
                "claims": [c for c in places if owner.get(c) == p],
                "salience": each(0.05, 0.3, (0.3, 0.8), p), "affinity": each(-0.5, 0.5, (-0.5, 0.5), p),
                "reach": each(0.2, 0.6, (0.6, 1.0), p),
                "opening": {"alignment": each(0.0, 0.4 / powers, (0.3, 0.5), p)},
                "doctrine": {"name": "prudent"},
            }
            for i, p in enumerate(ids)
        },
        "clients": {
            c: {"name": c, "region": f"region_{i % (powers + 1)}", "economic_need": round(draw(0.2, 0.8), 3),
                "arms_need": round(draw(0.2, 0.8), 3), "insecurity": round(draw(0.2, 0.8), 3),
                "autonomy": round(draw(0.2, 0.8), 3)}
            for i, c in enumerate(places)
        },
        "networks": {
            "neighbours": {"generator": "watts_strogatz", "k": 4, "rewiring": 0.1, "seed": 1},
            "interdependence": {"generator": "complete", "weight": 0.2},
        },
        "variants": {"base": {"label": "As it is", "set": {}},
                     "restraint": {"label": "The first power restrains itself", "set": {
                         "powers": {ids[0]: {"doctrine": {"name": "restraint"}}}}}},
        "claims": [],
    }  # fmt: skip


def write(folder: Path, powers: int, clients: int, turns: int) -> Path:
    """The scenario as a file in `folder`."""
    content = scenario(powers, clients, turns)
    path = folder / f"{content['scenario']}.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return path
