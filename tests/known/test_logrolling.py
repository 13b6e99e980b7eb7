"""Packages over many clients: what no search could go through, held to a certificate of its optimum.

A package says for each client how far either side stands back, y in 0..1; both utilities are linear in it. So the most that any
package is worth by the weights (λ, μ) is known in closed form, client by client, since each y may be chosen for itself:

    M(λ, μ) = Σ_c [λ gain_p - μ loss_q]₊ + [μ gain_q - λ loss_p]₊

A package (u_p, u_q) maximises u_p^w u_q^(1-w) if and only if no package is worth more by the weights (w / u_p, (1 - w) / u_q):
M(w / u_p, (1 - w) / u_q) = w + (1 - w) = 1. The product is log-concave, and its slope at the optimum supports the whole set.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, linprog

from sim.core.axes import Array
from sim.engine.bargaining import negotiated
from sim.engine.stepper import Stepper
from sim.mechanisms import MECHANISMS, summit
from tests.closeness import close
from tests.worlds import lively_world

EXACT = 1e-9
seeds, sizes = st.integers(0, 10**6), st.integers(1, 40)


def random_table(seed: int, clients: int) -> summit.Table:
    """Stakes of which some are nothing, and some the same as others."""
    random = np.random.default_rng(seed)
    stakes = np.round(random.uniform(0.0, 1.0, (4, 1, clients)), 2)
    return summit.Table(*(stakes * (random.random(stakes.shape) < 0.9)))


def most(stakes: summit.Table, by_p: float, by_q: float) -> float:
    """M(λ, μ)."""
    gives_q = np.maximum(by_p * stakes.gain_p - by_q * stakes.loss_q, 0.0)
    gives_p = np.maximum(by_q * stakes.gain_q - by_p * stakes.loss_p, 0.0)
    return float((gives_q + gives_p).sum())


def worth(stakes: summit.Table, agreed: summit.Package) -> tuple[float, float]:
    """Both utilities of a package, from its terms."""
    u_p = (agreed.given_by_q * stakes.gain_p - agreed.given_by_p * stakes.loss_p).sum()
    u_q = (agreed.given_by_p * stakes.gain_q - agreed.given_by_q * stakes.loss_q).sum()
    return float(u_p), float(u_q)


def one(value: float) -> Array:
    return np.full((1, 1), value)


@settings(max_examples=100)
@given(seeds, sizes, st.floats(0.02, 0.98))
def test_the_chain_is_the_frontier(seed: int, clients: int, weight: float) -> None:
    """The best corner of the chain is worth what the best of all packages is, by any weights."""
    stakes = random_table(seed, clients)
    chain = summit.frontier(stakes, one(0.0), one(0.0))
    u_p = np.append(chain.p, chain.p[0, -1] + chain.rise[0, -1])
    u_q = np.append(chain.q, chain.q[0, -1] - chain.fall[0, -1])
    close((weight * u_p + (1.0 - weight) * u_q).max(), most(stakes, weight, 1.0 - weight), abs=EXACT)


@settings(max_examples=100)
@given(seeds, sizes, st.floats(0.05, 0.95))
def test_nash_packages_carry_the_certificate_of_their_optimum(seed: int, clients: int, weight: float) -> None:
    stakes = random_table(seed, clients)
    chain = summit.frontier(stakes, one(0.0), one(0.0))
    agreed = summit.package(chain, summit.nash_share(chain, one(weight)))
    u_p, u_q = worth(stakes, agreed)
    close([agreed.gain_p.item(), agreed.gain_q.item()], [u_p, u_q], abs=EXACT)
    if min(u_p, u_q) < 1e-6:  # nothing to trade, or all but nothing
        return
    close(most(stakes, weight / u_p, (1.0 - weight) / u_q), 1.0, rel=1e-7)


def frontier_at(stakes: summit.Table, u_p: float) -> float:
    """φ(u_p): the most that q can have where p has at least u_p, by a linear programme over all packages; -inf without any."""
    to_p = np.concatenate([stakes.gain_p[0], -stakes.loss_p[0]])
    to_q = np.concatenate([-stakes.loss_q[0], stakes.gain_q[0]])
    best = linprog(-to_q, A_ub=-to_p[None], b_ub=[-u_p], bounds=(0.0, 1.0))
    return -float(best.fun) if best.success else -np.inf


patience = st.floats(0.05, 0.98)


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 6), patience, patience, st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
def test_alternating_offers_over_packages_leave_the_other_indifferent(
    seed: int, clients: int, delta_p: float, delta_q: float, expects_p: float, expects_q: float
) -> None:
    """Rubinstein's equilibrium on the frontier φ: p offers x, q offers δ_p x, and q has as much of the one as δ_q of the other.

    φ(x) - δ_q φ(δ_p x) = 0, counted over what each expects without an accord; φ by linear programming, the root by Brent.
    """
    stakes = random_table(seed, clients)

    def gain_q(gain_p: float) -> float:
        return frontier_at(stakes, expects_p + gain_p) - expects_q

    turned = summit.Table(stakes.gain_q, stakes.loss_p, stakes.gain_p, stakes.loss_q)
    corner = frontier_at(turned, expects_q - 1e-12)  # the most p can have where q loses nothing
    assume(corner - expects_p > 1e-3)
    assume(gain_q(0.0) > 1e-3)
    most_p = corner - expects_p

    def too_little(x: float) -> float:
        return gain_q(x) - delta_q * gain_q(delta_p * x)

    offer = brentq(too_little, 0.0, most_p, xtol=1e-12) if too_little(most_p) < 0.0 else most_p
    chain = summit.frontier(stakes, one(expects_p), one(expects_q))
    found = [
        summit.package(chain, summit.rubinstein_share(chain, one(delta_p), one(delta_q), one(first))) for first in (1.0, 0.0)
    ]
    close([found[0].gain_p.item(), found[0].gain_q.item()], [offer, gain_q(offer)], abs=1e-7)
    close(found[1].gain_q.item(), gain_q(delta_p * offer), abs=1e-7)


@settings(max_examples=60)
@given(seeds, sizes)
def test_where_nothing_is_signed_no_package_pays_both(seed: int, clients: int) -> None:
    """Both gain by some package only if it is worth more than nothing by all weights; some weights show that none is."""
    stakes = random_table(seed, clients)
    chain = summit.frontier(stakes, one(0.0), one(0.0))
    agreed = summit.package(chain, summit.nash_share(chain, one(0.5)))
    least = min(most(stakes, weight, 1.0 - weight) for weight in np.linspace(0.0, 1.0, 401))
    if summit.signed(agreed, one(0.0))[0]:
        assert least > 0.0
    else:
        assert least < 1e-2


@pytest.mark.parametrize("clients", [1, 3, 12, 40])
def test_trading_all_together_never_pays_less_than_region_by_region(clients: int) -> None:
    """The union of regional packages is one of the packages, so M adds up, and the joint Nash product is at least theirs."""
    for seed in range(20):
        stakes = random_table(seed, clients)
        parts = [summit.Table(*(getattr(stakes, n)[:, i::2] for n in ("gain_p", "loss_q", "gain_q", "loss_p"))) for i in range(2)]
        close(most(stakes, 0.4, 0.6), sum(most(part, 0.4, 0.6) for part in parts if part.gain_p.size), abs=EXACT)
        whole, *regional = (
            summit.package(chain, summit.nash_share(chain, one(0.5)))
            for chain in (summit.frontier(part, one(0.0), one(0.0)) for part in (stakes, *parts) if part.gain_p.size)
        )
        signed = [part for part in regional if summit.signed(part, one(0.0))[0]]
        apart = sum(part.gain_p.item() for part in signed) * sum(part.gain_q.item() for part in signed)
        assert max(whole.gain_p.item(), 0.0) * max(whole.gain_q.item(), 0.0) >= apart - EXACT


@pytest.mark.parametrize("protocol", MECHANISMS["summit"].options[0].choices)
@pytest.mark.parametrize("linkage", [True, False])
def test_no_meeting_of_a_whole_world_leaves_anything_on_the_table(protocol: str, linkage: bool) -> None:
    """A package is efficient if and only if by some weights t, 1 - t none is worth more: M(t, 1 - t) - t u_p - (1 - t) u_q is
    nothing at its least. M bends only where a client's stakes weigh alike, so that the least is at one of these, or at an end.
    Nash packages also carry their own weights, with gains over what each expects without an accord."""
    world = lively_world(4, 9, 10, options={"summit": {"protocol": protocol, "linkage": linkage}})
    stepper, met = Stepper(world, seed=3, replicates=range(16)), 0
    for _ in range(10):
        happened = stepper.step()
        summits = stepper.turned.summits if stepper.turned else None
        if summits is None:
            continue
        signed = set()
        for one in negotiated(summits.meetings, summits.state, stepper.given):
            for m, pair in enumerate(zip(one.meetings.rows, one.meetings.p, one.meetings.q, strict=True)):
                nothing_is_left(summit.Table(*(getattr(one.table, n)[m : m + 1] for n in SIDES)), one.agreed, m, protocol)
                if one.signs[m]:
                    signed.add(pair)
                met += 1
        # which of them are looked at is settled before; none that both would sign may be passed over
        told = [one for one in happened if one.kind == "deal" and one.detail == "first"]
        assert {pair for one in told for pair in zip(one.rows, one.power, one.rival, strict=True)} == signed
    assert met > 100


SIDES = ("gain_p", "loss_q", "gain_q", "loss_p")


def nothing_is_left(stakes: summit.Table, agreed: summit.Package, m: int, protocol: str) -> None:
    gives = summit.Package(*(getattr(agreed, name)[m] for name in ("given_by_q", "given_by_p", "gain_p", "gain_q")))
    u_p, u_q = worth(stakes, gives)
    close(min(most(stakes, t, 1.0 - t) - t * u_p - (1.0 - t) * u_q for t in bends(stakes)), 0.0, abs=EXACT)
    gain_p, gain_q = gives.gain_p.item(), gives.gain_q.item()
    if protocol == "nash" and min(gain_p, gain_q) > 1e-3:
        by_p, by_q = 0.5 / gain_p, 0.5 / gain_q
        expected = by_p * (u_p - gain_p) + by_q * (u_q - gain_q)
        close(most(stakes, by_p, by_q) - expected, 1.0, rel=1e-7)


def bends(stakes: summit.Table) -> Array:
    """The weights t at which t gain = (1 - t) loss for some client and side, and both ends."""
    rise = np.concatenate([stakes.gain_p[0], stakes.loss_p[0]])
    fall = np.concatenate([stakes.loss_q[0], stakes.gain_q[0]])
    some = rise + fall > 0.0
    return np.concatenate([[0.0, 1.0], fall[some] / (rise + fall)[some]])
