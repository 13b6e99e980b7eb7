"""The tables of mutation testing: for the terminal, and for the page of checks."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby

from scipy.stats import binomtest

from tests.mutation.mutants import HISTORIES, SEEN, Mutant, found, line_of
from tests.mutation.tree import LEFT_OUT, PACKAGES, ROOT, RULES

PAGE = ROOT / "docs" / "verification.d" / "60_mutation.md"
HEAD = ["", "mutants", "killed by the rules' tests", "by histories alone", "survived", "equivalent", "timeouts", "not reached",
        "share killed", "of them by the rules' tests"]  # fmt: skip


def counts(mutants: list[Mutant]) -> list[str]:
    """Cells of a row. Timeouts are among the killed, what no test reaches among the survivors; shares leave out equivalents."""
    rules, histories, survived, equivalent = (
        sum(m.fate == fate for m in mutants) for fate in ("rules", "histories", "survived", "equivalent")
    )
    unreached = sum(m.fate == "survived" and m.status == "no tests" for m in mutants)
    timeouts = sum("timeout" in (m.status, m.again) for m in mutants)
    can_be = len(mutants) - equivalent
    shares = [share(rules + histories, can_be), share(rules, can_be)]
    return [str(n) for n in (len(mutants), rules, histories, survived, equivalent, timeouts, unreached)] + shares


def share(some: int, of: int) -> str:
    return f"{100 * some / of:.1f} %" if of else "–"


def first_try(mutants: list[Mutant]) -> str:
    """Share killed by mutmut's own pass, with Wilson's interval: a sample tells of all until tests are written against it."""
    can_be = [m for m in mutants if m.fate != "equivalent"]
    killed = sum(m.status in SEEN for m in can_be)
    low, high = binomtest(killed, len(can_be)).proportion_ci(method="wilson")
    return f"{share(killed, len(can_be))} at the first try (95 %: {100 * low:.1f} to {100 * high:.1f} %)"


def rows(mutants: list[Mutant]) -> list[list[str]]:
    """One row for each file, and one for each package beneath its files."""
    table = []
    for package, group in groupby(mutants, lambda m: m.package):
        of_package = list(group)
        table += [[file, *counts(list(of_file))] for file, of_file in groupby(of_package, lambda m: m.file)]
        table.append([f"sim/{package}", *counts(of_package)])
    return table


def survivors(mutants: list[Mutant]) -> list[tuple[str, str, str]]:
    """Place, the lines as they were, and as the mutant has them."""
    return [(f"{m.file}:{line_of(m)}", m.was, m.now) for m in mutants if m.fate == "survived"]


def console(paths: tuple[str, ...], one_in: int) -> str:
    mutants = [m for m in found() if (not paths or m.file in paths) and m.in_sample(one_in)]
    short = ["", "mutants", "rules", "histories", "survived", "equivalent", "timeouts", "unreached", "killed", "by rules"]
    table = [short, *rows(mutants)]
    widths = [max(len(row[column]) for row in table) for column in range(len(short))]
    lines = [
        "  ".join(f"{cell:<{w}}" if not n else f"{cell:>{w}}" for n, (cell, w) in enumerate(zip(row, widths, strict=True)))
        for row in table
    ]
    return "\n".join([*lines, "", *(f"{place}: {was}  →  {now}" for place, was, now in survivors(mutants))])


def page(one_in: int) -> str:
    """The part of the page of checks: figures of each package, then every file, then every survivor."""
    mutants, today = [m for m in found() if m.in_sample(one_in)], datetime.now(UTC).date().isoformat()
    sampled = f" --sample {one_in}" if one_in > 1 else ""
    checks = [["check", "shows", "where", "command", "figures", "measured"]]
    for package, group in groupby(mutants, lambda m: m.package):
        of_package = list(group)
        cells = dict(zip(HEAD[1:], counts(of_package), strict=True))
        figures = (
            f"{cells['mutants']} mutants, {cells['equivalent']} of them equivalent: {first_try(of_package)}, "
            f"{cells['share killed']} at the second, after tests for what had survived; {cells[HEAD[-1]]} by the rules' own tests"
        )
        checks.append([
            f"Mutants of `sim/{package}`", "a change to a rule is noticed", f"`sim/{package}`, `tests/mutation`",
            f"`python -m tests.mutation run{sampled}`", figures, today,
        ])  # fmt: skip
    left = "\n".join(f"- {place}: `{was}` → `{now}`" for place, was, now in survivors(mutants)) or "None."
    return TEXT.format(
        checks=markdown(checks), table=markdown([HEAD, *rows(mutants)]), left=left,
        rules=", ".join(f"`{one}`" for one in RULES), histories=", ".join(f"`{one}`" for one in HISTORIES),
        left_out=", ".join(f"`{one}`" for one in LEFT_OUT),
        packages=", ".join(f"`sim/{one}`" for one in PACKAGES),
        sample=f"One mutant in {one_in} was tried, chosen by its name." if sampled else "All mutants were tried.",
    )  # fmt: skip


def markdown(table: list[list[str]]) -> str:
    line = ["---"] * len(table[0])
    return "\n".join("| " + " | ".join(row) + " |" for row in (table[0], line, *table[1:]))


TEXT = """## Mutation testing

[mutmut](https://mutmut.readthedocs.io) changes one thing in one function of {packages} (a sign, a
comparison, a number, an argument) and runs the tests that reach it; a mutant that no test notices survives. What this cannot
show: that a rule is the right one, and whether constants at module level are watched (the parameters' defaults, the table of
symbols, thresholds such as `OPEN`), because mutmut changes functions alone. Decorators are put beneath their functions first,
in a copy, or the doctrines would be passed over. Left out: {left_out}, which numba alone runs; what it
makes of the rules is held to them bit for bit by `tests/engine/test_swift.py`.

{checks}

{sample} A mutant counts as killed by the rules' tests if one of
{rules} fails, those of several seconds left out. What
survives is tried again, in a process of its own, in which it is there from the first import on, against the same tests and
{histories}. Golden numbers say that something moved, not what is right; hence the second
count. A timeout counts as killed. Equivalent mutants, which no test can tell from the rule,
are left out of the shares: `tests/mutation/equivalent.yaml` has each with its reason.

Read the first try as the estimate for all mutants, and as a favourable one: earlier, partial runs had already led to tests, some
of them against mutants of this sample. Against that, functions that run on import are changed too late at the first try, and are
counted as survivors there. The second try came after tests against this very sample: it says only that no survivor was passed
over.

{table}

### Survivors

{left}
"""
