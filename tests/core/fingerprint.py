"""Fingerprints of what must be the same bits on every processor: `python -m tests.core.fingerprint`.

Prints one JSON object: the processor features that NumPy uses, and a SHA-256 for each thing.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from typing import Any

import numpy as np

from sim.core import distributions, numerics
from sim.core.luck import normal_table
from sim.core.world import Uncertain
from sim.engine import simulate
from tests.worlds import lively_world

try:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
except ImportError:  # a NumPy that keeps them elsewhere
    __cpu_dispatch__, __cpu_features__ = [], {}


def features() -> list[str]:
    """The features beyond its baseline that this NumPy uses on this processor."""
    return [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]


def of_arrays(*arrays: Any) -> str:
    digest = sha256()
    for array in arrays:
        if array.dtype == object:
            digest.update("\n".join(map(str, array.tolist())).encode())
        else:
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def of_run(run: Any) -> str:
    """Over every array of a run."""
    happened = [getattr(run.happenings, name) for name in run.happenings.__slots__]
    final = [array for _, array in run.final.items()]
    return of_arrays(
        run.replicates, run.alignment, *run.series.values(), *run.histories.values(), *happened, *final,
        run.frozen_at, run.frozen_reason,
    )  # fmt: skip


def of_numerics() -> str:
    x = np.random.default_rng(1).uniform(-40.0, 40.0, 100_003)  # odd: a remainder everywhere
    above = np.abs(x)
    return of_arrays(
        numerics.exp(x), numerics.log(above), numerics.log1p(above), numerics.logistic(x),
        numerics.grid_exp(-above), numerics.grid_log1p(above),
    )  # fmt: skip


def of_distributions() -> str:
    u = np.random.default_rng(2).random(5003)
    numbers = {
        "uniform": (1.0, 3.0), "triangular": (0.0, 0.3, 1.0), "normal": (0.0, 1.0, -2.0, 2.0),
        "beta": (2.0, 5.0), "lognormal": (1.0, 0.5, 0.0, 9.0), "choice": (1.0, 2.0, 5.0),
    }  # fmt: skip
    drawn = [distributions.draw((kind, numbers[kind]), u) for kind in distributions.KINDS]
    return of_arrays(normal_table(), *drawn)


def of_whole_runs() -> str:
    drift = ("lognormal", (0.3, 0.5, 0.01, 2.0))
    unsure = Uncertain("alignment.drift", (0, 0), "mechanisms.alignment.drift", drift)
    digests = [
        of_run(simulate(world, seed=11, replicates=range(37), histories=2))
        for world in (
            lively_world(4, 13, 24, uncertain=[unsure]),
            lively_world(4, 203, 4),  # sums over more clients than any processor adds at once
            lively_world(3, 7, 12, options={"summit": {"protocol": "rubinstein", "delivery": "sequential"}}),
            lively_world(3, 7, 12, doctrines="generous_tit_for_tat", options={"summit": {"linkage": False}}),
        )
    ]
    return sha256("".join(digests).encode()).hexdigest()


def fingerprints() -> dict[str, str]:
    return {"numerics": of_numerics(), "distributions": of_distributions(), "runs": of_whole_runs()}


if __name__ == "__main__":
    json.dump({"features": features(), **fingerprints()}, sys.stdout)
