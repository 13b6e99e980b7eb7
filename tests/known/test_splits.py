"""A pie between two powers, divided as each protocol's theory says, from the scenario's numbers to the deal that is signed.

One client, led by q (alignment A) and claimed by it alone. That q stands back by a share y is worth a y to p, a = τ s_p A, and
costs q b y, b = s_q A + c. Without an accord q expects -b, so that it gains b (1 - y); p expects d, and gains a y - d. Hence the
frontier u_p / (a - d) + u_q / (b (a - d) / a) = 1: a pie whose halves are counted in units of their own. On it

    nash (weight w)       u_p = w (a - d)                                             [Nash1950, Kalai1977]
    rubinstein, p first   u_p = (1 - δ_q) / (1 - δ_p δ_q) (a - d), q first δ_p as much      [Rubinstein1982]
    egalitarian           u_p = u_q = (a - d) b / (a + b)                             [Roth1979]
    kalai_smorodinsky     u_p = (a - d) / 2: both have the same share of the most they could have
    ultimatum, p first    u_q = the least for which q signs; q first: u_p = the least for which p signs

What p itself could give up is worth nothing to q, as p leads nobody.
"""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engine import simulate
from tests.closeness import close
from tests.worlds import small_world

EXACT = 1e-9
shares = st.floats(0.05, 0.95)
stakes = st.fixed_dictionaries(
    {"salience_p": shares, "salience_q": shares, "aligned": shares, "trust": shares, "cost": st.floats(0.0, 0.3)}
)


def divided(
    about: dict[str, float], least_gain: float = 0.0, *, expects: float = 0.0, params: dict[str, Any] | None = None,
    **options: Any,
) -> tuple[float, float, float, float] | None:  # fmt: skip
    """What both gain by one summit, and the sizes a, b of the pie for each; None where nothing was signed.

    expects  what p can have without an accord, as a share of a
    """
    a = about["trust"] * about["salience_p"] * about["aligned"]
    b = about["salience_q"] * about["aligned"] + about["cost"]
    world = small_world(
        2, 1, 1, on=["summit"],
        params={
            "claim": [[0.0], [1.0]], "salience": [[about["salience_p"]], [about["salience_q"]]], "capability": 1.0,
            "concession_cost": [[0.0], [about["cost"]]], "audience_cost": 0.0, "summit.norm_cost": 0.0, "summit.rate": 1.0,
            "summit.least_gain": least_gain, "disagreement": [[expects * a], [-b]],
        } | (params or {}),
        opening={"alignment": [[0.0], [about["aligned"]]], "trust": [[0.0, about["trust"]], [0.5, 0.0]]},
        options={"summit": options | {"pairs": [(0, 1)]}},
    )  # fmt: skip
    signed = simulate(world, seed=1, replicates=[0]).happenings.where("deal")
    if not len(signed):
        return None
    gain_p, gain_q = signed.amount.tolist()
    return gain_p, gain_q, a, b


@settings(max_examples=60)
@given(stakes, st.floats(0.01, 1.0), st.floats(0.01, 1.0), st.floats(0.0, 0.9))
def test_nash_divides_by_bargaining_power(about: dict[str, float], power_p: float, power_q: float, expects: float) -> None:
    found = divided(about, expects=expects, params={"bargaining_power": [[power_p], [power_q]]}, protocol="nash")
    assert found is not None
    gain_p, gain_q, a, b = found
    left, weight = a * (1.0 - expects), power_p / (power_p + power_q)
    close([gain_p, gain_q], [weight * left, (1.0 - weight) * left * b / a], abs=EXACT)


@settings(max_examples=60)
@given(stakes, st.floats(0.0, 0.98), st.floats(0.0, 0.98), st.integers(0, 3), st.integers(0, 3), st.sampled_from([0, 1]))
def test_alternating_offers_divide_by_patience(
    about: dict[str, float], patience_p: float, patience_q: float, slow_p: int, slow_q: int, first: int
) -> None:
    """A power of latency L waits out 1 + L rounds, so that δ^(1 + L) stands for its patience."""
    delta_p, delta_q = patience_p ** (1 + slow_p), patience_q ** (1 + slow_q)
    share = (1.0 - delta_q) / (1.0 - delta_p * delta_q) * (delta_p if first else 1.0)
    told = {"patience": [[patience_p], [patience_q]], "latency": [[slow_p], [slow_q]]}
    found = divided(about, params=told, protocol="rubinstein", first_mover=first)
    if min(share, 1.0 - share) < 1e-9:  # who is left nothing does not sign
        assert found is None or min(found[:2]) < 1e-8
        return
    assert found is not None
    gain_p, gain_q, a, b = found
    close([gain_p, gain_q], [share * a, (1.0 - share) * b], abs=EXACT)


@settings(max_examples=40)
@given(stakes, st.floats(0.0, 0.9))
def test_proportional_protocols_divide_alike_or_by_what_each_could_have(about: dict[str, float], expects: float) -> None:
    alike, fair = (divided(about, expects=expects, protocol=name) for name in ("egalitarian", "kalai_smorodinsky"))
    assert alike is not None
    assert fair is not None
    *_, a, b = alike
    left = a * (1.0 - expects)
    close(alike[:2], [left * b / (a + b)] * 2, abs=EXACT)
    close(fair[:2], [left / 2.0, left * b / a / 2.0], abs=EXACT)


@settings(max_examples=60)
@given(stakes, st.floats(1e-4, 0.3), st.sampled_from([0, 1]))
def test_an_ultimatum_leaves_the_least_that_is_accepted(about: dict[str, float], least: float, first: int) -> None:
    a = about["trust"] * about["salience_p"] * about["aligned"]
    b = about["salience_q"] * about["aligned"] + about["cost"]
    takes, gets = (a, b) if first == 0 else (b, a)  # the pie as the first and as the second counts it
    best = takes * (1.0 - least / gets)
    assume(abs(best - least) > 1e-6)  # at the edge rounding decides
    found = divided(about, least, protocol="ultimatum", first_mover=first)
    if best < least:
        assert found is None
        return
    assert found is not None
    close([found[first], found[1 - first]], [best, least], abs=EXACT)


@settings(max_examples=40)
@given(stakes, st.floats(0.05, 0.95))
def test_an_accord_is_delivered_as_it_was_divided(about: dict[str, float], weight: float) -> None:
    """No more and no less is stood back from than was paid for: y = u_p / a = 1 - u_q / b."""
    found = divided(about, params={"bargaining_power": [[weight], [1.0 - weight]]}, protocol="nash")
    assert found is not None
    gain_p, gain_q, a, b = found
    close(gain_p / a + gain_q / b, 1.0, abs=EXACT)
