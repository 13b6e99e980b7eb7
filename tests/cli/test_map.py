"""spheres map: pictures and a table where they are asked for, sentences, data, and its faults."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Call

MAPPED = """\
scenario: mapped
title: A trial of maps
extends: tit_for_tat
turns: 36
maps:
  - id: X9
    sources: [{document: D0, lines: "13-15"}]
    question: Where does it buy restraint?
    outcome: {name: encroachment, power: RUS, rival: USA}
    treatment: answer_alike
    control: restraint_alike
    smallest_effect: 0.001
    reason: A trial.
    x: {path: powers.RUS.doctrine.reciprocity, values: [0, 1]}
    y: {path: powers.RUS.capability, values: [0.1, 0.3]}
"""


@pytest.fixture
def mapped(elsewhere: Path) -> Path:
    path = elsewhere / "mapped.yaml"
    path.write_text(MAPPED)
    return path


def test_a_map_is_drawn_and_told(call: Call, mapped: Path) -> None:
    done = call("map", "mapped.yaml", "--replicates", "5", "--workers", "1", "--out", "drawn")
    assert done.exit_code == 0
    assert "X9: Where does it buy restraint?\nOf 4 points: " in done.stdout
    assert {path.name for path in (mapped.parent / "drawn").iterdir()} == {"map_X9.png", "map_X9.svg", "map_X9.csv"}
    assert len(pd.read_csv(mapped.parent / "drawn" / "map_X9.csv")) == 4
    again = json.loads(call("map", "mapped.yaml", "--replicates", "5", "--workers", "1", "--out", "drawn", "--json").stdout)
    assert again[0]["map"] == "X9"
    assert again[0]["sentence"] in done.stdout


def test_a_scenario_without_maps_says_how_to_write_one(call: Call, elsewhere: Path) -> None:
    done = call("map", "tit_for_tat")
    assert done.exit_code == 1
    assert "has no map; docs/scenarios.md says how" in done.stderr
