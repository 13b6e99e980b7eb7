#!/usr/bin/env python3
"""Makes docs/verification.md of the fragments in docs/verification.d; see docs/verification.d/README.md.

    python docs/make_verification.py             write the page
    python docs/make_verification.py --check     say whether it is current; 1 where it is not
    python docs/make_verification.py measure     run the checks whose figures are counted, then write figures and page
        tests/known ...                          only those under some paths; the other figures stay
        --report REPORT.xml                      run nothing, and take the figures from a report of pytest --junitxml
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "verification.d"
PAGE = ROOT / "docs" / "verification.md"
FIGURES = FOLDER / "figures.json"
COLUMNS = ("check", "shows", "where", "command", "figures", "measured")
COUNTED = "counted"
UNCOUNTED = "run by `python3 do.py test`; no figures kept yet"
Figures = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Check:
    """A row of a table of checks; `at` says where it stands. A row of another width than the table's is kept as it is."""

    at: str
    check: str
    shows: str
    where: str
    command: str
    figures: str
    measured: str

    @property
    def paths(self) -> list[str]:
        return re.findall(r"`([^`]+)`", self.where)

    @property
    def counted(self) -> bool:
        return self.figures == COUNTED


class Faulty(SystemExit):
    """A fragment that cannot be read: where, what, and what was expected."""


def fragments() -> list[Path]:
    return sorted(FOLDER.glob("[0-9][0-9]_*.md"))


def cells(line: str) -> list[str]:
    """The cells of a table's row; an escaped bar separates nothing."""
    return [one.strip() for one in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def checks_in(text: str, name: str) -> Iterator[tuple[int, Check]]:
    """(line, check) of every row of every table of checks in a text."""
    inside = False
    for number, line in enumerate(text.splitlines()):
        row = cells(line) if line.startswith("|") else []
        if tuple(row) == COLUMNS:
            inside = True
        elif not row:
            inside = False
        elif inside and set(line) - set("|-: "):
            at = f"docs/verification.d/{name}:{number + 1}"
            if len(row) != len(COLUMNS):
                raise Faulty(f"{at}: {len(row)} cells; expected {len(COLUMNS)}: {', '.join(COLUMNS)}")
            yield number, Check(at, *row)


def all_checks() -> list[Check]:
    return [check for path in fragments() for _, check in checks_in(path.read_text(encoding="utf-8"), path.name)]


def page(figures: Figures) -> str:
    """The whole page: the fragments in their order, with the figures that are counted."""
    parts = []
    for path in fragments():
        lines = path.read_text(encoding="utf-8").strip().splitlines()
        for number, check in list(checks_in("\n".join(lines), path.name)):
            if check.counted:
                found = [figures[one] for one in check.paths if one in figures]
                day = min((one["measured"] for one in found), default="")
                row = (check.check, check.shows, check.where, check.command, told(found) if found else UNCOUNTED, day)
                lines[number] = "| " + " | ".join(row) + " |"
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def told(found: Sequence[Mapping[str, Any]]) -> str:
    """Figures of some paths together, in words."""
    tests, cases = sum(one["tests"] for one in found), sum(one["cases"] for one in found)
    words = f"{tests:,} test{'s' if tests > 1 else ''} passed"
    if cases:
        worst = worst_of(found)
        allowed = f"where {worst['allowed']:.1g} is allowed" if worst["allowed"] else "as asked"
        words += f"; {cases:,} comparisons, off by {worst['error']:.1g} at the worst, {allowed}"
    return words + (f"; {sum(one['skipped'] for one in found)} left out" if any(one["skipped"] for one in found) else "")


def measure(paths: Sequence[str], report: str | None) -> dict[str, dict[str, Any]]:
    """What the tests at each path told, of a report, or of a run; stops where one fails. Paths that had no test are left out."""
    with tempfile.TemporaryDirectory() as folder:
        if report is None:
            report = str(Path(folder) / "report.xml")
            files = sorted({path.partition("::")[0] for path in paths})
            command = [sys.executable, "-m", "pytest", "-q", "-n", "0", f"--junitxml={report}", *files]
            if failed := subprocess.run(command, cwd=ROOT).returncode:
                raise SystemExit(failed)
        cases = list(ElementTree.parse(report).iter("testcase"))
    if any(case.find(wrong) is not None for case in cases for wrong in ("failure", "error")):
        raise SystemExit(f"{report}: a test failed; figures are kept of whole runs alone")
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    ran = {path: [one for one in map(read, cases) if stands_under(one["id"], path)] for path in paths}
    return {path: summed(tests) | {"measured": day} for path, tests in ran.items() if tests}


def read(case: ElementTree.Element) -> dict[str, Any]:
    """A test of pytest's report: its id, whether it was left out, what it told."""
    properties = {one.get("name"): one.get("value") for one in case.iter("property")}
    return {
        "id": f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}",
        "skipped": int(case.find("skipped") is not None),
        **{name: float(properties.get(name) or 0.0) for name in ("cases", "error", "allowed")},
    }


def stands_under(test: str, path: str) -> bool:
    """Whether a test (or a file) belongs to a folder, a file, or a test with all its parameters."""
    return test == path or test.startswith((path.rstrip("/") + "/", path + "::", path + "["))


def worst_of(told: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Which came nearest to what it was allowed; what is exact is allowed nothing."""
    return max(told, key=lambda one: one["error"] / one["allowed"] if one["allowed"] else 0.0)


def summed(ran: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    worst = worst_of(ran)
    left_out = sum(one["skipped"] for one in ran)
    return {
        "tests": len(ran) - left_out, "skipped": left_out, "cases": int(sum(one["cases"] for one in ran)),
        "error": worst["error"], "allowed": worst["allowed"],
    }  # fmt: skip


def figures() -> dict[str, dict[str, Any]]:
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make_verification.py", description="Make docs/verification.md of its fragments.")
    parser.add_argument("mode", nargs="?", choices=["page", "measure"], default="page", help="page by itself, or measure first")
    parser.add_argument("only", nargs="*", help="measure what stands under these paths alone")
    parser.add_argument("--report", help="a report of pytest --junitxml to take the figures from")
    parser.add_argument("--check", action="store_true", help="change nothing; 1 where the page is out of date")
    options = parser.parse_args(arguments)
    if options.mode == "measure":
        counted = {path for check in all_checks() if check.counted for path in check.paths}
        asked = [path for path in sorted(counted) if not options.only or any(stands_under(path, one) for one in options.only)]
        kept = {path: one for path, one in figures().items() if path in counted}
        new = kept | measure(asked, options.report)
        FIGURES.write_text(json.dumps(new, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    text = page(figures())
    current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
    if options.check:
        print(f"docs/verification.md is {'current.' if current else 'out of date; run: python docs/make_verification.py'}")
        return int(not current)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
