"""Futures go on from the present that is shown, pair by pair under the same luck, and say when they are stale."""

from __future__ import annotations

import time

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.engine import simulate
from sim.engine.given import Layout
from sim.live.futures import FANNED, Futures, future
from sim.live.session import Session
from sim.scenario import build


def finished(futures: Futures, seconds: float = 200.0) -> Futures:
    until = time.monotonic() + seconds
    while not futures.done and time.monotonic() < until:
        time.sleep(0.02)
    assert futures.done
    assert not futures.error
    return futures


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session("venezuela_for_ukraine", replicate=3)
    session.go(4)
    return session


@pytest.fixture(scope="module")
def futures(session: Session) -> Futures:
    return finished(session.look_ahead(60))


def test_from_the_opening_on_they_are_the_histories_of_the_next_replicates() -> None:
    session = Session("venezuela_for_ukraine", replicate=3)
    start = session.track("treatment").start
    run = future(start, session.seed, [4, 5, 6], Layout.of(start.world))
    world = build(session.scenario, session.variant("treatment"))
    plain = simulate(world, seed=session.seed, replicates=[4, 5, 6])
    assert np.array_equal(run.alignment, plain.alignment)
    for name, series in run.series.items():
        assert np.array_equal(series, plain.series[name]), name
    assert np.array_equal(run.happenings.kind, plain.happenings.kind)


def test_under_its_own_luck_the_future_is_what_comes(session: Session) -> None:
    other = Session("venezuela_for_ukraine", replicate=3)
    other.go(other.turns)
    start = session.track("treatment").start
    run = future(start, session.seed, [3, 8], Layout.of(start.world))
    track = other.track("treatment")
    assert np.array_equal(run.alignment[0], track.series("alignment"))
    assert not np.array_equal(run.alignment[1], track.series("alignment"))
    assert np.array_equal(run.alignment[1][:5], track.series("alignment")[:5])
    whole = track.happened(other.turns)
    own = run.happenings.at(run.happenings.replicate == 3)
    for name in ("turn", "kind", "power", "rival", "client", "amount"):
        assert np.array_equal(getattr(own, name), getattr(whole, name)), name


def test_fans_begin_at_the_present_and_widen(session: Session, futures: Futures) -> None:
    assert (futures.n, futures.first) == (60, 4)
    for series in FANNED:
        for line in session.lines(series, "treatment"):
            fan = futures.fan(series, line.actor, "treatment")
            assert fan is not None
            assert fan.shape == (5, session.turns - 4 + 1)
            assert fan[:, 0] == pytest.approx(line.values[-1], abs=1e-3)
            assert (np.diff(fan, axis=0) >= -1e-6).all()
    spread = futures.fan("alignment", "USA:VEN", "treatment")
    assert spread is not None
    assert spread[4, -1] - spread[0, -1] > 0.02


def test_outcomes_are_compared_pair_by_pair(session: Session, futures: Futures) -> None:
    asked = {one.request.key for one in futures.outcomes}
    assert asked == {request.key for request in session.requests}
    deal = next(one for one in futures.outcomes if one.request.key == "deal_reached(USA>RUS)")
    assert len(deal.treatment) == len(deal.control) == 60
    assert deal.comparison.difference == pytest.approx((deal.treatment - deal.control).mean())
    assert deal.comparison.low <= deal.comparison.difference <= deal.comparison.high
    assert "higher" in deal.sentence or "No difference" in deal.sentence or "lower" in deal.sentence


def test_they_are_stale_when_the_run_moved_on_or_was_changed() -> None:
    session = Session("venezuela_for_ukraine")
    assert not session.futures_are_stale
    session.go(2)
    finished(session.look_ahead(4))
    assert not session.futures_are_stale
    session.step()
    assert session.futures_are_stale
    session.go(2)
    assert not session.futures_are_stale
    session.insert({"event": "norm_shock", "amount": 0.2})
    assert session.futures_are_stale


def test_they_can_be_called_off_and_tell_of_their_progress() -> None:
    session = Session("venezuela_for_ukraine")
    told: list[float] = []
    futures = session.look_ahead(2000, told=lambda: told.append(futures.progress))
    until = time.monotonic() + 100
    while not told and time.monotonic() < until:
        time.sleep(0.01)
    futures.cancel()
    assert 0.0 < told[0] < 1.0
    assert futures.done
    reached = futures.n
    assert finished(session.look_ahead(4)).n == 4  # nobody waits for what was called off
    assert futures.n <= reached + 50


def test_what_goes_wrong_in_the_background_is_told() -> None:
    session = Session("venezuela_for_ukraine")
    session.requests = (session.requests[0].__class__("deal_reached", power="USA", rival="XXX"),)
    futures = session.look_ahead(4)
    until = time.monotonic() + 100
    while not futures.done and time.monotonic() < until:
        time.sleep(0.02)
    assert "XXX" in futures.error


def test_a_line_or_a_number_that_is_none_is_refused(session: Session, futures: Futures) -> None:
    with pytest.raises(SpheresError, match="no futures are kept of 'welfare'"):
        futures.fan("welfare", "UKR", "treatment")
    with pytest.raises(SpheresError, match="no line of 'RUS'"):
        futures.fan("pressure", "RUS", "treatment")
    with pytest.raises(SpheresError, match="expected 2 to 2000"):
        session.look_ahead(1)
