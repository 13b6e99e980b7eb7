"""What is recorded is what the state was, in its range."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import Run, simulate
from sim.engine.series import SERIES
from tests.worlds import claims, lively_world, small_world

CUBES = ("support", "arms", "arsenal", "recognition", "endorsement", "occupation")


@pytest.fixture(scope="module")
def run() -> Run:
    return simulate(lively_world(3, 7, 20), seed=12, replicates=range(40), cubes=CUBES)


@pytest.mark.parametrize("name", SERIES)
def test_series_stay_in_their_range(run: Run, name: str) -> None:
    kept, declared = run.series[name], SERIES[name]
    assert kept.min() >= declared.low - 1e-9
    assert kept.max() <= declared.high + 1e-9
    assert declared.unit
    assert declared.meaning


@pytest.fixture(scope="module")
def hostile() -> Run:
    """Powers that leave their own spheres and go for those of others."""
    bold = {"hold_share": 0.05, "contest_share": 0.9, "capability": [[1.0], [0.5], [0.2]], "norm_interest": -0.1,
            "attention_interest": 0.1, "inducement": 0.1, "elite_share": 0.4}
    world = lively_world(3, 7, 20, doctrines="constant", told={"constant": {"level": 1.0}}, params=bold)
    return simulate(world, seed=12, replicates=range(40), cubes=CUBES)


@pytest.mark.parametrize("name", SERIES)
def test_every_series_moves_somewhere(run: Run, hostile: Run, name: str) -> None:
    assert max(len(np.unique(one.series[name])) for one in (run, hostile)) > 1


def test_clients_of_others_by_arms_and_by_goods(hostile: Run) -> None:
    abroad = (claims(3, 7).sum(axis=0) > 0) & (claims(3, 7) == 0.0)
    goods = hostile.cubes["support"] + hostile.cubes["arms"]
    depends = goods > 0.5 * goods.sum(axis=2, keepdims=True)
    assert hostile.series["economic_dependents"] == pytest.approx((depends & abroad).sum(axis=3))
    arsenal = hostile.cubes["arsenal"]
    chief = (arsenal >= 0.02) & (arsenal == arsenal.max(axis=2, keepdims=True))
    assert hostile.series["military_clients"] == pytest.approx((chief & abroad).sum(axis=3))


def test_series_are_what_they_say(run: Run) -> None:
    kept, aligned, cubes = run.series, run.alignment, run.cubes
    salience, capability = run.world.params.salience, run.world.params.capability[..., 0]
    sphere = claims(3, 7)
    expected = {
        "influence": aligned.sum(axis=3),
        "sphere_alignment": (aligned * sphere).sum(axis=3) / sphere.sum(axis=1),
        "nonaligned": 1.0 - aligned.sum(axis=2).mean(axis=2),
        "support_given": cubes["support"].sum(axis=3),
        "arms_given": cubes["arms"].sum(axis=3),
        "wars": cubes["occupation"].sum(axis=3),
        "open_wars": (cubes["occupation"] >= 0.5).sum(axis=(2, 3)),
        "frozen_conflicts": ((cubes["occupation"] > 0) & (cubes["occupation"] < 0.5)).sum(axis=(2, 3)),
        "recognition_given": cubes["recognition"].mean(axis=3),
        "endorsement": cubes["endorsement"].mean(axis=3),
        "utility_influence": (aligned * salience).sum(axis=3) / salience.sum(axis=2),
        "utility_war": -0.1 * cubes["occupation"].sum(axis=3),
        "utility_legitimacy": 0.1 * kept["legitimacy"],
        "utility_spend": -0.1 * (kept["home_spend"] + kept["contest_spend"] + kept["open_spend"]) / capability,
        "tension": 0.5 * (kept["grievance"] * kept["pressure"]
                          + (kept["grievance"] * kept["pressure"]).swapaxes(2, 3)),
        "hedging": kept["client_hedging"].mean(axis=2),
    }  # fmt: skip
    for name, value in expected.items():
        assert kept[name] == pytest.approx(value, abs=1e-12), name
    terms = sum(kept[f"utility_{term}"] for term in ("influence", "spend", "war", "legitimacy"))
    assert kept["utility"] == pytest.approx(terms)


def test_encroachment_is_effort_of_rivals_in_what_one_claims(run: Run) -> None:
    # seen at the beginning of a turn: what flowed in the turn before, arms counting double
    effort = run.cubes["support"] + 2.0 * run.cubes["arms"]
    seen = np.einsum("pc,rtqc->rtpq", claims(3, 7), effort) * (1.0 - np.eye(3))
    assert run.series["encroachment"][:, 1:] == pytest.approx(seen[:, :-1])


def test_hedging_by_hand() -> None:
    # one patron: 0; two alike: 1 - (1/4 + 1/4); shares 3 : 1 : 0 of what is aligned: 1 - (9 + 1)/16
    opening = {"alignment": [[0.6, 0.3, 0.3], [0.0, 0.3, 0.1], [0.0, 0.0, 0.0]]}
    run = simulate(lively_world(3, 3, 1, opening=opening), seed=1, replicates=[0])
    assert run.series["client_hedging"][0, 0] == pytest.approx([0.0, 0.5, 0.375])


def test_spending_never_exceeds_what_attention_and_war_leave(run: Run) -> None:
    kept = run.series
    spent = kept["home_spend"] + kept["contest_spend"] + kept["open_spend"]
    capability = run.world.params.capability[..., 0]
    assert (spent <= capability * kept["attention"] + 1e-12).all()
    delivered = kept["support_given"] + kept["arms_given"]
    assert (delivered <= spent + 1e-12).all()


def test_a_power_may_gain_by_a_weak_norm_and_by_busy_rivals() -> None:
    """Utility has a term for the norm and one for what attention the rivals have not left, by capability; 0 unless asked for."""
    interests = {"norm_interest": [[-0.2], [0.1], [0.0]], "attention_interest": [[0.5], [0.0], [0.0]]}
    told = {"opening": {"crisis_load": [[0.0], [4.0], [0.0]]}, "turns": 3}
    run = simulate(small_world(params=interests, **told), seed=1, replicates=range(2)).series
    plain = simulate(small_world(**told), seed=1, replicates=range(2)).series
    assert np.allclose(run["utility_norm"], np.array([-0.2, 0.1, 0.0]) * run["norm"][:, :, None])
    busy = 0.7 * (1.0 - run["attention"][:, 1:, 1]) + 0.4 * (1.0 - run["attention"][:, 1:, 2])
    assert np.allclose(run["utility_attention"][:, 1:, 0], 0.5 * busy / 1.1)
    assert np.all(busy > 0.0)
    more = run["utility_norm"] + run["utility_attention"]
    assert np.allclose(run["utility"], plain["utility"] + more)
    assert not plain["utility_norm"].any()
    assert not plain["utility_attention"].any()
