"""A mandate: asked for, let pass or vetoed, kept or widened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.core.request import Request
from sim.core.world import TimelineEvent
from sim.engine import simulate
from sim.events import happen
from sim.mechanisms import precedent
from sim.outcomes import measure
from tests.events.conftest import Ground
from tests.worlds import defaults, number, small_world

ROW, ASKS, ASKED, WHERE = 2, 1, 0, 3
WHO = {"power": ASKS, "rival": ASKED, "client": WHERE}


def own(ground: Ground, name: str) -> float:
    array = ground.params[name]
    return float(array[ROW if len(array) > 1 else 0, 0, 0])


def test_a_kept_mandate_is_a_bargain_kept(ground: Ground) -> None:
    state, _ = ground.after("mandate", [ROW], **WHO, answer="acquiesces", scope="limited")
    was = ground.state.trust[ROW, ASKED, ASKS]
    assert state.trust[ROW, ASKED, ASKS] == pytest.approx(was + own(ground, "memory.trust_gain") * (1.0 - was))
    assert state.acquiesced[ROW, ASKED, ASKS] == 1.0
    changed = {name for name, array in state.items() if not np.array_equal(array, getattr(ground.state, name))}
    assert changed == {"trust", "acquiesced"}


def test_a_widened_one_is_a_use_of_force_and_a_betrayal(ground: Ground) -> None:
    state, _ = ground.after("mandate", [ROW], **WHO, answer="acquiesces", scope="widened")
    struck, _ = ground.after("use_of_force", [ROW], power=ASKS, client=WHERE, outcome="swift")
    loss, anger = own(ground, "memory.betrayal_loss"), own(ground, "memory.betrayal_anger")
    assert state.trust[ROW, ASKED, ASKS] == pytest.approx(struck.trust[ROW, ASKED, ASKS] * (1.0 - loss))
    assert state.grievance[ROW, ASKED, ASKS] == pytest.approx(struck.grievance[ROW, ASKED, ASKS] + anger)
    for name, array in struck.items():
        if name not in ("trust", "grievance", "acquiesced"):
            assert np.array_equal(getattr(state, name), array), name


def test_a_veto_ends_the_matter(ground: Ground) -> None:
    state, _ = ground.after("mandate", [ROW], **WHO, answer="vetoes", scope="widened")
    assert state.acquiesced[ROW, ASKED, ASKS] == 0.0
    for name, array in state.items():
        if name != "acquiesced":
            assert np.array_equal(array, getattr(ground.state, name)), name


def test_the_answer_follows_the_luck(ground: Ground) -> None:
    told = {name: own(ground, f"precedent.{name}") for name in ("consent", "consent_trust", "consent_stake", "consent_grievance")}
    salience = ground.params.salience
    stake = salience[ROW if len(salience) > 1 else 0, ASKED, WHERE] * ground.state.alignment[ROW, ASKED, WHERE]
    chance = precedent.consent_chance(
        ground.state.trust[ROW, ASKED, ASKS], stake, ground.state.grievance[ROW, ASKED, ASKS],
        defaults("precedent", **told),
    ).item()  # fmt: skip
    for luck, answer in ((chance - 1e-6, 1.0), (chance + 1e-6, 0.0)):
        state, _ = happen("mandate", ground.state, ground.params, np.array([ROW]), WHO, np.array([luck]))
        assert state.acquiesced[ROW, ASKED, ASKS] == answer


def test_without_luck_the_answer_must_be_named(ground: Ground) -> None:
    with pytest.raises(SpheresError, match="name it: acquiesces or vetoes"):
        happen("mandate", ground.state, ground.params, np.array([ROW]), WHO)


def test_a_double_standard_of_old_is_resented(ground: Ground) -> None:
    """Who strikes is condemned by one with a record: that one is trusted less and resented more, as far as hindsight goes."""
    was, p = ground.state, ground.params
    state, _ = ground.after("use_of_force", [ROW], power=ASKS, client=WHERE, outcome="swift")
    record = was.successes[ROW, :, 0] + was.failures[ROW, :, 0]
    capability = p.capability[ROW if len(p.capability) > 1 else 0, :, 0]
    quoted = (capability * record).sum() - capability[ASKS] * record[ASKS]
    preaching = p.preaching[ROW if len(p.preaching) > 1 else 0, ASKED, 0]
    said = preaching / (1.0 + own(ground, "precedent.quoting") * quoted)
    late = own(ground, "precedent.hindsight") * said * record[ASKED]
    assert late > 0.0
    assert state.condemned[ROW, ASKED, ASKS] == pytest.approx(was.condemned[ROW, ASKED, ASKS] + said)
    resented = own(ground, "precedent.double_standard_anger") * late
    assert state.grievance[ROW, ASKS, ASKED] == pytest.approx(was.grievance[ROW, ASKS, ASKED] + resented)
    loss = own(ground, "memory.double_standard_loss") * min(late, 1.0)
    assert state.trust[ROW, ASKS, ASKED] == pytest.approx(was.trust[ROW, ASKS, ASKED] * (1.0 - loss))


@pytest.mark.parametrize(("answer", "expected"), [("vetoes", 1.0), ("acquiesces", 0.0)])
def test_vetoes_are_counted(answer: str, expected: float) -> None:
    told: dict[str, Any] = {**WHO, "answer": answer, "scope": "widened"}
    world = small_world(turns=4, timeline=[TimelineEvent("mandate", "m", "Mandate", told, at=2)], params={"force.rate": 0.0})
    run = simulate(world, seed=1, replicates=range(3))
    requests = [Request("vetoes", power="P0", rival="P1"), Request("vetoes", power="P1"), Request("force_swift", power="P1")]
    found = measure(run, requests)
    assert [found[one.key].tolist() for one in requests] == [[expected] * 3, [0.0] * 3, [1.0 - expected] * 3]


def test_trust_makes_consent_likelier() -> None:
    chances = [precedent.consent_chance(number(t), number(0.0), number(0.0), defaults("precedent")).item() for t in (0.2, 0.8)]
    assert chances[0] < 0.5 < chances[1]
