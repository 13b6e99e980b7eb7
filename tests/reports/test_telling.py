"""Histories in sentences: every kind of event, no index or nan left in a sentence, and dates in order."""

from __future__ import annotations

import pytest

import sim
from sim.core.world import TimelineEvent
from sim.doctrines import SIGHTS
from sim.engine.reasons import Account, chronicle
from sim.reports import accounts, telling
from sim.reports.html import KINDS
from tests.cli.conftest import Call, call
from tests.worlds import small_world

__all__ = ["call"]


@pytest.mark.parametrize(("name", "replicate"), [("venezuela_for_ukraine", 5), ("monroe_exclusion", 11), ("tit_for_tat", 2)])
def test_a_story_is_in_order_and_whole(name: str, replicate: int) -> None:
    scenario = sim.load(name)
    found = chronicle(sim.build(scenario, next(iter(scenario.variants))), seed=3, replicate=replicate)
    entries = telling.story(found)
    assert entries
    assert [entry.quarter for entry in entries] == sorted(entry.quarter for entry in entries)
    for line in [*map(str, entries), *telling.opening(found), *telling.ending(found)]:
        assert line[0].isupper()
        assert line.endswith(".")
        assert not any(wrong in line for wrong in ("nan", "–", "None", "  "))


def test_a_bargain_by_an_offer_is_told_without_a_meeting() -> None:
    offer = TimelineEvent("offer", "offer", "Offer", {"power": 0, "rival": 1, "gives": (1,), "gets": (0,)}, at=2)
    world = small_world(turns=4, timeline=[offer], params={"disagreement": -5.0, "summit.rate": 0.0})
    found = chronicle(world, seed=1, replicate=0)
    (deal,) = (entry for entry in telling.story(found) if entry.kind == "deal")
    assert deal.why.startswith("By an offer that was taken; Power 0 gains ")
    assert "; ." not in deal.why


def test_a_sight_is_told_in_words() -> None:
    assert set(accounts._SIGHTS) <= set(SIGHTS)
    world = sim.build(sim.load("tit_for_tat"))
    terms = {"before": 0.0, "after": 0.5, "grievance": 0.0, **dict.fromkeys(["provocation", "a_new_sight"], 0.25)}
    said = accounts.reason(Account(0, "pressure", 0, 1, -1, 0.5, "prudent", terms), world)
    assert "saw a new sight of 0.25" in said
    assert "worth 0.25" in said
    assert "grievance" not in said


@pytest.mark.parametrize("kind", [*KINDS, "pressure", "lead"])
def test_every_kind_has_a_sentence_that_names_who_is_in_it(kind: str) -> None:
    world = sim.build(sim.load("tit_for_tat"))
    one = Account(0, kind, 0, 1, 2, 0.5, "Something happens")
    sentence = accounts.told(one, world)
    assert sentence.endswith(".")
    assert kind == "event" or "United States" in sentence or world.client_names[2] in sentence
    assert accounts.reason(one, world) == ""


def test_the_command_tells_and_gives_data(call: Call) -> None:
    done = call("tell", "venezuela_for_ukraine", "--seed", "7", "--replicate", "17")
    assert done.exit_code == 0
    assert "sign a bargain" in done.stdout
    assert "gives up" in done.stdout
    assert call("tell", "tit_for_tat", "--json").stdout.startswith("[")
    assert "did you mean" in call("tell", "tit_for_tat", "--variant", "answer_alik").output
