"""Drawings over time: series of both worlds with fans of their futures, and the strip that shows where the worlds differ.

The treatment is drawn with full lines and filled bands, the control with dashed lines and empty bands; colour says who.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.core.axes import Array
from sim.live.draw_svg import clean, label, steps, svg

FULL, SEEN = 0.4, 0.004  # share of a client's policy that is elsewhere: in full colour, and seen at all (assumed)
MOST_POINTS = 400  # of a line; a longer history is thinned
DASH = ' stroke-dasharray="10 7"'
LEFT, RIGHT = 92.0, 118.0  # margins of a series
STRIP = (230.0, 1940.0, 190.0)  # left, right and height of the strip, which is as wide as the page
WIDE = 1000.0
Year = Callable[[int], str]  # a turn's quarter, such as "2014-Q1"


@dataclass(frozen=True, slots=True)
class Track:
    """A line over turns 0, 1, ...: whose it is, in which colour, on which side."""

    name: str
    colour: str
    side: str
    values: Array


@dataclass(frozen=True, slots=True)
class Fan:
    """What may come, from a turn on: quantiles (5, n) at 5, 25, 50, 75 and 95 %; `ghost` is one of before a change."""

    colour: str
    side: str
    first: int
    quantiles: Array
    ghost: bool = False


def draw_series(tracks: Sequence[Track], fans: Sequence[Fan], *, title: str, turn: int, turns: int, quarter: Year,
                height: float = 320.0, bounds: tuple[float, float] | None = None) -> str:  # fmt: skip
    """Lines of both worlds so far, and fans from here."""
    top, bottom = 44.0, height - 36.0
    low, high = bounds or extent([track.values for track in tracks] + [fan.quantiles for fan in fans])
    xs = clock(turns)
    parts = [label(title, LEFT - 76, 27, 24, names="head"), _years(turns, quarter, xs, top, bottom)]
    parts += _levels(low, high, top, bottom)
    parts += [_fan(fan, xs, top, bottom, low, high) for fan in sorted(fans, key=lambda one: not one.ghost)]
    for track in tracks:
        shown = thinned(len(track.values))
        points = steps(track.values[shown].tolist(), [xs[t] for t in shown], top, bottom, low, high)
        look = 'stroke-width="5"' if track.side == "treatment" else f'stroke-width="3.2"{DASH}'
        parts.append(f'<polyline class="line" points="{points}" stroke="{track.colour}" {look}/>')
    parts.append(_now(xs[min(turn, turns)], top - 8, bottom))
    parts += _ends(tracks, top, bottom, low, high)
    told = "; ".join(f"{track.name}, {track.side}: {_last(track.values)}" for track in tracks)
    return svg("".join(parts), WIDE, height, f"{title}. {told}", names="series")


def clock(turns: int, left: float = LEFT, right: float = WIDE - RIGHT) -> list[float]:
    """Where each end of a turn lies, 0 the opening."""
    return [left + (right - left) * t / max(turns, 1) for t in range(turns + 1)]


def extent(arrays: Sequence[Array]) -> tuple[float, float]:
    """Round limits that hold all finite numbers, and 0."""
    finite = [float(value) for array in arrays for value in array.ravel() if math.isfinite(value)]
    low, high = min([0.0, *finite]), max([0.0, *finite])
    if high - low < 1e-9:
        return low, low + 1.0
    step = 10.0 ** math.floor(math.log10(high - low))
    step *= next(part for part in (0.1, 0.2, 0.25, 0.5, 1.0, 2.0) if (high - low) / (part * step) <= 10)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def _levels(low: float, high: float, top: float, bottom: float) -> list[str]:
    parts = []
    for share in (0.0, 0.5, 1.0):
        y, value = bottom - share * (bottom - top), low + share * (high - low)
        parts.append(f'<path class="rule" d="M{LEFT} {y:.1f}H{WIDE - RIGHT}" stroke-width="1.4"/>')
        parts.append(label(f"{value:.3g}".replace("-", "−"), LEFT - 8, y + 8, 22, anchor="end", names="pale"))
    return parts


def _years(turns: int, quarter: Year, xs: Sequence[float], top: float, bottom: float, most: int = 8) -> str:
    """A tick at the first quarter of every year, or of so many that their names keep apart."""
    firsts = [t for t in range(turns) if quarter(t).endswith("Q1")]
    every = max(1, math.ceil(len(firsts) / most))
    parts = []
    for t in firsts[::every]:
        parts.append(f'<path class="rule" d="M{xs[t]:.1f} {top:.1f}V{bottom + 6:.1f}" stroke-width="1"/>')
        parts.append(label(quarter(t)[:4], xs[t], bottom + 28, 22, anchor="middle", names="pale"))
    return "".join(parts)


def _fan(fan: Fan, xs: Sequence[float], top: float, bottom: float, low: float, high: float) -> str:
    shown = thinned(fan.quantiles.shape[1])
    at = [xs[fan.first + t] for t in shown]
    q05, q25, median, q75, q95 = (steps(row[shown].tolist(), at, top, bottom, low, high) for row in fan.quantiles)
    if fan.ghost:
        return f'<polyline class="line" points="{median}" stroke="{fan.colour}" stroke-width="3" stroke-dasharray="2 6"/>'
    outer, inner = (_closed(q05, q95), _closed(q25, q75))
    if fan.side == "treatment":
        return (
            f'<polygon points="{outer}" fill="{fan.colour}" opacity="0.16"/><polygon points="{inner}" fill="{fan.colour}" '
            f'opacity="0.26"/><polyline class="line" points="{median}" stroke="{fan.colour}" stroke-width="3.5"/>'
        )
    thin = f'class="line" stroke="{fan.colour}" stroke-dasharray="5 6"'
    return (
        f'<polyline points="{q05}" {thin} stroke-width="1.6"/><polyline points="{q95}" {thin} stroke-width="1.6"/>'
        f'<polyline points="{median}" {thin} stroke-width="3"/>'
    )


def _closed(lower: str, upper: str) -> str:
    return f"{lower} {' '.join(reversed(upper.split()))}"


def _now(x: float, top: float, bottom: float) -> str:
    return f'<path class="mark now" d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke-width="2.5"/>'


def _ends(tracks: Sequence[Track], top: float, bottom: float, low: float, high: float) -> list[str]:
    """The name of each line once, at its end on the right, moved apart where lines meet."""
    ends: dict[str, tuple[float, str]] = {}
    for track in tracks:
        finite = [float(value) for value in track.values if math.isfinite(value)]
        if finite and (track.side == "treatment" or track.name not in ends):
            ends[track.name] = (bottom - (finite[-1] - low) / (high - low) * (bottom - top), track.colour)
    parts, room = [], 25.0
    rows = sorted(ends.items(), key=lambda item: item[1][0])
    start = min((y for _, (y, _) in rows), default=top)
    spare = bottom - start - room * (len(rows) - 1)
    before = start - room + min(spare, 0.0)
    for name, (y, colour) in rows:
        y = before = max(y, before + room)
        parts.append(f'<rect x="{WIDE - RIGHT + 8:.1f}" y="{y - 8:.1f}" width="12" height="16" fill="{colour}"/>')
        parts.append(label(name, WIDE - RIGHT + 25, y + 8, 22))
    return parts


def _last(values: Array) -> str:
    finite = [float(value) for value in values if math.isfinite(value)]
    return f"{finite[-1]:.3g}" if finite else "none"


@dataclass(frozen=True, slots=True)
class StripRow:
    """A client in the strip: at each turn so far how much of its policy is elsewhere in the treatment, 0..1, and whose gain."""

    client: str
    name: str
    moved: Array
    colours: Sequence[str]


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that happened in one world alone."""

    turn: int
    side: str
    text: str


def draw_strip(rows: Sequence[StripRow], ticks: Sequence[Tick], *, turn: int, played: int, turns: int, quarter: Year) -> str:
    """When and where the worlds differ: a row a client, coloured by the power that has more of it in the treatment.

    Over it what happened in the treatment alone, under it what happened in the control alone. It is the page's clock as
    well: what is clicked on it is the turn to go to.
    """
    left, right, height = STRIP
    xs = clock(turns, left, right)
    top, bottom = 26.0, height - 46.0
    tall = (bottom - top) / max(len(rows), 1)
    parts = [
        f'<rect x="{left}" y="{top}" width="{right - left:.1f}" height="{bottom - top:.1f}" class="field"/>',
        f'<rect x="{left}" y="{top}" width="{xs[played] - left:.1f}" height="{bottom - top:.1f}" class="played"/>',
    ]
    for place, row in enumerate(rows):
        y = top + place * tall
        parts.append(_cells(row, xs, y, tall))
        size = min(tall * 0.86, 26.0)
        text = label(row.name, left - 10, y + tall * 0.5 + size * 0.36, size, anchor="end")
        parts.append(f'<g data-click="client:{clean(row.client)}">{text}</g>')
    if not rows:
        words = "Clients follow the same powers in both worlds so far" if played else "Press play: both worlds share their luck"
        parts.append(label(words, (left + right) / 2, (top + bottom) / 2 + 8, 24, anchor="middle", names="pale"))
    parts += [_tick(tick, xs, top, bottom) for tick in ticks]
    parts.append(_years(turns, quarter, xs, bottom, bottom + 12, most=20))
    parts.append(_now(xs[turn], top - 20, bottom + 14))
    parts.append(f'<circle cx="{xs[turn]:.1f}" cy="{bottom + 14:.1f}" r="9" class="knob"/>')
    scrub = f'data-scrub="{left},{right},{turns}"'
    body = "".join(parts)
    return svg(body, right + 60.0, height, _told(rows), extra=scrub, names="strip")


def depth_of(moved: float) -> float:
    """How deep a difference is drawn, in tenths; the least that is seen at all is seen from afar."""
    return round(10 * (0.2 + 0.8 * min(moved / FULL, 1.0) ** 0.5)) / 10 if moved >= SEEN else 0.0


def _cells(row: StripRow, xs: Sequence[float], y: float, tall: float) -> str:
    """Runs of turns with the same colour and depth, as one block each."""
    parts: list[str] = []
    shown = thinned(len(row.moved))
    looks = [(row.colours[t], depth_of(float(row.moved[t]))) for t in shown]
    start = 0
    for place in range(1, len(shown) + 1):
        if place < len(shown) and looks[place] == looks[start]:
            continue
        colour, depth = looks[start]
        if depth > 0:
            # The state at the end of a turn stands for the time before it.
            left, right = xs[shown[max(start - 1, 0)]], xs[shown[place - 1]]
            parts.append(
                f'<rect x="{left:.1f}" y="{y + 1:.1f}" width="{right - left:.1f}" height="{tall - 2:.1f}" '
                f'fill="{colour}" opacity="{depth:g}"/>'
            )
        start = place
    return "".join(parts)


def thinned(count: int) -> list[int]:
    """Which of so many points are drawn: no more than a picture has room for, and always the last."""
    kept = list(range(0, count, max(1, count // MOST_POINTS)))
    return kept if not count or kept[-1] == count - 1 else [*kept, count - 1]


def _tick(tick: Tick, xs: Sequence[float], top: float, bottom: float) -> str:
    x, up = xs[tick.turn + 1], tick.side == "treatment"
    y, tip = (top - 3, top + 9) if up else (bottom + 3, bottom - 9)
    points = f"{x - 8:.1f},{y - (14 if up else -14):.1f} {x + 8:.1f},{y - (14 if up else -14):.1f} {x:.1f},{tip:.1f}"
    return f'<polygon points="{points}" class="{tick.side}-fill"><title>{clean(tick.text)}</title></polygon>'


def _told(rows: Sequence[StripRow]) -> str:
    if not rows:
        return "Where the worlds differ: nowhere so far"
    return "Where the worlds differ, most first: " + ", ".join(row.name for row in rows)
