"""Who gives what to whom: flows, arsenals and recognition by client, from cubes that a run keeps only when told to."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array
from sim.core.symbols import MUCH
from sim.outcomes import outcome
from sim.outcomes.asking import Asked
from sim.outcomes.reading import Reading
from sim.outcomes.recorded import FLOW_UNIT

WHERE = ("client", "region")


@outcome(
    "support_in", requires=("power",), accepts=WHERE, unit=FLOW_UNIT, low=0, high=MUCH, cubes=("support",),
    meaning="total over the span's turns and the clients that count: support from the power that reached them",
)  # fmt: skip
def support_in(reading: Reading, asked: Asked) -> Array:
    """Σ_t Σ_c x_pc."""
    return _sum(reading.total("support", asked.span), asked)


@outcome(
    "arms_in", requires=("power",), accepts=WHERE, unit=FLOW_UNIT, low=0, high=MUCH, cubes=("arms",),
    meaning="total over the span's turns and the clients that count: arms from the power that reached them; what "
    "the timeline adds to arsenals does not count",
)  # fmt: skip
def arms_in(reading: Reading, asked: Asked) -> Array:
    """Σ_t Σ_c m_pc."""
    return _sum(reading.total("arms", asked.span), asked)


@outcome(
    "spend_in", requires=("power",), accepts=WHERE, unit=FLOW_UNIT, low=0, high=MUCH, cubes=("support", "arms"),
    meaning="total over the span's turns and the clients that count: support and arms from the power that reached "
    "them",
)  # fmt: skip
def spend_in(reading: Reading, asked: Asked) -> Array:
    """Σ_t Σ_c (x_pc + m_pc)."""
    return support_in(reading, asked) + arms_in(reading, asked)


@outcome(
    "arsenal_in", requires=("power",), accepts=WHERE, unit="capability", low=0, high=MUCH, cubes=("arsenal",),
    meaning="mean over the span's turns, sum over the clients that count: arms from the power that they still have",
)  # fmt: skip
def arsenal_in(reading: Reading, asked: Asked) -> Array:
    """Mean over turns of Σ_c M_pc."""
    return _sum(reading.mean("arsenal", asked.span), asked)


@outcome(
    "recognition", requires=("power",), accepts=WHERE, unit="share", low=0, high=1, cubes=("recognition",),
    meaning="mean over the span's turns and the clients that count: how far the power recognises their regimes",
)  # fmt: skip
def recognition(reading: Reading, asked: Asked) -> Array:
    """Mean over turns and clients of k_pc, 0..1."""
    values = reading.mean("recognition", asked.span)
    clients = values.shape[2] if asked.clients is None else len(asked.clients)
    return _sum(values, asked) / clients


@outcome(
    "rents", accepts=WHERE, unit="capability", low=0, high=MUCH, cubes=("support", "arms"),
    meaning="mean over the span's turns and the clients that count: support and arms that a client has from all powers together",
)  # fmt: skip
def rents(reading: Reading, asked: Asked) -> Array:
    """Mean over turns and clients of Σ_p (x_pc + m_pc): what being courted brings."""
    goods = asked.of_clients(reading.mean("support", asked.span) + reading.mean("arms", asked.span))
    return np.asarray(np.add.reduce(np.add.reduce(goods, axis=1), axis=1) / goods.shape[2])


def _sum(values: Array, asked: Asked) -> Array:
    """(r, p, c) to (r,): the power's, over the clients that count."""
    return np.asarray(np.add.reduce(asked.of_clients(values[:, asked.power]), axis=1))
