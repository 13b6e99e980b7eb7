"""A world as large as is promised: 64 powers and 200 clients."""

from __future__ import annotations

import numpy as np

from sim.engine import simulate
from tests.engine.same import differences
from tests.worlds import lively_world


def test_sixty_four_powers_and_two_hundred_clients() -> None:
    world = lively_world(64, 200, 3, params={"capability": 1.0})
    run = simulate(world, seed=1, replicates=range(3))
    assert run.alignment.shape == (3, 4, 64, 200)
    assert (run.frozen_at == -1).all()
    assert run.alignment.sum(axis=2).max() <= 1.0 + 1e-9
    assert all(np.isfinite(array).all() for array in run.series.values())
    assert {"fall", "warning"} <= set(run.happenings.kind.tolist())
    assert differences(simulate(world, seed=1, replicates=[2]), run, [2]) == []
