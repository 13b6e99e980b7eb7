"""Verdicts: by hand, by property, and how often they are false where the truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.core.errors import SpheresError
from sim.experiments import interval as interval_module
from sim.experiments.interval import Interval, PairedMean
from sim.experiments.verdict import (
    ClaimData,
    Expected,
    Finding,
    Place,
    Verdict,
    find,
    holm,
    judge,
    p_value,
    place,
)

SUPPORTED, CONTRADICTED = Finding.SUPPORTED, Finding.CONTRADICTED
NO_EFFECT, UNDECIDED = Finding.NO_MEANINGFUL_EFFECT, Finding.UNDECIDED


def claim(
    differences: np.ndarray | list[float], expected: str = "increase", delta: float = 0.05, name: str = "H01"
) -> ClaimData:
    return ClaimData(name, expected, delta, np.asarray(differences, dtype=float), np.zeros(len(differences)))


def spread(mean: float, sd: float = 0.1, n: int = 100) -> np.ndarray:
    """n differences with exactly this mean and sd, symmetric."""
    z = np.linspace(-1, 1, n)
    differences: np.ndarray = mean + sd * z / z.std(ddof=1)
    return differences


def one(data: ClaimData, alpha: float = 0.05) -> Verdict:
    return judge([data], alpha=alpha)[0]


@pytest.mark.parametrize(
    ("low", "high", "delta", "where"),
    [
        (0.06, 0.2, 0.05, Place.ABOVE),
        (-0.2, -0.06, 0.05, Place.BELOW),
        (-0.04, 0.04, 0.05, Place.NEGLIGIBLE),
        (0.01, 0.04, 0.05, Place.NEGLIGIBLE),
        (0.04, 0.06, 0.05, Place.ACROSS),
        (-0.1, 0.1, 0.05, Place.ACROSS),
        (0.05, 0.2, 0.05, Place.ACROSS),  # ends on a border decide nothing
        (-0.05, 0.0, 0.05, Place.ACROSS),
        (0.01, 0.2, 0.0, Place.ABOVE),
        (-0.2, -0.01, 0.0, Place.BELOW),
        (0.0, 0.0, 0.0, Place.ACROSS),  # with delta 0 nothing is negligible
    ],
)
def test_place_of_an_interval(low: float, high: float, delta: float, where: Place) -> None:
    assert place(Interval(low, high, 0.95), delta) is where


@pytest.mark.parametrize(
    ("expected", "above", "below", "negligible"),
    [
        ("increase", SUPPORTED, CONTRADICTED, NO_EFFECT),
        ("decrease", CONTRADICTED, SUPPORTED, NO_EFFECT),
        ("no_difference", CONTRADICTED, CONTRADICTED, SUPPORTED),
    ],
)
def test_what_is_found_for_each_expectation(
    expected: str, above: Finding, below: Finding, negligible: Finding
) -> None:
    table = {Place.ABOVE: above, Place.BELOW: below, Place.NEGLIGIBLE: negligible, Place.ACROSS: UNDECIDED}
    assert {where: find(where, Expected(expected)) for where in Place} == table
    judged = {0.3: above, -0.3: below, 0.0: negligible, 0.05: UNDECIDED}
    assert {m: one(claim(spread(m), expected)).verdict for m in judged} == judged


def test_p_value_against_scipys_t_tests() -> None:
    differences = np.random.default_rng(5).normal(0.03, 0.2, size=80)
    above = stats.ttest_1samp(differences, 0.05, alternative="greater").pvalue
    below = stats.ttest_1samp(differences, -0.05, alternative="less").pvalue
    inside = max(
        stats.ttest_1samp(differences, -0.05, alternative="greater").pvalue,
        stats.ttest_1samp(differences, 0.05, alternative="less").pvalue,
    )
    assert p_value(PairedMean(differences), 0.05) == pytest.approx(2 * min(above, below, inside))
    assert p_value(PairedMean(differences), 0.0) == pytest.approx(stats.ttest_1samp(differences, 0).pvalue)


def test_holm_by_hand() -> None:
    # sorted .005 .01 .03 .04 times 4 3 2 1 = .02 .03 .06 .04, never falling: .02 .03 .06 .06
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_holm_confidences_by_hand_when_all_are_decided() -> None:
    verdicts = judge([claim(spread(0.4)), claim(spread(0.2)), claim(spread(-0.3), "decrease")])
    assert [v.verdict for v in verdicts] == [SUPPORTED] * 3
    confidences = [1 - 0.05 / 3, 1 - 0.05, 1 - 0.05 / 2]  # in the order of p
    assert [v.interval.confidence for v in verdicts] == pytest.approx(confidences)


def test_holm_stops_at_the_first_undecided() -> None:
    # standard error 0.01, delta 0.05: 2.1 errors beyond it is decided at 95 %, not at 97.5 %
    near = spread(0.071)
    assert one(claim(near)).verdict is SUPPORTED
    verdicts = judge([claim(near), claim(spread(0.4)), claim(near)])
    assert [v.verdict for v in verdicts] == [UNDECIDED, SUPPORTED, UNDECIDED]
    confidences = [1 - 0.05 / 2, 1 - 0.05 / 3, 1 - 0.05 / 2]
    assert [v.interval.confidence for v in verdicts] == pytest.approx(confidences)
    assert verdicts[0].p < 0.05 < verdicts[0].p_adjusted


def test_a_border_needs_the_bootstrap_to_agree() -> None:
    skewed = np.random.default_rng(0).lognormal(size=200)  # t reaches less far up than BCa
    delta = stats.ttest_1samp(skewed, 0).confidence_interval(0.95).high + 1e-3
    verdict = one(claim(skewed, "no_difference", delta))
    assert verdict.p < 0.05
    assert verdict.verdict is UNDECIDED


@pytest.mark.parametrize(
    ("value", "delta", "finding", "p"),
    [
        (0.2, 0.05, SUPPORTED, 0),
        (-0.2, 0.05, CONTRADICTED, 0),
        (0.0, 0.05, NO_EFFECT, 0),
        (0.05, 0.05, UNDECIDED, 1),
        (0.0, 0.0, UNDECIDED, 1),
        (1e-6, 0.0, SUPPORTED, 0),
    ],
)
def test_constant_differences(value: float, delta: float, finding: Finding, p: float) -> None:
    verdict = one(claim([value] * 20, delta=delta))
    assert (verdict.verdict, verdict.p, verdict.p_adjusted) == (finding, p, p)


def test_frozen_pairs_are_left_out() -> None:
    differences = spread(0.3)
    differences[:10] = np.nan
    verdict = one(claim(differences))
    assert (verdict.comparison.n, verdict.comparison.dropped, verdict.verdict) == (90, 10, SUPPORTED)


def test_yes_or_no_outcomes_with_many_ties() -> None:
    treatment, control = np.repeat([1.0, 1.0, 0.0, 0.0], [60, 100, 20, 220]), np.zeros(400)
    control[60:180] = 1.0  # 60 pairs only the treatment, 20 only the control: D mean 0.1
    supported = ClaimData("H02", "increase", 0.02, treatment, control)
    verdict = one(supported)
    assert verdict.comparison.difference == pytest.approx(0.1)
    assert verdict.comparison.superiority == pytest.approx(0.55)
    assert verdict.verdict is SUPPORTED


def test_contrast_against_a_baseline() -> None:
    effect, zero = spread(0.3), np.zeros(100)
    data = ClaimData("H03", "decrease", 0.05, zero, zero, baseline_treatment=effect, baseline_control=zero)
    assert one(data).comparison.difference == pytest.approx(-0.3)
    assert one(data).verdict is SUPPORTED


def test_sentences() -> None:
    lowers = ClaimData(
        *("H01", "decrease", 0.05, -spread(0.12, 0.05), np.zeros(100)),
        outcome="encroachment",
        unit="moves",
        treatment_name="tit for tat",
        control_name="restraint",
    )
    assert one(lowers).sentence == (
        "Under these assumptions tit for tat against restraint lowers encroachment by 0.12 moves "
        "(95 % interval 0.11 to 0.13); a decrease was claimed, "
        "the smallest effect of interest is 0.05 moves: supported."
    )
    assert one(claim(spread(0.04), "no_difference")).sentence == (
        "Under these assumptions the treatment against the control changes the outcome by 0.04 "
        "(95 % interval 0.0202 to 0.0598); no difference was claimed, "
        "the smallest effect of interest is 0.05: undecided."
    )
    assert one(claim([0.0] * 30)).sentence == (
        "Under these assumptions the treatment against the control changes the outcome by 0 "
        "(the same in each of 30 pairs); an increase was claimed, "
        "the smallest effect of interest is 0.05: no meaningful effect."
    )
    zero = np.zeros(100)
    contrast = ClaimData(
        *("H03", "increase", 0.05, spread(0.3, 0.05), zero, zero, zero),
        baseline_treatment_name="early",
        baseline_control_name="late",
    )
    assert one(contrast).sentence.startswith(
        "Under these assumptions the treatment against the control, compared with early against late, raises "
        "the outcome by 0.3 ("
    )


def test_every_faulty_claim_is_named_at_once() -> None:
    faulty = [
        claim([1, 2], "rise", name="H01"),
        claim([1, 2], delta=-1, name="H02"),
        claim([1, 2], delta=math.nan, name="H03"),
        claim([1, math.nan], name="H04"),
        claim([1, 2], name="H05"),
    ]
    with pytest.raises(SpheresError) as caught:
        judge(faulty)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["claim H01", "claim H02", "claim H03", "claim H04"]
    assert "'rise', not one of increase, decrease, no_difference" in lines[0]
    assert "smallest_effect is -1, expected 0 or more" in lines[1]
    assert "at least 2 sound pairs of replicates, found 1" in lines[3]


def test_half_a_baseline_and_a_bad_alpha_are_refused() -> None:
    half = ClaimData("H01", "increase", 0.1, [1, 2], [0, 0], baseline_treatment=[1, 2])
    with pytest.raises(SpheresError, match="H01: a baseline is a treatment and a control, found one of them"):
        judge([half])
    with pytest.raises(SpheresError, match="alpha is 5, expected a number between 0 and 1"):
        judge([claim([1, 2])], alpha=5)


def test_bootstrap_reaches_beyond_the_strictest_interval_of_the_run() -> None:
    alone, many = judge([claim(spread(0.3))], alpha=0.001), judge([claim(spread(0.3))] * 10, alpha=0.01)
    assert alone[0].comparison.resamples == many[0].comparison.resamples == 40_000


def test_no_claims_no_verdicts() -> None:
    assert judge([]) == []


SEEDS = st.integers(0, 2**32 - 1)
MIRROR = {"increase": "decrease", "decrease": "increase", "no_difference": "no_difference"}


def random_claims(seed: int, m: int = 4, n: int = 40) -> list[ClaimData]:
    """Claims about as hard to decide as not: decided and undecided ones come in equal numbers."""
    rng = np.random.default_rng(seed)
    luck = rng.lognormal(size=n)
    return [
        claim(
            rng.normal(rng.choice([-0.5, 0, 0.5]), rng.choice([0.1, 0.4, 0.8]), size=n) * luck,
            str(rng.choice(list(Expected))),
            float(rng.choice([0.0, 0.15, 0.3])),
            f"H{i}",
        )
        for i in range(m)
    ]


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_negating_the_differences_mirrors_the_verdicts(seed: int) -> None:
    claims = random_claims(seed)
    mirrored = [claim(-np.asarray(c.treatment), MIRROR[c.expected], c.smallest_effect) for c in claims]
    assert [v.verdict for v in judge(claims)] == [v.verdict for v in judge(mirrored)]


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_holm_is_never_more_liberal_than_one_claim_nor_stricter_than_bonferroni(seed: int) -> None:
    claims = random_claims(seed)
    for data, verdict in zip(claims, judge(claims), strict=True):
        alone = one(data)
        if verdict.decided:
            assert alone.verdict is verdict.verdict
            assert verdict.p_adjusted <= 0.05
        bonferroni = one(data, alpha=0.05 / len(claims))
        if bonferroni.decided:
            assert verdict.verdict is bonferroni.verdict
        assert verdict.p <= verdict.p_adjusted <= 1
        assert place(verdict.interval, verdict.smallest_effect) is not Place.ACROSS or not verdict.decided


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(seed: int, shuffler: object) -> None:
    claims = random_claims(seed)
    shuffled = list(claims)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    # as text, because a correlation may be NaN, which is not equal to itself
    assert {v.claim: repr(v) for v in judge(claims)} == {v.claim: repr(v) for v in judge(shuffled)}


def test_a_planted_effect_is_found_among_five_shams() -> None:
    rng = np.random.default_rng(11)
    control = rng.normal(size=(6, 200))
    treatment = control + 0.2 * rng.normal(size=(6, 200))
    treatment[4] -= 0.3
    data = [
        ClaimData(f"H{i}", "decrease", 0.1, t, c)
        for i, (t, c) in enumerate(zip(treatment, control, strict=True))
    ]
    assert [v.verdict for v in judge(data)] == [NO_EFFECT] * 4 + [SUPPORTED, NO_EFFECT]


def test_six_dependent_claims_without_effect_keep_to_alpha(monkeypatch: pytest.MonkeyPatch) -> None:
    """With delta 0 and no effect every decision is false; alpha 0.2 lets few trials say much."""
    monkeypatch.setattr(interval_module, "FEWEST_RESAMPLES", 500)
    monkeypatch.setattr(interval_module, "TAIL_RESAMPLES", 5)
    rng = np.random.default_rng(17)
    trials, alpha, false = 200, 0.2, 0
    for _ in range(trials):
        shared = rng.exponential(size=60) - rng.exponential(size=60)
        differences = 0.7 * shared + rng.normal(size=(6, 60))
        false += any(v.decided for v in judge([claim(d, delta=0) for d in differences], alpha=alpha))
    assert 0 < false <= stats.binom.ppf(0.995, trials, alpha)


def test_wrong_sides_and_mixed_truths_keep_to_alpha(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dependent claims, truths on and beside the borders: false verdicts on either side keep to alpha."""
    monkeypatch.setattr(interval_module, "LARGEST_BOOTSTRAP", 0)  # normal differences: t alone is exact
    rng = np.random.default_rng(23)
    truths, deltas = (0.0, 0.1, -0.1, 0.0, 1.0), (0.0, 0.1, 0.1, 0.25, 0.1)
    trials, alpha, false = 400, 0.2, 0
    for _ in range(trials):
        noise = 0.8 * rng.normal(size=100) + 0.6 * rng.normal(size=(5, 100))
        data = [claim(t + e, "increase", d) for t, d, e in zip(truths, deltas, noise, strict=True)]
        right = {3: NO_EFFECT, 4: SUPPORTED}  # the others lie on a border, where any decision is false
        false += any(
            v.decided and v.verdict is not right.get(i) for i, v in enumerate(judge(data, alpha=alpha))
        )
    assert 0 < false <= stats.binom.ppf(0.995, trials, alpha)
