"""Upheaval: regimes fall, turn from their patron toward its rivals, and set an example to their neighbours."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, OfClient, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.luck import Channel
from sim.core.numerics import exp
from sim.core.world import Indices, Params
from sim.mechanisms import declare

declare(
    Mechanism(
        name="upheaval",
        summary="Regimes fall with a chance that patrons' backing lowers and neighbours' falls raise.",
        sources=("Beissinger2007", "Hale2005", "Allison1982"),
        parameters=(
            Parameter("base_hazard", 0.004, 0.0, 1.0, "odds a turn",
                      "odds of a fall of a regime of no insecurity that is wholly aligned, unrecognised and unarmed"),
            Parameter("insecurity_weight", 2.0, 0.0, 10.0, "log odds", "how much full insecurity adds"),
            Parameter("nonaligned_weight", 1.0, 0.0, 10.0, "log odds", "how much having no patron at all adds"),
            Parameter("recognition_weight", 1.0, 0.0, 10.0, "log odds", "how much its patrons' recognition takes off"),
            Parameter("backing_weight", 0.5, 0.0, 10.0, "log odds", "how much a unit worth of its patrons' arms takes off"),
            Parameter("contagion", 3.0, 0.0, 100.0, "share",
                      "factor added to the odds when every neighbour has just fallen", "Beissinger2007; size assumed"),
            Parameter("unrest_kept", 0.7, 0.0, 1.0, "share a turn", "share of a fall's memory left a quarter later"),
            Parameter("swing", 0.5, 0.0, 1.0, "share", "share of the patron's alignment that goes over at once"),
            Parameter("lean_shift", 0.5, 0.0, 10.0, "utility",
                      "what the new regime takes off the old patron's pull and adds to the chief rival's"),
            Parameter("withheld_recognition", 0.5, 0.0, 1.0, "share",
                      "share of its recognition that the old patron withholds from the new regime"),
        ),
        channels={"upheaval": Channel("uniform", "c")},
    )
)  # fmt: skip


def fall_chance(insecurity: Array, nonaligned: Array, recognised: Array, backing: Array, example: Array, given: Params) -> Array:
    """Chance that a regime falls this turn, o / (1 + o), 0..1, any shape: a discrete-time logit hazard [Allison1982], with

    o = base · exp(w_g g + w_n (1 - ΣA) - w_k ΣAk - w_b ΣAB) · (1 + contagion · Σ_d W v_d)

    recognised  Σ_p A_pc k_pc, 0..1;  backing  Σ_p A_pc ln(1 + M ρ/m₀), worth of its patrons' arms
    example     Σ_d W_cd v_d, how much of its neighbourhood has just fallen [Beissinger2007]
    given       this mechanism's parameters
    """
    holding = given.recognition_weight * recognised + given.backing_weight * backing
    slipping = given.insecurity_weight * insecurity + given.nonaligned_weight * nonaligned
    odds = given.base_hazard * exp(slipping - holding) * infected(example, given.contagion)
    return odds / (1.0 + odds)


def infected(example: Array, contagion: Array) -> Array:
    """Factor on the odds of a fall in a neighbourhood that has fallen so far, 1 + contagion · Σ_d W v_d, >= 1, any shape."""
    factor = contagion * example
    factor += 1.0
    return factor


def greatest_odds(insecurity: OfClient, given: Params) -> OfClient:
    """Odds of a fall of a regime without any patron whose neighbours all stand: `infected`, no state gives greater odds.

    Nor is a chance greater than its odds: o / (1 + o) < o by far more than a rounding, where a draw can tell them apart.
    """
    return given.base_hazard * exp(given.insecurity_weight * insecurity + given.nonaligned_weight)


def chief_rival(alignment: Array, patron: Indices) -> Indices:
    """The power with the largest share but for the patron. alignment (n, p), one row a fallen regime; returns (n,)."""
    others = alignment.copy(order="K")
    others[np.arange(len(patron)), patron] = -1.0
    return np.asarray(others.argmax(axis=1))


def swung(alignment: Array, patron: Indices, swing: Array) -> Array:
    """Alignment after a fall: a share of the patron's goes to all others, and to standing alone, as they stood, (n, p).

    A_p → (1 - σ) A_p;  A_q → A_q (1 - A_p + σ A_p) / (1 - A_p)
    """
    at = (np.arange(len(patron)), patron)
    held = alignment[at][:, None]
    moved = swing * held
    after = alignment.copy(order="K")
    after[at] = 0.0
    # Where the patron has nearly all, 1 - A_p is little but rounding, and may be less than what others have.
    rest = np.maximum(1.0 - held, np.add.accumulate(after, axis=1)[:, -1:])
    after += after / (rest + (rest == 0.0)) * moved
    after[at] = (held - moved)[:, 0]
    return after


def leaned(leaning: Array, away: Indices, toward: Indices, shift: Array) -> Array:
    """What the regime adds to each power's pull after it turned `away` from one `toward` another, utility, (n, p)."""
    after = leaning.copy(order="K")
    cells = np.arange(len(away))
    amount = np.broadcast_to(shift, (len(away), 1))[:, 0]
    after[cells, away] -= amount
    after[cells, toward] += amount
    return after


def withheld(recognition: Array, power: Indices, withheld_recognition: Array) -> Array:
    """Recognition once a power withholds a share of it, k → k (1 - w), 0..1, (n, p)."""
    after = recognition.copy(order="K")
    cells = np.arange(len(power))
    after[cells, power] *= 1.0 - np.broadcast_to(withheld_recognition, (len(power), 1))[:, 0]
    return after


def next_unrest(unrest: OfClient, rows: Indices, clients: Indices, unrest_kept: Scalar) -> OfClient:
    """Memory of falls a turn later, u v + [fell now], falls: of `clients` in the replicates `rows` (pairs, n of each)."""
    after = unrest_kept * unrest
    after[rows, 0, clients] += 1.0
    return after


def toppled(
    alignment: Array, leaning: Array, recognition: Array, given: Params, toward: Indices | None = None
) -> tuple[Array, Array, Array, Indices]:
    """Regimes that fell, (n, p) each: alignment, leaning and recognition after it, and the patrons that lost, (n,).

    Each turns from its patron, the power with the largest share, toward its chief rival or the powers named by `toward` (n,).

    given  the mechanism's scalars, (n | 1,) each
    """
    patron = alignment.argmax(axis=1)
    heir = chief_rival(alignment, patron) if toward is None else toward
    return (
        swung(alignment, patron, given.swing[:, None]), leaned(leaning, patron, heir, given.lean_shift[:, None]),
        withheld(recognition, patron, given.withheld_recognition[:, None]), patron,
    )  # fmt: skip
