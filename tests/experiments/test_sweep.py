"""Sweeps: the right effect at the right point, stored, resumed, extended, and faults said before anything runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.core.errors import ScenarioError, SpheresError
from sim.experiments import run_scenario
from sim.experiments.grid import JOURNAL
from sim.experiments.sweep import sweep
from sim.scenario import Scenario

Load = Callable[..., Scenario]
PATH = "powers.USA.salience.VEN"
OVER = {PATH: [0.2, 0.7]}


def test_a_point_is_what_a_run_with_the_same_settings_finds(tiny: Load, tmp_path: Path) -> None:
    table = sweep(tiny(), OVER, claim="T1", replicates=60, results=tmp_path)
    assert table[PATH].tolist() == [0.2, 0.7]
    for row in table.to_dict("records"):
        run = run_scenario(tiny({PATH: row[PATH]}), replicates=60, variants=["press", "hold"], results=tmp_path)
        found = run.verdicts()[0]
        assert row["effect"] == found["comparison"]["difference"]
        assert row["treatment"] == found["comparison"]["treatment"]["mean"]
        assert (row["low"], row["high"]) == (found["comparison"]["low"], found["comparison"]["high"])
        assert row["verdict"] == found["verdict"]


def test_two_parameters_make_a_grid_and_a_tuple_moves_together(tiny: Load, tmp_path: Path) -> None:
    over = {"powers.USA.salience.CUB": [0.1, 0.9], ("powers.RUS.salience.UKR", "powers.RUS.salience.GEO"): [0.3, 0.6, 0.9]}
    table = sweep(tiny(), over, claim="T1", replicates=20, results=tmp_path)
    joint = "powers.RUS.salience.UKR, powers.RUS.salience.GEO"
    assert table[["powers.USA.salience.CUB", joint]].to_numpy().tolist() == [[x, y] for x in (0.1, 0.9) for y in (0.3, 0.6, 0.9)]
    both = {"powers.RUS.salience.UKR": 0.6, "powers.RUS.salience.GEO": 0.6, "powers.USA.salience.CUB": 0.1}
    run = run_scenario(tiny(both), replicates=20, variants=["press", "hold"], results=tmp_path)
    assert table["effect"][1] == run.verdicts()[0]["comparison"]["difference"]


def test_processes_and_sessions_do_not_change_a_number(tiny: Load, tmp_path: Path) -> None:
    one = sweep(tiny(), OVER, claim="T1", replicates=60, results=tmp_path / "one")
    sweep(tiny(), OVER, claim="T1", replicates=25, results=tmp_path / "two")
    two = sweep(tiny(), OVER, claim="T1", replicates=60, results=tmp_path / "two", workers=2)
    pd.testing.assert_frame_equal(one, two)


def test_what_is_there_is_not_computed_again(tiny: Load, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int, rate: float, left: float) -> None:
        seen.append((done, total))

    first = sweep(tiny(), OVER, claim="T1", replicates=20, results=tmp_path, progress=progress)
    assert seen == [(0, 2), (1, 2), (2, 2)]
    seen.clear()
    wider = sweep(tiny(), {PATH: [0.2, 0.4, 0.7]}, claim="T1", replicates=20, results=tmp_path, progress=progress)
    assert seen == [(2, 3), (3, 3)]
    assert wider.attrs == first.attrs
    assert wider["effect"][[0, 2]].tolist() == first["effect"].tolist()


def test_a_damaged_piece_is_run_again(tiny: Load, tmp_path: Path) -> None:
    table = sweep(tiny(), OVER, claim="T1", replicates=20, results=tmp_path)
    folder = Path(table.attrs["directory"])
    next((folder / "points").iterdir()).write_bytes(b"rubbish")
    with open(folder / JOURNAL, "a") as journal:
        journal.write('{"at": [0.')
    again = sweep(tiny(), OVER, claim="T1", replicates=20, results=tmp_path)
    pd.testing.assert_frame_equal(table, again)


def test_undecided_points_get_more_up_to_the_cap(tiny: Load, tmp_path: Path) -> None:
    asked = {"outcome": "encroachment(USA>RUS)", "treatment": "press", "control": "hold"}
    plain = sweep(tiny(), OVER, **asked, replicates=50, results=tmp_path)
    edge = float(plain["effect"][0])  # what the first point must exceed is its own effect
    table = sweep(tiny(), OVER, **asked, smallest_effect=edge, replicates=50, cap=200, results=tmp_path)
    assert table["replicates"][0] == 200
    assert table["direction"][0] == "undecided"
    assert table["replicates"][1] == 50
    assert table["direction"][1] != "undecided"
    assert "verdict" not in table
    assert np.all(table["confidence"] > 0.95)


def test_a_baseline_is_taken_away(tiny: Load, tmp_path: Path) -> None:
    table = sweep(
        tiny(), OVER, outcome="influence(RUS)", treatment="press", control="hold", baseline=("press", "sham"), replicates=20,
        results=tmp_path,
    )  # fmt: skip
    assert table["effect"].tolist() == [0.0, 0.0]


def test_it_says_what_it_is_and_leaves_a_table(tiny: Load, tmp_path: Path) -> None:
    table = sim.sweep(tiny(), OVER, claim="T1", replicates=20, results=tmp_path, command="by hand")
    folder = Path(table.attrs["directory"])
    assert folder.name.startswith("tiny-grid-")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["axes"], manifest["seed"], manifest["command"]) == ([[PATH]], 11, "by hand")
    stored = pd.read_csv(folder / "points.csv")
    assert stored["effect"].tolist() == table["effect"].tolist()


@pytest.mark.parametrize(
    ("over", "more", "says"),
    [
        ({PATH: [0.2, 2.0]}, {"claim": "T1"}, "expected a number from 0 to 1 (share), found 2"),
        ({"powers.USA.saliense": [0.2]}, {"claim": "T1"}, "unknown key 'saliense'"),
        ({PATH: []}, {"claim": "T1"}, "expected numbers to sweep over"),
        ({}, {"claim": "T1"}, "over one or two parameters, found 0"),
        (OVER, {"claim": "T9"}, "makes no claim 'T9'; it makes: T1, T2"),
        (OVER, {}, "say what to measure: a claim's id, or an outcome"),
        (OVER, {"claim": "T1", "treatment": "press"}, "a claim has its own"),
        (OVER, {"outcome": "norm", "treatment": "press", "control": "press"}, "the same variant, 'press'; compare two"),
        (OVER, {"outcome": "norm", "treatment": "press", "control": "holt"}, "no variant 'holt' (did you mean 'hold'?)"),
        (OVER, {"outcome": "norm", "treatment": "press", "control": "hold", "smallest_effect": -1.0}, "expected 0 or more"),
    ],
)
def test_faults_are_said_before_anything_runs(
    tiny: Load, tmp_path: Path, over: dict[str, list[float]], more: dict[str, object], says: str
) -> None:
    with pytest.raises((SpheresError, ScenarioError)) as caught:
        sweep(tiny(), over, **more, results=tmp_path)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert not list(tmp_path.rglob("*.parquet"))
