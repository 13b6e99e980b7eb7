"""Whether a replicate still is a history of the model: finite numbers, shares that sum to at most one, budgets kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Mask
from sim.core.world import State
from sim.engine.given import Given
from sim.engine.stages import Spending

SLACK = 1e-9  # rounding allowed in a sum of shares or of spending

NOT_A_NUMBER = "a number was not finite"
SHARES = "alignment shares left the range 0..1 or summed to more than 1"
BUDGET = "a power spent more than its means"


def faults(state: State, spending: Spending, given: Given) -> NDArray[np.object_] | None:
    """Why each replicate is unsound, (r,) "" where it is sound; None where all are, which is the cheap and usual answer."""
    aligned, spent = state.alignment.sum(axis=1), spending.total
    purse = np.minimum(given.params.capability, spending.means + SLACK) + SLACK
    kept = (state.grievance, state.trust, state.legitimacy, state.norm, state.interdependence, aligned, spent)
    # Written so that a NaN fails the comparison.
    if (
        aligned.max() <= 1.0 + SLACK and state.alignment.min() >= -SLACK and (spent <= purse).all()
        and np.isfinite(sum(float(array.sum()) for array in kept))
    ):  # fmt: skip
        return None
    broken = ~np.isfinite(np.sum([array.reshape(len(array), -1).sum(axis=1) for array in kept], axis=0))
    shares = ~((aligned.max(axis=1) <= 1.0 + SLACK) & (state.alignment.min(axis=(1, 2)) >= -SLACK))
    budget = ~(spent <= purse).all(axis=(1, 2))
    if not (broken | shares | budget).any():
        return None
    reasons = np.full(len(broken), "", dtype=object)
    for wrong, reason in ((budget, BUDGET), (shares, SHARES), (broken, NOT_A_NUMBER)):
        reasons[wrong] = reason
    return reasons


def restored(state: State, before: State, frozen: Mask) -> State:
    """The state, but as before in the replicates that are frozen, (r,) bool."""
    return replace(
        state,
        **{
            name: np.where(frozen.reshape(-1, *(1,) * (array.ndim - 1)), getattr(before, name), array)
            for name, array in state.items()
        },
    )
