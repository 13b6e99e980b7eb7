"""Outcomes that follow from a recorded series: its mean over the span (the total, of spending) and its end.

They take their unit, range and meaning from the registry of series; a new series brings its outcomes with it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.core.axes import Array
from sim.core.symbols import MUCH
from sim.engine.series import SERIES, Series
from sim.outcomes import Each, Rule, outcome
from sim.outcomes.asking import Asked
from sim.outcomes.reading import Reading

FLOWS = ("home_spend", "contest_spend", "open_spend", "support_given", "arms_given")  # summed over the span
FLOW_UNIT = "capability·turns"

# What is measured unasked; the rest is there for who asks.
DEFAULT: Mapping[Each, tuple[str, ...]] = {
    "power": (
        *FLOWS, "influence", "influence_end", "sphere_alignment", "utility", "utility_influence",
        "utility_spend", "utility_war", "utility_legitimacy", "legitimacy", "attention", "military_clients",
        "economic_dependents", "sanctions", "recognition_given", "endorsement",
    ),
    "pair": ("tension", "interdependence"),
    "dyad": ("pressure", "grievance", "trust", "encroachment", "breach"),
}  # fmt: skip


def actors_cells(values: Array, axes: str, asked: Asked) -> Array:
    """The number asked for, (r,), of values (r, *axes); of clients the mean over those that count."""
    if axes == "":
        return values
    if axes == "p":
        return values[:, asked.power]
    if axes == "pq":
        return values[:, asked.power, asked.rival]
    chosen = asked.of_clients(values)
    return np.asarray(np.add.reduce(chosen, axis=1) / chosen.shape[1])


def _register(series: Series) -> None:
    flow = series.name in FLOWS

    def over_span(reading: Reading, asked: Asked) -> Array:
        values = reading.total(series.name, asked.span) if flow else reading.mean(series.name, asked.span)
        return actors_cells(values, series.axes, asked)

    def at_end(reading: Reading, asked: Asked) -> Array:
        return actors_cells(reading.end(series.name, asked.span), series.axes, asked)

    if flow:
        _add(series, series.name, over_span, FLOW_UNIT, "total over the span's turns", high=MUCH)
    else:
        unit = "share of turns" if series.unit == "0 or 1" else series.unit
        _add(series, series.name, over_span, unit, "mean over the span's turns", high=series.high)
    _add(series, f"{series.name}_end", at_end, series.unit, "at the end of the span", high=series.high)


def _add(series: Series, name: str, rule: Rule, unit: str, when: str, *, high: float) -> None:
    each: Each = next((each for each, names in DEFAULT.items() if name in names), "")
    outcome(
        name, unit=unit, low=series.low, high=high, meaning=f"{when}: {series.meaning}", each=each,
        requires={"": (), "p": ("power",), "pq": ("power", "rival"), "c": ()}[series.axes],
        accepts=("client", "region") if series.axes == "c" else (),
    )(rule)  # fmt: skip


for _series in SERIES.values():
    _register(_series)
