"""A sweep drawn: over one parameter as a line with its intervals, over two as a field of colour."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize

from sim.core.errors import SpheresError
from sim.reports.figures.phase import COLOURS, NEGLIGIBLE, SMALL, UNDECIDED_HATCH, edges
from sim.reports.style import BAND, INK, PALE_INK, TREATMENT, styled, wrapped


def phase(
    table: pd.DataFrame, *, smallest_effect: float = 0.0, labels: tuple[str, ...] = (), unit: str = "", ax: Axes | None = None
) -> Axes:
    """The table of `sim.sweep`, drawn.

    smallest_effect  drawn as a band around 0 (one parameter)
    labels           of the axes, in place of the key paths;  unit  of the effect
    Over two parameters: hatched where the interval leaves the direction open, grey where the effect is too small to matter.
    raises           SpheresError for a table that is none of a sweep

    >>> import sim
    >>> table = sim.sweep("tit_for_tat", {"powers.RUS.doctrine.reciprocity": [0, 1]}, claim="H01b", replicates=9)
    >>> sim.plot.phase(table, labels=("reciprocity",)).get_xlabel()
    'reciprocity'
    """
    if "treatment" not in table or "effect" not in table:
        raise SpheresError("a phase diagram is drawn of the table that sim.sweep returns")
    names = list(table.columns[: list(table.columns).index("treatment")])
    said = [*labels, *(wrapped(name, 60) for name in names[len(labels) :])]
    with styled():
        if ax is None:
            _, ax = pyplot.subplots(figsize=(8.5, 4.6 if len(names) == 1 else 5.6), layout="constrained")
        if len(names) == 1:
            _line(ax, table, names[0], smallest_effect, unit)
        else:
            _field(ax, table, names, unit)
            ax.set_ylabel(said[1])
        ax.set_xlabel(said[0])
    return ax


def _line(axes: Axes, table: pd.DataFrame, name: str, smallest_effect: float, unit: str) -> None:
    at = table[name].to_numpy(dtype=np.float64)
    if smallest_effect:
        axes.axhspan(-smallest_effect, smallest_effect, color=BAND, linewidth=0, zorder=0, label="too small to matter")
        axes.legend(loc="best")
    axes.axhline(0, color=INK, linewidth=1.1)
    axes.fill_between(at, table["low"], table["high"], color=TREATMENT, alpha=0.25, linewidth=0)
    axes.plot(at, table["effect"], color=TREATMENT, marker="o")
    axes.set_ylabel(f"effect ({unit})" if unit else "effect")


def _field(axes: Axes, table: pd.DataFrame, names: list[str], unit: str) -> None:
    x, y = (np.unique(table[name].to_numpy(dtype=np.float64)) for name in names)
    rows, columns = names[1], names[0]
    square = {what: table.pivot(index=rows, columns=columns, values=what).to_numpy() for what in ("effect", "direction")}
    effect = square["effect"].astype(np.float64)
    reach = float(np.nanmax(np.abs(effect), initial=1e-12))
    across, up = edges(tuple(x)), edges(tuple(y))
    norm = Normalize(-reach, reach)
    axes.grid(visible=False)
    axes.pcolormesh(across, up, effect, cmap=COLOURS, norm=norm)
    for i, j in np.argwhere((square["direction"] == SMALL) | (square["direction"] == "undecided")):
        small = square["direction"][i, j] == SMALL
        axes.fill_between(
            across[j : j + 2], up[i], up[i + 1], facecolor=NEGLIGIBLE if small else "none", linewidth=0, edgecolor=PALE_INK,
            hatch=None if small else UNDECIDED_HATCH,
        )  # fmt: skip
    bar = axes.figure.colorbar(ScalarMappable(norm, COLOURS), ax=axes)
    bar.set_label(f"effect ({unit})" if unit else "effect")
