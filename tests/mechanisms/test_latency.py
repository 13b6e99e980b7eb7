"""Slow powers: pressure that lags, rounds that last, and what haste misreads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from sim.engine import simulate
from sim.mechanisms import doctrine, perception, summit
from tests.mechanisms.ranges import parameter, shares
from tests.worlds import lively_world, number, over_powers


def test_delay_by_hand() -> None:
    # 0.2 + (0.8 - 0.2) / 4, and at once where there is no latency
    found = doctrine.delayed(np.full((1, 2, 1), 0.8), np.full((1, 2, 1), 0.2), over_powers(3.0, 0.0))
    assert found[0, :, 0] == pytest.approx([0.35, 0.8])
    assert doctrine.delayed(number(0.8), number(0.2), number(1.0)).item() == pytest.approx(0.5)


def test_no_latency_is_no_delay_to_the_bit() -> None:
    wanted, before = np.random.default_rng(1).random((2, 1, 50, 1)) ** 3  # with digits that a sum would round off
    assert np.array_equal(doctrine.delayed(wanted, before, number(0.0)), wanted)


@given(shares, shares, parameter("doctrine", "latency"))
def test_delay_stays_between_what_was_and_what_is_wanted(wanted: float, before: float, latency: float) -> None:
    found = doctrine.delayed(number(wanted), number(before), number(latency)).item()
    assert min(wanted, before) - 1e-12 <= found <= max(wanted, before) + 1e-12


def test_a_power_acts_on_what_it_saw_its_latency_ago_in_the_mean() -> None:
    # the answer to a single wish of 1 at turn 0, spread over the turns after it
    latency, pressure, answers = number(4.0), number(0.0), []
    for t in range(400):
        pressure = doctrine.delayed(number(1.0 if t == 0 else 0.0), pressure, latency)
        answers.append(pressure.item())
    assert sum(answers) == pytest.approx(1.0)
    assert sum(t * answer for t, answer in enumerate(answers)) == pytest.approx(4.0)


def test_haste_by_hand() -> None:
    # 0.2 (1 + 0.5) for who decides at once, 0.2 (1 + 0.5 / 5) for who takes four turns; no error, no difference
    found = perception.misperception_in_haste(number(0.2), number(0.5), over_powers(0.0, 4.0))
    assert found[0, :, 0] == pytest.approx([0.3, 0.22])
    assert (perception.misperception_in_haste(number(0.2), number(0.0), over_powers(0.0, 4.0)) == 0.2).all()


def test_the_share_of_the_quick_is_that_of_the_patient() -> None:
    """Alternating offers over a pie where p answers after 1 round and q after 1 + L: p's share is
    (1 - δ^(1+L)) / (1 - δ δ^(1+L)) when it offers first [Rubinstein1982, Muthoo1999]."""
    one, none = np.ones((1, 1)), np.zeros((1, 1))
    chain = summit.frontier(summit.Table(one, one, none, none), none, none)
    delta, last = 0.9, 0.0
    for latency in (0.0, 1.0, 4.0, 20.0):
        slow = summit.patience_of(np.full((1, 1), delta), np.full((1, 1), latency))
        assert slow.item() == pytest.approx(delta ** (1 + latency))
        # a pie is one issue whose frontier falls from (0, 1) to (1, 0)
        pie = summit.Frontier(chain.order, chain.rise, chain.fall, chain.p, chain.q + 1.0)
        share = summit.rubinstein_share(pie, np.full((1, 1), delta), slow, one)
        gain = summit.utilities(pie, share)[0].item()
        assert gain == pytest.approx((1 - slow.item()) / (1 - delta * slow.item()), abs=1e-9)
        assert gain > last
        last = gain


def test_no_patience_stays_none() -> None:
    assert summit.patience_of(number(0.0), number(3.0)).item() == 0.0


def test_who_is_slow_presses_later() -> None:
    """After the opening, in which nobody presses, the slow have reached less of what they want."""
    quick = simulate(lively_world(), seed=1, replicates=range(20)).series["pressure"][:, 1, 0, 1]
    slow = simulate(lively_world(params={"latency": [[4.0], [0.0], [0.0]]}), seed=1, replicates=range(20))
    assert slow.series["pressure"][:, 1, 0, 1] == pytest.approx(quick / 5.0)
