"""The pieces that all drawings of the page are made of: escaped text, numbers, colours, the style sheet of an SVG file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape

from matplotlib.colors import to_hex

from sim.reports.style import INK, ink_on, looks, shade

FULL = 0.6  # share of a client's policy at which its patron's colour is full (assumed: the casts' strongest ties)

# Inks are the page's own, so that one drawing serves light and dark; a saved file brings those of daylight along.
DAYLIGHT = {
    "paper": "#FFFFFF", "land": "#E4E7EC", "ink": INK, "pale": "#4A4F5A", "rule": "#C9CDD6",
    "treatment": "#5B3A99", "control": "#16181D", "alarm": "#A01F2B", "good": "#00624A",
    "panel": "#F4F5F8",
}  # fmt: skip
NIGHT = {
    "paper": "#14161B", "land": "#2B303A", "ink": "#F3F4F6", "pale": "#C3C8D2", "rule": "#4A505C",
    "treatment": "#C4A8FF", "control": "#F3F4F6", "alarm": "#FF8A8A", "good": "#6FD8B4",
    "panel": "#1E2128",
}  # fmt: skip
SHEET = """
.sp text{font-family:'DejaVu Sans',Verdana,Arial,sans-serif;fill:var(--ink)}
.sp .pale{fill:var(--pale)} .sp .rule{stroke:var(--rule);fill:none} .sp .mark{stroke:var(--ink);fill:none}
.sp .halo{stroke:var(--paper);stroke-width:5;paint-order:stroke;stroke-linejoin:round}
.sp .land{fill:var(--land);fill-rule:evenodd} .sp .tie{fill:none;stroke-linecap:round}
.sp .disc{stroke:var(--pale);stroke-width:1.2} .sp .chosen{stroke:var(--ink);stroke-width:5}
.sp [data-click]{cursor:pointer} .sp .line{fill:none;stroke-linejoin:round}
.sp .control-ink{stroke:var(--control)} .sp .treatment-ink{stroke:var(--treatment)}
.sp .head,.sp .strong{font-weight:700} .sp .good{fill:var(--good)} .sp .soft{opacity:.55}
.sp .field{fill:var(--panel)} .sp .played{fill:var(--land)} .sp .knob{fill:var(--ink)}
.sp .control-fill{fill:var(--control)} .sp .treatment-fill{fill:var(--treatment)} .sp .alarm{fill:var(--alarm)}
"""


def variables(inks: Mapping[str, str]) -> str:
    """The inks as custom properties of CSS."""
    return ";".join(f"--{name}:{value}" for name, value in inks.items())


def colours(powers: Sequence[str]) -> dict[str, str]:
    """Each power's colour, as everywhere in the project."""
    return {power: look.colour for power, look in looks(powers).items()}


def depth(strength: float) -> float:
    """How deep a patron's colour is at this share, 0..1, in steps that the eye tells apart."""
    return round(min(strength / FULL, 1.0) * 16) / 16


def tinted(colour: str, strength: float) -> tuple[str, str]:
    """The patron's colour over white at this share, and the ink that is read on it."""
    return _tinted(colour, depth(strength))


@lru_cache(maxsize=512)
def _tinted(colour: str, deep: float) -> tuple[str, str]:
    shaded = shade(colour, deep)
    return to_hex(shaded), ink_on(shaded)


def on(colour: str) -> str:
    """The ink that is read on a full colour."""
    return ink_on(shade(colour, 1.0))


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Text for inside an element or an attribute."""
    return escape(text, quote=True)


def svg(body: str, width: float, height: float, label: str, *, extra: str = "", names: str = "") -> str:
    """A drawing of this size in its own units, with what it shows for those who hear the page."""
    return (
        f'<svg class="sp {names}" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{clean(label)}" '
        f'xmlns="http://www.w3.org/2000/svg" {extra}>{body}</svg>'
    )


def label(text: str, x: float, y: float, size: float, *, anchor: str = "start", names: str = "", extra: str = "") -> str:
    """A line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" class="{names}" {extra}>{clean(text)}</text>'
    )


def steps(values: Sequence[float], xs: Sequence[float], top: float, bottom: float, low: float, high: float) -> str:
    """The points of a line through values at these x, as SVG takes them; values beyond low..high are cut to the edge."""
    span = (high - low) or 1.0
    points = []
    for x, value in zip(xs, values, strict=False):
        if value == value:  # not NaN
            y = bottom - (min(max(value, low), high) - low) / span * (bottom - top)
            points.append(f"{x:.1f},{y:.1f}")
    return " ".join(points)


def saved(drawing: str, defs: str, *, width: int, inks: Mapping[str, str] = DAYLIGHT) -> str:
    """A drawing of the page as a file that stands by itself."""
    head, _, body = drawing.partition(">")
    ratio = [float(part) for part in head.split('viewBox="')[1].split('"')[0].split()[2:]]
    size = f'width="{width}" height="{round(width * ratio[1] / ratio[0])}" style="{variables(inks)}"'
    paper = f'<rect width="100%" height="100%" fill="{inks["paper"]}"/>'
    # Most programs that show SVG files know no variables: write the inks themselves.
    text = f"{head} {size}><style>{SHEET}</style><defs>{defs}</defs>{paper}{body}"
    for name, value in inks.items():
        text = text.replace(f"var(--{name})", value)
    return text
