"""Figures of one claim: the distributions, and the paired differences with their mean and interval."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.reports.figures.bins import Bars, bars, limits
from sim.reports.style import (
    BAND,
    EXPECTED,
    INK,
    TREATMENT,
    TREATMENT_PALE,
    VERDICT_COLOURS,
    VERDICT_MARKERS,
    new_figure,
    styled,
    wrapped,
)
from sim.reports.view import Claim, Column
from sim.reports.wording import EXPECTED_WORDS, interval, number, percent, with_unit, words

NO_PAIRS = "Fewer than two pairs of replicates\nare sound: nothing to compare."
_ROW = 1.4  # inches a distribution


def claim_card(claim: Claim) -> Figure:
    """Both distributions on the left; the paired differences, and their mean enlarged, on the right."""
    with styled():
        height = max(4.9, 1.6 + _ROW * len(claim.columns))
        figure = new_figure(height)
        figure.text(
            0.012,
            1 - 0.12 / height,
            f"{wrapped(claim.id, 20, 1)} · {wrapped(claim.label, 80, 1)}",
            va="top",
            fontsize=13,
            fontweight="bold",
        )
        _distributions(figure, claim, left=0.075, right=0.485, height=height)
        _difference(figure, claim, left=0.55, right=0.985, height=height)
        _key(figure, claim, height)
        return figure


def distributions(claim: Claim) -> Figure:
    """Treatment and control (and the baseline's two), one row each on a common axis."""
    with styled():
        height = 1.5 + _ROW * max(2, len(claim.columns))
        figure = new_figure(height, width=7.0)
        _distributions(figure, claim, left=0.13, right=0.97, height=height)
        return figure


def paired_difference(claim: Claim) -> Figure:
    """D = treatment - control pair by pair; below, its mean with the interval against the smallest effect."""
    with styled():
        figure = new_figure(4.6, width=7.0)
        _difference(figure, claim, left=0.1, right=0.97, height=4.6)
        return figure


def _distributions(figure: Figure, claim: Claim, *, left: float, right: float, height: float) -> None:
    rows = len(claim.columns)
    top, bottom = 1 - 0.68 / height, 0.62 / height
    each = (top - bottom) / rows
    shown = bars([column.values for column in claim.columns])
    shares = [shown.shares(column.values) for column in claim.columns]
    most = max([float(share.max()) for share in shares] + [1e-9])
    for i, (column, share) in enumerate(zip(claim.columns, shares, strict=True)):
        axes = figure.add_axes((left, top - (i + 1) * each + 0.02, right - left, each - 0.52 / height - 0.02))
        treated = i % 2 == 0
        axes.bar(
            shown.left,
            share,
            shown.width,
            align="edge",
            linewidth=0.9,
            hatch=None if treated else "////",
            color=TREATMENT if treated else "white",
            edgecolor=TREATMENT if not treated else "white",
        )
        _share_axis(axes, most)
        axes.set_xlim(*limits(shown))
        room = int((right - left) * figure.get_figwidth() * 9.4)
        axes.set_title(wrapped(column.variant.label, room, 1), fontsize=10.5, pad=19)
        role = f"{'baseline ' if i > 1 else ''}{('treatment', 'control')[i % 2]}, {_mean_of(column)}"
        axes.annotate(role, (0, 1), (0, 5), xycoords="axes fraction", textcoords="offset points", fontsize=10)
        _mean_mark(axes, column)
        last = i == rows - 1
        _plain_numbers(axes, shown)
        axes.tick_params(axis="x", labelbottom=last)
        if last:
            axes.set_xlabel(_axis_label(words(claim.request.name), claim.unit, right - left))
    figure.text(
        left - 0.75 / figure.get_figwidth(),
        (top + bottom) / 2,
        "share of replicates",
        rotation=90,
        va="center",
        fontsize=10.5,
    )


def _axis_label(label: str, unit: str, width: float) -> str:
    return wrapped(with_unit(label, unit), int(125 * width), 1)


def _mean_of(column: Column) -> str:
    finite = column.values[np.isfinite(column.values)]
    return f"mean {number(float(finite.mean()))}" if finite.size else "no sound replicate"


def _mean_mark(axes: Axes, column: Column) -> None:
    finite = column.values[np.isfinite(column.values)]
    if finite.size:
        axes.plot(
            [float(finite.mean())],
            [0],
            marker="^",
            markersize=9,
            color=INK,
            markeredgecolor="white",
            clip_on=False,
            zorder=5,
        )


def _share_axis(axes: Axes, most: float) -> None:
    axes.set_ylim(0, 1.08 * most)
    axes.yaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.3g} %"))
    axes.tick_params(axis="y", labelsize=9)


def _plain_numbers(axes: Axes, shown: Bars | None = None) -> None:
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=shown is not None and shown.whole))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(float(f"{value:.10g}"), 6)))


def _difference(figure: Figure, claim: Claim, *, left: float, right: float, height: float) -> None:
    if claim.pairs is None or claim.verdict is None:
        figure.text((left + right) / 2, 0.5, NO_PAIRS, ha="center", va="center", fontsize=12)
        return
    bottom, top = 0.62 / height, 1 - 0.68 / height - 0.36 / height
    lower = 1.05 / height
    _pair_by_pair(
        figure.add_axes((left, bottom + lower + 0.98 / height, right - left, top - bottom - lower - 0.98 / height)),
        claim,
    )
    _mean_and_interval(figure.add_axes((left, bottom, right - left, lower)), claim)


def _pair_by_pair(axes: Axes, claim: Claim) -> None:
    pairs, verdict = claim.pairs, claim.verdict
    assert pairs is not None
    assert verdict is not None
    shown = bars([pairs.difference], unit=claim.smallest_effect)
    shares = shown.shares(pairs.difference)
    low, high = limits(shown)
    _band(axes, claim)
    axes.bar(
        shown.left,
        shares,
        shown.width,
        align="edge",
        color=TREATMENT_PALE,
        edgecolor=TREATMENT,
        linewidth=0.9,
    )
    _share_axis(axes, float(shares.max()))
    axes.set_xlim(min(low, 0 - 0.04 * (high - low)), max(high, 0.04 * (high - low)))
    _plain_numbers(axes, shown)
    n = verdict.comparison.n
    superior = percent(verdict.comparison.superiority)
    axes.set_title(f"Pair by pair, {n:,} pairs under common luck:\nP(superiority) {superior}", fontsize=10.5, pad=5)


def _mean_and_interval(axes: Axes, claim: Claim) -> None:
    verdict = claim.verdict
    assert verdict is not None
    compared, delta = verdict.comparison, claim.smallest_effect
    colour = VERDICT_COLOURS[claim.finding]
    _band(axes, claim)
    axes.plot(
        [verdict.interval.low, verdict.interval.high],
        [0, 0],
        color=colour,
        linewidth=2,
        solid_capstyle="butt",
    )
    axes.plot([compared.low, compared.high], [0, 0], color=colour, linewidth=7, solid_capstyle="butt")
    axes.plot(
        [compared.difference],
        [0],
        marker=VERDICT_MARKERS[claim.finding],
        markersize=11,
        color=colour,
        markeredgecolor="white",
        markeredgewidth=1.2,
        zorder=5,
    )
    ends = [verdict.interval.low, verdict.interval.high, compared.low, compared.high, -delta, delta, 0.0]
    low, high = min(ends), max(ends)
    air = 0.08 * (high - low) or 1.0
    axes.set_xlim(low - air, high + air)
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    _plain_numbers(axes)
    certainty = f"{100 * compared.confidence:.4g} % interval {interval(compared.low, compared.high)}"
    found = f"Mean difference {number(compared.difference, signed=True)}: {claim.finding}"
    axes.set_title(f"{found}\n{certainty}", fontsize=10.5, pad=5)
    what = "difference, treatment − control" if len(claim.columns) == 2 else "difference of differences"
    axes.set_xlabel(_axis_label(what, claim.effect_axis, 0.45))


def _band(axes: Axes, claim: Claim) -> None:
    """The smallest effect of interest as a band around 0, and where the claim expects the difference."""
    delta = claim.smallest_effect
    if delta > 0:
        axes.axvspan(-delta, delta, color=_inner(claim), linewidth=0, zorder=0)
    far = 1e9 * (delta or 1.0)
    start, end = {"increase": (delta, far), "decrease": (-far, -delta)}.get(claim.expected, (0.0, 0.0))
    if end > start:
        axes.axvspan(start, end, color=EXPECTED, linewidth=0, zorder=0)
    axes.axvline(0, color=INK, linewidth=1.1, zorder=1)


def _inner(claim: Claim) -> str:
    return EXPECTED if claim.expected == "no_difference" else BAND


def _key(figure: Figure, claim: Claim, height: float) -> None:
    """What tints, marks and lines mean, in one row under the title."""
    size = f"±{number(claim.smallest_effect)}"
    handles: list[Any] = [Line2D([], [], marker="^", color=INK, linestyle="", markersize=8, label="mean")]
    if claim.expected != "no_difference":
        handles.append(Patch(color=BAND, label=f"within {size}, the smallest effect"))
        handles.append(Patch(color=EXPECTED, label=f"expected: {EXPECTED_WORDS[claim.expected]}"))
    else:
        handles.append(Patch(color=EXPECTED, label=f"expected: no difference, within {size}, the smallest effect"))
    if claim.verdict is not None:
        colour, compared = VERDICT_COLOURS[claim.finding], claim.verdict.comparison
        handles.append(Line2D([], [], color=colour, linewidth=7, label=f"{100 * compared.confidence:.4g} % interval"))
        deciding = f"{100 * claim.verdict.interval.confidence:.4g} % interval, which decides"
        handles.append(Line2D([], [], color=colour, linewidth=2, label=deciding))
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.006, 1 - 0.33 / height),
        ncol=len(handles),
        columnspacing=1.3,
        handlelength=1.8,
        fontsize=9.5,
    )
