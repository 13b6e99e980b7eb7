"""The verdicts on all claims, for the terminal: by group, and what the list of the documents' claims still lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from sim.experiments.hypotheses import contradictions, hypotheses, left_open, uncovered
from sim.experiments.verdict import NOT_JUDGED
from sim.experiments.verdicts import Row
from sim.reports.style import VERDICT_SIGNS
from sim.reports.wording import EXPECTED_SIGNS, interval, number
from sim.scenario.vocabulary import GROUPS

_STYLES: Final = {
    "supported": "green", "contradicted": "red", "no meaningful effect": "blue", "undecided": "yellow", NOT_JUDGED: "dim",
}  # fmt: skip
_OTHER = "Of no group"


def by_group(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """(title, rows) of each group that has any, in the order of the list."""
    titles = {**GROUPS, "": _OTHER}
    for key, title in titles.items():
        members = [row for row in rows if (row["group"] if row["group"] in GROUPS else "") == key]
        if members:
            yield title, members


def tables(rows: Sequence[Row]) -> Iterator[Table]:
    """A table a group."""
    for title, members in by_group(rows):
        table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", expand=False)
        table.add_column("claim", no_wrap=True)
        table.add_column("document", no_wrap=True)
        for heading in ("effect", "interval", "matters from"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("verdict", no_wrap=True)
        table.add_column("check")
        table.add_column("pairs", justify="right")
        for row in members:
            verdict = row["verdict"]
            table.add_row(
                f"{row['claim']} {EXPECTED_SIGNS[row['expected']]}", row["document"], number(row["effect"], signed=True),
                "" if row["low"] is None else interval(row["low"], row["high"]), number(row["smallest_effect"]),
                Text(f"{VERDICT_SIGNS.get(verdict, '–')} {verdict}", style=_STYLES[verdict]), row["check"] or "",
                "" if row["replicates"] is None else f"{row['replicates']:,}",
            )  # fmt: skip
        yield table


def counted(rows: Sequence[Row]) -> str:
    """How many claims have which verdict, and how the mechanism checks went."""
    verdicts = Counter(row["verdict"] for row in rows)
    listed = ", ".join(f"{verdicts[name]} {name}" for name in _STYLES if verdicts[name])
    checks = Counter(row["check"] for row in rows if row["check"])
    told = ", ".join(f"{count} {result}" for result, count in sorted(checks.items(), key=lambda one: -one[1])) or "none"
    shaky = [row["claim"] for row in rows if row["stands"] in (False, "no")]
    family = f"; not beyond doubt over the whole family: {', '.join(shaky)}" if shaky else ""
    return f"{len(rows)} claims: {listed}. Mechanism checks: {told}{family}."


def coverage(rows: Sequence[Row], *, whole: bool) -> list[str]:
    """Sentences on the list of the documents' claims: how many are there; of the whole, what is not, with reasons."""
    absent, reasons = uncovered(row["claim"] for row in rows), left_open()
    here = len(hypotheses()) - len(absent)
    told = [f"Of the {len(hypotheses())} claims on the list, {here} are in these scenarios."]
    if not whole:
        return told
    told += [f"  {id_} {hypotheses()[id_].title}: not there; {reasons.get(id_, 'no reason is given')}." for id_ in absent]
    parts = [id_ for id_ in reasons if id_ not in absent and id_ not in contradictions()]
    told += [f"  {id_}: in part; {reasons[id_].rstrip('.')}." for id_ in parts]
    return told
