"""A person at the table sees what the doctrine sees, is told what the options are worth, and is obeyed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.doctrines import DOCTRINES
from sim.engine import simulate
from sim.face import Decision, Offer
from sim.live.saving import yaml_of
from sim.live.session import Session
from sim.scenario import build, load

FREE = Decision(pressure={"USA": 0.6, "EUR": 0.1}, hold_share=0.3, contest_share=0.5)


@pytest.fixture
def session() -> Session:
    session = Session("venezuela_for_ukraine", replicate=3)
    session.go(3)
    return session


def test_it_sees_what_its_doctrine_sees_and_would_ask(session: Session) -> None:
    before = session.track("treatment").model.state
    seat = session.seat("RUS")
    assert session.track("treatment").model.state.alignment.tobytes() == before.alignment.tobytes()
    assert (seat.quarter, seat.doctrine) == ("2025-Q4", "prudent")
    assert [one.name for one in seat.sights] == list(DOCTRINES["prudent"].sees)
    grievance = next(one for one in seat.sights if one.name == "grievance")
    session.step()
    view = session.view().treatment.power("RUS")
    assert seat.advice.keys() == view.pressure.keys()
    held = {rival: seat.advice[rival] for rival in view.pressure}
    for rival, pressure in view.pressure.items():  # what was asked, held within what hostility would cost
        assert 0.7 * held[rival] <= pressure <= held[rival] + 1e-12
    assert grievance.values["USA"] > 0.0


def test_looking_changes_nothing(session: Session) -> None:
    other = Session("venezuela_for_ukraine", replicate=3)
    other.go(3)
    session.take("RUS")
    for _ in range(4):
        session.seat("RUS")
        session.options("RUS")
        session.step(), other.step()
    mine, theirs = (one.track("treatment").model.state for one in (session, other))
    assert all(np.array_equal(array, getattr(theirs, name)) for name, array in mine.items())


def test_the_table_is_the_one_that_a_summit_would_find(session: Session) -> None:
    """At the summit that the luck brings, the table is what was seen before it."""
    while not session.view().treatment.tables:
        seen = session.seat("RUS").tables
        session.step()
    assert session.view().treatment.tables == seen
    assert session.seat("RUS").bound == ("USA",)
    assert session.seat("RUS").tables == ()


def test_options_are_weighed_against_nothing_and_pressing_is_felt(session: Session) -> None:
    found = session.options("RUS")
    assert {one.rival for one in found} == {"USA", "CHN", "EUR"}
    for rival in ("USA", "CHN", "EUR"):
        levels = [one for one in found if one.rival == rival]
        assert [one.level for one in levels] == [0.0, 0.25, 0.5, 0.75, 1.0]
        assert set(levels[0].effects.values()) == {0.0}
        grievance = [one.effects["grievance"] for one in levels]
        assert grievance[-1] > grievance[1] > 0.0
    assert session.options("RUS") == found


def test_it_is_obeyed_in_its_own_world_alone(session: Session) -> None:
    plain = Session("venezuela_for_ukraine", replicate=3)
    session.take("RUS")
    session.decide("RUS", FREE)
    for one in (session, plain):
        one.go(6)
    assert 0.5 < session.view().treatment.power("RUS").pressure["USA"] <= 0.6
    assert session.view().treatment.power("RUS").played
    assert not session.view().control.power("RUS").played
    assert session.view().control == plain.view().control
    assert session.seat("RUS").orders == {"USA": 0.6, "EUR": 0.1}
    assert session.seat("RUS").terms.contest_share == 0.5


def test_it_is_handed_back_as_it_was_taken(session: Session) -> None:
    terms = session.seat("RUS").terms
    session.take("RUS")
    session.decide("RUS", FREE)
    session.go(6)
    session.hand_back("RUS")
    session.step()
    seat = session.seat("RUS")
    assert (seat.terms, dict(seat.orders)) == (terms, {})
    assert session.seats == frozenset()
    with pytest.raises(SpheresError, match="nobody plays RUS"):
        session.decide("RUS", FREE)


def test_an_offer_is_answered_and_its_table_says_why(session: Session) -> None:
    session.take("RUS")
    session.decide("RUS", Decision(offers=(Offer("USA", (), ("UKR", "VEN")),)))
    session.step()
    (refused,) = session.view().treatment.tables
    assert (refused.signed, refused.offered_by) == (False, "RUS")
    assert "refuses the offer of Russia" in refused.why
    session.decide("RUS", Decision(offers=(Offer("USA", ("VEN",), ("UKR",)),)))
    session.step()
    (taken,) = session.view().treatment.tables
    assert taken.signed
    given = sum(one.gain_second * one.by_first - one.loss_second * one.by_second for one in taken.issues)
    assert given == pytest.approx(taken.total_second)
    (deal,) = session.view().treatment.deals
    assert (deal.since, deal.by_first, deal.by_second) == ("2026-Q1", {"UKR": 1.0}, {"VEN": 1.0})
    told = [event for event in session.feed("treatment") if event.kind == "deal"]
    assert "By an offer that was taken" in told[0].why


def test_what_a_person_played_is_saved_and_plays_again_bit_for_bit(session: Session, tmp_path: Path) -> None:
    session.take("RUS")
    session.decide("RUS", FREE)
    session.go(7)
    offer = Offer("USA", ("VEN",), ("UKR",))
    session.decide("RUS", Decision(pressure={"USA": None, "CHN": 0.3}, disagreement=0.05, offers=(offer,)))
    session.go(12)
    session.hand_back("RUS")
    session.go(session.turns)
    path = tmp_path / "saved.yaml"
    path.write_text(yaml_of(session), encoding="utf-8")
    again = load(path)
    for side in ("control", "treatment"):
        run = simulate(build(again, session.variant(side)), seed=again.seed, replicates=range(4))
        assert np.array_equal(run.alignment[3], session.track(side).series("alignment"))


def test_the_last_word_of_a_turn_counts(session: Session) -> None:
    session.take("RUS")
    for level in (0.1, 0.9, 0.4):
        session.decide("RUS", Decision(pressure={"USA": level}))
    assert len(session.changes) == 1
    session.step()
    assert 0.3 < session.view().treatment.power("RUS").pressure["USA"] <= 0.4


def test_who_is_unknown_cannot_be_played_and_nobody_decides_at_the_end(session: Session) -> None:
    with pytest.raises(SpheresError, match="did you mean 'RUS'"):
        session.take("RUZ")
    with pytest.raises(SpheresError, match="no side"):
        session.take("RUS", "left")
    session.take("RUS")
    session.go(session.turns)
    for ask in (lambda: session.seat("RUS"), lambda: session.decide("RUS", FREE)):
        with pytest.raises(SpheresError, match="horizon"):
            ask()
    session.hand_back("RUS")
    assert session.options("RUS") == ()
