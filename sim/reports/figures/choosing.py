"""Which trajectories a report draws: those that the claims are about, then the usual ones; none that never moves."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from sim.reports.view import Claim, View
from sim.reports.wording import words

MOST_ACTORS: Final = 4  # fans that lie over one another and can still be told apart
FIRST: Final = (
    "sphere_alignment", "influence", "pressure", "encroachment", "grievance", "trust", "norm", "open_wars", "hedging",
    "legitimacy",
)  # fmt: skip
MOST_SERIES: Final = 10  # in a report, beside those of the claims; the rest can be drawn from the run directory
MOST_PANELS: Final = 36  # of these series together: more take long to draw, and nobody reads them
FEWEST_SERIES: Final = 2

Moving = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A fan chart to draw.

    actors       as in the trajectories: "USA", "RUS>USA", "USA:VEN", ""
    variants     ids, a panel each
    references   variant -> variant whose median is dotted into its panel
    span         first and last state of the turns that count, where a claim counts some alone
    """

    series: str
    actors: tuple[str, ...]
    name: str
    title: str
    variants: tuple[str, ...]
    references: Mapping[str, str] = field(hash=False)
    span: tuple[int | None, int | None] = (None, None)


def charts(view: View) -> list[Chart]:
    """The usual series, in all variants."""
    moving = moving_series(view.trajectories)
    asked = [claim.request.name for claim in view.claims]
    wanted = [name for name in dict.fromkeys((*FIRST[:1], *asked, *FIRST)) if name in moving and name != "alignment"]
    room = MOST_PANELS // max(1, len(view.variants))
    ids = tuple(variant.id for variant in view.variants)
    return [
        Chart(series, choose(view, moving[series]), series, words(series), ids, first_median(ids))
        for series in wanted[: min(MOST_SERIES, max(FEWEST_SERIES, room))]
    ]


def first_median(variants: tuple[str, ...]) -> dict[str, str]:
    """Every variant compared with the first."""
    return dict.fromkeys(variants[1:], variants[0]) if variants else {}


def claim_chart(view: View, claim: Claim, moving: Moving) -> Chart | None:
    """The series that a claim's outcome is made of, in the variants that it compares; None where none is kept."""
    actors = _actors(view, claim, moving.get(claim.request.name, {}))
    if not actors:
        return None
    ids = [column.variant.id for column in claim.columns]
    references = dict(zip(ids[::2], ids[1::2], strict=True))
    client = claim.request.client
    title = words(claim.request.name) + (f" of {view.names.get(client, client)}" if client else "")
    return Chart(
        claim.request.name, actors, "", title, tuple(dict.fromkeys(ids)),
        {variant: other for variant, other in references.items() if variant != other}, _span(view, claim),
    )  # fmt: skip


def _actors(view: View, claim: Claim, moving: Mapping[str, float]) -> tuple[str, ...]:
    """Of a series' actors those that the claim is about; the most moved of them where there are many."""
    ask = claim.request
    if ask.client:
        fits = [actor for actor in moving if actor.endswith(f":{ask.client}")]
    elif ask.rival:
        fits = [actor for actor in moving if set(actor.split(">")) == {ask.power, ask.rival}]
    elif ask.power:
        fits = [actor for actor in moving if actor.split(">")[0] == ask.power]
    else:
        fits = [actor for actor in moving if ":" not in actor]
    return _in_order(view, sorted(fits, key=lambda actor: (-moving[actor], actor))[:MOST_ACTORS])


def _span(view: View, claim: Claim) -> tuple[int | None, int | None]:
    """States between which the counted turns lie."""
    ask, calendar = claim.request, view.calendar
    first = max(0, calendar.turn(ask.from_)) if ask.from_ else None
    last = min(calendar.turns, calendar.turn(ask.until) + 1) if ask.until else None
    return first, last


def moving_series(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Series -> actor -> how far its quantiles reach, of those that are not the same number throughout."""
    found: dict[str, dict[str, float]] = {}
    if table.empty:
        return found
    ends = table.groupby(["series", "actor"], observed=True).agg(low=("q05", "min"), high=("q95", "max"))
    for (series, actor), low, high in zip(ends.index, ends["low"], ends["high"], strict=True):
        if math.isfinite(low) and math.isfinite(high) and high - low > 1e-12:
            found.setdefault(str(series), {})[str(actor)] = float(high - low)
    return found


def choose(view: View, moving: Mapping[str, float]) -> tuple[str, ...]:
    """The actors to draw: of the claims first, then those that move most; in the order of the powers."""
    asked: set[str | None] = set()
    for request in (claim.request for claim in view.claims):
        asked |= {request.power, request.rival}
        asked |= {f"{request.power}>{request.rival}", f"{request.rival}>{request.power}"}
    ranked = sorted(moving, key=lambda actor: (actor not in asked, -moving[actor], actor))
    return _in_order(view, ranked[:MOST_ACTORS])


def _in_order(view: View, actors: list[str]) -> tuple[str, ...]:
    order = {power: place for place, power in enumerate(view.powers)}
    return tuple(sorted(actors, key=lambda actor: [order.get(part, len(order)) for part in re.split("[>:]", actor)]))
