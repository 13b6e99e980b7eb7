"""The map of one world: who follows whom, what flows, where there is war. The network is the same with other places.

A client is a disc: its colour is the power with the largest share of its policy, its depth that share, stripes in the second
power's colour where it hedges. A tie's colour is the patron and its width the flow: support a plain line, arms a dashed one
beside it, recognition a dotted one. A burst behind a disc is an open war, a broken ring a frozen conflict, in the colour of
who wages it; a cross stands for recognition withheld, a square bracket for a power that stands back by a bargain.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.core.axes import Array
from sim.live.draw_svg import clean, colours, label, on, svg, tinted
from sim.live.geo import HEIGHT, WIDTH, Window, apart, around, between, coasts, placed, window
from sim.live.view import Cast, Client, Tie, WorldView

POWER, FOCUS, SPACIOUS, PLAIN = 27.0, 27.0, 24.0, 22.0  # radii, drawing units
CODE = 19.4  # size of a code: 12 pixels where a map is 620 wide, as on a projector of 1280
NAME = 27.0  # size of a name
LEAST_FLOW = 0.004  # capability a turn; thinner ties are not drawn
WIDEST = 17.0  # of a tie, drawing units
KINDS = ("support", "arms", "recognition")


@dataclass(frozen=True)
class Layout:
    """Where everybody is drawn. `window` is None in the network; `anchors` are the true places."""

    at: dict[str, tuple[float, float]]
    radius: dict[str, float]
    anchors: dict[str, tuple[float, float]]
    window: Window | None
    colours: dict[str, str]
    focus: frozenset[str]
    cache: dict[tuple[str, str, float], str] = field(default_factory=dict)

    @property
    def shown(self) -> Collection[str]:
        return self.at.keys()


def laid_out(cast: Cast, opening: WorldView, *, focus: Collection[str], network: bool = False, region: str = "") -> Layout:
    """Places for a cast; `focus` are clients drawn larger, with their names; `region` shows a part of the map alone."""
    clients = [one for one in cast.clients if not region or one.region == region]
    powers = list(cast.powers)
    on_map = not network and all(one.place for one in (*powers, *clients))
    ids = [one.id for one in (*powers, *clients)]
    radius = dict.fromkeys(ids, PLAIN if len(ids) > 30 else SPACIOUS) | {one.id: POWER for one in powers}
    radius |= {one: FOCUS for one in focus if one in radius}
    view = None
    if on_map:
        places = {one.id: one.place for one in (*powers, *clients) if one.place}
        near = [one.place for one in clients if one.place]
        view = window(near if region else list(places.values()), margin=70.0 if region else 48.0)
        wanted = np.array([view.at(places[name]) for name in ids])
        wanted = np.clip(wanted, (POWER, POWER), (WIDTH - POWER, HEIGHT - POWER))
    else:
        hubs = around(len(powers))
        shares = np.array([[opening.client(one.id).shares[p.id] for one in clients] for p in powers])
        wanted = np.concatenate([hubs, between(shares, hubs)]) if clients else hubs
    named = [(ids.index(one.id), one.name) for one in clients if one.id in focus]
    at = _apart(wanted, np.array([radius[name] for name in ids]), named, gap=2.0 if on_map else 12.0)
    where: dict[str, tuple[float, float]] = {name: (float(x), float(y)) for name, (x, y) in zip(ids, at, strict=True)}
    true = {name: (float(x), float(y)) for name, (x, y) in zip(ids, wanted, strict=True)} if on_map else {}
    return Layout(where, radius, true, view, colours([p.id for p in powers]), frozenset(focus))


def _apart(wanted: Array, radii: Array, named: Sequence[tuple[int, str]], gap: float) -> Array:
    """Discs moved apart, with room for the names of some of them, which stand beside their discs as rows of small discs."""
    aims, sizes = [wanted], [radii]
    for place, name in named:
        start, small = wanted[place] + (radii[place] + 9.0, 0.0), NAME / 2
        steps = np.arange(int(np.ceil(0.6 * NAME * len(name) / (2 * small))))
        aims.append(start + np.stack([small * (2 * steps + 1), np.zeros(len(steps))], axis=1))
        sizes.append(np.full(len(steps), small))
    return apart(np.concatenate(aims), np.concatenate(sizes), gap=gap)[: len(wanted)]


def definitions(powers: dict[str, str]) -> str:
    """What drawings refer to: the coasts, and stripes in each power's colour. Once a page."""
    stripes = "".join(
        f'<pattern id="sp-stripe-{clean(power)}" width="9" height="9" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="4" height="9" fill="{colour}"/></pattern>'
        for power, colour in powers.items()
    )
    return f'<path id="sp-coast" d="{coasts()}"/>{stripes}'


def draw_world(world: WorldView, cast: Cast, layout: Layout, *, kinds: Collection[str] = ("support", "arms"),
               chosen: str = "") -> str:  # fmt: skip
    """One world at one turn."""
    parts = []
    if layout.window:
        parts.append(f'<use href="#sp-coast" class="land" transform="{layout.window.transform}"/>')
        parts.append(_leaders(layout))
    ties = [tie for tie in world.ties if tie.power in layout.at and tie.client in layout.at]
    parts += [_tie(tie, layout, kinds) for tie in ties]
    names = cast.names
    parts += [_client(client, names[client.id], layout, chosen) for client in world.clients if client.id in layout.at]
    parts += [_standing(tie, layout) for tie in ties if tie.stands_back > 0.05 or tie.recognition < 0.5]
    parts += [_power(power.id, names[power.id], layout, power.played) for power in world.powers]
    parts += [_name(id_, names[id_], layout) for id_ in dict.fromkeys([*sorted(layout.focus), chosen]) if id_ in layout.at]
    told = f"{world.label}, {world.quarter}: {_summary(world, names)}"
    return svg("".join(parts), WIDTH, HEIGHT, told, names="map")


def _leaders(layout: Layout) -> str:
    """Thin lines from discs that had to move to where they belong."""
    lines = []
    for name, (x, y) in layout.anchors.items():
        to_x, to_y = layout.at[name]
        if math.hypot(to_x - x, to_y - y) > layout.radius[name]:
            lines.append(f'<path class="rule" d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}"/>')
    return "".join(lines)


def _tie(tie: Tie, layout: Layout, kinds: Collection[str]) -> str:
    """What flows from a power to a client, one curve a kind."""
    flows = {"support": tie.support, "arms": tie.arms}
    drawn = [(kind, flow) for kind, flow in flows.items() if kind in kinds and flow >= LEAST_FLOW]
    if "recognition" in kinds and tie.recognition >= 0.5:
        drawn.append(("recognition", tie.recognition))
    if not drawn:
        return ""
    colour, parts = layout.colours[tie.power], []
    for kind, flow in drawn:
        if kind == "recognition":
            look = f'stroke-width="1.8" stroke-dasharray="1 7" opacity="{0.35 + 0.5 * flow:.2f}"'
        else:
            width = min(90.0 * flow**0.75, WIDEST)
            dash = ' stroke-dasharray="13 10"' if kind == "arms" else ""
            look = f'stroke-width="{width:.1f}"{dash} opacity="0.5"'
        parts.append(f'<path class="tie" d="{_curve(tie.power, tie.client, kind, layout)}" stroke="{colour}" {look}/>')
    return "".join(parts)


def _curve(power: str, client: str, kind: str, layout: Layout) -> str:
    """A bow from a power to a client; arms bow more, so that both kinds are seen."""
    key = (power, client, {"support": 0.10, "arms": 0.17, "recognition": 0.05}[kind])
    if key not in layout.cache:
        (x0, y0), (x1, y1) = layout.at[power], layout.at[client]
        bend = key[2] * (1 if x1 >= x0 else -1)
        layout.cache[key] = (
            f"M{x0:.0f} {y0:.0f}Q{(x0 + x1) / 2 + bend * (y1 - y0):.0f} {(y0 + y1) / 2 - bend * (x1 - x0):.0f} {x1:.0f} {y1:.0f}"
        )
    return layout.cache[key]


def _client(client: Client, name: str, layout: Layout, chosen: str) -> str:
    """A client's disc, with its wars and its name."""
    (x, y), r = layout.at[client.id], layout.radius[client.id]
    order = sorted(client.shares, key=lambda power: -client.shares[power])
    first = order[0]
    fill, ink = tinted(layout.colours[first], client.shares[first])
    spot = f'cx="{x:.1f}" cy="{y:.1f}"'
    parts = [_burst(x, y, r, layout.colours[power]) for power in client.occupied]
    parts += [
        f'<circle {spot} r="{r + 6:.1f}" fill="none" stroke="{layout.colours[power]}" stroke-width="5" stroke-dasharray="7 5"/>'
        for power in client.frozen
    ]
    names = "disc chosen" if client.id == chosen else "disc"
    parts.append(f'<circle {spot} r="{r:g}" fill="{fill}" class="{names}"/>')
    if client.hedged and len(order) > 1 and client.shares[order[1]] > 0:
        opacity = 0.25 + 0.75 * min(client.shares[order[1]] / 0.4, 1.0)
        parts.append(f'<circle {spot} r="{r - 0.6:g}" fill="url(#sp-stripe-{clean(order[1])})" opacity="{opacity:.2f}"/>')
        parts.append(f'<circle {spot} r="{0.68 * r:.1f}" fill="{fill}"/>')
    if client.fell:
        parts.append(f'<circle {spot} r="{r + 11:.1f}" class="mark" stroke-width="3.5"/>')
    parts.append(_code(client.id[:4], x, y, r, ink))
    shares = ", ".join(f"{power} {100 * client.shares[power]:.0f} %" for power in order)
    return f'<g data-click="client:{clean(client.id)}"><title>{clean(name)}: {clean(shares)}</title>{"".join(parts)}</g>'


def _code(code: str, x: float, y: float, r: float, ink: str) -> str:
    """A client's code on its disc, as narrow as the disc asks."""
    size, room = max(CODE, 0.74 * r), 1.72 * r
    narrow = f'textLength="{room:.0f}" lengthAdjust="spacingAndGlyphs" ' if 0.78 * size * len(code) > room else ""
    return (
        f'<text x="{x:.1f}" y="{y + 0.36 * size:.1f}" font-size="{size:.1f}" text-anchor="middle" {narrow}'
        f'style="fill:{ink}" font-weight="700">{clean(code)}</text>'
    )


def _name(client: str, name: str, layout: Layout) -> str:
    """A name beside its disc, where it covers least, above all that is drawn."""
    key = (client, name, 0.0)
    if key not in layout.cache:
        x, y, anchor = min(_spots(client, layout), key=lambda spot: _covers(spot, name, client, layout))
        layout.cache[key] = label(name, x, y, NAME, anchor=anchor, names="halo name")
    return layout.cache[key]


def _spots(client: str, layout: Layout) -> list[tuple[float, float, str]]:
    """Right of the disc, left, under and over it: x, y and anchor of a text."""
    (x, y), r = layout.at[client], layout.radius[client]
    return [
        (x + r + 9, y + 9, "start"),
        (x + r + 9, y - 4, "start"),
        (x + r + 9, y + 22, "start"),
        (x - r - 9, y + 9, "end"),
        (x, y + r + NAME, "middle"),
        (x, y - r - 9, "middle"),
        (x + r, y + r + NAME * 0.6, "start"),
        (x + r, y - r, "start"),
        (x - r, y - r, "end"),
    ]


def _covers(spot: tuple[float, float, str], name: str, client: str, layout: Layout) -> float:
    """How much of other discs a name would cover there, and how far it would leave the picture, drawing units."""
    x, y, anchor = spot
    width = 0.6 * NAME * len(name)
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
    top, bottom = y - 0.8 * NAME, y + 0.2 * NAME
    outside = max(0.0, -left) + max(0.0, left + width - WIDTH) + max(0.0, -top) + max(0.0, bottom - HEIGHT)
    covered = 0.0
    for other, (ox, oy) in layout.at.items():
        r = 0.0 if other == client else layout.radius[other]
        wide = min(left + width, ox + r) - max(left, ox - r)
        high = min(bottom, oy + r) - max(top, oy - r)
        covered += max(wide, 0.0) * max(high, 0.0) * (5.0 if other in layout.colours else 1.0)  # powers above all
    return 1000.0 * outside + covered


def _burst(x: float, y: float, r: float, colour: str) -> str:
    """A star with twelve points around a disc."""
    points = []
    for corner in range(24):
        far = r + (16 if corner % 2 == 0 else 5)
        points.append(f"{x + far * math.cos(math.pi * corner / 12):.1f},{y + far * math.sin(math.pi * corner / 12):.1f}")
    return f'<polygon points="{" ".join(points)}" fill="{colour}"/>'


def _standing(tie: Tie, layout: Layout) -> str:
    """Marks beside a disc: a cross for recognition withheld, a bracket for a power that stands back by a bargain."""
    (x, y), r, colour = layout.at[tie.client], layout.radius[tie.client], layout.colours[tie.power]
    place = list(layout.colours).index(tie.power)
    parts = []
    if tie.recognition < 0.5:
        cx, cy = x + r * 0.95, y - r * 0.95 + 11 * place
        parts.append(f'<path d="M{cx - 5:.1f} {cy - 5:.1f}l10 10m0 -10l-10 10" stroke="{colour}" stroke-width="4"/>')
    if tie.stands_back > 0.05:
        cx = x - r - 7 - 7 * place
        parts.append(f'<path d="M{cx + 6:.1f} {y - r:.1f}h-6v{2 * r:.1f}h6" stroke="{colour}" stroke-width="5" fill="none" '
                     f'opacity="{0.4 + 0.6 * tie.stands_back:.2f}"/>')  # fmt: skip
    return "".join(parts)


def _power(power: str, name: str, layout: Layout, played: bool) -> str:
    (x, y), r, colour = layout.at[power], layout.radius[power], layout.colours[power]
    ring = f'<rect x="{x - r - 5:.1f}" y="{y - r * 0.8 - 5:.1f}" width="{2 * r + 10:.1f}" height="{1.6 * r + 10:.1f}" rx="9" ' \
           'class="mark" stroke-width="4"/>' if played else ""  # fmt: skip
    return (
        f'<g data-click="power:{clean(power)}"><title>{clean(name)}</title>{ring}'
        f'<rect x="{x - r:.1f}" y="{y - r * 0.8:.1f}" width="{2 * r:.1f}" height="{1.6 * r:.1f}" rx="6" fill="{colour}" '
        f'stroke="var(--paper)" stroke-width="2"/>'
        f'<text x="{x:.1f}" y="{y + 7.5:.1f}" font-size="21" font-weight="700" text-anchor="middle" '
        f'style="fill:{on(colour)}">{clean(power[:4])}</text></g>'
    )


def _summary(world: WorldView, names: dict[str, str]) -> str:
    """The map in words: how many clients lean to whom."""
    counts = {power.id: 0 for power in world.powers}
    for client in world.clients:
        counts[max(client.shares, key=lambda power: client.shares[power])] += 1
    return ", ".join(f"{names[power]} first in {count}" for power, count in counts.items())


def can_map(cast: Cast) -> bool:
    """Whether everybody has a place on the map."""
    places = {one.id: one.place for one in (*cast.powers, *cast.clients) if one.place}
    return placed([one.id for one in (*cast.powers, *cast.clients)], places)
