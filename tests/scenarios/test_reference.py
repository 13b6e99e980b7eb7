"""The committed verdicts: of the scenarios as they are, of all claims on the list, and on the page that shows them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from docs import make_claims
from sim.experiments.hypotheses import contradictions, hypotheses, hypothesis_of, left_open
from sim.experiments.reference import read, refuse_stale
from sim.experiments.verdicts import with_claims

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "results" / "reference"
MOST_BYTES = 150_000  # of a picture


def test_they_are_those_of_the_scenarios_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _, manifest = read(REFERENCE)
    refuse_stale(manifest, REFERENCE)
    assert set(manifest["scenarios"]) == set(with_claims())


def test_every_claim_on_the_list_has_a_verdict_or_a_reason() -> None:
    rows, _ = read(REFERENCE)
    there = {row["hypothesis"] for row in rows}
    assert set(hypotheses()) <= there | set(left_open())
    assert all(row["verdict"] != "not judged" for row in rows)


def test_every_contradiction_has_a_map_with_its_picture() -> None:
    maps = json.loads((REFERENCE / "maps.json").read_text(encoding="utf-8"))
    assert set(contradictions()) <= {hypothesis_of(one["map"]) for one in maps}
    for one in maps:
        assert 5_000 < (ROOT / "docs" / "images" / one["picture"]).stat().st_size <= MOST_BYTES


def test_the_page_is_made_of_them() -> None:
    assert make_claims.PAGE.read_text(encoding="utf-8") == make_claims.page()


def test_every_claim_stands_once_on_the_page() -> None:
    rows, _ = read(REFERENCE)
    shown = re.findall(r"^\| \*\*(\S+)\*\* ", make_claims.page(), flags=re.MULTILINE)
    assert sorted(shown) == sorted(row["claim"] for row in rows)
