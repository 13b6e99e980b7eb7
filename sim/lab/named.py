"""Arrays that know their axes: a NumPy array with a name, a unit, and a label for every place along every axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.core.errors import SpheresError, near_name


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """An array with labelled axes.

    name, unit  what it is
    values      the numbers
    dims        the name of each axis, such as ("replicate", "quarter", "power")
    labels      axis -> the label of each place along it

    >>> trust = Named("trust", "probability", np.array([[0.2, 0.4], [0.6, 0.8]]), ("replicate", "power"),
    ...               {"replicate": (0, 1), "power": ("USA", "RUS")})
    >>> trust.at(power="RUS").values
    array([0.4, 0.8])
    >>> trust.mean("replicate").series()
    power
    USA    0.4
    RUS    0.6
    Name: trust, dtype: float64
    """

    name: str
    unit: str
    values: NDArray[np.float64]
    dims: tuple[str, ...]
    labels: Mapping[str, Sequence[Any]]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.values, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        axes = ", ".join(f"{dim}: {size}" for dim, size in zip(self.dims, self.shape, strict=True))
        return f"<{self.name} ({self.unit}) [{axes}]>"

    def at(self, **chosen: Any) -> Named:
        """The part at some labels: one label drops its axis, a list of labels keeps it.

        raises  SpheresError for an axis or a label that is not there
        """
        found = self
        for dim, wanted in chosen.items():
            found = found._at(dim, wanted)
        return found

    def _at(self, dim: str, wanted: Any) -> Named:
        axis, labels = self._axis(dim), list(self.labels[dim])
        several = isinstance(wanted, list | tuple | range | np.ndarray)
        places = [self._place(dim, labels, one) for one in (wanted if several else [wanted])]
        if several:
            kept = {**self.labels, dim: tuple(labels[place] for place in places)}
            return Named(self.name, self.unit, self.values.take(places, axis), self.dims, kept)
        return self._without(dim, self.values.take(places[0], axis))

    def _place(self, dim: str, labels: list[Any], wanted: Any) -> int:
        if wanted in labels:
            return labels.index(wanted)
        listed = ", ".join(str(label) for label in labels[:12]) + (", ..." if len(labels) > 12 else "")
        near = near_name(str(wanted), [str(label) for label in labels])
        raise SpheresError(f"{self.name}: no {dim} is called '{wanted}'{near}; there are: {listed}")

    def mean(self, dim: str) -> Named:
        """The mean along an axis; what was frozen (NaN) does not count."""
        return self._without(dim, np.nanmean(self.values, axis=self._axis(dim)))

    def quantile(self, level: float, dim: str = "replicate") -> Named:
        """A quantile along an axis, level 0..1."""
        return self._without(dim, np.nanquantile(self.values, level, axis=self._axis(dim)))

    def series(self) -> pd.Series[float]:
        """As a pandas Series, indexed by the axes."""
        if not self.dims:
            return pd.Series([float(self.values)], name=self.name)
        levels = [pd.Index(list(self.labels[dim]), name=dim) for dim in self.dims]
        index = levels[0] if len(levels) == 1 else pd.MultiIndex.from_product(levels)
        return pd.Series(self.values.ravel(), index=index, name=self.name)

    def frame(self) -> pd.DataFrame:
        """As a tidy pandas frame: a column an axis, and one with the values."""
        return self.series().reset_index() if self.dims else self.series().to_frame()

    def table(self) -> pd.DataFrame:
        """As a wide frame: the first axis down, the others across."""
        series = self.series()
        return series.to_frame() if len(self.dims) < 2 else series.unstack(list(self.dims[1:]))[self._across()]

    def _across(self) -> Any:
        """Columns in the order of the labels, which `unstack` would sort."""
        levels = [list(self.labels[dim]) for dim in self.dims[1:]]
        return levels[0] if len(levels) == 1 else pd.MultiIndex.from_product(levels, names=self.dims[1:])

    def _axis(self, dim: str) -> int:
        if dim not in self.dims:
            raise SpheresError(f"{self.name} has no axis '{dim}'{near_name(dim, self.dims)}; it has: {', '.join(self.dims)}")
        return self.dims.index(dim)

    def _without(self, dim: str, values: Any) -> Named:
        dims = tuple(one for one in self.dims if one != dim)
        return Named(self.name, self.unit, np.asarray(values), dims, {one: self.labels[one] for one in dims})
