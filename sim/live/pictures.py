"""What is seen of a session: maps of both worlds, the strip of their differences, series with fans. Made of strings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.core.axes import Array
from sim.live.draw_map import Layout, can_map, definitions, draw_world, laid_out
from sim.live.draw_svg import colours
from sim.live.draw_time import SEEN, Fan, StripRow, Tick, Track, draw_series, draw_strip
from sim.live.look import MEASURES, OF_PAIRS, Look
from sim.live.looking import apart
from sim.live.session import SIDES, Session
from sim.live.view import TwinView, WorldView
from sim.reports.wording import words

ROWS = 4  # clients that the strip has room for, the most different first
LEAST_SHARE = 0.02  # a power whose share never reaches so much has no line


class Pictures:
    """The pictures of one session. What does not change from turn to turn is made once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.cast = session.cast
        self.colours = colours([one.id for one in self.cast.powers])
        self.names = self.cast.names
        self.mappable = can_map(self.cast)
        self.definitions = definitions(self.colours)
        self._opening: WorldView = session.view().control
        self._layouts: dict[tuple[bool, str], Layout] = {}
        self._ticks: tuple[tuple[int, int], list[Tick]] = ((-1, -1), [])
        self.focus = focus_of(session)

    def layout(self, look: Look) -> Layout:
        """Where everybody stands."""
        key = (look.network or not self.mappable, look.region)
        if key not in self._layouts:
            self._layouts[key] = laid_out(self.cast, self._opening, focus=self.focus, network=key[0], region=key[1])
        return self._layouts[key]

    def world(self, world: WorldView, look: Look) -> str:
        """The map or network of one world."""
        chosen = look.client if look.measure == "alignment" else ""
        return draw_world(world, self.cast, self.layout(look), kinds=look.kinds, chosen=chosen)

    def note(self, world: WorldView) -> str:
        """What stands between the powers of a world, in a line."""
        if world.stopped:
            return f"stopped: {world.stopped}"
        deals = [f"{deal.first}–{deal.second} since {deal.since.replace('-', ' ')}" for deal in world.deals]
        return f"bargain {', '.join(deals)}" if deals else ""

    def strip(self, view: TwinView) -> str:
        """When and where the worlds differ, over all that was played."""
        return draw_strip(
            self._rows(view.played), self.ticks(view), turn=view.turn, played=view.played, turns=view.turns, quarter=self.quarter
        )

    def quarter(self, turn: int) -> str:
        return self.session.calendar.quarter(turn)

    def _rows(self, played: int) -> list[StripRow]:
        control, treatment = (self._alignment(side)[: played + 1] for side in SIDES)
        moved = apart(treatment, control)
        most = moved.max(axis=0)
        order = [int(c) for c in np.argsort(-most, kind="stable")[:ROWS] if most[c] >= SEEN]
        gains = (treatment - control).argmax(axis=1)
        tints = list(self.colours.values())
        return [
            StripRow(one.id, one.name, moved[:, c], [tints[p] for p in gains[:, c]])
            for c, one in ((c, self.cast.clients[c]) for c in order)
        ]

    def _alignment(self, side: str) -> Array:
        """Of all turns played, those after the one that is shown as well, (t, p, c)."""
        return self.session.track(side).pages.alignment[0]

    def ticks(self, view: TwinView) -> list[Tick]:
        """What mattered and happened in one world alone, over all that was played."""
        key = (view.edition, view.played)
        if self._ticks[0] != key:
            told = {
                side: {
                    (event.turn, event.sentence)
                    for told in self.session.track(side).told_before(view.played)
                    for event in told.events
                    if event.weight >= 2
                }
                for side in SIDES
            }
            alone = (("control", told["control"] - told["treatment"]), ("treatment", told["treatment"] - told["control"]))
            ticks = [Tick(turn, side, f"{self.quarter(turn)}: {text}") for side, some in alone for turn, text in sorted(some)]
            self._ticks = (key, ticks)
        return self._ticks[1]

    def series(self, view: TwinView, look: Look, fans: Sequence[Fan]) -> str:
        """The chosen series of both worlds so far, and what may come."""
        tracks = [track for side in SIDES for track in self.tracks(look, side)]
        bounds = (0.0, 1.0) if look.measure in ("trust", "norm") else None
        return draw_series(
            tracks, fans, title=self.title(look), turn=view.turn, turns=view.turns, quarter=self.quarter, bounds=bounds
        )

    def title(self, look: Look) -> str:
        """What the series shows, in words."""
        name = MEASURES[look.measure]
        if look.measure == "alignment":
            return f"{name} of {self.names[look.client]} with each power (share of its policy)"
        if look.measure in OF_PAIRS:
            one, other = (self.names[power] for power in look.pair)
            return f"{name}: {one} and {other} (in the colour of who feels it)"
        return name if look.measure == "norm" else f"{name} of each power (clients)"

    def tracks(self, look: Look, side: str) -> list[Track]:
        """The lines of one world."""
        found = {line.actor: line.values for line in self.session.lines(look.measure, side)}
        return [
            Track(name, colour, side, found[actor])
            for actor, (name, colour) in self.actors(look).items()
            if look.measure != "alignment" or self._matters(actor)
        ]

    def actors(self, look: Look) -> dict[str, tuple[str, str]]:
        """Actor of a series -> how its line is called, and its colour."""
        if look.measure == "alignment":
            return {f"{power}:{look.client}": (power, colour) for power, colour in self.colours.items()}
        if look.measure in OF_PAIRS:
            one, other = look.pair
            return {f"{one}>{other}": (one, self.colours[one]), f"{other}>{one}": (other, self.colours[other])}
        if look.measure == "norm":
            return {"": ("norm", "var(--pale)")}
        return {power: (power, colour) for power, colour in self.colours.items()}

    def fanned(self, look: Look) -> dict[str, tuple[str, str]]:
        """The lines whose futures are drawn: of many powers, those of the pair alone, since fans over fans are a fog."""
        kept = {actor: told for actor, told in self.actors(look).items() if look.measure != "alignment" or self._matters(actor)}
        if look.measure in ("alignment", "influence"):
            pair = {actor: told for actor, told in kept.items() if actor.partition(":")[0] in look.pair}
            return pair or kept
        return kept

    def _matters(self, actor: str) -> bool:
        power, _, client = actor.partition(":")
        p = list(self.colours).index(power)
        c = [one.id for one in self.cast.clients].index(client)
        return any(self._alignment(side)[: self.session.turn + 1, p, c].max() >= LEAST_SHARE for side in SIDES)

    def about(self, look: Look) -> tuple[list[dict[str, str]], str]:
        """Of whom the chosen series can be shown, and of whom it is."""
        if look.measure == "alignment":
            order = sorted(self.cast.clients, key=lambda one: (one.id not in self.focus, one.name))
            return [{"id": one.id, "label": one.name} for one in order], look.client
        if look.measure in OF_PAIRS:
            powers = [one.id for one in self.cast.powers]
            pairs = [(p, q) for i, p in enumerate(powers) for q in powers[i + 1 :]]
            return [{"id": f"{p}>{q}", "label": f"{p} – {q}"} for p, q in pairs], ">".join(look.pair)
        return [], ""

    def regions(self) -> list[dict[str, str]]:
        """Parts of the world that can be shown alone."""
        regions = dict.fromkeys(one.region for one in self.cast.clients if one.region)
        return [{"id": one, "label": words(one)} for one in regions] if len(regions) > 1 else []


def focus_of(session: Session) -> list[str]:
    """Clients that the scenario is about: those on the table or of its events, else the first that is claimed; at most four."""
    world = session.track("treatment").world
    agenda = (world.options.get("summit") or {}).get("agenda") if "summit" in world.enabled else None
    places = list(agenda or ())
    if not places:
        told = [event.arguments.get("client") for event in world.timeline]
        places = [client for client in dict.fromkeys(told) if client is not None]
    named = [world.clients[place] for place in places[:4]]
    claimed = [client for sphere in session.cast.claims.values() for client in sphere]
    return named or claimed[:1] or list(world.clients[:1])


def pair_of(session: Session) -> tuple[str, str]:
    """The two powers that the scenario is about: those that may meet, else the first two."""
    world = session.track("treatment").world
    pairs: Sequence[Any] = (world.options.get("summit") or {}).get("pairs") or ()
    first, second = pairs[0] if pairs else (0, min(1, len(world.powers) - 1))
    return world.powers[first], world.powers[second]


Shown = Mapping[str, Any]
