"""The forest plot: all claims of a run side by side, each in units of its smallest effect of interest."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import blended_transform_factory

from sim.reports.style import (
    EXPECTED,
    INK,
    PALE_INK,
    VERDICT_COLOURS,
    VERDICT_MARKERS,
    new_figure,
    styled,
    wrapped,
)
from sim.reports.view import Claim
from sim.reports.wording import number


def forest(claims: tuple[Claim, ...]) -> Figure:
    """All claims on one axis: difference over smallest effect; tinted, where a claim expects it to lie."""
    judged = [claim for claim in claims if claim.verdict is not None]
    with styled():
        height = 1.75 + 0.68 * max(1, len(judged))
        figure = new_figure(height)
        axes = figure.add_axes((0.4, 0.95 / height, 0.4, 1 - 1.5 / height))
        figure.text(
            0.012,
            1 - 0.12 / height,
            "All claims, in units of each one's smallest effect of interest",
            va="top",
            fontsize=13,
            fontweight="bold",
        )
        if not judged:
            axes.set_axis_off()
            figure.text(0.5, 0.4, "This run has no judged claim.", ha="center", fontsize=12)
            return figure
        reach = _reach(judged)
        _forest_axis(axes, reach, len(judged))
        for row, claim in enumerate(judged):
            _forest_row(axes, claim, row, reach)
        return figure


def _scaled(claim: Claim) -> list[float] | None:
    """Difference and the four interval ends over the smallest effect; None where that is 0."""
    assert claim.verdict is not None
    compared, deciding = claim.verdict.comparison, claim.verdict.interval
    if claim.smallest_effect <= 0:
        return None
    ends = (compared.difference, compared.low, compared.high, deciding.low, deciding.high)
    return [end / claim.smallest_effect for end in ends]


def _reach(judged: list[Claim]) -> float:
    ends = [abs(end) for claim in judged for end in _scaled(claim) or [] if math.isfinite(end)]
    return max([2.0, *(1.12 * end for end in ends)])


def _forest_axis(axes: Axes, reach: float, rows: int) -> None:
    if reach > 12:
        # Beyond a few smallest effects it only matters that an effect is large: logarithmic outside ±2.
        axes.set_xscale("symlog", linthresh=2.0, linscale=1.0)
        powers = [10.0**k for k in range(1, math.ceil(math.log10(reach)) + 1) if 10.0**k <= reach]
        kept = powers if len(powers) <= 3 else powers[1::2]
        axes.set_xticks([-value for value in reversed(kept)] + [-1, 0, 1] + kept)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(8))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(float(f"{value:.6g}"), 6)))
    axes.set_xlim(-reach, reach)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False, axis="y")
    axes.axvline(0, color=INK, linewidth=1.1, zorder=1)
    for edge in (-1, 1):
        axes.axvline(edge, color=PALE_INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=1)
    axes.set_xlabel(
        "difference / smallest effect of interest\n"
        "(between the dashed lines: too small to matter; tinted: where the claim expects it)"
    )


def _forest_row(axes: Axes, claim: Claim, row: int, reach: float) -> None:
    colour = VERDICT_COLOURS[claim.finding]
    across: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "clip_on": False}
    beside = dict(across, transform=blended_transform_factory(axes.figure.transFigure, axes.transData))
    name = wrapped(claim.label, max(10, 42 - len(claim.id)), 1)
    axes.text(0.012, row - 0.24, f"{claim.id}  {name}", fontweight="bold", fontsize=10.5, **beside)
    axes.text(0.012, row + 0.17, wrapped(claim.contrast, 58), fontsize=9, color=PALE_INK, **beside)
    axes.text(1.03, row, claim.finding, ha="left", fontweight="bold", color=colour, **across)
    start, end = {"increase": (1.0, reach), "decrease": (-reach, -1.0)}.get(claim.expected, (-1.0, 1.0))
    axes.fill_between([start, end], row - 0.42, row + 0.42, color=EXPECTED, linewidth=0, zorder=0)
    scaled = _scaled(claim)
    if scaled is None:
        axes.text(0.5, row - 0.02, "smallest effect 0: no such unit", ha="center", fontsize=10, **across)
        return
    middle, low, high, wide_low, wide_high = scaled
    axes.plot([wide_low, wide_high], [row, row], color=colour, linewidth=2, solid_capstyle="butt")
    axes.plot([low, high], [row, row], color=colour, linewidth=6, solid_capstyle="butt")
    axes.plot(
        [middle],
        [row],
        marker=VERDICT_MARKERS[claim.finding],
        markersize=10,
        color=colour,
        markeredgecolor="white",
        markeredgewidth=1.2,
        zorder=5,
    )
