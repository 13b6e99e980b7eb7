"""The panel of a person who plays a power: what it sees, what its options are worth, and what it is told to do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

from sim.core.errors import SpheresError
from sim.face.deciding import Decision, Offer
from sim.live.draw_svg import clean
from sim.live.seen import Option, Seat
from sim.live.session import SIDES, Session
from sim.live.view import DealTable
from sim.reports.wording import number, percent, words

Data = dict[str, Any]
DIALS: Final = {
    "hold_share": ("budget: hold the own sphere", 0.0, 1.0),
    "contest_share": ("budget: contest rivals' spheres", 0.0, 1.0),
    "disagreement": ("terms: expects without a bargain", -0.5, 0.5),
    "bargaining_power": ("terms: bargaining weight", 0.01, 1.0),
}
EFFECTS: Final = ("influence", "utility", "legitimacy", "grievance", "pressure")


class AtTable:
    """The seat of one page."""

    def __init__(self, session: Session, power: str) -> None:
        self.session, self.power, self.side = session, power, "treatment"
        self.rival, self.gives, self.gets = "", "", ""
        self._key: tuple[object, ...] = ()
        self._options: tuple[Option, ...] = ()

    @property
    def taken(self) -> bool:
        """Whether a person plays the power that is shown."""
        return (self.side, self.power) in self.session.seats

    def panel(self, told: Callable[[], None], *, idle: bool) -> Data:
        """What the panel shows. idle  the clock stands, so there is time to work out what the options are worth"""
        cast = self.session.cast
        shown: Data = {
            "power": self.power, "side": self.side, "sides": list(SIDES), "taken": self.taken, "dials": [], "options": [],
            "powers": [{"id": one.id, "label": one.name} for one in cast.powers], "sees": "", "offer": None,
            "words": "" if self.taken else "See what it sees, and decide in its place; hand it back at any time.",
        }  # fmt: skip
        if self.session.at_end:
            return shown | {"words": "The horizon is reached; go back to decide anything."}
        if not self.taken:
            return shown
        seat = self.session.seat(self.power, self.side)
        if idle:
            self._weigh(told)
        return shown | {
            "words": f"decides on {seat.quarter.replace('-', ' ')}; its doctrine is {words(seat.doctrine)}",
            "sees": self._sees(seat), "dials": self._dials(seat), "options": self._worth(), "offer": self._offer(seat),
        }  # fmt: skip

    def _sees(self, seat: Seat) -> str:
        """What its doctrine looks at, and what it would ask for, as a table."""
        rivals = [one.id for one in self.session.cast.powers if one.id != self.power]
        rows = [(words(sight.name), sight.meaning, sight.values) for sight in seat.sights]
        rows.append(("its doctrine asks", "pressure that the doctrine would turn on each rival", seat.advice))
        head = "".join(f"<th>{clean(rival)}</th>" for rival in rivals)
        body = "".join(
            f'<tr title="{clean(meaning)}"><td>{clean(name)}</td>'
            + "".join(f"<td>{number(values.get(rival, values.get('')))}</td>" for rival in rivals)
            + "</tr>"
            for name, meaning, values in rows
        )
        standing = ", ".join(clean(self.session.cast.names[one]) for one in seat.bound) or "nobody"
        return (
            f"<table><tr><th>it sees of</th>{head}</tr>{body}</table>"
            f"<div>In bargain with: {standing}. Chance of a meeting: {percent(seat.chance)}. Means: {number(seat.means)}.</div>"
        )

    def _dials(self, seat: Seat) -> list[Data]:
        """Pressure on each rival, the budget, the terms."""
        names = self.session.cast.names
        rows: list[Data] = [
            {
                "id": f"pressure:{rival}", "label": f"pressure on {names[rival]}", "low": 0, "high": 1, "step": 0.05,
                "value": round(float(seat.orders.get(rival, advised)), 3),
                "meaning": "as ordered" if rival in seat.orders else "as its doctrine asks, until you order something else",
                "ordered": rival in seat.orders,
            }
            for rival, advised in seat.advice.items()
        ]  # fmt: skip
        for name, (label, low, high) in DIALS.items():
            value = round(getattr(seat.terms, name), 4)
            rows.append({"id": name, "label": label, "low": low, "high": high, "step": 0.01, "value": value,
                         "meaning": words(name), "ordered": False})  # fmt: skip
        return rows

    def _weigh(self, told: Callable[[], None]) -> None:
        """Work out the options in the background, once for each turn that is shown."""
        key = (self.session.edition, self.session.turn, self.power, self.side)
        if key == self._key:
            return
        self._key, self._options = key, ()

        def work() -> None:
            try:
                found = self.session.options(self.power, self.side)
            except (SpheresError, KeyError):  # the page has gone on, or has gone
                return
            if key == self._key:
                self._options = found
                told()

        threading.Thread(target=work, daemon=True).start()

    def _worth(self) -> list[Data]:
        """Levels of pressure with what each changes within a year."""
        names = self.session.cast.names

        def told(one: Option) -> str:
            return ", ".join(
                f"{words(name)} {number(one.effects[name], 2, signed=True)}" for name in EFFECTS if name in one.effects
            )

        return [
            {"id": f"{one.rival}:{one.level:g}", "label": f"{one.level:g} on {names[one.rival]}", "words": told(one)}
            for one in self._options
        ]

    def _offer(self, seat: Seat) -> Data | None:
        """A bargain to propose: to whom, and for what."""
        tables = {self._other(table): table for table in seat.tables}
        if not tables:
            return None
        rival = self.rival if self.rival in tables else next(iter(tables))
        table, names = tables[rival], self.session.cast.names
        clients = [{"id": "", "label": "nothing"}] + [{"id": one.client, "label": names[one.client]} for one in table.issues]
        return {
            "rival": rival, "rivals": [{"id": one, "label": names[one]} for one in tables], "clients": clients,
            "gives": self.gives, "gets": self.gets, "words": f"As it stands: {table.why}",
        }  # fmt: skip

    def _other(self, table: DealTable) -> str:
        return table.second if table.first == self.power else table.first

    # What is asked

    def do_seat(self, asked: Mapping[str, Any]) -> None:
        if asked.get("power") in {one.id for one in self.session.cast.powers}:
            self.power = str(asked["power"])
        if asked.get("side") in SIDES:
            self.side = str(asked["side"])

    def do_sit(self, asked: Mapping[str, Any]) -> None:
        """Take the power over, or hand it back."""
        if asked["take"] and not self.taken:
            self.session.take(self.power, self.side)
        elif not asked["take"]:
            self.session.hand_back(self.power, self.side)
        self._key = ()

    def do_dial(self, asked: Mapping[str, Any]) -> None:
        kind, _, rival = str(asked["dial"]).partition(":")
        value = None if asked.get("value") is None else float(asked["value"])
        if kind == "pressure":
            self._decide(Decision(pressure={rival: value}))
        elif kind in DIALS:
            told: Data = {kind: value}
            self._decide(Decision(**told))

    def do_option(self, asked: Mapping[str, Any]) -> None:
        rival, _, level = str(asked["option"]).partition(":")
        self._decide(Decision(pressure={rival: float(level)}))

    def do_terms(self, asked: Mapping[str, Any]) -> None:
        """What the next offer would be."""
        for name in ("rival", "gives", "gets"):
            if name in asked:
                setattr(self, name, str(asked[name]))

    def do_offer(self, asked: Mapping[str, Any]) -> None:
        """Propose it, for the next turn."""
        gives, gets = (tuple(one for one in (name,) if one) for name in (self.gives, self.gets))
        seat = self.session.seat(self.power, self.side)
        form = self._offer(seat)
        if form is not None:
            self._decide(Decision(offers=(Offer(form["rival"], gives, gets),)))

    def _decide(self, decision: Decision) -> None:
        self.session.decide(self.power, decision, self.side)
