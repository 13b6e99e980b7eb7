"""Utility: what a turn is worth to a power, term by term. What it cares for counts 1 in all; other weights are assumed."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Cube, Dyad, OfPower

SPEND, WAR, LEGITIMACY = 0.1, 0.1, 0.1  # utility of all means, of one war, of full legitimacy (assumed)


def influence(salience: Cube, alignment: Cube) -> Array:
    """Σ_c s A / Σ_c s, 0..1, (r, p): alignment weighed by what p cares about."""
    return weighed((salience * alignment).sum(axis=2), salience.sum(axis=2))


def weighed(total: Array, weights: Array) -> Array:
    """A weighed sum over the sum of its weights, 0 where there are none, (r, p)."""
    return total / (weights + (weights == 0.0))


def spend(spent: Array, capability: Array) -> Array:
    """- 0.1 of the share of its capability that p spent, (r, p)."""
    return -SPEND * spent / (capability + (capability == 0.0))


def war(wars: Array) -> Array:
    """- 0.1 of the weight of p's unsettled wars, (r, p)."""
    return -WAR * wars


def standing(legitimacy: Array) -> Array:
    """0.1 of p's legitimacy, (r, p)."""
    return LEGITIMACY * legitimacy


def cooperation(interdependence: Dyad, pressure: Dyad, inducement: OfPower) -> Array:
    """What rivals' offers bring p as long as it does not press on them, Σ_q ι_q χ_pq (1 - π_pq), >= 0, (r, p) (D4 L19-25)."""
    return (inducement.swapaxes(1, 2) * interdependence * (1.0 - pressure)).sum(axis=2)


def norm(strength: Array, interest: Array) -> Array:
    """What the norm as it stands is worth, ν_p N, (r, p): below 0 for whom a weak norm suits better (D2 L16-20)."""
    return interest * strength


def distraction(attention: OfPower, capability: OfPower, interest: Array) -> Array:
    """What it is worth that rivals are busy, α_p Σ_{q≠p} cap_q (1 - a_q) / Σ_{q≠p} cap_q, (r, p) (D2 L16)."""
    rivals = capability * (1.0 - np.eye(capability.shape[1]))
    busy = (rivals * (1.0 - attention)).sum(axis=1)
    total = rivals.sum(axis=1)
    return interest * busy / (total + (total == 0.0))
