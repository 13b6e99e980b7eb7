"""One case by hand for each event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.core.world import Params, State
from sim.events import happen
from sim.events.parameters import declaration
from sim.mechanisms import MECHANISMS

ROW = 3


SIGNATURES = [("recognition", "recognition"), ("endorsement", "endorsement")]
PARAMETERS = [  # path and new value
    (("salience", (1, 2)), 0.9),
    (("exclusion", (1, 0)), 0.7),
    (("force.rate", (0, 0)), 0.5),
    (("autonomy", (0, 3)), 0.1),
]


def changes(ground: Any, state: State) -> set[str]:
    """Names of the symbols that an event changed."""
    return {name for name, array in state.items() if not np.array_equal(array, getattr(ground.state, name))}


def row_of(array: Any) -> Any:
    """The row of the replicate in which things happen."""
    return array[ROW if array.shape[0] > 1 else 0]


def test_an_arms_deal_fills_the_arsenal_and_is_seen_as_a_flow(ground: Any) -> None:
    state, params = ground.after("arms_deal", [ROW], power=1, client=2, amount=0.25)
    for symbol in ("arsenal", "arms"):
        before, after = getattr(ground.state, symbol), getattr(state, symbol)
        assert after[ROW, 1, 2] == before[ROW, 1, 2] + 0.25
        assert np.sum(after != before) == 1
    assert changes(ground, state) == {"arsenal", "arms"}
    assert params is ground.params


def test_a_loan_is_thanked_for_as_the_support_that_it_would_pay(ground: Any) -> None:
    state, _ = ground.after("loan", [ROW], power=1, client=2, amount=0.5, term=10.0)
    p = ground.params
    flow = 0.05 * row_of(p.reach)[1, 2] / row_of(p["alignment.support_scale"])[0, 0]
    favour = row_of(p["alignment.support_weight"])[0, 0] * row_of(p.economic_need)[0, 2] * np.log(1.0 + flow)
    assert state.leaning[ROW, 1, 2] - ground.state.leaning[ROW, 1, 2] == pytest.approx(favour, abs=1e-8)
    assert favour > 0.0
    assert changes(ground, state) == {"leaning"}


@pytest.mark.parametrize(("event", "symbol"), SIGNATURES)
@pytest.mark.parametrize("level", [0.0, 1.0])
def test_signatures_set_a_level(ground: Any, event: str, symbol: str, level: float) -> None:
    state, _ = ground.after(event, [ROW], power=1, client=2, level=level)
    assert getattr(state, symbol)[ROW, 1, 2] == level
    assert changes(ground, state) == {symbol}
    assert np.sum(getattr(state, symbol) != getattr(ground.state, symbol)) == 1


def test_an_accord_takes_the_place_of_what_was_agreed(ground: Any) -> None:
    state, _ = ground.after("accord", [ROW], power=0, rival=2, gives=(1, 3), gets=(0,))
    np.testing.assert_array_equal(state.deference[ROW, 0, 2], [0.0, 1.0, 0.0, 1.0])
    np.testing.assert_array_equal(state.deference[ROW, 2, 0], [1.0, 0.0, 0.0, 0.0])
    assert state.deal_age[ROW, 0, 2] == state.deal_age[ROW, 2, 0] == 0.0
    for p, q in [(0, 1), (1, 0), (1, 2), (2, 1)]:
        assert np.array_equal(state.deference[ROW, p, q], ground.state.deference[ROW, p, q])
    lost = state.unanswered[ROW] - ground.state.unanswered[ROW]
    assert lost[0, 2] == pytest.approx(ground.state.alignment[ROW, 0, [1, 3]].sum())
    assert lost[2, 0] == pytest.approx(ground.state.alignment[ROW, 2, 0])
    assert changes(ground, state) == {"deference", "deal_age", "unanswered", "bargains"}
    assert state.bargains[ROW, 0, 0] == ground.state.bargains[ROW, 0, 0] + 1.0


def test_an_accord_may_be_one_sided_but_not_empty(ground: Any) -> None:
    state, _ = ground.after("accord", [ROW], power=0, rival=2, gives=(), gets=(0,))
    assert not state.deference[ROW, 0, 2].any()
    with pytest.raises(SpheresError, match="nobody stands back in this accord; name clients"):
        ground.after("accord", [], power=0, rival=2, gives=(), gets=())


def test_a_void_accord_leaves_no_deal_and_no_hard_feelings(ground: Any) -> None:
    state, _ = ground.after("void_accord", [ROW], power=0, rival=2)
    assert not state.deference[ROW, 0, 2].any()
    assert not state.deference[ROW, 2, 0].any()
    assert state.deal_age[ROW, 0, 2] == state.deal_age[ROW, 2, 0] == -1.0
    assert changes(ground, state) == {"deference", "deal_age"}


def test_a_token_concession_counts_once(ground: Any) -> None:
    conceded, trust = np.zeros_like(ground.state.conceded), np.full_like(ground.state.trust, 0.5)
    fresh = replace(ground, state=replace(ground.state, conceded=conceded, trust=trust))
    once, _ = fresh.after("token_concession", [ROW], power=0, rival=2, size=0.4)
    assert once.trust[ROW, 2, 0] == pytest.approx(0.7, abs=1e-15)
    assert once.conceded[ROW, 0, 2] == 1.0
    assert changes(fresh, once) == {"trust", "conceded"}
    twice, _ = replace(ground, state=once).after("token_concession", [ROW], power=0, rival=2, size=0.4)
    assert np.array_equal(twice.trust, once.trust)
    back, _ = replace(ground, state=twice).after("token_concession", [ROW], power=2, rival=0, size=0.4)
    assert back.trust[ROW, 0, 2] == pytest.approx(0.7, abs=1e-15)


@pytest.mark.parametrize(
    ("event", "arguments", "symbol", "cell", "value"),
    [
        ("crisis_load", {"power": 1, "amount": 1.5}, "crisis_load", (1, 0), 1.5),
        ("trust", {"power": 1, "rival": 0, "level": 0.9}, "trust", (1, 0), 0.9),
    ],
)
def test_events_that_set_one_cell(
    ground: Any, event: str, arguments: dict[str, Any], symbol: str, cell: tuple[int, ...], value: float
) -> None:
    state, _ = ground.after(event, [ROW], **arguments)
    assert getattr(state, symbol)[(ROW, *cell)] == value
    assert np.sum(getattr(state, symbol) != getattr(ground.state, symbol)) == 1
    assert changes(ground, state) == {symbol}


def test_grievance_is_added_and_amends_cannot_go_below_nothing(ground: Any) -> None:
    before = ground.state.grievance[ROW, 1, 0]
    more, _ = ground.after("grievance", [ROW], power=1, rival=0, amount=0.75)
    amends, _ = ground.after("grievance", [ROW], power=1, rival=0, amount=-100.0)
    assert more.grievance[ROW, 1, 0] == before + 0.75
    assert amends.grievance[ROW, 1, 0] == 0.0
    assert changes(ground, more) == changes(ground, amends) == {"grievance"}


def test_the_norm_falls_by_the_shock_and_not_below_nothing(ground: Any) -> None:
    before = ground.state.norm[ROW, 0, 0]
    for amount, after in ((0.1 * before, before - 0.1 * before), (1.0, 0.0), (-1.0, 1.0)):
        state, _ = ground.after("norm_shock", [ROW], amount=amount)
        assert state.norm[ROW, 0, 0] == after
        assert changes(ground, state) == {"norm"}


def test_interdependence_is_mutual(ground: Any) -> None:
    state, _ = ground.after("interdependence", [ROW], power=1, rival=0, level=0.9)
    assert state.interdependence[ROW, 1, 0] == state.interdependence[ROW, 0, 1] == 0.9
    assert np.sum(state.interdependence != ground.state.interdependence) == 2


@pytest.mark.parametrize(("path", "value"), PARAMETERS)
def test_set_changes_one_number_for_good(ground: Any, path: Any, value: float) -> None:
    name, index = path
    state, params = ground.after("set", [1, ROW], path=path, value=value)
    assert state is ground.state
    assert params[name].shape == (5, *ground.params[name].shape[1:])
    assert params[name][(ROW, *index)] == params[name][(1, *index)] == value
    others = np.ones(params[name].shape, dtype=bool)
    others[([1, ROW], *index)] = False
    untouched = np.broadcast_to(ground.params[name], params[name].shape)
    assert np.array_equal(params[name][others], untouched[others])
    assert all(params[other] is ground.params[other] for other in params if other != name)
    if "." in name:
        assert params.of("force").rate[ROW, 0, 0] == value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("salience", (1, 2)), 1.1, r"salience: 1.1 lies outside 0..1 \(share\)"),
        (("salience", (1, 2)), np.nan, "salience: nan lies outside"),
        (("neighbours", (1, 2)), 0.5, "neighbours cannot change during a run: its rows must go on"),
        (("claim", (1, 2)), 1.0, "claim cannot change during a run: who claims what"),
        (("weather", (0, 0)), 0.5, "'weather' cannot change during a run; only symbols and parameters"),
    ],
)
def test_set_refuses_what_makes_no_sense(
    ground: Any, path: tuple[str, tuple[int, ...]], value: float, message: str
) -> None:
    with pytest.raises(SpheresError, match=message):
        ground.after("set", [], path=path, value=value)


def test_every_parameter_has_a_declaration(ground: Any) -> None:
    for name in ground.params:
        assert declaration(name).name == name.rpartition(".")[2]
    owners = [p.name for m in MECHANISMS.values() for p in m.parameters if p.axes]
    assert len(owners) == len(set(owners)), "two mechanisms declare one parameter of powers"


def test_params_of_a_run_stay_as_they_were(ground: Any) -> None:
    before = {name: array.copy() for name, array in ground.params.items()}
    ground.after("set", [ROW], path=("salience", (1, 2)), value=0.9)
    assert isinstance(ground.params, Params)
    assert all(np.array_equal(array, before[name]) for name, array in ground.params.items())


def test_an_offer_is_taken_where_the_rival_gains_enough_by_its_own_weights(ground: Any) -> None:
    state, p = ground.state, ground.params
    told = {"power": 0, "rival": 1, "gives": (1, 3), "gets": (2,)}
    salience, costs = row_of(p.salience)[1], row_of(p.concession_cost)[1, 0] + row_of(p.audience_cost)[1, 0]
    ease = 1.0 / (1.0 + row_of(p["precedent.bargain_ease"])[0, 0] * state.bargains[ROW, 0, 0])
    costs += row_of(p["summit.norm_cost"])[0, 0] * state.norm[ROW, 0, 0] * ease
    got = sum(state.trust[ROW, 1, 0] * salience[c] * state.alignment[ROW, 0, c] for c in (1, 3))
    given = salience[2] * state.alignment[ROW, 1, 2] + costs
    least = row_of(p["summit.least_gain"])[0, 0]
    for slack, taken in ((1e-6, True), (-1e-6, False)):
        disagreement = np.broadcast_to(p.disagreement, (state.norm.shape[0], *p.disagreement.shape[1:])).copy()
        at_home = row_of(p.hostility_payoff)[1, 0] * (1.0 - state.legitimacy[ROW, 1, 0]) * row_of(p.salience)[1].sum()
        disagreement[ROW, 1] = got - given - least - slack - at_home
        asked = replace(ground, params=p.replaced({"disagreement": disagreement}))
        after, _ = asked.after("offer", [ROW], **told)
        assert (after.deal_age[ROW, 0, 1] == 0.0) == taken
        if taken:
            accord, _ = ground.after("accord", [ROW], **told)
            assert all(np.array_equal(array, getattr(accord, name)) for name, array in after.items())
        else:
            assert changes(ground, after) == set()


def test_where_precedents_do_not_count_no_earlier_bargain_eases_an_offer(ground: Any) -> None:
    """The rival would gain just enough with the norm eased by the bargains on record, and too little without."""
    state, p = ground.state, ground.params
    salience, costs = row_of(p.salience)[1], row_of(p.concession_cost)[1, 0] + row_of(p.audience_cost)[1, 0]
    ease = 1.0 / (1.0 + row_of(p["precedent.bargain_ease"])[0, 0] * state.bargains[ROW, 0, 0])
    norm_cost = row_of(p["summit.norm_cost"])[0, 0] * state.norm[ROW, 0, 0]
    at_home = row_of(p.hostility_payoff)[1, 0] * (1.0 - state.legitimacy[ROW, 1, 0]) * salience.sum()
    disagreement = np.broadcast_to(p.disagreement, (state.norm.shape[0], *p.disagreement.shape[1:])).copy()
    disagreement[ROW, 1] = -(salience[2] * state.alignment[ROW, 1, 2] + costs + norm_cost * (1.0 + ease) / 2.0)
    disagreement[ROW, 1] -= at_home + row_of(p["summit.least_gain"])[0, 0]
    params, told = p.replaced({"disagreement": disagreement}), {"power": 0, "rival": 1, "gives": (), "gets": (2,)}
    for on, taken in (({"summit", "precedent"}, True), ({"summit"}, False)):
        after, _ = happen("offer", state, params, np.array([ROW]), told, on=on)
        assert (after.deal_age[ROW, 0, 1] == 0.0) == taken


def test_an_offer_is_not_heard_while_a_bargain_stands(ground: Any) -> None:
    bound = ground.after("accord", [ROW], power=0, rival=1, gives=(0,), gets=())[0]
    after, _ = replace(ground, state=bound).after("offer", [ROW], power=0, rival=1, gives=(1, 3), gets=(2,))
    assert all(np.array_equal(array, getattr(bound, name)) for name, array in after.items())


def test_an_order_holds_until_the_power_is_handed_back(ground: Any) -> None:
    ordered, _ = ground.after("order", [ROW], power=1, rival=2, pressure=0.4)
    assert ordered.order[ROW, 1, 2] == 0.4
    assert changes(ground, ordered) == {"order"}
    back, _ = replace(ground, state=ordered).after("hand_back", [ROW], power=1)
    assert (back.order[ROW, 1] == -1.0).all()
    assert np.array_equal(np.delete(back.order, ROW, axis=0), np.delete(ground.state.order, ROW, axis=0))
