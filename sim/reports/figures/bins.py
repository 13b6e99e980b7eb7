"""Bars for a distribution that stay honest: a bar a value where there are few values, else common bins.

No smoothing: a density curve would put mass where no replicate is, below zero or between two whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

MOST_VALUES: Final = 25  # distinct values that still get a bar each
MOST_BINS: Final = 40


@dataclass(frozen=True, slots=True)
class Bars:
    """Where bars stand: `left` and `width` (k,); values between `edges` fall into them; `whole` numbers."""

    left: Values
    width: Values
    discrete: bool
    whole: bool
    edges: Values

    def shares(self, values: Values) -> Values:
        """Share of the values in each bar, (k,); sums to 1 over finite values; zeros without any."""
        values = values[np.isfinite(values)]
        if not values.size:
            return np.zeros(self.left.size)
        at = np.clip(np.searchsorted(self.edges, values, side="right") - 1, 0, self.left.size - 1)
        return np.bincount(at, minlength=self.left.size) / values.size


def bars(columns: Sequence[Values], unit: float | None = None) -> Bars:
    """Bars in common for several columns of one outcome.

    unit   a size by which to draw a bar that stands alone; not given: its own distance from 0
    """
    kept = [column[np.isfinite(column)] for column in columns]
    values = np.concatenate(kept) if kept else np.empty(0)
    if not values.size:
        values = np.zeros(1)
    distinct = np.unique(np.round(values, 10))
    whole = np.array_equal(distinct, np.round(distinct))
    if distinct.size <= min(MOST_VALUES, max(2, values.size // 4)):
        return _one_each(distinct, whole, unit)
    low, high = float(values.min()), float(values.max())
    if whole:
        step = max(1.0, np.ceil((high - low + 1) / MOST_BINS))
        edges = np.arange(low - 0.5, high + step, step)
    else:
        count = int(np.clip(len(np.histogram_bin_edges(values, bins="auto")) - 1, 10, MOST_BINS))
        edges = np.linspace(low, high, count + 1)
    return Bars(edges[:-1], np.diff(edges), False, whole, edges)


def _one_each(distinct: Values, whole: bool, unit: float | None) -> Bars:
    """A bar around each value, as wide as the smallest gap allows, at most a tenth of the span."""
    if distinct.size == 1:
        width = 0.2 * (unit or abs(float(distinct[0])) or 1.0)
    else:
        width = min(0.8 * float(np.diff(distinct).min()), 0.1 * float(np.ptp(distinct)))
    middles = (distinct[1:] + distinct[:-1]) / 2
    edges = np.concatenate([[-np.inf], middles, [np.inf]])
    return Bars(distinct - width / 2, np.full(distinct.size, width), True, whole, edges)


def limits(shown: Bars) -> tuple[float, float]:
    """Ends of an axis that hold all bars with some air."""
    low, high = float(shown.left[0]), float(shown.left[-1] + shown.width[-1])
    air = 0.04 * (high - low)
    if shown.discrete and shown.left.size == 1:
        air = 8 * (high - low)
    return low - air, high + air
