"""The deal table, and how outcomes are distributed over the futures of both worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.core.axes import Array
from sim.live.draw_svg import clean, label, on, svg
from sim.live.view import DealTable, Issue
from sim.reports.wording import fixed, number

WIDE = 1000.0
ROW = 40.0
MOST_ISSUES = 6  # those that are agreed come first, then those with the largest stakes
LEAST_SHARE = 0.005


def draw_deal(table: DealTable, names: Mapping[str, str], colours: Mapping[str, str], heading: str = "") -> str:
    """What was on the table: for each client what standing back from it brings the one and costs the other."""
    first, second = table.first, table.second
    issues = sorted(table.issues, key=lambda one: max(one.by_first, one.by_second) < LEAST_SHARE)[:MOST_ISSUES]
    height = 136.0 + ROW * len(issues)
    parts = [label(heading or f"{table.quarter}: {names[first]} and {names[second]} meet", 14, 28, 25, names="head")]
    parts += [_heading(power, x, names, colours) for power, x in ((first, 250.0), (second, 600.0))]
    parts.append(label("stands back", 950, 66, 21, anchor="end", names="pale"))
    for place, issue in enumerate(issues):
        parts.append(_issue(issue, 118.0 + ROW * place, names, first, second, colours))
    y = 118.0 + ROW * len(issues)
    parts.append(f'<path class="rule" d="M10 {y - 24:.0f}H990" stroke-width="2"/>')
    parts.append(label("in all", 14, y + 6, 24, names="strong"))
    parts.append(label(_gain(table.total_first), 330, y + 6, 24, anchor="middle", names="strong"))
    parts.append(label(_gain(table.total_second), 680, y + 6, 24, anchor="middle", names="strong"))
    sign, look = ("✓ signed", "good") if table.signed else ("✗ not signed", "alarm")
    parts.append(label(sign, 986, y + 6, 25, anchor="end", names=f"strong {look}"))
    words = "signed" if table.signed else "not signed"
    return svg("".join(parts), WIDE, height, f"{table.quarter}: {names[first]} and {names[second]}: {words}. {table.why}",
               names="deal")  # fmt: skip


def _heading(power: str, x: float, names: Mapping[str, str], colours: Mapping[str, str]) -> str:
    box = f'<rect x="{x:.0f}" y="42" width="170" height="32" rx="5" fill="{colours[power]}"/>'
    text = (
        f'<text x="{x + 85:.0f}" y="66" font-size="22" font-weight="700" text-anchor="middle" style="fill:{on(colours[power])}">'
    )
    under = label("if the other / it stands back", x + 85, 96, 20, anchor="middle", names="pale")
    return f"{box}{text}{clean(_short(names[power], 13))}</text>{under}"


def _issue(issue: Issue, y: float, names: Mapping[str, str], first: str, second: str, colours: Mapping[str, str]) -> str:
    """A client: each side's gain where the other stands back, its loss where it does, and who stands back how far."""
    parts = [label(_short(names[issue.client], 15), 14, y + 8, 24)]
    for x, gain, loss in ((335.0, issue.gain_first, issue.loss_first), (685.0, issue.gain_second, issue.loss_second)):
        parts.append(label(_gain(gain), x - 30, y + 8, 23, anchor="end"))
        parts.append(label(_gain(-loss), x + 30, y + 8, 23, names="pale"))
    for place, (power, share) in enumerate(((first, issue.by_first), (second, issue.by_second))):
        width = 110.0 * share
        parts.append(f'<rect x="870" y="{y - 12 + 14 * place:.0f}" width="{width:.1f}" height="12" fill="{colours[power]}"/>')
    if max(issue.by_first, issue.by_second) < LEAST_SHARE:
        parts.append(label("nobody", 870, y + 8, 21, names="pale"))
    return "".join(parts)


def _gain(value: float) -> str:
    return ("+" if value > 0.0005 else "") + fixed(value, 3)


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


@dataclass(frozen=True, slots=True)
class Spread:
    """An outcome in the futures of both worlds, one number a replicate, paired by their luck.

    mean, low, high  the mean difference, treatment less control, and its interval
    """

    name: str
    unit: str
    control: Array
    treatment: Array
    mean: float
    low: float
    high: float
    before: tuple[float, float, float] | None = None


def draw_spreads(spreads: Sequence[Spread], *, each: float = 150.0) -> str:
    """A row an outcome: both distributions, and the paired difference with the interval of its mean."""
    parts = []
    for place, spread in enumerate(spreads):
        parts.append(_spread(spread, place * each, each))
    told = "; ".join(f"{one.name}: difference {number(one.mean)} ({number(one.low)} to {number(one.high)})" for one in spreads)
    return svg("".join(parts), WIDE, max(each * len(spreads), each), f"Outcomes of the futures. {told}", names="spreads")


def _spread(spread: Spread, top: float, tall: float) -> str:
    control = spread.control[np.isfinite(spread.control)]
    treatment = spread.treatment[np.isfinite(spread.treatment)]
    pairs = np.isfinite(spread.control) & np.isfinite(spread.treatment)
    parts = [label(spread.name, 14, top + 24, 22, names="head")]
    base = top + tall - 30
    if len(control) and len(treatment):
        low, high = _limits(np.concatenate([control, treatment]))
        parts.append(_bars(treatment, low, high, 20, 480, base, tall - 66, "treatment-fill soft"))
        parts.append(_outline(control, low, high, 20, 480, base, tall - 66))
        parts += _scale(low, high, 20, 480, base)
    difference = (spread.treatment - spread.control)[pairs]
    if len(difference):
        low, high = _limits(np.concatenate([difference, [0.0]]))
        parts.append(_bars(difference, low, high, 540, 980, base, tall - 66, "treatment-fill"))
        parts += _scale(low, high, 540, 980, base)
        parts.append(_interval(spread, low, high, 540, 980, base, tall))
    words = f"difference {number(spread.mean, signed=True)}  ({number(spread.low)} to {number(spread.high)})"
    parts.append(label(words, 980, top + 24, 22, anchor="end", names="strong"))
    return "".join(parts)


def _limits(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    return (low - 0.5, high + 0.5) if high - low < 1e-12 else (low, high)


def _heights(values: Array, low: float, high: float) -> Array:
    counts, _ = np.histogram(values, bins=24, range=(low, high))
    return np.asarray(counts / max(len(values), 1))


def _bars(values: Array, low: float, high: float, left: float, right: float, base: float, tall: float, names: str) -> str:
    heights = _heights(values, low, high)
    width = (right - left) / len(heights)
    tallest = max(float(heights.max()), 1e-9)
    return "".join(
        f'<rect x="{left + k * width:.1f}" y="{base - h / tallest * tall:.1f}" width="{width - 1:.1f}" '
        f'height="{h / tallest * tall:.1f}" class="{names}"/>'
        for k, h in enumerate(heights)
        if h > 0
    )


def _outline(values: Array, low: float, high: float, left: float, right: float, base: float, tall: float) -> str:
    heights = _heights(values, low, high)
    width, tallest = (right - left) / len(heights), max(float(heights.max()), 1e-9)
    path = f"M{left:.1f} {base:.1f}" + "".join(
        f"V{base - h / tallest * tall:.1f}h{width:.1f}" for h in heights
    ) + f"V{base:.1f}"  # fmt: skip
    return f'<path d="{path}" class="control-ink" fill="none" stroke-width="3" stroke-dasharray="8 5"/>'


def _scale(low: float, high: float, left: float, right: float, base: float) -> list[str]:
    return [
        f'<path class="rule" d="M{left} {base:.1f}H{right}" stroke-width="2"/>',
        label(number(low), left, base + 24, 20, names="pale"),
        label(number(high), right, base + 24, 20, anchor="end", names="pale"),
    ]


def _interval(spread: Spread, low: float, high: float, left: float, right: float, base: float, tall: float) -> str:
    def x(value: float) -> float:
        return left + (min(max(value, low), high) - low) / (high - low) * (right - left)

    zero = f'<path class="mark" d="M{x(0):.1f} {base - tall + 62:.1f}V{base + 6:.1f}" stroke-width="2.5" stroke-dasharray="4 4"/>'
    if not math.isfinite(spread.mean):
        return zero
    bar = f'<path class="mark" d="M{x(spread.low):.1f} {base + 12:.1f}H{x(spread.high):.1f}" stroke-width="5"/>'
    dot = f'<circle cx="{x(spread.mean):.1f}" cy="{base + 12:.1f}" r="8" class="knob"/>'
    ghost = "" if spread.before is None else (
        f'<circle cx="{x(spread.before[0]):.1f}" cy="{base + 12:.1f}" r="8" class="mark" stroke-width="2.5"/>'
    )  # fmt: skip
    return zero + bar + ghost + dot
