"""Wars that freeze because their powers weigh it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from sim.engine import simulate
from sim.mechanisms import force
from tests.mechanisms.ranges import between, shares
from tests.worlds import lively_world, number


def test_gain_by_hand() -> None:
    # 0.2 (1 - 0.25) + 0.8 * 0.25 * 0.5 - 0.1 * 0.5 = 0.15 + 0.1 - 0.05
    gain = force.freezing_gain(number(0.5), number(0.1), number(0.2), number(0.25), number(0.8))
    assert gain.item() == pytest.approx(0.2)


def test_chance_by_hand() -> None:
    # odds 0.25 / 0.75 = 1/3, times e**(5 * 0.2) = e: e / (3 + e)
    found = force.freeze_chance(number(0.25), number(0.2), number(5.0)).item()
    assert found == pytest.approx(np.e / (3 + np.e))
    assert force.freeze_chance(number(0.0), number(1.0), number(50.0)).item() == 0.0
    assert force.freeze_chance(number(0.08), number(0.7), number(0.0)).item() == 0.08


@given(shares, between(-1.0, 1.0), between(0.0, 100.0))
def test_the_chance_is_one_and_rises_with_the_gain(rate: float, gain: float, weight: float) -> None:
    chance = force.freeze_chance(number(rate), number(gain), number(weight)).item()
    assert 0.0 <= chance <= 1.0 + 1e-12
    assert chance <= force.freeze_chance(number(rate), number(gain + 0.1), number(weight)).item() + 1e-12


def test_dear_wars_freeze_sooner_where_their_cost_is_weighed() -> None:
    def frozen(drain: float, weight: float) -> float:
        params = {
            "patronage.war_drain": drain,
            "force.freeze_weight": weight,
            "force.freeze_rate": 0.05,
            "force.victory_rate": 0.0,
        }
        run = simulate(lively_world(params=params), seed=1, replicates=range(60))
        wars = len(run.happenings.where("war_end"))
        return wars / max(1, (run.happenings.where("force").detail == "war").sum())

    assert frozen(0.5, 8.0) > 1.5 * frozen(0.05, 8.0)
    assert abs(frozen(0.5, 0.0) - frozen(0.05, 0.0)) < 0.1
