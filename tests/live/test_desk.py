"""A desk without a browser: what it shows is plain data, and what it is asked is checked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.live.desk import Desk
from sim.live.keeping import film
from sim.live.look import MEASURES, TABS
from sim.scenario import from_text, load


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk("venezuela_for_ukraine")
    yield made
    made.close()


def page(desk: Desk) -> dict[str, Any]:
    return desk.page(1, False, 1)


def ask(desk: Desk, name: str, **what: Any) -> dict[str, Any]:
    desk.do({"name": name, **what})
    return page(desk)


def play(desk: Desk, turns: int) -> None:
    desk.look.halting = False
    for _ in range(turns):
        desk.advance()


def test_all_that_is_shown_is_plain_data(desk: Desk) -> None:
    play(desk, 12)
    for tab in TABS:
        json.dumps(ask(desk, "tab", tab=tab), allow_nan=False)
        assert page(desk)["panel"]["tab"] == tab
    for measure in MEASURES:
        json.dumps(ask(desk, "measure", measure=measure), allow_nan=False)
        assert MEASURES[measure] in page(desk)["stage"]["series"]


def test_it_stops_where_powers_meet_and_shows_the_table(desk: Desk) -> None:
    while desk.advance():
        pass
    assert not desk.session.at_end
    shown = page(desk)["panel"]
    assert shown["tab"] == "table"
    assert shown["table"]["sides"] == ["treatment", "control"] or shown["table"]["sides"] == ["control", "treatment"]
    assert "signed" in shown["table"]["svg"]
    before = desk.session.turn
    assert ask(desk, "go", turn=shown["table"]["before"])["stage"]["clock"]["turn"] == before - 1


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"name": None}, {"name": "_open"}, {"name": "close"}, {"name": "__init__"}, {"name": "do_step"}, {"name": "go"},
        {"name": "go", "turn": "x"}, {"name": "go", "turn": None}, {"name": "set"}, {"name": "set", "path": "a.b", "value": 1},
        {"name": "set", "path": ["x"], "value": {}}, {"name": "another", "path": "__class__"}, 
        {"name": "event", "event": "os.system"}, {"name": "argument"}, {"name": "variant", "side": "x", "variant": "y"},
        {"name": "open", "scenario": "/etc/passwd"}, {"name": "open", "scenario": "../casts/powers_2025"}, {"name": "save"},
        {"name": "save", "kind": "/etc"}, {"name": "frame", "n": 0, "data": "x"}, {"name": "use"}, {"name": "table", "step": "x"},
        {"name": "sit"}, {"name": "dial", "dial": "pressure:USA", "value": 0.5}, {"name": "dial", "dial": "x", "value": "y"},
        {"name": "option", "option": "USA:x"}, {"name": "offer"}, {"name": "seat", "power": "<b>"}, {"name": "tab", "tab": 3},
        {"name": "look", "region": "nowhere"}, {"name": "look", "kind": "x"}, {"name": "chosen", "what": "client:XXX"},
        {"name": "whom", "whom": "USA>USA"}, {"name": "futures", "many": 10**9}, {"name": "check", "text": 3}, {"name": "undo"},
    ],
    ids=str,
)  # fmt: skip
def test_hostile_asks_change_nothing_and_fell_nothing(desk: Desk, asked: dict[str, Any]) -> None:
    desk.do(asked)
    json.dumps(page(desk), allow_nan=False)
    assert desk.session.name == "venezuela_for_ukraine"
    assert desk.session.turn == 0
    assert desk.session.changes == ()


def test_going_far_ahead_is_bounded(desk: Desk) -> None:
    assert ask(desk, "go", turn=10**9)["stage"]["clock"]["turn"] == 40


def test_a_changed_knob_stands_where_it_was_put(desk: Desk) -> None:
    def knobs(**how: Any) -> dict[str, Any]:
        return {one["path"]: one["value"] for one in ask(desk, "tab", tab="change")["panel"]["change"]["knobs"]}

    play(desk, 3)
    before = knobs()
    ask(desk, "set", path="mechanisms.summit.rate", value=0.4)
    assert knobs()["mechanisms.summit.rate"] == 0.4
    ask(desk, "go", turn=1)
    assert knobs()["mechanisms.summit.rate"] == before["mechanisms.summit.rate"]
    ask(desk, "go", turn=3)
    ask(desk, "undo")
    assert knobs() == before


def test_patience_brings_the_protocol_in_which_it_counts(desk: Desk) -> None:
    shown = ask(desk, "set", path="powers.RUS.patience", value=0.3)
    assert "alternate" in shown["stage"]["clock"]["notice"]
    assert all(desk.session.track(side).world.options["summit"]["protocol"] == "rubinstein" for side in ("control", "treatment"))


@pytest.mark.parametrize("then", ["control", "both"])
def test_patience_counts_in_one_world_after_the_other(desk: Desk, then: str) -> None:
    for side, so_far in (("treatment", {"treatment"}), (then, {"treatment", "control"})):
        ask(desk, "side", side=side)
        assert "alternate" in ask(desk, "set", path="powers.RUS.patience", value=0.3)["stage"]["clock"]["notice"]
        there = {one for one in ("control", "treatment")
                 if desk.session.track(one).world.options["summit"]["protocol"] == "rubinstein"}  # fmt: skip
        assert there == so_far


def test_one_world_alone_can_be_changed(desk: Desk) -> None:
    ask(desk, "side", side="treatment")
    ask(desk, "set", path="mechanisms.summit.rate", value=1.0)
    play(desk, 1)
    tables = {side: len(desk.session.track(side).told.tables) for side in ("control", "treatment")}
    assert tables["treatment"] > 0
    assert tables["control"] == 0


def test_a_fault_is_told_of_in_a_sentence(desk: Desk) -> None:
    alarm = ask(desk, "set", path="mechanisms.summit.rate", value=9)["stage"]["clock"]["alarm"]
    assert "0" in alarm
    assert "1" in alarm
    assert "\n" not in alarm


def test_the_text_of_the_page_is_a_scenario_like_any_other(desk: Desk) -> None:
    ask(desk, "tab", tab="scenario")
    shown = ask(desk, "check", text="scenario: x\nturns: !!python/object:os.system 3\n")["panel"]["yaml"]
    assert shown["faults"]
    assert all(one["line"] >= 0 and one["text"] for one in shown["faults"])
    text = "extends: venezuela_for_ukraine\nscenario: mine\nturns: 5\n"
    shown = ask(desk, "use", text=text)
    assert shown["stage"]["clock"]["turns"] == 5
    assert desk.session.current.turns == from_text(text).turns


def test_exports_are_handed_over_and_counted(desk: Desk) -> None:
    play(desk, 2)
    for number, kind in enumerate(("yaml", "csv", "svg", "png", "gif"), start=1):
        parcel = ask(desk, "save", kind=kind)["stage"]["parcel"]
        assert parcel["n"] == number
        assert ("data" in parcel) != ("frames" in parcel)
    assert len(parcel["frames"]) == 3
    assert desk.session.turn == 2


def test_a_film_is_made_of_pictures_alone() -> None:
    from sim.core.errors import SpheresError

    with pytest.raises(SpheresError, match="no picture"):
        film([b"GIF89a and then something else"])


def test_options_come_from_the_background(desk: Desk) -> None:
    told = threading.Event()
    desk.attend(told.set)
    ask(desk, "tab", tab="seat")
    ask(desk, "sit", take=True)
    told.wait()
    options = page(desk)["panel"]["seat"]["options"]
    assert options
    ask(desk, "option", option=options[-1]["id"])
    rival, _, level = options[-1]["id"].partition(":")
    assert desk.session.seat("RUS").orders == {rival: float(level)}
    ask(desk, "sit", take=False)
    assert desk.session.seats == frozenset()


def test_a_scenario_of_ones_own_that_is_called_as_a_listed_one_stays_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("extends: tit_for_tat\nscenario: mine\nturns: 44\n", encoding="utf-8")
    desk = Desk(load(path))
    assert page(desk)["stage"]["desk"]["scenarios"][0]["id"] == desk.session.name
    assert page(desk)["stage"]["clock"]["turns"] == 44
