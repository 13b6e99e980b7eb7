"""Contests between patrons: what Tullock's theory says, and how far it can be shown here.

The rule gives every power a budget and divides it by marginal return; no power decides how much to spend in all.
So efforts do not converge to Tullock's equilibrium: they are what the budgets are. What can be shown is that
 1. clients' choices make the contest a Tullock contest, A_p / A_q = ((1 + x_p/x₀) / (1 + x_q/x₀))^r with r = β e / θ;
 2. two equal powers end with equal shares, wherever they begin;
 3. at the efforts of the symmetric equilibrium, r V (P - 1) / P², no power would gain by another budget, and at no other do
    all their slopes vanish: the equilibrium is one of this model, though nothing in it seeks it;
 4. dividing by marginal return comes to rest where neither power gains by dividing its budget otherwise: the
    equilibrium of the contest with fixed budgets.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.axes import laid_out
from sim.engine import simulate
from tests.closeness import close
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
    close(support[:, 0], [0.6, 0.3, 0.1], abs=1e-9)
    close(aligned, shares(support, power), abs=1e-6)
    # twice the effort, 2^r times the share
    close(aligned[0, 0] / aligned[1, 0], 2.0**power, rel=1e-3)


@pytest.mark.parametrize("opening", [[[0.3], [0.3]], [[0.9], [0.02]], [[0.1], [0.6]]])
def test_equal_powers_end_with_equal_shares(opening: list[list[float]]) -> None:
    aligned, support = rest([0.4, 0.4], [[1.0], [1.0]], opening=opening)
    assert support[:, 0].tolist() == [0.4, 0.4]
    close(aligned[0, 0], aligned[1, 0], abs=1e-9)
    close(aligned[0, 0], 0.5, abs=1e-3)


@pytest.mark.parametrize("power", [0.6, 1.0])
def test_at_tullocks_efforts_no_power_gains_by_another_budget(power: float) -> None:
    # Two rivals for a prize of 1: the symmetric equilibrium is x* = r / 4, where each has 1/2 - r/4.
    effort = power / 4.0

    def payoff(mine: float) -> float:
        aligned, support = rest([mine, effort], [[1.0], [1.0]], power=power)
        return float(aligned[0, 0] - support[0, 0])

    best = payoff(effort)
    close(best, 0.5 - power / 4.0, abs=5e-3)
    others = [payoff(effort * factor) for factor in (0.5, 0.8, 0.9, 1.1, 1.25, 2.0)]
    assert max(others) < best


def payoffs(powers: int, power: float, prize: float, mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """What a power has of the prize, less its effort, where it makes the efforts `mine` (n,) and every other makes `theirs` (n,).

    One history for each. Clients go all the way to what they want at once; they lean to all the powers alike, and so much that
    none stands alone: somebody gets the prize.
    """
    params = {
        "salience": 1.0, "reach": 1.0, "claim": 0.0, "hold_share": 0.0, "contest_share": 0.0, "arms_portfolio": 0.0,
        "economic_need": 1.0, "autonomy": 0.0, "recognition_rate": 0.0, "alignment.support_weight": power * TEMPERATURE,
        "alignment.support_scale": SCALE, "alignment.recognition_weight": 0.0, "alignment.neighbour_weight": 0.0,
        "alignment.drift": 0.0, "alignment.anchoring": 0.0, "alignment.temperature": TEMPERATURE, "alignment.adjustment": 1.0,
    }  # fmt: skip
    world = small_world(powers, 1, 1, seed=None, on=["patronage", "alignment"], params=params, opening={"leaning": 20.0})
    budgets = np.repeat(theirs[:, None, None], powers, axis=1)
    budgets[:, 0, 0] = mine
    world = replace(world, params=world.params.replaced({"capability": laid_out(budgets)}))
    run = simulate(world, seed=1, replicates=range(len(mine)), cubes=("support",))
    close(run.cubes["support"][:, -1, 0, 0], mine, abs=1e-12)
    return prize * run.alignment[:, -1, 0, 0] - mine


@settings(max_examples=25)
@given(st.integers(2, 8), st.floats(0.2, 1.0), st.floats(0.3, 3.0))
def test_efforts_of_many_rivals_rest_at_tullocks(powers: int, power: float, prize: float) -> None:
    """P equal rivals, a prize V, the exponent r <= 1: x* = r V (P - 1) / P² - x₀, where each gains V / P - x*.

    From V y^r / Σ y^r - x with y = x + x₀: the first-order condition r V a (1 - a) / y = 1 at the share a = 1 / P. The effort at
    which the model's own slope vanishes is looked for among 40, three times ever closer; at the one of theory no other gains.
    """
    expected = power * prize * (powers - 1) / powers**2 - SCALE
    low, high = 0.2 * expected, 3.0 * expected
    for _ in range(3):
        efforts = np.linspace(low, high, 40)
        slope = payoffs(powers, power, prize, 1.01 * efforts, efforts) - payoffs(powers, power, prize, 0.99 * efforts, efforts)
        turns = np.flatnonzero((slope[:-1] > 0.0) & (slope[1:] <= 0.0))
        assert len(turns) == 1  # there is one such effort
        low, high = efforts[turns[0]], efforts[turns[0] + 1]
    close(0.5 * (low + high), expected, rel=1e-3)
    mine = expected * np.array([1.0, 0.05, 0.3, 0.6, 0.9, 1.1, 1.5, 2.5, 5.0, 20.0])
    found = payoffs(powers, power, prize, mine, np.full(len(mine), expected))
    assert found[1:].max() < found[0]
    close(found[0], prize / powers - expected, abs=1e-7)


def test_dividing_by_marginal_return_rests_in_the_equilibrium_of_fixed_budgets() -> None:
    power, salience = 0.6, np.array([[1.0, 0.5, 0.2], [0.3, 0.6, 0.9]])
    aligned, support = rest([0.5, 0.3], salience.tolist(), power=power)
    close(support.sum(axis=1), [0.5, 0.3], abs=1e-9)
    close(aligned, shares(support, power), abs=1e-6)
    random = np.random.default_rng(1)
    for p in range(2):
        here = (salience[p] * shares(support, power)[p]).sum()
        for step in (0.5, 0.1, 0.02):
            for way in random.dirichlet(np.ones(3), 200):
                other = support.copy()
                other[p] = (1.0 - step) * support[p] + step * way * support[p].sum()
                assert (salience[p] * shares(other, power)[p]).sum() <= here + 1e-7
