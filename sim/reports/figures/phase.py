"""A phase diagram: the effect over two parameters as a field of colour, and what can be said where."""

from __future__ import annotations

import textwrap
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.experiments.mapping import Mapped
from sim.reports.style import BLACK, INK, PALE_INK, new_figure, styled, wrapped
from sim.reports.wording import number, with_unit, words
from sim.scenario.maps import Axis, Spot

Values = NDArray[np.float64]

LOW, HIGH = "#B35806", "#542788"  # brown and violet: told apart in every kind of colour blindness, and by no power
NEGLIGIBLE = "#D9DCE1"  # grey: too small to matter
# Two ramps that meet in a step: an effect that matters, however small, is seen to be of one colour or the other.
COLOURS: Final = LinearSegmentedColormap.from_list(
    "effect", [(0.0, LOW), (0.25, "#E08214"), (0.5, "#FBDDB0"), (0.5, "#D3CAE8"), (0.75, "#8073AC"), (1.0, HIGH)]
)  # fmt: skip
SMALL: Final = "no meaningful effect"
UNDECIDED_HATCH, NEGLIGIBLE_HATCH = "///", ".."
_SIZE: Final = (11.0, 7.4)


def phase(mapped: Mapped) -> Figure:
    """The field of the effect, its zero line, what is undecided, what is too small to matter, and where the cast lies."""
    with styled():
        figure = new_figure(_SIZE[1], _SIZE[0])
        axes = figure.add_axes((0.115, 0.225, 0.69, 0.62))
        bar = figure.add_axes((0.835, 0.225, 0.025, 0.62))
        _title(figure, mapped)
        norm = _field(axes, mapped)
        _zero_line(axes, mapped)
        _cast(axes, mapped)
        _labels(axes, mapped)
        _bar(bar, mapped, norm)
        _legend(figure, mapped)
        return figure


def _title(figure: Figure, mapped: Mapped) -> None:
    about = mapped.about
    question = textwrap.wrap(about.question, 108)
    figure.text(0.012, 0.985, f"{about.id}  {mapped.title}"[:96], va="top", fontsize=14, fontweight="bold")
    figure.text(0.012, 0.942, "\n".join(question[:2]), va="top", fontsize=12, color=PALE_INK, linespacing=1.25)


def edges(values: tuple[float, ...]) -> Values:
    """The borders of cells around rising values: halfway between them, and as far out at both ends.

    >>> edges((0.0, 1.0, 3.0)).tolist()
    [-0.5, 0.5, 2.0, 4.0]
    """
    at = np.asarray(values, dtype=np.float64)
    middle = (at[1:] + at[:-1]) / 2
    return np.concatenate([[at[0] - (middle[0] - at[0])], middle, [at[-1] + (at[-1] - middle[-1])]])


def _field(axes: Axes, mapped: Mapped) -> Normalize:
    """Cells by colour; what cannot be told, or would not matter, by hatches."""
    x, y = edges(mapped.about.x.values), edges(mapped.about.y.values)
    effect = mapped.field("effect").astype(np.float64)
    reach = max(float(np.nanmax(np.abs(effect), initial=0.0)), 2 * mapped.about.smallest_effect)
    norm = Normalize(-reach, reach)
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    axes.grid(visible=False)
    direction = mapped.field("direction")
    small = direction == SMALL
    axes.pcolormesh(x, y, np.ma.masked_where(small | ~np.isfinite(effect), effect), cmap=COLOURS, norm=norm)
    _tinted(axes, x, y, small, NEGLIGIBLE, NEGLIGIBLE_HATCH)
    _tinted(axes, x, y, direction == "undecided", "none", UNDECIDED_HATCH)
    return norm


def _tinted(axes: Axes, x: Values, y: Values, where: NDArray[np.bool_], colour: str, hatch: str) -> None:
    """Hatched cells: runs of neighbours in a row as one rectangle, so that no seams show."""
    for j, row in enumerate(where):
        ends = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(int)))
        for first, stop in zip(ends[::2], ends[1::2], strict=True):
            axes.fill_between(
                [x[first], x[stop]], y[j], y[j + 1], facecolor=colour, hatch=hatch, edgecolor=PALE_INK, linewidth=0.0, zorder=2,
            )  # fmt: skip


def _zero_line(axes: Axes, mapped: Mapped) -> None:
    """Where the effect turns round, between points; nothing where it never does."""
    effect = mapped.field("effect").astype(np.float64)
    sound = np.isfinite(effect) & (effect != 0.0)  # an effect of exactly 0, as of a cause of strength 0, is no crossing
    if not ((effect[sound] > 0).any() and (effect[sound] < 0).any()):
        return
    field = np.ma.masked_where(~sound, effect)
    axes.contour(mapped.about.x.values, mapped.about.y.values, field, levels=[0.0], colors=[BLACK], linewidths=2.6, zorder=4)


def _cast(axes: Axes, mapped: Mapped) -> None:
    """A star where the scenario as it stands lies; an arrow at the border where that is off the map."""
    at, inside = [], True
    for where, limits in ((mapped.x, axes.get_xlim()), (mapped.y, axes.get_ylim())):
        at.append(float(np.clip(where.value, *limits)))
        inside &= limits[0] <= where.value <= limits[1]
    for spot, style in ((mapped.x, "x"), (mapped.y, "y")):
        if spot.high > spot.low:
            ends = [spot.low, spot.high], [at[1], at[1]]
            axes.plot(*(ends if style == "x" else ([at[0], at[0]], ends[0])), color=BLACK, linewidth=1.6, zorder=5)
    axes.plot(
        [at[0]], [at[1]], marker="*" if inside else "X", markersize=24 if inside else 15, color="#FFFFFF", markeredgecolor=BLACK,
        markeredgewidth=1.8, linestyle="none", clip_on=False, zorder=6,
    )  # fmt: skip


def _labels(axes: Axes, mapped: Mapped) -> None:
    axes.set_xlabel(_axis_label(mapped.about.x, 78), fontsize=12.5, labelpad=7)
    axes.set_ylabel(_axis_label(mapped.about.y, 48), fontsize=12.5, labelpad=7)
    axes.tick_params(labelsize=11.5)
    for name in ("top", "right"):
        axes.spines[name].set_visible(True)


def _axis_label(axis: Axis, width: int) -> str:
    return wrapped(axis.label, width, 2)


def _bar(axes: Axes, mapped: Mapped, norm: Normalize) -> None:
    """The scale of colours, with the band inside which nothing matters."""
    delta = mapped.about.smallest_effect
    bar = axes.figure.colorbar(ScalarMappable(norm, COLOURS), cax=axes)
    bar.outline.set_linewidth(0.8)
    axes.axhspan(-delta, delta, facecolor=NEGLIGIBLE, hatch=NEGLIGIBLE_HATCH, edgecolor=PALE_INK, linewidth=0.0)
    axes.axhline(0.0, color=BLACK, linewidth=2.0)
    axes.grid(visible=False)
    axes.tick_params(labelsize=11)
    label = with_unit(f"difference in {words(mapped.about.outcome.key)}", mapped.unit)
    axes.set_ylabel(wrapped(label, 46, 2), fontsize=11.5)


def _legend(figure: Figure, mapped: Mapped) -> None:
    shares = {name: f"{share:.0%}" for name, share in mapped.shares.items()}
    cast = f"the shipped cast: {place_words(mapped.x)} across, {place_words(mapped.y)} up"
    patch: dict[str, Any] = {"edgecolor": PALE_INK, "linewidth": 0.0}
    entries = [
        Patch(facecolor=HIGH, label=f"increase {shares.get('increase', '0%')}"),
        Patch(facecolor=LOW, label=f"decrease {shares.get('decrease', '0%')}"),
        Patch(facecolor=NEGLIGIBLE, hatch=NEGLIGIBLE_HATCH, label=f"too small to matter {shares.get(SMALL, '0%')}", **patch),
        Patch(facecolor="white", hatch=UNDECIDED_HATCH, label=f"undecided {shares.get('undecided', '0%')}", **patch),
        Line2D([], [], color=BLACK, linewidth=2.6, label="no difference"),
    ]
    figure.legend(handles=entries, loc="lower left", bbox_to_anchor=(0.008, 0.052), ncols=5, fontsize=11.5, handlelength=1.6,
                  columnspacing=1.3)  # fmt: skip
    star = Line2D([], [], marker="*", markersize=17, color="white", markeredgecolor=BLACK, markeredgewidth=1.5, linestyle="none",
                  label=cast)  # fmt: skip
    figure.legend(handles=[star], loc="lower left", bbox_to_anchor=(0.008, 0.004), fontsize=11.5, handlelength=1.6)
    figure.patch.set_edgecolor(INK)


def place_words(spot: Spot) -> str:
    """Where the scenario lies on an axis, in words."""
    return number(spot.value) if spot.low == spot.high else f"{number(spot.low)} to {number(spot.high)}"
