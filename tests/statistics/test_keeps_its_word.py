"""Verdicts, intervals, power and repeated looks keep their word where the truth is known."""

from __future__ import annotations

import pytest

from sim.experiments import interval
from tests.statistics import promises

RUNS = {"intervals_cover": 250, "alike": 60, "on_the_border": 60, "planted": 120, "looking_often": 25, "shams": 20}


@pytest.mark.slow
@pytest.mark.parametrize("promise", promises.PROMISES, ids=lambda promise: promise.__name__)
def test_a_promise_is_kept(promise: promises.Promise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interval, "FEWEST_RESAMPLES", 1_000)
    monkeypatch.setattr(interval, "TAIL_RESAMPLES", 5)
    for kept in promise(RUNS[promise.__name__], 2008):
        assert kept.kept, str(kept)


def test_a_broken_promise_would_be_seen() -> None:
    """One that fails twice as often as stated, or finds a tenth less than stated, in as many runs as are printed."""
    assert not promises.Kept("false verdicts", 100, 1000, 0.05).kept
    assert promises.Kept("false verdicts", 50, 1000, 0.05).kept
    assert not promises.Kept("found", 700, 1000, 0.8, at_most=False).kept
    assert promises.Kept("found", 800, 1000, 0.8, at_most=False).kept
