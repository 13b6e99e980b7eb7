"""Alignment: the clients choose, with noise, by what each power is worth to them."""

from __future__ import annotations

import numpy as np

from sim.core.axes import Array, Cube, OfClient, OfPower, Scalar
from sim.core.declare import Mechanism, Parameter
from sim.core.luck import Channel
from sim.core.numerics import clip01, grid_exp, grid_log1p, log
from sim.mechanisms import declare

declare(
    Mechanism(
        name="alignment",
        summary="Clients divide their policy among the powers and standing alone by quantal response.",
        sources=("McKelveyPalfrey1995", "Train2009"),
        parameters=(
            Parameter("support_weight", 1.5, 0.0, 10.0, "utility", "β_x: worth of support to a client in full need of it"),
            Parameter("support_scale", 0.02, 1e-4, 10.0, "capability", "x₀: support at which its worth is β_x ln 2"),
            Parameter("arms_weight", 1.2, 0.0, 10.0, "utility", "β_m: worth of an arsenal to a client in full need of it"),
            Parameter("arms_scale", 0.2, 1e-4, 10.0, "capability", "m₀: arsenal at which its worth is β_m ln 2"),
            Parameter("recognition_weight", 0.3, 0.0, 10.0, "utility", "β_k: worth of being recognised"),
            Parameter("affinity_weight", 1.0, 0.0, 10.0, "utility", "β_f: worth of full affinity"),
            Parameter("autonomy_weight", 1.0, 0.0, 10.0, "utility", "β_a: worth of standing alone to who prizes it fully"),
            Parameter("neighbour_weight", 0.5, 0.0, 10.0, "utility", "ω: pull of what one's neighbours do"),
            Parameter("opposition_weight", 0.0, 0.0, 10.0, "utility",
                      "β_o: worth of a power's open opposition to the strongest power, to who is wholly averse to that one",
                      "D4 L5-19"),
            Parameter("temperature", 0.35, 0.01, 100.0, "utility",
                      "θ: noise of the choice; near 0 the best offer takes all"),
            Parameter("adjustment", 0.08, 0.0, 1.0, "share a turn",
                      "λ: share of the gap to its target that a client's alignment closes in a turn"),
            Parameter("drift", 0.3, 0.0, 10.0, "utility", "standard deviation of a turn's shock to what a power is worth"),
            Parameter("anchoring", 0.5, 0.0, 1.0, "share",
                      "share of the gap between the opening alignment and the rule's first target that is taken for a "
                      "lasting pull which the rule does not know (an alternative-specific constant)",
                      "Train2009; size assumed"),
            Parameter("leaning_kept", 0.97, 0.0, 1.0, "share a turn",
                      "share of a new regime's leaning that is left a quarter later"),
        ),
        channels={"drift": Channel("normal", "pc")},
    )
)  # fmt: skip

_TO_GRID = 1.5 * 2.0 ** (52 - 26)  # adding it leaves no bits below 2**-26


def worth_of_goods(amount: Cube, reach: Cube, scale: Scalar) -> Cube:
    """What goods are worth before need and taste, ln(1 + x ρ / x₀), >= 0: the first unit counts most."""
    return grid_log1p(amount * (reach / scale))


def value(
    support: Cube, arms: Cube, recognition: Cube, affinity: Cube, economic_need: OfClient, arms_need: OfClient,
    support_weight: Scalar, arms_weight: Scalar, recognition_weight: Scalar, affinity_weight: Scalar,
) -> Cube:  # fmt: skip
    """What each power is worth to a client by what it gives and is, β_x e X + β_m n M + β_k k + β_f f, utility.

    support X, arms M   worth of goods before need, from `worth_of_goods`
    The regime's leaning, the neighbours' example and the exclusion's punishment come on top.
    """
    worth = support * (support_weight * economic_need)
    worth += arms * (arms_weight * arms_need)
    worth += recognition_weight * recognition
    worth += affinity_weight * affinity
    return worth


def opposition(pressure: OfPower, charged: OfPower) -> OfPower:
    """How visibly each power opposes the strongest, clip01(π_pL + λ_L m_Lp), 0..1: by pressing it, and by being punished by it.

    charged  share of what ties them that the strongest power cuts for p's meddling
    """
    return clip01(pressure + charged)


def aversion(affinity: OfClient) -> OfClient:
    """A client's aversion to a power, [-f]₊, 0..1."""
    return np.maximum(-affinity, 0.0)


def welfare(support: Cube, arms: Cube, economic_need: OfClient, arms_need: OfClient, occupation: Cube) -> OfClient:
    """Worth of all that a client has, less war: e Σ_p X + n Σ_p M - Σ_p Ω, utility."""
    sums = [each.sum(axis=1, keepdims=True) for each in (support, arms, occupation)]
    return well_off(sums[0], sums[1], economic_need, arms_need, sums[2])


def well_off(support: OfClient, arms: OfClient, economic_need: OfClient, arms_need: OfClient, wars: OfClient) -> OfClient:
    """The same of sums over powers, e X + n M - Ω, utility."""
    return economic_need * support + arms_need * arms - wars


def neighbours_example(alignment: Cube, neighbours: Array) -> Cube:
    """Mean alignment of each client's neighbours, Σ_d W_cd A_pd, 0..1, to 2**-26.

    neighbours  W (1, c, d), rows sum to at most 1, multiples of 2**-24
    With A on a grid of 2**-26 every product and sum is exact, so the order in which a processor adds them cannot matter.
    """
    return (neighbours[0] @ on_grid(alignment).transpose(1, 2, 0)).transpose(2, 0, 1)


def on_grid(share: Array) -> Array:
    """A share, 0..1, to the nearest multiple of 2**-26."""
    return (share + _TO_GRID) - _TO_GRID


def target_shares(value: Cube, standing_alone: OfClient, temperature: Scalar) -> Cube:
    """Where each client would like to stand, given what each power is worth to it.

    Quantal response [McKelveyPalfrey1995]: shares in proportion to exp(value / θ), with standing alone as one more choice.

    value           v_pc, utility, any real
    standing_alone  v_0c, utility of non-alignment
    temperature     θ > 0, utility; near 0 the best offer takes all
    returns         share of c's policy for p, 0..1; sums over powers to 1 - non-aligned share
    """
    best = np.maximum(value.max(axis=1, keepdims=True), standing_alone)
    weight = attraction(value, best, temperature)
    weight /= weight.sum(axis=1, keepdims=True) + attraction(standing_alone, best, temperature)
    return weight


def attraction(value: Array, best: OfClient, temperature: Scalar) -> Array:
    """Weight of a choice by how far it lies below the best one, exp((v - v_max) / θ), 0..1."""
    return grid_exp((value - best) / temperature)


def next_alignment(alignment: Cube, target: Cube, adjustment: Array) -> Cube:
    """Alignment a turn later, A + λ (A* - A): a mean of two points of the simplex, hence in it."""
    step = target - alignment
    step *= adjustment
    step += alignment
    return step


def unexplained_pull(alignment: Cube, value: Cube, standing_alone: OfClient, temperature: Scalar) -> Cube:
    """The constants that would make the present alignment the target, θ ln(A_p / A_0) - (v_p - v_0), utility.

    The inverse of the logit [Train2009, ch. 2.8]; shares below 0.001 count as 0.001.
    """
    floor = 1e-3
    alone = 1.0 - alignment.sum(axis=1, keepdims=True)
    odds = np.maximum(alignment, floor) / np.maximum(alone, floor)
    return temperature * log(odds) - (value - standing_alone)


def noise(luck: Cube, drift: Array | OfPower) -> Cube:
    """A turn's shock to what each power is worth, σ z, utility."""
    return drift * luck
