"""Harm to a stored run: python -m tests.faults.harm [--flips N] [--seed N] [--kinds KIND ...].

One file of each kind in a run directory is emptied, cut short, or has one bit turned over. Then the run is read,
and then the command that made it is given again. Reading must show what was stored, or say what is damaged and what to do;
the command must end with what was stored, or refuse in the same way, and must have said what it made anew.
Prints how each case ended, by kind and harm.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sim.core.errors import SpheresError
from sim.experiments import RunDirectory, run_scenario
from sim.scenario import Scenario, from_mapping
from tests.experiments.conftest import TINY

KINDS = (
    "manifest.json", "scenario.yaml", "verdicts.json", "outcomes.parquet", "trajectories.parquet", "blocks.jsonl", "SHA256SUMS",
    ".lock", "blocks/outcomes", "blocks/events", "blocks/trajectories", "blocks/histories",
)  # fmt: skip
REMEDIES = ("give the command that made the run again", "move the folder away")
NOT_RESULTS = ("sessions", "blocks")  # of a manifest: who computed what when


def emptied(content: bytes, draw: random.Random) -> bytes:
    return b""


def cut(content: bytes, draw: random.Random) -> bytes:
    return content[: draw.randrange(len(content))]


def flipped(content: bytes, draw: random.Random) -> bytes:
    """With one bit turned over."""
    at = draw.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :]


def tiny() -> Scenario:
    return from_mapping(yaml.safe_load(TINY), {"turns": 3}, name="tiny")


def play(results: Path, say: Callable[[str], None] | None = None) -> RunDirectory:
    """The command: two blocks of each of three variants."""
    return run_scenario(tiny(), replicates=6, block=3, results=results, say=say, command="harm")


def shown(run: RunDirectory) -> dict[str, Any]:
    """All that a run shows."""
    tables = {"outcomes": run.outcomes(), "events": run.events(), "histories": run.histories(),
              "trajectories": run.trajectories(), "frozen": run.frozen()}  # fmt: skip
    about = {key: value for key, value in run.manifest.items() if key not in NOT_RESULTS}
    words = {"verdicts": repr(run.verdicts()), "about": json.dumps(about, sort_keys=True)}
    return {name: table.to_csv() for name, table in tables.items()} | words


def file_of(run: Path, kind: str) -> Path:
    """The file of a kind that is harmed; of blocks, the one of the last variant and replicates 0-2."""
    folder, _, table = kind.rpartition("/")
    return run / "blocks" / "sham" / f"{table}-0000000-0000002.parquet" if folder else run / kind


@dataclass(frozen=True)
class Ending:
    """How a case ended: same, refused, or failed and why; `said` is all that the user was told."""

    outcome: str
    said: str = ""


def ending(truth: dict[str, Any], show: Callable[[list[str]], dict[str, Any]]) -> Ending:
    said: list[str] = []
    try:
        found = show(said)
    except SpheresError as error:
        known = any(remedy in str(error) for remedy in REMEDIES)
        return Ending("refused" if known else "failed: no remedy", str(error))
    except BaseException:  # whatever it is, it is what we look for
        return Ending("failed", traceback.format_exc(limit=-3))
    wrong = [name for name in truth if found[name] != truth[name]]
    return Ending(f"failed: wrong {', '.join(wrong)}" if wrong else "same", "\n".join(said))


class Patient:
    """A stored run, and copies of it to be harmed."""

    def __init__(self, folder: Path) -> None:
        self._whole, self._harmed = folder / "whole", folder / "harmed"
        self.name = play(self._whole).path.name
        (self._whole / self.name / ".lock").write_text('{"process": 1, "host": "elsewhere", "since": "2008-08-08"}')
        self.truth = shown(RunDirectory(self._whole / self.name))

    def suffer(self, kind: str, harm: Callable[[bytes, random.Random], bytes], seed: int) -> tuple[Ending, Ending]:
        """What comes of reading a harmed copy, and of giving the command again."""
        shutil.rmtree(self._harmed, ignore_errors=True)
        shutil.copytree(self._whole, self._harmed)
        run = self._harmed / self.name
        file = file_of(run, kind)
        file.write_bytes(harm(file.read_bytes(), random.Random(f"{seed}/{kind}/{harm.__name__}")))
        read = ending(self.truth, lambda said: shown(RunDirectory(run)))
        return read, ending(self.truth, lambda said: shown(play(self._harmed, said.append)))


def cases(
    kinds: tuple[str, ...], flips: int, first: int = 0
) -> Iterator[tuple[str, Callable[[bytes, random.Random], bytes], int]]:
    for kind in kinds:
        for harm in (emptied, cut):
            yield kind, harm, first
        for seed in range(first, first + flips):
            yield kind, flipped, seed


def main() -> None:
    """Harm every kind of file, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=20, help="bits to turn over, one at a time, in each kind of file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", nargs="*", default=KINDS)
    told = parser.parse_args()
    counts: Counter[str] = Counter()
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        patient = Patient(Path(folder))
        for kind, harm, seed in cases(tuple(told.kinds), told.flips, told.seed):
            for what, found in zip(("read", "given again"), patient.suffer(kind, harm, seed), strict=True):
                counts[f"{kind} {harm.__name__}, {what}: {found.outcome}"] += 1
                if found.outcome.startswith("failed"):
                    failures.append({"kind": kind, "harm": harm.__name__, "seed": seed, "when": what, "why": found.said})
    sys.stdout.write(json.dumps({"counts": dict(sorted(counts.items())), "failures": failures}, indent=1) + "\n")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
