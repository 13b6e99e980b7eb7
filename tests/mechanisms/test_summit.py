"""Summits: what is at stake, the frontier of packages, who signs and who breaks its word.

The points on the frontier that the protocols pick are in tests/known/test_bargains.py.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.mechanisms import summit
from tests.mechanisms.ranges import between, parameter, shares, small_amounts
from tests.worlds import number


def row(*values: float) -> np.ndarray:
    """One meeting, (1, c)."""
    return np.array([values], dtype=np.float64)


def random_table(seed: int, clients: int = 3, meetings: int = 1) -> summit.Table:
    """Stakes of which some are nothing."""
    random = np.random.default_rng(seed)
    stakes = random.uniform(0.0, 1.0, (4, meetings, clients)) * (random.random((4, meetings, clients)) > 0.15)
    return summit.Table(*stakes)


def test_gain_and_loss_by_hand() -> None:
    # 0.8 * 0.5 * 0.4 = 0.16; off the table nothing; 0.5 * 0.6 + 0.05
    assert summit.gain(row(0.5, 0.5), row(0.4, 0.4), row(0.8), row(1, 0)) == pytest.approx(row(0.16, 0.0))
    assert summit.loss(row(0.5, 0.5), row(0.6, 0.6), row(0.05), row(1, 0)) == pytest.approx(row(0.35, 0.0))


def test_frontier_by_hand() -> None:
    """Two clients. q standing back from them: 0.6 for 0.2 (slope 3) and 0.1 for 0.4 (1/4).

    p standing back from them: worth 0.5 to q, cost 0.1 (slope 1/5), and worth 0.2, cost 0.3 (3/2).
    Best for q: p stands back from both, u_p = -(0.1 + 0.3), u_q = 0.5 + 0.2. Then by falling slope:
    client 0 of q, client 1 of p taken back, client 1 of q, client 0 of p taken back.
    """
    stakes = summit.Table(gain_p=row(0.6, 0.1), loss_q=row(0.2, 0.4), gain_q=row(0.5, 0.2), loss_p=row(0.1, 0.3))
    chain = summit.frontier(stakes, row(0.0), row(0.0))
    assert chain.order.tolist() == [[0, 3, 1, 2]]
    assert chain.rise == pytest.approx(row(0.6, 0.3, 0.1, 0.1))
    assert chain.fall == pytest.approx(row(0.2, 0.2, 0.4, 0.5))
    assert chain.p == pytest.approx(row(-0.4, 0.2, 0.5, 0.6))
    assert chain.q == pytest.approx(row(0.7, 0.5, 0.3, -0.1))
    worse = summit.frontier(stakes, row(0.05), row(0.02))
    assert worse.p == pytest.approx(chain.p - 0.05)
    assert worse.q == pytest.approx(chain.q - 0.02)


def test_what_costs_nothing_comes_first_what_is_nothing_last_and_alike_in_their_order() -> None:
    # q's standing back from client 1 is worth 1 to p and costs q nothing; from client 2 neither gains nor loses anybody anything
    stakes = summit.Table(row(0.5, 1.0, 0.0), row(0.1, 0.0, 0.0), row(0.0, 0.0, 0.0), row(0.0, 0.0, 0.0))
    assert summit.frontier(stakes, row(0.0), row(0.0)).order.tolist() == [[1, 0, 2, 3, 4, 5]]
    by_turns = np.tile([2.0, 1.0], (1, 10))
    chain = summit.frontier(summit.Table(by_turns, by_turns**0, by_turns**0, by_turns), row(0.0), row(0.0))
    assert chain.order.tolist() == [[*range(0, 40, 2), *range(1, 40, 2)]]


def test_ideals_by_hand() -> None:
    """Without a bargain q has 0.4 of a pie and p nothing: each can have 0.4 at most before the other has less than that."""
    chain = summit.frontier(summit.Table(row(1.0), row(1.0), row(0.0), row(0.0)), row(0.0), row(-0.4))
    best_p, best_q = summit.ideals(chain)
    assert (best_p.item(), best_q.item()) == pytest.approx((0.4, 0.4))
    shared = summit.utilities(chain, summit.proportional_share(chain, row(1.0), row(3.0)))
    assert (shared[0].item(), shared[1].item()) == pytest.approx((0.1, 0.3))


@settings(max_examples=50)
@given(st.integers(0, 10_000))
def test_no_package_lies_beyond_the_frontier(seed: int) -> None:
    stakes = random_table(seed)
    chain = summit.frontier(stakes, row(0.0), row(0.0))
    y = np.random.default_rng(seed + 1).random((2000, 2, 3))
    y = np.where(np.random.default_rng(seed + 2).random(y.shape) < 0.5, np.round(y), y)
    by_q, by_p = y[:, 0], y[:, 1]
    u_p = by_q @ stakes.gain_p[0] - by_p @ stakes.loss_p[0]
    u_q = by_p @ stakes.gain_q[0] - by_q @ stakes.loss_q[0]
    best_q = np.array([summit.utilities(chain, summit.share_at(chain, row(u)))[1].item() for u in u_p[:200]])
    assert (u_q[:200] <= best_q + 1e-12).all()


@settings(max_examples=50)
@given(st.integers(0, 10_000), shares)
def test_utilities_of_a_package_are_what_its_terms_are_worth(seed: int, along: float) -> None:
    stakes = random_table(seed)
    chain = summit.frontier(stakes, row(0.1), row(-0.05))
    p_ends = chain.p[0, 0], chain.p[0, -1] + chain.rise[0, -1]
    share = summit.share_at(chain, row(p_ends[0] + along * (p_ends[1] - p_ends[0])))
    agreed = summit.package(chain, share)
    by_q, by_p = agreed.given_by_q[0], agreed.given_by_p[0]
    assert agreed.gain_p.item() == pytest.approx(by_q @ stakes.gain_p[0] - by_p @ stakes.loss_p[0] - 0.1)
    assert agreed.gain_q.item() == pytest.approx(by_p @ stakes.gain_q[0] - by_q @ stakes.loss_q[0] + 0.05)
    for terms in (by_q, by_p):
        assert terms.min() >= 0.0
        assert terms.max() <= 1.0


def test_meetings_do_not_meet() -> None:
    many = random_table(7, meetings=5)
    together = summit.frontier(many, np.zeros((5, 1)), np.zeros((5, 1)))
    for m in range(5):
        one = summit.Table(*(getattr(many, name)[m : m + 1] for name in many.__slots__))
        alone = summit.frontier(one, row(0.0), row(0.0))
        for name in alone.__slots__:
            assert (getattr(alone, name)[0] == getattr(together, name)[m]).all()


@pytest.mark.parametrize(
    ("gain_p", "gain_q", "least", "signs"),
    [
        (0.05, 0.02, 0.01, True),
        (0.05, 0.01, 0.01, True),  # just enough
        (0.05, 0.009, 0.01, False),
        (0.009, 0.05, 0.01, False),
        (0.05, 0.0, 0.0, False),  # nothing is not better than nothing
        (1e-9, 1e-9, 0.0, True),
        (-0.1, 0.5, 0.0, False),
    ],
)
def test_who_signs(gain_p: float, gain_q: float, least: float, signs: bool) -> None:
    agreed = summit.Package(row(1.0), row(1.0), row(gain_p), row(gain_q))
    assert summit.signed(agreed, row(least)).tolist() == [signs]


def test_what_is_promising_by_hand() -> None:
    # two fifths of the weight on p: 0.4 · 0.6 - 0.6 · 0.2 + 0.6 · 0.5 - 0.4 · 0.1 where that is more than nothing, less
    # 0.4 · 0.1 + 0.6 · 0.2 without a bargain, leave 0.22; half of it on each 0.25
    stakes = summit.Table(gain_p=row(0.6, 0.1), loss_q=row(0.2, 0.4), gain_q=row(0.5, 0.2), loss_p=row(0.1, 0.3))
    for least, hope in ((0.219, True), (0.22, True), (0.221, False)):
        assert summit.promising(stakes, row(0.1), row(0.2), row(least)).tolist() == [hope]
    # 0.6 - 0.2 together, all of it p's; with a fifth of the weight on p, 0.2 · 0.6 - 0.8 · 0.2 < 0 is best left alone
    onesided = summit.Table(gain_p=row(0.6), loss_q=row(0.2), gain_q=row(0.0), loss_p=row(0.5))
    assert summit.promising(onesided, row(0.0), row(0.0), row(0.01)).tolist() == [False]


@settings(max_examples=100)
@given(st.integers(0, 10_000), shares, between(0.0, 0.5), between(-0.3, 0.3))
def test_what_is_signed_was_promising(seed: int, along: float, least: float, disagreement: float) -> None:
    stakes, outside = random_table(seed), (row(disagreement), row(0.1))
    chain = summit.frontier(stakes, *outside)
    p_ends = chain.p[0, 0], chain.p[0, -1] + chain.rise[0, -1]
    agreed = summit.package(chain, summit.share_at(chain, row(p_ends[0] + along * (p_ends[1] - p_ends[0]))))
    exact = min(agreed.gain_p.item(), agreed.gain_q.item())  # the most that both could ask and still sign
    for asked in (least, max(exact, 0.0)):
        signs = summit.signed(agreed, row(asked)).item()
        assert summit.promising(stakes, *outside, row(asked)).item() or not signs


WEIGHTS = ("breach_rate", "temptation", "trust_restraint", "enforcement", "hold_up")
TOLD = dict(zip(WEIGHTS, (0.02, 2.0, 2.0, 0.5, 1.0), strict=True))


def breach(*about: float, told: dict[str, float] = TOLD) -> float:
    """forgone, received, trust, owing."""
    weights = {name: number(value) for name, value in told.items()}
    return summit.breach_chance(*(number(value) for value in about), **weights).item()


@pytest.mark.parametrize(
    ("about", "odds"),
    [
        ((0.0, 0.0, 0.0, 0.0), 0.0121306),  # 0.02 e^-0.5
        ((0.5, 0.25, 0.0, 0.0), 0.02),  # 2 (0.5 - 0.25) - 0.5 = 0
        ((0.0, 0.0, 0.25, 1.0), 0.02),  # 1 - 2 * 0.25 - 0.5 = 0
    ],
)
def test_breach_chance_by_hand(about: tuple[float, ...], odds: float) -> None:
    assert breach(*about) == pytest.approx(odds / (1 + odds), rel=1e-5)


@given(
    small_amounts, small_amounts, shares, shares, shares,
    st.fixed_dictionaries({name: parameter("summit", name) for name in WEIGHTS}),
)  # fmt: skip
def test_the_chance_rises_and_falls_as_it_should(
    forgone: float, received: float, trust: float, owing: float, more: float, told: dict[str, float]
) -> None:
    about = [forgone, received, trust, owing]
    here = breach(*about, told=told)
    slack = 1e-11 * here
    assert 0.0 <= here <= 1.0
    for k, rises in enumerate((True, False, False, True)):
        there = breach(*(v + more * (j == k) for j, v in enumerate(about)), told=told)
        assert there >= here - slack if rises else there <= here + slack
    held_back = breach(*about, told=told | {"enforcement": told["enforcement"] + more})
    assert held_back <= here + slack


@given(between(0.0, 1.0))
def test_nobody_breaks_a_bargain_without_a_rate(forgone: float) -> None:
    assert breach(forgone, 0.0, 0.0, 1.0, told=TOLD | {"breach_rate": 0.0}) == 0.0


def test_a_package_stands_back_wholly_or_not_at_all_where_only_rounding_says_otherwise() -> None:
    both = np.array([[0.2, 0.3]])
    chain = summit.frontier(summit.Table(both, 0.5 * both, both, 0.5 * both), np.zeros((1, 1)), np.zeros((1, 1)))
    share = np.array([[1.0 - 1e-14, 0.5, 1e-14, 1.0 - 1e-6]])
    agreed = summit.package(chain, share)
    by_issue = {int(issue): taken for issue, taken in zip(chain.order[0], (1.0, 0.5, 0.0, 1.0 - 1e-6), strict=True)}
    assert agreed.given_by_q[0].tolist() == [by_issue[0], by_issue[1]]
    assert agreed.given_by_p[0].tolist() == [1.0 - by_issue[2], 1.0 - by_issue[3]]
