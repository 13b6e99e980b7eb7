"""Clients lost, rents, frozen conflicts, and who goes between whom."""

from __future__ import annotations

import numpy as np
import pytest

from tests.outcomes.crafted import crafted, one
from tests.worlds import small_world

WORLD = small_world(3, 3, 3)  # three quarters from 2008-Q1; regions 0, 1, 0


def test_who_is_led_first_and_not_last_is_lost() -> None:
    alignment = np.zeros((1, 4, 3, 3))
    alignment[0, :, 0] = [[0.6, 0.6, 0.6], [0.1, 0.6, 0.6], [0.1, 0.6, 0.1], [0.1, 0.6, 0.1]]
    alignment[0, :, 1] = [[0.2, 0.2, 0.2], [0.2, 0.2, 0.2], [0.2, 0.2, 0.2], [0.2, 0.2, 0.0]]
    run = crafted(WORLD, alignment=alignment)
    assert one(run, "clients_lost", power="P0") == [1.0]
    assert one(run, "clients_lost", power="P0", rival="P1") == [1.0]  # the third is led by the first again: nobody has more
    assert one(run, "clients_lost", power="P0", client="C1") == [0.0]
    assert one(run, "clients_lost", power="P0", region="region 1") == [0.0]
    assert one(run, "clients_lost", power="P0", until="2008-Q1") == [1.0]
    assert one(run, "clients_lost", power="P0", from_="2008-Q2", until="2008-Q2") == [1.0]
    assert one(run, "clients_lost", power="P1") == [0.0]


def test_rents_are_what_a_client_has_from_all() -> None:
    support = np.array([[0.1, 0.2, 0.3]] * 3)
    run = crafted(WORLD, cubes={"support": support, "arms": 2.0 * support})
    assert one(run, "rents") == pytest.approx([1.8])
    assert one(run, "rents", client="C0") == pytest.approx([0.9])
    assert one(run, "rents", region="region 0") == pytest.approx([1.8])


def test_a_conflict_is_frozen_while_it_lasts_and_is_not_open() -> None:
    occupation = np.zeros((1, 4, 3, 3))
    occupation[0, 1:, 0, 0] = [1.0, 0.25, 0.2]
    occupation[0, 1:, 1, 0] = [0.0, 0.0, 1.0]
    occupation[0, :, 2, 2] = 0.3
    run = crafted(WORLD, cubes={"occupation": occupation})
    assert one(run, "frozen_in", client="C0") == pytest.approx([1 / 3])
    assert one(run, "open_war_in", client="C0") == pytest.approx([2 / 3])
    assert one(run, "frozen_in") == pytest.approx([4 / 9])
    assert one(run, "open_war_in", region="region 1") == [0.0]


def test_offers_and_accords_are_told_apart() -> None:
    happened = [
        {"kind": "mediation", "turn": turn, "power": power, "detail": detail}
        for turn, power, detail in ((0, 2, "offer"), (0, 2, "accord"), (1, 2, "offer"), (2, 1, "offer"))
    ]
    run = crafted(WORLD, happened=happened)
    assert one(run, "mediation_offers") == [3.0]
    assert one(run, "mediation_offers", power="P2") == [2.0]
    assert one(run, "accords_brokered", power="P2") == [1.0]
    assert one(run, "accords_brokered", power="P1") == [0.0]


def test_who_is_trusted_by_those_who_mistrust_each_other_stands_between() -> None:
    trust = np.full((4, 3, 3), 0.5)
    trust[:, 0, 1] = trust[:, 1, 0] = 0.2  # 0.5 * 0.5 by way of the third is more
    trust[3, 1, 0] = 0.9
    run = crafted(WORLD, series={"trust": trust})
    assert one(run, "betweenness", power="P2") == pytest.approx([5 / 6])
    assert one(run, "betweenness", power="P0") == [0.0]
