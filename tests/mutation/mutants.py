"""What mutmut found, mutant by mutant: where it stands, what it changes, whether a test saw it, whether any could."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import yaml

from tests.mutation.tree import CHOSEN, PACKAGES, ROOT, RULES, TREE

EQUIVALENT = Path(__file__).with_name("equivalent.yaml")
AGAIN = TREE / "again.json"
HISTORIES = ("tests/contracts/test_sources.py", "tests/golden")
UNTRIED = "not checked"
SEEN = ("killed", "timeout", "segfault")


@dataclass(frozen=True)
class Mutant:
    """One change to one function: what mutmut found, and, where no rule's test saw it, the change and what more was found.

    was, now  the lines that differ, without their indent
    again     whose test killed it at the second try, "survived" or "timeout"; empty where there was none
    why       why no test can tell the two apart, empty where one could
    """

    name: str
    status: str
    was: str = ""
    now: str = ""
    again: str = ""
    why: str = ""

    @property
    def function(self) -> str:
        """Dotted, as Python would name it."""
        module, _, mangled = self.name.partition("__mutmut_")[0].rpartition(".")
        return f"{module}.{mangled[2:] if mangled.startswith('x_') else mangled[2:].replace('ǁ', '.')}"

    @property
    def file(self) -> str:
        module = self.name.partition("__mutmut_")[0].rpartition(".")[0].replace(".", "/")
        return f"{module}.py" if (ROOT / f"{module}.py").exists() else f"{module}/__init__.py"

    @property
    def package(self) -> str:
        return self.name.split(".")[1]

    def in_sample(self, one_in: int) -> bool:
        """Whether it is one of one in so many, by its name, whichever others there are."""
        return int.from_bytes(blake2b(self.name.encode(), digest_size=8).digest(), "little") % one_in == 0

    @property
    def fate(self) -> str:
        """Who noticed it, or why nobody did."""
        if self.status in SEEN or self.again in ("rules", "timeout"):
            return "rules"
        if self.again == "histories":
            return "histories"
        return "equivalent" if self.why else "survived"


@contextmanager
def within(folder: Path) -> Iterator[None]:
    """mutmut reads its settings from the working directory."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def listed() -> list[Mutant]:
    """All mutants that mutmut has made, by package and file, and what it says of them."""
    command = [sys.executable, "-m", "mutmut", "results", "--all", "true"]
    lines = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=True).stdout.splitlines()
    mutants = (Mutant(*line.strip().rsplit(": ", 1)) for line in lines if ": " in line)
    return sorted(mutants, key=lambda m: (PACKAGES.index(m.package), m.file))


def found() -> list[Mutant]:
    """Those that were tried, with all that is known of them."""
    again, known = second_tries(), equivalent()
    return [m if m.status in SEEN else _unseen(m, again, known) for m in listed() if m.status != UNTRIED]


def _unseen(mutant: Mutant, again: dict[str, str], known: dict[tuple[str, str, str], str]) -> Mutant:
    from mutmut.mutation.diff_apply import get_diff_for_mutant  # where the extra is installed

    with within(TREE):
        diff = get_diff_for_mutant(mutant.name).splitlines()[3:]
    was, now = (" ".join(line[1:].strip() for line in diff if line.startswith(sign)) for sign in "-+")
    full = replace(mutant, was=was, now=now)
    return replace(full, again=again.get(key_of(full), ""), why=known.get((full.function, was, now), ""))


def environment(**more: str) -> dict[str, str]:
    """Rules as NumPy runs them, whether numba is there or not."""
    return {**os.environ, "SPHERES_COMPILE": "0", **more}


def key_of(mutant: Mutant) -> str:
    """The change itself: mutmut's numbers shift when a function changes."""
    return f"{mutant.function} | {mutant.was} | {mutant.now}"


def second_tries() -> dict[str, str]:
    return json.loads(AGAIN.read_text(encoding="utf-8")) if AGAIN.exists() else {}


def line_of(mutant: Mutant) -> int:
    """Where the change stands; the function's own line where it is not to be found."""
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    module = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    scope: ast.AST = ast.parse(text)
    for part in mutant.function.removeprefix(module + ".").split("."):
        scope = next(node for node in ast.walk(scope) if getattr(node, "name", "") == part)
    lines = [line.strip() for line in text.splitlines()]
    places = range(scope.lineno, scope.end_lineno + 1)
    return next((n for n in places if lines[n - 1] and mutant.was.startswith(lines[n - 1])), scope.lineno)


def equivalent() -> dict[tuple[str, str, str], str]:
    """(function, lines as they were, as the mutant has them) -> why no test can tell the two apart."""
    entries = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or {}
    return {
        (function, entry["was"], now): entry["why"]
        for function, changes in entries.items() for entry in changes for now in entry["is"]
    }  # fmt: skip


def try_again(mutants: list[Mutant]) -> None:
    """Run each in a process of its own, where it is there from the first import on, against all tests that count."""
    results = second_tries()
    for number, mutant in enumerate(mutants, 1):
        results[key_of(mutant)] = result = tried(mutant)
        AGAIN.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
        sys.stdout.write(f"{number} of {len(mutants)}: {mutant.name} {result}\n")
        sys.stdout.flush()


def tried(mutant: Mutant) -> str:
    """Whose test was the first to fail, "rules" or "histories", if any did; the tests named after its module go first."""
    near = Path("tests") / mutant.package / f"test_{Path(mutant.file).stem}.py"
    tests = [*([str(near)] if (ROOT / near).exists() else []), *RULES, *HISTORIES]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *CHOSEN, *tests]
    told = environment(MUTANT_UNDER_TEST=mutant.name, PYTHONPATH=".")
    try:
        run = subprocess.run(command, cwd=TREE / "mutants", env=told, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        return "timeout"
    failed = re.search(r"^(?:FAILED|ERROR) ([\w/.]+)", run.stdout, re.MULTILINE)
    if run.returncode == 0:
        return "survived"
    return "histories" if failed and failed[1].startswith(HISTORIES) else "rules"
