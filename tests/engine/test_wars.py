"""Wars of several powers in one client."""

from __future__ import annotations

import numpy as np

from sim.core.world import State
from sim.engine.stepper import Stepper
from tests.worlds import small_world

R = range(40)


def fought_over(*capability: float) -> State:
    """After a turn in which two powers of these capabilities wage war in the only client, and are likely to win."""
    world = small_world(
        2, 1, 1, seed=None, on=("force",), opening={"occupation": 1.0, "alignment": 0.3}, doctrines="restraint",
        params={"capability": np.array(capability)[:, None], "reach": 1.0, "force.victory_rate": 1.0, "force.freeze_rate": 0.0,
                "force.rate": 0.0},
    )  # fmt: skip
    stepper = Stepper(world, seed=1, replicates=R)
    stepper.step()
    return stepper.state


def test_a_client_that_two_would_win_at_once_falls_to_the_surer_of_them() -> None:
    won = fought_over(0.5, 1.0).occupation[:, :, 0] == 0.0
    assert won[:, 1].sum() > 20
    assert not won[:, 0].any()  # its draw is the other's too, and its chance is less
    assert (~won[:, 1]).any()


def test_who_is_listed_first_wins_no_more() -> None:
    one, other = fought_over(0.5, 1.0), fought_over(1.0, 0.5)
    for name in ("alignment", "recognition", "leaning", "occupation"):
        assert np.array_equal(getattr(one, name), getattr(other, name)[:, ::-1]), name
