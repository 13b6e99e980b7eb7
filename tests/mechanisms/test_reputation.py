"""Reputation, by hand, by property, and in a turn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.world import TimelineEvent
from sim.engine import Run, simulate
from sim.mechanisms import reputation
from tests.worlds import number, over_powers, small_world, table

SHARE = st.floats(0.0, 1.0)


def test_what_is_offered_is_discounted_by_hand() -> None:
    assert reputation.credible(number(0.4), number(0.5)).item() == pytest.approx(0.7)
    assert reputation.credible(number(0.4), number(0.0)).item() == 1.0


def test_the_taker_loses_nothing() -> None:
    lost = reputation.taken(np.array([[0.2, 0.5, 0.1]]), np.array([1]))
    assert lost.tolist() == [[0.2, 0.0, 0.1]]


def test_reliability_by_hand() -> None:
    after = reputation.next_reliability(
        over_powers(0.8, 1.0), table([0.0, 0.5], [0.0, 0.0]), table([0.0, 0.2], [0.3, 0.0]),
        abandonment_loss=number(0.5), reliability_gain=number(0.1),
    )  # fmt: skip
    left = 0.8 * (1 - 0.5 * 0.5 * 0.8)
    assert after.ravel() == pytest.approx([left + 0.1 * (1 - left), 1.0])


def test_accounts_by_hand() -> None:
    after = reputation.next_unanswered(table([0.0, 0.5], [0.0, 0.0]), table([0.0, 0.2], [0.3, 0.0]), number(0.8))
    assert after.ravel() == pytest.approx([0.0, 0.32, 0.0, 0.0])


@given(SHARE, st.floats(0.0, 1e6), SHARE, SHARE, st.floats(0.0, 10.0), SHARE)
def test_reliability_stays_a_share_and_answering_never_harms_it(
    reliability: float, account: float, pressure: float, more: float, loss: float, gain: float
) -> None:
    def after(answer: float) -> float:
        told = {"abandonment_loss": number(loss), "reliability_gain": number(gain)}
        return float(reputation.next_reliability(number(reliability), number(account), number(answer), **told).item())

    low, high = sorted((pressure, more))
    assert 0.0 <= after(low) <= after(high) <= 1.0


def struck_world(watching: float, off: tuple[str, ...] = (), **changes: object) -> Run:
    """The first power takes a client that the second leads, in the third turn."""
    blow = TimelineEvent("use_of_force", "blow", "Blow", {"power": 0, "client": 1, "outcome": "swift"}, at=3)
    world = small_world(
        turns=10, seed=None, doctrines="restraint", off=("force", "upheaval", "summit", *off),
        params={"reputation.watching": watching, "alignment.drift": 0.0}, timeline=[blow], **changes,
    )  # type: ignore[arg-type]  # fmt: skip
    return simulate(world, seed=1, replicates=range(2))


def test_clients_elsewhere_turn_from_a_power_that_left_one_to_its_fate() -> None:
    seen, unseen = struck_world(1.0), struck_world(0.0)
    assert np.all(seen.series["reliability"][:, 5:, 1] < 1.0)
    assert np.array_equal(seen.series["reliability"][:, :, 0], unseen.series["reliability"][:, :, 0])
    others = [5]  # claimed by the second power as well
    assert np.all(seen.alignment[:, -1, 1, others] < unseen.alignment[:, -1, 1, others])
    assert np.array_equal(seen.alignment[:, :4], unseen.alignment[:, :4])


def test_unseen_and_switched_off_are_one_to_the_clients() -> None:
    unseen, off = struck_world(0.0), struck_world(1.0, off=("reputation",))
    assert np.array_equal(unseen.alignment, off.alignment)
    assert np.all(off.series["reliability"] == 1.0)


def test_a_power_that_sells_its_clients_in_an_accord_is_believed_less() -> None:
    deal = TimelineEvent("accord", "deal", "Deal", {"power": 1, "rival": 0, "gives": (1, 5), "gets": (0,)}, at=2)
    world = small_world(turns=6, seed=None, off=("force", "upheaval", "summit"), timeline=[deal], doctrines="restraint")
    run = simulate(world, seed=1, replicates=range(2))
    reliability = run.series["reliability"][:, -1]
    assert np.all(reliability[:, 1] < reliability[:, 0])
    assert np.all(reliability[:, 0] < 1.0)
    assert np.all(reliability[:, 2] == 1.0)
