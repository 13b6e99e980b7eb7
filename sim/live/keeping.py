"""What is taken along: the scenario with its changes, the numbers, a picture, a film. Made in memory, handed to the browser.

The browser turns drawings into pixels, for it has drawn them; a film's frames come back from it as pictures and are put
together here.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.core.errors import SpheresError
from sim.live.draw_svg import DAYLIGHT, NIGHT, label, saved, svg
from sim.live.saving import csv_of, yaml_of
from sim.live.view import TwinView
from sim.reports.wording import safe_name

KINDS: Final = {
    "yaml": ("scenario (YAML)", "with every change that was made here; `spheres run` plays it again, bit for bit"),
    "csv": ("numbers (CSV)", "every series of both worlds, a row a turn"),
    "svg": ("picture (SVG)", "both worlds and where they differ, sharp at any size"),
    "png": ("picture (PNG)", "the same as pixels"),
    "gif": ("film (GIF)", "the same, turn by turn from the opening to the turn that is shown"),
}
WIDE, HIGH = 2000.0, 840.0  # of the picture, in its own units
PNG_WIDTH, GIF_WIDTH = 2000, 1000  # pixels
MOST_FRAMES = 60
LARGEST_FRAME = 2_000_000  # bytes
HOLD, LAST = 350, 2500  # ms that a frame stays, and the last one


class Keeping:
    """The exports of one page."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.parcel: dict[str, Any] = {"n": 0}
        self.words = ""
        self._frames: list[bytes] = []
        self._awaited = 0

    def panel(self) -> dict[str, Any]:
        """What the panel shows."""
        kinds = [{"id": kind, "label": name, "words": about} for kind, (name, about) in KINDS.items()]
        return {"kinds": kinds, "words": self.words}

    def do_save(self, asked: Mapping[str, Any]) -> None:
        """Make it and hand it over."""
        kind = str(asked["kind"])
        session = self.desk.session
        inks = NIGHT if asked.get("night") else DAYLIGHT
        file = f"{safe_name(session.name)}.{kind}"
        self.words = ""
        if kind == "yaml":
            self._hand(yaml_of(session).encode(), "application/yaml", file)
        elif kind == "csv":
            self._hand(csv_of(session).encode(), "text/csv", file)
        elif kind == "svg":
            self._hand(self.picture(inks, PNG_WIDTH).encode(), "image/svg+xml", file)
        elif kind == "png":
            self._parcel(frames=[self.picture(inks, PNG_WIDTH)], width=PNG_WIDTH, file=file)
        elif kind == "gif":
            frames = self._film(inks)
            self._frames, self._awaited, self.words = [], len(frames), f"drawing {len(frames)} frames"
            self._parcel(frames=frames, width=GIF_WIDTH, file="")

    def do_frame(self, asked: Mapping[str, Any]) -> None:
        """A frame of the film, as the browser drew it."""
        if not self._awaited or asked["n"] != len(self._frames):
            return
        data = str(asked["data"])
        if len(data) > LARGEST_FRAME:
            raise SpheresError("a frame of the film is too large")
        try:
            self._frames.append(base64.b64decode(data, validate=True))
        except binascii.Error as error:
            raise SpheresError("a frame of the film is no picture") from error
        self.words = f"frame {len(self._frames)} of {self._awaited}"
        if len(self._frames) == self._awaited:
            frames, self._frames, self._awaited = self._frames, [], 0
            self._hand(film(frames), "image/gif", f"{safe_name(self.desk.session.name)}.gif")
            self.words = "the film is done"

    def picture(self, inks: Mapping[str, str], width: int) -> str:
        """Both worlds side by side over the strip, as a file."""
        view = self.desk.session.view()
        drawn, look = self.desk.pictures, self.desk.look
        return composed(
            drawn.definitions, [drawn.world(world, look) for world in view.worlds], drawn.strip(view), view, inks, width
        )

    def _film(self, inks: Mapping[str, str]) -> list[str]:
        """A picture of each turn from the opening on; of a long history, of so many turns as a film has room for."""
        session = self.desk.session
        here = session.turn
        every = max(1, -(-here // MOST_FRAMES))
        frames = []
        for turn in [*range(0, here, every), here]:
            session.go(turn)
            frames.append(self.picture(inks, GIF_WIDTH))
        return frames

    def _hand(self, content: bytes, kind: str, file: str) -> None:
        self._parcel(data=base64.b64encode(content).decode(), type=kind, file=file)
        self.words = f"{file}: {max(1, len(content) // 1000)} kB"

    def _parcel(self, **content: Any) -> None:
        self.parcel = {"n": self.parcel["n"] + 1, **content}


def composed(defs: str, worlds: Sequence[str], strip: str, view: TwinView, inks: Mapping[str, str], width: int) -> str:
    """Two maps, their names and the strip as one drawing that stands by itself."""
    date = view.quarter.replace("-", " ") if view.turn else "opening"
    parts = [label(date, WIDE / 2, 58, 52, anchor="middle", names="strong")]
    for place, (world, drawing) in enumerate(zip(view.worlds, worlds, strict=True)):
        left = 1000.0 * place
        parts.append(f'<rect x="{left + 20:.0f}" y="78" width="190" height="44" rx="8" class="{world.side}-fill"/>')
        middle = f'x="{left + 115:.0f}" y="111" font-size="30" text-anchor="middle"'
        parts.append(f'<text {middle} style="fill:{inks["paper"]}">{world.side}</text>')
        parts.append(label(world.label, left + 228, 112, 32, names="strong"))
        parts.append(_at(drawing, left, 130, 1000, 500))
    parts.append(_at(strip, 0, 640, 2000, 190))
    return saved(svg("".join(parts), WIDE, HIGH, f"Both worlds, {date}"), defs, width=width, inks=inks)


def _at(drawing: str, x: float, y: float, width: float, height: float) -> str:
    """A drawing inside another."""
    return drawing.replace("<svg ", f'<svg x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" ', 1)


def film(frames: Sequence[bytes]) -> bytes:
    """Pictures as a GIF that plays over and over."""
    from PIL import Image, UnidentifiedImageError

    pictures = []
    try:
        for frame in frames:
            with Image.open(io.BytesIO(frame), formats=["PNG"]) as opened:
                if opened.width > GIF_WIDTH or opened.height > GIF_WIDTH:
                    raise SpheresError("a frame of the film is larger than was asked for")
                pictures.append(opened.convert("RGB").quantize(128, dither=Image.Dither.NONE))
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise SpheresError("a frame of the film is no picture") from error
    made = io.BytesIO()
    durations = [HOLD] * (len(pictures) - 1) + [LAST]
    pictures[0].save(made, "GIF", save_all=True, append_images=pictures[1:], duration=durations, loop=0, optimize=False)
    return made.getvalue()
