"""One history as a timeline: a lane a power and a lane a client in which something happened, a mark each event."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.engine.happenings import NOBODY
from sim.engine.reasons import Account, Chronicle
from sim.reports.style import GRID, INK, WIDTH, looks, new_figure, styled, wrapped
from sim.reports.telling import leads
from sim.reports.wording import words

MARKS: Final = {
    "event": ("*", 12), "deal": ("D", 9), "breach": ("X", 11), "warning": ("1", 10), "sanction": ("2", 10), "denial": ("3", 10),
    "force": ("P", 12), "war_end": ("h", 11), "fall": ("v", 10), "lead": ("o", 8),
}  # fmt: skip
NAMES: Final = {"lead": "new leader", "war_end": "war ends", "event": "timeline", "force": "force", "fall": "regime falls"}
MOST_LANES: Final = 30  # clients that a page holds: those with most marks


def draw(axes: Axes, chronicle: Chronicle) -> None:
    """Lanes top down: the powers, then the clients by region; a client's lane is in the colour of who leads it."""
    world = chronicle.world
    accounts = [one for one in [*chronicle.accounts, *leads(chronicle)] if one.kind in MARKS]
    lanes = _lanes(chronicle, accounts)
    place = {lane: i for i, lane in enumerate(lanes)}
    look = looks(world.powers)
    colours = [look[power].colour for power in world.powers]
    for (kind, index), row in place.items():
        if kind == "client":
            _leaders(axes, chronicle, index, row, colours)
        else:
            axes.axhline(row, color=colours[index], linewidth=1.2, zorder=1)
    for one in accounts:
        lane = ("client", one.client) if one.client != NOBODY else ("power", one.power)
        if lane not in place:
            continue
        marker, size = MARKS[one.kind]
        colour = colours[one.power] if one.power != NOBODY else INK
        plain = marker in "123"
        axes.plot(
            [one.turn + 0.5], [place[lane]], marker=marker, markersize=size, color=colour, zorder=4,
            markeredgecolor=colour if plain else INK, markeredgewidth=2.2 if plain else 0.9,
        )  # fmt: skip
    _frame(axes, chronicle, lanes)


def history_timeline(chronicle: Chronicle, title: str = "") -> Figure:
    """The same as a figure, with a key."""
    lanes = _lanes(chronicle, [one for one in [*chronicle.accounts, *leads(chronicle)] if one.kind in MARKS])
    with styled():
        height = 1.35 + 0.27 * len(lanes)
        figure = new_figure(height)
        said = title or f"What happened in replicate {chronicle.replicate} of seed {chronicle.seed}"
        figure.text(0.012, 1 - 0.12 / height, wrapped(said, 96, 1), va="top", fontsize=12.5, fontweight="bold")
        axes = figure.add_axes((1.75 / WIDTH, 0.35 / height, 1 - 1.95 / WIDTH, 1 - 1.25 / height))
        draw(axes, chronicle)
        figure.legend(
            handles=key(chronicle), loc="upper left", bbox_to_anchor=(0.006, 1 - 0.4 / height), ncol=10, fontsize=9.5,
            columnspacing=1.0, handletextpad=0.25,
        )  # fmt: skip
        return figure


def key(chronicle: Chronicle) -> list[Line2D]:
    """What each mark means, of those that there are."""
    kinds = {one.kind for one in [*chronicle.accounts, *leads(chronicle)]}
    return [
        Line2D(
            [], [], marker=marker, linestyle="", color=INK, markersize=size * 0.85, markeredgewidth=2 if marker in "123" else 0.9,
            label=NAMES.get(kind, words(kind)),
        )
        for kind, (marker, size) in MARKS.items()
        if kind in kinds
    ]  # fmt: skip


def _lanes(chronicle: Chronicle, accounts: list[Account]) -> list[tuple[str, int]]:
    world = chronicle.world
    counts = np.bincount([one.client for one in accounts if one.client != NOBODY], minlength=len(world.clients))
    busiest = [int(c) for c in np.argsort(-counts, kind="stable")[:MOST_LANES] if counts[c]]
    powers = [("power", p) for p in range(len(world.powers))]
    return [*powers, *(("client", c) for c in sorted(busiest, key=lambda c: (world.regions.index(world.regions[c]), c)))]


def _leaders(axes: Axes, chronicle: Chronicle, client: int, row: int, colours: list[str]) -> None:
    """The lane of a client: a bar in its leader's colour, as deep as its share."""
    shares = chronicle.alignment[:-1, :, client]
    order = shares.argmax(axis=1)
    edges = [0, *(np.flatnonzero(np.diff(order)) + 1).tolist(), len(order)]
    for first, last in pairwise(edges):
        depth = float(shares[first:last, order[first]].mean())
        axes.barh(row, last - first, 0.5, first, color=colours[order[first]], alpha=0.15 + 0.6 * depth, linewidth=0, zorder=1)


def _frame(axes: Axes, chronicle: Chronicle, lanes: list[tuple[str, int]]) -> None:
    world, calendar = chronicle.world, chronicle.world.calendar
    names = [world.power_names[i] if kind == "power" else world.client_names[i] for kind, i in lanes]
    axes.set_yticks(range(len(lanes)), [wrapped(name, 20, 1) for name in names], fontsize=9.5)
    for label, (kind, _) in zip(axes.get_yticklabels(), lanes, strict=True):
        label.set_fontweight("bold" if kind == "power" else "normal")
    axes.set_ylim(len(lanes) - 0.4, -0.6)
    axes.set_xlim(0, world.turns)
    years = [t for t in range(world.turns) if calendar.quarter(t).endswith("Q1")]
    step = max(1, math.ceil(len(years) / 12))
    axes.set_xticks(years[::step], [calendar.quarter(t)[:4] for t in years[::step]])
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color=GRID)
