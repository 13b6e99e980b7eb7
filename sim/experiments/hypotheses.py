"""What the documents claim, once: the entries that the claims of scenarios belong to, and what is left open, with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from sim.core.errors import SpheresError

FILE: Final = Path(__file__).with_name("hypotheses.yaml")
OPEN: Final = Path(__file__).resolve().parents[2] / "docs" / "claims_open.yaml"
_ID = re.compile(r"([A-Z]\d+)")


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A claim of a document, in a line of our own; `group` as in a scenario."""

    id: str
    group: str
    document: str
    lines: str
    title: str


@cache
def hypotheses() -> Mapping[str, Hypothesis]:
    """Those that are to be decided, by id, in the order of the list."""
    return {id_: Hypothesis(id_, **about) for id_, about in _read(FILE)["claims"].items()}


@cache
def contradictions() -> Mapping[str, str]:
    """The contradictions between documents: id -> question."""
    return {id_: str(about["title"]) for id_, about in _read(FILE)["contradictions"].items()}


def hypothesis_of(claim: str) -> str:
    """The entry that a claim belongs to, by its id.

    >>> hypothesis_of("H01a"), hypothesis_of("X4-b"), hypothesis_of("my claim")
    ('H01', 'X4', 'my claim')
    """
    found = _ID.match(claim)
    return found[1] if found else claim


def left_open(path: Path = OPEN) -> dict[str, str]:
    """id -> why it cannot be expressed yet; {} where the list is not there, as in an installed package."""
    if not path.is_file():
        return {}
    listed = _read(path)
    entries = listed.get("open", listed) if isinstance(listed, dict) else listed
    if isinstance(entries, dict):
        entries = [{"id": id_, "reason": reason} for id_, reason in entries.items()]
    try:
        return {str(entry["id"]): str(entry["reason"]).strip() for entry in entries or ()}
    except (TypeError, KeyError):
        raise SpheresError(f"{path}: expected a list of {{id: H99, reason: why it cannot be expressed}}") from None


def uncovered(claims: Iterable[str]) -> list[str]:
    """The hypotheses that none of these claims belongs to."""
    covered = {hypothesis_of(claim) for claim in claims}
    return [id_ for id_ in hypotheses() if id_ not in covered]


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SpheresError(f"{path} cannot be read: {error}") from None
