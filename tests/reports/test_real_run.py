"""From a real run: what the store writes is what the reports read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.experiments import RunDirectory, run_scenario
from sim.reports import count_deals, read_run, write_report
from sim.reports.assumptions import assumptions
from sim.reports.figures.influence import leaders
from sim.scenario import load


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    scenario = load("venezuela_for_ukraine", ["turns=12", "mechanisms.summit.rate=0.5"])
    variants = ["linked_opposed", "separate_opposed"]
    return run_scenario(scenario, replicates=6, variants=variants, results=tmp_path_factory.mktemp("results"))


def test_variants_outcomes_and_verdicts(run: RunDirectory) -> None:
    view = read_run(run)
    assert [variant.id for variant in view.variants] == ["linked_opposed", "separate_opposed"]
    assert [variant.watched for variant in view.variants] == [6, 6]
    judged = [claim for claim in view.claims if claim.verdict]
    assert judged
    for claim in judged:
        assert claim.verdict is not None
        mean = claim.verdict.comparison.treatment.mean
        assert mean == pytest.approx(np.mean(claim.columns[0].values))
        assert claim.meaning
    assert any("were not run" in claim.unjudged for claim in view.claims)


def test_deals_are_those_of_the_events(run: RunDirectory) -> None:
    view = read_run(run)
    found = {one.variant: one for one in count_deals(view)}
    deals = run.events("linked_opposed", kinds=["deal"])
    assert found["linked_opposed"].per_replicate == len(deals) / 2 / 6
    assert sum(package.deals for package in found["linked_opposed"].packages) <= len(deals) / 2
    assert {row.client for row in found["linked_opposed"].traded} == {"VEN", "UKR"}


def test_the_opening_is_that_of_the_scenario(run: RunDirectory) -> None:
    view = read_run(run)
    opening = leaders(view)[0]
    at = [client.id for client in view.clients].index("BLR")
    given = {power: view.merged["powers"][power]["opening"]["alignment"].get("BLR", 0) for power in view.powers}
    assert list(view.powers)[opening.power[at]] == max(given, key=lambda power: given[power])


def test_assumptions_know_their_files(run: RunDirectory) -> None:
    places = {setting.origin for group in assumptions(read_run(run)) for setting in group.settings}
    assert any("powers_2025.yaml" in place for place in places)
    assert any("venezuela_for_ukraine.yaml" in place for place in places)


def test_the_report_is_written(run: RunDirectory) -> None:
    path = write_report(str(run.path))
    assert path == Path(run.path) / "report.html"
    text = path.read_text(encoding="utf-8")
    assert "Venezuela for Ukraine" in text
    assert run.manifest["scenario"]["hash"] in text
