"""What the tests of the shipped scenarios share: the files as written, loaded and built, and the documents they name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sim.core.world import World
from sim.scenario import Scenario, build, load

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
LINES = {"D0": 53, "D1": 25, "D2": 23, "D3": 149, "D4": 45}  # of the documents as stored
DOCUMENTS = Path(os.environ.get("SPHERES_SOURCES", ROOT.parent / "shared" / "sources"))
SHINGLE = 8  # words in a row that nobody writes twice by chance
FEW_LEAVES = 6  # that a treatment may change
RANGE = re.compile(r"(\d+)(?:-(\d+))?")


@cache
def written(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8"))
    return data


@cache
def loaded(name: str) -> Scenario:
    return load(SCENARIOS / f"{name}.yaml")


@cache
def world(name: str, variant: str) -> World:
    return build(loaded(name), variant)


def claims(name: str) -> list[dict[str, Any]]:
    return written(name).get("claims", [])


def trials(name: str) -> list[dict[str, Any]]:
    """Everything that compares variants: claims, their checks, maps."""
    return [*claims(name), *(claim["check"] for claim in claims(name) if "check" in claim), *written(name).get("maps", [])]


def contrasts(trial: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Treatment and control of a trial, and of its baseline."""
    yield trial["treatment"], trial["control"]
    if "baseline" in trial:
        yield trial["baseline"]["treatment"], trial["baseline"]["control"]


def leaves(node: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Key path to value; a list is one value."""
    if not isinstance(node, dict):
        return {path: node}
    return {leaf: value for key, below in node.items() for leaf, value in leaves(below, (*path, key)).items()}


def changed(name: str, treatment: str, control: str) -> set[tuple[str, ...]]:
    """Key paths by which two variants differ."""
    a, b = (leaves(loaded(name).merged["variants"][variant].get("set") or {}) for variant in (treatment, control))
    return {path for path in a.keys() | b.keys() if a.get(path) != b.get(path)}


def ranges(lines: str) -> list[tuple[int, int]]:
    """The ranges in a text such as "13-15, 21"; none where a part of it is no range."""
    found = [RANGE.fullmatch(part.strip()) for part in lines.split(",")]
    return [(int(m[1]), int(m[2] or m[1])) for m in found if m] if all(found) else []


def shingles(text: str) -> set[tuple[str, ...]]:
    """All runs of SHINGLE words, without case and punctuation."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", ""))
    return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
