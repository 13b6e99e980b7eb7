"""The tables of mutation testing: for the terminal, and for the page of checks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby

from tests.mutation.mutants import HISTORIES, Mutant, found, line_of
from tests.mutation.tree import PACKAGES, ROOT, RULES

PAGE = ROOT / "docs" / "verification.d" / "60_mutation.md"
FATES = ("rules", "histories", "survived", "equivalent")


def counts(mutants: Iterable[Mutant]) -> list[str]:
    """Cells of a row: tried, each fate, those that no test reached, and the share killed of those that can be."""
    mutants = list(mutants)
    by_fate = {fate: sum(m.fate == fate for m in mutants) for fate in FATES}
    unreached = sum(m.fate == "survived" and m.status == "no tests" for m in mutants)
    timeouts = sum(m.status == "timeout" or (m.fate == "histories" and m.again == "timeout") for m in mutants)
    can_be = len(mutants) - by_fate["equivalent"]
    shares = [f"{100 * n / can_be:.1f} %" if can_be else "–"
              for n in (by_fate["rules"], by_fate["rules"] + by_fate["histories"])]  # fmt: skip
    return [str(n) for n in (len(mutants), *by_fate.values(), timeouts, unreached)] + shares


HEAD = [
    "", "mutants", "killed by the rules' tests", "by closed forms and histories alone", "survived", "equivalent",
    "(of the killed: timeouts)", "(of the survivors: not reached)", "share killed by the rules' tests", "by any",
]  # fmt: skip


def rows(mutants: list[Mutant]) -> list[list[str]]:
    """One row for each file, and one for each package beneath its files."""
    table = []
    for package, group in groupby(mutants, lambda m: m.package):
        of_package = list(group)
        table += [[file, *counts(of_file)] for file, of_file in groupby(of_package, lambda m: m.file)]
        table.append([f"sim/{package}", *counts(of_package)])
    return table


def survivors(mutants: list[Mutant]) -> list[str]:
    return [f"{m.file}:{line_of(m)}: {m.was}  →  {m.now}" for m in mutants if m.fate == "survived"]


def console(paths: tuple[str, ...] = ()) -> str:
    mutants = [m for m in found() if not paths or m.file in paths]
    short = ["", "mutants", "rules", "histories", "survived", "equivalent", "timeouts", "unreached", "by rules", "by any"]
    table = [short, *rows(mutants)]
    widths = [max(len(row[column]) for row in table) for column in range(len(short))]
    lines = ["  ".join(cell.ljust(w) if not n else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True)))
             for row in table]  # fmt: skip
    return "\n".join([*lines, "", *survivors(mutants)])


def markdown(table: list[list[str]]) -> str:
    line = ["---", *["---:"] * (len(table[0]) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (table[0], line, *table[1:]))


def page() -> str:
    """The part of the page of checks: a row of figures for each package, then every file, then every survivor."""
    mutants, today = found(), datetime.now(UTC).date().isoformat()
    checks = [["check", "shows", "where", "command", "figures", "measured"]]
    for package, group in groupby(mutants, lambda m: m.package):
        cells = counts(list(group))
        figures = (f"{cells[0]} mutants: {cells[1]} killed by the rules' own tests, {cells[2]} by closed forms and whole "
                   f"histories alone, {cells[3]} survived, {cells[4]} equivalent; {cells[8]} killed")  # fmt: skip
        checks.append([
            f"mutants of `sim/{package}`", "a change to a rule is noticed", f"`sim/{package}`, `tests/mutation`",
            "`python -m tests.mutation run`", figures, today,
        ])  # fmt: skip
    left = "\n".join(f"- `{line}`".replace("  →  ", "` → `") for line in survivors(mutants)) or "None."
    return TEXT.format(
        checks=markdown(checks), packages=", ".join(f"`sim/{p}`" for p in PACKAGES), table=markdown([HEAD, *rows(mutants)]),
        rules=", ".join(f"`{one}`" for one in RULES), histories=", ".join(f"`{one}`" for one in HISTORIES), left=left,
    )  # fmt: skip


TEXT = """## Mutation testing

[mutmut](https://mutmut.readthedocs.io) changes one thing in one function (a sign, a comparison, a number, an argument) and runs
the tests that reach it; a mutant that no test notices survives. What this cannot show: that a rule is the right one, and whether
constants at module level (the parameters' defaults, the table of symbols, thresholds such as `OPEN`) are watched, because mutmut
changes functions alone. `python -m tests.mutation` puts decorators beneath their functions first, in a copy, or the doctrines
would be passed over too.

A mutant counts as killed by the rules' tests if one of {rules} fails, those of several seconds left out. What survives is tried
again, in a process of its own, against {histories}. Golden numbers say that something moved, not what is right; hence the second
column. The share leaves out equivalent mutants, which no test can tell from the rule: `tests/mutation/equivalent.yaml` has each
with its reason. A timeout counts as killed.

{checks}

{table}

### Survivors

{left}
"""
