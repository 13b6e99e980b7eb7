"""The timeline: what happens when, in which replicates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.core.luck import uniforms
from sim.core.world import Condition, TimelineEvent, World
from sim.engine import Run, simulate
from tests.engine.same import differences
from tests.worlds import lively_world, small_world

GRIEVANCE_KEPT = 0.95  # what is left of a grievance at the end of the turn
SLIGHT = {"power": 0, "rival": 1, "amount": 0.5}


def slight(key: str = "slight", **when: Any) -> TimelineEvent:
    return TimelineEvent("grievance", key, f"label of {key}", SLIGHT, **when)


def eventful(*events: TimelineEvent, **changes: Any) -> World:
    return small_world(turns=10, timeline=events, **changes)


def turns_of(run: Run, replicate: int, detail: str = "label of slight") -> list[int]:
    """The turns in which an event happened in one replicate."""
    events = run.happenings.where("event")
    return events.turn[(events.replicate == replicate) & (events.detail == detail)].tolist()


def test_a_date_is_kept_in_every_replicate_once() -> None:
    run = simulate(eventful(slight(at=3)), seed=2, replicates=range(8))
    assert [turns_of(run, r) for r in range(8)] == [[3]] * 8


def test_an_event_acts_at_the_beginning_of_its_turn() -> None:
    plain, slighted = (simulate(w, seed=2, replicates=range(8)) for w in (eventful(), eventful(slight(at=3))))
    # state 3 is the end of turn 2, before the event; state 4 the end of turn 3
    more = slighted.series["grievance"] - plain.series["grievance"]
    assert (more[:, :4] == 0.0).all()
    assert more[:, 4, 0, 1] == pytest.approx(np.full(8, GRIEVANCE_KEPT * 0.5))
    more[:, 4, 0, 1] = 0.0
    assert (more[:, 4] == 0.0).all()


@pytest.mark.parametrize("at", [-1, 10, 2**31])
def test_a_date_beyond_the_horizon_never_comes(at: int) -> None:
    plain, dated = (simulate(w, seed=2, replicates=range(4)) for w in (eventful(), eventful(slight(at=at))))
    assert differences(plain, dated, range(4)) == []


def test_a_rate_is_met_by_the_events_own_luck() -> None:
    run = simulate(eventful(slight(rate=0.3)), seed=2, replicates=range(40))
    drawn = uniforms("event:slight", seed=2, replicates=range(40), turns=10)
    assert [turns_of(run, r) for r in range(40)] == [np.flatnonzero(drawn[:, r] < 0.3).tolist() for r in range(40)]
    # 400 chances of 0.3: 120 give or take five times sqrt(400 * 0.3 * 0.7) = 9.2
    assert abs(len(run.happenings.where("event")) - 120) < 46


def test_a_rate_counts_in_its_span_alone() -> None:
    run = simulate(eventful(slight(rate=1.0, first=2, last=5)), seed=2, replicates=range(3))
    assert [turns_of(run, r) for r in range(3)] == [[2, 3, 4, 5]] * 3


def test_once_is_once_in_each_replicate() -> None:
    always, once = (simulate(eventful(slight(rate=0.3, once=flag)), seed=2, replicates=range(40)) for flag in (False, True))
    assert [turns_of(once, r) for r in range(40)] == [turns_of(always, r)[:1] for r in range(40)]
    assert sum(len(turns_of(always, r)) > 1 for r in range(40)) > 10


@pytest.mark.parametrize(("above", "below"), [(0.3, None), (None, 0.3), (0.3, 0.35)])
def test_a_condition_is_met_where_the_state_is_so(above: float | None, below: float | None) -> None:
    where = Condition("alignment", (0, 0), above=above, below=below)
    quiet = TimelineEvent("grievance", "slight", "label of slight", SLIGHT | {"amount": 0.0}, condition=where)
    run = simulate(eventful(quiet), seed=2, replicates=range(30))
    value = run.alignment[:, :-1, 0, 0]
    holds = (value > (above or -np.inf)) & (value < (below or np.inf))
    assert 0.2 < holds.mean() < 0.8
    assert [turns_of(run, r) for r in range(30)] == [np.flatnonzero(holds[r]).tolist() for r in range(30)]


def test_a_condition_may_be_met_once() -> None:
    where = Condition("grievance", (0, 1), above=0.0)
    run = simulate(eventful(slight(condition=where, once=True, first=4)), seed=2, replicates=range(5))
    assert [turns_of(run, r) for r in range(5)] == [[4]] * 5


def test_events_of_a_turn_follow_each_other_as_they_are_listed() -> None:
    sees = Condition("grievance", (0, 1), above=90.0)
    big = TimelineEvent("grievance", "big", "big", SLIGHT | {"amount": 100.0}, at=3)
    after = simulate(eventful(big, slight(condition=sees, last=3)), seed=2, replicates=range(3))
    before = simulate(eventful(slight(condition=sees, last=3), big), seed=2, replicates=range(3))
    assert [turns_of(after, r) for r in range(3)] == [[3]] * 3
    assert [turns_of(before, r) for r in range(3)] == [[]] * 3
    assert after.happenings.where("event").detail.tolist() == ["big", "label of slight"] * 3


def test_an_event_touches_the_replicates_in_which_it_happens_alone() -> None:
    plain, struck = (simulate(w, seed=2, replicates=range(40)) for w in (eventful(), eventful(slight(rate=0.05))))
    spared = [r for r in range(40) if not turns_of(struck, r)]
    assert 5 < len(spared) < 35
    assert differences(plain, struck, spared) == []
    touched = [r for r in range(40) if r not in spared]
    assert all(differences(plain, struck, [r]) for r in touched)


def test_what_happened_is_told_with_actors_amount_and_label() -> None:
    gift = TimelineEvent("arms_deal", "gift", "Helicopters", {"power": 1, "client": 2, "amount": 0.05}, at=1)
    unnamed = TimelineEvent("norm_shock", "shock", "", {"amount": 0.1}, at=2)
    told = simulate(eventful(gift, unnamed), seed=2, replicates=[6]).happenings.where("event")
    assert told.detail.tolist() == ["Helicopters", "norm_shock"]
    assert [told.power.tolist(), told.rival.tolist(), told.client.tolist()] == [[1, -1], [-1, -1], [2, -1]]
    assert told.amount.tolist() == [0.05, 0.1]
    assert told.turn.tolist() == [1, 2]
    assert told.replicate.tolist() == [6, 6]


def test_a_parameter_that_is_set_is_set_from_then_on_where_it_is_set() -> None:
    idle = TimelineEvent("set", "idle", "", {"path": ("hold_share", (0, 0)), "value": 0.0}, rate=0.2, once=True)
    run = simulate(eventful(idle), seed=2, replicates=range(30))
    events = run.happenings.where("event")
    assert 5 < len(events) < 30
    home = run.series["home_spend"][:, 1:, 0]
    for r in range(30):
        at = events.turn[events.replicate == r]
        spends = np.arange(10) < (at[0] if len(at) else 10)
        assert ((home[r] > 0.0) == spends).all()


def test_a_use_of_force_whose_outcome_is_drawn_has_both_outcomes() -> None:
    strike = TimelineEvent("use_of_force", "strike", "strike", {"power": 1, "client": 0, "outcome": "drawn"}, at=2)
    run = simulate(eventful(strike, off=["force"]), seed=2, replicates=range(60), cubes=("occupation",))
    wars = run.cubes["occupation"][:, 3, 1, 0]
    assert set(wars.tolist()) == {0.0, 1.0}
    assert (run.cubes["occupation"][:, 2] == 0.0).all()


def test_an_accord_of_the_timeline_is_a_deal_that_is_kept() -> None:
    accord = TimelineEvent("accord", "accord", "", {"power": 0, "rival": 1, "gives": (1,), "gets": (0,)}, at=2)
    world = eventful(accord, params={"summit.rate": 0.0, "summit.breach_rate": 0.0})
    deal = simulate(world, seed=2, replicates=range(5)).series["deal"]
    assert (deal[:, 3:, 0, 1] == 1.0).all()
    assert (deal[:, 3:, 1, 0] == 1.0).all()
    assert (deal[:, :3] == 0.0).all()


def test_events_of_one_replicate_do_not_depend_on_those_beside_it() -> None:
    world = lively_world(turns=8, timeline=[slight(rate=0.3), slight("other", rate=0.2, once=True)])
    together = simulate(world, seed=2, replicates=range(10))
    for r in range(10):
        assert differences(simulate(world, seed=2, replicates=[r]), together, [r]) == []
