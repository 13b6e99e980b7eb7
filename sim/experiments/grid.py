"""A grid: some variants of a scenario, run at many points of its parameters, under the luck of the scenario itself.

A grid has a folder of its own, <scenario>-grid-<10 digits>, the digits standing for all that its numbers depend on: worlds,
seed, outcome, key paths, and the code of the model. Points are kept by their values, so that more values, or more
replicates, are added to what is there.

    manifest.json    the scenario, the key paths, the contrasts, versions
    points.jsonl     one line a finished piece: its point, its range of replicates, its file's SHA-256
    points/          one file a piece: a column of outcomes for each variant
    points.csv       the last table that was made of it
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.core.request import Request
from sim.engine import simulate
from sim.experiments import parquet, provenance, recording
from sim.experiments.blocks import piece_size
from sim.experiments.executors import Crew
from sim.experiments.files import Lock, append_line, explained, write_json, write_whole
from sim.experiments.progress import Progress, unwatched
from sim.experiments.store import MANIFEST
from sim.outcomes import measure, needed_cubes
from sim.scenario import Scenario, build, from_mapping

JOURNAL: Final = "points.jsonl"
TABLE: Final = "points.csv"
FOLDER: Final = "points"
_NOT_NEEDED: Final = ("claims", "maps", "record", "knobs")

At = tuple[float, ...]
"""A point: a value for each axis. The empty tuple is the scenario as it stands."""
Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grid:
    """What is run at every point.

    merged     the scenario as plain data, with the variants that are needed alone
    axes       key paths of each axis; those of one axis move together
    code       fingerprint of the model's code; a worker with other code refuses to work
    """

    name: str
    merged: Mapping[str, Any]
    axes: tuple[tuple[str, ...], ...]
    variants: tuple[str, ...]
    request: Request
    seed: int
    code: str = field(default_factory=provenance.code_fingerprint)

    @staticmethod
    def of(
        scenario: Scenario, axes: Sequence[tuple[str, ...]], variants: Sequence[str], request: Request, seed: int | None
    ) -> Grid:
        """The grid of some variants; SpheresError for a variant that is none."""
        for name in variants:
            scenario.world_data(name)
        merged = {key: value for key, value in scenario.merged.items() if key not in _NOT_NEEDED}
        merged["variants"] = {name: merged["variants"][name] for name in variants}
        seed = scenario.seed if seed is None else seed
        return Grid(scenario.name, merged, tuple(axes), tuple(variants), request, seed)

    def at(self, point: At) -> Scenario:
        """The scenario at a point; ScenarioError where a value is refused."""
        settings = {
            path: int(value) if float(value).is_integer() else float(value)
            for paths, value in zip(self.axes, point, strict=bool(point))
            for path in paths
        }
        return from_mapping(self.merged, settings, name=self.name)

    @property
    def digest(self) -> str:
        """Ten digits that stand for all that the numbers depend on."""
        scenario = self.at(())
        worlds = {name: scenario.world_data(name) for name in self.variants}
        about = [provenance.results_hash(worlds, seed=self.seed, outcomes=[self.request.key]), self.axes, self.code]
        return hashlib.sha256(provenance.canonical(about).encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """Replicates first..stop-1 of a point."""

    at: At
    first: int
    stop: int

    def __str__(self) -> str:
        return f"replicates {self.first}-{self.stop - 1} at {', '.join(f'{v:g}' for v in self.at) or 'the scenario as it stands'}"

    @property
    def file(self) -> str:
        """Where it is kept, from the folder of the grid."""
        digest = hashlib.sha256(provenance.canonical(self.at).encode()).hexdigest()[:16]
        return f"{FOLDER}/{digest}-{self.first:07d}-{self.stop - 1:07d}.parquet"


def run_piece(grid: Grid, piece: Piece) -> tuple[Piece, bytes]:
    """The outcomes of a piece as a file: a column for each variant, NaN where a replicate was frozen."""
    provenance.refuse_other_code(grid.code)
    scenario = grid.at(piece.at)
    cubes = needed_cubes([grid.request])
    columns: dict[str, Any] = {"replicate": np.arange(piece.first, piece.stop)}
    for name in grid.variants:
        world = build(scenario, name)
        parts = []
        for first, stop in recording.spans(piece.first, piece.stop, piece_size(world, len(cubes))):
            run = simulate(world, seed=grid.seed, replicates=range(first, stop), cubes=cubes)
            parts.append(measure(run, [grid.request])[grid.request.key])
        columns[name] = np.concatenate(parts)
    return piece, parquet.encode(columns)


class GridFolder:
    """The folder of a grid, open for writing. Use as a context.

    results   folder of the run directories
    about     what the manifest says beside
    """

    def __init__(self, grid: Grid, results: str | Path, about: Mapping[str, Any]) -> None:
        self.grid, self.path = grid, Path(results) / f"{grid.name}-grid-{grid.digest}"
        self._about = dict(about)
        self._columns: dict[At, list[tuple[Piece, dict[str, Column]]]] = {}
        self._lock = Lock(self.path)

    def __enter__(self) -> GridFolder:
        with explained(self.path):
            (self.path / FOLDER).mkdir(parents=True, exist_ok=True)
        self._lock.__enter__()
        try:
            self._read()
            self._write_manifest()
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._lock.__exit__(*error)

    def columns(self, at: At, replicates: int) -> dict[str, Column]:
        """variant -> the first so many outcomes at a point; all of them must have been filled."""
        found = {name: np.full(replicates, np.nan) for name in self.grid.variants}
        for piece, columns in self._columns.get(at, ()):
            stop = min(piece.stop, replicates)
            for name in found:
                found[name][piece.first : stop] = columns[name][: max(0, stop - piece.first)]
        return found

    def fill(self, points: Iterable[At], replicates: int, team: Crew, progress: Progress | None) -> None:
        """Run what is missing below so many replicates at some points."""
        tell = progress or unwatched
        wanted = list(points)
        pieces = [Piece(at, self._reach(at), replicates) for at in wanted if self._reach(at) < replicates]
        done, began = len(wanted) - len(pieces), time.monotonic()
        tell(done, len(wanted), 0.0, 0.0 if not pieces else float("inf"))
        if not pieces:
            return
        left = run = sum(piece.stop - piece.first for piece in pieces)
        with closing(team.run(run_piece, self.grid, pieces)) as finished:
            for piece, content in finished:
                self._add(piece, content)
                done, left = done + 1, left - (piece.stop - piece.first)
                rate = (run - left) / max(time.monotonic() - began, 1e-9)
                tell(done, len(wanted), rate * len(self.grid.variants), left / rate)

    def _reach(self, at: At) -> int:
        return max((piece.stop for piece, _ in self._columns.get(at, ())), default=0)

    def _add(self, piece: Piece, content: bytes) -> None:
        """Keep a piece: its file first, then its line in the journal."""
        write_whole(self.path / piece.file, content)
        line = {"at": piece.at, "first": piece.first, "stop": piece.stop, "sha256": hashlib.sha256(content).hexdigest()}
        append_line(self.path / JOURNAL, json.dumps(line, separators=(",", ":")))
        self._remember(piece)

    def _remember(self, piece: Piece) -> None:
        columns = parquet.numbers(self.path / piece.file, self.grid.variants)
        self._columns.setdefault(piece.at, []).append((piece, columns))

    def _read(self) -> None:
        """Take in the pieces that are whole; a damaged one, and what follows it at its point, is run again."""
        journal = self.path / JOURNAL
        for line in journal.read_text(encoding="utf-8", errors="replace").splitlines() if journal.exists() else ():
            try:
                told = json.loads(line)
                piece = Piece(tuple(float(v) for v in told["at"]), int(told["first"]), int(told["stop"]))
                sound = hashlib.sha256((self.path / piece.file).read_bytes()).hexdigest() == told["sha256"]
            except (ValueError, KeyError, TypeError, OSError):
                continue
            if sound and piece.first == self._reach(piece.at):
                self._remember(piece)

    def _write_manifest(self) -> None:
        grid = self.grid
        write_json(self.path / MANIFEST, {
            "format": 1, "kind": "grid", "scenario": {"name": grid.name, "merged": dict(grid.merged)}, "seed": grid.seed,
            "axes": [list(paths) for paths in grid.axes], "variants": list(grid.variants), "outcome": grid.request.key,
            "environment": provenance.environment(), "written": provenance.now(), **self._about,
        })  # fmt: skip
