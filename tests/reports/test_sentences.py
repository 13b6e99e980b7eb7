"""Verdicts in plain English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sim.experiments.verdict import Finding
from sim.reports import read_run
from sim.reports.sentences import expectation, sentence


def test_a_raised_outcome(make_run: Callable[..., Any]) -> None:
    claim = read_run(make_run(claims=1)).claims[0]
    said = sentence(claim)
    assert said.startswith("“Variant 1” raises grievance(RUS>USA) by 0.325 grievance against “Variant 0” (95 % interval 0.3")
    assert said.endswith("Claimed: an increase of at least 0.1 grievance. Verdict: supported.")


def test_a_lowered_outcome_turns_its_interval_round(make_run: Callable[..., Any]) -> None:
    run = make_run(variants=2, claims=1)
    run.scenario["claims"][0] |= {"treatment": "v0", "control": "v1"}
    verdict = read_run(run).claims[0].verdict
    assert verdict is not None
    turned = replace(
        verdict,
        comparison=replace(verdict.comparison, difference=-0.3),
        interval=replace(verdict.interval, low=-0.4, high=-0.2),
    )
    said = sentence(replace(read_run(run).claims[0], verdict=turned))
    assert "“Variant 0” lowers grievance(RUS>USA) by 0.3 grievance against “Variant 1” (95 % interval 0.200 to 0.400)." in said


def test_nothing_that_matters_and_nothing_decided(make_run: Callable[..., Any]) -> None:
    claim = read_run(make_run(claims=1)).claims[0]
    verdict = claim.verdict
    assert verdict is not None
    near = replace(verdict, interval=replace(verdict.interval, low=-0.01, high=0.02))
    assert "less than would matter" in sentence(replace(claim, verdict=near))
    wide = replace(verdict, interval=replace(verdict.interval, low=-0.01, high=0.2))
    assert "leaves open whether it is large enough to matter" in sentence(replace(claim, verdict=wide))


def test_what_is_left_undecided_says_what_could_have_been_found(make_run: Callable[..., Any]) -> None:
    claim = read_run(make_run(claims=1)).claims[0]
    verdict = claim.verdict
    assert verdict is not None
    assert "of the time" not in sentence(claim)
    undecided = replace(
        verdict,
        verdict=Finding.UNDECIDED,
        comparison=replace(verdict.comparison, n=100, difference=0.05, sd_difference=1.0),
        interval=replace(verdict.interval, low=-0.1, high=0.25),
    )
    assert undecided.detectable == pytest.approx(0.1 + 0.2 + 0.8452 * 0.1, abs=1e-4)  # 0.8452: of t, 99 degrees, at 80 %
    said = sentence(replace(claim, verdict=undecided))
    assert said.endswith("100 pairs find an effect of 0.385 grievance about 80 % of the time; more find smaller.")


def test_constant_differences_and_contrasts(make_run: Callable[..., Any]) -> None:
    same = read_run(make_run(constant=True, claims=1)).claims[0]
    assert sentence(same).startswith("“Variant 1” leaves grievance(RUS>USA) as it is with “Variant 0”, in each of 120 pairs.")
    contrast = read_run(make_run(claims=1, baseline=True)).claims[0]
    said = sentence(contrast)
    assert said.startswith("What “Variant 1” does to grievance(RUS>USA) against “Variant 0” is higher by ")
    assert "than what “Variant 0” does against “Variant 2”" in said


def test_expectations_say_their_size(make_run: Callable[..., Any]) -> None:
    claims = read_run(make_run(claims=3)).claims
    assert [expectation(claim) for claim in claims] == [
        "an increase of at least 0.1 grievance",
        f"a decrease of at least 0.1 {claims[1].effect_unit}".rstrip(),
        "no difference beyond ±0.1 share",
    ]
    assert expectation(replace(claims[0], unit="0 or 1")) == "an increase of at least 0.1 of all replicates"
