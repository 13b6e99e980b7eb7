"""Summit: two powers bargain over who stands back from whom; bargains bind until they are broken.

On the table is, for every client that either claims, that the other stands back from it. Arrays are (m, c): one row a
meeting of a first power (p) and a second (q), or a meeting over one region where regions are not linked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.core.axes import Array, Mask
from sim.core.declare import Mechanism, Option, Parameter
from sim.core.luck import Channel
from sim.core.numerics import clip01, exp, log
from sim.core.world import Indices, Params, State, of_power, of_rows
from sim.mechanisms import declare, doctrine, precedent

declare(
    Mechanism(
        name="summit",
        summary="Powers trade restraint in each other's clients by a bargaining protocol; bargains may be broken.",
        sources=("Nash1950", "Rubinstein1982", "Kalai1977", "KalaiSmorodinsky1975", "Fearon1998"),
        options=(
            Option("protocol", "choice", "nash", "how the package is chosen on the Pareto frontier",
                   ("nash", "rubinstein", "ultimatum", "kalai_smorodinsky", "egalitarian")),
            Option("pairs", "pairs", None, "which powers may meet; all pairs that have claims when not given"),
            Option("linkage", "flag", True, "clients of different regions may be traded against each other"),
            Option("agenda", "clients", None, "the only clients on the table; all that are claimed when not given"),
            Option("first_mover", "power", None, "who proposes in an ultimatum and makes the first offer in rubinstein, and "
                   "who delivers first where delivery is sequential; the stronger of the two when not given"),
            Option("delivery", "choice", "simultaneous", "whether both stand back at once or the first mover first",
                   ("simultaneous", "sequential")),
        ),
        parameters=(
            Parameter("rate", 0.03, 0.0, 1.0, "chance a turn", "chance that two powers without a bargain meet"),
            Parameter("norm_cost", 0.02, 0.0, 10.0, "utility",
                      "what trading away one client costs where the norm is at full strength"),
            Parameter("least_gain", 0.01, 0.0, 10.0, "utility", "the least gain for which a power signs"),
            Parameter("breach_rate", 0.02, 0.0, 10.0, "odds a turn",
                      "odds of a breach by a power without trust that the bargain neither serves nor costs"),
            Parameter("temptation", 2.0, 0.0, 100.0, "log odds per utility",
                      "how much what the bargain costs, less what it brings, tempts to break it"),
            Parameter("trust_restraint", 2.0, 0.0, 100.0, "log odds", "how much full trust in the other holds back"),
            Parameter("enforcement", 0.0, 0.0, 100.0, "log odds", "how much third parties hold back"),
            Parameter("hold_up", 1.0, 0.0, 100.0, "log odds",
                      "how much more a power is tempted that has received and not yet delivered", "Fearon1998; size assumed"),
            Parameter("delivery_lag", 4.0, 0.0, 1e6, "turns", "how long the second mover has until it delivers"),
            Parameter("patience", 0.95, 0.0, 0.999999, "per round", "δ: what a round's delay leaves of a bargain's worth to p",
                      "Rubinstein1982; size assumed", axes="p"),
            Parameter("bargaining_power", 0.5, 0.01, 1.0, "weight", "p's weight in the asymmetric Nash product", "Kalai1977",
                      axes="p"),
            Parameter("concession_cost", 0.02, 0.0, 10.0, "utility", "what giving up one client costs p beside the client",
                      axes="p"),
            Parameter("audience_cost", 0.0, 0.0, 10.0, "utility", "what giving up one client in an open bargain costs p at home",
                      "Fearon1994; size assumed", axes="p"),
            Parameter("disagreement", 0.0, -10.0, 10.0, "utility",
                      "what p expects without a bargain, over the present, at each table", axes="p"),
        ),
        channels={"summit": Channel("uniform", "pq"), "breach": Channel("uniform", "pq")},
    )
)  # fmt: skip

_WEIGHTS = (np.full((1, 1, 1), 0.5), np.array([0.2, 0.4, 0.6, 0.8]).reshape(-1, 1, 1))  # of p in a sum of both sides' gains
_MARGIN = 1e-8  # more than `signed` and all rounding allow
_ROUNDS = 60  # halvings of the search for the first offer: 2**-60 of the surplus
_HAIR = 1e-9  # of a share


@dataclass(frozen=True, slots=True)
class Table:
    """What is at stake, utility, each (m, c) and >= 0; 0 where a client is not on the table.

    gain_p  worth to p that q stands back from c;  loss_q  what that costs q;  gain_q, loss_p  the same the other way
    """

    gain_p: Array
    loss_q: Array
    gain_q: Array
    loss_p: Array


@dataclass(frozen=True, slots=True)
class Frontier:
    """The Pareto frontier of all packages as a chain of segments, best for q first, (m, 2c).

    order   which issue each segment is: c < C: q stands back from c; c >= C: p no longer does from c - C
    rise    what the segment adds to p's utility;  fall  what it takes from q's
    p, q    utilities over disagreement where the segment begins
    """

    order: Array
    rise: Array
    fall: Array
    p: Array
    q: Array


@dataclass(frozen=True, slots=True)
class Package:
    """What was agreed: how far q and p stand back (m, c), 0..1, and each side's gain over disagreement (m, 1), utility."""

    given_by_q: Array
    given_by_p: Array
    gain_p: Array
    gain_q: Array


def gain(salience: Array, rival_alignment: Array, trust: Array, on_table: Array) -> Array:
    """Worth of the rival's standing back, τ s_pc A_qc, utility: what it holds there, if it keeps its word."""
    return trust * salience * rival_alignment * on_table


def loss(salience: Array, alignment: Array, costs: Array, on_table: Array) -> Array:
    """Cost of standing back, s_qc A_qc + costs of conceding, utility."""
    return (salience * alignment + costs) * on_table


def stakes(
    state: State, params: Params, rows: Indices, me: Indices, other: Indices, *, trust: Array, on_table: Array, eased: bool,
) -> tuple[Array, Array]:
    """What one side gains where the other stands back, and loses where it does itself, (m, c), utility.

    rows, me, other  replicate and the two powers of each meeting, (m,);  trust  of me in the other's word, (m, 1), 0..1
    eased   whether the bargains on record ease the norm: where precedents count
    """
    salience = of_power(params.salience, rows, me)
    norm_cost = of_rows(params.of("summit").norm_cost, rows)[:, :, 0] * state.norm[rows][:, :, 0]
    if eased:
        bargain_ease = of_rows(params.of("precedent").bargain_ease, rows)[:, :, 0]
        norm_cost = norm_cost * precedent.ease(state.bargains[rows][:, :, 0], bargain_ease)
    costs = of_power(params.concession_cost, rows, me) + of_power(params.audience_cost, rows, me) + norm_cost
    return (
        gain(salience, state.alignment[rows, other], trust, on_table),
        loss(salience, state.alignment[rows, me], costs, on_table),
    )


def outside(state: State, params: Params, rows: Indices, me: Indices) -> Array:
    """What one side expects without a bargain, d_p + η (1 - ℓ) Σ_c s_pc, (m, 1), utility: what hostility brings it at home."""
    payoff, salience = of_power(params.hostility_payoff, rows, me), of_power(params.salience, rows, me)
    return of_power(params.disagreement, rows, me) + doctrine.at_table(of_power(state.legitimacy, rows, me), payoff, salience)


def promising(table: Table, disagreement_p: Array, disagreement_q: Array, least_gain: Array) -> Mask:
    """Whether some package may give both sides what they ask, (m,) bool: no package of another table is `signed`.

    What both ask is had of every weighted sum of their gains, and a sum has its most where each client is settled for itself,
    Σ [w gain_p - (1-w) loss_q]₊ + Σ [(1-w) gain_q - w loss_p]₊ - w d_p - (1-w) d_q: none of some w may leave less.
    All but the table (m, 1), utility.
    """
    asked = np.broadcast_to(least_gain, disagreement_p.shape)
    sides = (table.gain_p, table.loss_q, table.gain_q, table.loss_p, disagreement_p, disagreement_q, asked)
    hope = np.arange(len(asked))
    for weights in _WEIGHTS:  # the first leaves few
        gain_p, loss_q, gain_q, loss_p, d_p, d_q, least = (side[hope] for side in sides)
        p, q = weights, 1.0 - weights
        most = np.maximum(p * gain_p - q * loss_q, 0.0) + np.maximum(q * gain_q - p * loss_p, 0.0)
        short = most.sum(axis=2, keepdims=True) - p * d_p - q * d_q < least - _MARGIN
        hope = hope[~short.any(axis=0)[:, 0]]
    found: Mask = np.zeros(len(asked), dtype=bool)
    found[hope] = True
    return found


def frontier(table: Table, disagreement_p: Array, disagreement_q: Array) -> Frontier:
    """The Pareto chain by logrolling: issues in the order of p's gain over q's loss, from the package that is best for q.

    A package is a point of a zonotope, Σ y_i (rise_i, -fall_i) with y_i in 0..1 from the point where p gives everything;
    its north-east boundary takes the issues by falling slope. disagreement (m, 1), utility.
    """
    rise = np.concatenate([table.gain_p, table.loss_p], axis=1)
    fall = np.concatenate([table.loss_q, table.gain_q], axis=1)
    nothing = (rise == 0.0) & (fall == 0.0)
    slope = rise / (fall + (fall == 0.0)) + 1e300 * ((fall == 0.0) & ~nothing) - nothing
    order = np.argsort(-slope, axis=1, kind="stable")
    rise, fall = np.take_along_axis(rise, order, 1), np.take_along_axis(fall, order, 1)
    start_p = -table.loss_p.sum(axis=1, keepdims=True) - disagreement_p
    start_q = table.gain_q.sum(axis=1, keepdims=True) - disagreement_q
    p = start_p + np.cumsum(rise, axis=1) - rise
    q = start_q - (np.cumsum(fall, axis=1) - fall)
    return Frontier(order.astype(np.float64), rise, fall, p, q)


def nash_share(chain: Frontier, weight: Array) -> Array:
    """How far each segment is taken at the maximum of u_p^w u_q^(1-w), 0..1, (m, 2c) [Nash1950, Kalai1977].

    On a segment the maximum lies at (w rise q - (1 - w) fall p) / (rise fall); the product is log-concave along the chain,
    so holding each segment's own maximum to 0..1 gives the maximum of the whole. weight w (m, 1): 1 leaves q nothing.
    """
    both = chain.rise * chain.fall
    inner = weight * chain.rise * chain.q - (1.0 - weight) * chain.fall * chain.p
    share = clip01(inner / (both + (both == 0.0)))
    return np.where(both > 0.0, share, (chain.rise > 0.0) * 1.0)


def proportional_share(chain: Frontier, ideal_p: Array, ideal_q: Array) -> Array:
    """How far each segment is taken where u_p / i_p = u_q / i_q, 0..1, (m, 2c); ideals (m, 1), > 0.

    With both ideals 1 the egalitarian point [Roth1979], with `ideals` that of [KalaiSmorodinsky1975]. u_p i_q - u_q i_p
    rises along the chain, so holding each segment's own root to 0..1 finds the one at which it is nothing.
    """
    pace = chain.rise * ideal_q + chain.fall * ideal_p
    return clip01((chain.q * ideal_p - chain.p * ideal_q) / (pace + (pace == 0.0))) * (pace > 0.0)


def ideals(chain: Frontier) -> tuple[Array, Array]:
    """The most that each side can have where the other keeps its disagreement, utility over disagreement, (m, 1) each."""
    ones = np.ones_like(chain.p[:, :1])
    best_p, best_q = (utilities(chain, nash_share(chain, weight * ones))[side] for side, weight in enumerate((1.0, 0.0)))
    return best_p, best_q


def share_at(chain: Frontier, utility_p: Array) -> Array:
    """How far each segment is taken where p has `utility_p` (m, 1) over disagreement, 0..1, (m, 2c)."""
    rising = chain.rise > 0.0
    return clip01((utility_p - chain.p) / (chain.rise + ~rising)) * rising


def utilities(chain: Frontier, share: Array) -> tuple[Array, Array]:
    """Both sides' utilities over disagreement, (m, 1) each, where segments are taken to `share`."""
    p = chain.p[:, :1] + (chain.rise * share).sum(axis=1, keepdims=True)
    q = chain.q[:, :1] - (chain.fall * share).sum(axis=1, keepdims=True)
    return p, q


def patience_of(patience: Array, latency: Array) -> Array:
    """What is left of a bargain's worth to a power once it has answered, δ^(1 + L), 0..1: its rounds last 1 + L [Muthoo1999]."""
    able = patience > 0.0
    slow = exp((1.0 + latency) * log(np.where(able, patience, 1.0))) * able
    return np.where(latency == 0.0, patience, slow)


def rubinstein_share(chain: Frontier, patience_p: Array, patience_q: Array, p_first: Array) -> Array:
    """How far each segment is taken in the stationary equilibrium of alternating offers, 0..1, (m, 2c) [Rubinstein1982].

    p's offer x and q's offer z leave the other indifferent: u_q(x) = δ_q u_q(z), u_p(z) = δ_p u_p(x). With φ the frontier,
    φ(x) - δ_q φ(δ_p x) falls in x and is found by halving. On a pie p's share is (1 - δ_q) / (1 - δ_p δ_q) when it offers
    first; as both δ → 1 alike the offers meet in the Nash point (Binmore, Rubinstein & Wolinsky 1986).
    p_first  (m, 1), 1 where p makes the first offer, 0 where q does
    """
    high, _ = utilities(chain, nash_share(chain, np.ones_like(patience_p)))
    # Less than what costs q nothing is never offered to p.
    least = np.maximum(utilities(chain, (chain.fall == 0.0) * (chain.rise > 0.0))[0], 0.0)
    low = least
    for _ in range(_ROUNDS):
        middle = 0.5 * (low + high)
        now = utilities(chain, share_at(chain, middle))[1]
        later = utilities(chain, share_at(chain, patience_p * middle))[1]
        too_low = now > patience_q * later
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    offer = 0.5 * (low + high)
    return share_at(chain, np.where(p_first > 0.0, offer, np.maximum(patience_p * offer, least)))


def package(chain: Frontier, share: Array) -> Package:
    """The package that takes each segment to `share`; a hair from nothing or all is nothing or all.

    Whether a power stands back wholly from all that it claims or but for a rounding decides whether it spends anything there.
    """
    clients = share.shape[1] // 2
    share = np.where(share < _HAIR, 0.0, np.where(share > 1.0 - _HAIR, 1.0, share))
    by_issue = np.zeros_like(share)
    np.put_along_axis(by_issue, chain.order.astype(np.intp), share, axis=1)
    used = np.zeros_like(share)
    np.put_along_axis(used, chain.order.astype(np.intp), (chain.rise > 0.0) + (chain.fall > 0.0) * 1.0, axis=1)
    given_by_p = (1.0 - by_issue[:, clients:]) * (used[:, clients:] > 0.0)
    gain_p, gain_q = utilities(chain, share)
    return Package(by_issue[:, :clients], given_by_p, gain_p, gain_q)


def signed(agreed: Package, least_gain: Array) -> Mask:
    """Which packages both sides sign, (m,) bool: each gains at least `least_gain` (m, 1) and more than nothing."""
    enough = (agreed.gain_p >= least_gain - 1e-9) & (agreed.gain_q >= least_gain - 1e-9)
    return np.asarray((enough & (agreed.gain_p > 1e-12) & (agreed.gain_q > 1e-12))[:, 0])


def breach_chance(
    forgone: Array, received: Array, trust: Array, owing: Array, *, breach_rate: Array, temptation: Array,
    trust_restraint: Array, enforcement: Array, hold_up: Array,
) -> Array:  # fmt: skip
    """Chance that a power breaks its bargain this turn, o / (1 + o), 0..1, any shape [Allison1982], with

    o = rate · exp(t (forgone - received) + hold_up · owing - r τ - enforcement)

    forgone   Σ_c y_pqc s_pc A_qc, what it could win back;  received  Σ_c y_qpc s_pc A_pc, what the other leaves it
    owing     1 where it has received and not yet delivered [Fearon1998]
    """
    pull = temptation * (forgone - received) + hold_up * owing - trust_restraint * trust - enforcement
    odds = breach_rate * exp(pull)
    return odds / (1.0 + odds)
