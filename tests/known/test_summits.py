"""Summits from end to end: the deal that is signed is the one that the definitions and a search name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog, minimize

from sim.core.axes import Array
from sim.engine import Run, simulate
from tests.closeness import close
from tests.worlds import small_world

COST, NORM, NORM_COST = 0.03, 0.8, 0.02


def met(seed: int, *, params: dict[str, Any] | None = None, **changes: Any) -> tuple[Run, dict[str, Array]]:
    """One summit of two powers over three clients, of which the last is claimed by both; nothing else goes on.

    returns  the run of one turn, and what is at stake for each power, (c,) each
    """
    random = np.random.default_rng(seed)
    # each cares most for the client that it claims alone, and may lead the other's
    salience = random.uniform([[0.6, 0.05, 0.1], [0.05, 0.6, 0.1]], [[1.0, 0.3, 1.0], [0.3, 1.0, 1.0]])
    alignment = random.dirichlet(np.ones(3), 3).T[:2]
    trust = random.uniform(0.5, 1.0, (2, 2))
    world = small_world(
        2, 3, 1, on=["summit"],
        params={
            "salience": salience, "claim": [[1, 0, 1], [0, 1, 1]], "summit.rate": 1.0, "summit.least_gain": 1e-3,
            "concession_cost": 0.01, "audience_cost": COST - 0.01 - NORM * NORM_COST, "summit.norm_cost": NORM_COST,
        } | (params or {}),
        opening={"alignment": alignment, "trust": trust * (1 - np.eye(2)), "norm": NORM},
        **changes,
    )  # fmt: skip
    stakes = {
        "gain_p": trust[0, 1] * salience[0] * alignment[1], "loss_p": salience[0] * alignment[0] + COST,
        "gain_q": trust[1, 0] * salience[1] * alignment[0], "loss_q": salience[1] * alignment[1] + COST,
    }  # fmt: skip
    return simulate(world, seed=1, replicates=[0]), stakes


def deal(run: Run) -> tuple[Array, float, float] | None:
    """What each power gives, (2, c), and what each gains; None where nothing was signed."""
    signed = run.happenings.where("deal")
    if not len(signed):
        return None
    assert signed.power.tolist() == [0, 1]
    given = run.final.deference[0, [0, 1], [1, 0]]
    return given, *signed.amount.tolist()


def worth(stakes: dict[str, Array], by_p: Array, by_q: Array) -> tuple[Array, Array]:
    """Utilities of packages (n, c), straight from the definitions."""
    u_p = (by_q * stakes["gain_p"]).sum(axis=-1) - (by_p * stakes["loss_p"]).sum(axis=-1)
    u_q = (by_p * stakes["gain_q"]).sum(axis=-1) - (by_q * stakes["loss_q"]).sum(axis=-1)
    return u_p, u_q


@lru_cache(maxsize=1)
def every_package(steps: int = 7) -> tuple[Array, Array]:
    axes = np.meshgrid(*[np.linspace(0.0, 1.0, steps + 1)] * 6, indexing="ij")
    y = np.stack([axis.ravel() for axis in axes], axis=1)
    return y[:, :3], y[:, 3:]


def improved(stakes: dict[str, Array], start: Array, weight: float) -> float:
    """The best Nash product that a search from a package can find."""

    def minus(y: Array) -> float:
        u_p, u_q = worth(stakes, y[:3], y[3:])
        return -float(max(u_p, 0.0) ** weight * max(u_q, 0.0) ** (1.0 - weight))

    return -minimize(minus, start, method="Nelder-Mead", bounds=[(0.0, 1.0)] * 6).fun


@pytest.mark.parametrize("power", [0.5, 0.2])
def test_nash_deals_are_the_best_that_a_search_finds(power: float) -> None:
    signed = 0
    for seed in range(25):
        run, stakes = met(seed, params={"bargaining_power": [[power], [0.5]]})
        weight = power / (power + 0.5)
        u_p, u_q = worth(stakes, *every_package())
        pays = (u_p > 1e-3) & (u_q > 1e-3)
        product = np.where(pays, np.abs(u_p) ** weight * np.abs(u_q) ** (1.0 - weight), 0.0)
        agreed = deal(run)
        if agreed is None:
            # the best package gives one side less than the least for which it signs, or there is none that pays
            assert product.max() < 0.06
            continue
        signed += 1
        given, gain_p, gain_q = agreed
        close(worth(stakes, given[0], given[1]), (gain_p, gain_q), abs=1e-9)
        found = gain_p**weight * gain_q ** (1.0 - weight)
        assert found >= product.max() - 1e-12
        start = np.concatenate([side[product.argmax()] for side in every_package()])
        assert found >= improved(stakes, start, weight) - 1e-9
    assert signed >= 8


@pytest.mark.parametrize("first", [0, 1])
def test_an_ultimatum_leaves_the_other_the_least_for_which_it_signs(first: int) -> None:
    signed = 0
    for seed in range(25):
        run, stakes = met(
            seed, params={"summit.least_gain": 0.02}, options={"summit": {"protocol": "ultimatum", "first_mover": first}}
        )
        agreed = deal(run)
        gains = worth(stakes, *every_package())
        acceptable = gains[1 - first] >= 0.02
        best = gains[first][acceptable].max(initial=-1.0)
        if agreed is None:
            assert best < 0.02
            continue
        signed += 1
        assert agreed[1 + first] >= best - 1e-9
        # more than that only where there is nothing more to take
        assert agreed[2 - first] == pytest.approx(0.02) or (agreed[0] == np.round(agreed[0])).all()
    assert signed >= 8


def test_it_is_good_to_be_first_and_better_to_be_patient() -> None:
    def gain_p(seed: int, first: int, patience: float) -> float | None:
        options = {"summit": {"protocol": "rubinstein", "first_mover": first}}
        agreed = deal(met(seed, params={"patience": [[patience], [0.8]]}, options=options)[0])
        return None if agreed is None else agreed[1]

    compared = 0
    for seed in range(25):
        hasty, patient = gain_p(seed, 0, 0.6), gain_p(seed, 0, 0.95)
        second = gain_p(seed, 1, 0.6)
        if None not in (hasty, patient, second):
            compared += 1
            assert patient >= hasty - 1e-9
            assert hasty >= second - 1e-9
    assert compared >= 8


def test_the_stronger_goes_first_where_nobody_is_named() -> None:
    strong = {"capability": [[0.4], [1.0]]}
    for seed in range(10):
        for protocol in ("rubinstein", "ultimatum"):
            unnamed = deal(met(seed, params=strong, options={"summit": {"protocol": protocol}})[0])
            named = deal(met(seed, params=strong, options={"summit": {"protocol": protocol, "first_mover": 1}})[0])
            assert (unnamed is None) == (named is None)
            if unnamed and named:
                assert unnamed[1:] == named[1:]


def test_only_what_is_on_the_agenda_is_traded() -> None:
    traded = 0
    for seed in range(25):
        agreed = deal(met(seed, options={"summit": {"agenda": [0, 1]}})[0])
        if agreed:
            traded += 1
            assert (agreed[0][:, 2] == 0.0).all()
    assert traded >= 5


def test_without_linkage_each_region_must_pay_by_itself() -> None:
    linked = [deal(met(seed)[0]) for seed in range(25)]
    apart = [deal(met(seed, options={"summit": {"linkage": False}})[0]) for seed in range(25)]
    assert sum(one is not None for one in apart) < sum(one is not None for one in linked)
    for seed, agreed in enumerate(apart):
        if agreed is None:
            continue
        stakes = met(seed)[1]
        for region in ([0, 2], [1]):  # clients lie in regions by turns
            given = np.zeros((2, 3))
            given[:, region] = agreed[0][:, region]
            gains = worth(stakes, given[0], given[1])
            assert not given.any() or min(gains) >= 1e-3 - 1e-9


def test_powers_that_may_not_meet_do_not() -> None:
    runs = [met(seed, options={"summit": {"pairs": []}})[0] for seed in range(10)]
    assert [deal(run) for run in runs] == [None] * 10


def test_meetings_come_at_their_rate() -> None:
    params = {"summit.rate": 0.3, "summit.breach_rate": 0.0}
    world = small_world(2, 3, 40, on=["summit"], params=params | {"summit.least_gain": 10.0})
    assert len(simulate(world, seed=1, replicates=range(20)).happenings) == 0  # nobody signs for that
    signs = small_world(
        2, 2, 40, on=["summit"],
        params=params | {"salience": [[0.2, 0.9], [0.9, 0.2]], "claim": [[1, 0], [0, 1]]},
        opening={"alignment": [[0.5, 0.1], [0.1, 0.5]], "trust": [[0.0, 1.0], [1.0, 0.0]]},
    )  # fmt: skip
    told = simulate(signs, seed=1, replicates=range(1500)).happenings.where("deal")
    first = np.array([told.turn[told.replicate == r].min(initial=40) for r in range(1500)])
    # turns until the first of many chances of 0.3: mean 1/0.3 - 1 = 2.33, standard deviation sqrt(0.7)/0.3 = 2.79
    assert abs(first.mean() - 2.333) < 5 * 2.79 / np.sqrt(1500)


def most(stakes: dict[str, Array], side: int) -> float:
    """The most that one side can have where the other loses nothing, by linear programming."""
    each = np.array([worth(stakes, unit[:3], unit[3:]) for unit in np.eye(6)], dtype=np.float64).reshape(6, 2)
    return -float(linprog(-each[:, side], A_ub=-each[None, :, 1 - side], b_ub=[0.0], bounds=[(0.0, 1.0)] * 6).fun)


@pytest.mark.parametrize("protocol", ["egalitarian", "kalai_smorodinsky"])
def test_proportional_deals_of_a_whole_turn_are_the_fairest_of_all_packages(protocol: str) -> None:
    signed = 0
    for seed in range(25):
        run, stakes = met(seed, options={"summit": {"protocol": protocol}})
        u_p, u_q = worth(stakes, *every_package())
        agreed = deal(run)
        if agreed is None:
            continue
        signed += 1
        _, gain_p, gain_q = agreed
        if protocol == "egalitarian":
            close(gain_p, gain_q, abs=1e-9)
            assert min(gain_p, gain_q) >= np.minimum(u_p, u_q).max() - 1e-12
        else:
            most_p, most_q = most(stakes, 0), most(stakes, 1)
            close(gain_p / gain_q, most_p / most_q, abs=1e-9)
            assert gain_p / most_p >= np.minimum(u_p / most_p, u_q / most_q).max() - 1e-12
    assert signed >= 8
