"""spheres verdicts: the table, its files, what is missing from the list, and the check of a committed copy."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from sim.experiments import reference
from tests.cli.conftest import Call

SHORT = """\
scenario: short
title: A short trial
group: reciprocity
extends: tit_for_tat
claims:
  - id: H01b
    source: {document: D0, lines: "13-15, 21"}
    paraphrase: An answer there buys no restraint.
    outcome: {name: encroachment, power: RUS, rival: USA}
    treatment: answer_unlike
    control: restraint_unlike
    expected: no_difference
    smallest_effect: 0.03
    reason: As for H01a.
    check: {treatment: restraint_alike, control: restraint_unlike, why: Nobody answers.}
"""


@pytest.fixture
def short(elsewhere: Path) -> str:
    (elsewhere / "short.yaml").write_text(SHORT)
    return "short.yaml"


def test_it_prints_a_table_and_leaves_it(call: Call, short: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = call("verdicts", short, "--cap", "20", "--workers", "1", "--out", "copy")
    assert done.exit_code == 0
    assert "Reciprocity and salience" in done.stdout
    assert "✓ supported" in done.stdout
    assert "1 claims: 1 supported. Mechanism checks: 1 passed." in done.stdout
    assert "Of the 40 claims on the list, 1 are in these scenarios." in done.stdout
    assert "1 of 1: short.yaml, 1 claims, up to 20 replicates" in done.stderr
    with open(elsewhere / "copy" / "verdicts.csv", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["claim"], row["verdict"], row["check"], row["replicates"]) for row in rows] == [
        ("H01b", "supported", "passed", "20")
    ]

    monkeypatch.setattr(reference, "with_claims", lambda: [short])
    assert call("verdicts", "--check", "copy", "--workers", "1").exit_code == 0
    table = elsewhere / "copy" / "verdicts.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",supported,", ",contradicted,"), encoding="utf-8")
    flipped = call("verdicts", "--check", "copy", "--workers", "1")
    assert flipped.exit_code == 4
    assert "claim H01b of short.yaml: the verdict was 'contradicted' and is 'supported'" in flipped.stdout
    (elsewhere / "short.yaml").write_text(SHORT.replace("0.03", "0.02"))
    stale = call("verdicts", "--check", "copy", "--workers", "1")
    assert stale.exit_code == 1
    assert "copy is out of date: short.yaml has changed since; make it anew with `spheres verdicts --out copy`" in stale.stderr


def test_it_prints_data_for_machines(call: Call, short: str) -> None:
    told = json.loads(call("verdicts", short, "--cap", "20", "--workers", "1", "--json").stdout)
    assert told["claims"][0]["hypothesis"] == "H01"
    assert told["manifest"]["scenarios"]["short.yaml"]["seed"] == 2008


def test_a_scenario_without_claims_is_said(call: Call, elsewhere: Path) -> None:
    (elsewhere / "mute.yaml").write_text("scenario: mute\nextends: tit_for_tat\nclaims: []\n")
    done = call("verdicts", "mute.yaml")
    assert done.exit_code == 1
    assert "none of these scenarios makes a claim: mute.yaml" in done.stderr


def test_check_and_names_do_not_go_together(call: Call, short: str) -> None:
    assert call("verdicts", short, "--check", "copy").exit_code == 2
