"""A power that a person plays passes on the decision, and is its own master again when it is handed back."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.face import Decision, GreatPower, Offer, SphereModel


def model(turns: int = 0) -> SphereModel:
    made = SphereModel("venezuela_for_ukraine", variant="linked_opposed", replicate=3)
    for _ in range(turns):
        made.step()
    return made


def russia(of: SphereModel) -> GreatPower:
    return next(iter(of.agents_by_type[GreatPower].select(lambda power: power.id == "RUS")))


def test_what_is_decided_is_done_and_the_past_stays() -> None:
    plain, played = model(6), model(3)
    russia(played).decide(Decision(pressure={"USA": 0.7, "CHN": 0.0}, hold_share=0.2, contest_share=0.6))
    played.step()
    pressed = russia(played).pressure
    assert 0.6 < pressed["USA"] <= 0.7
    assert pressed["CHN"] == 0.0
    params, p = played.stepper.given.params, russia(played).index
    assert (params.hold_share[0, p, 0], params.contest_share[0, p, 0]) == (0.2, 0.6)
    for _ in range(2):
        played.step()
    assert 0.6 < russia(played).pressure["USA"] <= 0.7
    assert not np.array_equal(played.state.alignment, plain.state.alignment)


def test_it_is_its_own_master_again() -> None:
    played = model(3)
    russia(played).decide(Decision(pressure={"USA": 0.0}))
    played.step()
    russia(played).hand_back()
    played.step()
    assert russia(played).pressure["USA"] > 0.05
    assert played.state.order.max() < 0.0


def test_one_rival_can_be_left_to_the_doctrine() -> None:
    played = model(3)
    russia(played).decide(Decision(pressure={"USA": 0.0, "CHN": 0.0}))
    played.step()
    russia(played).decide(Decision(pressure={"USA": None}))
    played.step()
    assert russia(played).pressure["USA"] > 0.05
    assert russia(played).pressure["CHN"] == 0.0


def test_an_offer_is_answered_at_once() -> None:
    played = model(1)
    russia(played).decide(Decision(offers=(Offer("USA", ("VEN",), ("UKR",)),)))
    played.step()
    kinds = [one.kind for one in played.happenings]
    assert kinds.count("deal") == 2
    greedy = model(1)
    russia(greedy).decide(Decision(offers=(Offer("USA", (), ("UKR", "VEN")),)))
    greedy.step()
    assert "deal" not in [one.kind for one in greedy.happenings]


def test_a_power_that_expects_more_elsewhere_signs_nothing() -> None:
    played = SphereModel("venezuela_for_ukraine", variant="linked_opposed", replicate=3, settings={"mechanisms.summit.rate": 1.0})
    russia(played).decide(Decision(disagreement=10.0))
    for _ in range(5):
        played.step()
        assert "deal" not in [one.kind for one in played.happenings]
    russia(played).decide(Decision(disagreement=0.0))
    played.step()
    assert "deal" in [one.kind for one in played.happenings]


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        (Decision(hold_share=0.7, contest_share=0.4), "1.1 of the means"),
        (Decision(contest_share=0.9), "1.3 of the means"),
        (Decision(pressure={"USA": 1.5}), "from 0 to 1"),
        (Decision(pressure={"USB": 0.5}), "did you mean 'USA'"),
        (Decision(offers=(Offer("USA"),)), "nobody stands back"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_and_forgotten(decision: Decision, says: str) -> None:
    played = model(2)
    with pytest.raises(SpheresError, match=says):
        russia(played).decide(decision)
    played.step()
    assert np.array_equal(played.state.alignment, model(3).state.alignment)


def test_nobody_who_plays_leaves_a_trace() -> None:
    plain = model(8)
    assert plain.state.order.max() < 0.0
