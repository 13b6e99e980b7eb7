"""Precedent: what each power did is remembered, quoted and copied, and weighs on what is condemned, dared and conceded next.

One record of uses of force serves consistency (who did it condemns with less effect), quoting (who did it lends others their
excuse) and emulation (what worked is tried again). A record of bargains does the same for bargaining. Every weight is 0 by
default: then precedents are on record and move nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.axes import Array, Dyad, OfPower, Scalar, laid_out
from sim.core.declare import Mechanism, Parameter
from sim.core.numerics import clip01, exp, logistic
from sim.core.world import Indices, Params, State, of_rows
from sim.mechanisms import declare

declare(
    Mechanism(
        name="precedent",
        summary="What powers did is remembered: it discounts their protest, excuses others, and is copied where it worked.",
        sources=("D1 L11", "D2 L11-22", "D4 L9-13", "Sandholtz2008", "Simmons2006"),
        parameters=(
            Parameter("record_kept", 0.98, 0.0, 1.0, "share a turn", "share of a record left a quarter later: half after nine "
                      "years"),
            Parameter("hypocrisy", 0.0, 0.0, 100.0, "per use", "how much each own use of force discounts a power's protest",
                      "D1 L11; size assumed"),
            Parameter("quoting", 0.0, 0.0, 100.0, "per capability and use",
                      "how much each use by others, by a power of full strength, lowers what is said of a power's own",
                      "D2 L17; size assumed"),
            Parameter("protest_weight", 0.0, 0.0, 100.0, "log odds per condemnation",
                      "how much opprobrium takes off the odds that a power uses force again"),
            Parameter("odium", 0.0, 0.0, 100.0, "utility per condemnation",
                      "what opprobrium takes off a power's pull on clients"),
            Parameter("embargo", 0.0, 0.0, 1.0, "share of means per condemnation", "what opprobrium costs in sanctions"),
            Parameter("hindsight", 0.0, 0.0, 1.0, "share per use", "how far condemning what one has done before counts as a "
                      "double standard; doing what one has condemned counts fully", "D4 L9-11; size assumed"),
            Parameter("double_standard_anger", 0.0, 0.0, 10.0, "grievance", "grievance that a double standard breeds",
                      "D4 L9-13; size assumed"),
            Parameter("emulation", 0.0, 0.0, 10.0, "log odds per success", "how much each swift success of another adds to the "
                      "odds of force", "Simmons2006; D2 L11; size assumed"),
            Parameter("failure_weight", 1.0, 0.0, 100.0, "successes", "how many successes one use that became a war outweighs"),
            Parameter("visibility", 1.0, 0.0, 1.0, "share", "how much others learn of how p's uses of force went", axes="p"),
            Parameter("bargain_ease", 0.0, 0.0, 100.0, "per bargain", "how much each bargain of anybody lowers the norm cost of "
                      "the next", "D2 L20-22; size assumed"),
            Parameter("bargain_habit", 0.0, 0.0, 100.0, "per bargain", "how much each bargain of anybody raises the rate at "
                      "which powers meet", "D2 L20-22; size assumed"),
            Parameter("consent", -2.0, -100.0, 100.0, "log odds", "odds that a power without trust, stake or grievance lets "
                      "another's mandate pass"),
            Parameter("consent_trust", 4.0, 0.0, 100.0, "log odds", "how much full trust adds to that"),
            Parameter("consent_stake", 4.0, 0.0, 100.0, "log odds per share", "how much the stake s A in the client takes off"),
            Parameter("consent_grievance", 1.0, 0.0, 100.0, "log odds per grievance", "how much a grievance takes off"),
        ),
    )
)  # fmt: skip


def weightless(params: Params) -> Params:
    """The parameters as where nobody minds a precedent: every weight of this mechanism's on a verdict at 0."""
    weights = ("hypocrisy", "quoting", "hindsight", "double_standard_anger")
    return params.replaced({f"precedent.{name}": np.zeros((1, 1, 1)) for name in weights})


def over_powers(array: Array) -> Array:
    """Sum over the powers of (r, p, ...), (r, 1, ...), added in their order however many replicates there are."""
    total = array[:, :1]
    for p in range(1, array.shape[1]):
        total = total + array[:, p : p + 1]
    return total


class Verdict(NamedTuple):
    """What the powers make of this turn's uses of force.

    opprobrium   (r, q, 1) condemnation of q that is heeded, >= 0
    double       (r, p, q) double standards of q in p's eyes, >= 0;  late  those among them that only hindsight sees
    """

    opprobrium: OfPower
    double: Dyad
    late: Dyad


def next_record(record: Array, added: Array, kept: Scalar) -> Array:
    """A record a turn later, k R + what was added, >= 0: it fades."""
    return kept * record + added


def voice(preaching: OfPower, record: OfPower, capability: OfPower, quoting: Scalar) -> Dyad:
    """How loudly p condemns one use by q, V_pq = preaching_p / (1 + quoting Q_q), 0..1, Q_q = Σ_{s≠q} cap_s U_s.

    record  U = T + Y, uses of force on record. What others have done is quoted back, the more the stronger they are (D2 L17).
    """
    weighed = capability * record
    quoted = np.maximum(over_powers(weighed) - weighed, 0.0)
    return laid_out(preaching / (1.0 + quoting * quoted).swapaxes(1, 2))


def heeded(voices: Dyad, record: OfPower, capability: OfPower, norm: Scalar, hypocrisy: Scalar) -> OfPower:
    """What third parties heed of the condemnation of one use by q, N Σ_{p≠q} w_p V_pq / (1 + hypocrisy U_p), (r, q, 1), 0..1.

    w_p = cap_p / Σ_{s≠q} cap_s. Who did the same is not listened to (D1 L11); where the norm is weak, little is.
    """
    others = 1.0 - np.eye(capability.shape[1])
    weight = capability * others
    total = over_powers(weight)
    weight = weight / (total + (total == 0.0))
    return (norm * over_powers(weight * voices / (1.0 + hypocrisy * record))).swapaxes(1, 2)


def verdict(
    uses: OfPower, voices: Dyad, *, record: OfPower, condemned: Dyad, capability: OfPower, norm: Scalar, given: Params
) -> Verdict:
    """The powers' verdict on this turn's uses of force. All that is remembered is as it was before them.

    opprobrium  uses_q times what is heeded;  late  hindsight · V_qp uses_p U_q: q condemns in p what q has done
    double      late + C_qp uses_q: q does what it condemned in p (D4 L9-13);  given  this mechanism's parameters
    """
    others = 1.0 - np.eye(uses.shape[1])
    late = given.hindsight * voices.swapaxes(1, 2) * uses * record.swapaxes(1, 2) * others
    again = condemned.swapaxes(1, 2) * uses.swapaxes(1, 2) * others
    return Verdict(uses * heeded(voices, record, capability, norm, given.hypocrisy), late + again, late)


def judged(state: State, params: Params, rows: Indices, uses: OfPower) -> tuple[Dyad, Verdict]:
    """Voices and verdict in some replicates, by the state as it was before `uses` (n, p, 1): (n, p, q), and the verdict."""
    given = Params({name: of_rows(array, rows) for name, array in params.of("precedent").items()})
    capability, record = of_rows(params.capability, rows), state.successes[rows] + state.failures[rows]
    voices = voice(of_rows(params.preaching, rows), record, capability, given.quoting)
    return voices, verdict(
        uses, voices, record=record, condemned=state.condemned[rows], capability=capability, norm=state.norm[rows], given=given
    )


def example(successes: OfPower, failures: OfPower, visibility: OfPower, failure_weight: Scalar) -> OfPower:
    """What p has seen others achieve by force, X_p = Σ_{q≠p} v_q (T_q - w Y_q), any sign: successes less failures (D2 L11)."""
    seen = visibility * (successes - failure_weight * failures)
    return over_powers(seen) - seen


def readiness(seen: OfPower, opprobrium: OfPower, emulation: Scalar, protest_weight: Scalar) -> OfPower:
    """Factor on the odds that p uses force, exp(e X_p - w O_p), > 0, held to e^±50."""
    return exp(np.minimum(np.maximum(emulation * seen - protest_weight * opprobrium, -50.0), 50.0))


def cost_of_opprobrium(enforcing: OfPower, opprobrium: OfPower, embargo: Scalar) -> OfPower:
    """Share of its means that sanctions cost a power, min(1, own + embargo · O), 0..1.

    enforcing  share that the sanctions it imposes itself cost it
    """
    return clip01(enforcing + embargo * opprobrium)


def ease(bargains: Array, bargain_ease: Array) -> Array:
    """What is left of the norm cost of a bargain after others, 1 / (1 + ease · H), 0..1: the first is the dearest (D2 L22)."""
    return 1.0 / (1.0 + bargain_ease * bargains)


def quickened(rate: Array, bargains: Array, habit: Array) -> Array:
    """Chance that two powers meet after others have struck bargains, min(1, rate (1 + habit · H)), 0..1."""
    return clip01(rate * (1.0 + habit * bargains))


def consent_chance(trust: Array, stake: Array, grievance: Array, given: Params) -> Array:
    """Chance that a power lets another's mandate pass, o / (1 + o), 0..1, o = exp(c + t τ - w s A - g h), any shape.

    stake  s A of the power asked in the client;  given  this mechanism's parameters
    """
    pull = given.consent + given.consent_trust * trust - given.consent_stake * stake - given.consent_grievance * grievance
    return logistic(pull)
