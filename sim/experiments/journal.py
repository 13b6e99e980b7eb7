"""The journal of a run: one line a finished block, each with a check of the line itself."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

JOURNAL: Final = "blocks.jsonl"
BLOCKS: Final = "blocks"


@dataclass(frozen=True, slots=True)
class Record:
    """A finished block, as the journal has it: replicates first..stop-1 of a variant."""

    variant: str
    first: int
    stop: int
    sha256: dict[str, str]
    frozen: dict[str, int] = field(default_factory=dict)

    def file(self, kind: str) -> str:
        """Where a kind of its tables lies, from the run directory."""
        return f"{BLOCKS}/{self.variant}/{kind}-{self.first:07d}-{self.stop - 1:07d}.parquet"

    def line(self) -> str:
        """Its line in the journal, with a check of the line itself."""
        text = json.dumps(asdict(self), separators=(",", ":"), ensure_ascii=False)
        return f'{text[:-1]},"check":{zlib.crc32(text.encode())}}}'


def read_journal(path: Path) -> tuple[list[Record], bool]:
    """The records of a journal, and whether all could be read; a killed session may leave half a line."""
    if not path.exists():
        return [], True
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    records = [record for line in lines if (record := _record(line)) is not None]
    return records, len(records) == len(lines)


def _record(line: str) -> Record | None:
    """A line of the journal, None where it is damaged; lines of old have no check."""
    try:
        told = json.loads(line)
        checked = told.pop("check", None) is not None
        record = Record(**told)
    except (ValueError, TypeError, AttributeError):
        return None
    return record if not checked or record.line() == line else None


def reach(records: Iterable[Record], variant: str) -> int:
    """Up to where a variant's replicates are there without a gap, from 0 on."""
    end = 0
    for record in sorted(records, key=lambda one: one.first):
        if record.variant == variant and record.first <= end:
            end = max(end, record.stop)
    return end
