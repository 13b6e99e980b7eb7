"""Numbers that a world leaves open: one value for each replicate, the same in every variant."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core import distributions
from sim.core.luck import uniforms
from sim.core.world import Uncertain
from sim.engine import simulate
from tests.engine.same import differences
from tests.worlds import small_world

R = range(200)
HOLD = Uncertain("hold_share", (1, 0), "powers.P1.hold_share", ("uniform", (0.2, 0.6)))
GRIEVANCE = Uncertain("opening:grievance", (0, 2), "powers.P0.opening.grievance.P2", ("triangular", (0.0, 1.0, 4.0)))
LEVEL = Uncertain("doctrine:constant:level", (1, 0), "powers.P2.doctrine.level", ("beta", (2.0, 2.0)))
DOCTRINES = ["restraint", "constant", "constant"]


def drawn(one: Uncertain, seed: int = 9) -> np.ndarray:
    return distributions.draw(one.distribution, uniforms(f"parameter:{one.path}", seed=seed, replicates=R)[0])


def test_each_replicate_has_a_value_of_its_own_drawn_from_the_distribution() -> None:
    run = simulate(small_world(turns=1, uncertain=[HOLD, GRIEVANCE]), seed=9, replicates=R)
    # the second power has capability 0.7, no war and no crisis: it holds its sphere with hold_share * 0.7
    assert run.series["home_spend"][:, 1, 1] / 0.7 == pytest.approx(drawn(HOLD))
    assert run.series["grievance"][:, 0, 0, 2] == pytest.approx(drawn(GRIEVANCE))
    assert len(np.unique(drawn(HOLD))) == len(R)


def test_what_is_not_named_stays_as_it_is() -> None:
    plain = simulate(small_world(turns=1), seed=9, replicates=R).series
    unsure = simulate(small_world(turns=1, uncertain=[HOLD, GRIEVANCE]), seed=9, replicates=R).series
    assert (plain["home_spend"][:, :, [0, 2]] == unsure["home_spend"][:, :, [0, 2]]).all()
    moved = (plain["grievance"][:, 0] != unsure["grievance"][:, 0]).any(axis=0)
    assert np.argwhere(moved).tolist() == [[0, 2]]


def test_a_doctrines_parameter_may_be_uncertain_for_one_of_its_players() -> None:
    world = small_world(
        turns=1, doctrines=DOCTRINES, uncertain=[LEVEL], opening={"interdependence": 0.0},
        told={"constant": {"level": 0.25}},
    )  # fmt: skip
    pressure = simulate(world, seed=9, replicates=R).series["pressure"][:, 1]
    # what it wishes on each of two rivals, held to what it has
    wish = drawn(LEVEL)
    assert pressure[:, 2, 0] == pytest.approx(wish / np.maximum(1.0, 2.0 * wish))
    assert (pressure[:, 1, [0, 2]] == 0.25).all()
    assert (pressure[:, 0] == 0.0).all()


def test_variants_share_their_values() -> None:
    one = simulate(small_world(turns=2, uncertain=[HOLD, GRIEVANCE]), seed=9, replicates=R)
    other = small_world(turns=2, uncertain=[LEVEL, GRIEVANCE, HOLD], doctrines=DOCTRINES, params={"force.rate": 0.0})
    there = simulate(other, seed=9, replicates=R)
    assert (one.series["grievance"][:, 0] == there.series["grievance"][:, 0]).all()
    assert (one.series["home_spend"][:, 1] == there.series["home_spend"][:, 1]).all()


def test_another_seed_or_path_draws_other_values() -> None:
    elsewhere = Uncertain(HOLD.target, HOLD.index, "powers.P1.other", HOLD.distribution)
    assert (drawn(HOLD) != drawn(HOLD, seed=10)).all()
    assert (drawn(HOLD) != drawn(elsewhere)).all()


def test_an_uncertain_value_acts_as_the_same_value_written_down() -> None:
    unsure = simulate(small_world(uncertain=[HOLD, GRIEVANCE]), seed=9, replicates=R)
    hold, grievance = np.full((3, 1), 0.4), np.zeros((3, 3))
    for r in (0, 11):
        hold[1, 0], grievance[0, 2] = drawn(HOLD)[r], drawn(GRIEVANCE)[r]
        sure = small_world(params={"hold_share": hold}, opening={"grievance": grievance})
        assert differences(simulate(sure, seed=9, replicates=[r]), unsure, [r]) == []


def test_several_numbers_of_one_array_are_drawn_apart() -> None:
    both = [HOLD, Uncertain("hold_share", (2, 0), "powers.P2.hold_share", ("uniform", (0.2, 0.6)))]
    home = simulate(small_world(turns=1, uncertain=both), seed=9, replicates=R).series["home_spend"][:, 1]
    one, other = home[:, 1] / 0.7, home[:, 2] / 0.4
    assert one == pytest.approx(drawn(both[0]))
    assert other == pytest.approx(drawn(both[1]))
    assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(len(R))
