"""Whom the clients follow: alignment, autonomy, leaders."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.core.axes import Array, Mask
from sim.core.symbols import MUCH
from sim.outcomes import outcome
from sim.outcomes.asking import Asked
from sim.outcomes.reading import ALIGNMENT, Reading, counted


@outcome(
    "alignment", requires=("power",), accepts=("client", "region"), unit="share", low=0, high=1,
    meaning="mean over the span's turns and the clients that count: share of policy that follows the power",
)  # fmt: skip
def alignment(reading: Reading, asked: Asked) -> Array:
    """Mean over turns and clients of A_pc, 0..1."""
    return _mean(asked.of_clients(reading.mean(ALIGNMENT, asked.span)[:, asked.power]))


@outcome(
    "alignment_end", requires=("power",), accepts=("client", "region"), unit="share", low=0, high=1,
    meaning="at the end of the span, mean over the clients that count: share of policy that follows the power",
)  # fmt: skip
def alignment_end(reading: Reading, asked: Asked) -> Array:
    """Mean over clients of A_pc at the end of the span, 0..1."""
    return _mean(asked.of_clients(reading.end(ALIGNMENT, asked.span)[:, asked.power]))


@outcome(
    "autonomy", accepts=("client", "region"), unit="share", low=0, high=1,
    meaning="mean over the span's turns and the clients that count: share of policy that follows no power",
)  # fmt: skip
def autonomy(reading: Reading, asked: Asked) -> Array:
    """Mean over turns and clients of 1 - Σ_p A_pc, 0..1; held to 0 where rounding went below."""
    if asked.clients is None:
        return np.maximum(reading.mean("nonaligned", asked.span), 0.0)
    aligned = np.add.reduce(asked.of_clients(reading.mean(ALIGNMENT, asked.span)), axis=1)
    return np.maximum(1.0 - _mean(aligned), 0.0)


@outcome(
    "leader_is", requires=("power", "client"), unit="share of turns", low=0, high=1,
    meaning="share of the span's turns at whose end the power leads the client: none has a larger share of it, and "
    "none that is listed before has as much",
)  # fmt: skip
def leader_is(reading: Reading, asked: Asked) -> Array:
    """Share of turns with leader(c) = p, 0..1."""
    led = reading.leaders[:, asked.span.states, asked.client] == asked.power
    return counted(led, 1) / asked.span.turns


@outcome(
    "clients_led", requires=("power",), accepts=("region",), unit="clients", low=0, high=MUCH, each="power",
    meaning="mean over the span's turns: number of clients that the power leads",
)  # fmt: skip
def clients_led(reading: Reading, asked: Asked) -> Array:
    """Mean over turns of the number of clients with leader(c) = p."""
    led = asked.of_clients(reading.leaders[:, asked.span.states])
    return counted(led == asked.power, (1, 2)) / asked.span.turns


@outcome(
    "leader_changes", accepts=("client", "region"), unit="changes", low=0, high=MUCH,
    meaning="how often, in the span, a client ended a turn under another leader than it began it",
)  # fmt: skip
def leader_changes(reading: Reading, asked: Asked) -> Array:
    """Number of (turn, client) with leader(t) ≠ leader(t-1); from and to no leader at all counts too."""
    leaders, span = asked.of_clients(reading.leaders), asked.span
    changed: Mask = leaders[:, span.states] != leaders[:, span.first : span.stop]
    return counted(changed, (1, 2))


@outcome(
    "clients_lost", requires=("power",), accepts=("rival", "client", "region"), unit="clients", low=0, high=MUCH,
    meaning="clients that count which the power leads as the span begins and does not lead as it ends; with a rival named, those "
    "that the rival leads then",
)  # fmt: skip
def clients_lost(reading: Reading, asked: Asked) -> Array:
    """Number of clients with leader(first) = p and leader(last) ≠ p, or = q."""
    leaders, span = asked.of_clients(reading.leaders), asked.span
    now: Mask = leaders[:, span.stop] != asked.power if asked.rival is None else leaders[:, span.stop] == asked.rival
    return counted((leaders[:, span.first] == asked.power) & now, 1)


def _mean(of_clients: Array) -> Array:
    """(r, c) to (r,)."""
    total: Any = np.add.reduce(of_clients, axis=1)
    return np.asarray(total / of_clients.shape[1])
