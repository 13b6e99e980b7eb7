"""Outcomes that follow from a series: means, totals and ends, of the actors and the span that are asked for."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.series import SERIES
from sim.outcomes import OUTCOMES
from sim.outcomes.recorded import FLOWS
from tests.outcomes.crafted import crafted, one
from tests.worlds import small_world

WORLD = small_world(2, 4, 4)  # 2008-Q1 to 2008-Q4


def test_a_mean_leaves_the_opening_out() -> None:
    run = crafted(WORLD, series={"norm": [[9.0, 1.0, 0.5, 0.0, 0.5]]})
    assert one(run, "norm") == [0.5]
    assert one(run, "norm_end") == [0.5]


def test_a_span_is_from_its_first_quarter_to_its_last() -> None:
    run = crafted(WORLD, series={"norm": [[9.0, 1.0, 0.5, 0.0, 0.75]]})
    assert one(run, "norm", from_="2008-Q2", until="2008-Q3") == [0.25]
    assert one(run, "norm_end", from_="2008-Q2", until="2008-Q3") == [0.0]
    assert one(run, "norm", from_="2008-Q3") == [0.375]
    assert one(run, "norm", until="2008-Q1") == [1.0]
    assert one(run, "norm_end", until="2008-Q2") == [0.5]


def test_what_is_spent_is_added_up() -> None:
    spent = np.array([9.0, 0.1, 0.2, 0.3, 0.4])[None, :, None] * [1.0, 2.0]
    run = crafted(WORLD, series={"contest_spend": spent})
    assert one(run, "contest_spend", power="P1") == pytest.approx([2.0])
    assert one(run, "contest_spend", power="P0", until="2008-Q2") == pytest.approx([0.3])
    assert one(run, "contest_spend_end", power="P1") == [0.8]


def test_a_dyad_goes_from_the_power_to_the_rival() -> None:
    grievance = np.zeros((1, 5, 2, 2))
    grievance[:, 1:, 0, 1], grievance[:, 1:, 1, 0] = 0.25, 0.75
    run = crafted(WORLD, series={"grievance": grievance})
    assert one(run, "grievance", power="P0", rival="P1") == [0.25]
    assert one(run, "grievance_end", power="P1", rival="P0") == [0.75]


def test_of_clients_it_is_the_mean_of_those_that_count() -> None:
    run = crafted(WORLD, series={"welfare": [1.0, 2.0, 3.0, 6.0]})
    assert one(run, "welfare") == [3.0]
    assert one(run, "welfare", client="C3") == [6.0]
    assert one(run, "welfare", region="region 1") == [4.0]
    assert one(run, "welfare_end", region="region 0") == [2.0]


def test_a_mean_of_noughts_and_ones_is_a_share_of_turns() -> None:
    deal = np.zeros((1, 5, 2, 2))
    deal[0, 2:4, 0, 1] = 1.0
    assert one(crafted(WORLD, series={"deal": deal}), "deal", power="P0", rival="P1") == [0.5]
    assert OUTCOMES["deal"].unit == "share of turns"


def test_every_series_has_its_outcomes() -> None:
    for name, series in SERIES.items():
        assert OUTCOMES[f"{name}_end"].unit == series.unit
        assert (OUTCOMES[name].unit == "capability·turns") == (name in FLOWS)
        assert series.meaning in OUTCOMES[name].meaning
        assert OUTCOMES[name].low == series.low
