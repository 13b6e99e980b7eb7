"""Whom the clients follow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outcomes.reading import NOBODY, Reading
from tests.outcomes.crafted import crafted, one
from tests.worlds import small_world

WORLD = small_world(2, 2, 2)
# (t+1, p, c): opening, then two turns
ALIGNMENT = [
    [[0.5, 0.1], [0.2, 0.1]],
    [[0.4, 0.2], [0.5, 0.2]],
    [[0.2, 0.0], [0.3, 0.6]],
]
RUN = crafted(WORLD, alignment=[ALIGNMENT], series={"nonaligned": [[0.55, 0.35, 0.45]]})


def test_alignment_is_a_mean_over_turns_and_clients() -> None:
    assert one(RUN, "alignment", power="P0", client="C0") == pytest.approx([0.3])
    assert one(RUN, "alignment", power="P0") == pytest.approx([0.2])
    assert one(RUN, "alignment", power="P1", region="region 1") == pytest.approx([0.4])
    assert one(RUN, "alignment_end", power="P1", client="C1") == pytest.approx([0.6])
    assert one(RUN, "alignment_end", power="P1") == pytest.approx([0.45])


def test_autonomy_is_what_no_power_has() -> None:
    assert one(RUN, "autonomy", client="C0") == pytest.approx([0.3])
    assert one(RUN, "autonomy", client="C1") == pytest.approx([0.5])
    assert one(RUN, "autonomy") == pytest.approx([0.4])


def test_the_leader_has_the_largest_share_and_of_equals_the_first_listed() -> None:
    assert one(RUN, "leader_is", power="P0", client="C0") == [0.0]
    assert one(RUN, "leader_is", power="P1", client="C0") == [1.0]
    assert one(RUN, "leader_is", power="P0", client="C1") == [0.5]
    assert one(RUN, "clients_led", power="P1") == [1.5]
    assert one(RUN, "clients_led", power="P0", region="region 1") == [0.5]


def test_a_change_of_leader_counts_where_it_happens() -> None:
    assert one(RUN, "leader_changes") == [2.0]
    assert one(RUN, "leader_changes", client="C1") == [1.0]
    assert one(RUN, "leader_changes", from_="2008-Q2", client="C0") == [0.0]


def test_nobody_leads_where_nobody_has_anything() -> None:
    run = crafted(WORLD, alignment=np.array([0.0, 0.0, 0.5]).reshape(1, 3, 1, 1) * [[1.0, 0.0], [0.5, 0.0]])
    assert one(run, "clients_led", power="P0") == [0.5]
    assert one(run, "clients_led", power="P1") == [0.0]
    assert one(run, "leader_changes") == [1.0]


@given(st.integers(0, 2**32), st.integers(1, 6))
def test_leaders_are_as_argmax_has_them(seed: int, powers: int) -> None:
    random = np.random.default_rng(seed)
    alignment = random.integers(0, 4, (20, 3, powers, 5)) / 4.0
    leaders = Reading(crafted(small_world(powers, 5, 2), replicates=range(20), alignment=alignment)).leaders
    expected = np.where(alignment.max(axis=2) > 0.0, alignment.argmax(axis=2), NOBODY)
    assert np.array_equal(leaders, expected)
