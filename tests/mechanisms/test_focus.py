"""Breadth against focus, and the bidding for clients at home: how care and rivals shape the division of means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine import simulate
from sim.mechanisms import patronage
from tests.engine.same import differences
from tests.mechanisms.ranges import parameter, shares
from tests.worlds import lively_world, number, over_powers, small_world, table


def test_focus_by_hand() -> None:
    # 0.25 ** (0, 1/2, 1, 2); what is not cared about gets nothing even where all else is alike
    care = np.full((1, 4, 2), 0.25)
    care[:, :, 1] = 0.0
    found = patronage.concentrated(care, over_powers(0.0, 0.5, 1.0, 2.0))
    assert found[0, :, 0] == pytest.approx([1.0, 0.5, 0.25, 0.0625])
    assert not found[0, :, 1].any()


@given(shares, shares, parameter("patronage", "focus"))
def test_focus_keeps_the_order_of_care(one: float, other: float, focus: float) -> None:
    low, high = patronage.concentrated(table(sorted([one, other])), number(focus))[0, 0]
    assert 0.0 <= low <= high + 1e-12 <= 1.0 + 1e-11


def test_a_focus_of_one_is_no_focus_to_the_bit() -> None:
    care = np.random.default_rng(1).uniform(0, 1, (3, 2, 5))
    budget = np.random.default_rng(2).uniform(0, 1, (3, 2, 4))
    assert np.array_equal(patronage.concentrated(care, over_powers(1.0, 1.0)), care)
    assert np.array_equal(patronage.tilted(budget, care[:, :, :4], over_powers(1.0, 1.0)), budget)
    mixed = patronage.tilted(budget, care[:, :, :4], over_powers(1.0, 3.0))
    assert np.array_equal(mixed[:, 0], budget[:, 0])


def test_budgets_tilted_by_hand() -> None:
    # weights 0.4 * 0.5 and 0.2 * 0.25 at focus 2: 0.6 divided as 4 : 1; at focus 0: 0.4 / 0.5 and 0.2 / 0.25, as 1 : 1
    budget, care = table([0.4, 0.2], [0.4, 0.2]), table([0.5, 0.25], [0.5, 0.25])
    assert patronage.tilted(budget, care, over_powers(2.0, 0.0)) == pytest.approx(table([0.48, 0.12], [0.3, 0.3]))


@given(st.lists(shares, min_size=3, max_size=3), st.lists(shares, min_size=3, max_size=3), parameter("patronage", "focus"))
def test_a_tilt_spends_no_more_and_no_less(budget: list[float], care: list[float], focus: float) -> None:
    moved = patronage.tilted(table(budget), table(care), number(focus))
    assert moved.min() >= 0.0
    assert moved.sum() == pytest.approx(sum(budget), abs=1e-9)


def test_the_counterbid_by_hand() -> None:
    # rivals bid 0.3 against 0.5 * 0.2 = 0.1: three quarters of all bids, of 0.4 that could come home, half: 0.5 + 0.15
    told = (number(0.5), number(0.4), number(0.3), number(0.2))
    assert patronage.home_share(*told, number(0.5)).item() == pytest.approx(0.65)
    assert patronage.home_share(*told, number(0.0)).item() == 0.5
    nobody = (number(0.5), number(0.4), number(0.0), number(0.0), number(1.0))
    assert patronage.home_share(*nobody).item() == 0.5


def test_who_spreads_its_means_holds_less_of_what_it_cares_most_about() -> None:
    home = {}
    for focus in (0.0, 1.0, 3.0):
        run = simulate(small_world(params={"focus": [[focus], [1.0], [1.0]]}), seed=1, replicates=range(20))
        home[focus] = run.series["home_spend"][:, 1:, 0].mean()
        spent = sum(run.series[f"{part}_spend"][:, 1:, 0].sum() for part in ("home", "contest", "open"))
        assert spent == pytest.approx(run.series["support_given"][:, 1:, 0].sum() + run.series["arms_given"][:, 1:, 0].sum())
        assert run.sound.all()
    assert home[0.0] < home[1.0] < home[3.0]


def test_who_bids_back_spends_at_home_what_it_would_have_spent_elsewhere() -> None:
    plain = simulate(lively_world(), seed=1, replicates=range(20))
    bidding = simulate(lively_world(params={"counterbid": [[1.0], [0.0], [0.0]]}), seed=1, replicates=range(20))
    assert differences(plain, bidding, range(20)) != []
    first = {name: [run.series[f"{name}_spend"][:, 2, 0].mean() for run in (plain, bidding)] for name in ("home", "open")}
    assert first["home"][1] > first["home"][0] + 0.01
    assert first["home"][1] + first["open"][1] == pytest.approx(first["home"][0] + first["open"][0], rel=0.05)
