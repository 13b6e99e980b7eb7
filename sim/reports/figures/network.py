"""Who follows whom, as a picture: clients on a map, or pulled between the powers; a pie of each client's policy.

Both drawings show the same: a pie says how a client's foreign policy is divided, in the colours of the powers; the ring
around it says who claims the client. On the map a client stands where it lies, in the network where its policy pulls it:
between the powers, in the middle if it follows none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch, Wedge
from numpy.typing import NDArray

from sim.core.world import World
from sim.reports.coasts import coast_lines, projected
from sim.reports.style import INK, MOST_IN_LEGEND, PALE_INK, Look, looks, new_figure, styled, wrapped
from sim.reports.view import View

Points = NDArray[np.float64]
Kind = Literal["map", "network"]

NOBODYS: Final = "#E4E6EB"  # the part of a policy that follows no power
SEA, LAND = "#F3F6F9", "#DFE4E2"
LEAST_EDGE: Final = 0.12  # a smaller alignment has no line in the network
LEAST_PIECE: Final = 0.02  # a smaller piece of a pie cannot be seen
_WAR, _FROZEN = "#A01F2B", "#7A4B00"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A moment: ids of powers and clients, alignment (p, c), claims (p, c), wars (p, c) or None, and where they lie.

    places  id -> (latitude, longitude) in degrees, of powers and clients; who has none is left out of a map
    """

    powers: tuple[str, ...]
    names: Mapping[str, str]
    clients: tuple[str, ...]
    alignment: Points
    claims: NDArray[np.bool_]
    places: Mapping[str, tuple[float, float]]
    wars: Points | None = None


def picture_of(world: World, alignment: Points, wars: Points | None = None) -> Picture:
    """A moment of a world. alignment (p, c), wars (p, c) weights of unsettled wars."""
    names = dict(zip((*world.powers, *world.clients), (*world.power_names, *world.client_names), strict=True))
    return Picture(world.powers, names, world.clients, alignment, world.params.claim[0] > 0, world.places, wars)


def picture_at(view: View, variant: str, turn: int) -> Picture:
    """The means over the replicates of a variant of a finished run, at a state (0: the opening)."""
    table = view.trajectories
    table = table[(table["series"] == "alignment") & (table["variant"] == variant) & (table["turn"] == turn)]
    mean = dict(zip(table["actor"].astype(str), table["mean"].astype(float), strict=True))
    clients = tuple(client.id for client in view.clients if f"{next(iter(view.powers))}:{client.id}" in mean)
    powers = tuple(view.powers)
    given = {id_: about for group in ("powers", "clients") for id_, about in view.merged[group].items()}
    places = {
        id_: (float(about["place"]["latitude"]), float(about["place"]["longitude"]))
        for id_, about in given.items()
        if about.get("place")
    }
    claims = [[client in (view.merged["powers"][power].get("claims") or ()) for client in clients] for power in powers]
    alignment = [[mean[f"{power}:{client}"] for client in clients] for power in powers]
    return Picture(
        powers, view.names, clients, np.array(alignment).reshape(len(powers), len(clients)),
        np.array(claims, dtype=bool).reshape(len(powers), len(clients)), places,
    )  # fmt: skip


def draw(axes: Axes, picture: Picture, kind: Kind = "map", *, letters: float = 8.0) -> None:
    """Draw a moment. Without places a map is a network."""
    axes.set_axis_off()
    axes.set_aspect("equal")
    look = looks(picture.powers)
    if kind == "map" and sum(client in picture.places for client in picture.clients) >= 2:
        _map(axes, picture, look, letters)
    else:
        _network(axes, picture, look, letters)


def moments(pictures: Sequence[tuple[str, Picture]], kind: Kind = "map") -> Figure:
    """Some moments side by side or, of maps, one below the other; a legend above."""
    with styled():
        down = kind == "map"
        rows, columns = (len(pictures), 1) if down else (math.ceil(len(pictures) / 2), min(2, len(pictures)))
        height = (5.9 if down else 4.4 if columns > 1 else 7.6) * rows + 0.75
        figure = new_figure(height)
        grid = figure.subplots(rows, columns, squeeze=False)
        figure.subplots_adjust(left=0.01, right=0.99, top=1 - 0.75 / height, bottom=0.01, hspace=0.08, wspace=0.02)
        for axes, (title, picture) in zip(grid.flat, pictures, strict=False):
            draw(axes, picture, kind)
            axes.set_title(wrapped(title, 90 if down else 48), fontsize=12)
        for axes in list(grid.flat)[len(pictures) :]:
            axes.set_axis_off()
        legend(figure, pictures[0][1], height)
        return figure


def legend(figure: Figure, picture: Picture, height: float) -> None:
    """Who is which colour, and what a ring is."""
    look = looks(picture.powers)
    handles: list[Patch | Line2D] = [
        Patch(color=look[power].colour, label=wrapped(picture.names[power], 20, 1)) for power in picture.powers[:MOST_IN_LEGEND]
    ]
    handles.append(Patch(color=NOBODYS, label="follows nobody"))
    ring = Line2D([], [], marker="o", linestyle="", markersize=11, markerfacecolor="white", markeredgecolor=INK)
    ring.set(markeredgewidth=2.4, label="ring: who claims it")
    figure.legend(
        handles=[*handles, ring], loc="upper left", bbox_to_anchor=(0.006, 1 - 0.08 / height), ncol=6, fontsize=10.5,
        columnspacing=1.4, handlelength=1.3,
    )  # fmt: skip


def _map(axes: Axes, picture: Picture, look: Mapping[str, Look], letters: float) -> None:
    """Coasts, cut to where the clients and powers lie."""
    here = [client for client in picture.clients if client in picture.places]
    powers = [power for power in picture.powers if power in picture.places]
    spots = np.array([_placed_at(picture.places[id_]) for id_ in here])
    seats = np.array([_placed_at(picture.places[id_]) for id_ in powers]).reshape(-1, 2)
    low, high = np.vstack([spots, seats]).min(axis=0), np.vstack([spots, seats]).max(axis=0)
    span = high - low
    air = np.maximum(0.045 * span.max(), 0.02 * span)
    low, high = low - air, high + air
    radius = 0.0185 * float((high - low)[0]) * _crowded(picture)
    placed = apart(spots, 2.05 * radius, fixed=seats, room=2.3 * radius)
    low, high = np.minimum(low, placed.min(axis=0) - 1.4 * radius), np.maximum(high, placed.max(axis=0) + 1.4 * radius)
    _background(axes, low, high)
    far = np.hypot(*(placed - spots).T) > 0.6 * radius
    axes.add_collection(LineCollection(list(np.stack([spots, placed], axis=1)[far]), colors=PALE_INK, linewidths=0.7, zorder=2))
    axes.plot(*spots[far].T, linestyle="", marker=".", color=PALE_INK, markersize=3, zorder=2)
    _powers(axes, powers, seats, look, letters)
    _pies(axes, picture, here, placed, radius, look, letters)
    _fill(axes, low, high)


def _fill(axes: Axes, low: Points, high: Points) -> None:
    """Limits that hold all this and have the shape of the axes, so that a picture leaves no empty margins."""
    box = axes.get_window_extent()
    shape = np.array([box.width, box.height])
    span = high - low
    wanted = np.maximum(span, shape * (span / shape).max())
    middle = (low + high) / 2
    axes.set_xlim(middle[0] - wanted[0] / 2, middle[0] + wanted[0] / 2)
    axes.set_ylim(middle[1] - wanted[1] / 2, middle[1] + wanted[1] / 2)


def _placed_at(place: tuple[float, float]) -> tuple[float, float]:
    x, y = projected(*place)
    return x, -y


def _background(axes: Axes, low: Points, high: Points) -> None:
    axes.axhspan(low[1] - 180, high[1] + 180, color=SEA, zorder=0)
    margin = 0.5 * (high - low)  # axes of another shape show more
    land = [np.array(line) * [1.0, -1.0] for line in coast_lines()]
    shown = [line for line in land if (line.max(axis=0) > low - margin).all() and (line.min(axis=0) < high + margin).all()]
    axes.add_collection(PolyCollection(shown, facecolors=LAND, edgecolors="#B9C1BE", linewidths=0.5, zorder=1))


def _network(axes: Axes, picture: Picture, look: Mapping[str, Look], letters: float) -> None:
    """Powers on a circle, clients where their policy pulls them."""
    angle = np.pi / 2 + np.pi / max(1, len(picture.powers)) - 2 * np.pi * np.arange(len(picture.powers)) / len(picture.powers)
    seats = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    seats *= np.array([1.38, 1.0]) / np.maximum(np.abs(seats).max(axis=0), 1e-9)
    pull = picture.alignment / np.maximum(picture.alignment.sum(axis=0), 1e-9)
    strength = np.sqrt(picture.alignment.sum(axis=0))[:, None]
    spots = 0.92 * strength * (pull.T**1.35 / np.maximum((pull.T**1.35).sum(axis=1, keepdims=True), 1e-9)) @ seats
    radius = 0.08 * _crowded(picture)
    placed = apart(spots, 2.15 * radius, fixed=seats, room=2.6 * radius, spring=0.03)
    edges = [(p, c) for p, c in np.argwhere(picture.alignment >= LEAST_EDGE)]
    axes.add_collection(
        LineCollection(
            [(seats[p], placed[c]) for p, c in edges],
            colors=[look[picture.powers[p]].colour for p, _ in edges],
            linewidths=[7 * picture.alignment[p, c] ** 1.5 for p, c in edges],
            alpha=0.32,
            zorder=1,
        )
    )
    _powers(axes, picture.powers, seats, look, letters)
    _pies(axes, picture, picture.clients, placed, radius, look, letters)
    _fill(axes, np.array([-1.55, -1.13]), np.array([1.55, 1.13]))


def _crowded(picture: Picture) -> float:
    """1 for some forty clients, less for more."""
    return math.sqrt(43 / max(len(picture.clients), 43))


def _powers(axes: Axes, powers: Sequence[str], seats: Points, look: Mapping[str, Look], letters: float) -> None:
    """A square a power, in its colour."""
    for power, (x, y) in zip(powers, seats, strict=True):
        box = {"boxstyle": "square,pad=0.34", "facecolor": look[power].colour, "edgecolor": "white", "linewidth": 1.6}
        axes.text(x, y, power, ha="center", va="center", fontsize=letters + 2, fontweight="bold", color="white", bbox=box,
                  zorder=7)  # fmt: skip


def _pies(
    axes: Axes, picture: Picture, clients: Sequence[str], placed: Points, radius: float, look: Mapping[str, Look], letters: float
) -> None:
    """A pie a client, a ring in the colour of each power that claims it, and its letters."""
    index = {client: i for i, client in enumerate(picture.clients)}
    shapes: list[Wedge | Circle] = []
    colours: list[str] = []
    for client, centre in zip(clients, placed, strict=True):
        at = index[client]
        claimers = [look[picture.powers[p]].colour for p in np.flatnonzero(picture.claims[:, at])] or ["#FFFFFF"]
        for ring, colour in enumerate(claimers[:2]):
            shapes.append(Circle(tuple(centre), radius * (1.0 - 0.1 * ring)))
            colours.append(colour)
        shapes.append(Circle(tuple(centre), 0.84 * radius))
        colours.append("#FFFFFF")
        for wedge, colour in _pieces(picture, at, centre, 0.76 * radius, look):
            shapes.append(wedge)
            colours.append(colour)
        shapes.append(Circle(tuple(centre), 0.43 * radius))
        colours.append("#FFFFFF")
        _mark_war(axes, picture, at, centre, radius)
    axes.add_collection(PatchCollection(shapes, facecolors=colours, linewidths=0, zorder=5))
    for client, (x, y) in zip(clients, placed, strict=True):
        axes.text(x, y, client[:4], ha="center", va="center", fontsize=0.72 * letters, color=INK, fontweight="bold", zorder=6)


def _pieces(picture: Picture, at: int, centre: Points, radius: float, look: Mapping[str, Look]) -> list[tuple[Wedge, str]]:
    start, pieces = 90.0, []
    shares = [*picture.alignment[:, at], max(0.0, 1.0 - float(picture.alignment[:, at].sum()))]
    for share, colour in zip(shares, [*(look[power].colour for power in picture.powers), NOBODYS], strict=True):
        if share >= LEAST_PIECE:
            pieces.append((Wedge(tuple(centre), radius, start - 360 * share, start), colour))
        start -= 360 * share
    return pieces


def _mark_war(axes: Axes, picture: Picture, at: int, centre: Points, radius: float) -> None:
    if picture.wars is None or not picture.wars[:, at].any():
        return
    weight = float(picture.wars[:, at].max())
    colour = _WAR if weight >= 0.5 else _FROZEN
    ring = {"edgecolor": colour, "linewidth": 2.2, "linestyle": (0, (2, 1.2)), "zorder": 4}
    axes.add_patch(Circle(tuple(centre), 1.28 * radius, fill=False, **ring))


def apart(spots: Points, least: float, *, fixed: Points, room: float, spring: float = 0.06, rounds: int = 300) -> Points:
    """The spots (n, 2) moved until they lie `least` apart and `room` from the fixed ones, and no further than they must."""
    placed = spots + 1e-3 * least * np.stack([np.cos(np.arange(len(spots))), np.sin(np.arange(len(spots)))], axis=1)
    for k in range(rounds):
        placed = placed + spring * (1 - k / rounds) * (spots - placed)
        for others, distance, mine in ((placed, least, True), (fixed, room, False)):
            if not len(others):
                continue
            gap = placed[:, None] - others[None]
            length = np.hypot(gap[..., 0], gap[..., 1]) + (np.eye(len(placed)) * 1e9 if mine else 0.0)
            push = np.maximum(distance - length, 0.0) * (0.5 if mine else 1.0) / np.maximum(length, 1e-9)
            placed = placed + (gap * push[..., None]).sum(axis=1)
    return placed
