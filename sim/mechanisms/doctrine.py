"""Pressure: what each power's doctrine makes of what it saw, held within its means and by what hostility would cost.

The doctrines themselves are in `sim.doctrines`; this is the frame that holds them.
"""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Dyad, Mask, OfPower, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.luck import Channel
from sim.core.numerics import clip01
from sim.mechanisms import declare

declare(
    Mechanism(
        name="doctrine",
        summary="Each power turns what it saw into pressure on each rival that claims a sphere.",
        sources=("Axelrod1984", "KeohaneNye1977", "Hirschman1945", "Coser1956"),
        parameters=(
            Parameter("dependence_restraint", 0.5, 0.0, 1.0, "share",
                      "share of its pressure that a power holds back from a rival on whom it depends wholly",
                      "KeohaneNye1977; size assumed"),
            Parameter("latency", 0.0, 0.0, 40.0, "turns",
                      "L: how many turns p takes, in the mean, to bring its pressure to where it wants it, and how many "
                      "rounds of a bargain it lets pass before it answers an offer", axes="p"),
            Parameter("vulnerability", 1.0, 0.0, 100.0, "share",
                      "ν: how much of what ties it to a rival p would lose by hostility; 1 where both lose alike",
                      "KeohaneNye1977", axes="p"),
            Parameter("coercion", 0.0, 0.0, 10.0, "share",
                      "share added to the pressure of a power on a rival that depends wholly on it, and it not on the rival",
                      "Hirschman1945"),
            Parameter("hostility_payoff", 0.0, 0.0, 10.0, "share",
                      "η: what hostility abroad is worth to a power that has no legitimacy at home, as a share of all influence "
                      "it cares for: it presses for it, expects it where there is no bargain, and breaks bargains for it",
                      "Coser1956; D3 L139-143", axes="p"),
            Parameter("inducement", 0.0, 0.0, 10.0, "utility",
                      "ι: what full interdependence with p is worth to a rival that does not press on p", "D4 L19-25", axes="p"),
            Parameter("aspiration_rate", 0.1, 0.0, 1.0, "share a turn",
                      "how fast what a power counts on follows what it gets, where its doctrine learns from that",
                      "BorgersSarin2000; size assumed"),
        ),
        channels={"doctrine": Channel("uniform", "pq")},
    )
)  # fmt: skip


def provocation(seen: Dyad, contest_means: OfPower) -> Dyad:
    """Perceived effort of q in what p claims as a share of p's contest means, >= 0; 0 for a power without means."""
    return seen / (contest_means + (contest_means == 0.0)) * (contest_means > 0.0)


def dependence(interdependence: Dyad, vulnerability: OfPower) -> Dyad:
    """What p would lose by hostility with q, δ_pq = min(1, ν_p χ_pq), 0..1: ties are mutual, dependence need not be
    [KeohaneNye1977]."""
    return clip01(vulnerability * interdependence)


def threat(depends: Dyad, linkage: OfPower, announced: OfPower) -> Dyad:
    """What q has announced to take from p for meddling, a_q λ_q δ_pq, 0..1."""
    return (announced * linkage).swapaxes(1, 2) * depends


def spurred(wish: Dyad, legitimacy: OfPower, hostility_payoff: OfPower) -> Dyad:
    """A wish for pressure with what hostility brings at home, w + η (1 - ℓ): conflict without makes peace within [Coser1956]."""
    return wish + at_home(legitimacy, hostility_payoff)


def at_home(legitimacy: Array, hostility_payoff: Array) -> Array:
    """What hostility is worth to p at home, η (1 - ℓ), share of all influence it cares for: most to who has least legitimacy."""
    return hostility_payoff * (1.0 - legitimacy)


def at_table(legitimacy: Array, hostility_payoff: Array, salience: Array) -> Array:
    """The same where clients are traded, η (1 - ℓ) Σ_c s_pc: there a client wholly cared for and led counts 1; (m, 1).

    legitimacy, hostility_payoff  (m, 1);  salience  (m, c)
    """
    return at_home(legitimacy, hostility_payoff) * salience.sum(axis=1, keepdims=True)


def coercive(wish: Dyad, depends: Dyad, coercion: Scalar) -> Dyad:
    """A wish for pressure where dependence is a weapon, w (1 + c [δ_qp - δ_pq]₊) [Hirschman1945]."""
    return clip01(wish) * (1.0 + coercion * np.maximum(depends.swapaxes(1, 2) - depends, 0.0))


def held_pressure(wish: Dyad, rivals: Mask, depends: Dyad, dependence_restraint: Scalar) -> Dyad:
    """Pressure within means, π = w (1 - d δ) / max(1, Σ_q w (1 - d δ)), 0..1; 0 on itself and on powers without claims.

    wish    w, what the doctrine asks, any real, held to 0..1;  rivals  (1, p, q), true where q is another power with claims
    depends δ, what p would lose by hostility with q, 0..1
    """
    held = clip01(wish) * rivals * (1.0 - dependence_restraint * depends)
    total = held.sum(axis=2, keepdims=True)
    return held / (total * (total > 1.0) + (total <= 1.0))


def delayed(pressure: Dyad, before: Dyad, latency: OfPower) -> Dyad:
    """Pressure of a power that is slow to turn, π₀ + (π - π₀) / (1 + L), 0..1: what it wanted k turns ago counts
    (L / (1 + L))^k / (1 + L), so that it acts on what it saw L turns ago in the mean.
    """
    return np.where(latency == 0.0, pressure, before + (pressure - before) / (1.0 + latency))


def settling(before: Array, now: Array, adjustment: Array) -> Array:
    """Where a quantity is bound that closes a share λ of its gap in a turn, before + (now - before) / λ; now where λ is 0."""
    moves = adjustment > 0.0
    return np.where(moves, before + (now - before) / (adjustment + ~moves), now)


def next_aspiration(aspiration: OfPower, payoff: OfPower, aspiration_rate: Scalar) -> OfPower:
    """What a power counts on a turn later, ā + a (u - ā), utility [BorgersSarin2000]."""
    return aspiration + aspiration_rate * (payoff - aspiration)
