"""What is given by client, from the cubes that a run keeps when told to."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.errors import SpheresError
from sim.core.request import Request
from sim.engine import simulate
from sim.outcomes import default_requests, measure, needed_cubes
from tests.outcomes.crafted import crafted, one
from tests.worlds import small_world

WORLD = small_world(2, 3, 2)
SUPPORT = np.array([[9.0, 9.0, 9.0], [0.1, 0.2, 0.3], [0.3, 0.2, 0.1]])[None, :, None, :] * [[1.0], [2.0]]
RUN = crafted(WORLD, cubes={"support": SUPPORT, "arms": 2.0 * SUPPORT, "arsenal": SUPPORT, "recognition": 0.1 * SUPPORT})


def test_flows_are_added_up_over_turns_and_clients() -> None:
    assert one(RUN, "support_in", power="P0") == pytest.approx([1.2])
    assert one(RUN, "support_in", power="P1", client="C0") == pytest.approx([0.8])
    assert one(RUN, "arms_in", power="P0", region="region 0", until="2008-Q1") == pytest.approx([0.8])
    assert one(RUN, "spend_in", power="P0", client="C2") == pytest.approx([1.2])


def test_stocks_are_means_over_turns() -> None:
    assert one(RUN, "arsenal_in", power="P0") == pytest.approx([0.6])
    assert one(RUN, "recognition", power="P1") == pytest.approx([0.04])
    assert one(RUN, "recognition", power="P0", region="region 1") == pytest.approx([0.02])


def test_a_run_is_told_which_cubes_to_keep() -> None:
    asked = [Request("spend_in", power="P0", client="C0"), Request("recognition", power="P0"), Request("norm")]
    assert needed_cubes(asked) == ("arms", "recognition", "support")
    assert needed_cubes(default_requests(WORLD)) == ()
    run = simulate(WORLD, seed=1, replicates=range(2), cubes=needed_cubes(asked))
    spent = measure(run, asked)["spend_in(P0, C0)"]
    assert np.allclose(spent, (run.cubes["support"] + run.cubes["arms"])[:, 1:, 0, 0].sum(axis=1))


def test_a_cube_that_was_not_kept_is_an_error_with_its_remedy() -> None:
    with pytest.raises(SpheresError, match=r"did not keep 'arms'; simulate with cubes=needed_cubes\(requests\)"):
        measure(crafted(WORLD), [Request("arms_in", power="P0")])


def test_what_is_given_by_client_adds_up_to_what_is_given() -> None:
    run = simulate(small_world(2, 5, 6), seed=1, replicates=range(3), cubes=("support", "arms"))
    parts = sum(np.array(one(run, "support_in", power="P1", client=f"C{c}")) for c in range(5))
    assert parts == pytest.approx(one(run, "support_in", power="P1"))
    assert one(run, "support_in", power="P1") == pytest.approx(one(run, "support_given", power="P1"))
    assert one(run, "arms_in", power="P0") == pytest.approx(one(run, "arms_given", power="P0"))
