"""Forbearance: why a power that would press holds back. It courts the favour of another, or hides its own poor record.

A judge divides a prize between those who quarrel over a client: the powers that claim it, and the client itself. Who behaves
best toward the judge gets most, and for a power the prize is that the judge presses it less. Suitors know this.
"""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Cube, Dyad, OfPower, Scalar
from sim.core.declare import Mechanism, Option, Parameter
from sim.core.numerics import clip01, exp, log
from sim.mechanisms import declare

declare(
    Mechanism(
        name="forbearance",
        summary="Powers hold back to keep a third power's favour against rival suitors, or to hide a poor record of force.",
        sources=("Tullock1980", "D2 L8-14"),
        parameters=(
            Parameter("prize", 0.0, 0.0, 1.0, "share",
                      "share of its pressure on a rival that p, as judge, would take off if that rival won its whole favour",
                      axes="p"),
            Parameter("courtship", 1.0, 0.0, 10.0, "share per share",
                      "share of its pressure on a judge that p holds back for each share of the prize that it puts at risk",
                      axes="p"),
            Parameter("decisiveness", 2.0, 0.0, 10.0, "exponent",
                      "m: how surely the better behaved of two suitors wins: 0 by lot", "Tullock1980; size assumed"),
            Parameter("shame", 0.0, 0.0, 100.0, "per use of force",
                      "how much p keeps still about each success that a rival has had by force and p itself has not",
                      "D2 L10-14; form assumed", axes="p"),
        ),
        options=(
            Option("over", "clients", None, "the clients that are quarrelled over; all that are claimed when not given"),
        ),
    )
)  # fmt: skip

_WORST = 1e-3  # conduct never counts for less, so that a contest always has an answer


def conduct_of_powers(pressure: Dyad) -> Dyad:
    """How well q behaves toward p, 1 - π_qp, (r, p, q), 0..1. pressure as of last turn."""
    return 1.0 - pressure.swapaxes(1, 2)


def conduct_of_clients(alignment: Cube) -> Cube:
    """How well c behaves toward p, A_pc / max_q A_qc, 0..1: 1 where it follows none more than p; 1 where it follows nobody."""
    most = alignment.max(axis=1, keepdims=True)
    return np.where(most > 0.0, alignment / (most + (most == 0.0)), 1.0)


def favour(powers: Dyad, clients: Cube, *, claims: Array, salience: Cube, decisiveness: Scalar) -> Dyad:
    """Share of p's favour that q has won over what it claims, (r, p, q), 0..1: a contest by conduct for each client [Tullock1980]

    t_pq = Σ_c κ_qc s_pc g_pq^m / (g_pc^m + Σ_{s≠p} κ_sc g_ps^m) / Σ_c κ_qc s_pc; 0 where q claims nothing that p cares about

    powers, clients  conduct toward p;  claims  κ (q, c) of the clients that are quarrelled over
    """
    weight = exp(decisiveness * log(np.maximum(powers, _WORST)))
    all_weights = exp(decisiveness * log(np.maximum(clients, _WORST)))
    for q in range(claims.shape[0]):
        rival = (np.arange(claims.shape[0]) != q)[None, :, None]
        all_weights = all_weights + weight[:, :, q : q + 1] * claims[q] * rival
    won = np.zeros_like(powers)
    for q in range(claims.shape[0]):
        stakes = salience * claims[q]
        total = stakes.sum(axis=2)
        share = (stakes * weight[:, :, q : q + 1] / all_weights).sum(axis=2)
        won[:, :, q] = share / (total + (total == 0.0))
    return won * (1.0 - np.eye(claims.shape[0]))


def relief(prize: OfPower, won: Dyad) -> Dyad:
    """Share of its pressure on q that p takes off, P_p t_pq, (r, p, q), 0..1."""
    return prize * won


def courted(courtship: OfPower, prize: OfPower, won: Dyad, powers: Dyad, decisiveness: Scalar) -> Dyad:
    """Share of its pressure on the judge that a suitor holds back, (r, suitor, judge), 0..1: min(1, C_q P_p m t (1 - t) / g).

    P m t (1 - t) / g is the slope of the prize in the suitor's own conduct: who is sure to win, or to lose, need not behave.
    """
    slope = prize * decisiveness * won * (1.0 - won) / np.maximum(powers, _WORST)
    return clip01(courtship * slope.swapaxes(1, 2))


def hidden(shame: OfPower, record: OfPower) -> Dyad:
    """Share of its pressure on q that p holds back to hide its record, z G / (1 + z G), 0..1, G_pq = [R_q - R_p]₊.

    record  R, swift successes by force less uses that became wars, as remembered
    """
    gap = np.maximum(record.swapaxes(1, 2) - record, 0.0)
    return shame * gap / (1.0 + shame * gap)
