"""Exclusion: what is tolerated, and the ladder by which the rest is answered."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.mechanisms import exclusion
from tests.mechanisms.ranges import amounts, cubes, parameter, shares
from tests.worlds import number, over_clients, over_powers, table


def test_dependence_by_hand() -> None:
    # 0.06 / (0.06 + 0.02 + 0.02) and 0.02 / 0.10
    goods = over_powers(0.06, 0.02)
    assert exclusion.dependence(goods, number(0.02))[0, :, 0] == pytest.approx([0.6, 0.2])


@given(cubes(3, 2, amounts), parameter("exclusion", "dependence_scale"))
def test_dependences_are_shares_of_less_than_all(goods: np.ndarray, scale: float) -> None:
    depends = exclusion.dependence(goods, number(scale))
    assert depends.min() >= 0.0
    assert depends.sum(axis=1).max() <= 1.0


def test_over_by_hand() -> None:
    # 0.05 - 0.03, and nothing below the tolerance
    assert exclusion.over(over_clients(0.05, 0.02, 0.03), number(0.03))[0, 0] == pytest.approx([0.02, 0.0, 0.0])


TOLERANCES = {
    "support_tolerance": number(0.03), "arms_tolerance": number(0.01),
    "dependence_tolerance": number(0.5), "recognition_tolerance": number(0.8),
}  # fmt: skip
PRICES = {"arms_alarm": number(2.0), "dependence_breach": number(0.05), "recognition_breach": number(0.02)}


def test_breach_by_hand() -> None:
    # (0.05 - 0.03) + 2 (0.02 - 0.01) + 0.05 (0.7 - 0.5) + 0.02 (1 - 0.8) = 0.02 + 0.02 + 0.01 + 0.004
    found = exclusion.breach(number(0.05), number(0.02), number(0.7), number(1.0), **TOLERANCES, **PRICES)
    assert found.item() == pytest.approx(0.054)


def test_what_is_tolerated_is_no_breach() -> None:
    found = exclusion.breach(number(0.03), number(0.01), number(0.5), number(0.8), **TOLERANCES, **PRICES)
    assert found.item() == 0.0


@given(amounts, amounts, shares, shares, st.floats(0.0, 1.0))
def test_a_breach_rises_with_each_of_its_parts(
    support: float, arms: float, depends: float, recognised: float, more: float
) -> None:
    parts = [support, arms, depends, recognised]

    def of(values: list[float]) -> float:
        return exclusion.breach(*(number(v) for v in values), **TOLERANCES, **PRICES).item()

    for k in range(4):
        assert of([v + more * (j == k) for j, v in enumerate(parts)]) >= of(parts) >= 0.0


def test_clock_by_hand() -> None:
    # it runs up while the breach goes on, and down to 0 afterwards
    clock, seen = number(0.0), []
    for breached in (True, True, False, True, False, False, False):
        clock = exclusion.next_clock(clock, np.full((1, 1, 1), breached))
        seen.append(clock.item())
    assert seen == [1.0, 2.0, 1.0, 2.0, 1.0, 0.0, 0.0]


def test_rungs_by_hand() -> None:
    # patience 3: a warning at once, sanctions from 3, denial from 6, force from 9
    clock = over_clients(0, 1, 2, 3, 5, 6, 8, 9, 100)
    assert exclusion.rung(clock, number(3.0))[0, 0].tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_the_first_rung_is_the_warning_whatever_the_patience() -> None:
    assert exclusion.rung(number(1.0), number(1.0)).item() == 2.0  # without patience, sanctions come with it
    assert exclusion.rung(number(1.0), number(1e6)).item() == 1.0


@given(st.integers(0, 10_000), parameter("exclusion", "exclusion_patience"))
def test_the_ladder_is_climbed_one_way(clock: int, patience: float) -> None:
    now, later = (exclusion.rung(number(t), number(patience)).item() for t in (clock, clock + 1))
    assert 0.0 <= now <= later <= 4.0
    assert (now == 0.0) == (clock == 0)


@pytest.mark.parametrize(("level", "loss"), [(0, 0.0), (1, 0.012), (2, 0.03), (3, 0.03), (4, 0.03)])
def test_punishment_by_hand(level: int, loss: float) -> None:
    # 0.8 * 0.15 * (0.1 [warned] + 0.6 * 0.5 * 0.5 [sanctioned]): 0.12 * 0.1 and 0.12 * (0.1 + 0.15)
    found = exclusion.punishment(
        number(level), number(0.15), strictness=number(0.8), strength=number(0.5), economic_need=number(0.5),
        warning=number(0.1), sanction=number(0.6),
    )  # fmt: skip
    assert found.item() == pytest.approx(loss)


def test_denied_by_hand() -> None:
    # from the third rung on, whoever has a part in the breach loses 0.5 * 0.3 of what it sends
    level, share = over_clients(2, 3, 4, 4), table([1.0, 0.25, 0.75, 0.0])
    found = exclusion.denied(level, share, strictness=number(0.5), denial=number(0.3))
    assert found[0, 0] == pytest.approx([0.0, 0.15, 0.15, 0.0])


@given(st.integers(0, 4), shares, shares, parameter("exclusion", "denial"))
def test_what_is_denied_is_a_share(level: int, share: float, strictness: float, denial: float) -> None:
    found = exclusion.denied(number(level), number(share), strictness=number(strictness), denial=number(denial))
    assert 0.0 <= found.item() <= min(strictness, denial)


def test_enforcement_cost_by_hand() -> None:
    # 0.5 * 0.01 * 4; nobody can spend more than all
    cost = exclusion.enforcement_cost(over_powers(4, 0, 500), number(0.5), number(0.01))
    assert cost[0, :, 0] == pytest.approx([0.02, 0.0, 1.0])


@given(st.integers(0, 1000), shares, parameter("exclusion", "sanction_cost"))
def test_enforcement_costs_a_share_of_means(clients: int, strictness: float, cost: float) -> None:
    assert 0.0 <= exclusion.enforcement_cost(number(clients), number(strictness), number(cost)).item() <= 1.0
