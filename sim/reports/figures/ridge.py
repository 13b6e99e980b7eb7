"""A ridgeline: the distribution of one outcome in each variant, one behind the other on a common axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from sim.experiments.store import RunDirectory
from sim.reports.figures.bins import bars, limits
from sim.reports.style import INK, PALE_INK, TREATMENT, TREATMENT_PALE, WIDTH, new_figure, styled, wrapped
from sim.reports.view import View, described
from sim.reports.wording import number, with_unit, words

Values = NDArray[np.float64]

OVERLAP = 1.3  # how high the highest bar of a row reaches, in rows


def draw(axes: Axes, columns: Mapping[str, Values], label: str) -> None:
    """Histograms on common bins, the first on top; a line at each median, a triangle at each mean.

    columns  name of a row -> one number a replicate, NaN where frozen;  label  what the numbers are
    """
    shown = bars(list(columns.values()))
    shares = {name: shown.shares(values) for name, values in columns.items()}
    most = max([float(share.max()) for share in shares.values()] + [1e-9])
    for row, (name, values) in enumerate(columns.items()):
        base = float(len(columns) - 1 - row)
        heights = OVERLAP * shares[name] / most
        axes.axhline(base, color=INK, linewidth=0.8, zorder=3 * row + 1)
        axes.bar(
            shown.left, heights, shown.width, bottom=base, align="edge", color=TREATMENT_PALE, edgecolor=TREATMENT,
            linewidth=0.7, zorder=3 * row + 2, alpha=0.88,
        )  # fmt: skip
        finite = values[np.isfinite(values)]
        if finite.size:
            middle = float(np.median(finite))
            axes.plot([middle, middle], [base, base + 0.5], color=INK, linewidth=2.2, zorder=1000)
            axes.plot([float(finite.mean())], [base], marker="^", color=INK, markeredgecolor="white", markersize=9, zorder=1001)
            said = f"median {number(middle)}"
        else:
            said = "no sound replicate"
        axes.annotate(
            said, (1, base), (6, 3), xycoords=axes.get_yaxis_transform(), textcoords="offset points", fontsize=9.5, color=PALE_INK
        )
    axes.set_yticks([len(columns) - 1 - row for row in range(len(columns))], [wrapped(name, 30) for name in columns])
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.12, len(columns) - 1 + OVERLAP * 1.05)
    axes.set_xlim(*limits(shown))
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=shown.whole))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(float(f"{value:.10g}"), 6)))
    axes.set_xlabel(label)


def ridgeline(columns: Mapping[str, Values], outcome: str) -> Figure:
    """A figure of one outcome over the variants of a finished run. columns  label of a variant -> its values."""
    with styled():
        height = 1.45 + 0.62 * (len(columns) + OVERLAP)
        figure = new_figure(height)
        figure.text(0.012, 1 - 0.12 / height, wrapped(words(outcome), 90, 1), va="top", fontsize=13, fontweight="bold")
        left, right = 3.1, 1.35
        axes = figure.add_axes((left / WIDTH, 0.68 / height, 1 - (left + right) / WIDTH, 1 - 1.15 / height))
        unit, _ = described(outcome.partition("(")[0])
        draw(axes, columns, wrapped(with_unit(words(outcome.partition("(")[0]), unit), 60, 1))
        return figure


def columns_of(run: RunDirectory, view: View, outcome: str, variants: Sequence[str] | None = None) -> dict[str, Values]:
    """Label of each variant -> one outcome's values in it."""
    wanted = [variant for variant in view.variants if variants is None or variant.id in variants]
    return {variant.label: run.columns(variant.id, [outcome])[outcome] for variant in wanted}
