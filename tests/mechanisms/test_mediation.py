"""Mediation: who offers, whose word counts, and what an accord brings to who brokered it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from sim.core.world import World
from sim.engine import Run, simulate
from sim.engine.given import Given, Layout
from sim.engine.mediating import rewarded
from sim.mechanisms import mediation
from tests.engine.same import differences
from tests.mechanisms.ranges import between, shares
from tests.worlds import lively_world, number, over_powers

R = range(40)


def test_an_offer_by_hand() -> None:
    # 0.8 * 0.5 / (1 + e**-((0.1 + P - 0.3) / 0.1)): P = 0.2 makes it even
    told = {"effort": number(0.3), "temperature": number(0.1)}
    found = mediation.offer_chance(number(0.8), number(0.1), over_powers(0.0, 0.2, 0.4), number(0.5), **told)
    assert found[0, :, 0] == pytest.approx([0.4 / (1 + np.e**2), 0.2, 0.4 / (1 + np.e**-2)])


@given(shares, shares, between(0.0, 10.0), shares)
def test_an_offer_rises_with_prestige_and_stays_a_chance(beta: float, interest: float, prestige: float, heard: float) -> None:
    def chance(worth: float) -> float:
        told = {"effort": number(0.3), "temperature": number(0.1)}
        return mediation.offer_chance(number(beta), number(interest), number(worth), number(heard), **told).item()

    assert 0.0 <= chance(prestige) <= chance(prestige + 0.1) <= min(beta, heard) + 1e-12


def test_a_word_by_hand() -> None:
    # 0.9 * 0.8 where little is trusted directly; never less than direct trust
    found = mediation.vouched(over_powers(0.2, 0.9), number(0.9), number(0.8))
    assert found[0, :, 0] == pytest.approx([0.72, 0.9])


@given(shares, shares, shares)
def test_a_word_never_lowers_trust_nor_exceeds_that_in_who_gives_it(direct: float, first: float, second: float) -> None:
    found = mediation.vouched(number(direct), number(first), number(second)).item()
    assert direct <= found <= max(direct, min(first, second)) + 1e-12


def estranged(brokerage: float, trust_in_mediator: float = 0.9, **changes: Any) -> World:
    """Powers 0 and 1, who do not trust each other, and power 2 between them; all else is quiet."""
    trust = np.full((3, 3), trust_in_mediator)
    trust[0, 1] = trust[1, 0] = 0.05
    params = {
        "brokerage": [[0.0], [0.0], [brokerage]], "summit.rate": 0.0, "summit.breach_rate": 0.0,
        "mediation_prestige": 0.5,
    } | changes  # fmt: skip
    options = {"summit": {"pairs": [(0, 1)]}}
    return lively_world(3, 8, 12, params=params, opening={"trust": trust}, options=options, off=["force", "upheaval"])


def played(world: World) -> Run:
    return simulate(world, seed=5, replicates=R)


def accords(run: Run) -> int:
    return int((run.happenings.where("mediation").detail == "accord").sum())


def test_two_who_never_meet_are_brought_together_by_who_has_the_trust_of_both() -> None:
    apart, together = played(estranged(0.0)), played(estranged(1.0))
    assert not len(apart.happenings.where("deal"))
    assert accords(together) == len(together.happenings.where("deal")) / 2 > 0
    assert set(together.happenings.where("mediation").power) == {2}
    assert accords(played(estranged(1.0, trust_in_mediator=0.05))) < accords(together) / 4


def test_the_word_of_the_mediator_and_not_the_meeting_alone_makes_the_accord() -> None:
    meeting = played(estranged(0.0, **{"summit.rate": 1.0}))
    assert len(meeting.happenings.where("deal")) / 2 < accords(played(estranged(1.0)))


def test_who_brokers_gains_in_trust_standing_and_pull() -> None:
    world = lively_world(4, 9, params={"mediation.gratitude": 0.5, "mediation.standing": 0.1, "mediation.pull": 0.3})
    known = Given.of(world, world.params, Layout.of(world))
    settled = np.zeros((2, 9))
    settled[0, 4], settled[1, 5] = 1.0, 0.5
    columns = (np.array(x) for x in ([0, 0], [0, 0], [1, 2], [3, -1]))  # in one replicate; the second without a mediator
    state, happened = rewarded(world.opening, known, *columns, settled)
    before = world.opening
    assert state.trust[0, 0, 3] == pytest.approx(0.5 + 0.5 * before.trust[0, 0, 3])
    assert state.trust[0, 1, 3] == pytest.approx(0.5 + 0.5 * before.trust[0, 1, 3])
    assert state.legitimacy[0, 3, 0] == pytest.approx(0.6 + 0.1 * 0.4)
    assert state.leaning[0, 3, 4] == pytest.approx(0.3)
    assert np.count_nonzero(state.leaning != before.leaning) == 1
    assert np.count_nonzero(state.trust != before.trust) == 2
    assert [one.detail for one in happened] == ["accord"]


def test_prestige_draws_offers_where_there_is_no_stake() -> None:
    """Power 2 cares little (below 0.3) about what 0 and 1 claim; only what mediating is worth in itself makes it offer."""
    quiet, proud = (played(estranged(1.0, mediation_prestige=worth, **{"summit.least_gain": 9.0})) for worth in (0.0, 0.5))
    offers = [len(run.happenings.where("mediation")) for run in (quiet, proud)]
    assert offers[1] > 3 * offers[0]
    assert proud.happenings.where("mediation").amount.max() < 0.3


def test_of_two_who_would_the_more_eager_mediates() -> None:
    params = {"brokerage": 1.0, "mediation_prestige": [[0.0], [0.0], [0.2], [0.6]], "mediation.temperature": 0.01}
    world = lively_world(4, 9, 6, params=params, options={"summit": {"pairs": [(0, 1)]}}, off=["force", "upheaval"])
    assert set(played(world).happenings.where("mediation").power) == {3}


def test_nobody_offers_by_default() -> None:
    assert differences(played(lively_world()), played(lively_world(off=["mediation"])), R) == []
