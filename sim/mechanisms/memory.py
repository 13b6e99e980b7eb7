"""Memory: what is held against whom, who is believed, and what is left of the norm, of legitimacy, of interdependence."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Cube, Dyad, OfPower, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.numerics import clip01
from sim.mechanisms import declare

declare(
    Mechanism(
        name="memory",
        summary="Grievance, trust, the norm, legitimacy and interdependence keep what has happened, and fade.",
        sources=("Kydd2005", "FinnemoreSikkink1998", "KeohaneNye1977", "D4 L5-27"),
        parameters=(
            Parameter("grievance_kept", 0.95, 0.0, 1.0, "share a turn", "share of a grievance left a quarter later"),
            Parameter("grievance_feed", 0.25, 0.0, 10.0, "grievance per capability", "grievance that felt encroachment feeds"),
            Parameter("breach_feed", 1.0, 0.0, 10.0, "grievance per capability", "grievance that a breach of exclusion feeds"),
            Parameter("force_anger", 1.0, 0.0, 10.0, "grievance",
                      "grievance that a use of force breeds in a rival to whom the place matters fully"),
            Parameter("nonrecognition_feed", 0.0, 0.0, 10.0, "grievance per client",
                      "grievance that p feeds against who withholds recognition from a client that follows it and matters fully"),
            Parameter("betrayal_anger", 0.5, 0.0, 10.0, "grievance", "grievance that a broken bargain breeds"),
            Parameter("trust_gain", 0.02, 0.0, 1.0, "share a turn", "share of the gap to full trust that a kept bargain closes"),
            Parameter("betrayal_loss", 0.4, 0.0, 1.0, "share", "share of its trust that a power loses in who breaks a bargain"),
            Parameter("double_standard_loss", 0.2, 0.0, 1.0, "share per condemnation",
                      "share of its trust that a power loses when one who condemned it does the same", "D4 L9-13; size assumed"),
            Parameter("preaching", 0.5, 0.0, 1.0, "share", "how loudly p condemns others' uses of force", axes="p"),
            Parameter("condemnation_kept", 0.98, 0.0, 1.0, "share a turn", "share of a condemnation remembered a quarter later"),
            Parameter("norm_erosion", 0.08, 0.0, 1.0, "share per capability and use",
                      "share of the norm that one use by the strongest power destroys"),
            Parameter("norm_interest", 0.0, -1.0, 1.0, "utility",
                      "what the norm at full strength is worth to p itself; below 0 p gains where it is weak",
                      "D2 L16-20; default assumed", axes="p"),
            Parameter("norm_recovery", 0.01, 0.0, 1.0, "share a turn", "share of the gap to a full norm that closes in a turn"),
            Parameter("legitimacy_wear", 0.01, 0.0, 1.0, "share a turn", "share of its legitimacy that a power loses in peace"),
            Parameter("rally", 0.03, 0.0, 1.0, "share a turn",
                      "share of the gap to full legitimacy closed in a turn by an enemy who is pressing fully",
                      "Mueller1970; size assumed"),
            Parameter("war_weariness", 0.02, 0.0, 1.0, "share a turn", "share of legitimacy that an open war costs in a turn"),
            Parameter("endorsement_gain", 0.02, 0.0, 1.0, "share a turn",
                      "share of the gap to full legitimacy closed in a turn by the endorsement of all clients"),
            Parameter("joint_projects", 0.2, 0.0, 1.0, "share", "how much of what could be done jointly is done"),
            Parameter("dependence_growth", 0.005, 0.0, 1.0, "share a turn",
                      "share of the gap to full interdependence that joint projects close between powers that trust each other"),
            Parameter("linkage", 0.0, 0.0, 1.0, "share a turn",
                      "λ: share of what ties p to a rival that p cuts in answer to meddling as large as p's contest means",
                      "D1 L11-17", axes="p"),
            Parameter("announced", 0.0, 0.0, 1.0, "share", "how far rivals know of p's linkage before they meddle",
                      "Schelling1960; D1 L17", axes="p"),
            Parameter("dependence_erosion", 0.01, 0.0, 1.0, "share a turn",
                      "share of interdependence that full pressure from both sides destroys"),
        ),
    )
)  # fmt: skip


def next_grievance(
    grievance: Dyad, felt: Dyad, breached: Dyad, *, grievance_kept: Scalar, grievance_feed: Scalar, breach_feed: Scalar
) -> Dyad:
    """Grievance a turn later, k h + g F + b B, >= 0: it fades, and feeds on what is felt and on breaches."""
    return grievance_kept * grievance + grievance_feed * felt + breach_feed * breached


def unrecognised(alignment: Cube, recognition: Cube, salience: Cube) -> Dyad:
    """What q withholds of recognition where it matters to p, Σ_c s_pc A_pc (1 - k_qc), (r, p, q), clients."""
    mine = salience * alignment
    each = [(mine * (1.0 - recognition[:, q : q + 1])).sum(axis=2) for q in range(recognition.shape[1])]
    return np.stack(each, axis=2) * (1.0 - np.eye(recognition.shape[1]))


def kept_trust(trust: Dyad, in_force: Dyad, trust_gain: Scalar) -> Dyad:
    """Trust after a turn in which a bargain was kept, τ + g [deal] (1 - τ), 0..1 [Kydd2005]."""
    return trust + trust_gain * in_force * (1.0 - trust)


def betrayed_trust(trust: Dyad, betrayals: Dyad, betrayal_loss: Scalar) -> Dyad:
    """Trust of p in q after q broke its bargain, τ (1 - loss), 0..1. betrayals (r, p, q): 1 where q betrayed p."""
    return trust * (1.0 - betrayal_loss * betrayals)


def disappointed_trust(trust: Dyad, condemned: Dyad, uses: OfPower, double_standard_loss: Scalar) -> Dyad:
    """Trust of p in q after q used force having condemned p's, τ · [1 - loss · C_qp · uses_q]₊, 0..1 (D4 L9-13).

    condemned  C_pq, how much p has condemned q's;  uses  (r, p, 1) uses of force this turn
    """
    return trust * (1.0 - clip01(double_standard_loss * condemned.swapaxes(1, 2) * uses.swapaxes(1, 2)))


def next_condemned(condemned: Dyad, uses: OfPower, voice: Array, others: Array, condemnation_kept: Scalar) -> Dyad:
    """Condemnations a turn later, k C + V_pq · uses_q, >= 0. others (p, q): 1 but on the diagonal.

    voice  how loudly p condemns a use by q, (r|1, p, q|1): as it preaches, but for what the mechanism precedent takes off
    """
    return condemnation_kept * condemned + voice * uses.swapaxes(1, 2) * others


def next_norm(norm: Scalar, uses: OfPower, capability: OfPower, *, norm_erosion: Scalar, norm_recovery: Scalar) -> Scalar:
    """The norm a turn later, 0..1: N (1 - min(1, e Σ_p cap_p uses_p)), then r of the gap to 1 closes.

    The strong erode it more: what the hegemon does, all may do [FinnemoreSikkink1998].
    """
    eroded = norm * (1.0 - clip01(norm_erosion * (capability * uses).sum(axis=1, keepdims=True)))
    return eroded + norm_recovery * (1.0 - eroded)


def next_legitimacy(
    legitimacy: OfPower, enemy: OfPower, wars: OfPower, endorsed: OfPower, *, legitimacy_wear: Scalar, rally: Scalar,
    war_weariness: Scalar, endorsement_gain: Scalar,
) -> OfPower:  # fmt: skip
    """Legitimacy a turn later, ℓ + (rally·E + gain·J)(1 - ℓ) - (wear + weariness·ΣΩ) ℓ, 0..1.

    enemy  strongest pressure of a rival on p, 0..1 [Mueller1970];  wars ΣΩ;  endorsed  mean endorsement of the clients, 0..1
    """
    gained = (rally * enemy + endorsement_gain * endorsed) * (1.0 - legitimacy)
    return clip01(legitimacy + gained - (legitimacy_wear + war_weariness * wars) * legitimacy)


def next_interdependence(
    interdependence: Dyad, trust: Dyad, pressure: Dyad, *, joint_projects: Scalar, dependence_growth: Scalar,
    dependence_erosion: Scalar,
) -> Dyad:  # fmt: skip
    """Interdependence a turn later, 0..1, symmetric: joint projects between who trust each other build it, hostility wears it.

    χ + growth · joint · min(τ_pq, τ_qp) (1 - χ) - erosion · ½(π_pq + π_qp) χ; pairs without any stay without
    """
    mutual = np.minimum(trust, trust.swapaxes(1, 2))
    hostility = 0.5 * (pressure + pressure.swapaxes(1, 2))
    grown = dependence_growth * joint_projects * mutual * (1.0 - interdependence) * (interdependence > 0.0)
    return interdependence + grown - dependence_erosion * hostility * interdependence


def charged(interdependence: Dyad, meddling: Dyad, linkage: OfPower) -> Dyad:
    """Interdependence once meddling has been charged to it, χ (1 - λ_p m_pq) (1 - λ_q m_qp), 0..1, symmetric (D1 L11-17).

    meddling  m_pq, what p feels of q's doings in its sphere as a share of p's contest means, held to 0..1
    """
    left = 1.0 - linkage * clip01(meddling)
    return interdependence * (left * left.swapaxes(1, 2))
