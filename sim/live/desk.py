"""A page's desk: one session, how it is looked at, and what the page may ask of it.

What the page asks comes from outside. It names one of the methods `do_...` below and nothing else; each takes what it knows
and hands it to the session, whose checks are those of every scenario. Nothing here reaches the file system or evaluates text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.core.errors import ScenarioError, SpheresError
from sim.live import panels
from sim.live.ahead import CHOICES, Ahead
from sim.live.at_table import AtTable
from sim.live.draw_map import KINDS
from sim.live.helping import HELP
from sim.live.keeping import Keeping
from sim.live.look import MEASURES, SIDE_CHOICES, TABS, Look
from sim.live.pictures import Pictures, focus_of, pair_of
from sim.live.player import SPEEDS
from sim.live.session import SIDES, Session
from sim.live.texts import Texts
from sim.reports.wording import number
from sim.scenario import Scenario, available

FARTHEST = 400  # turns that one click may play
PROTOCOL, PATIENT = "mechanisms.summit.protocol", "rubinstein"

Asked = Mapping[str, Any]
Data = dict[str, Any]


class Desk:
    """One session and everything that is seen of it."""

    def __init__(self, scenario: Scenario | str) -> None:
        self.alarm = self.notice = ""
        self.keeping = Keeping(self)
        self._listed = [{"id": one.name, "label": one.title or one.name} for one in available()]
        self._told: Callable[[], None] = lambda: None
        self._open(Session(scenario))

    def _open(self, session: Session) -> None:
        """Another session in the place of the one so far."""
        self.session = session
        self.pictures = Pictures(session)
        self.ahead = Ahead(session)
        self.look = Look(client=focus_of(session)[0], pair=pair_of(session))
        self._more: list[str] = []
        self._event = ""
        self._given: Data = {}
        self._wanted = ""
        self.at_table = AtTable(session, self.look.pair[-1])
        self.texts = Texts(session)

    def attend(self, told: Callable[[], None]) -> None:
        """From now on call `told` when something is to be shown that nobody asked for."""
        self._told = told

    def close(self) -> None:
        """The page has gone."""
        self.session.close()

    # What is seen

    def page(self, stamp: int, playing: bool, speed: int) -> Data:
        """All that the page shows."""
        view, look, drawn = self.session.view(), self.look, self.pictures
        pictures = {
            "definitions": drawn.definitions,
            "control": drawn.world(view.control, look),
            "treatment": drawn.world(view.treatment, look),
            "strip": drawn.strip(view),
            "series": drawn.series(view, look, self.ahead.fans(look.measure, drawn.fanned(look))),
            "notes": {"control": drawn.note(view.control), "treatment": drawn.note(view.treatment)},
            "desk": self._settings(),
            "clock": {
                "turn": view.turn, "played": view.played, "turns": view.turns, "playing": playing, "speed": speed,
                "date": view.quarter.replace("-", " ") if view.turn else "opening", "halting": look.halting, "stamp": stamp,
                "alarm": self.alarm, "notice": self.notice,
            },
            "parcel": self.keeping.parcel,
        }  # fmt: skip
        return {"stage": pictures, "panel": self._panel(idle=not playing)}

    def _settings(self) -> Data:
        look, drawn = self.look, self.pictures
        about, whom = drawn.about(look)
        return {
            "scenario": self.session.name, "scenarios": self._scenarios(), "variants": self._variants(),
            **self._began_as(),
            "speeds": SPEEDS, "measure": look.measure, "about": about, "whom": whom,
            "measures": [{"id": one, "label": one, "title": title} for one, title in MEASURES.items()],
            "kinds": [{"id": kind, "on": kind in look.kinds} for kind in KINDS], "mappable": drawn.mappable,
            "network": look.network or not drawn.mappable, "region": look.region, "regions": drawn.regions(), "help": HELP,
        }  # fmt: skip

    def _scenarios(self) -> list[Data]:
        known = [one["id"] for one in self._listed]
        own = [] if self.session.name in known else [{"id": self.session.name, "label": self.session.name}]
        return [*own, *self._listed]

    def _variants(self) -> list[Data]:
        return [{"id": name, "label": one.label} for name, one in self.session.scenario.variants.items()]

    def _began_as(self) -> dict[str, str]:
        """Side -> the variant of the scenario that it began as; one variant twice has another name in the session."""
        known = list(self.session.scenario.variants)
        names = [self.session.track(side).variant for side in SIDES]
        return {
            side: name if name in known else names[0] if names[0] in known else known[0]
            for side, name in zip(SIDES, names, strict=True)
        }

    def _panel(self, *, idle: bool) -> Data:
        """The open panel; the others say nothing."""
        look, session = self.look, self.session
        shown: Data = {"tab": look.tab, "tabs": TABS, "feed": [], "table": {"svg": "", "sides": []}, "futures": {},
                       "change": {}, "seat": {}, "yaml": {"edition": 0, "faults": []}, "saving": {"kinds": []}}  # fmt: skip
        match look.tab:
            case "events":
                shown["feed"] = panels.feed(session, self.pictures.colours)
            case "table":
                shown["table"] = panels.deal_table(session, look, self.pictures.colours)
            case "futures":
                shown["futures"] = self.ahead.panel()
            case "change":
                form = panels.event_form(self._event, self._given, session)
                shown["change"] = panels.change_panel(session, look, self._more, form, self._wanted)
            case "seat":
                shown["seat"] = self.at_table.panel(self._told, idle=idle)
            case "scenario":
                shown["yaml"] = self.texts.panel()
            case "save":
                shown["saving"] = self.keeping.panel()
        return shown

    # What is asked

    def advance(self) -> bool:
        """Play a turn; False where the clock should stop: at the horizon, and where powers meet if that is wished."""
        went = self.session.step()
        met = any(self.session.track(side).told.tables for side in SIDES)
        if met and self.look.halting:
            self.look.tab, self.look.table = "table", -1
            return False
        return went and not self.session.at_end

    def do(self, asked: Asked) -> None:
        """Answer one thing that the page asks. Mistakes are told on the page."""
        self.alarm = self.notice = ""
        name = f"do_{asked.get('name')}"
        able = (self, self.at_table, self.texts, self.keeping)
        answer = next((getattr(one, name) for one in able if hasattr(type(one), name)), None)
        if answer is None:
            self.alarm = "this page asks for something that the server does not know; load it again"
            return
        try:
            answer(asked)
        except ScenarioError as error:
            self.alarm = str(error).splitlines()[0]
        except SpheresError as error:
            self.alarm = str(error)
        except (KeyError, TypeError, ValueError):
            self.alarm = "this page asks for something that cannot be done"

    def do_step(self, asked: Asked) -> None:
        self.advance()

    def do_go(self, asked: Asked) -> None:
        turn = int(asked["turn"])
        self.session.go(min(max(turn, 0), self.session.played + FARTHEST))

    def do_halting(self, asked: Asked) -> None:
        self.look.halting = not self.look.halting

    def do_open(self, asked: Asked) -> None:
        known = [one["id"] for one in self._listed]
        if asked["scenario"] in known:
            self._replace(Session.listed(str(asked["scenario"])))

    def do_variant(self, asked: Asked) -> None:
        chosen = self._began_as() | {str(asked["side"]): str(asked["variant"])}
        kept = self.look
        self._replace(Session(self.session.scenario, control=chosen["control"], treatment=chosen["treatment"]))
        kept.table = -1
        self.look = kept

    def _replace(self, session: Session) -> None:
        self.session.close()
        self._open(session)

    def do_look(self, asked: Asked) -> None:
        if "kind" in asked:
            self.look.toggle(str(asked["kind"]))
        if "network" in asked:
            self.look.network = bool(asked["network"])
        if "region" in asked and asked["region"] in {"", *(one["id"] for one in self.pictures.regions())}:
            self.look.region = str(asked["region"])

    def do_measure(self, asked: Asked) -> None:
        if asked["measure"] in MEASURES:
            self.look.measure = str(asked["measure"])

    def do_whom(self, asked: Asked) -> None:
        self.do_chosen({"what": ("pair:" if ">" in str(asked["whom"]) else "client:") + str(asked["whom"])})

    def do_chosen(self, asked: Asked) -> None:
        """Somebody on a picture was clicked."""
        kind, _, whom = str(asked["what"]).partition(":")
        powers = [one.id for one in self.session.cast.powers]
        if kind == "client" and whom in {one.id for one in self.session.cast.clients}:
            self.look.client, self.look.measure = whom, "alignment"
        elif kind == "power" and whom in powers:
            self.look.measure = "influence"
        elif kind == "pair":
            one, _, other = whom.partition(">")
            if one in powers and other in powers and one != other:
                self.look.pair = (one, other)

    def do_tab(self, asked: Asked) -> None:
        if asked["tab"] in TABS:
            self.look.tab = str(asked["tab"])

    def do_table(self, asked: Asked) -> None:
        if asked.get("side") in SIDES:
            self.look.table_side = str(asked["side"])
        if "step" in asked:
            last = len(panels.meetings(self.session)) - 1
            place = last if self.look.table < 0 else self.look.table
            self.look.table = min(max(place + (1 if asked["step"] > 0 else -1), 0), max(last, 0))

    def do_side(self, asked: Asked) -> None:
        if asked["side"] in SIDE_CHOICES:
            self.look.side = str(asked["side"])

    def do_use(self, asked: Asked) -> None:
        """Play the scenario in the editor."""
        if self.texts.checked(str(asked["text"])):
            texts = self.texts
            self._replace(Session.from_yaml(texts.text))
            self.texts, texts.session = texts, self.session
            texts.words, self.look.tab = "in use; both worlds stand at their opening", "scenario"

    def do_set(self, asked: Asked) -> None:
        """A parameter, from here on."""
        path, value = str(asked["path"]), asked["value"]
        if value in ("true", "false"):
            value = value == "true"
        self._make_count(path)
        told = number(value) if isinstance(value, int | float) else str(value)
        label = f"{panels.knob_label(path, self.session.cast)} is set to {told}"
        self.session.change(path, value, self.look.sides, label=label)
        self.ahead.again(self._told)

    def _make_count(self, path: str) -> None:
        """Patience counts only where offers alternate; whoever turns it means that they should."""
        if not path.endswith(".patience"):
            return
        known = {side: panels.present(self.session, self.session.knob(PROTOCOL, [side]), [side]) for side in self.look.sides}
        if others := [side for side, protocol in known.items() if protocol != PATIENT]:
            self.session.change(PROTOCOL, PATIENT, others)
            self.notice = "Patience counts where offers alternate: from the opening on bargains are struck by alternating offers."

    def do_another(self, asked: Asked) -> None:
        """One more parameter to turn."""
        self._wanted = str(asked["path"])
        self.session.knob(self._wanted)
        if self._wanted not in self._more:
            self._more.append(self._wanted)
        self._wanted = ""

    def do_event(self, asked: Asked) -> None:
        self._event, self._given = str(asked["event"]), {}

    def do_argument(self, asked: Asked) -> None:
        self._given[str(asked["argument"])] = asked["value"]

    def do_insert(self, asked: Asked) -> None:
        form = panels.event_form(self._event, self._given, self.session)
        self.session.insert(panels.entry_of(form), self.look.sides)
        self.ahead.again(self._told)

    def do_undo(self, asked: Asked) -> None:
        self.session.undo()
        self.ahead.again(self._told)

    def do_futures(self, asked: Asked) -> None:
        """What happens from here?"""
        self.look.tab = "futures"
        if "many" in asked:
            self.ahead.many = asked["many"] if asked["many"] in CHOICES else self.ahead.many
        elif asked.get("stop"):
            self.ahead.stop()
        else:
            self.ahead.ask(self._told)

    def do_outcome(self, asked: Asked) -> None:
        self.ahead.outcome = str(asked["outcome"])
