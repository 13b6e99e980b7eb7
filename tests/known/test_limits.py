"""Ends of ranges, where theory says all: no noise and all noise, nothing prized, nothing to distract, no future."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sim.core.axes import Array
from sim.engine import simulate
from sim.mechanisms import alignment, summit
from tests.closeness import close
from tests.worlds import lively_world, small_world

seeds = st.integers(0, 10**6)
GRID = 1e-7  # targets lie on a grid of 2**-28


def choosing(seed: int, temperature: float) -> tuple[Array, Array]:
    """Alignment after a turn in which clients go all the way to their targets, (p, c); what each choice was worth, (p + 1, c)."""
    world = small_world(
        3, 6, 1, seed=seed, on=["alignment"],
        params={"alignment.temperature": temperature, "alignment.adjustment": 1.0, "alignment.drift": 0.0,
                "alignment.anchoring": 0.0, "alignment.neighbour_weight": 0.0},
    )  # fmt: skip
    recognised = 0.3  # the default worth of recognition, which all give here
    worth = np.concatenate([recognised + world.params.affinity[0], world.params.autonomy[0]])
    return simulate(world, seed=1, replicates=[0]).alignment[0, -1], worth


@settings(max_examples=60)
@given(seeds)
def test_without_noise_the_best_offer_takes_all(seed: int) -> None:
    """θ → 0: the share of what is worth g less than the best is at most e^(-g/θ)."""
    aligned, worth = choosing(seed, 0.01)
    ordered = np.sort(worth, axis=0)
    sure = ordered[-1] - ordered[-2] > 0.15
    assume(sure.any())
    best = (worth == worth.max(axis=0))[:-1] * 1.0
    close(aligned[:, sure], best[:, sure], abs=3 * np.exp(-15.0) + GRID)


@settings(max_examples=60)
@given(seeds)
def test_in_noise_all_choices_are_alike(seed: int) -> None:
    """θ → ∞: each of P powers, and standing alone, has 1 / (P + 1); shares differ by less than the spread of worth over θ."""
    aligned, worth = choosing(seed, 100.0)
    close(aligned, np.full(aligned.shape, 0.25), abs=float(np.ptp(worth)) / 100.0)


@settings(max_examples=60)
@given(seeds, st.integers(1, 6), st.sampled_from([1e-6, 1e9]))
def test_the_choice_itself_at_both_ends(seed: int, powers: int, temperature: float) -> None:
    random = np.random.default_rng(seed)
    worth, alone = random.uniform(-2.0, 2.0, (1, powers, 4)), random.uniform(-2.0, 2.0, (1, 1, 4))
    both = np.concatenate([worth, alone], axis=1)
    limit = (both == both.max(axis=1, keepdims=True)) * 1.0 if temperature < 1.0 else np.full(both.shape, 1.0 / (powers + 1))
    found = alignment.target_shares(worth, alone, np.full((1, 1, 1), temperature))
    close(found, limit[:, :-1], abs=GRID)


@pytest.mark.parametrize("lacks", ["salience", "capability", "reach"])
def test_who_prizes_nothing_has_nothing_or_reaches_nothing_gives_nothing(lacks: str) -> None:
    world = lively_world(3, 6, 12)
    nothing = world.params[lacks][0].copy()
    nothing[0] = 0.0
    run = simulate(lively_world(3, 6, 12, params={lacks: nothing}), seed=1, replicates=range(20), cubes=("support", "arms"))
    for goods in ("support", "arms"):
        close(run.cubes[goods][:, :, 0], 0.0)
        assert (run.cubes[goods][:, 1:, 1:] > 0.0).any()


def test_who_prizes_nothing_feels_nothing_signs_nothing_and_forgets() -> None:
    """s = 0: felt effort Σ κ s E is 0, a bargain brings τ s A = 0 and costs something, and grievance fades by 0.95 a turn."""
    turns, held = 15, 0.7
    like = lively_world(3, 6, turns)
    nothing = like.params.salience[0].copy()
    nothing[0] = 0.0
    world = lively_world(
        3, 6, turns, params={"salience": nothing, "exclusion": 0.0, "concession_cost": 0.01},
        opening={"grievance": held * (1.0 - np.eye(3))},
    )  # fmt: skip
    run = simulate(world, seed=1, replicates=range(40))
    close(run.series["felt"][:, :, 0], 0.0)
    deals = run.happenings.where("deal")
    assert len(deals)
    assert 0 not in deals.power
    close(run.final.grievance[:, 0, 1:], held * 0.95**turns, abs=1e-12)


@settings(max_examples=25)
@given(st.floats(0.0, 50.0), st.floats(0.01, 100.0))
def test_attention_divides_means_and_boundless_attention_does_not(load: float, attention: float) -> None:
    """What a power spends is cap / (1 + load / attention); with boundless attention it is cap, whatever claims it."""
    for bound in (attention, 1e6):
        params = {"attention": bound, "contest_share": 0.0}  # nobody is pressed, so the rest is all that is not for home
        world = small_world(3, 8, 1, on=["patronage"], opening={"crisis_load": load}, params=params)
        run = simulate(world, seed=1, replicates=[0], cubes=("support", "arms"))
        given_away = (run.cubes["support"] + run.cubes["arms"])[0, -1].sum(axis=1)
        capability = world.params.capability[0, :, 0]
        close(given_away, capability / (1.0 + load / bound), abs=1e-12)
    assert (np.abs(given_away / capability - 1.0) <= load / 1e6 + 1e-12).all()


def test_without_noise_or_threshold_an_act_is_felt_as_much_as_the_place_matters() -> None:
    """σ = 0 and ϑ = 0: F_pq = Σ_c κ_pc s_pc (x_qc + ψ m_qc), of last turn's flows."""
    params = {"perception.misperception": 0.0, "reaction_threshold": 0.0}
    world = small_world(3, 9, 8, on=["perception", "doctrine", "patronage", "alignment"], params=params)
    run = simulate(world, seed=1, replicates=range(5), cubes=("support", "arms"))
    effort = run.cubes["support"] + world.params.of("perception").arms_alarm.item() * run.cubes["arms"]
    weight = (world.params.claim * world.params.salience)[0]
    felt = np.einsum("pc,rtqc->rtpq", weight, effort[:, :-1]) * (1.0 - np.eye(3))
    assert felt.max() > 0.0
    close(run.series["felt"][:, 1:], felt, abs=1e-12)


@pytest.mark.parametrize("turns", [1, 3])
def test_the_horizon_does_not_reach_back(turns: int) -> None:
    """Nobody in the model knows when the world ends: a history of one turn is the first turn of a longer one."""
    short = simulate(lively_world(3, 6, turns), seed=5, replicates=range(30))
    long = simulate(lively_world(3, 6, 12), seed=5, replicates=range(30))
    close(short.alignment, long.alignment[:, : turns + 1])
    for name, array in short.series.items():
        close(array, long.series[name][:, : turns + 1], what=name)
    begun = long.happenings.at(long.happenings.turn < turns)
    assert len(begun) > 0
    assert short.happenings.kind.tolist() == begun.kind.tolist()


@settings(max_examples=40)
@given(seeds, st.integers(1, 12), st.sampled_from([0.0, 1.0]))
def test_powers_that_cannot_wait_leave_all_to_who_is_first(seed: int, clients: int, p_first: float) -> None:
    """δ = 0: whoever offers first has the most that any package gives it where the other loses nothing (a linear programme)."""
    random = np.random.default_rng(seed)
    stakes = summit.Table(*random.uniform(0.05, 1.0, (4, 1, clients)))
    none, here = np.zeros((1, 1)), np.full((1, 1), p_first)
    chain = summit.frontier(stakes, none, none)
    agreed = summit.package(chain, summit.rubinstein_share(chain, none, none, here))
    # what each client adds to u_p and to u_q: as q stands back from it, and as p does
    u_p = np.concatenate([stakes.gain_p[0], -stakes.loss_p[0]])
    u_q = np.concatenate([-stakes.loss_q[0], stakes.gain_q[0]])
    mine, yours = (u_p, u_q) if p_first else (u_q, u_p)
    best = -linprog(-mine, A_ub=-yours[None], b_ub=[0.0], bounds=(0.0, 1.0)).fun
    assume(best > 1e-6)  # otherwise there is nothing to trade
    first, second = (agreed.gain_p, agreed.gain_q) if p_first else (agreed.gain_q, agreed.gain_p)
    close([first.item(), second.item()], [best, 0.0], abs=1e-8)
