"""The committed copy of the verdicts: written, read, and held against what the model says now.

A check takes one decided claim of each of MOST scenarios, by the smallest SHA-256 of scenario and claim (a rule that nobody can
bend), runs the variants that it and its mechanism check need with few replicates, the first of those that the copy rests on,
and finds a flip where both are decided and differ. A scenario that has changed since makes the copy stale, which is no flip but
a fault: its verdicts must be made anew.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.core.errors import ScenarioError, SpheresError
from sim.experiments.batch import run_scenario
from sim.experiments.executors import crew
from sim.experiments.files import write_json, write_whole
from sim.experiments.loading import load
from sim.experiments.store import MANIFEST
from sim.experiments.verdict import OPEN
from sim.experiments.verdicts import COLUMNS, Row, Table, needed, ordered, row_of, with_claims, written

TABLE: Final = "verdicts.csv"
REPLICATES: Final = 200  # of a check; with fewer, intervals miss too often (interval.py)
MOST: Final = 20  # scenarios of a check: half a minute on two cores
REMEDY: Final = "make it anew with `spheres verdicts --out {folder}` and commit it"
_NUMBERS: Final = frozenset(
    ("effect", "low", "high", "confidence", "smallest_effect", "check_effect", "check_low", "check_high", "alpha", "p_adjusted")
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A claim to be looked at again, and what the copy says of it."""

    scenario: str
    claim: str
    verdict: str
    check: str

    def __str__(self) -> str:
        return f"claim {self.claim} of {self.scenario}"


@dataclass(frozen=True, slots=True)
class Again:
    """A sampled claim with what the model says now."""

    sample: Sample
    verdict: str
    check: str

    @property
    def flipped(self) -> str:
        """What has flipped, in a sentence; "" for nothing."""
        pairs = (("the verdict", self.sample.verdict, self.verdict), ("its mechanism check", self.sample.check, self.check))
        turned = [f"{what} was '{then}' and is '{now}'" for what, then, now in pairs if _flips(then, now)]
        return f"{self.sample}: {'; '.join(turned)}" if turned else ""


def _flips(then: str, now: str) -> bool:
    return bool(then and now) and then != now and then not in OPEN and now not in OPEN


def updated(table: Table, folder: Path) -> Table:
    """The copy in a folder with the rows of the table's scenarios anew; scenarios that are no more are dropped."""
    if not (folder / MANIFEST).is_file():
        return table
    rows, manifest = read(folder)
    there = set(with_claims()) - set(table.manifest["scenarios"])
    kept = {name: told for name, told in manifest["scenarios"].items() if name in there}
    scenarios = dict(sorted({**kept, **table.manifest["scenarios"]}.items()))
    held = [row for row in rows if row["scenario"] in kept]
    return Table(ordered([*held, *table.rows], len(scenarios)), {**table.manifest, "scenarios": scenarios})


def write(table: Table, folder: Path) -> None:
    """The table as CSV, numbers to six digits, and what it rests on as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in table.rows)
    write_whole(folder / TABLE, stream.getvalue().encode())
    write_json(folder / MANIFEST, dict(table.manifest))


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else ""
    return "" if value is None else value


def read(folder: Path) -> tuple[list[Row], dict[str, Any]]:
    """The rows and the manifest of a copy; SpheresError where there is none."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        with open(folder / TABLE, encoding="utf-8", newline="") as stream:
            return [_read(row) for row in csv.DictReader(stream)], manifest
    except (OSError, ValueError) as error:
        raise SpheresError(f"{folder} holds no verdicts ({error}); {REMEDY.format(folder=folder)}") from None


def _read(row: Mapping[str, str]) -> Row:
    found: Row = {name: (float(text) if text else None) if name in _NUMBERS else text for name, text in row.items()}
    return found | {"replicates": int(row["replicates"]) if row["replicates"] else None}


def refuse_stale(manifest: Mapping[str, Any], folder: Path) -> None:
    """SpheresError, with the remedy, where a scenario is not as it was when the copy was made, or is not in it."""
    then: Mapping[str, Any] = manifest["scenarios"]
    stale = []
    for name, about in then.items():
        try:
            if written(load(name)) != about["written"]:
                stale.append(f"{name} has changed since")
        except ScenarioError:
            stale.append(f"{name} cannot be loaded")
    stale += [f"{name} is not in it" for name in with_claims() if name not in then]
    if stale:
        raise SpheresError(f"{folder} is out of date: {'; '.join(stale)}; {REMEDY.format(folder=folder)}")


def sample(rows: list[Row]) -> list[Sample]:
    """Of each scenario the decided claim with the smallest SHA-256 of both names; the MOST scenarios where that is smallest."""
    chosen: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: hashlib.sha256(f"{row['scenario']} {row['claim']}".encode()).digest()):
        if row["verdict"] not in OPEN:
            chosen.setdefault(row["scenario"], row)
    return [Sample(name, row["claim"], row["verdict"], row["check"]) for name, row in sorted(list(chosen.items())[:MOST])]


def check(
    folder: Path, *, replicates: int = REPLICATES, workers: int = 1, progress: Callable[[Again], None] | None = None
) -> list[Again]:
    """Look at the sampled claims of a copy again; SpheresError where the copy is out of date."""
    rows, manifest = read(folder)
    refuse_stale(manifest, folder)
    found = []
    team = crew(workers)
    with closing(team.run(look_again, replicates, sample(rows))) as finished:
        for one in finished:
            found.append(one)
            if progress is not None:
                progress(one)
    return sorted(found, key=lambda one: one.sample.scenario)


def look_again(replicates: int, sampled: Sample) -> Again:
    """What the model says of one claim now, from so many replicates."""
    scenario = needed(load(sampled.scenario), [sampled.claim])
    with tempfile.TemporaryDirectory(prefix="spheres-check-") as folder:
        run = run_scenario(scenario, replicates=replicates, trajectories=1, histories=1, results=folder, command="check")
        row = row_of(run.verdicts()[0], scenario)
    return Again(sampled, row["verdict"], row["check"] or "")
