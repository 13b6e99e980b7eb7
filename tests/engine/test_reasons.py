"""A history told again is the history that was counted, and its reasons are those that decided."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import sim
from sim.doctrines import DOCTRINES
from sim.engine import simulate
from sim.engine.reasons import Chronicle, chronicle
from tests.worlds import lively_world, small_world

STORIES = [("venezuela_for_ukraine", 17), ("venezuela_for_ukraine", 3), ("monroe_exclusion", 3), ("tit_for_tat", 0)]
BY_CHANCE = {"breach": {"chance"}, "fall": {"chance"}, "force": {"chance"}, "deal": {"chance"}}


@cache
def told(name: str, replicate: int, variant: int = 2) -> Chronicle:
    scenario = sim.load(name)
    world = sim.build(scenario, list(scenario.variants)[variant])
    return chronicle(world, seed=7, replicate=replicate)


@pytest.mark.parametrize(("name", "replicate"), STORIES)
def test_it_is_the_same_history(name: str, replicate: int) -> None:
    found = told(name, replicate)
    run = simulate(found.world, seed=7, replicates=[replicate - 1 if replicate else 1, replicate])
    assert np.array_equal(run.alignment[1], found.alignment)
    rows = run.happenings.at(run.happenings.replicate == replicate)
    mine = [one for one in found.accounts if one.kind != "pressure"]
    assert [one.kind for one in mine] == rows.kind.tolist()
    assert [one.client for one in mine] == rows.client.tolist()
    assert [one.amount for one in mine] == rows.amount.tolist()


@pytest.mark.parametrize(("name", "replicate"), STORIES)
def test_what_luck_decided_was_drawn_below_its_chance(name: str, replicate: int) -> None:
    decided = [one for one in told(name, replicate).accounts if one.kind in BY_CHANCE and one.terms]
    assert decided
    assert all(0 <= one.terms["draw"] < one.terms["chance"] <= 1 for one in decided)


def test_the_terms_of_a_bargain_add_up_to_its_gains() -> None:
    """Without a limit on it, what each gains is what it gets less what it gives, over the clients of the package."""
    found = told("venezuela_for_ukraine", 17, variant=0)
    deals = [one for one in found.accounts if one.kind == "deal"]
    assert deals
    for deal in deals:
        pieces = [one for one in found.accounts if one.kind == "concession" and one.turn == deal.turn]
        gets = sum(one.amount * one.terms["gain"] for one in pieces if one.rival == deal.power)
        gives = sum(one.amount * one.terms["loss"] for one in pieces if one.power == deal.power)
        assert gets - gives == pytest.approx(deal.amount, abs=1e-12)


def test_doctrines_are_told_with_all_that_they_see() -> None:
    for one in told("tit_for_tat", 0).accounts:
        if one.kind == "pressure":
            assert set(DOCTRINES[one.detail].sees) <= set(one.terms)
            assert one.terms["after"] - one.terms["before"] == one.amount


def test_what_the_timeline_does_has_no_reason() -> None:
    found = told("venezuela_for_ukraine", 17)
    assert all(not one.terms for one in found.accounts if one.kind == "event")


def test_what_a_suitor_holds_back_is_told() -> None:
    prize = {"prize": [[0.6], [0.0], [0.0]]}
    told_of = {
        off: [one for one in chronicle(small_world(doctrines="constant", params=prize, off=off), seed=1, replicate=0).accounts
              if one.kind == "pressure" and "asked" in one.terms]
        for off in ((), ("forbearance",))
    }  # fmt: skip
    assert told_of[()]
    assert all(one.terms["after"] < one.terms["asked"] for one in told_of[()])
    assert not told_of["forbearance",]


@pytest.mark.parametrize("doctrine", sorted(DOCTRINES))
def test_whatever_a_power_plays_can_be_told(doctrine: str) -> None:
    world = sim.build(sim.load("tit_for_tat", {"powers.USA.doctrine": {"name": doctrine}, "turns": 40}))
    assert chronicle(world, seed=1, replicate=0).accounts


def test_a_strike_is_told_as_it_was_found_and_not_as_it_left_things() -> None:
    """Only who is behind in a client strikes there; who removes its regime leads afterwards."""
    world = lively_world(turns=20)
    accounts = [one for replicate in range(8) for one in chronicle(world, seed=3, replicate=replicate).accounts]
    swift = [one.terms for one in accounts if one.kind == "force" and one.detail == "swift" and one.terms]
    assert len(swift) >= 5
    assert all(terms["alignment"] < terms["leader_alignment"] for terms in swift)
