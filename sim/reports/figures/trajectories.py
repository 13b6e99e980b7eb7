"""Fan charts: how a series ran, by variant; who is a colour, which variant is a place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.core.calendar import Calendar
from sim.reports.figures.choosing import Chart, choose, first_median, moving_series
from sim.reports.style import DASHES, INK, WIDTH, Look, looks, new_figure, styled, wrapped
from sim.reports.view import View, described_series
from sim.reports.wording import actor_name, with_unit, words

Lines = dict[str, NDArray[np.float64]]

PANELS_A_ROW: Final = 4
STEPS: Final = (1, 2, 4, 5, 10, 20, 25, 50, 100, 250, 1000, 10_000, 10**9)  # years between labels


def fan_chart(view: View, series: str, actors: Sequence[str] | None = None) -> Figure:
    """A panel a variant; per actor the median, the middle half and the middle nine tenths of the replicates.

    Dotted: the median of the first variant again, in the other panels, to compare with.
    actors  as in the trajectories, such as "USA", "RUS>USA", "USA:VEN"; not given: the four that move most
    """
    if actors is None:
        table = view.trajectories[view.trajectories["series"] == series]
        moving = moving_series(table).get(series, {})
        actors = choose(view, moving or dict.fromkeys([str(a) for a in table["actor"].unique()], 0.0))
    ids = tuple(variant.id for variant in view.variants)
    return draw_chart(view, Chart(series, tuple(actors), series, words(series), ids, first_median(ids)))


def draw_chart(view: View, chart: Chart) -> Figure:
    """A fan chart as chosen."""
    with styled():
        variants = [variant for variant in view.variants if variant.id in chart.variants]
        variants.sort(key=lambda variant: chart.variants.index(variant.id))
        columns = min(PANELS_A_ROW, max(1, len(variants)))
        titles = [wrapped(variant.label, 100 // columns) for variant in variants]
        extra = 0.19 if any("\n" in one for one in titles) else 0.0  # inches for a second line
        pitch, head = 2.75 + extra, 0.98 + extra
        height = head + math.ceil(max(1, len(variants)) / columns) * pitch - 0.3
        figure = new_figure(height)
        title = wrapped(chart.title, 42, 1)
        figure.text(0.012, 1 - 0.12 / height, title, va="top", fontsize=13, fontweight="bold")
        panels = _Panels(view, chart)
        for i, variant in enumerate(variants):
            row, column = divmod(i, columns)
            room = (WIDTH - 1.05) / columns
            bottom = height - head - row * pitch - 2.1
            axes = figure.add_axes(((0.95 + column * room) / WIDTH, bottom / height, (room - 0.3) / WIDTH, 2.1 / height))
            axes.set_title(titles[i], fontsize=11, pad=4)
            panels.draw(axes, variant.id, room - 0.35, labelled=column == 0)
        _legend(figure, view, chart, panels.looks, height)
        return figure


class _Panels:
    """What all panels of a chart share: lines, looks, and the span of the y axis."""

    def __init__(self, view: View, chart: Chart) -> None:
        table = view.trajectories
        table = table[(table["series"] == chart.series) & table["actor"].isin(list(chart.actors))]
        table = table[table["variant"].isin([*chart.variants, *chart.references.values()])]
        self.view, self.chart = view, chart
        self.lines = _lines(table)
        self.looks = _looks(view, chart.actors)
        self.ends = _span(table)
        unit, _ = described_series(chart.series)
        self.label = wrapped(with_unit(words(chart.series), unit), 30)

    def draw(self, axes: Axes, variant: str, inches: float, *, labelled: bool) -> None:
        reference = self.chart.references.get(variant)
        for actor in self.chart.actors:
            _fan(axes, self.lines.get((variant, actor)), self.looks[actor])
            if reference is not None:
                _dotted(axes, self.lines.get((reference, actor)), self.looks[actor])
        for state in self.chart.span:
            if state is not None:
                axes.axvline(state, color=INK, linewidth=1, linestyle=(0, (6, 3)), zorder=2)
        axes.set_xlim(0, max(1, self.view.calendar.turns))
        axes.set_ylim(*self.ends)
        axes.set_xticks(*quarter_ticks(self.view, fewest_inches=0.62, inches=inches))
        axes.tick_params(axis="y", labelleft=labelled)
        if labelled:
            axes.set_ylabel(self.label)


def _lines(table: pd.DataFrame) -> dict[tuple[str, str], Lines]:
    """(variant, actor) -> turn and quantiles, each (t,)."""
    found = {}
    for key, one in table.sort_values("turn").groupby(["variant", "actor"], observed=True):
        variant, actor = (str(part) for part in key)
        found[variant, actor] = {
            name: one[name].to_numpy(dtype=np.float64) for name in ("turn", "q05", "q25", "q50", "q75", "q95")
        }
    return found


def _dotted(axes: Axes, one: Lines | None, look: Look) -> None:
    if one is not None:
        dots = (0, (1, 1.4))
        axes.plot(one["turn"], one["q50"], color=_darker(look.colour), linewidth=1.8, linestyle=dots, zorder=4)


def _fan(axes: Axes, one: Lines | None, look: Look) -> None:
    if one is None:
        return
    for low, high, depth in (("q05", "q95", 0.16), ("q25", "q75", 0.30)):
        axes.fill_between(one["turn"], one[low], one[high], color=look.colour, alpha=depth, linewidth=0)
    axes.plot(one["turn"], one["q50"], color=look.colour, linestyle=look.dash, linewidth=2.4, zorder=3)


def _looks(view: View, actors: tuple[str, ...]) -> dict[str, Look]:
    """The colour of the power that an actor begins with; a second actor of a power gets another dash."""
    of_power = looks(list(view.powers))
    used: dict[str, int] = {}
    drawn = {}
    for actor in actors:
        power = re.split("[>:]", actor)[0]
        base = of_power.get(power, Look(INK, "o", "-"))
        turn = used[power] = used.get(power, -1) + 1
        drawn[actor] = Look(base.colour, base.marker, base.dash if not turn else DASHES[turn % len(DASHES)])
    return drawn


def _darker(colour: str) -> tuple[float, float, float]:
    red, green, blue = (0.6 * part for part in to_rgb(colour))
    return red, green, blue


def _span(table: pd.DataFrame) -> tuple[float, float]:
    """Ends of the common y axis; holds 0, so that a small change does not look large."""
    kept = table[["q05", "q95"]].to_numpy(dtype=np.float64)
    kept = kept[np.isfinite(kept)]
    if not kept.size:
        return 0.0, 1.0
    low, high = min(0.0, float(kept.min())), max(0.0, float(kept.max()))
    air = 0.05 * (high - low) or 0.5
    return low - (air if low < 0 else 0.0), high + air


def quarter_ticks(view: View, *, inches: float, fewest_inches: float) -> tuple[list[int], list[str]]:
    """State numbers at which a year begins, and the years, as many as have room."""
    return quarter_ticks_of(view.calendar, inches=inches, fewest_inches=fewest_inches)


def quarter_ticks_of(calendar: Calendar, *, inches: float, fewest_inches: float) -> tuple[list[int], list[str]]:
    """The same for a calendar alone."""
    years = [t for t in range(calendar.turns + 1) if calendar.quarter(t).endswith("Q1")]
    if len(years) < 2:
        step = max(1, math.ceil((calendar.turns + 1) / max(1, inches / 0.85)))
        shown = list(range(0, calendar.turns + 1, step))
        return shown, [calendar.quarter(t) for t in shown]
    room = max(2, int(inches / fewest_inches))
    kept = [t for t in years if t <= 0.93 * calendar.turns]  # a label at the very end would run into the next panel
    step = next(step for step in STEPS if math.ceil(len(kept) / step) <= room)
    return kept[::step], [calendar.quarter(t)[:4] for t in kept[::step]]


def _legend(figure: Figure, view: View, chart: Chart, drawn: dict[str, Look], height: float) -> None:
    """Who is which colour, on one line; in the corner above, what bands, dots and dashes are."""
    one_client = len({actor.partition(":")[2] for actor in chart.actors}) == 1
    who = [
        Line2D(
            [], [], color=drawn[actor].colour, linestyle=drawn[actor].dash, linewidth=3,
            label=wrapped(
                actor_name(actor.partition(":")[0] if one_client else actor, view.names), 118 // max(1, len(chart.actors)), 1
            ),
        )
        for actor in chart.actors
        if actor
    ]  # fmt: skip
    how: list[Line2D | Patch] = [
        Patch(color=INK, alpha=0.45, label="middle half"),
        Patch(color=INK, alpha=0.18, label="middle nine tenths"),
    ]
    references = set(chart.references.values())
    if references:
        whose = next(iter(references)) if len(references) == 1 else ""
        label = f"median, {wrapped(view.labels().get(whose, whose), 30, 1)}" if whose else "median of its control"
        how.insert(0, Line2D([], [], color=INK, linestyle=(0, (1, 1.4)), linewidth=1.8, label=label))
    common: dict[str, Any] = {"columnspacing": 1.3, "handlelength": 2.0, "fontsize": 9.5, "borderaxespad": 0.0}
    figure.legend(handles=how, loc="upper right", bbox_to_anchor=(0.992, 1 - 0.14 / height), ncol=3, **common)
    if who:
        figure.legend(handles=who, loc="upper left", bbox_to_anchor=(0.012, 1 - 0.42 / height), ncol=4, **common)
