"""What is told to have happened is what the numbers show."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import Run, simulate
from sim.engine.happenings import Happenings
from sim.mechanisms import force
from tests.worlds import lively_world

KINDS = {
    "deal", "concession", "breach", "fall", "force", "war_end", "warning", "sanction", "denial", "event",
    "nash_distance",
}  # fmt: skip
CUBES = ("leaning", "occupation", "recognition", "alignment")


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(lively_world(3, 6, 25), seed=8, replicates=range(60), cubes=CUBES)


def cells(told: Happenings, *axes: str) -> set[tuple[int, ...]]:
    """(replicate, turn, ...) of each row; replicates of these tests are numbered from 0."""
    return set(zip(*(getattr(told, axis).tolist() for axis in ("replicate", "turn", *axes)), strict=True))


def where(mask: np.ndarray) -> set[tuple[int, ...]]:
    return set(map(tuple, np.argwhere(mask).tolist()))


def test_the_table_is_in_order_and_speaks_of_who_is_there(run: Run) -> None:
    told = run.happenings
    assert len(told) > 1000
    places = list(zip(told.replicate.tolist(), told.turn.tolist(), strict=True))
    assert places == sorted(places)
    assert set(told.kind.tolist()) <= KINDS
    assert told.turn.min() >= 0
    assert told.turn.max() < 25
    for column, size in ((told.power, 3), (told.rival, 3), (told.client, 6)):
        assert column.min() >= -1
        assert column.max() < size
    assert np.isfinite(told.amount).all()


def test_a_replicates_rows_lie_together_in_the_order_of_its_turns() -> None:
    told = simulate(lively_world(turns=6), seed=8, replicates=[5, 2, 9]).happenings
    changes = np.flatnonzero(np.diff(told.replicate)) + 1
    assert len(changes) == 2
    assert all((np.diff(turns) >= 0).all() for turns in np.split(told.turn, changes))


def test_deals_begin_where_they_are_told_and_end_where_they_are_broken(run: Run) -> None:
    told, deal = run.happenings, run.series["deal"]
    assert (deal == deal.swapaxes(2, 3)).all()
    before, after = deal[:, :-1] == 1.0, deal[:, 1:] == 1.0
    made, broken = cells(told.where("deal"), "power", "rival"), cells(told.where("breach"), "power", "rival")
    broken |= {(r, t, q, p) for r, t, p, q in broken}
    assert broken
    assert made <= where(after)
    assert where(after & ~before) <= made
    assert where(before & ~after) <= broken
    assert broken <= where(before)
    # who was bound and meets anew has first broken with the other
    assert made & where(before) <= broken
    assert where(after & before) <= made | (where(before) - broken)


def test_both_sides_of_a_deal_are_told_and_gain_by_it(run: Run) -> None:
    made = run.happenings.where("deal")
    assert (made.amount >= 0.001 - 1e-9).all()  # the least gain of this world
    first, second = made.at(made.detail == "first"), made.at(made.detail == "second")
    assert len(first) + len(second) == len(made)
    assert cells(first, "power", "rival") == cells(second, "rival", "power")


def test_concessions_are_the_deference_of_the_deal(run: Run) -> None:
    made, conceded = run.happenings.where("deal"), run.happenings.where("concession")
    total = np.zeros_like(run.series["deference"])
    np.add.at(total, (conceded.replicate, conceded.turn + 1, conceded.power, conceded.rival), conceded.amount)
    at = made.replicate, made.turn + 1, made.power, made.rival
    assert total[at] == pytest.approx(run.series["deference"][at])
    assert cells(conceded, "power", "rival") <= cells(made, "power", "rival")
    assert (conceded.amount > 0.0).all()
    assert (conceded.amount <= 1.0 + 1e-12).all()


def test_who_has_no_deal_defers_to_nobody(run: Run) -> None:
    assert (run.series["deference"][run.series["deal"] == 0.0] == 0.0).all()


def test_a_breach_tells_how_old_the_deal_was(run: Run) -> None:
    broken, made = run.happenings.where("breach"), run.happenings.where("deal")
    signed = cells(made, "power", "rival")
    for r, t, p, q, age in zip(
        broken.replicate.tolist(), broken.turn.tolist(), broken.power.tolist(), broken.rival.tolist(),
        broken.amount.tolist(), strict=True,
    ):  # fmt: skip
        assert age >= 1
        assert (r, t - int(age), p, q) in signed


def test_regimes_turn_where_a_fall_or_force_is_told_and_nowhere_else(run: Run) -> None:
    leaning = run.cubes["leaning"]
    turned = (np.abs(leaning[:, 1:] - 0.97 * leaning[:, :-1]) > 1e-9).any(axis=2)
    told = run.happenings
    victories = told.where("war_end").at(told.where("war_end").detail == "victory")
    struck = cells(told.where("force"), "client") | cells(victories, "client")
    fallen = cells(told.where("fall"), "client")
    assert fallen - struck <= where(turned)
    assert where(turned) <= fallen | struck


def test_who_lost_a_client_by_a_fall_was_its_patron_and_has_lost_there(run: Run) -> None:
    told = run.happenings
    struck = cells(told.where("force"), "client") | cells(told.where("war_end"), "client")
    leaning = run.cubes["leaning"]
    for r, t, c, p in cells(told.where("fall"), "client", "power"):
        if (r, t, c) not in struck:
            assert leaning[r, t + 1, p, c] - 0.97 * leaning[r, t, p, c] == pytest.approx(-0.5)


def test_wars_begin_and_end_as_told(run: Run) -> None:
    told, war = run.happenings, run.cubes["occupation"]
    is_open = war >= force.OPEN
    uses, ends = told.where("force"), told.where("war_end")
    begun = cells(uses.at(uses.detail == "war"), "power", "client")
    swift = cells(uses.at(uses.detail == "swift"), "power", "client")
    frozen = cells(ends.at(ends.detail == "frozen"), "power", "client")
    won = cells(ends.at(ends.detail == "victory"), "power", "client")
    assert begun
    assert swift
    assert frozen
    assert where(is_open[:, 1:] & ~is_open[:, :-1]) <= begun <= where(is_open[:, 1:])
    assert where(is_open[:, :-1] & ~is_open[:, 1:]) == (frozen | won) - begun
    assert swift <= where(war[:, 1:] == 0.0)
    assert frozen <= where(war[:, 1:] == 0.25)
    assert (run.series["open_wars"] == is_open.sum(axis=(2, 3))).all()


def test_the_norm_falls_where_force_is_used_and_nowhere_else(run: Run) -> None:
    norm = run.series["norm"]
    used = {(r, t) for r, t, *_ in cells(run.happenings.where("force"))}
    assert where(norm[:, 1:] < norm[:, :-1]) == used


def test_a_client_is_struck_by_one_power_at_a_time(run: Run) -> None:
    assert len(cells(run.happenings.where("force"), "client")) == len(run.happenings.where("force"))


def test_force_is_used_in_what_one_claims(run: Run) -> None:
    used = run.happenings.where("force")
    assert (run.world.params.claim[0, used.power, used.client] == 1.0).all()


def test_rungs_are_climbed_from_the_warning_on(run: Run) -> None:
    told = run.happenings
    rungs = np.isin(told.kind, ["warning", "sanction", "denial"])
    level: dict[tuple[int, int, int], set[str]] = {}
    needs = {"warning": set(), "sanction": {"warning"}, "denial": {"warning", "sanction"}}
    rows = told.at(rungs)
    for r, p, c, kind in zip(rows.replicate.tolist(), rows.power.tolist(), rows.client.tolist(), rows.kind.tolist(), strict=True):
        reached = level.setdefault((r, p, c), set())
        assert needs[kind] <= reached
        reached.add(kind)
    assert {"warning", "sanction", "denial"} in level.values()
    assert (run.world.params.claim[0, rows.power, rows.client] == 1.0).all()
