"""A replicate that leaves the numbers is stopped, counted and told of; it poisons nobody."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.core.world import TimelineEvent, Uncertain, World
from sim.engine import Run, simulate
from sim.engine.soundness import BUDGET, NOT_A_NUMBER, SHARES
from tests.engine.same import differences, story
from tests.worlds import lively_world

R = range(30)
TURNS = 8
CLIENTS = 23  # more than are added up one by one
NAN = float("nan")


def one_of(target: str, index: tuple[int, ...], *values: float) -> Uncertain:
    """In each replicate one of `values`: the same draw decides, whatever the values."""
    return Uncertain(target, index, "poison", ("choice", values))


def run(*uncertain: Uncertain, **changes: Any) -> Run:
    return simulate(lively_world(3, CLIENTS, TURNS, uncertain=uncertain, **changes), seed=3, replicates=R, cubes=("support",))


POISONS = {
    "no number among the grievances": ("opening:grievance", (0, 1), 0.5, NAN, NOT_A_NUMBER),
    "no number among the alignments": ("opening:alignment", (1, 2), 0.2, NAN, None),
    "no number for legitimacy": ("opening:legitimacy", (1, 0), 0.5, NAN, NOT_A_NUMBER),
    "no number for the norm": ("opening:norm", (0, 0), 0.5, NAN, NOT_A_NUMBER),
    "no number for an arsenal": ("opening:arsenal", (1, 2), 0.5, NAN, None),
    "no number for trust": ("opening:trust", (1, 2), 0.5, NAN, NOT_A_NUMBER),
    "no number for a crisis": ("opening:crisis_load", (1, 0), 0.5, NAN, None),
    "no number for recognition": ("opening:recognition", (1, 2), 0.5, NAN, None),
    "no number for means": ("capability", (2, 0), 0.5, NAN, None),
    "no number for salience": ("salience", (2, 1), 0.5, NAN, None),
    "no number for the temperature": ("alignment.temperature", (0, 0), 0.5, NAN, None),
    "no number for a doctrine": ("doctrine:prudent:spite", (1, 0), 0.5, NAN, None),
    "more than all of a client": ("opening:alignment", (1, 2), 0.3, 30.0, SHARES),
    "less than nothing of a client": ("opening:alignment", (1, 2), 0.3, -30.0, SHARES),
    "spending more than there is": ("hold_share", (1, 0), 0.5, 2.0, None),
    "means below nothing": ("capability", (2, 0), 0.5, -1.0, None),
}  # fmt: skip


@pytest.fixture(scope="module", params=POISONS, ids=list(POISONS))
def poisoned(request: pytest.FixtureRequest) -> tuple[Run, Run, str | None]:
    """A run of which about half the replicates are poisoned, the run in which none is, and the reason to be told."""
    target, index, sound, poison, reason = POISONS[request.param]
    return run(one_of(target, index, sound, poison)), run(one_of(target, index, sound, sound)), reason


def test_it_is_stopped_at_once_and_said_why(poisoned: tuple[Run, Run, str | None]) -> None:
    struck, clean, reason = poisoned
    frozen = struck.frozen_at >= 0
    assert 5 < frozen.sum() < 25
    assert (struck.frozen_at[frozen] == 0).all()
    assert (struck.sound == ~frozen).all()
    assert (clean.frozen_at == -1).all()
    assert (struck.frozen_reason[~frozen] == "").all()
    told = set(struck.frozen_reason[frozen].tolist())
    assert told <= {NOT_A_NUMBER, SHARES, BUDGET} if reason is None else told == {reason}


def test_the_others_are_as_if_it_had_never_been(poisoned: tuple[Run, Run, str | None]) -> None:
    struck, clean, _ = poisoned
    sound = [r for r in R if struck.frozen_at[r] < 0]
    assert differences(struck, clean, sound) == []
    assert all(np.isfinite(array[sound]).all() for array in struck.series.values())


def test_it_does_nothing_more(poisoned: tuple[Run, Run, str | None]) -> None:
    struck, _, _ = poisoned
    frozen = np.flatnonzero(struck.frozen_at >= 0)
    assert all(story(struck, int(r)) == [] for r in frozen)
    alignment = struck.alignment[frozen]
    assert np.array_equal(alignment, np.broadcast_to(alignment[:, :1], alignment.shape), equal_nan=True)


def test_an_endless_grievance_is_no_number_either() -> None:
    struck = run(one_of("opening:grievance", (0, 1), 0.5, float("inf")))
    assert set(struck.frozen_reason.tolist()) == {"", NOT_A_NUMBER}


def late(amount: float = NAN) -> World:
    """Something that is no number strikes some replicates in the middle of their history."""
    event = TimelineEvent("grievance", "late", "late", {"power": 0, "rival": 1, "amount": amount}, rate=0.1, first=2)
    return lively_world(3, CLIENTS, TURNS, timeline=[event])


def test_it_is_stopped_in_the_turn_in_which_it_leaves_the_numbers() -> None:
    struck = simulate(late(), seed=3, replicates=R)
    told = simulate(late(0.0), seed=3, replicates=R).happenings.where("event")
    first = [min(told.turn[told.replicate == r].tolist(), default=-1) for r in R]
    assert struck.frozen_at.tolist() == first
    assert len({at for at in first if at >= 0}) >= 3
    assert -1 in first


def test_until_then_it_is_the_history_that_it_was() -> None:
    plain, struck = (simulate(world, seed=3, replicates=R) for world in (lively_world(3, CLIENTS, TURNS), late()))
    for r in R:
        end = int(struck.frozen_at[r]) + 1 if struck.frozen_at[r] >= 0 else TURNS + 1
        assert (struck.alignment[r, :end] == plain.alignment[r, :end]).all()
        assert (struck.alignment[r, end:] == struck.alignment[r, end - 1]).all()
        before = [row for row in story(plain, r) if row[1] < end - (struck.frozen_at[r] >= 0)]
        assert story(struck, r) == before


def test_a_frozen_replicate_is_frozen_alike_alone() -> None:
    together = simulate(late(), seed=3, replicates=R)
    for r in [int(r) for r in np.flatnonzero(together.frozen_at >= 0)[:4]]:
        assert differences(simulate(late(), seed=3, replicates=[r]), together, [r]) == []


def test_a_run_of_which_nothing_is_left_still_ends() -> None:
    lost = run(one_of("opening:grievance", (0, 1), NAN))
    assert (lost.frozen_at == 0).all()
    assert len(lost.happenings) == 0
    assert lost.alignment.shape == (30, TURNS + 1, 3, CLIENTS)


def test_sound_worlds_lose_nobody() -> None:
    assert (simulate(lively_world(4, 30, 20), seed=3, replicates=range(100)).frozen_at == -1).all()


def test_spending_beyond_means_is_named_as_such() -> None:
    # every client is claimed, so that nothing is left over to be taken back where too much was promised
    doubt = one_of("hold_share", (1, 0), 0.5, 2.0)
    struck = simulate(lively_world(3, 3, TURNS, uncertain=[doubt]), seed=3, replicates=R)
    assert set(struck.frozen_reason.tolist()) == {"", BUDGET}
