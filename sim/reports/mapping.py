"""What a map shows, in sentences and as data."""

from __future__ import annotations

import math
from typing import Any

from sim.experiments.mapping import Mapped
from sim.experiments.verdict import NOT_JUDGED
from sim.reports.wording import EXPECTED_WORDS, interval, number, percent
from sim.scenario.maps import Spot


def verdict_text(mapped: Mapped) -> str:
    """How much of the map each answer has, whether the effect turns round, and what holds where the cast lies."""
    about = mapped.about
    listed = ", ".join(f"{direction} {percent(share)}" for direction, share in mapped.shares.items())
    told = [f"Of {len(mapped.table)} points: {listed}."]
    if mapped.holding is not None:
        document, lines = about.sources[0]
        what = EXPECTED_WORDS[str(about.expected)]
        told.append(f"What {document} (L{lines}) expects, {what}, holds in {percent(mapped.holding)} of the map.")
    turns = (
        "The effect turns round on the map."
        if mapped.turns_round
        else "Nowhere does the effect turn round by as much as matters."
    )
    told.append(turns)
    told.append(f"{_at(mapped)}: {_effect(mapped)}")
    return " ".join(told)


def _at(mapped: Mapped) -> str:
    about = mapped.about
    return f"At the cast's place ({about.x.label} {_place(mapped.x)}, {about.y.label} {_place(mapped.y)})"


def _place(spot: Spot) -> str:
    return number(spot.value) if spot.low == spot.high else f"{number(spot.low)} to {number(spot.high)}"


def _effect(mapped: Mapped) -> str:
    cast = mapped.cast
    if cast.direction == NOT_JUDGED:
        return "not judged; fewer than two pairs are sound."
    amount = f"{number(cast.effect, signed=True)} {mapped.unit}".rstrip()
    ends = f"{100 * cast.confidence:.4g} % interval {interval(cast.low, cast.high)}, {cast.replicates:,} pairs"
    outside = "" if inside(mapped) else " The cast lies off the map."
    return f"{amount} ({ends}), {cast.direction}.{outside}"


def inside(mapped: Mapped) -> bool:
    """Whether the scenario as it stands lies between the ends of both axes."""
    pairs = ((mapped.x, mapped.about.x.values), (mapped.y, mapped.about.y.values))
    return all(values[0] <= spot.value <= values[-1] for spot, values in pairs)


def as_data(mapped: Mapped) -> dict[str, Any]:
    """A map for machines; numbers that JSON does not know are null."""
    about, cast = mapped.about, mapped.cast
    return {
        "map": about.id, "question": about.question, "sources": [list(source) for source in about.sources],
        "outcome": about.outcome.key, "unit": mapped.unit, "expected": about.expected, "smallest_effect": about.smallest_effect,
        "shares": mapped.shares, "holding": mapped.holding, "turns_round": mapped.turns_round,
        "cast": {
            about.x.label: mapped.x.value, about.y.label: mapped.y.value, "inside": inside(mapped), "replicates": cast.replicates,
            **{name: _finite(getattr(cast, name)) for name in ("effect", "low", "high", "confidence")},
            "direction": cast.direction,
        },
        "sentence": verdict_text(mapped), "directory": str(mapped.directory),
    }  # fmt: skip


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
