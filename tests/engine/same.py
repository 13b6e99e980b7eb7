"""Telling runs apart, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.engine import Run
from sim.engine.happenings import Happenings


def arrays_of(run: Run) -> dict[str, NDArray[np.generic]]:
    """Every array of a run that has one row a replicate."""
    named = {"alignment": run.alignment, "frozen_at": run.frozen_at, "frozen_reason": run.frozen_reason}
    named |= {f"series {name}": array for name, array in run.series.items()}
    named |= {f"cube {name}": array for name, array in run.cubes.items()}
    named |= {f"final {name}": array for name, array in run.final.items()}
    return named


def same_bits(one: NDArray[np.generic], other: NDArray[np.generic]) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype == object:
        return bool((one == other).all())
    # As NumPy compares, NaN is not itself, and 0 is -0: compare what is stored.
    return np.ascontiguousarray(one).tobytes() == np.ascontiguousarray(other).tobytes()


def story(run: Run, replicate: int) -> list[tuple[object, ...]]:
    """What happened in one replicate, row by row."""
    return rows_of(run.happenings.at(run.happenings.replicate == replicate))


def rows_of(happenings: Happenings) -> list[tuple[object, ...]]:
    columns = [getattr(happenings, name).tolist() for name in happenings.__slots__]
    return list(zip(*columns, strict=True))


def differences(run: Run, other: Run, replicates: list[int] | range) -> list[str]:
    """What differs between two runs in some replicates that both have: names of arrays, and "happenings"."""
    here = [run.replicates.tolist().index(r) for r in replicates]
    there = [other.replicates.tolist().index(r) for r in replicates]
    ours, theirs = arrays_of(run), arrays_of(other)
    assert ours.keys() == theirs.keys()
    found = [name for name in ours if not same_bits(ours[name][here], theirs[name][there])]
    if any(story(run, r) != story(other, r) for r in replicates):
        found.append("happenings")
    return found


def first_turns(run: Run, turns: int) -> Run:
    """A run up to its state number `turns`; without its end."""
    soon = run.happenings.at(run.happenings.turn < turns)
    return replace(
        run,
        alignment=run.alignment[:, : turns + 1],
        series={name: array[:, : turns + 1] for name, array in run.series.items()},
        cubes={name: array[:, : turns + 1] for name, array in run.cubes.items()},
        happenings=soon,
    )
