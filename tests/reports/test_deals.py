"""Bargains counted by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from sim.reports import count_deals, read_run
from sim.reports.figures.events import kinds_of
from sim.reports.view import View

NAMES = ["variant", "replicate", "turn", "kind", "power", "rival", "client", "amount", "detail"]


@pytest.fixture(scope="module")
def empty(make_run: Callable[..., Any]) -> View:
    return read_run(make_run(variants=2, claims=0, replicates=4, turns=40, happens=False))


def _swap(replicate: int, turn: int, venezuela: float = 1.0, ukraine: float = 0.5) -> list[tuple[Any, ...]]:
    """Russia (second) gives up Venezuela, the United States (first) Ukraine; written with Russia first."""
    rows = [("v1", replicate, turn, "deal", "RUS", "USA", "", 0.2, "first")]
    rows += [("v1", replicate, turn, "deal", "USA", "RUS", "", 0.4, "second")]
    rows += [("v1", replicate, turn, "concession", "RUS", "USA", "VEN", venezuela, "")] if venezuela else []
    return rows + ([("v1", replicate, turn, "concession", "USA", "RUS", "UKR", ukraine, "")] if ukraine else [])


def _counted(view: View, rows: list[tuple[Any, ...]]) -> Any:
    return count_deals(replace(view, events=pd.DataFrame(rows, columns=NAMES)))


def test_no_deal(empty: View) -> None:
    assert count_deals(empty) == []


def test_packages_terms_and_dates(empty: View) -> None:
    rows = _swap(0, 4) + _swap(1, 8, ukraine=0.7) + _swap(2, 12, ukraine=0.0)
    (found,) = _counted(empty, rows)
    assert found.variant == "v1"
    assert found.per_replicate == 3 / 4
    assert found.kinds == 2
    swap, gift = found.packages
    assert (swap.first, swap.second, swap.gives_first, swap.gives_second) == ("USA", "RUS", ("UKR",), ("VEN",))
    assert swap.shares == pytest.approx((0.6, 1.0))
    assert swap.gains == pytest.approx((0.4, 0.2))
    assert swap.deals == 2
    assert swap.share == pytest.approx(2 / 3)
    assert (swap.early, swap.late) == ("2009-Q1", "2010-Q1")
    assert swap.median in ("2009-Q1", "2010-Q1")
    assert (gift.gives_first, gift.gives_second) == ((), ("VEN",))


def test_traded_clients_count_replicates_not_deals(empty: View) -> None:
    (found,) = _counted(empty, _swap(0, 4) + _swap(0, 20, ukraine=0.0) + _swap(3, 4, ukraine=0.0))
    venezuela, ukraine = found.traded
    assert (venezuela.client, venezuela.power, venezuela.rival) == ("VEN", "RUS", "USA")
    assert venezuela.replicates == 2 / 4
    assert (ukraine.client, ukraine.power, ukraine.replicates, ukraine.share) == ("UKR", "USA", 1 / 4, 0.5)
    assert found.traded_in_all == 2


def test_a_breach_ends_the_deal_before_it(empty: View) -> None:
    breach = ("v1", 0, 10, "breach", "RUS", "USA", "", 6.0, "")
    (found,) = _counted(empty, [*_swap(0, 4), breach, *_swap(0, 10), *_swap(1, 4)])
    assert found.packages[0].deals == 3
    assert found.broken == pytest.approx(1 / 3)


def test_distance_from_the_nash_point_is_a_term_and_no_kind_of_event(empty: View) -> None:
    rows = _swap(0, 4) + [("v1", 0, 4, "nash_distance", "RUS", "USA", "", distance, "") for distance in (0.1, 0.3)]
    (found,) = _counted(empty, rows)
    assert found.nash_distance == pytest.approx(0.2)
    assert "nash_distance" not in kinds_of(pd.DataFrame(rows, columns=NAMES))
    assert math.isnan(_counted(empty, _swap(0, 4))[0].nash_distance)


def test_small_concessions_are_not_named_in_a_package(empty: View) -> None:
    (found,) = _counted(empty, _swap(0, 4, ukraine=0.01))
    assert found.packages[0].gives_first == ()
    assert {row.client for row in found.traded} == {"VEN", "UKR"}


def test_frozen_replicates_are_not_in_the_rate(make_run: Callable[..., Any]) -> None:
    view = read_run(make_run(variants=2, claims=0, replicates=4, frozen=2, happens=False))
    (found,) = _counted(view, _swap(3, 4))
    assert found.per_replicate == 1 / 2
