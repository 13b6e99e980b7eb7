"""Batches that are killed, interrupted, out of space, refused, raced for: nothing whole is lost, nothing wrong is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.fuzz import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes as Linux shows them"),
]
CASES = {  # kind, trials, workers: what must have happened at least once, and what the user must have been told
    "kill": (5, 1, {"killed"}, ["ended before its run was complete; going on from its finished blocks"]),
    "kill with 2 workers": (1, 2, {"killed"}, ["ended before its run was complete; going on from its finished blocks"]),
    "interrupt": (2, 1, {"interrupted"}, []),
    "worker": (1, 2, {"a worker was lost"}, ["a worker ended before its time (out of memory, or killed?)"]),
    "race": (2, 1, {"wrote", "was refused"}, ["is being written by"]),
    "full": (4, 1, {"met a full disk"}, ["the disk is full; free some space and give the same command"]),
    "limit": (2, 1, {"met the limit"}, ["files may not grow so large here (ulimit -f); raise the limit"]),
    "readonly": (1, 1, {"was refused"}, ["the file system is read-only; choose another folder, with --results"]),
    "denied": (1, 1, {"was refused"}, ["permission denied; choose a folder that you may write to, with --results"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_disturbed_batch_ends_as_an_undisturbed_one(case: str) -> None:
    trials, workers, happened, told = CASES[case]
    options = ["--trials", str(trials), "--workers", str(workers)]
    command = [sys.executable, "-m", "tests.faults.disturbed", case.split()[0], *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 3:  # `limit` and `denied` are tried on every machine
        pytest.skip(f"{done.stdout.strip()}: neither a small disk nor a read-only one")
    assert done.returncode in (0, 1), done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert found["failures"] == [], "\n".join(found["failures"])[:5000]
    assert happened <= found["counts"].keys(), found["counts"]
    for words in told:
        assert any(words in sentence for sentence in found["said"]), found["said"]
