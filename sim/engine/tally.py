"""The tally: what the series of a turn add up over clients and over powers, each cube read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.axes import Array, Mask
from sim.core.world import State
from sim.engine.given import Given
from sim.mechanisms import force

MILITARY_CLIENT = 0.02  # capability: least arsenal from its chief supplier that makes a military client (assumed)
DEPENDENT = 0.5  # share of a turn's goods from one power that makes an economic dependent (D1 L17; size assumed)


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums of cubes, (r, p) where nothing else is said.

    aligned, hedging    (r, c) Σ_p A;  1 - Σ_p (A_p / Σ A)², 0 where nothing is aligned
    influence, cared, in_sphere   Σ_c A;  Σ_c s A;  Σ A over the clients that p claims
    support, arms, recognition, endorsement   Σ_c of each
    suppliers, providers   clients claimed by others: whose chief arms supplier p is; that have over half of their goods from p
    wars, open, frozen  Σ_c Ω;  (r,) open wars, frozen conflicts
    """

    aligned: Array
    hedging: Array
    influence: Array
    cared: Array
    in_sphere: Array
    support: Array
    arms: Array
    recognition: Array
    endorsement: Array
    suppliers: Array
    providers: Array
    wars: Array
    open: Array
    frozen: Array


def tally(state: State, given: Given) -> Tally:
    """The sums at the end of a turn."""
    alignment, arsenal, claimed = state.alignment, state.arsenal, given.layout.claimed
    aligned, goods = alignment.sum(axis=1), state.support + state.arms
    in_sphere = np.zeros_like(alignment[:, :, 0])
    if len(claimed.by):
        in_sphere[:, claimed.claimers] = claimed.summed(claimed.each(alignment)[:, None])[:, 0]
    wars, open_wars, frozen = _fought(state.occupation)
    abroad = given.layout.contested
    return Tally(
        aligned=aligned, hedging=hedged(aligned, (alignment * alignment).sum(axis=1)), influence=alignment.sum(axis=2),
        cared=(given.params.salience * alignment).sum(axis=2), in_sphere=in_sphere,
        support=state.support.sum(axis=2), arms=state.arms.sum(axis=2),
        recognition=state.recognition.sum(axis=2), endorsement=state.endorsement.sum(axis=2),
        suppliers=_count(chief(arsenal, arsenal.max(axis=1, keepdims=True)) & abroad),
        providers=_count(provider(goods, goods.sum(axis=1, keepdims=True)) & abroad),
        wars=wars, open=open_wars, frozen=frozen,
    )  # fmt: skip


def hedged(aligned: Any, squares: Any) -> Any:
    """1 - Σ_p (A_p / Σ A)², 0 where nothing is aligned."""
    square = aligned * aligned
    return (1.0 - squares / (square + (aligned == 0.0))) * (aligned != 0.0)


def chief(arsenal: Any, largest: Any) -> Any:
    """Whether it is the largest arsenal in the client, and one to speak of."""
    return (arsenal >= largest) & (arsenal >= MILITARY_CLIENT)


def provider(goods: Any, of_all: Any) -> Any:
    """Whether it gives over half of what the client has of all."""
    return goods > DEPENDENT * of_all


def rages(occupation: Any) -> Any:
    """Whether it is an open war."""
    return occupation >= force.OPEN


def rests(occupation: Any) -> Any:
    """Whether it is a frozen conflict."""
    return (occupation > 0.0) & (occupation < force.OPEN)


def _fought(occupation: Array) -> tuple[Array, Array, Array]:
    """Weight of each power's wars (r, p), open wars (r,), frozen conflicts (r,)."""
    if not occupation.any():
        none = np.zeros_like(occupation[:, 0, 0])
        return np.zeros_like(occupation[:, :, 0]), none, none
    return occupation.sum(axis=2), _count(rages(occupation)).sum(axis=1), _count(rests(occupation)).sum(axis=1)


def _count(which: Mask) -> Array:
    """How many clients, (r, p). In the smallest whole numbers that hold it, which many fit side by side."""
    small = which.view(np.uint8).sum(axis=2, dtype=np.min_scalar_type(which.shape[2]))
    counts: NDArray[np.float64] = small.astype(np.float64)
    return counts
