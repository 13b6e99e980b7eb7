"""A run as the reports see it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.experiments.compare import compare
from sim.reports import read_run
from sim.reports.stored import read_verdict


def test_a_verdict_comes_back_as_it_was(make_run: Callable[..., Any]) -> None:
    run = make_run(claims=1)
    verdict = read_verdict(run.judged[0])
    assert verdict.comparison == compare(run.wide["v1"]["grievance(RUS>USA)"], run.wide["v0"]["grievance(RUS>USA)"])
    assert (verdict.verdict, verdict.claim, verdict.decided) == ("supported", "H01", True)


def test_numbers_that_json_lacks(make_run: Callable[..., Any]) -> None:
    stored = make_run(claims=1).judged[0]
    stored = {**stored, "comparison": {**stored["comparison"], "difference": -0.3, "effect": None, "correlation": None}}
    compared = read_verdict(stored).comparison
    assert compared.effect == -math.inf
    assert math.isnan(compared.correlation)


def test_claims_carry_their_words_values_and_variants(make_run: Callable[..., Any]) -> None:
    claim = read_run(make_run(claims=1, frozen=4, baseline=True)).claims[0]
    assert [column.variant.id for column in claim.columns] == ["v1", "v0", "v0", "v2"]
    assert (claim.outcome, claim.unit, claim.finding) == ("grievance(RUS>USA)", "grievance", "supported")
    assert claim.pairs is not None
    assert claim.pairs.dropped == 4
    np.testing.assert_allclose(
        claim.pairs.difference,
        ((claim.columns[0].values - claim.columns[1].values) - (claim.columns[2].values - claim.columns[3].values))[4:],
    )
    assert "Russia" in claim.meaning  # in place of the letter p


def test_variants_of_different_sizes_are_paired_over_what_both_have(make_run: Callable[..., Any]) -> None:
    run = make_run(claims=1)
    run.wide["v1"] = {key: values[:50] for key, values in run.wide["v1"].items()}
    assert [column.values.size for column in read_run(run).claims[0].columns] == [50, 50]


def test_a_variant_that_was_not_run(make_run: Callable[..., Any]) -> None:
    run = make_run(claims=1)
    del run.wide["v0"]
    run.judged = [{"claim": "H01", "verdict": "not judged", "sentence": "Not judged: needs v0."}]
    claim = read_run(run).claims[0]
    assert claim.verdict is None
    assert claim.pairs is None
    assert claim.unjudged == "Not judged: needs v0."
    assert claim.columns[1].variant.replicates == 0
