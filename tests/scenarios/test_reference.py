"""The committed verdicts: of the scenarios as they are, of all claims on the list, and on the page that shows them."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from sim.experiments.hypotheses import contradictions, hypotheses, hypothesis_of, left_open
from sim.experiments.reference import read, refuse_stale
from sim.experiments.verdicts import with_claims

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "results" / "reference"
MOST_BYTES = 150_000  # of a picture


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_claims", ROOT / "docs" / "make_claims.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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


def test_the_page_is_made_of_them(maker: ModuleType) -> None:
    assert maker.PAGE.read_text(encoding="utf-8") == maker.page()


def test_every_claim_stands_once_on_the_page(maker: ModuleType) -> None:
    rows, _ = read(REFERENCE)
    shown = re.findall(r"^\| \*\*(\S+)\*\* ", maker.page(), flags=re.MULTILINE)
    assert sorted(shown) == sorted(row["claim"] for row in rows)
