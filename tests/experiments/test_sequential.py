"""The plan of looks: its shares by hand, when it stops, and the false verdicts of looking often."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.core.errors import SpheresError
from sim.experiments import interval as interval_module
from sim.experiments.sequential import Look, Stopping, looks, stopping
from sim.experiments.verdict import ClaimData, Verdict, judge


def judged(differences: np.ndarray, look: Look, delta: float = 0.1) -> list[Verdict]:
    """The verdicts at a look on differences (claim, replicate)."""
    zero = np.zeros(look.replicates)
    claims = [
        ClaimData(f"H{i}", "increase", delta, d[: look.replicates], zero) for i, d in enumerate(differences)
    ]
    return judge(claims, alpha=look.alpha)


def test_default_plan_by_hand() -> None:
    plan = looks()
    assert [look.replicates for look in plan] == [200, 400, 800, 1600, 3200, 6400, 12800]
    assert [look.number for look in plan] == [1, 2, 3, 4, 5, 6, 7]
    assert [look.alpha for look in plan] == pytest.approx([0.025 / 6] * 6 + [0.025])


def test_one_look_has_all_of_alpha() -> None:
    assert looks(500, 500) == (Look(1, 500, 0.05),)


def test_a_cap_between_doublings_is_the_last_look() -> None:
    assert [look.replicates for look in looks(200, 1000)] == [200, 400, 800, 1000]


@given(st.integers(2, 5000), st.integers(0, 200_000), st.floats(0.001, 0.5))
def test_shares_add_up_and_sizes_grow_to_the_cap(first: int, more: int, alpha: float) -> None:
    plan = looks(first, first + more, alpha=alpha)
    assert sum(look.alpha for look in plan) == pytest.approx(alpha)
    assert all(look.alpha > 0 for look in plan)
    sizes = [look.replicates for look in plan]
    assert (sizes[0], sizes[-1]) == (first, first + more)
    assert all(a < b <= 2 * a for a, b in pairwise(sizes))


@pytest.mark.parametrize(("first", "cap"), [(200, 100), (1, 100), (0, 0)])
def test_bad_sizes_are_refused_with_the_remedy(first: int, cap: int) -> None:
    with pytest.raises(
        SpheresError, match=r"expected 2 <= first <= cap; lower the first look or raise the cap"
    ):
        looks(first, cap)


def test_bad_alpha_is_refused() -> None:
    with pytest.raises(SpheresError, match="alpha is 1, expected"):
        looks(alpha=1)


def test_plan_stops_once_all_are_decided_and_goes_on_while_one_is_not() -> None:
    plan = looks(50, 200)
    rng = np.random.default_rng(1)
    plain, border = 1 + 0.1 * rng.normal(size=200), np.tile([0.0, 0.2], 100)  # the second lies on delta = 0.1
    assert stopping(plan, 1, judged(np.array([plain, plain]), plan[0])) == Stopping(
        True, "every claim is decided at 50 replicates", (), None
    )
    both = np.array([plain, border])
    assert stopping(plan, 1, judged(both, plan[0])) == Stopping(
        False, "1 of 2 claims undecided (H1) at 50 replicates; going on to 100", ("H1",), plan[1]
    )
    assert stopping(plan, 3, judged(both, plan[2])) == Stopping(
        True, "the cap of 200 replicates is met with 1 of 2 claims undecided (H1)", ("H1",), None
    )


def test_without_claims_the_plan_stops_at_once() -> None:
    assert stopping(looks(), 1, []).reason == "there is no claim to decide at 200 replicates"


def test_verdicts_of_another_alpha_or_look_are_refused() -> None:
    plan = looks(50, 200)
    verdicts = judged(np.ones((1, 200)), plan[0])
    with pytest.raises(SpheresError, match=r"look 3 allows alpha 0\.025, but H0 was judged with another"):
        stopping(plan, 3, verdicts)
    for number in (0, 4):
        with pytest.raises(SpheresError, match=f"the plan has looks 1 to 3, found look {number}"):
            stopping(plan, number, verdicts)


def test_small_effects_take_more_looks_than_large_ones() -> None:
    plan = looks(50, 800)
    rng = np.random.default_rng(3)
    noise = rng.normal(size=800)
    assert ends_at(plan, (2.0 + noise)[None]) == 50
    assert 50 < ends_at(plan, (0.4 + noise)[None]) < 800


def ends_at(plan: tuple[Look, ...], differences: np.ndarray) -> int:
    """Replicates at which the plan stops."""
    for look in plan:
        if stopping(plan, look.number, judged(differences, look)).stop:
            return look.replicates
    raise AssertionError("a plan stops at its last look at the latest")


def test_looking_often_at_six_claims_without_effect_keeps_to_alpha(monkeypatch: pytest.MonkeyPatch) -> None:
    """With delta 0 every decision is false; one at any look counts, whatever the rule for the report."""
    monkeypatch.setattr(interval_module, "LARGEST_BOOTSTRAP", 0)  # normal differences: t alone is exact
    rng = np.random.default_rng(29)
    plan = looks(50, 400, alpha=0.2)
    trials, false = 200, 0
    for _ in range(trials):
        differences = 0.6 * rng.normal(size=400) + rng.normal(size=(6, 400))
        false += any(v.decided for look in plan for v in judged(differences, look, delta=0.0))
    assert 0 < false <= stats.binom.ppf(0.995, trials, 0.2)
