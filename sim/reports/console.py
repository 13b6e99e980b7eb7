"""The comparison table for the terminal: one row a claim, readable on 100 columns and without colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from sim.experiments.store import RunDirectory
from sim.reports.style import NOT_JUDGED
from sim.reports.view import Claim, View, read_claims
from sim.reports.wording import EXPECTED_WORDS, interval, number, percent, words

NARROW: Final = 96  # columns; below, the numbers that matter less are left out
_STYLES: Final = {
    "supported": "bold green",
    "contradicted": "bold red",
    "no meaningful effect": "bold cyan",
    "undecided": "bold yellow",
    NOT_JUDGED: "bold",
}
_PLAIN: Final = str.maketrans({"−": "-", "±": "+-", "∞": "inf", "–": "-", "…": "..."})
Row = tuple[str | Text, ...]


def comparison_table(run: RunDirectory | View) -> ComparisonTable:
    """The claims of a run, for `rich.console.Console().print(...)`."""
    if isinstance(run, View):
        return ComparisonTable(run.title, run.claims)
    return ComparisonTable(str(run.scenario.get("title") or words(run.name)), read_claims(run))


class ComparisonTable:
    """A row a claim: both means, the difference, its size and the verdict; below, one line on the columns.

    Fits the console: on few columns it leaves out effect, P(superiority) and Wasserstein; where the stream
    takes ASCII alone, so does it.
    """

    def __init__(self, title: str, claims: Sequence[Claim]) -> None:
        self.title = title
        self.claims = claims

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(self.title, style="bold")
        if not self.claims:
            yield Text("This scenario makes no claim; its trajectories and events are in the report.")
            return
        wide = options.max_width >= NARROW
        lines = box.ASCII if options.ascii_only else box.HORIZONTALS
        table = Table(box=lines, show_lines=True, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
        for heading, right, least, only_wide in self._columns():
            if wide or not only_wide:
                justify: Literal["left", "right"] = "right" if right else "left"
                table.add_column(heading, justify=justify, min_width=least, overflow="fold", no_wrap=right)
        for claim in self.claims:
            cells = [
                cell
                for cell, column in zip(_row(claim), self._columns(), strict=True)
                if wide or not column[3]
            ]
            table.add_row(*(_plain(cell) if options.ascii_only else cell for cell in cells))
        yield table
        yield _plain(Text(self.legend(wide))) if options.ascii_only else Text(self.legend(wide))

    def _columns(self) -> list[tuple[str, bool, int, bool]]:
        """(heading, to the right?, least width, left out on few columns?)"""
        confidence = next(
            (claim.verdict.comparison.confidence for claim in self.claims if claim.verdict), 0.95
        )
        return [
            ("claim", False, 5, False),
            ("contrast, outcome and what is expected", False, 18, False),
            ("treat-\nment\nmean", True, 6, False),
            ("control\nmean", True, 6, False),
            (f"difference,\n{100 * confidence:.4g} % interval", True, 14, False),
            ("effect", True, 6, True),
            ("P(su-\nperior-\nity)", True, 6, True),
            ("Wasser-\nstein", True, 6, True),
            ("verdict", False, 13, False),
        ]

    def legend(self, wide: bool) -> str:
        """One line on the columns."""
        verdicts = [claim.verdict for claim in self.claims if claim.verdict]
        sizes = sorted({verdict.comparison.n for verdict in verdicts})
        pairs = f"{sizes[0]:,} to {sizes[-1]:,} pairs" if len(sizes) > 1 else f"{(sizes or [0])[0]:,} pairs"
        alpha = 100 * (verdicts[0].alpha if verdicts else 0.05)
        more = "effect: Cohen's d; P: treatment higher in a pair; " if wide else ""
        return f"{pairs}, common luck; {more}verdicts at {alpha:.3g} %, Holm"


def _row(claim: Claim) -> Row:
    about = Text()
    about.append(claim.contrast, style="bold")
    about.append(f"\n{claim.label}")
    least = f"by {number(claim.smallest_effect)}" if claim.expected != "no_difference" else ""
    if not least:
        least = f"within ±{number(claim.smallest_effect)}"
    about.append(f"\nexpected: {EXPECTED_WORDS[claim.expected]} {least} {claim.unit}".rstrip())
    verdict = Text(claim.finding, style=_STYLES[claim.finding])
    if claim.verdict is None:
        return (Text(claim.id), about, *("",) * 6, verdict)
    compared = claim.verdict.comparison
    return (
        Text(claim.id),
        about,
        number(compared.treatment.mean),
        number(compared.control.mean),
        f"{number(compared.difference, signed=True)}\n{interval(compared.low, compared.high)}",
        number(compared.effect, 2, signed=True),
        percent(compared.superiority),
        number(compared.wasserstein, 2),
        verdict,
    )


def _plain(cell: str | Text) -> str | Text:
    """The cell in ASCII."""
    if isinstance(cell, str):
        return cell.translate(_PLAIN)
    plain = cell.copy()
    if len(plain.plain.translate(_PLAIN)) == len(plain.plain):
        plain.plain = plain.plain.translate(_PLAIN)
        return plain
    return Text(cell.plain.translate(_PLAIN))
