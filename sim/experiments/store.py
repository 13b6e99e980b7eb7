"""A run directory: what is in it, and how to read it.

    manifest.json       scenario, seed, replicates, versions, processor, times: see `writer.py`
    scenario.yaml       the merged scenario
    blocks.jsonl        one line a finished block: its range, its files' SHA-256, what was frozen
    SHA256SUMS          the same for the other files: see `sums.py`
    blocks/<variant>/   outcomes-, events-, trajectories- and histories-<first>-<last>.parquet
    outcomes.parquet    all outcomes, where they are not too large to keep twice
    trajectories.parquet  quantiles by turn
    verdicts.json       the claims
    figures/, report.html

Readers show the replicates that the last command asked for, were more of them stored or not, so that a table
depends on the command alone. Columns are read one by one, so a million replicates need little memory. What is read is
what was written, or an error: every file is held against its SHA-256 first, and no replicate may be missing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from sim.core.calendar import Calendar
from sim.core.errors import SpheresError, near_name
from sim.experiments import parquet, sums
from sim.experiments.journal import JOURNAL, Record, reach, read_journal

MANIFEST: Final = "manifest.json"
SCENARIO: Final = "scenario.yaml"
OUTCOMES: Final = "outcomes.parquet"
TRAJECTORIES: Final = "trajectories.parquet"
VERDICTS: Final = "verdicts.json"
ABOUT: Final = ("replicate", "frozen_at", "frozen_reason")  # columns of an outcomes file that are no outcomes
AGAIN: Final = "give the command that made the run again: what is damaged or missing is made anew"
_MAY_HAVE_NO_VALUE: Final = ("effect", "effect_paired", "correlation", "variance_reduction")  # of a Comparison


class RunDirectory:
    """The results of a scenario under one seed.

    path     the folder
    raises   SpheresError where the folder holds no run
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not (self.path / MANIFEST).is_file():
            raise SpheresError(_no_run(self.path))
        self._checked: set[Path] = set()

    def __repr__(self) -> str:
        return f"RunDirectory({str(self.path)!r})"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Everything about the run, with the list of its blocks under "blocks"."""
        manifest: dict[str, Any] = self._json(MANIFEST, "move the folder away and run again")
        return manifest | {"blocks": [asdict(record) for record in self.records]}

    @cached_property
    def records(self) -> list[Record]:
        """Its finished blocks, by variant and first replicate."""
        return sorted(read_journal(self.path / JOURNAL)[0], key=lambda record: (record.variant, record.first))

    @property
    def name(self) -> str:
        return str(self.manifest["scenario"]["name"])

    @property
    def scenario(self) -> dict[str, Any]:
        """The merged scenario, as plain data."""
        merged: dict[str, Any] = self.manifest["scenario"]["merged"]
        return merged

    @property
    def seed(self) -> int:
        return int(self.manifest["seed"])

    @property
    def replicates(self) -> dict[str, int]:
        """variant -> how many replicates the last command asked for; readers show these."""
        return dict(self.manifest["replicates"])

    @property
    def variants(self) -> list[str]:
        return list(self.manifest["replicates"])

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.manifest["start"], int(self.manifest["turns"]))

    def outcome_names(self, variant: str | None = None) -> list[str]:
        """The outcomes measured, in their order."""
        for _, file, _ in self.blocks("outcomes", variant):
            return [name for name in parquet.names(file) if name not in ABOUT]
        return []

    def columns(self, variant: str, keys: Sequence[str], replicates: int | None = None) -> dict[str, NDArray[np.float64]]:
        """Outcomes of one variant, (n,) each, in the order of the replicates; NaN where frozen.

        replicates   the first so many; None for those that the last command asked for
        raises       SpheresError for an outcome that was not measured
        """
        wanted = self.replicates.get(variant, 0) if replicates is None else replicates
        values = {key: np.full(wanted, np.nan) for key in keys}
        for record, file, limit in self.blocks("outcomes", variant, wanted):
            stop = min(record.stop, limit)
            try:
                parts = parquet.numbers(file, keys)
            except KeyError:
                raise SpheresError(self._unknown(keys, file)) from None
            for key, part in parts.items():
                values[key][record.first : stop] = part[: stop - record.first]
        return values

    def outcomes(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Wide: variant, replicate, and one column an outcome (all, or some); NaN where frozen."""
        frames = []
        for variant in self.variants:
            keys = self.outcome_names(variant) if columns is None else columns
            values = self.columns(variant, keys)
            replicate = np.arange(self.replicates[variant])
            frames.append(pd.DataFrame({"variant": variant, "replicate": replicate, **values}))
        return self._one_frame(frames, ["variant", "replicate"])

    def tidy(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Long: variant, replicate, outcome, value."""
        wide = self.outcomes(columns)
        long = wide.melt(["variant", "replicate"], var_name="outcome", value_name="value")
        long["outcome"] = long["outcome"].astype("category")
        return long

    def frozen(self) -> pd.DataFrame:
        """Replicates that left the numbers: variant, replicate, turn, quarter, reason."""
        frames = []
        for record, file, limit in self.blocks("outcomes"):
            if record.frozen:
                frame = parquet.load(file, ABOUT).to_pandas()
                frame = frame[(frame["frozen_at"] >= 0) & (frame["replicate"] < limit)]
                frames.append(frame.assign(variant=record.variant))
        names = {"frozen_at": "turn", "frozen_reason": "reason"}
        table = self._one_frame(frames, ["variant", *ABOUT]).rename(columns=names)
        return self._dated(table, 0)[["variant", "replicate", "turn", "quarter", "reason"]]

    def events(
        self,
        variant: str | None = None,
        kinds: Sequence[str] | None = None,
        replicates: int | None = None,
    ) -> pd.DataFrame:
        """What happened: variant, replicate, turn, quarter, kind, power, rival, client, amount, detail.

        Of one variant, of some kinds, or of each variant's first replicates, where asked: of many replicates
        there are many. An event of turn t shows in the state t + 1; `quarter` is the one in which the turn is played.
        """
        frames = []
        for record, file, shown in self.blocks("events", variant):
            limit = shown if replicates is None else min(shown, replicates)
            if record.first >= limit:
                continue
            frame = parquet.load(file).to_pandas()
            keep = frame["replicate"] < limit
            if kinds is not None:
                keep &= frame["kind"].isin(list(kinds))
            frames.append(frame[keep].assign(variant=record.variant))
        names = ["variant", "replicate", "turn", "kind", "power", "rival", "client", "amount", "detail"]
        table = self._dated(self._one_frame(frames, names), 0)
        return table[["variant", "replicate", "turn", "quarter", *names[3:]]]

    def trajectories(self) -> pd.DataFrame:
        """Over replicates, by turn: variant, series, actor, turn, quarter, mean, q05, q25, q50, q75, q95.

        actor is "", "USA", "USA>RUS", or "USA:VEN" for alignment; turn 0 is the opening, turn t + 1 the end
        of turn t, and `quarter` the one that has just ended.
        """
        content = sums.read_vouched(self.path / TRAJECTORIES, AGAIN)
        frame = parquet.load(pa.BufferReader(content)).to_pandas()
        return self._dated(frame, -1)[
            ["variant", "series", "actor", "turn", "quarter", "mean", "q05", "q25", "q50", "q75", "q95"]
        ]

    def histories(self) -> pd.DataFrame:
        """A few whole histories: variant, replicate, turn, quarter, power, client, alignment, support ..."""
        frames = []
        for record, file, limit in self.blocks("histories"):
            frame = parquet.load(file).to_pandas()
            frames.append(frame[frame["replicate"] < limit].assign(variant=record.variant))
        table = self._dated(self._one_frame(frames, ["variant", "replicate", "turn", "power", "client"]), -1)
        first = ["variant", "replicate", "turn", "quarter", "power", "client"]
        return table[[*first, *(name for name in table.columns if name not in first)]]

    def series(self, variant: str, columns: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Series of the replicates that keep theirs, (k, t+1) each: columns as "norm" or "trust(USA>RUS)"."""
        states = self.calendar.turns + 1
        parts: dict[str, list[NDArray[np.float32]]] = {column: [] for column in columns}
        for record, file, limit in self.blocks("trajectories", variant):
            for column, values in parquet.numbers(file, columns).items():
                parts[column].append(values.reshape(-1, states)[: limit - record.first])
        none = np.empty((0, states), dtype=np.float32)
        return {column: np.concatenate([none, *found]) for column, found in parts.items()}

    def verdicts(self) -> list[dict[str, Any]]:
        """The claims and what the run says of them; numbers that JSON cannot hold are NaN."""
        found: list[dict[str, Any]] = self._json(VERDICTS, AGAIN, object_hook=_nan_for_null)
        return found

    def blocks(self, kind: str, variant: str | None = None, replicates: int | None = None) -> Iterator[tuple[Record, Path, int]]:
        """(block, file, limit) of the blocks that have this kind of table and replicates below the limit.

        raises   SpheresError where a file is damaged, or a replicate that should be there is not
        """
        limits = {name: n if replicates is None else replicates for name, n in self.replicates.items() if variant in (None, name)}
        for name, limit in limits.items():
            self._check_reach(name, limit)
        for record in self.records:
            if kind in record.sha256 and record.first < limits.get(record.variant, 0):
                yield record, self._sound(record, kind), limits[record.variant]

    def _check_reach(self, variant: str, wanted: int) -> None:
        """Refuse a journal that lacks some of a variant's first so many replicates."""
        there = reach(self.records, variant)
        if there < wanted:
            raise SpheresError(f"{self.path / JOURNAL} lacks replicates of {variant}: it has {there} of {wanted}; {AGAIN}")

    def _sound(self, record: Record, kind: str) -> Path:
        """The file of a block, held against its SHA-256 when it is first asked for."""
        path = self.path / record.file(kind)
        if path not in self._checked:
            if not path.exists():
                raise SpheresError(f"{path} is missing; {AGAIN}")
            if sums.digest_of(path) != record.sha256[kind]:
                raise SpheresError(f"{sums.damage(path)}; {AGAIN}")
            self._checked.add(path)
        return path

    def _json(self, name: str, remedy: str, **how: Any) -> Any:
        try:
            return json.loads(sums.read_vouched(self.path / name, remedy), **how)
        except ValueError as error:
            raise SpheresError(f"{self.path / name} cannot be read ({error}); {remedy}") from None

    def _unknown(self, keys: Sequence[str], file: Path) -> str:
        """What to say of outcomes that a file does not have."""
        known = [name for name in parquet.names(file) if name not in ABOUT]
        absent = next(key for key in keys if key not in known)
        return (
            f"{self.path} holds no outcome '{absent}'{near_name(absent, known)}; add it under `record` in the "
            "scenario and run again"
        )

    def _dated(self, frame: pd.DataFrame, shift: int) -> pd.DataFrame:
        """With the quarter of each turn, as a category."""
        calendar = self.calendar
        names = pd.Index([calendar.quarter(turn + shift) for turn in range(calendar.turns + 1)])
        return frame.assign(quarter=pd.Categorical.from_codes(frame["turn"].to_numpy(dtype=np.int64), names))

    def _one_frame(self, frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
        """Frames one below the other; `variant` and texts as categories; empty with these columns."""
        frames = [frame for frame in frames if len(frame)]
        if not frames:
            return pd.DataFrame({name: pd.Series(dtype=_EMPTY.get(name, "str")) for name in columns})
        texts = [name for name in frames[0].columns if isinstance(frames[0][name].dtype, pd.CategoricalDtype)]
        for name in texts:
            union = pd.api.types.union_categoricals([frame[name] for frame in frames])
            sizes = np.cumsum([len(frame) for frame in frames])[:-1]
            for frame, codes in zip(frames, np.split(union.codes, sizes), strict=True):
                frame[name] = pd.Categorical.from_codes(codes, union.categories)
        table = pd.concat(frames, ignore_index=True)
        return table.assign(variant=pd.Categorical(table["variant"], self.variants))


_EMPTY: Final = {"replicate": "int64", "turn": "int32", "frozen_at": "int32", "amount": "float64"}


def _nan_for_null(found: dict[str, Any]) -> dict[str, Any]:
    return {key: math.nan if value is None and key in _MAY_HAVE_NO_VALUE else value for key, value in found.items()}


def _no_run(path: Path) -> str:
    folder = path.parent
    known = [one.parent.name for one in folder.glob(f"*/{MANIFEST}")] if folder.is_dir() else []
    listed = f"; there are {', '.join(sorted(known)[:8])}" if known else ""
    return f"{path} holds no run ({MANIFEST} is missing){near_name(path.name, known)}{listed}"
