"""Requests that do not fit are refused with what was found, what was expected, and the remedy."""

from __future__ import annotations

from typing import Any

import pytest

from sim.core.errors import SpheresError
from sim.core.request import Request
from sim.outcomes import MOST_DEFAULTS, OUTCOMES, default_requests, known_outcomes, measure, outcome
from tests.outcomes.crafted import crafted
from tests.worlds import small_world

WORLD = small_world(3, 4, 8)
RUN = crafted(WORLD)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"name": "grievances"}, r"no outcome is called 'grievances' \(did you mean 'grievance'\?\)"),
        ({"name": "norm", "power": "P0"}, "outcome 'norm' takes no power; it takes: none"),
        ({"name": "welfare", "rival": "P0"}, "takes no rival; it takes: client, region"),
        ({"name": "influence"}, r"needs a power; write for example \{name: influence, power: P0\}"),
        ({"name": "trust", "power": "P1"}, r"needs a rival; write .* \{name: trust, power: P0, rival: P2\}"),
        ({"name": "regime_survives"}, r"needs a client; write for example \{name: regime_survives, client: C0\}"),
        ({"name": "influence", "power": "p1"}, r"no power is called 'p1' \(did you mean 'P1'\?\); known: P0, P1, P2"),
        ({"name": "trust", "power": "P0", "rival": "Q"}, "'trust', rival: no power is called 'Q'; known: P0"),
        ({"name": "welfare", "client": "X9"}, "'welfare', client: no client is called 'X9'; known: C0, C1"),
        ({"name": "welfare", "region": "region 2"}, r"no client lies in 'region 2' \(did you mean 'region [01]'\?\)"),
        ({"name": "welfare", "client": "C0", "region": "region 0"}, "name one of the two"),
        ({"name": "trust", "power": "P0", "rival": "P0"}, "power and rival are the same"),
        ({"name": "deals", "rival": "P0"}, "a rival needs a power beside it"),
        ({"name": "norm", "from_": "2007-Q4"}, "from: 2007-Q4 lies outside the run, .* from 2008-Q1 to 2009-Q4"),
        ({"name": "norm", "until": "2010-Q1"}, "until: 2010-Q1 lies outside the run"),
        ({"name": "norm", "from_": "2009-Q1", "until": "2008-Q4"}, "until 2008-Q4 lies before from 2009-Q1"),
        ({"name": "norm", "from_": "spring"}, "'spring' is no quarter"),
    ],
)
def test_errors(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(SpheresError, match=message):
        measure(RUN, [Request(**asked)])


def test_what_is_known_of_each_outcome() -> None:
    known = known_outcomes()
    assert set(known) == set(OUTCOMES)
    assert known["concession_of"] == {"power": False, "rival": False, "client": True}
    assert known["norm"] == {}


def test_an_outcome_takes_only_what_a_request_can_name() -> None:
    with pytest.raises(SpheresError, match="an outcome may take: power, rival, client, region"):
        outcome("new", unit="", low=0, high=1, meaning="", requires=("turn",))(lambda reading, asked: reading.states("norm"))
    assert "new" not in OUTCOMES


UNASKED = [name for name, one in OUTCOMES.items() if not one.requires and not one.cubes]  # cubes cost memory


def test_unasked_for_are_all_that_need_no_actors_and_those_of_powers_pairs_and_dyads() -> None:
    keys = {request.key for request in default_requests(WORLD)}
    assert set(UNASKED) <= keys
    assert {"influence(P0)", "utility_war(P2)", "clients_led(P1)", "force_used(P2)"} <= keys
    assert {"tension(P0>P1)", "crises(P0>P2)", "deal_reached(P1>P2)"} <= keys
    assert {"pressure(P0>P1)", "pressure(P1>P0)", "retaliation(P2>P0)"} <= keys
    assert "tension(P1>P0)" not in keys
    assert len(keys) == len(default_requests(WORLD))


@pytest.mark.parametrize(("powers", "clients", "dyads"), [(2, 6, True), (4, 40, True), (8, 40, False)])
def test_there_are_never_too_many_by_default(powers: int, clients: int, dyads: bool) -> None:
    keys = {request.key for request in default_requests(small_world(powers, clients, 2))}
    assert len(keys) <= MOST_DEFAULTS
    assert ("trust(P0>P1)" in keys) == dyads
    assert "influence(P0)" in keys


def test_a_large_world_has_only_those_without_actors() -> None:
    requests = default_requests(small_world(64, 65, 2))
    assert requests == [Request(name) for name in UNASKED]


def test_powers_without_claims_have_no_dyads() -> None:
    keys = {request.key for request in default_requests(small_world(3, 2, 2))}  # P2 claims nothing
    assert "trust(P0>P1)" in keys
    assert "influence(P2)" in keys
    assert not [key for key in keys if "P2" in key and ">" in key]
