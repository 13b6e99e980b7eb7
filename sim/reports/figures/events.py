"""The event timeline: what happened when, and how often, in each variant."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.reports.figures.trajectories import quarter_ticks
from sim.reports.style import TREATMENT, WIDTH, new_figure, styled, wrapped
from sim.reports.view import View
from sim.reports.wording import number, words

ORDER: Final = (
    "deal",
    "concession",
    "mediation",
    "breach",
    "warning",
    "sanction",
    "denial",
    "force",
    "war_end",
    "fall",
    "event",
)
FEW, PANELS_A_ROW, PANELS_A_ROW_OF_MANY = 6, 3, 4
MEASURES: Final = ("nash_distance",)  # written as happenings beside a deal, and part of its terms
_DEPTHS = LinearSegmentedColormap.from_list("depth", ["#FFFFFF", "#B9A6DC", TREATMENT, "#2A1457"])


def event_timeline(view: View) -> Figure:
    """A panel a variant, a row a kind, a cell a quarter; the number at the right counts them per replicate.

    Depth is how often the kind happened in that quarter against its busiest quarter in any variant: kinds
    differ a hundredfold, and each has its own scale. It follows the square root, so that what is rare is seen.
    """
    kinds = kinds_of(view.events)
    with styled():
        a_row = PANELS_A_ROW if len(view.variants) <= FEW else PANELS_A_ROW_OF_MANY
        columns = min(a_row, max(1, len(view.variants)))
        rows = math.ceil(max(1, len(view.variants)) / columns)
        room = (WIDTH - 1.25) / columns
        titles = [wrapped(variant.label, int((room - 0.3) * 9.5)) for variant in view.variants]
        extra = 0.19 if any("\n" in title for title in titles) else 0.0  # inches for a second line
        panel = 0.3 * max(1, len(kinds))
        pitch = panel + 0.75 + extra
        height = 0.5 + rows * pitch
        figure = new_figure(height)
        headline = "What happened when: depth is frequency, each kind on its own scale; right: how many a replicate"
        figure.text(0.012, 1 - 0.12 / height, headline, va="top", fontsize=11.5, fontweight="bold")
        if not kinds:
            figure.text(0.5, 0.3, "Nothing of note happened in any replicate.", ha="center", fontsize=12)
            return figure
        counted = {variant.id: frequencies(view, variant.id, kinds) for variant in view.variants}
        scale = np.max([table.max(axis=1) for table in counted.values()], axis=0)
        for i, variant in enumerate(view.variants):
            row, column = divmod(i, columns)
            bottom = height - 0.8 - extra - row * pitch - panel
            axes = figure.add_axes(((1.2 + column * room) / WIDTH, bottom / height, (room - 0.75) / WIDTH, panel / height))
            axes.set_title(titles[i], fontsize=11, pad=4)
            _strips(axes, view, kinds, counted[variant.id], scale, names=column == 0, room=room - 0.75)
        return figure


def kinds_of(events: pd.DataFrame) -> list[str]:
    """The kinds that happened, in the order in which a bargain's story is told."""
    found = [str(kind) for kind in events["kind"].unique() if kind not in MEASURES] if len(events) else []
    return sorted(found, key=lambda kind: (ORDER.index(kind) if kind in ORDER else len(ORDER), kind))


def frequencies(view: View, variant: str, kinds: list[str]) -> NDArray[np.float64]:
    """How many of each kind in each turn, per replicate of the variant: (kind, turn)."""
    replicates = next(max(1, one.watched) for one in view.variants if one.id == variant)
    rows = view.events[(view.events["variant"] == variant) & view.events["kind"].isin(kinds)]
    table = np.zeros((len(kinds), view.calendar.turns))
    place = {kind: i for i, kind in enumerate(kinds)}
    at = rows["kind"].astype(str).map(place).to_numpy(dtype=np.int64)
    turn = np.clip(rows["turn"].to_numpy(dtype=np.int64), 0, view.calendar.turns - 1)
    np.add.at(table, (at, turn), 1.0)
    # A deal is written twice, once for each side.
    table[[i for i, kind in enumerate(kinds) if kind == "deal"]] /= 2
    return table / replicates


def _strips(
    axes: Axes,
    view: View,
    kinds: list[str],
    table: NDArray[np.float64],
    scale: NDArray[np.float64],
    *,
    names: bool,
    room: float,
) -> None:
    depth = np.sqrt(table / np.where(scale > 0, scale, 1.0)[:, None])
    turns = table.shape[1]
    # Not smoothed, and a pixel a cell in the file; an SVG of rectangles would be a hundred times as large.
    axes.imshow(depth, cmap=_DEPTHS, vmin=0, vmax=1, aspect="auto", interpolation="none", extent=(0, turns, len(kinds), 0))
    axes.set_ylim(len(kinds), 0)
    axes.set_yticks(np.arange(len(kinds)) + 0.5, [words(kind) for kind in kinds] if names else [])
    axes.tick_params(axis="y", length=0)
    ticks, labels = quarter_ticks(view, inches=room, fewest_inches=0.5)
    axes.set_xticks(ticks, labels)
    axes.set_xlim(0, turns)
    axes.grid(visible=False)
    for edge in range(1, len(kinds)):
        axes.axhline(edge, color="white", linewidth=2)
    for i in range(len(kinds)):
        axes.text(
            1.02,
            i + 0.5,
            number(float(table[i].sum()), 2),
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=9.5,
            clip_on=False,
        )
