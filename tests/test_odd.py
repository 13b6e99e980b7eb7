"""docs/ODD.md: the protocol's elements in their order, and tables that say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import make_odd
from docs.watched_turn import Seen, schedule
from sim.core.symbols import STATE
from sim.mechanisms import MECHANISMS

PAGE = Path(make_odd.PAGE).read_text(encoding="utf-8")
ELEMENTS = ["Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling", "Design concepts",
            "Initialisation", "Input data", "Submodels"]  # fmt: skip
CONCEPTS = ["Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
            "Stochasticity", "Collectives", "Observation"]  # fmt: skip


@pytest.fixture(scope="module")
def stages() -> dict[str, Seen]:
    return {one.name: one for one in schedule()}


def test_the_seven_elements_stand_in_their_order() -> None:
    assert re.findall(r"^## (\d)\. (.+)$", PAGE, flags=re.M) == [(str(i), name) for i, name in enumerate(ELEMENTS, start=1)]


def test_all_eleven_design_concepts_are_named() -> None:
    assert re.findall(r"^\*([A-Z][a-z ]+)\*:", PAGE, flags=re.M) == CONCEPTS


def test_the_tables_are_current() -> None:
    assert make_odd.filled(PAGE) == PAGE, "run: python docs/make_odd.py"


def test_a_page_that_says_something_else_is_found_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "ODD.md"
    page.write_text(PAGE.replace("| τ | state, may open | p,q | 0 to 1 |", "| τ | state | p,q | 0 to 2 |"), encoding="utf-8")
    monkeypatch.setattr(make_odd, "PAGE", page)
    assert make_odd.main(["--check"]) == 1
    assert make_odd.main([]) == 0
    assert page.read_text(encoding="utf-8") == PAGE
    assert make_odd.main(["--check"]) == 0


def test_a_page_without_one_of_the_tables_is_refused() -> None:
    with pytest.raises(SystemExit, match="expected each of"):
        make_odd.filled(PAGE.replace("<!-- table: luck -->", ""))


def test_the_watched_turn_sees_every_mechanism_draw_its_luck_and_every_state_that_a_turn_moves(stages: dict[str, Seen]) -> None:
    assert set.union(*(one.mechanisms for one in stages.values())) == set(MECHANISMS)
    assert set.union(*(one.draws for one in stages.values())) == {name for m in MECHANISMS.values() for name in m.channels}
    # what only the timeline or a doctrine from another library writes
    outside = {"order", "crisis_load", "conceded", "acquiesced", "doctrine_notes"}
    assert set.union(*(one.writes for one in stages.values())) == set(STATE) - outside


def test_the_watched_turn_knows_what_is_of_this_turn(stages: dict[str, Seen]) -> None:
    order = list(stages)
    assert order.index("perceive") < order.index("press") < order.index("bargain") < order.index("support_clients")
    assert order.index("choose") < order.index("upset") < order.index("fight") < order.index("remember") < order.index("watch")
    # flows are perceived a turn late; pressure is spent in the turn in which it is chosen; memory comes after the clients' choice
    assert {"support", "arms"} <= stages["perceive"].old
    assert "felt" in stages["press"].new
    assert "pressure" in stages["support_clients"].new
    assert "alignment" in stages["remember"].new
    assert "trust" in stages["bargain"].old
