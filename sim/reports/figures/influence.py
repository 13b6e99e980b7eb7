"""The influence map: who leads each client, and how firmly, at the opening and at the end of each variant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.reports.style import MOST_IN_LEGEND, WIDTH, ink_on, looks, new_figure, shade, styled, wrapped
from sim.reports.view import Client, View
from sim.reports.wording import words

MOST_CLIENTS: Final = 60  # rows that a page holds
_ROW = 0.215  # inches a client
_NARROW = 1.2  # inches a column; narrower ones have upright headings
NOT_KNOWN: Final = (0.94, 0.94, 0.94)


@dataclass(frozen=True, slots=True, eq=False)
class Leaders:
    """One column of the map, over clients (c,): index of the leading power (-1: not known) and its share."""

    title: str
    power: NDArray[np.int64]
    share: NDArray[np.float64]


def influence_map(view: View) -> Figure:
    """Clients by region, top down; the first column is the opening, then the end of each variant.

    Colour and letters say which power has the largest mean alignment, depth and number how large it is.
    """
    columns = leaders(view)
    rows, note = _rows(view, columns)
    room = (WIDTH - 3.05) / max(1, len(columns))
    head = 1.75 if room < _NARROW else 0.55
    with styled():
        height = 1.2 + head + _ROW * max(1, len(rows)) + 0.12 * len({client.region for client in rows})
        figure = new_figure(height)
        figure.text(
            0.012,
            1 - 0.12 / height,
            "Who leads each client: mean alignment with the leading power, in %",
            va="top",
            fontsize=13,
            fontweight="bold",
        )
        if not columns or not rows:
            figure.text(0.5, 0.4, "No alignment was recorded.", ha="center", fontsize=12)
            return figure
        left, top = 2.9, height - 0.75 - head
        axes = figure.add_axes((left / WIDTH, 0.3 / height, 1 - (left + 0.15) / WIDTH, (top - 0.3) / height))
        _cells(axes, view, columns, rows)
        _legend(figure, view, columns, height)
        if note:
            figure.text(0.012, 0.06 / height, note, fontsize=9.5, va="bottom")
        return figure


def leaders(view: View) -> list[Leaders]:
    """Opening and ends, over `view.clients`."""
    table = view.trajectories
    table = table[table["series"] == "alignment"]
    if table.empty or not view.variants:
        return []
    last = int(table["turn"].max())
    start = table[(table["turn"] == 0) & (table["variant"] == view.variants[0].id)]
    columns = [_leaders(view, start, "opening")]
    for variant in view.variants:
        end = table[(table["turn"] == last) & (table["variant"] == variant.id)]
        columns.append(_leaders(view, end, f"end, {variant.label}"))
    return columns


def _leaders(view: View, table: pd.DataFrame, title: str) -> Leaders:
    mean = dict(zip(table["actor"].astype(str), table["mean"].astype(float), strict=True))
    cube = np.array([[mean.get(f"{power}:{client.id}", np.nan) for client in view.clients] for power in view.powers])
    known = np.isfinite(cube).any(axis=0)
    filled = np.where(np.isfinite(cube), cube, -1.0)
    return Leaders(title, np.where(known, filled.argmax(axis=0), -1), np.where(known, filled.max(axis=0), np.nan))


def _rows(view: View, columns: list[Leaders]) -> tuple[list[Client], str]:
    """The clients to show, in the order of their regions, and what to say of those that are left out."""
    regions = {client.region: None for client in view.clients}
    order = {region: place for place, region in enumerate(regions)}
    clients = sorted(view.clients, key=lambda client: order[client.region])
    if len(clients) <= MOST_CLIENTS or not columns:
        return clients, ""
    shares = np.array([column.share for column in columns])
    moved = np.nan_to_num(shares.max(axis=0) - shares.min(axis=0))
    kept = {view.clients[i].id for i in np.argsort(-moved, kind="stable")[:MOST_CLIENTS]}
    note = f"{MOST_CLIENTS} of {len(clients)} clients: those whose leader's share moved most."
    return [client for client in clients if client.id in kept], note


def _cells(axes: Axes, view: View, columns: list[Leaders], rows: list[Client]) -> None:
    """A row a client, under the heads of the columns and beside the names of the regions."""
    place = {client.id: i for i, client in enumerate(view.clients)}
    room = (WIDTH - 3.05) / len(columns)
    tops, starts = _tops(rows)
    axes.set_axis_off()
    for client, top in zip(rows, tops, strict=True):
        axes.text(-0.06, top + 0.5, wrapped(client.name, 24, 1), ha="right", va="center", fontsize=9.5)
        _row(axes, list(view.powers), columns, place[client.id], top + 0.5, letters=9 if room > 0.7 else 7.5)
    axes.set_xlim(0, len(columns))
    axes.set_ylim(tops[-1] + 1, 0)
    for name, start in starts.items():
        axes.text(
            -2.77 / room,
            start + 0.5,
            wrapped(words(name), 15, 1),
            va="center",
            fontsize=9.5,
            fontweight="bold",
        )
    _heads(axes, columns, room)


def _row(axes: Axes, powers: list[str], columns: list[Leaders], client: int, height: float, *, letters: float) -> None:
    """Who leads a client in each column, and with which share, %."""
    look = looks(powers)
    leads = [(int(column.power[client]), float(column.share[client])) for column in columns]
    fills = [shade(look[powers[power]].colour, share) if power >= 0 else NOT_KNOWN for power, share in leads]
    left, width = np.arange(len(columns)) + 0.03, np.full(len(columns), 0.94)
    axes.barh([height] * len(columns), width, 0.92, left, color=fills, linewidth=0)
    for i, (power, share) in enumerate(leads):
        if power >= 0:
            axes.text(
                i + 0.5, height, f"{wrapped(powers[power], 5, 1)} {100 * share:.0f}", ha="center", va="center", fontsize=letters,
                color=ink_on(fills[i]), fontweight="bold" if power != leads[0][0] else "normal",
            )  # fmt: skip


def _tops(rows: list[Client]) -> tuple[list[float], dict[str, float]]:
    """Where each row begins, with a gap between regions; and where each region does."""
    tops: list[float] = []
    starts: dict[str, float] = {}
    for client in rows:
        new = client.region not in starts
        top = tops[-1] + 1 + 0.5 * new if tops else 0.0
        if new:
            starts[client.region] = top
        tops.append(top)
    return tops, starts


def _heads(axes: Axes, columns: list[Leaders], room: float) -> None:
    """What each column is; written upright where columns are narrow."""
    for i, column in enumerate(columns):
        upright = room < _NARROW
        axes.text(
            i + 0.5,
            -0.35,
            wrapped(column.title, 22 if upright else int(room * 10.5), 2 if upright else 3),
            ha="center",
            va="bottom",
            rotation=90 if upright else 0,
            fontsize=9 if upright else 10,
            fontweight="bold",
        )


def _legend(figure: Figure, view: View, columns: list[Leaders], height: float) -> None:
    """The powers that lead somewhere, those that lead most clients first."""
    look = looks(list(view.powers))
    powers = list(view.powers)
    counts = np.bincount(np.concatenate([c.power[c.power >= 0] for c in columns]), minlength=len(powers))
    leading = [powers[i] for i in np.argsort(-counts, kind="stable") if counts[i]]
    handles = [
        Patch(color=look[power].colour, label=wrapped(f"{power} {view.powers[power]}", 24, 1))
        for power in leading[:MOST_IN_LEGEND]
    ]
    if len(leading) > MOST_IN_LEGEND:
        handles.append(Patch(color="none", label=f"and {len(leading) - MOST_IN_LEGEND} more"))
    if handles:
        handles.append(Patch(color="none", label="bold: another leader than at the opening"))
        figure.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(0.006, 1 - 0.34 / height),
            ncol=min(len(handles), 5),
            columnspacing=1.3,
            handlelength=1.2,
            fontsize=9.5,
        )
