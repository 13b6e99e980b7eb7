"""Thousands of broken scenario files: each is refused at its place or runs; none crashes, hangs or fills the memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.fuzz import CORPUS, ROOT, bases, case, judge
from tests.faults.mutations import MUTATIONS, mutated

CASES = 2000
CHUNK = 200


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, CASES, CHUNK))
def test_mutated_scenarios_are_refused_at_their_place_or_run(first: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.fuzz", "--first", str(first), "--cases", str(CHUNK), "--save", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert found["failures"] == [], json.dumps(found["failures"], indent=1)[:5000]
    assert sum(found["counts"].values()) == CHUNK
    assert found["counts"]["refused"] > CHUNK / 4, "the mutations have become too gentle"
    assert found["counts"]["sound"] > CHUNK / 20, "the mutations have become too rough"


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.yaml")), ids=lambda path: path.stem)
def test_files_that_once_failed_are_judged_well(path: Path) -> None:
    verdict = judge(path)
    assert verdict.outcome in ("refused", "sound"), verdict.why


@pytest.mark.parametrize("mutation", sorted(set(MUTATIONS), key=lambda one: one.__name__), ids=lambda one: one.__name__)
def test_every_mutation_changes_most_texts(mutation: object) -> None:
    import random

    text = bases()[0].read_text(encoding="utf-8")
    changed = sum(mutation(random.Random(n), text) != text for n in range(40))  # type: ignore[operator]
    assert changed >= 25


def test_a_case_is_the_same_whenever_it_is_asked_for() -> None:
    assert case(17) == case(17)
    assert mutated("a: 1\n", 3) == mutated("a: 1\n", 3)


def test_the_judge_tells_a_crash_from_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(path: Path) -> None:
        raise KeyError(path)

    monkeypatch.setattr("tests.faults.fuzz.load", crash)
    assert judge(bases()[0]).outcome == "failed"


def test_the_judge_ends_a_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(path: Path) -> None:
        while True:
            pass

    monkeypatch.setattr("tests.faults.fuzz.load", hang)
    monkeypatch.setattr("tests.faults.fuzz.SECONDS", 1)
    verdict = judge(bases()[0])
    assert verdict.outcome == "failed"
    assert "TimeoutError: not done after 1 s" in verdict.why


@pytest.mark.skipif(sys.platform != "linux", reason="a process's address space is bounded on Linux alone")
def test_the_memory_of_the_fuzzer_is_bounded() -> None:
    greedy = "import tests.faults.fuzz as f; f.load = lambda path: bytearray(8 << 30); f.main()"
    done = subprocess.run([sys.executable, "-c", greedy, "--cases", "1"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "MemoryError" in json.loads(done.stdout)["failures"][0]["why"]
