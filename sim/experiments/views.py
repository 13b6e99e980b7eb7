"""What is worked out from a run's blocks: quantiles by turn, and all outcomes in one file.

Both are made piece by piece: one series, one variant's outcomes at a time. They carry the SHA-256 of what
they were made from, and are made again only when that has changed.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.experiments import parquet, sums
from sim.experiments.files import TEMPORARY, explained, replace_patiently
from sim.experiments.parquet import Coded, Column
from sim.experiments.recording import Group
from sim.experiments.store import ABOUT, OUTCOMES, TRAJECTORIES, RunDirectory

QUANTILES: Final = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}
LARGEST_COPY: Final = 2**28  # bytes of outcomes, before packing, that are kept twice for convenience
AT_A_TIME: Final = 2**25  # bytes of series read together
_MADE_FROM: Final = "made_from"


def write_trajectories(run: RunDirectory, groups: Mapping[str, Sequence[Group]]) -> None:
    """Write trajectories.parquet: mean and quantiles over replicates of every kept series, by turn.

    groups   variant -> the series that it keeps
    """
    path = run.path / TRAJECTORIES
    shown = {name: min(n, run.manifest["trajectories"]) for name, n in run.replicates.items()}
    made_from = _digest(run, "trajectories", shown)
    if _is_made_from(path, made_from):
        return
    parts = [part for variant in run.variants if variant in groups for part in _summaries(run, variant, groups[variant])]
    table = pa.concat_tables([part.cast(_TRAJECTORY_SCHEMA) for part in parts])
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, table.schema, **parquet.options(table.schema)) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({_MADE_FROM: made_from})
    sums.write_vouched(path, sink.getvalue().to_pybytes())


_TRAJECTORY_SCHEMA: Final = pa.schema(
    [(name, pa.string()) for name in ("variant", "series", "actor")]
    + [("turn", pa.int32())]
    + [(name, pa.float32()) for name in ("mean", *QUANTILES)]
)


def _summaries(run: RunDirectory, variant: str, groups: Sequence[Group]) -> Iterator[pa.Table]:
    """Each series of one variant: a row an actor and state."""
    states = run.calendar.turns + 1
    found = _fans(run, variant, [column for group in groups for column in group.columns])
    for group in groups:
        fans = [found[column] for column in group.columns]
        columns: dict[str, Column | Coded] = {
            "variant": Coded(np.zeros(len(fans) * states, dtype=np.int32), (variant,)),
            "series": Coded(np.zeros(len(fans) * states, dtype=np.int32), (group.series,)),
            "actor": Coded(np.repeat(np.arange(len(fans), dtype=np.int32), states), group.actors),
            "turn": np.tile(np.arange(states, dtype=np.int32), len(fans)),
        }
        for i, name in enumerate(("mean", *QUANTILES)):
            columns[name] = np.concatenate([one[i] for one in fans])
        yield parquet.table_of(columns)


def _fans(run: RunDirectory, variant: str, columns: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The fan of each column, read so many at a time that they take AT_A_TIME bytes."""
    replicates = min(run.replicates[variant], run.manifest["trajectories"])
    at_a_time = max(1, AT_A_TIME // (4 * (run.calendar.turns + 1) * max(1, replicates)))
    fans: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(columns), at_a_time):
        kept = run.series(variant, columns[start : start + at_a_time])
        fans |= {column: fan(values) for column, values in kept.items()}
    return fans


def fan(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean and quantiles over replicates (k, t): (6, t). Frozen replicates, which are NaN, are left out.

    Quantiles lie between order statistics as numpy's do: position q (k - 1), linear between neighbours.
    """
    ordered = np.sort(np.ascontiguousarray(values.T), axis=1)
    sound = int(np.isfinite(ordered[0]).sum())  # NaN, of whole replicates, sorts last
    if not sound:
        return np.full((1 + len(QUANTILES), values.shape[1]), np.nan, dtype=np.float32)
    place = np.array(list(QUANTILES.values())) * (sound - 1)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, sound - 1)
    low, high = ordered[:, below].astype(np.float64), ordered[:, above].astype(np.float64)
    mean = ordered[:, :sound].mean(axis=1, dtype=np.float64)
    return np.concatenate([mean[None], (low + (place - below) * (high - low)).T]).astype(np.float32)


def write_outcomes(run: RunDirectory, *, as_csv: bool = False) -> None:
    """Write outcomes.parquet, all variants in one table, unless it would be large; if asked, a tidy CSV.

    A run whose outcomes exceed LARGEST_COPY is read from its blocks alone (`RunDirectory.columns`).
    """
    path = run.path / OUTCOMES
    names = _all_outcomes(run)
    cells = sum(run.replicates.values()) * len(names)
    made_from = _digest(run, "outcomes", run.replicates)
    if 8 * cells > LARGEST_COPY:
        path.unlink(missing_ok=True)
    elif not _is_made_from(path, made_from):
        fields = [
            ("variant", pa.string()),
            ("replicate", pa.int64()),
            *((name, pa.float64()) for name in names),
        ]
        schema = pa.schema(fields)
        temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
        with explained(path):
            with pq.ParquetWriter(temporary, schema, **parquet.options(schema)) as writer:
                for variant in run.variants:
                    writer.write_table(_wide(run, variant, names, schema))
                writer.add_key_value_metadata({_MADE_FROM: made_from})
            sums.vouch(path, sums.digest_of(temporary))
            replace_patiently(temporary, path)
    if as_csv:
        _write_csv(run)


def _all_outcomes(run: RunDirectory) -> list[str]:
    """Every variant's outcomes, in their order; variants may have different actors."""
    names: dict[str, None] = {}
    for variant in run.variants:
        names |= dict.fromkeys(run.outcome_names(variant))
    return list(names)


def _wide(run: RunDirectory, variant: str, names: list[str], schema: pa.Schema) -> pa.Table:
    n = run.replicates[variant]
    has = set(run.outcome_names(variant))
    values = run.columns(variant, [name for name in names if name in has])
    columns: dict[str, Any] = {name: values[name] if name in values else np.full(n, np.nan) for name in names}
    return pa.table({"variant": [variant] * n, "replicate": np.arange(n), **columns}, schema=schema)


def _write_csv(run: RunDirectory) -> None:
    """outcomes.csv: variant, replicate, outcome, value; one line a number, block by block."""
    path = run.path / "outcomes.csv"
    temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
    with explained(path):
        with open(temporary, "w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["variant", "replicate", "outcome", "value"])
            for row in _tidy_rows(run):
                writer.writerow(row)
        sums.vouch(path, sums.digest_of(temporary))
        replace_patiently(temporary, path)


def _tidy_rows(run: RunDirectory) -> Iterator[tuple[str, int, str, float]]:
    for record, file, limit in run.blocks("outcomes"):
        names = [name for name in parquet.names(file) if name not in ABOUT]
        columns = parquet.numbers(file, names)
        for row in range(min(record.stop, limit) - record.first):
            for name in names:
                yield record.variant, record.first + row, name, float(columns[name][row])


def _digest(run: RunDirectory, kind: str, shown: Mapping[str, int]) -> str:
    """SHA-256 of the blocks that a view rests on, and of how much of them it shows."""
    digest = hashlib.sha256(repr((kind, sorted(shown.items()))).encode())
    for record, _, _ in run.blocks(kind):
        digest.update(f"{record.variant} {record.first} {record.sha256[kind]}\n".encode())
    return digest.hexdigest()


def _is_made_from(path: Path, made_from: str) -> bool:
    try:
        metadata = pq.read_metadata(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return False
    return bool(metadata.get(_MADE_FROM.encode()) == made_from.encode()) and sums.is_vouched(path)
