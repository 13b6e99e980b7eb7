"""Contests between patrons: what Tullock's theory says, and how far it can be shown here.

The rule gives every power a budget and divides it by marginal return; no power decides how much to spend in all.
So efforts do not converge to Tullock's equilibrium: they are what the budgets are. What can be shown is that
 1. clients' choices make the contest a Tullock contest, A_p / A_q = ((1 + x_p/x₀) / (1 + x_q/x₀))^r with r = β e / θ;
 2. two equal powers end with equal shares, wherever they begin;
 3. at the efforts of the symmetric equilibrium, no power would gain by another budget: the equilibrium is one of
    this model, though nothing in it seeks it;
 4. dividing by marginal return comes to rest where neither power gains by dividing its budget otherwise: the
    equilibrium of the contest with fixed budgets.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import simulate
from tests.worlds import small_world

TEMPERATURE = 0.75
SCALE = 1e-4  # x₀: far below the efforts, so that 1 + x/x₀ is nearly x/x₀


def rest(
    capability: list[float], salience: list[list[float]], *, power: float = 1.0, opening: list[list[float]] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Alignment and support, (p, c) each, at the rest point of clients that nobody claims and all may court.

    power  r = β e / θ, the exponent of the contest
    """
    clients = len(salience[0])
    world = small_world(
        len(capability), clients, 150, seed=None, on=["patronage", "alignment"],
        params={
            "capability": np.array(capability)[:, None], "salience": salience, "reach": 1.0, "claim": 0.0,
            "hold_share": 0.0, "contest_share": 0.0, "arms_portfolio": 0.0, "patronage.foothold": 0.0,
            "economic_need": 0.5, "autonomy": 0.0, "recognition_rate": 0.0,
            "alignment.support_weight": power * TEMPERATURE / 0.5, "alignment.support_scale": SCALE,
            "alignment.recognition_weight": 0.0, "alignment.neighbour_weight": 0.0, "alignment.drift": 0.0,
            "alignment.anchoring": 0.0, "alignment.temperature": TEMPERATURE, "alignment.adjustment": 0.3,
        },
        opening={"alignment": 0.3 if opening is None else opening},
    )  # fmt: skip
    run = simulate(world, seed=1, replicates=[0], cubes=("support",))
    return run.alignment[0, -1], run.cubes["support"][0, -1]


def shares(support: np.ndarray, power: float) -> np.ndarray:
    """Tullock's success function with a prize that may stay where it is."""
    weight = (1.0 + support / SCALE) ** power
    return weight / (weight.sum(axis=0) + 1.0)


@pytest.mark.parametrize("power", [0.5, 1.0])
def test_clients_choose_by_tullocks_success_function(power: float) -> None:
    aligned, support = rest([0.6, 0.3, 0.1], [[1.0]] * 3, power=power)
    assert support[:, 0] == pytest.approx([0.6, 0.3, 0.1])
    assert aligned == pytest.approx(shares(support, power), abs=1e-6)
    # twice the effort, 2^r times the share
    assert aligned[0, 0] / aligned[1, 0] == pytest.approx(2.0**power, rel=1e-3)


@pytest.mark.parametrize("opening", [[[0.3], [0.3]], [[0.9], [0.02]], [[0.1], [0.6]]])
def test_equal_powers_end_with_equal_shares(opening: list[list[float]]) -> None:
    aligned, support = rest([0.4, 0.4], [[1.0], [1.0]], opening=opening)
    assert support[:, 0].tolist() == [0.4, 0.4]
    assert aligned[0, 0] == pytest.approx(aligned[1, 0], abs=1e-9)
    assert aligned[0, 0] == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("power", [0.6, 1.0])
def test_at_tullocks_efforts_no_power_gains_by_another_budget(power: float) -> None:
    # Two rivals for a prize of 1: the symmetric equilibrium is x* = r / 4, where each has 1/2 - r/4.
    effort = power / 4.0

    def payoff(mine: float) -> float:
        aligned, support = rest([mine, effort], [[1.0], [1.0]], power=power)
        return float(aligned[0, 0] - support[0, 0])

    best = payoff(effort)
    assert best == pytest.approx(0.5 - power / 4.0, abs=5e-3)
    others = [payoff(effort * factor) for factor in (0.5, 0.8, 0.9, 1.1, 1.25, 2.0)]
    assert max(others) < best


def test_dividing_by_marginal_return_rests_in_the_equilibrium_of_fixed_budgets() -> None:
    power, salience = 0.6, np.array([[1.0, 0.5, 0.2], [0.3, 0.6, 0.9]])
    aligned, support = rest([0.5, 0.3], salience.tolist(), power=power)
    assert support.sum(axis=1) == pytest.approx([0.5, 0.3])
    assert aligned == pytest.approx(shares(support, power), abs=1e-6)
    random = np.random.default_rng(1)
    for p in range(2):
        here = (salience[p] * shares(support, power)[p]).sum()
        for step in (0.5, 0.1, 0.02):
            for way in random.dirichlet(np.ones(3), 200):
                other = support.copy()
                other[p] = (1.0 - step) * support[p] + step * way * support[p].sum()
                assert (salience[p] * shares(other, power)[p]).sum() <= here + 1e-7
