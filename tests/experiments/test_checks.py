"""Mechanism checks: a claim's contrast with its mechanism off, judged beside the claims."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from sim.experiments import run_scenario
from sim.reports.console import comparison_table
from sim.reports.sentences import sentence
from sim.reports.view import read_claims
from sim.scenario import Scenario

Load = Callable[..., Scenario]


def with_check(tiny: Load, **check: Any) -> Scenario:
    claims = tiny().merged["claims"]
    claims[0] = claims[0] | {"check": {"why": "Who holds back under any name presses nobody.", **check}}
    return tiny({"claims": claims})


@pytest.mark.parametrize(
    ("treatment", "result"),
    [("sham", "passed"), ("press", "failed")],
    ids=["the effect is gone", "the effect is still there"],
)
def test_a_check_passes_where_the_effect_vanishes(tiny: Load, tmp_path: Path, treatment: str, result: str) -> None:
    scenario = with_check(tiny, treatment=treatment, control="hold")
    run = run_scenario(scenario, replicates=100, results=tmp_path)
    first, second = run.verdicts()
    assert first["check"]["result"] == result
    assert first["check"]["decided"]
    assert second["check"] is None


def test_a_check_takes_a_baseline(tiny: Load, tmp_path: Path) -> None:
    baseline = {"treatment": "press", "control": "hold"}
    run = run_scenario(with_check(tiny, treatment="press", control="sham", baseline=baseline), replicates=50, results=tmp_path)
    check = run.verdicts()[0]["check"]
    assert check["comparison"]["difference"] == 0.0
    assert check["result"] == "passed"


def test_a_check_leaves_the_verdicts_as_they_were(tiny: Load, tmp_path: Path) -> None:
    plain = run_scenario(tiny(), replicates=50, results=tmp_path).verdicts()
    checked = run_scenario(with_check(tiny, treatment="sham", control="hold"), replicates=50, results=tmp_path).verdicts()
    for one, other in zip(plain, checked, strict=True):
        assert {k: v for k, v in one.items() if k != "check"} == {k: v for k, v in other.items() if k != "check"}


def test_a_check_whose_variant_was_not_run_says_so(tiny: Load, tmp_path: Path) -> None:
    scenario = with_check(tiny, treatment="sham", control="hold")
    run = run_scenario(scenario, replicates=50, variants=["press", "hold"], results=tmp_path)
    first = run.verdicts()[0]
    assert first["verdict"] == "supported"
    assert first["check"]["result"] == "not judged"
    assert first["check"]["sentence"] == "Not judged: needs the variants sham, which were not run."
    assert "Mechanism check: Not judged: needs the variants sham" in sentence(read_claims(run)[0])


def test_auto_goes_on_until_the_check_is_decided_too(tiny: Load, tmp_path: Path) -> None:
    scenario = with_check(tiny, treatment="sham", control="hold")
    made = run_scenario(scenario, replicates="auto", cap=400, results=tmp_path).manifest["looks"]["made"]
    assert made[-1]["undecided"] == []


def test_reports_tell_what_came_of_it(tiny: Load, tmp_path: Path) -> None:
    run = run_scenario(with_check(tiny, treatment="sham", control="hold"), replicates=50, results=tmp_path)
    told = sentence(read_claims(run)[0])
    assert "Mechanism check passed: “Hold back, under another name” against “Hold back” differs by 0" in told
    assert told.endswith("presses nobody.")
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(comparison_table(run))
    assert "mechanism check: passed" in console.export_text()
