"""The fuzzer of scenario files: python -m tests.faults.fuzz [--first N] [--cases N] [--megabytes N] [--save FOLDER].

Every case is a shipped scenario (or cast) with some mutation, and must end in one of two ways: refused with faults that each
say where and what, or sound, and then its world can be played. Never an exception of another kind, never a hang, never more
memory than the bound. Prints one JSON object: how many were sound, how many refused, and every failure with its text.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from sim.core.errors import ScenarioError
from sim.engine.stepper import Stepper
from sim.scenario import build, load
from tests.faults.mutations import mutated

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).resolve().parent / "corpus"
SECONDS = 30  # for one case: a hundred times what the slowest takes on an idle machine
TURNS = 3


def bases() -> list[Path]:
    """The files that are mutated: every shipped scenario and cast, in a fixed order."""
    return sorted((ROOT / "scenarios").glob("*.yaml")) + sorted((ROOT / "scenarios").glob("casts/*.yaml"))


def case(number: int) -> tuple[str, str]:
    """File name and text of a case."""
    files = bases()
    path = files[number % len(files)]
    return path.name, mutated(path.read_text(encoding="utf-8"), number)


@dataclass(frozen=True)
class Verdict:
    """How a case ended: "sound", "refused", or "failed" with the reason."""

    outcome: str
    why: str = ""


def _late(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"not done after {SECONDS} s")


def judge(path: Path) -> Verdict:
    """Load a file, build every variant, play the first for a few turns."""
    watched = hasattr(signal, "SIGALRM")  # not on Windows
    if watched:
        signal.signal(signal.SIGALRM, _late)
        signal.alarm(SECONDS)
    try:
        scenario = load(path)
        worlds = [build(scenario, variant) for variant in scenario.variants]
        stepper = Stepper(worlds[0], seed=scenario.seed, replicates=[0, 1])
        for _ in range(min(TURNS, worlds[0].turns)):
            stepper.step()
        if (stepper.frozen_at >= 0).any():
            return Verdict("sound", f"frozen: {stepper.reasons[0]}")
    except ScenarioError as error:
        return _well_refused(error)
    except BaseException:  # whatever it is, it is what we look for
        return Verdict("failed", traceback.format_exc(limit=-6))
    finally:
        if watched:
            signal.alarm(0)
    return Verdict("sound")


def _well_refused(error: ScenarioError) -> Verdict:
    """Refused, if every fault says where and what; a fault without a line must at least name its file."""
    for problem in error.problems:
        if not problem.message.strip() or not problem.file or problem.line < 0 or (problem.column < 1 <= problem.line):
            return Verdict("failed", f"a fault without a place or a message: {problem!r}")
        if len(problem.message) > 2000:
            return Verdict("failed", f"a message of {len(problem.message)} characters: {problem.message[:200]!r}")
    return Verdict("refused") if error.problems else Verdict("failed", "refused without a fault")


def run(first: int, cases: int, save: Path | None = None) -> dict[str, object]:
    """Judge cases first..first+cases; the failures, with the text of each."""
    counts: Counter[str] = Counter()
    failures = []
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in range(first, first + cases):
            name, text = case(number)
            path = Path(folder) / name
            path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
            verdict = judge(path)
            counts[verdict.outcome] += 1
            if verdict.outcome == "failed":
                failures.append({"case": number, "base": name, "why": verdict.why})
                if save is not None:
                    (save / f"{Path(name).stem}_{number}.yaml").write_bytes(path.read_bytes())
    return {"counts": dict(counts), "failures": failures}


def main() -> None:
    """Judge cases within a bound of memory, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--megabytes", type=int, default=3000, help="bound of the process's address space")
    parser.add_argument("--save", type=Path, help="folder for the files that fail")
    told = parser.parse_args()
    import resource  # no such thing on Windows, where the judge alone is used

    resource.setrlimit(resource.RLIMIT_AS, (told.megabytes << 20, told.megabytes << 20))
    found = run(told.first, told.cases, told.save)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    sys.exit(bool(found["failures"]))


if __name__ == "__main__":
    main()
