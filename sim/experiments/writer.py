"""Writing a run directory: one writer at a time, block by block; a killed run loses what was in flight alone.

A block counts once its line stands in the journal; its files were on the disk before. At the start of a
session every block is checked against its SHA-256, what is damaged is dropped and computed again, and what
nothing vouches for is removed. Blocks may have any range: an extension fills the gaps, so 100 replicates
asked for first and 300 later give the blocks 0-99, 100-249 and 250-299, and none is computed twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from sim.core.errors import SpheresError
from sim.experiments import provenance, sums
from sim.experiments.blocks import Block
from sim.experiments.files import Lock, append_line, as_json, clean, explained, replace_patiently, write_whole
from sim.experiments.journal import BLOCKS, JOURNAL, Record, reach, read_journal
from sim.experiments.store import MANIFEST, SCENARIO, RunDirectory

FORMAT: Final = 1
_MUST_AGREE: Final = ("trajectories", "histories")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Header:
    """What a run directory is about, as it stands in the manifest.

    results_hash   of all that the numbers depend on (`provenance.results_hash`)
    scenario_hash  of the merged scenario as a whole, words included
    origins        key path of a value -> the place where it was written, for readers
    """

    name: str
    title: str
    results_hash: str
    scenario_hash: str
    merged: Mapping[str, Any]
    variants: tuple[str, ...]
    seed: int
    start: str
    turns: int
    trajectories: int
    histories: int
    origins: Mapping[str, str] = field(default_factory=dict)


class Writer:
    """A session of writing. Use as a context.

    path, header   where, and what about
    say            told, in a sentence, what the user should know
    raises         SpheresError where the folder holds another run, is being written, or cannot be written
    """

    def __init__(self, path: Path, header: Header, *, command: str, settings: Mapping[str, Any], say: Say) -> None:
        self.path, self.header = path, header
        self._say_to, self._notes = say, list[str]()
        self._environment = provenance.environment()
        self._session: dict[str, Any] = {
            "started": provenance.now(), "finished": None, "command": command, **settings,
        }  # fmt: skip
        self._computed: Counter[str] = Counter()
        self._stack = ExitStack()
        self.records: list[Record] = []
        self._manifest: dict[str, Any] = {}

    def __enter__(self) -> Writer:
        with explained(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            self._lock(stack)
            found = self._existing()
            if found and found["environment"]["code"] != self._environment["code"]:
                stack.close()
                self._set_aside(found)
                self._lock(stack)
                found = {}
            self.records = self._checked()
            self._manifest = self._opened(found)
            self._write_scenario()
            self._write()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        with self._stack:
            if kind is None:
                self._close(interrupted=False)
            elif self._computed:
                with suppress(SpheresError):  # what stopped the session counts, not what it still cannot write
                    self._close(interrupted=True)

    def add(self, block: Block) -> None:
        """Keep a block: its files first, then its line in the journal."""
        task = block.task
        record = Record(task.variant, task.first, task.stop, dict(block.sha256), dict(block.frozen))
        folder = self.path / BLOCKS / task.variant
        with explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
        for kind, content in block.files.items():
            write_whole(self.path / record.file(kind), content)
        append_line(self.path / JOURNAL, record.line())
        self.records.append(record)
        if not self._computed:
            self._manifest["sessions"].append(self._session)
            self._write()
        self._computed[task.variant] += task.stop - task.first

    def show(self, replicates: Mapping[str, int], **more: Any) -> RunDirectory:
        """Let readers see so many replicates of these variants; `more` goes into the manifest."""
        shown = self._manifest["replicates"] | dict(replicates)
        order = [name for name in self.header.variants if name in shown]
        self._manifest |= {"replicates": {name: shown[name] for name in order}, **more}
        self._write()
        return RunDirectory(self.path)

    def say(self, sentence: str) -> None:
        """Tell the user, and keep it with the session."""
        self._notes.append(sentence)
        self._session["notes"] = self._notes
        self._say_to(sentence)

    def _lock(self, stack: ExitStack) -> None:
        lock = stack.enter_context(Lock(self.path))
        if lock.taken_over:
            self.say(f"{lock.taken_over} ended before its run was complete; going on from its finished blocks")

    def _existing(self) -> dict[str, Any]:
        """The manifest of the run that is here, {} for none; SpheresError where it is another run's."""
        if not (self.path / MANIFEST).exists():
            return {}
        found = {key: value for key, value in RunDirectory(self.path).manifest.items() if key != "blocks"}
        header = self.header
        there = found["scenario"]["name"], found["scenario"]["results_hash"][:10], found["seed"]
        here = header.name, header.results_hash[:10], header.seed
        if there != here:
            raise SpheresError(
                f"{self.path} holds scenario {there[0]} ({there[1]}) with seed {there[2]}, "
                f"not {here[0]} ({here[1]}) with seed {here[2]}; choose another folder, with "
                "--results, or move this one away"
            )
        for name in _MUST_AGREE:
            if found[name] != getattr(header, name):
                raise SpheresError(
                    f"{self.path} keeps {name} of {found[name]:,} replicates a variant, "
                    f"not {getattr(header, name):,}; ask for the same number, "
                    "or choose another folder, with --results"
                )
        return found

    def _set_aside(self, found: Mapping[str, Any]) -> None:
        """Rename a run that other code computed: numbers of two models must not stand in one table."""
        base = f"{self.path.name}.code-{found['environment']['code'][:8]}"
        target, number = self.path.with_name(base), 2
        while target.exists():
            target, number = self.path.with_name(f"{base}-{number}"), number + 1
        with explained(target):
            replace_patiently(self.path, target)
            self.path.mkdir()
        self.say(f"the model's code has changed since these results were computed; they now lie in {target}")

    def _checked(self) -> list[Record]:
        """The blocks that are whole; what is not is said, dropped, and removed."""
        records, whole = read_journal(self.path / JOURNAL)
        sound: dict[tuple[str, int], Record] = {}
        for record in records:
            fault = self._fault(record)
            if fault:
                self.say(f"{fault}; its replicates {record.first}-{record.stop - 1} will be computed again")
            else:
                sound[record.variant, record.first] = record
        kept = list(sound.values())
        if not whole or len(kept) < len(records):
            write_whole(self.path / JOURNAL, "".join(record.line() + "\n" for record in kept).encode())
        keep = {self.path / record.file(kind) for record in kept for kind in record.sha256}
        clean(self.path, self.path / BLOCKS, keep)
        return kept

    def _fault(self, record: Record) -> str:
        """What is wrong with a block's files, "" for nothing."""
        for kind, digest in record.sha256.items():
            path = self.path / record.file(kind)
            if not path.exists():
                return f"{path} is missing"
            if sums.digest_of(path) != digest:
                return sums.damage(path)
        return ""

    def _opened(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """The manifest for this session."""
        header = self.header
        return {
            "format": FORMAT,
            "scenario": {
                "name": header.name, "title": header.title, "hash": header.scenario_hash,
                "results_hash": header.results_hash, "merged": dict(header.merged),
                "provenance": dict(header.origins),
            },
            "seed": header.seed,
            "start": header.start,
            "turns": header.turns,
            "complete": False,
            "replicates": found.get("replicates", {}),
            "trajectories": header.trajectories,
            "histories": header.histories,
            "environment": found.get("environment", self._environment),
            "sessions": found.get("sessions", []),
            **{key: found[key] for key in ("stored", "frozen", "looks") if key in found},
        }  # fmt: skip

    def _write_scenario(self) -> None:
        text = yaml.safe_dump(dict(self.header.merged), sort_keys=False, allow_unicode=True, width=120)
        sums.write_vouched(self.path / SCENARIO, text.encode())

    def _write(self) -> None:
        if self._manifest["environment"] != self._environment:
            self._session["environment"] = self._environment
        stored: Counter[str] = Counter()
        frozen: dict[str, Counter[str]] = {}
        for record in self.records:
            stored[record.variant] += record.stop - record.first
            frozen.setdefault(record.variant, Counter()).update(record.frozen)
        self._manifest["stored"] = dict(stored)
        self._manifest["frozen"] = {variant: dict(reasons) for variant, reasons in frozen.items() if reasons}
        sums.write_vouched(self.path / MANIFEST, as_json(self._manifest))

    def _close(self, *, interrupted: bool) -> None:
        """Write down how the session ended; an interrupted run shows what it has from replicate 0 on."""
        self._session |= {"finished": provenance.now(), "computed": dict(self._computed)}
        if interrupted:
            self._session["interrupted"] = True
            self._manifest["replicates"] |= {name: reach(self.records, name) for name in self._computed}
        self._manifest["complete"] = not interrupted
        self._write()
        sums.settle(self.path)


def missing(records: Iterable[Record], variant: str, replicates: int, size: int) -> list[tuple[int, int]]:
    """The ranges that a variant still lacks below `replicates`, cut at multiples of `size`.

    >>> missing([Record("a", 0, 100, {})], "a", 300, 250)
    [(100, 250), (250, 300)]
    """
    gaps, reach = [], 0
    ranges = sorted((one.first, one.stop) for one in records if one.variant == variant)
    for first, stop in [*ranges, (replicates, replicates)]:
        start = reach
        while start < min(first, replicates):
            end = min(first, replicates, (start // size + 1) * size)
            gaps.append((start, end))
            start = end
        reach = max(reach, stop)
    return gaps
