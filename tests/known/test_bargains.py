"""Bargains with a known answer: Nash and its kin by brute force, Rubinstein's pie, ultimatums."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.axes import Array
from sim.mechanisms import summit
from tests.closeness import close


def row(*values: float) -> Array:
    return np.array([values], dtype=np.float64)


def pie() -> summit.Frontier:
    """One divisible good: u_p + u_q = 1, and nothing for both without agreement."""
    none = row(0.0)
    return summit.frontier(summit.Table(row(1.0), row(1.0), none, none), row(0.0), row(-1.0))


def random_table(seed: int, clients: int) -> summit.Table:
    """Stakes at which trades pay: each side prizes some clients more than the other does."""
    random = np.random.default_rng(seed)
    return summit.Table(*random.uniform(0.05, 1.0, (4, 1, clients)))


def worth(stakes: summit.Table, by_q: Array, by_p: Array) -> tuple[Array, Array]:
    """Utilities of packages, straight from their terms, (n,)."""
    u_p = (by_q * stakes.gain_p).sum(axis=1) - (by_p * stakes.loss_p).sum(axis=1)
    u_q = (by_p * stakes.gain_q).sum(axis=1) - (by_q * stakes.loss_q).sum(axis=1)
    return u_p, u_q


@lru_cache(maxsize=1)
def every_package(clients: int, steps: int) -> Array:
    """Every y of both sides, (n, 2c)."""
    axes = np.meshgrid(*[np.linspace(0.0, 1.0, steps + 1)] * (2 * clients), indexing="ij")
    return np.stack([axis.ravel() for axis in axes], axis=1)


def best_on_a_grid(stakes: summit.Table, weight: float, steps: int) -> float:
    """The greatest u_p^w u_q^(1-w) over all packages with each y in 0, 1/steps, ..., 1; 0 where none pays."""
    clients = stakes.gain_p.shape[1]
    y = every_package(clients, steps)
    u_p, u_q = worth(stakes, y[:, :clients], y[:, clients:])
    pays = (u_p > 0.0) & (u_q > 0.0)
    return float((u_p[pays] ** weight * u_q[pays] ** (1.0 - weight)).max(initial=0.0))


@pytest.mark.parametrize("weight", [0.5, 0.2, 0.8])
@pytest.mark.parametrize(("clients", "steps", "tables"), [(1, 400, 20), (2, 16, 12), (3, 7, 6)])
def test_nash_packages_equal_a_search_over_all_packages(clients: int, steps: int, tables: int, weight: float) -> None:
    traded = 0
    for seed in range(tables):
        stakes = random_table(seed, clients)
        chain = summit.frontier(stakes, row(0.0), row(0.0))
        agreed = summit.package(chain, summit.nash_share(chain, row(weight)))
        u_p, u_q = worth(stakes, agreed.given_by_q, agreed.given_by_p)
        on_grid = best_on_a_grid(stakes, weight, steps)
        if not summit.signed(agreed, row(0.0))[0]:
            assert on_grid == 0.0  # no package pays both
            continue
        traded += 1
        found = float(u_p[0] ** weight * u_q[0] ** (1.0 - weight))
        # no package of the grid is better, and between the grid's points it cannot be much better
        assert found >= on_grid - 1e-12
        assert found <= on_grid * (1.0 + 2.0 / steps) + 2.0 / steps * 0.1
    assert traded >= 2


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.floats(0.05, 0.95), st.floats(0.1, 10.0), st.floats(0.1, 10.0))
def test_nash_does_not_depend_on_units_or_on_who_is_called_first(seed: int, weight: float, unit_p: float, unit_q: float) -> None:
    s = random_table(seed, 3)
    here = summit.frontier(s, row(0.0), row(0.0))
    agreed = summit.package(here, summit.nash_share(here, row(weight)))
    scaled = summit.Table(s.gain_p * unit_p, s.loss_q * unit_q, s.gain_q * unit_q, s.loss_p * unit_p)
    there = summit.frontier(scaled, row(0.0), row(0.0))
    in_other_units = summit.package(there, summit.nash_share(there, row(weight)))
    turned = summit.frontier(summit.Table(s.gain_q, s.loss_p, s.gain_p, s.loss_q), row(0.0), row(0.0))
    from_the_other_side = summit.package(turned, summit.nash_share(turned, row(1.0 - weight)))
    close(in_other_units.given_by_q, agreed.given_by_q, abs=1e-9)
    close(in_other_units.given_by_p, agreed.given_by_p, abs=1e-9)
    if summit.signed(agreed, row(0.0))[0]:
        close(from_the_other_side.gain_p, agreed.gain_q, abs=1e-9)
        close(from_the_other_side.gain_q, agreed.gain_p, abs=1e-9)


@pytest.mark.parametrize("weight", [0.1, 0.5, 0.75])
def test_nash_splits_a_pie_by_weight(weight: float) -> None:
    agreed = summit.package(pie(), summit.nash_share(pie(), row(weight)))
    close(agreed.gain_p.item(), weight, abs=1e-9)
    close(agreed.gain_q.item(), 1.0 - weight, abs=1e-9)


def test_nash_splits_what_is_left_over_disagreement() -> None:
    # p can have 0.3 and q 0.1 without the other: 0.6 is left to share alike
    chain = summit.frontier(summit.Table(row(1.0), row(1.0), row(0.0), row(0.0)), row(0.3), row(-1.0 + 0.1))
    agreed = summit.package(chain, summit.nash_share(chain, row(0.5)))
    close(agreed.given_by_q.item(), 0.6, abs=1e-9)
    close([agreed.gain_p.item(), agreed.gain_q.item()], [0.3, 0.3], abs=1e-9)


@pytest.mark.parametrize("protocol", ["kalai_smorodinsky", "egalitarian"])
@pytest.mark.parametrize(("clients", "steps", "tables"), [(1, 400, 20), (2, 16, 12), (3, 7, 6)])
def test_proportional_packages_equal_a_search_over_all_packages(protocol: str, clients: int, steps: int, tables: int) -> None:
    """The point with equal u/ideal on the frontier is the package whose lesser u/ideal is greatest."""
    traded = 0
    for seed in range(tables):
        stakes = random_table(seed, clients)
        y = every_package(clients, steps)
        u_p, u_q = worth(stakes, y[:, :clients], y[:, clients:])
        rational = (u_p >= 0.0) & (u_q >= 0.0)
        chain = summit.frontier(stakes, row(0.0), row(0.0))
        best_p, best_q = summit.ideals(chain)
        assert best_p.item() >= u_p[rational].max(initial=0.0) - 1e-12
        assert best_q.item() >= u_q[rational].max(initial=0.0) - 1e-12
        one = row(1.0)
        ideal_p, ideal_q = (best_p, best_q) if protocol == "kalai_smorodinsky" else (one, one)
        agreed = summit.package(chain, summit.proportional_share(chain, ideal_p, ideal_q))
        if not summit.signed(agreed, row(0.0))[0]:
            assert np.minimum(u_p, u_q).max() <= 1e-12  # no package pays both
            continue
        traded += 1
        found_p, found_q = worth(stakes, agreed.given_by_q, agreed.given_by_p)
        close(found_p / ideal_p.item(), found_q / ideal_q.item(), abs=1e-9)
        on_grid = np.minimum(u_p / ideal_p.item(), u_q / ideal_q.item()).max()
        found = float(found_p[0] / ideal_p.item())
        assert on_grid - 1e-12 <= found <= on_grid * (1.0 + 2.0 / steps) + 2.0 / steps
    assert traded >= 2


def test_a_trade_by_hand() -> None:
    """Each prizes one client at 0.8 that the other holds at 0.2: each stands back wholly from the other's.

    u_p = 0.8 - 0.2 = u_q; a half of either would be worth less to both together.
    """
    stakes = summit.Table(gain_p=row(0.8, 0.1), loss_q=row(0.2, 0.9), gain_q=row(0.1, 0.8), loss_p=row(0.9, 0.2))
    chain = summit.frontier(stakes, row(0.0), row(0.0))
    agreed = summit.package(chain, summit.nash_share(chain, row(0.5)))
    close(agreed.given_by_q, row(1.0, 0.0), abs=1e-9)
    close(agreed.given_by_p, row(0.0, 1.0), abs=1e-9)
    close([agreed.gain_p.item(), agreed.gain_q.item()], [0.6, 0.6], abs=1e-9)


def test_where_there_is_nothing_to_trade_nobody_signs() -> None:
    # what either could give up, it prizes more than the other does
    stakes = summit.Table(gain_p=row(0.2), loss_q=row(0.5), gain_q=row(0.1), loss_p=row(0.6))
    chain = summit.frontier(stakes, row(0.0), row(0.0))
    agreed = summit.package(chain, summit.nash_share(chain, row(0.5)))
    assert not summit.signed(agreed, row(0.0))[0]
    assert best_on_a_grid(stakes, 0.5, 50) == 0.0


@pytest.mark.parametrize(("patience_p", "patience_q"), [(0.9, 0.9), (0.5, 0.8), (0.99, 0.3), (0.0, 0.7), (0.6, 0.0)])
def test_rubinstein_splits_a_pie(patience_p: float, patience_q: float) -> None:
    def gains(p_first: float) -> tuple[float, float]:
        share = summit.rubinstein_share(pie(), row(patience_p), row(patience_q), row(p_first))
        agreed = summit.package(pie(), share)
        return agreed.gain_p.item(), agreed.gain_q.item()

    first = (1 - patience_q) / (1 - patience_p * patience_q)
    close(gains(1.0), (first, 1 - first), abs=1e-12)
    # and q's, when q begins
    other = (1 - patience_p) / (1 - patience_p * patience_q)
    close(gains(0.0), (1 - other, other), abs=1e-12)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.floats(0.05, 0.99), st.floats(0.05, 0.99))
def test_rubinstein_offers_leave_the_other_indifferent(seed: int, patience_p: float, patience_q: float) -> None:
    chain = summit.frontier(random_table(seed, 3), row(0.0), row(0.0))
    if not summit.signed(summit.package(chain, summit.nash_share(chain, row(0.5))), row(0.0))[0]:
        return  # nothing to bargain over
    told = row(patience_p), row(patience_q)
    by_p = summit.package(chain, summit.rubinstein_share(chain, *told, row(1.0)))
    by_q = summit.package(chain, summit.rubinstein_share(chain, *told, row(0.0)))
    close(by_q.gain_p.item(), patience_p * by_p.gain_p.item(), abs=1e-9)
    # at a corner the first mover has all and the other nothing to refuse with
    if by_p.gain_q.item() > 1e-9 and by_q.gain_p.item() > max(chain.p[0, 0], 0.0) + 1e-9:
        close(by_p.gain_q.item(), patience_q * by_q.gain_q.item(), abs=1e-9)
    assert by_p.gain_p.item() >= by_q.gain_p.item() - 1e-9  # it is good to be first


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("p_first", [0.0, 1.0])
def test_patient_powers_agree_as_nash_says(seed: int, p_first: float) -> None:
    chain = summit.frontier(random_table(seed, 3), row(0.0), row(0.0))
    nash = summit.package(chain, summit.nash_share(chain, row(0.5)))
    patient = row(1.0 - 1e-6)
    agreed = summit.package(chain, summit.rubinstein_share(chain, patient, patient, row(p_first)))
    if summit.signed(nash, row(0.0))[0]:
        close(agreed.gain_p.item(), nash.gain_p.item(), abs=1e-5)
        close(agreed.gain_q.item(), nash.gain_q.item(), abs=1e-5)
    else:
        assert not summit.signed(agreed, row(0.0))[0]


@pytest.mark.parametrize("ratio", [0.25, 1.0, 3.0])
def test_where_one_is_more_patient_the_weights_are_the_logarithms(ratio: float) -> None:
    # δ_p = e^(-ratio d), δ_q = e^-d with d → 0: p's weight is ln δ_q / (ln δ_p + ln δ_q) = 1 / (1 + ratio)
    hurry = 1e-6
    patience = row(np.exp(-ratio * hurry)), row(np.exp(-hurry))
    for chain in (pie(), summit.frontier(random_table(3, 3), row(0.0), row(0.0))):
        agreed = summit.package(chain, summit.rubinstein_share(chain, *patience, row(1.0)))
        nash = summit.package(chain, summit.nash_share(chain, row(1.0 / (1.0 + ratio))))
        close(agreed.gain_p.item(), nash.gain_p.item(), abs=1e-5)


@pytest.mark.parametrize("p_first", [0.0, 1.0])
def test_what_costs_the_other_nothing_is_never_withheld(p_first: float) -> None:
    """q stands back from client 0 at no cost; client 1 is a pie of 0.5 : 0.5. Nothing may be wasted."""
    stakes = summit.Table(gain_p=row(0.4, 0.5), loss_q=row(0.0, 0.5), gain_q=row(0.0, 0.0), loss_p=row(0.0, 0.0))
    chain = summit.frontier(stakes, row(0.0), row(-0.5))
    for share in (
        summit.nash_share(chain, row(0.5)),
        summit.nash_share(chain, row(p_first)),
        summit.rubinstein_share(chain, row(0.3), row(0.6), row(p_first)),
    ):
        agreed = summit.package(chain, share)
        assert agreed.given_by_q[0, 0] == 1.0
        assert (agreed.gain_p + agreed.gain_q).item() == pytest.approx(0.9)


def test_what_is_worth_nothing_is_not_asked_for() -> None:
    stakes = summit.Table(gain_p=row(0.0, 0.5), loss_q=row(0.3, 0.2), gain_q=row(0.4, 0.0), loss_p=row(0.1, 0.0))
    chain = summit.frontier(stakes, row(0.0), row(0.0))
    for share in (
        summit.nash_share(chain, row(0.5)),
        summit.rubinstein_share(chain, row(0.9), row(0.9), row(1.0)),
    ):
        agreed = summit.package(chain, share)
        assert agreed.given_by_q[0, 0] == 0.0
        assert agreed.given_by_p[0, 1] == 0.0
