"""Figures as files and as SVG inside a page: the same bytes for the same figure, nothing from outside."""

from __future__ import annotations

import io
import re
from pathlib import Path

from matplotlib.figure import Figure

from sim.experiments.files import explained
from sim.reports.style import styled
from sim.reports.wording import safe_name

PNG_DPI = 150  # 1650 pixels wide: fills a projector

_HEAD = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
_PATH = re.compile(r' d="[^"]*"')
_DECIMALS = re.compile(r"(\d\.\d\d)\d+")
_ID = re.compile(r'\bid="([^"]+)"')
_LINK = re.compile(r'(url\(#|xlink:href="#)([^)"]+)')
_SIZE = re.compile(r'(<svg[^>]*?) height="[\d.]+pt"([^>]*?) width="[\d.]+pt"')
_NAMESPACE = re.compile(r' (?:xmlns(?::\w+)?|version)="[^"]*"')


def svg_text(figure: Figure) -> str:
    """The figure as an SVG file: no date, and ids that depend on what is drawn alone."""
    stream = io.StringIO()
    with styled():
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = _METADATA.sub("", stream.getvalue())
    # Hundredths of a point are enough, and make the file half as large.
    return _PATH.sub(lambda path: _DECIMALS.sub(r"\1", path[0]), text)


def inline(text: str, name: str, label: str) -> str:
    """An SVG file's text as an element of a page.

    name   of the figure; put before every id, since a page holds many figures and ids must differ
    label  what the figure shows, for those who hear the page
    """
    text = _COMMENT.sub("", _HEAD.sub("", text))
    used = {link for _, link in _LINK.findall(text)}
    prefix = safe_name(name)
    text = _ID.sub(lambda found: f'id="{prefix}-{found[1]}"' if found[1] in used else "", text)
    text = _LINK.sub(lambda found: f"{found[1]}{prefix}-{found[2]}", text)
    head, end, body = text.partition(">")
    head = _NAMESPACE.sub("", _SIZE.sub(r"\1\2", head))
    return f'{head} role="img" aria-label="{_attribute(label)}"{end}{body}'


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def save(figure: Figure, folder: Path, name: str) -> str:
    """Write name.svg and name.png into the folder; returns the text of the SVG."""
    text = svg_text(figure)
    with explained(folder / name), styled():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.svg").write_text(text, encoding="utf-8")
        quickly = {"compress_level": 2}
        figure.savefig(folder / f"{name}.png", format="png", dpi=PNG_DPI, metadata={"Software": None}, pil_kwargs=quickly)
    return text
