"""Where alignments come to rest: the logit in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import simulate
from tests.closeness import close
from tests.worlds import ring, small_world

QUIET = {"alignment.drift": 0.0, "alignment.neighbour_weight": 0.0}
NEAR = 1e-7  # targets lie on a grid of 2**-28


def logit(*values: float, temperature: float) -> np.ndarray:
    """Shares of several choices, the last of which is standing alone, without it."""
    weights = np.exp(np.array(values) / temperature)
    return (weights / weights.sum())[:-1]


def path(turns: int, *, on: list[str], opening: dict[str, object] | None = None, **params: float) -> np.ndarray:
    """The alignment of one client with one power, state by state."""
    told = QUIET | {name.replace("__", "."): value for name, value in params.items()}
    world = small_world(1, 1, turns, seed=None, on=on, params=told, opening=opening)
    return simulate(world, seed=1, replicates=[0]).alignment[0, :, 0, 0]


def test_one_power_one_client_converges_to_the_logit_by_hand() -> None:
    # worth 0.3 * 1 (recognised) + 1 * 0.4 (affinity) = 0.7; standing alone 1 * 0.5; temperature 0.4:
    # 1 / (1 + e^((0.5 - 0.7) / 0.4)) = 1 / (1 + e^-0.5) = 0.622459
    aligned = path(400, on=["alignment"], affinity=0.4, alignment__temperature=0.4, alignment__anchoring=0.0)
    close(aligned[-1], 0.622459, abs=1e-6)


@settings(max_examples=40)
@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0), st.floats(0.05, 5.0), st.floats(0.01, 1.0), st.floats(0.001, 0.999))
def test_on_its_way_each_turn_closes_the_same_share_of_the_gap(
    affinity: float, autonomy: float, temperature: float, adjustment: float, opening: float
) -> None:
    aligned = path(
        30, on=["alignment"], opening={"alignment": opening}, affinity=affinity, autonomy=autonomy,
        alignment__temperature=temperature, alignment__adjustment=adjustment, alignment__anchoring=0.0,
    )  # fmt: skip
    rest = logit(0.3 + affinity, autonomy, temperature=temperature)
    close(aligned, rest + (opening - rest) * (1.0 - adjustment) ** np.arange(31), abs=NEAR)


@pytest.mark.parametrize("opening", [0.05, 0.4, 0.9])
def test_a_world_that_is_wholly_anchored_stays_where_it_opens(opening: float) -> None:
    aligned = path(50, on=["alignment"], opening={"alignment": opening}, alignment__anchoring=1.0)
    close(aligned, np.full(51, opening), abs=NEAR)


def test_half_an_anchor_rests_at_the_logit_of_half_the_pull() -> None:
    # unexplained: θ ln(0.8 / 0.2) - (0.3 - 0.5) = 0.35 * 1.386294 + 0.2 = 0.685203; a half of it stays
    aligned = path(400, on=["alignment"], opening={"alignment": 0.8}, alignment__anchoring=0.5)
    close(aligned[-1], logit(0.3 + 0.342602, 0.5, temperature=0.35).item(), abs=1e-6)


def test_a_patrons_goods_move_the_rest_point_as_the_logit_says() -> None:
    # Of means 0.05 what holds the sphere, 0.4, goes to its only client, half of it as arms (needs alike):
    # x = 0.01 = m, and an arsenal of m / (1 - 0.97); reach 0.8, needs 0.5.
    aligned = path(900, on=["alignment", "patronage"], alignment__anchoring=0.0, capability=0.05)
    support, arms = 0.01, 0.01 / 0.03
    worth = 1.5 * 0.5 * np.log1p(support * 0.8 / 0.02) + 1.2 * 0.5 * np.log1p(arms * 0.8 / 0.2) + 0.3
    close(aligned[-1], logit(worth, 0.5, temperature=0.35).item(), abs=1e-6)
    assert 0.8 < aligned[-1] < 0.9


def test_several_powers_and_clients_rest_where_each_answers_its_neighbours() -> None:
    world = small_world(
        3, 5, 800, on=["alignment"],
        params={"alignment.drift": 0.0, "alignment.anchoring": 0.0, "alignment.neighbour_weight": 0.5},
    )  # fmt: skip
    aligned = simulate(world, seed=1, replicates=[0]).alignment[0, -1]
    known = world.params
    worth = 0.3 + known.affinity[0] + 0.5 * (aligned @ ring(5).T)
    weight = np.exp(worth / 0.35)
    alone = np.exp(known.autonomy[0] / 0.35)
    close(aligned, weight / (weight.sum(axis=0) + alone), abs=1e-6)


def test_with_drift_alignment_varies_about_the_logit() -> None:
    # Small noise: the target is linear in it, A* + A*(1 - A*) σ z / θ, so the mean stays and the variance of
    # a first-order autoregression is λ² v / (1 - (1 - λ)²) = λ v / (2 - λ).
    params = {"alignment.anchoring": 0.0, "alignment.neighbour_weight": 0.0, "alignment.drift": 0.02}
    world = small_world(1, 1, 300, seed=None, on=["alignment"], params=params)
    aligned = simulate(world, seed=1, replicates=range(400)).alignment[:, 150:, 0, 0]
    rest = logit(0.3, 0.5, temperature=0.35).item()
    target_variance = (rest * (1.0 - rest) * 0.02 / 0.35) ** 2
    close(aligned.mean(), rest, abs=2e-4)
    close(aligned.var(), target_variance * 0.08 / 1.92, rel=0.05)
