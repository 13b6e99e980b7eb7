"""Batches that are disturbed: python -m tests.faults.disturbed KIND [--trials N] [--workers N] [--seed N].

Every trial starts the same batch in a process of its own (a copy of this one, so that nothing is imported anew), disturbs it,
and then lets it be run to its end. It must end with the same files as an undisturbed run.

    kill        SIGKILL at random moments, up to three times in a row
    interrupt   Ctrl-C (SIGINT to the whole group) in the same way
    worker      SIGKILL to one worker at a random moment
    race        three processes that write one run directory at once
    full        a disk with room for a random part of the run
    limit       a bound on the size of a file, for machines that let us mount nothing
    readonly    a read-only file system, or, where nothing can be mounted, a folder that we may not write to

Prints one JSON object: what happened how often, what the user was told, and every failure.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import yaml

from sim.core.errors import SpheresError
from sim.experiments import run_scenario
from sim.scenario import from_mapping
from tests.experiments.conftest import TINY

REPLICATES, BLOCK, BLOCKS = 24, 4, 18
NOBODY = 65534
OWN = ("manifest.json", "SHA256SUMS", ".lock", "blocks.jsonl")  # say who computed what when, or in which order


def batch(results: Path, workers: int, say: Callable[[str], None]) -> None:
    scenario = from_mapping(yaml.safe_load(TINY), {"turns": 3}, name="tiny")
    run_scenario(scenario, replicates=REPLICATES, block=BLOCK, workers=workers,
                 results=results, say=say, command="disturbed")  # fmt: skip


class Process:
    """A batch in a process of its own; `told` is what its user is told, `ended` how it ended."""

    def __init__(self, results: Path, workers: int = 1, prepare: Callable[[], None] = lambda: None) -> None:
        reads, writes = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # until the copy can answer to it
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reads)
            _live(results, workers, prepare, writes)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        os.close(writes)
        self._reads = reads

    def wait(self) -> tuple[int, str]:
        """Its exit code (less than 0: the signal that ended it), and what it told."""
        with open(self._reads, encoding="utf-8", errors="replace") as stream:
            told = stream.read()
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), told

    def signal(self, number: int, *, group: bool = False) -> None:
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.pid, number)

    def lives(self) -> bool:
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def leaves_nobody(self, seconds: float = 60.0) -> bool:
        """Whether its workers are gone, some time after its end: those that were just starting end once they have."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                os.killpg(self.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.02)
        return False


def _live(results: Path, workers: int, prepare: Callable[[], None], writes: int) -> NoReturn:
    """What the process does: 0 done, 1 refused with a message, 2 anything else, 130 interrupted."""
    os.setsid()
    code = 0
    with open(writes, "w", buffering=1, encoding="utf-8") as out:
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
            prepare()
            batch(results, workers, lambda sentence: print(sentence, file=out))
        except SpheresError as error:
            print(error, file=out)
            code = 1
        except KeyboardInterrupt:
            code = 130
        except BaseException:
            traceback.print_exc(file=out)
            code = 2
        out.flush()
        os._exit(code)


class Trials:
    """Trials of one kind: what they share, and what came of them."""

    def __init__(self, folder: Path, workers: int, seed: int) -> None:
        self.folder, self.workers, self.draw = folder, workers, random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.said: dict[str, None] = {}
        self.failures: list[str] = []
        batch(folder / "here", 1, self.said.setdefault)  # so that all is imported before there are copies
        self.results = folder / "undisturbed"
        self.expect(Process(self.results, workers).wait(), 0)
        self.truth = _files(self.results)
        self.bytes = sum(path.stat().st_size + 4096 for path in self.results.rglob("*"))

    def fresh(self) -> None:
        shutil.rmtree(self.folder / "trial", ignore_errors=True)
        self.results = self.folder / "trial"
        self.results.mkdir()

    def wait(self, process: Process, least: int = 0, most: int = BLOCKS) -> None:
        """Until a random moment of a batch: some number of finished blocks, and a little longer."""
        blocks, until = self.draw.randint(least, most), time.monotonic() + 120.0
        while _finished(self.results) < blocks and time.monotonic() < until and process.lives():
            time.sleep(0.001)
        time.sleep(self.draw.uniform(0.0, 0.3 if blocks in (0, BLOCKS) else 0.03))

    def count(self, what: str) -> None:
        self.counts[what] += 1

    def expect(self, ending: tuple[int, str], code: int, *words: str) -> None:
        """The process ended with this code, having said these words."""
        if ending[0] != code or any(word not in ending[1] for word in words) or "Traceback" in ending[1]:
            self.failures.append(f"expected {code} and {words}, found {ending[0]}: {ending[1]}")
        self.said |= dict.fromkeys(_without_numbers(ending[1], self.folder))

    def finish(self) -> None:
        """The same command once more: it ends, computes nothing twice, and leaves what an undisturbed run leaves."""
        before = _blocks(self.results)
        self.expect(Process(self.results, self.workers).wait(), 0)
        after, found = _blocks(self.results), _files(self.results)
        if lost := [name for name, written in before.items() if after.get(name) != written]:
            self.failures.append(f"finished blocks were lost or computed again: {lost}")
        if wrong := sorted(name for name in self.truth.keys() | found.keys() if self.truth.get(name) != found.get(name)):
            self.failures.append(f"not as undisturbed: {wrong}")
        self.counts["files kept"] += len(before)


def _finished(results: Path) -> int:
    """How many blocks are finished."""
    return sum(path.read_bytes().count(b"\n") for path in results.glob("*/blocks.jsonl"))


def _files(results: Path) -> dict[str, bytes | list[str]]:
    """What a run left, but for what tells who computed it when."""
    (run,) = results.iterdir()
    files: dict[str, bytes | list[str]] = {
        str(path.relative_to(run)): path.read_bytes() for path in run.rglob("*") if path.is_file() and path.name not in OWN
    }
    return files | {"journal": sorted((run / "blocks.jsonl").read_text().splitlines())}


def _blocks(results: Path) -> dict[str, int]:
    """The files of finished blocks, and when each was written."""
    from sim.experiments.journal import read_journal

    return {
        record.file(kind): (run / record.file(kind)).stat().st_mtime_ns
        for run in results.iterdir() for record in read_journal(run / "blocks.jsonl")[0] for kind in record.sha256
    }  # fmt: skip


def _without_numbers(told: str, folder: Path) -> list[str]:
    """What was told, alike where only a number, an hour or a place differs."""
    lines = told.replace(str(folder), "").splitlines()
    return [re.sub(r"[\d:.-]*\d", "N", line) for line in lines]


def kill(trials: Trials) -> None:
    for _ in range(trials.draw.randint(1, 3)):
        process = Process(trials.results, trials.workers)
        trials.wait(process)
        process.signal(signal.SIGKILL)
        code, told = process.wait()
        trials.count("killed" if code == -signal.SIGKILL else "had ended before")
        if code not in (0, -signal.SIGKILL) or "Traceback" in told:
            trials.failures.append(told)
        if not process.leaves_nobody():
            trials.failures.append("a worker outlived its batch")
    trials.finish()


def interrupt(trials: Trials) -> None:
    for _ in range(trials.draw.randint(1, 3)):
        process = Process(trials.results, trials.workers)
        trials.wait(process)
        process.signal(signal.SIGINT, group=True)
        began = time.monotonic()
        ending = process.wait()
        trials.count("interrupted" if ending[0] else "had ended before")
        trials.expect(ending, 130 if ending[0] else 0)
        if time.monotonic() - began > 5.0:
            trials.failures.append(f"ended {time.monotonic() - began:.1f} s after Ctrl-C")
    trials.finish()


def worker(trials: Trials) -> None:
    process = Process(trials.results, trials.workers)
    trials.wait(process, least=1, most=BLOCKS // 2)  # while workers are there, and have more to do
    victims = _workers(process.pid)
    if victims:
        os.kill(trials.draw.choice(victims), signal.SIGKILL)
    ending = process.wait()
    trials.expect(ending, 0)
    trials.count("a worker was lost" if "a worker ended before its time" in ending[1] else "nothing was lost with it")
    trials.finish()


def _workers(pid: int) -> list[int]:
    """The processes that work for a batch."""
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    return []


def race(trials: Trials) -> None:
    reads, writes = os.pipe()

    def wait_for_the_others() -> None:
        os.close(writes)
        os.read(reads, 1)

    rivals = [Process(trials.results, trials.workers, wait_for_the_others) for _ in range(3)]
    os.close(writes)
    os.close(reads)
    for ending in [rival.wait() for rival in rivals]:
        trials.count("wrote" if ending[0] == 0 else "was refused")
        trials.expect(ending, *((0,) if ending[0] == 0 else (1, "is being written by", "wait until it has finished")))
    trials.finish()


def full(trials: Trials) -> None:
    size = trials.draw.randrange(8192, trials.bytes)
    mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(trials.results))
    try:
        ending = Process(trials.results, trials.workers).wait()
        trials.count("met a full disk" if ending[0] else "had just room enough")
        trials.expect(ending, *((1, "the disk is full; free some space") if ending[0] else (0,)))
        mount("-o", "remount,size=64m", str(trials.results))
        trials.finish()
    finally:
        subprocess.run(["umount", str(trials.results)], check=True)


def limit(trials: Trials) -> None:
    largest = trials.draw.randrange(100, 20_000)
    process = Process(trials.results, 1, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)))
    ending = process.wait()
    trials.count("met the limit" if ending[0] else "stayed below it")
    trials.expect(ending, *((1, "files may not grow so large here") if ending[0] else (0,)))
    trials.finish()


def readonly(trials: Trials) -> None:
    mount("-t", "tmpfs", "tmpfs", str(trials.results))
    try:
        _half(trials)
        mount("-o", "remount,ro", str(trials.results))
        trials.expect(Process(trials.results).wait(), 1, "the file system is read-only; choose another folder")
        mount("-o", "remount,rw", str(trials.results))
        trials.count("was refused")
        trials.finish()
    finally:
        subprocess.run(["umount", str(trials.results)], check=True)


def denied(trials: Trials) -> None:
    _half(trials)
    (run,) = trials.results.iterdir()
    if os.getuid() == 0:  # to whom no permission is denied
        ending = Process(trials.results, 1, lambda: os.setuid(NOBODY)).wait()
    else:
        run.chmod(0o555)
        (run / ".lock").chmod(0o444)
        ending = Process(trials.results).wait()
        run.chmod(0o755)
        (run / ".lock").chmod(0o644)
    trials.expect(ending, 1, "permission denied; choose a folder that you may write to")
    trials.count("was refused")
    trials.finish()


def _half(trials: Trials) -> None:
    """A batch that has come halfway."""
    process = Process(trials.results)
    while _finished(trials.results) < BLOCKS / 2:
        time.sleep(0.001)
    process.signal(signal.SIGKILL)
    process.wait()


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


KINDS = {one.__name__: one for one in (kill, interrupt, worker, race, full, limit, readonly, denied)}
MOUNTING = ("full", "readonly")


def in_own_mounts(arguments: list[str]) -> None:
    """Go on where we may mount, in a namespace of our own; exit code 3 where this machine lets us have none."""
    if os.environ.get("SPHERES_OWN_MOUNTS"):
        return
    ways = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])
    for way in ways:
        with suppress(OSError):
            probe = [*way, "sh", "-c", 'd=$(mktemp -d) && mount -t tmpfs tmpfs "$d" && umount "$d" && rmdir "$d"']
            if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
                os.environ["SPHERES_OWN_MOUNTS"] = "1"
                os.execvp(way[0], [*way, sys.executable, "-m", "tests.faults.disturbed", *arguments])
    sys.stdout.write("this machine lets us mount nothing\n")
    sys.exit(3)


def main() -> None:
    """Disturb batches, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    if told.kind in MOUNTING:
        in_own_mounts(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        trials = Trials(Path(folder), told.workers, told.seed)
        for _ in range(told.trials):
            trials.fresh()
            KINDS[told.kind](trials)
    found: dict[str, Any] = {"trials": told.trials, "counts": trials.counts, "said": [*trials.said], "failures": trials.failures}
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    sys.exit(bool(trials.failures))


if __name__ == "__main__":
    main()
