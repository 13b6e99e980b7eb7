"""Retaliation and crises."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sim.core.axes import Array
from sim.engine import Run
from sim.outcomes.dyads import CALM, TENSE
from tests.outcomes.crafted import crafted, one
from tests.worlds import small_world

TURNS = 12
WORLD = small_world(3, 6, TURNS)  # P0 claims C0 and C4, P1 C1 and C5, P2 C2; nobody C3
PER_TURN = 100.0 / TURNS


def between(values: Sequence[float] | Array, p: int = 0, q: int = 1) -> Array:
    """(1, t+1, p, q) with these numbers from p to q, the opening first."""
    dyad = np.zeros((1, len(values), 3, 3))
    dyad[0, :, p, q] = values
    return dyad


def tense_in(*turns: int, at: float = TENSE) -> Array:
    values = np.zeros(TURNS + 1)
    values[[turn + 1 for turn in turns]] = at
    return between(values) + between(values, 1, 0)


def struck(turn: int, power: int, client: int) -> dict[str, object]:
    return {"turn": turn, "kind": "force", "power": power, "client": client, "detail": "war"}


def retaliation(felt: Sequence[float], pressure: Sequence[float]) -> float:
    run = crafted(small_world(3, 6, len(felt)), series={"felt": between([9.0, *felt]), "pressure": between([9.0, *pressure])})
    return one(run, "retaliation", power="P0", rival="P1")[0]


def test_an_answer_counts_in_the_turn_of_the_act_and_in_the_next() -> None:
    # above the mean of 0.25 in the third turn alone: the third and the fourth are turns of answer
    assert retaliation([0, 0, 1.0, 0], [0.1, 0.3, 0.9, 0.5]) == pytest.approx(0.7 - 0.2)


def test_who_backs_off_is_below_zero() -> None:
    assert retaliation([0, 0, 1.0, 0], [0.5, 0.5, 0.1, 0.3]) == pytest.approx(-0.3)


def test_without_a_contrast_there_is_nothing_to_answer() -> None:
    assert retaliation([0, 0, 0, 0], [0.5, 0.5, 0.1, 0.3]) == 0.0
    assert retaliation([1, 0, 1, 0], [0.5, 0.5, 0.1, 0.3]) == 0.0


def test_a_span_has_its_own_mean_and_its_own_acts() -> None:
    felt, pressure = [5.0, 0, 1.0, 0, 0], [0.9, 0.1, 0.8, 0.4, 0.2]
    run = crafted(small_world(3, 6, 5), series={"felt": between([0, *felt]), "pressure": between([0, *pressure])})
    asked = one(run, "retaliation", power="P0", rival="P1", from_="2008-Q2")
    assert asked == pytest.approx([0.6 - 0.15])


def crises(run: Run, **asked: str) -> float:
    return one(run, "crises", **asked)[0] / PER_TURN


def test_tension_that_reaches_the_threshold_is_a_crisis() -> None:
    assert crises(crafted(WORLD, series={"tension": tense_in(3)})) == pytest.approx(1.0)
    assert crises(crafted(WORLD, series={"tension": tense_in(3, at=TENSE - 1e-9)})) == 0.0


def test_what_follows_within_a_year_is_the_same_crisis() -> None:
    same, new = 2 + CALM, 3 + CALM
    assert crises(crafted(WORLD, series={"tension": tense_in(2, same)})) == pytest.approx(1.0)
    assert crises(crafted(WORLD, series={"tension": tense_in(2, new)})) == pytest.approx(2.0)
    assert crises(crafted(WORLD, series={"tension": tense_in(*range(2, TURNS))})) == pytest.approx(1.0)


def test_tension_that_the_first_turn_finds_did_not_begin_there() -> None:
    assert crises(crafted(WORLD, series={"tension": tense_in(0, 1, 2)})) == 0.0
    assert crises(crafted(WORLD, series={"tension": tense_in(0, 1, 2 + CALM)})) == pytest.approx(1.0)


def test_force_in_what_another_claims_is_a_crisis_of_the_two() -> None:
    run = crafted(WORLD, happened=[struck(0, 0, 2)])
    assert crises(run) == pytest.approx(1.0)
    assert crises(run, power="P0", rival="P2") == crises(run, power="P2", rival="P0") == pytest.approx(1.0)
    assert crises(run, power="P0", rival="P1") == 0.0
    assert crises(run, power="P1") == 0.0


def test_force_in_what_another_leads_is_a_crisis_of_the_two() -> None:
    alignment = np.zeros((1, TURNS + 1, 3, 6))
    alignment[0, :5, 1, 3], alignment[0, 5:, 2, 3] = 0.5, 0.5  # P1 leads C3, and P2 from the end of turn 4
    before = crafted(WORLD, alignment=alignment, happened=[struck(4, 0, 3)])
    after = crafted(WORLD, alignment=alignment, happened=[struck(5, 0, 3)])
    assert crises(before, power="P0", rival="P1") == pytest.approx(1.0)
    assert crises(before, power="P0", rival="P2") == 0.0
    assert crises(after, power="P0", rival="P2") == pytest.approx(1.0)


def test_force_in_ones_own_clients_is_nobody_elses_crisis() -> None:
    assert crises(crafted(WORLD, happened=[struck(4, 0, 0)])) == 0.0
    assert crises(crafted(WORLD, happened=[struck(4, 0, 3)])) == 0.0


def test_force_and_the_tension_that_it_breeds_are_one_crisis() -> None:
    run = crafted(WORLD, happened=[struck(4, 0, 1)], series={"tension": tense_in(5, 6)})
    assert crises(run) == pytest.approx(1.0)


def test_force_amid_long_tension_is_a_crisis_of_its_own() -> None:
    tension = tense_in(*range(2, TURNS))
    assert crises(crafted(WORLD, happened=[struck(2 + CALM, 0, 1)], series={"tension": tension})) == pytest.approx(1.0)
    assert crises(crafted(WORLD, happened=[struck(3 + CALM, 0, 1)], series={"tension": tension})) == pytest.approx(2.0)


def test_shocks_that_follow_each_other_within_a_year_are_one_crisis() -> None:
    happened = [struck(turn, 0, 1) for turn in (0, CALM, 2 * CALM)]
    assert crises(crafted(WORLD, happened=happened)) == pytest.approx(1.0)


def test_a_span_counts_what_begins_in_it() -> None:
    run = crafted(WORLD, series={"tension": tense_in(2, 3, 4)})
    assert one(run, "crises", from_="2008-Q3", until="2008-Q4") == [50.0]
    assert one(run, "crises", from_="2008-Q4") == [0.0]


def test_one_power_alone_has_no_crises() -> None:
    assert one(crafted(small_world(1, 2, 3)), "crises") == [0.0]


def test_the_first_breach_or_crisis_is_the_relapse() -> None:
    breach = {"turn": 6, "kind": "breach", "power": 1, "rival": 0}
    asked = {"power": "P1", "rival": "P0"}
    assert one(crafted(WORLD, happened=[breach]), "turns_to_relapse", **asked) == [6.0]
    assert one(crafted(WORLD, series={"tension": tense_in(4)}, happened=[breach]), "turns_to_relapse", **asked) == [4.0]
    assert one(crafted(WORLD, happened=[breach]), "turns_to_relapse", **asked, from_="2009-Q1") == [2.0]


def test_where_nobody_relapses_all_turns_pass() -> None:
    others = {"turn": 6, "kind": "breach", "power": 2, "rival": 0}
    assert one(crafted(WORLD, happened=[others]), "turns_to_relapse", power="P0", rival="P1") == [float(TURNS)]
