"""Linkage, prestige, coercion and what hostility pays at home, in whole turns."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.core.axes import Array
from sim.core.world import TimelineEvent
from sim.engine import Run, simulate
from tests.worlds import small_world

R = range(20)


def run(**changes: Any) -> Run:
    return simulate(small_world(**changes), seed=5, replicates=R)


def last(one: Run, name: str) -> Array:
    return one.series[name][:, -1]


def test_linkage_cuts_ties_by_meddling_and_only_announced_does_it_restrain() -> None:
    linked = {"linkage": [[0.5], [0.0], [0.0]]}
    plain, silent = run(), run(params=linked)
    announced = run(params=linked | {"announced": [[1.0], [0.0], [0.0]]})
    assert (last(silent, "interdependence")[:, 0, 1] < last(plain, "interdependence")[:, 0, 1]).all()
    first = {name: one.series["pressure"][:, 1, 1, 0] for name, one in (("plain", plain), ("silent", silent))}
    assert np.array_equal(first["plain"], first["silent"])
    assert (announced.series["pressure"][:, 1, 1, 0] < first["plain"]).all()


def test_nothing_is_threatened_where_nothing_ties() -> None:
    linked = {"linkage": 0.5, "announced": 1.0}
    loose = {"interdependence": 0.0}
    assert np.array_equal(last(run(opening=loose), "pressure"), last(run(opening=loose, params=linked), "pressure"))


def test_open_opposition_draws_the_averse_and_nobody_else() -> None:
    averse = {"affinity": np.array([[-0.8] * 3 + [0.4] * 3, [0.0] * 6, [0.0] * 6]), "alignment.neighbour_weight": 0.0}
    pressing: dict[str, Any] = {"doctrines": ["restraint", "constant", "restraint"], "on": ["doctrine", "alignment"]}
    plain, admired = (run(params=averse | {"alignment.opposition_weight": weight}, **pressing) for weight in (0.0, 1.0))
    gained = admired.alignment[:, -1, 1] - plain.alignment[:, -1, 1]
    assert (gained[:, :3] > 0.0).all()
    assert (gained[:, 3:] == 0.0).all()


def test_who_depends_less_presses_more_where_dependence_is_a_weapon() -> None:
    uneven = {"vulnerability": [[0.2], [1.0], [1.0]]}
    kept, used = (run(params=uneven | {"doctrine.coercion": weight}, turns=1) for weight in (0.0, 1.0))
    assert (last(used, "pressure")[:, 0, 1] > last(kept, "pressure")[:, 0, 1]).all()
    assert np.array_equal(last(used, "pressure")[:, 1, 0], last(kept, "pressure")[:, 1, 0])


def test_a_regime_in_doubt_presses_for_what_hostility_pays_at_home() -> None:
    blow = [TimelineEvent("legitimacy", "blow", "Blow", {"power": 1, "amount": -0.5}, at=4)]
    paid, unpaid = (
        [run(params={"hostility_payoff": worth}, timeline=shock).series["pressure"][:, 5, 1] for shock in ((), blow)]
        for worth in (0.5, 0.0)
    )
    assert (paid[1].sum(axis=1) > paid[0].sum(axis=1)).all()
    assert np.array_equal(unpaid[1], unpaid[0])


def test_what_hostility_pays_keeps_a_power_from_signing() -> None:
    ready = {"summit.rate": 0.5, "concession_cost": 0.0, "summit.norm_cost": 0.0, "summit.least_gain": 0.001}
    deals = {
        worth: len(run(params=ready | {"hostility_payoff": worth}, opening={"trust": 0.9}).happenings.where("deal"))
        for worth in (0.0, 5.0)
    }
    assert deals[0.0] > 0
    assert deals[5.0] == 0


def test_a_world_without_a_listener_keeps_no_account_of_rewards() -> None:
    assert not run().final.aspiration.any()
    learned = run(doctrines="realist").final
    assert learned.aspiration.all()
    assert learned.reward.any()
