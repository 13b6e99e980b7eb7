"""The comparison table for the terminal: one block a claim, readable on 100 columns and without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.rule import Rule
from rich.text import Text

from sim.experiments.store import RunDirectory
from sim.experiments.verdict import NOT_JUDGED
from sim.reports.sentences import expectation
from sim.reports.view import Claim, View, read_claims
from sim.reports.wording import interval, number, percent, words

NARROW: Final = 92  # columns; below, the numbers that matter less are left out
_STYLES: Final = {
    "supported": "bold green",
    "contradicted": "bold red",
    "no meaningful effect": "bold cyan",
    "undecided": "bold yellow",
    NOT_JUDGED: "bold",
}
_PLAIN: Final = str.maketrans({"−": "-", "±": "+-", "∞": "inf", "–": "-", "…": "...", "“": '"', "”": '"'})
_HEADS: Final = (  # the interval's is made from its confidence
    ("treatment", "mean"),
    ("control", "mean"),
    ("", "difference"),
    None,
    ("", "effect"),
    ("P(superi-", "ority)"),
    ("Wasser-", "stein"),
)
_WIDE_ONLY: Final = (4, 5, 6)  # effect, P(superiority), Wasserstein


def comparison_table(run: RunDirectory | View) -> ComparisonTable:
    """The claims of a run, for `rich.console.Console().print(...)`."""
    if isinstance(run, View):
        return ComparisonTable(run.title, run.claims)
    return ComparisonTable(str(run.scenario.get("title") or words(run.name)), read_claims(run))


class ComparisonTable:
    """For each claim its contrast, both means, the difference, its size and the verdict; below, what columns are.

    Fits the console: on few columns it leaves out effect, P(superiority) and Wasserstein; where the stream
    takes ASCII alone, so does it.
    """

    def __init__(self, title: str, claims: Sequence[Claim]) -> None:
        self.title = title
        self.claims = claims

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in self._parts(options.max_width):
            yield _plain(part) if options.ascii_only and isinstance(part, Text) else part

    def _parts(self, width: int) -> Iterator[Text | Rule]:
        yield Text(self.title, style="bold")
        if not self.claims:
            yield Text("This scenario makes no claim; its trajectories and events are in the report.")
            return
        kept = [i for i in range(len(_HEADS)) if width >= NARROW or i not in _WIDE_ONLY]
        heads = [[part[i] for i in kept] for part in self._heads()]
        rows = [[_cells(claim)[i] for i in kept] for claim in self.claims]
        widths = [max(len(row[i]) for row in heads + rows) for i in range(len(kept))]
        for head in heads:
            yield _line(head, widths, "bold")
        for claim, row in zip(self.claims, rows, strict=True):
            yield Rule(style="dim", characters="-")
            yield from _about(claim)
            if claim.verdict is not None:
                yield _line(row, widths)
        yield Rule(style="dim", characters="-")
        yield Text(self.legend(wide=width >= NARROW))

    def _heads(self) -> tuple[list[str], list[str]]:
        """Two lines of headings."""
        confidence = next((claim.verdict.comparison.confidence for claim in self.claims if claim.verdict), 0.95)
        interval_head = ("its", f"{100 * confidence:.4g} % interval")
        heads = [interval_head if head is None else head for head in _HEADS]
        return [first for first, _ in heads], [second for _, second in heads]

    def legend(self, *, wide: bool = True) -> str:
        """One line on the columns."""
        verdicts = [claim.verdict for claim in self.claims if claim.verdict]
        sizes = sorted({verdict.comparison.n for verdict in verdicts}) or [0]
        pairs = f"{sizes[0]:,} pairs" if len(sizes) == 1 else f"{sizes[0]:,} to {sizes[-1]:,} pairs"
        alpha = 100 * (verdicts[0].alpha if verdicts else 0.05)
        more = "effect: Cohen's d; P: treatment higher in a pair; " if wide else ""
        return f"{pairs}, common luck; {more}verdicts at {alpha:.3g} %, Holm"


def _line(cells: Sequence[str], widths: Sequence[int], style: str = "") -> Text:
    """Numbers in their columns, to the right."""
    padded = [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)]
    return Text("  " + "  ".join(padded), style=style, no_wrap=True)


def _about(claim: Claim) -> Iterator[Text]:
    """What the claim compares, what came of it, and what it expects."""
    yield Text.assemble((claim.id, "bold"), "  ", (claim.finding, _STYLES[claim.finding]), f"  {claim.contrast}")
    checked = f"; mechanism check: {claim.check.result}" if claim.check else ""
    yield Text(f"  {claim.label}; claimed: {expectation(claim)}{checked}")
    if claim.verdict is None:
        yield Text(f"  {claim.unjudged}")


def _cells(claim: Claim) -> list[str]:
    if claim.verdict is None:
        return ["" for _ in _HEADS]
    compared = claim.verdict.comparison
    return [
        number(compared.treatment.mean),
        number(compared.control.mean),
        number(compared.difference, signed=True),
        interval(compared.low, compared.high),
        number(compared.effect, 2, signed=True),
        percent(compared.superiority),
        number(compared.wasserstein, 2),
    ]


def _plain(text: Text) -> Text:
    """The text in ASCII; its styles stay where no sign becomes two."""
    plain = text.plain.translate(_PLAIN)
    if len(plain) != len(text.plain):
        return Text(plain, style=text.style)
    copy = text.copy()
    copy.plain = plain
    return copy
