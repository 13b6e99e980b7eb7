"""How figures look: colours by power, lines and markers as a second channel, sizes that a projector carries.

Colour means one thing in every figure: who. A power keeps its colour in all runs; variants differ by place,
by line and by fill, never by a power's colour. The palette is that of M. Okabe and K. Ito (2008), Color
Universal Design; it is kept here because matplotlib carries it only in its newest versions.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"
OKABE_ITO: Final = (ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE, BLACK)

KNOWN_POWERS: Final = {"USA": BLUE, "RUS": VERMILLION, "CHN": ORANGE, "EUR": GREEN}
ORDER: Final = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, YELLOW)  # pale yellow last; black is for text
DASHES: Final = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (3, 1, 1, 1, 1, 1)))
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "h")

INK = "#16181D"  # text, axes, the control's outline
PALE_INK = "#4A4F5A"  # second text; 8:1 on white
GRID = "#DADDE3"
TREATMENT = "#5B3A99"  # violet: what belongs to a treatment or to a difference, no power's colour
TREATMENT_PALE = "#CDBFE8"
BAND = "#F6E7B4"  # the smallest effect of interest: inside it nothing matters
EXPECTED = "#D3EBDC"  # where a claim expects the difference to lie

VERDICT_COLOURS: Final = {
    "supported": "#00624A",
    "contradicted": "#A01F2B",
    "no meaningful effect": "#2F4B7C",
    "undecided": "#7A4B00",
}
VERDICT_MARKERS: Final = {
    "supported": "o",
    "contradicted": "X",
    "no meaningful effect": "s",
    "undecided": "D",
}
VERDICT_SIGNS: Final = {"supported": "✓", "contradicted": "✗", "no meaningful effect": "≈", "undecided": "?"}

WIDTH = 11.0  # inches; all figures of a report have the same width, so that their letters have the same size
MOST_IN_LEGEND = 8  # powers that a legend names

RC: Final = {
    "font.family": "sans-serif",
    # DejaVu Sans is drawn with; where a reader's machine lacks it, Verdana has nearly the same widths.
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Bitstream Vera Sans", "Arial", "Helvetica", "sans-serif"],
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titley": 1.0,  # looking for a free place takes a fifth of the time of a figure
    "axes.labelsize": 11,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.facecolor": "white",
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10.5,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "none",
    "svg.hashsalt": "spheres",
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in this style; the settings outside, such as a notebook's, are as they were afterwards."""
    with mpl.rc_context(RC):  # type: ignore[arg-type]  # the stubs list the keys of one version
        yield


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """An empty figure, inches, that no window and no global list knows of."""
    return Figure(figsize=(width, height))


@dataclass(frozen=True, slots=True)
class Look:
    """How one power is drawn."""

    colour: str
    marker: str
    dash: Any  # as matplotlib takes it


def looks(powers: Sequence[str]) -> dict[str, Look]:
    """The look of each power of a world, by id.

    A known power has its colour in every world. The others take what is left, in the order given; above seven
    powers colours come again with another dash and marker.
    """
    taken = {KNOWN_POWERS[power] for power in powers if power in KNOWN_POWERS}
    free = [colour for colour in ORDER if colour not in taken]
    strangers = [power for power in powers if power not in KNOWN_POWERS]
    drawn: dict[str, tuple[str, Any]] = {power: (colour, DASHES[0]) for power, colour in KNOWN_POWERS.items()}
    for place, power in enumerate(strangers):
        again, at = divmod(place - len(free), len(ORDER))
        drawn[power] = (free[place], DASHES[0]) if again < 0 else (ORDER[at], DASHES[(again + 1) % len(DASHES)])
    return {power: Look(drawn[power][0], MARKERS[place % len(MARKERS)], drawn[power][1]) for place, power in enumerate(powers)}


def shade(colour: str, depth: float) -> tuple[float, float, float]:
    """The colour over white; depth 0 is nearly white and 1 the full colour."""
    weight = 0.06 + 0.94 * min(max(depth, 0.0), 1.0)
    red, green, blue = (1 - weight + weight * part for part in to_rgb(colour))
    return red, green, blue


def ink_on(colour: tuple[float, float, float]) -> str:
    """Black or white, whichever is read better on this colour (WCAG 2.2 relative luminance)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#FFFFFF" if luminance < 0.18 else BLACK


def shortened(text: str, width: int) -> str:
    """The text in `width` characters: of a longer one its first and last words, since labels differ at the end.

    >>> shortened("Retaliation with a long label, kind 3", 24)
    'Retaliation … kind 3'
    """
    words = text.split()
    if len(" ".join(words)) <= width:
        return " ".join(words)
    head, tail = "", ""
    while True:
        longer = f"{head} {words[0]}".strip(), f"{words[-1]} {tail}".strip()
        if len(longer[0]) <= len(longer[1]) and len(f"{longer[0]} … {tail}") <= width:
            head = longer[0]
            words = words[1:]
        elif len(f"{head} … {longer[1]}") <= width:
            tail = longer[1]
            words = words[:-1]
        elif len(f"{longer[0]} … {tail}") <= width:
            head = longer[0]
            words = words[1:]
        else:
            break
    if head:
        return f"{head} … {tail}".strip()
    room = max(1, width - len(tail) - 2)
    return f"{words[0][:room]}… {tail}".strip()


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """The text in at most `lines` lines of `width` characters, shortened in its middle where too long."""
    size = width * lines
    rows = textwrap.wrap(shortened(text, size), width)
    while len(rows) > lines:
        size -= 1
        rows = textwrap.wrap(shortened(text, size), width)
    return "\n".join(rows)
