"""Run a run again, and compare it with what was stored: outcome for outcome, bit for bit."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.errors import SpheresError
from sim.experiments import provenance
from sim.experiments.batch import BLOCK, run_scenario
from sim.experiments.progress import Progress
from sim.experiments.store import RunDirectory
from sim.scenario import from_mapping


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One outcome that came out differently: in how many replicates, by how much at most, where first.

    largest   the largest |then - now|; NaN where one of the two was frozen and the other was not
    """

    variant: str
    outcome: str
    replicates: int
    largest: float
    first: int


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of it.

    replicates    variant -> how many were compared
    outcomes      how many outcomes of each were compared
    differences   by variant and outcome; empty where all numbers are equal
    absent        outcomes that only one of the two runs has
    changes       what differs between then and now, in sentences: versions, code, processor
    """

    run: str
    replicates: dict[str, int]
    outcomes: int
    differences: tuple[Difference, ...]
    absent: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def identical(self) -> bool:
        return not self.differences and not self.absent

    def sentence(self) -> str:
        """The result in one sentence."""
        n = sum(self.replicates.values())
        what = f"{self.run}: {n:,} replicates of {len(self.replicates)} variants, {self.outcomes} outcomes each"
        if self.identical:
            return f"{what}: every number is the same, bit for bit."
        worst = max((one.largest for one in self.differences if one.largest == one.largest), default=float("nan"))
        return f"{what}: {len(self.differences)} columns differ, by at most {worst:.3g}" + (
            f"; {len(self.absent)} outcomes are in one of the two alone." if self.absent else "."
        )


def reproduce(
    path: str | Path,
    *,
    replicates: int | None = None,
    workers: int = 1,
    block: int = BLOCK,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
    executor: Executor | None = None,
) -> Reproduction:
    """Run what a run directory's manifest says, in a temporary folder, and compare the outcomes.

    path         a run directory; it is only read
    replicates   compare the first so many of each variant; None for all that it shows
    others       as for `run_scenario`
    raises       SpheresError where there is no run, or nothing in it yet
    """
    stored = RunDirectory(path)
    limit = math.inf if replicates is None else replicates
    counts = {name: int(min(n, limit)) for name, n in stored.replicates.items() if min(n, limit) > 0}
    if not counts:
        raise SpheresError(f"{stored.path} has no finished replicates to compare; run its scenario first")
    scenario = from_mapping(stored.scenario, name=stored.name)
    differences: list[Difference] = []
    absent: set[str] = set()
    changes = list(_changes(stored))
    with tempfile.TemporaryDirectory(prefix="spheres-", ignore_cleanup_errors=True) as folder:
        for n in sorted(set(counts.values())):
            again = run_scenario(
                scenario, replicates=n, variants=[v for v, m in counts.items() if m == n], seed=stored.seed,
                workers=workers, block=block, results=folder, progress=progress, say=say, executor=executor,
                trajectories=1, histories=1, command=f"reproduce {stored.path.name}",
            )  # fmt: skip
            if again.manifest["scenario"]["results_hash"] != stored.manifest["scenario"]["results_hash"]:
                changes.insert(0, "the scenario's numbers are not those of then: a default has changed")
            for variant in (name for name, m in counts.items() if m == n):
                absent |= set(stored.outcome_names(variant)) ^ set(again.outcome_names(variant))
                differences += _differences(stored, again, variant, n)
    names = {name for variant in counts for name in stored.outcome_names(variant)}
    return Reproduction(
        str(stored.path), counts, len(names), tuple(differences), tuple(sorted(absent)), tuple(dict.fromkeys(changes))
    )


def _differences(stored: RunDirectory, again: RunDirectory, variant: str, n: int) -> Iterator[Difference]:
    """Outcomes of one variant that differ, a few columns at a time."""
    measured = set(again.outcome_names(variant))
    both = [name for name in stored.outcome_names(variant) if name in measured]
    at_a_time = max(1, 10_000_000 // n)
    for start in range(0, len(both), at_a_time):
        keys = both[start : start + at_a_time]
        then, now = stored.columns(variant, keys, n), again.columns(variant, keys, n)
        for key in keys:
            unequal = (then[key].view(np.int64) != now[key].view(np.int64)) & ~(np.isnan(then[key]) & np.isnan(now[key]))
            if unequal.any():
                gaps = np.abs(then[key][unequal] - now[key][unequal])
                largest = float(np.nanmax(gaps)) if not np.isnan(gaps).all() else float("nan")
                yield Difference(variant, key, int(unequal.sum()), largest, int(np.argmax(unequal)))


def _changes(stored: RunDirectory) -> Iterator[str]:
    """What is not as it was, for each environment that took part in the run."""
    now = provenance.environment()
    sessions = stored.manifest["sessions"]
    environments = [
        stored.manifest["environment"],
        *(s["environment"] for s in sessions if "environment" in s),
    ]
    said: dict[str, None] = {}
    for then in environments:
        said |= dict.fromkeys(_compared(then, now))
    yield from said


def _compared(then: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for name, version in then["versions"].items():
        if (current := now["versions"].get(name)) != version:
            yield f"{name} was {version}, is {current}"
    if then["code"] != now["code"]:
        yield f"the model's code was {then['code'][:10]}, is {now['code'][:10]}"
    commits = [(state or {}).get("commit", "unknown")[:10] for state in (then["git"], now["git"])]
    if commits[0] != commits[1]:
        yield f"the commit was {commits[0]}, is {commits[1]}"
    if then["cpu"]["model"] != now["cpu"]["model"]:
        yield f"the processor was {then['cpu']['model']}, is {now['cpu']['model']}"
    gone = sorted(set(then["cpu"]["features"]) ^ set(now["cpu"]["features"]))
    if gone:
        yield f"the processor's instruction sets in use differ in {', '.join(gone)}"
    if then["platform"] != now["platform"]:
        yield f"the system was {then['platform']}, is {now['platform']}"
