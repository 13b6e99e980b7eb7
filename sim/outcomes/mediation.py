"""Who goes between others: offers, accords, and who stands where others' trust must pass."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array
from sim.core.symbols import MUCH
from sim.outcomes import outcome
from sim.outcomes.asking import Asked
from sim.outcomes.reading import Reading, counted


@outcome(
    "mediation_offers", accepts=("power",), unit="offers", low=0, high=MUCH,
    meaning="how often the power (or any) offered in the span to go between two others and was heard",
)  # fmt: skip
def mediation_offers(reading: Reading, asked: Asked) -> Array:
    """Number of offers."""
    return _counted(reading, asked, "offer")


@outcome(
    "accords_brokered", accepts=("power",), unit="accords", low=0, high=MUCH,
    meaning="deals of two others that the power (or any) brokered in the span",
)  # fmt: skip
def accords_brokered(reading: Reading, asked: Asked) -> Array:
    """Number of accords."""
    return _counted(reading, asked, "accord")


def _counted(reading: Reading, asked: Asked, detail: str) -> Array:
    rows = reading.happened("mediation")
    return asked.picked(rows.some(rows.detail == detail)).counted(reading.replicates)


@outcome(
    "betweenness", requires=("power",), unit="share", low=0, high=1,
    meaning="mean over the span's turns: share of the ordered pairs of other powers in which the one trusts the other more by "
    "way of the power (the product of trust on both legs) than directly or by way of anybody else",
)  # fmt: skip
def betweenness(reading: Reading, asked: Asked) -> Array:
    """Mean over turns and pairs (p, q) of [τ_pb τ_bq > τ_pq and > τ_pd τ_dq for all other d], 0..1 [Freeman1977]."""
    trust = reading.states("trust")[:, asked.span.states]
    powers = range(trust.shape[2])
    found = np.zeros(reading.replicates)
    pairs = [(p, q) for p in powers for q in powers if len({p, q, asked.power}) == 3]
    for p, q in pairs:
        ways: dict[int | None, Array] = {b: trust[:, :, p, b] * trust[:, :, b, q] for b in powers if b not in (p, q)}
        own = ways.pop(asked.power)
        found += counted(np.all([own > way for way in (trust[:, :, p, q], *ways.values())], axis=0), 1)
    return found / (max(len(pairs), 1) * asked.span.turns)
