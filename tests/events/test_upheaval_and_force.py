"""Regime change and use of force: the same consequences as those of the mechanisms upheaval and force."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.core.world import State
from sim.engine.conflict import Cells, go_to_war, remove
from sim.events import happen
from sim.mechanisms import MECHANISMS

ROW, POWER, CLIENT = 3, 1, 2


def row_of(array: Any) -> Any:
    return array[ROW if array.shape[0] > 1 else 0]


def changes(ground: Any, state: State) -> set[str]:
    return {name for name, array in state.items() if not np.array_equal(array, getattr(ground.state, name))}


def test_a_regime_turns_from_its_patron_to_the_chief_rival(ground: Any) -> None:
    state, _ = ground.after("regime_change", [ROW], client=CLIENT)
    before = ground.state.alignment[ROW, :, CLIENT]
    order = np.argsort(-before)
    patron, rival = order[0], order[1]
    swing = row_of(ground.params["upheaval.swing"])[0, 0]
    shift = row_of(ground.params["upheaval.lean_shift"])[0, 0]
    assert state.alignment[ROW, patron, CLIENT] == pytest.approx((1.0 - swing) * before[patron])
    leaned = state.leaning[ROW, :, CLIENT] - ground.state.leaning[ROW, :, CLIENT]
    expected = np.zeros(3)
    expected[patron], expected[rival] = -shift, shift
    np.testing.assert_allclose(leaned, expected, atol=1e-12)
    assert state.unrest[ROW, 0, CLIENT] == ground.state.unrest[ROW, 0, CLIENT] + 1.0
    assert changes(ground, state) == {"alignment", "leaning", "recognition", "unrest"}
    elsewhere = [0, 1, 3]
    assert np.array_equal(state.alignment[:, :, elsewhere], ground.state.alignment[:, :, elsewhere])


def test_a_regime_may_lean_toward_a_named_power(ground: Any) -> None:
    heir = int(np.argmin(ground.state.alignment[ROW, :, CLIENT]))
    state, _ = ground.after("regime_change", [ROW], client=CLIENT, power=heir)
    leaned = state.leaning[ROW, :, CLIENT] - ground.state.leaning[ROW, :, CLIENT]
    assert int(np.argmax(leaned)) == heir
    assert leaned[heir] > 0.0


def test_a_swift_removal_installs_a_friend(ground: Any) -> None:
    state, _ = ground.after("use_of_force", [ROW], power=POWER, client=CLIENT, outcome="swift")
    before, after = ground.state.alignment[ROW, :, CLIENT], state.alignment[ROW, :, CLIENT]
    grip = row_of(ground.params["force.grip"])[0, 0]
    assert after[POWER] == pytest.approx(before[POWER] + grip * (1.0 - before[POWER]))
    assert after[0] == pytest.approx((1.0 - grip) * before[0])
    lean = row_of(ground.params["force.victor_lean"])[0, 0]
    assert state.leaning[ROW, POWER, CLIENT] == pytest.approx(ground.state.leaning[ROW, POWER, CLIENT] + lean)
    assert state.recognition[ROW, POWER, CLIENT] == 1.0
    assert state.occupation[ROW, POWER, CLIENT] == 0.0


def test_a_war_is_open_and_resented(ground: Any) -> None:
    state, _ = ground.after("use_of_force", [ROW], power=POWER, client=CLIENT, outcome="war")
    before, after = ground.state.alignment[ROW, :, CLIENT], state.alignment[ROW, :, CLIENT]
    resentment = row_of(ground.params["force.resentment"])[0, 0]
    assert after[POWER] == pytest.approx((1.0 - resentment) * before[POWER])
    assert np.array_equal(np.delete(after, POWER), np.delete(before, POWER))
    assert state.occupation[ROW, POWER, CLIENT] == 1.0
    assert np.array_equal(state.recognition, ground.state.recognition)
    lean = row_of(ground.params["force.war_lean"])[0, 0]
    assert state.leaning[ROW, POWER, CLIENT] == pytest.approx(ground.state.leaning[ROW, POWER, CLIENT] - lean)


@pytest.mark.parametrize("precedents", ["without weight", "switched off"])
@pytest.mark.parametrize("outcome", ["swift", "war"])
def test_a_use_of_force_is_remembered(ground: Any, outcome: str, precedents: str) -> None:
    """By hand: N (1 - e cap), h + anger s, τ (1 - loss C), C + preaching; nobody holds it against itself.

    Without what precedents add, which has its own test.
    """
    on = set(MECHANISMS) - {"precedent"}
    if precedents == "without weight":
        still, on = ("hypocrisy", "quoting", "hindsight", "double_standard_anger"), {*on, "precedent"}
        weightless = {f"precedent.{name}": np.zeros((1, 1, 1)) for name in still}
        ground = replace(ground, params=ground.params.replaced(weightless))
    told = {"power": POWER, "client": CLIENT, "outcome": outcome}
    state, _ = happen("use_of_force", ground.state, ground.params, np.array([ROW]), told, on=on)
    was, p = ground.state, ground.params
    erosion = min(1.0, row_of(p["memory.norm_erosion"])[0, 0] * row_of(p.capability)[POWER, 0])
    assert state.norm[ROW, 0, 0] == pytest.approx(was.norm[ROW, 0, 0] * (1.0 - erosion))
    for q in (0, 2):
        anger = row_of(p["memory.force_anger"])[0, 0] * row_of(p.salience)[q, CLIENT]
        assert state.grievance[ROW, q, POWER] == pytest.approx(was.grievance[ROW, q, POWER] + anger)
        loss = min(1.0, row_of(p["memory.double_standard_loss"])[0, 0] * was.condemned[ROW, POWER, q])
        assert state.trust[ROW, q, POWER] == pytest.approx(was.trust[ROW, q, POWER] * (1.0 - loss))
        condemned = was.condemned[ROW, q, POWER] + row_of(p.preaching)[q, 0]
        assert state.condemned[ROW, q, POWER] == pytest.approx(condemned)
    strength, voice = row_of(p.capability)[[0, 2], 0], row_of(p.preaching)[[0, 2], 0]
    heeded = was.opprobrium[ROW, POWER, 0] + was.norm[ROW, 0, 0] * (strength * voice).sum() / strength.sum()
    assert state.opprobrium[ROW, POWER, 0] == pytest.approx(heeded)
    others = [(0, 2), (2, 0), (POWER, 0), (POWER, 2), (POWER, POWER)]
    for symbol in ("grievance", "trust", "condemned"):
        for cell in others:
            assert getattr(state, symbol)[(ROW, *cell)] == getattr(was, symbol)[(ROW, *cell)], symbol


@pytest.mark.parametrize(("outcome", "by_engine"), [("swift", remove), ("war", go_to_war)])
def test_the_client_takes_it_as_a_strike_by_the_mechanism(ground: Any, outcome: str, by_engine: Any) -> None:
    state, params = ground.after("use_of_force", [0, ROW], power=POWER, client=CLIENT, outcome=outcome)
    cells = Cells(np.array([0, ROW]), np.array([POWER, POWER]), np.array([CLIENT, CLIENT]))
    struck = ground.state.copied()
    by_engine(struck, params, cells)
    for symbol in ("alignment", "leaning", "recognition", "occupation"):
        assert np.array_equal(getattr(state, symbol), getattr(struck, symbol)), symbol


def test_without_luck_an_outcome_must_be_named(ground: Any) -> None:
    told = {"power": POWER, "client": CLIENT}
    with pytest.raises(SpheresError, match="name it: swift or war"):
        happen("use_of_force", ground.state, ground.params, np.array([ROW]), told)
    state, _ = happen("use_of_force", ground.state, ground.params, np.array([ROW]), told | {"outcome": "war"})
    assert state.occupation[ROW, POWER, CLIENT] == 1.0


def test_a_drawn_outcome_follows_the_luck(ground: Any) -> None:
    """Chance of a swift removal S / (S + R), with R the arms of others and a secure regime."""
    rows = np.array([0, ROW])
    p, was = ground.params, ground.state
    strength = row_of(p.capability)[POWER, 0] * row_of(p.reach)[POWER, CLIENT]
    foreign = was.arsenal[ROW, [0, 2], CLIENT].sum()
    home = row_of(p["force.home_resistance"])[0, 0] * (1.0 - row_of(p.insecurity)[0, CLIENT])
    chance = strength / (strength + foreign + home)
    arguments = {"power": POWER, "client": CLIENT, "outcome": "drawn"}
    for luck, fought in ((chance - 1e-6, 0.0), (chance + 1e-6, 1.0)):
        state, _ = happen("use_of_force", was, p, rows, arguments, np.array([0.5, luck]))
        assert state.occupation[ROW, POWER, CLIENT] == fought
