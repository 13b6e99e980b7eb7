"""Elites: what buys them, what it wears, and whom it frightens."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from sim.core.world import TimelineEvent
from sim.engine import simulate
from sim.mechanisms import elites
from tests.mechanisms.ranges import parameter, shares, small_amounts
from tests.worlds import lively_world, number, over_clients, small_world


def test_bought_by_hand() -> None:
    # 0.6 + 0.4 * 3 * (1 - G): cheap without institutions, dear with sound ones, even at G = 2/3
    found = elites.bought(number(0.4), over_clients(0.0, 2 / 3, 1.0), number(3.0))
    assert found[0, 0] == pytest.approx([1.8, 1.0, 0.6])
    assert (elites.bought(number(0.0), over_clients(0.0, 1.0), number(3.0)) == 1.0).all()


@given(shares, small_amounts, parameter("elites", "governance_wear"), parameter("elites", "wear_scale"))
def test_governance_only_wears(governance: float, money: float, wear: float, scale: float) -> None:
    after = elites.next_governance(number(governance), number(money), number(wear), number(scale)).item()
    assert 0.0 <= after <= governance
    assert elites.next_governance(number(governance), number(0.0), number(wear), number(scale)).item() == pytest.approx(
        governance
    )


def test_governance_by_hand() -> None:
    # as much money as the scale wears half: 0.5 (1 - 0.1 / 2)
    assert elites.next_governance(number(0.5), number(0.02), number(0.1), number(0.02)).item() == pytest.approx(0.475)


def test_alarm_by_hand() -> None:
    assert elites.alarmed(number(2.0), number(0.5), number(2.0)).item() == pytest.approx(2.0 * np.e)
    assert elites.alarmed(number(2.0), number(0.5), number(0.0)).item() == 2.0


def test_elite_money_buys_more_where_institutions_are_weak_and_serves_nobody_else() -> None:
    def run(share: float, governance: float) -> tuple[float, float, float]:
        told = {"elite_share": [[share], [0.0], [0.0]], "elites.governance_wear": 0.001}
        world = small_world(params=told, opening={"governance": governance})
        series = simulate(world, seed=1, replicates=range(20)).series
        return series["influence"][:, -1, 0].mean(), series["welfare"][:, -1].mean(), series["governance"][:, -1].mean()

    weak, sound = {s: run(s, 0.1) for s in (0.0, 0.5)}, {s: run(s, 0.95) for s in (0.0, 0.5)}
    assert weak[0.5][0] > weak[0.0][0]
    assert sound[0.5][0] < sound[0.0][0]
    for worlds, governance in ((weak, 0.1), (sound, 0.95)):
        assert worlds[0.5][1] < worlds[0.0][1]
        assert worlds[0.5][2] < worlds[0.0][2] == pytest.approx(governance)


def test_without_elite_money_institutions_stand_still_and_a_reform_moves_them() -> None:
    reform = TimelineEvent("reform", "reform", "Reform", {"client": 2, "amount": 0.3}, at=3)
    series = simulate(small_world(timeline=[reform]), seed=1, replicates=range(4)).series["governance"]
    assert (series[:, :4] == 0.5).all()
    assert (series[:, 4:, 2] == 0.8).all()
    assert (np.delete(series, 2, axis=2) == 0.5).all()


def test_who_fears_reform_strikes_the_well_governed() -> None:
    def uses(fear: float, governance: float) -> int:
        world = lively_world(params={"reform_fear": fear}, opening={"governance": governance})
        return len(simulate(world, seed=1, replicates=range(60)).happenings.where("force"))

    assert uses(3.0, 1.0) > 1.5 * uses(0.0, 1.0)
    assert uses(3.0, 0.0) == uses(0.0, 0.0) == uses(0.0, 1.0)


def test_a_patron_that_is_not_believed_buys_elites_for_less() -> None:
    """What clients saw of a patron discounts what it gives to elites as it does all else."""
    told = {"elite_share": [[1.0], [0.0], [0.0]], "elites.governance_wear": 0.0, "reputation.watching": 1.0}
    believed, doubted = (
        simulate(
            small_world(params=told, opening={"governance": 0.0, "reliability": [[level], [1.0], [1.0]]}),
            seed=1,
            replicates=range(20),
        )
        for level in (1.0, 0.2)
    )
    assert doubted.series["influence"][:, -1, 0].mean() < believed.series["influence"][:, -1, 0].mean()
