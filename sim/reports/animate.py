"""One history as a moving picture: the map turn by turn, and beside it what happens, in sentences."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.core.errors import SpheresError
from sim.engine.reasons import Chronicle
from sim.experiments.progress import Steps
from sim.reports.figures.network import NOBODYS, draw, picture_of
from sim.reports.style import INK, PALE_INK, looks, new_figure, styled, wrapped
from sim.reports.telling import Entry, story

WIDTH_INCHES, HEIGHT_INCHES, DPI = 12.8, 7.2, 75  # 960 by 540 pixels
SETTLED: Final = 6  # frames for which the last picture stands
FORMATS: Final = (".gif", ".mp4")
Kind = Literal["map", "network"]


def animate(chronicle: Chronicle, out: Path, title: str, *, kind: Kind = "map", seconds: float = 0.6,
            progress: Steps | None = None) -> Path:  # fmt: skip
    """Write a GIF or, where ffmpeg is there, an MP4.

    seconds   for which a quarter is shown
    progress  called before each frame with ("frame", how many are done, how many there are)
    raises    SpheresError for another ending, or for an MP4 without ffmpeg
    """
    ending = out.suffix.lower()
    if ending not in FORMATS:
        raise SpheresError(f"{out}: an animation is a .gif or a .mp4; give the file one of these endings")
    if ending == ".mp4" and shutil.which("ffmpeg") is None:
        raise SpheresError(f"{out}: an MP4 needs the program ffmpeg, which is not here; install it, or write a .gif")
    out.parent.mkdir(parents=True, exist_ok=True)
    frames = pictures(chronicle, title, kind, progress)
    if ending == ".gif":
        _gif(frames, out, seconds)
    else:
        _mp4(frames, out, seconds)
    return out


def pictures(chronicle: Chronicle, title: str, kind: Kind, progress: Steps | None = None) -> Iterator[np.ndarray]:
    """The opening and the end of each turn, as (height, width, 3) of bytes."""
    entries = story(chronicle)
    states = len(chronicle.alignment)
    for state in range(states):
        if progress:
            progress("frame", state, states)
        figure = frame(chronicle, entries, state, title, kind)
        canvas = FigureCanvasAgg(figure)
        with styled():
            canvas.draw()  # type: ignore[no-untyped-call]
        pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        yield np.asarray(pixels)[:, :, :3].copy()


def frame(chronicle: Chronicle, entries: list[Entry], state: int, title: str, kind: Kind) -> Figure:
    """One picture: the map, the quarter, what happens in it, and how much each power has."""
    calendar = chronicle.world.calendar
    quarter = "opening" if state == 0 else calendar.quarter(state - 1)
    with styled():
        figure = new_figure(HEIGHT_INCHES, WIDTH_INCHES)
        figure.set_dpi(DPI)
        figure.text(0.012, 0.972, wrapped(title, 92, 1), va="top", fontsize=14, fontweight="bold")
        figure.text(0.988, 0.978, quarter, va="top", ha="right", fontsize=24, fontweight="bold")
        axes = figure.add_axes((0.005, 0.2, 0.99, 0.72))
        draw(axes, picture_of(chronicle.world, chronicle.alignment[state], chronicle.wars[state]), kind, letters=8.5)
        _shares(figure.add_axes((0.012, 0.135, 0.976, 0.035)), chronicle, state)
        said = [entry.text for entry in entries if state and entry.quarter == quarter and entry.kind != "pressure"]
        _sentences(figure, said)
        return figure


def _shares(axes: Axes, chronicle: Chronicle, state: int) -> None:
    """A bar across: policy that follows each power, and none."""
    world = chronicle.world
    look = looks(world.powers)
    shares = chronicle.alignment[state].mean(axis=1)
    left = 0.0
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    parts = [*((power, look[power].colour, float(share)) for power, share in zip(world.powers, shares, strict=True))]
    for name, colour, share in [*parts, ("nobody", NOBODYS, max(0.0, 1.0 - float(shares.sum())))]:
        axes.add_patch(Rectangle((left, 0), share, 1, facecolor=colour, linewidth=0))
        if share > 0.05:
            ink = INK if colour == NOBODYS else "white"
            axes.text(left + share / 2, 0.46, f"{name} {100 * share:.0f} %", ha="center", va="center", fontsize=10.5, color=ink)
        left += share


def _sentences(figure: Figure, said: list[str], lines: int = 4, width: int = 160) -> None:
    """As many as there is room for; how many are left out."""
    shown: list[str] = []
    for i, text in enumerate(said):
        rows = textwrap.wrap(text, width)
        if len(shown) + len(rows) > lines - (i + 1 < len(said)):
            shown.append(f"... and {len(said) - i} more.")
            break
        shown += rows
    figure.text(0.012, 0.118, "\n".join(shown), va="top", fontsize=11, color=INK if said else PALE_INK, linespacing=1.35)


def _gif(frames: Iterator[np.ndarray], out: Path, seconds: float) -> None:
    """All pictures with the palette of the first and the last, so that colours do not flicker."""
    from PIL import Image

    drawn = [Image.fromarray(one) for one in frames]
    both = Image.new("RGB", (drawn[0].width, 2 * drawn[0].height))
    both.paste(drawn[0], (0, 0))
    both.paste(drawn[-1], (0, drawn[0].height))
    palette = both.quantize(128, dither=Image.Dither.NONE)
    small = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in drawn]
    shown = round(1000 * seconds)
    durations = [2 * shown, *[shown] * (len(small) - 2), SETTLED * shown][: len(small)]
    small[0].save(out, save_all=True, append_images=small[1:], duration=durations, loop=0, optimize=True)


def _mp4(frames: Iterator[np.ndarray], out: Path, seconds: float) -> None:
    """By ffmpeg, from raw pictures."""
    import subprocess

    size = f"{round(WIDTH_INCHES * DPI)}x{round(HEIGHT_INCHES * DPI)}"
    command = [
        "ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", f"{1 / seconds:g}",
        "-i", "-", "-an", "-pix_fmt", "yuv420p", "-r", "24", str(out),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as made:
        assert made.stdin is not None
        assert made.stderr is not None
        last = b""
        for one in frames:
            last = one.tobytes()
            made.stdin.write(last)
        made.stdin.write(last * SETTLED)
        made.stdin.close()
        said = made.stderr.read().decode(errors="replace").strip()
    if made.returncode:
        raise SpheresError(f"{out}: ffmpeg did not write it: {said or 'it gave no reason'}; write a .gif instead")
