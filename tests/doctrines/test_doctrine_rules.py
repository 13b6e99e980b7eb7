"""One case by hand for each rule, its limits, and the directions that theory gives it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.doctrines import DOCTRINES

CASES = [  # doctrine, what it sees, parameters, pressure worked out by hand
    ("restraint", {}, {}, 0.0),
    ("constant", {}, {"level": 0.7}, 0.7),
    ("tit_for_tat", {"provocation": 0.4, "leverage": 0.0}, {}, 0.4),
    ("tit_for_tat", {"provocation": 0.4, "leverage": 0.0}, {"reciprocity": 2.0, "tolerance": 0.1}, 0.6),
    ("tit_for_tat", {"provocation": 0.05, "leverage": 1.0}, {"reciprocity": 10.0, "tolerance": 0.1}, 0.0),
    ("tit_for_tat", {"provocation": 3.0, "leverage": 0.0}, {}, 1.0),
    ("tit_for_tat", {"provocation": 0.4, "leverage": 0.25}, {"leverage_weight": 1.0}, 0.1),
    ("tit_for_tat", {"provocation": 0.4, "leverage": 0.5}, {"leverage_weight": 0.5}, 0.3),
    ("generous_tit_for_tat", {"provocation": 0.4, "leverage": 1.0, "luck": 0.2}, {"generosity": 0.2}, 0.4),
    ("generous_tit_for_tat", {"provocation": 0.4, "leverage": 1.0, "luck": 0.19}, {"generosity": 0.2}, 0.0),
    ("tit_for_two_tats", {"provocation": 0.6, "leverage": 1.0, "memory": 0.0}, {}, 0.0),
    ("tit_for_two_tats", {"provocation": 0.6, "leverage": 1.0, "memory": 0.2}, {"reciprocity": 2.0}, 0.4),
    ("tit_for_two_tats", {"provocation": 0.3, "leverage": 1.0, "memory": 0.9}, {"tolerance": 0.2}, 0.1),
    ("grim_trigger", {"provocation": 0.0, "leverage": 1.0, "memory": 0.5}, {}, 0.5),
    ("grim_trigger", {"provocation": 0.9, "leverage": 1.0, "memory": 0.5}, {"tolerance": 0.1}, 0.8),
    ("win_stay_lose_shift", {"provocation": 0.0, "own_pressure": 0.0}, {"intensity": 0.6}, 0.0),
    ("win_stay_lose_shift", {"provocation": 0.5, "own_pressure": 0.0}, {"intensity": 0.6}, 0.6),
    ("win_stay_lose_shift", {"provocation": 0.0, "own_pressure": 0.2}, {"intensity": 0.6}, 0.6),
    ("win_stay_lose_shift", {"provocation": 0.5, "own_pressure": 0.2}, {"intensity": 0.6}, 0.0),
    ("win_stay_lose_shift", {"provocation": 0.5, "own_pressure": 0.0}, {"tolerance": 0.5}, 0.0),
    ("prudent", {"grievance": 2.0, "felt": 0.1, "interdependence": 0.5, "threat": 0.0},
     {"ambition": -1.0, "spite": 1.0, "caution": 5.0, "dependence": 1.0}, 0.5),  # the exponent is 0
    ("prudent", {"grievance": 2.0, "felt": 0.0, "interdependence": 0.0, "threat": 0.25},
     {"ambition": -1.0, "spite": 1.0, "heed": 4.0}, 0.5),
    ("prudent", {"grievance": 0.0, "felt": 0.0, "interdependence": 0.0, "threat": 0.0},
     {"ambition": float(np.log(3.0))}, 0.75),
    # Pressed, and it paid by half the scale: 0.5 + 0.2 · 0.5 · (1 - 0.5) = 0.55. Or it cost: 0.45.
    ("realist", {"memory": 0.5, "own_pressure": 0.3, "reward": 0.05, "threat": 0.0, "luck": 0.54}, {"scale": 0.1}, 0.5),
    ("realist", {"memory": 0.5, "own_pressure": 0.3, "reward": -0.05, "threat": 0.0, "luck": 0.46}, {"scale": 0.1}, 0.0),
    # Held back, and that cost: 0.55; half of it after an announced loss of half of all ties.
    ("realist", {"memory": 0.0, "own_pressure": 0.0, "reward": -0.05, "threat": 0.0, "luck": 0.54}, {"scale": 0.1}, 0.5),
    ("realist", {"memory": 0.0, "own_pressure": 0.0, "reward": -0.05, "threat": 0.5, "luck": 0.28}, {"scale": 0.1}, 0.0),
    # The chance is that of a draw below it: none at 0, even for the lowest draw.
    ("realist", {"memory": 0.5, "own_pressure": 0.3, "reward": 0.0, "threat": 1.0, "luck": 0.0}, {"heed": 1.0}, 0.0),
    ("realist", {"memory": 1.0, "own_pressure": 0.3, "reward": 9.0, "threat": 0.0, "luck": 0.96}, {}, 0.0),  # it trembles
    ("exclusion", {"breach": 0.0}, {"base": 0.2, "severity": 3.0}, 0.2),
    ("exclusion", {"breach": 0.2}, {"base": 0.2, "severity": 3.0}, 0.6),
    ("exclusion", {"breach": 9.0}, {"base": 0.2, "severity": 3.0}, 1.0),
    ("exclusion", {"breach": 0.1}, {"base": 0.2, "severity": 1.0}, 0.2),
    ("opportunist", {"rival_occupied": 1.0, "prospect": 0.0}, {"level": 0.3, "opportunism": 0.5}, 0.8),
    ("opportunist", {"rival_occupied": 1.0, "prospect": 1.0}, {"level": 0.3, "opportunism": 0.5}, 0.0),
    ("opportunist", {"rival_occupied": 4.0, "prospect": 0.5}, {"opportunism": 0.5, "forbearance": 0.5}, 0.75),
    ("diversionary", {"legitimacy": 0.8}, {"base": 0.1, "gain": 2.0, "floor": 0.5}, 0.1),
    ("diversionary", {"legitimacy": 0.3}, {"base": 0.1, "gain": 2.0, "floor": 0.5}, 0.5),
    ("diversionary", {"legitimacy": 0.0}, {"base": 0.1, "gain": 2.0, "floor": 0.5}, 1.0),
    ("leveller", {"rival_stake": 0.3}, {"level": 0.8}, 0.8),
    ("leveller", {"rival_stake": 0.0}, {"level": 0.8}, 0.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "seen", "told", "pressure"), CASES)
def test_by_hand(
    asker: Any, name: str, seen: dict[str, float], told: dict[str, float], pressure: float
) -> None:
    assert asker.says(name, seen, **told) == pytest.approx(pressure, abs=1e-12)


def test_every_rule_has_a_case_by_hand() -> None:
    assert {name for name, *_ in CASES} == set(DOCTRINES)


def test_the_leveller_divides_among_rivals_by_what_they_have_to_lose(asker: Any) -> None:
    stake = {"rival_stake": np.array([[[0.0, 0.6, 0.2]]])}
    pressure, _ = asker.ask("leveller", stake, level=0.4)
    np.testing.assert_allclose(pressure, [[[0.0, 0.3, 0.1]]], rtol=1e-14)


def test_grim_trigger_never_forgets_and_two_tats_do(asker: Any) -> None:
    """One provocation, then quiet: two tats never answer it; grim trigger answers it for ever."""
    answers: dict[str, list[float]] = {"grim_trigger": [], "tit_for_two_tats": []}
    for name, told in answers.items():
        memory = np.zeros((1, 1, 1))
        for provocation in (0.0, 0.7, 0.0, 0.0):
            one = np.ones((1, 1, 1))
            sights = {"provocation": provocation * one, "leverage": one, "memory": memory}
            pressure, memory = asker.ask(name, sights)
            told.append(pressure.item())
    assert answers == {"grim_trigger": [0.0, 0.7, 0.7, 0.7], "tit_for_two_tats": [0.0] * 4}


RISES, FALLS = 1.0, -1.0
DIRECTIONS = [  # doctrine, sight or parameter, which way pressure may go when it grows
    ("constant", "level", RISES),
    ("tit_for_tat", "provocation", RISES),
    ("tit_for_tat", "leverage", RISES),
    ("tit_for_tat", "reciprocity", RISES),
    ("tit_for_tat", "tolerance", FALLS),
    ("tit_for_tat", "leverage_weight", FALLS),
    ("generous_tit_for_tat", "provocation", RISES),
    ("generous_tit_for_tat", "generosity", FALLS),
    ("tit_for_two_tats", "provocation", RISES),
    ("tit_for_two_tats", "memory", RISES),
    ("grim_trigger", "provocation", RISES),
    ("grim_trigger", "memory", RISES),
    ("win_stay_lose_shift", "intensity", RISES),
    ("prudent", "grievance", RISES),
    ("prudent", "felt", FALLS),
    ("prudent", "interdependence", FALLS),
    ("prudent", "ambition", RISES),
    ("exclusion", "breach", RISES),
    ("exclusion", "severity", RISES),
    ("exclusion", "base", RISES),
    ("opportunist", "prospect", FALLS),
    ("opportunist", "rival_occupied", RISES),
    ("opportunist", "forbearance", FALLS),
    ("diversionary", "legitimacy", FALLS),
    ("diversionary", "gain", RISES),
    ("leveller", "level", RISES),
]


@pytest.mark.parametrize(("name", "what", "way"), DIRECTIONS)
@given(seed=st.integers(0, 2**32), values=st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)))
@settings(max_examples=40, deadline=None)
def test_pressure_goes_where_theory_says(
    asker: Any, name: str, what: str, way: float, seed: int, values: tuple[float, float]
) -> None:
    sights, ordered = asker.sights(seed, r=10), sorted(values)
    if what in sights:
        ends = [asker.ask(name, sights | {what: np.full_like(sights[what], value)})[0] for value in ordered]
    else:
        ends = [asker.ask(name, sights, **{what: value})[0] for value in ordered]
    assert np.all(way * (ends[1] - ends[0]) >= -1e-12)


@given(seed=st.integers(0, 2**32), rival=st.integers(0, 2), more=st.floats(0.0, 5.0))
@settings(max_examples=40, deadline=None)
def test_the_leveller_turns_to_who_has_more_to_lose(asker: Any, seed: int, rival: int, more: float) -> None:
    sights = asker.sights(seed, r=10)
    raised = sights["rival_stake"].copy()
    raised[:, :, rival] += more
    change = asker.ask("leveller", sights | {"rival_stake": raised})[0] - asker.ask("leveller", sights)[0]
    others = np.delete(change, rival, axis=2)
    assert np.all(change[:, :, rival] >= -1e-12)
    assert np.all(others <= 1e-12)


def settled(asker: Any, worth_of_pressing: float) -> float:
    """Share of the last turns in which a realist presses, where pressing is worth more (or less) than holding back."""
    memory, pressure, reward, aspiration = np.zeros((40, 1, 1)), np.zeros((40, 1, 1)), np.zeros((40, 1, 1)), np.zeros((40, 1, 1))
    luck, pressed = np.random.default_rng(1), []
    for _ in range(200):
        sights = {"memory": memory, "own_pressure": pressure, "reward": reward, "threat": 0.0 * memory}
        pressure, memory = asker.ask("realist", sights | {"luck": luck.random((40, 1, 1))}, scale=0.1)
        payoff = worth_of_pressing * (pressure > 0.0)
        reward, aspiration = payoff - aspiration, aspiration + 0.1 * (payoff - aspiration)
        pressed.append((pressure > 0.0).mean())
    return float(np.mean(pressed[-100:]))


def test_a_realist_comes_to_do_what_pays_and_returns_when_it_does_not(asker: Any) -> None:
    assert settled(asker, 0.1) > 0.7
    assert settled(asker, -0.1) < 0.3
    assert 0.4 < settled(asker, 0.0) < 0.6
