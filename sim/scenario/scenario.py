"""A scenario: what the world is, which variants of it are compared, and what is claimed of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim.core.errors import SpheresError, near_name
from sim.core.request import Request
from sim.scenario.nodes import Table
from sim.scenario.paths import Knob, knob_of
from sim.scenario.vocabulary import BASE

Data = dict[str, Any]
Outcomes = Mapping[str, Collection[str]]
_TEXTS = ("scenario", "title", "description", "group", "extends", "knobs", "variants", "claims", "maps", "record")
_CLAIM_TEXTS = ("source", "paraphrase", "reason")


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the worlds that are compared."""

    name: str
    label: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A claim's contrast with the claimed mechanism off; the effect must vanish, and `why`."""

    treatment: str
    control: str
    baseline: tuple[str, str] | None
    why: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a document as a contrast between variants.

    document, lines     where it is made: "D0", "13-15, 21"
    outcome             what is measured
    treatment, control  names of variants
    baseline            a second (treatment, control), whose contrast is taken away from the first; or None
    expected            "increase", "decrease" or "no_difference"
    smallest_effect     > 0, in the outcome's unit; `reason` says why smaller effects would not matter
    check               the same contrast with the claimed mechanism off; or None
    """

    id: str
    document: str
    lines: str
    paraphrase: str
    outcome: Request
    treatment: str
    control: str
    baseline: tuple[str, str] | None
    expected: str
    smallest_effect: float
    reason: str
    check: Check | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """A checked scenario.

    merged      the data as written, `extends` resolved and settings laid over it; loads again to the same
                scenario
    hash        sha256 of what the numbers depend on (see `content_hash`)
    provenance  key path of each value of `merged` -> the place where it was written
    worlds      variant -> its data with every default filled in; "base" is the scenario without a variant's
                changes
    trees       variant -> the same as nodes, without defaults
    files       every file that was read, the scenario's own first
    """

    name: str
    title: str
    description: str
    group: str | None
    seed: int
    start: str
    turns: int
    variants: dict[str, Variant]
    claims: tuple[Claim, ...]
    record: tuple[Request, ...]
    knobs: tuple[str, ...]
    merged: Data
    hash: str
    provenance: dict[str, str]
    files: tuple[Path, ...] = ()
    worlds: dict[str, Data] = field(default_factory=dict, repr=False)
    trees: dict[str, Table] = field(default_factory=dict, repr=False)

    def world_data(self, variant: str | None = None) -> Data:
        """The data of one variant, or of the base; SpheresError for a name that is none."""
        if variant is None:
            return self.worlds[BASE]
        if variant not in self.variants and variant != BASE:
            known = list(self.variants)
            near, listed = near_name(variant, known), ", ".join(known)
            raise SpheresError(f"scenario '{self.name}' has no variant '{variant}'{near}; it has: {listed}")
        return self.worlds[variant]

    def knob(self, path: str, variant: str | None = None) -> Knob:
        """What a key path sets in a variant: its range, its meaning and its value there."""
        return knob_of(path, self.world_data(variant))


def request_of(data: Mapping[str, Any]) -> Request:
    """The outcome that checked data asks for."""
    named = {name: data[name] for name in ("name", "power", "rival", "client", "region", "until")}
    return Request(**named, from_=data["from"])


def claim_of(data: Mapping[str, Any]) -> Claim:
    """The claim that checked data makes."""
    check = data["check"]
    same = ("id", "paraphrase", "treatment", "control", "expected", "smallest_effect", "reason")
    return Claim(
        **{name: data[name] for name in same},
        document=data["source"]["document"],
        lines=data["source"]["lines"],
        outcome=request_of(data["outcome"]),
        baseline=_pair(data["baseline"]),
        check=Check(check["treatment"], check["control"], _pair(check["baseline"]), check["why"]) if check else None,
    )


def _pair(contrast: Mapping[str, Any] | None) -> tuple[str, str] | None:
    return (contrast["treatment"], contrast["control"]) if contrast else None


def variants_of(data: Mapping[str, Any]) -> dict[str, Variant]:
    """The variants of checked data; a scenario that names none has its base as the only one."""
    found = {n: Variant(n, v["label"] or n, v["description"]) for n, v in data["variants"].items()}
    return found or {BASE: Variant(BASE, "As it stands")}


def content_hash(worlds: Mapping[str, Data], variants: Collection[str], claims: list[Data], record: list[Data]) -> str:
    """sha256 of the canonical JSON of what the numbers depend on.

    That is: every variant's world with its defaults filled in (so a changed default changes the hash), the
    claims and
    what else is recorded. Titles, descriptions, groups, labels of variants, knobs, maps, `x-` keys, the name and the
    texts of claims are left out, and so is the way of writing: an `extends`, a `--set` or an alias that says the same has the
    same hash.
    """
    content = {
        "worlds": {name: {k: v for k, v in worlds[name].items() if k not in _TEXTS} for name in variants},
        "claims": [_judged_by(claim) for claim in claims],
        "record": record,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return sha256(text.encode()).hexdigest()


def _judged_by(claim: Data) -> Data:
    """What a claim's verdict depends on; a claim without a check is as it was before there were any."""
    kept = {k: v for k, v in claim.items() if k not in _CLAIM_TEXTS}
    check = kept.pop("check")
    return kept | ({"check": {k: v for k, v in check.items() if k != "why"}} if check else {})
