"""An experiment's numbers depend on scenario, seed and replicates alone; its claims are judged by them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.core.calendar import Calendar
from sim.core.errors import SpheresError
from sim.engine import simulate
from sim.experiments import RunDirectory, batch, blocks, provenance, recording, reproduce, run_scenario
from sim.experiments.blocks import Task, block_size, piece_size, run_block
from sim.experiments.sums import write_vouched
from sim.outcomes import measure
from sim.scenario import Scenario, build

Load = Callable[..., Scenario]
Contents = Callable[[RunDirectory], dict[str, bytes]]


@pytest.fixture(scope="module")
def plain(tiny: Load, tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    """60 replicates in one block, in this process."""
    return run_scenario(tiny(), replicates=60, results=tmp_path_factory.mktemp("plain"), command="spheres run tiny")


# The same numbers, however they are come by.


@pytest.mark.parametrize("block", [7, 50])
def test_the_size_of_blocks_changes_no_number(
    block: int, plain: RunDirectory, tiny: Load, tmp_path: Path, contents: Contents
) -> None:
    run = run_scenario(tiny(), replicates=60, block=block, results=tmp_path)
    assert len(run.records) > len(plain.records)
    assert contents(run) == contents(plain)


def test_the_number_of_workers_changes_no_number(plain: RunDirectory, tiny: Load, tmp_path: Path, contents: Contents) -> None:
    run = run_scenario(tiny(), replicates=60, block=25, workers=2, results=tmp_path)
    assert contents(run) == contents(plain)


def test_a_borrowed_executor_changes_no_number(plain: RunDirectory, tiny: Load, tmp_path: Path, contents: Contents) -> None:
    with ThreadPoolExecutor(2) as executor:
        run = run_scenario(tiny(), replicates=60, block=25, executor=executor, results=tmp_path)
    assert contents(run) == contents(plain)


def test_the_size_of_pieces_within_a_block_changes_no_number(
    plain: RunDirectory, tiny: Load, tmp_path: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "piece_size", lambda world, cubes=0: 4)
    run = run_scenario(tiny(), replicates=60, results=tmp_path)
    assert contents(run) == contents(plain)


def test_outcomes_are_those_of_the_engine(plain: RunDirectory, tiny: Load) -> None:
    scenario = tiny()
    world = build(scenario, "press")
    run = simulate(world, seed=11, replicates=[17])
    request = scenario.claims[0].outcome
    expected = measure(run, [request])[request.key]
    table = plain.outcomes([request.key])
    row = table[(table["variant"] == "press") & (table["replicate"] == 17)]
    assert row[request.key].to_numpy().tobytes() == expected.tobytes()


def test_variants_share_luck_and_a_sham_equals_its_control_bit_for_bit(plain: RunDirectory) -> None:
    names = plain.outcome_names("hold")
    hold, sham, press = (plain.columns(name, names) for name in ("hold", "sham", "press"))
    assert all(hold[name].tobytes() == sham[name].tobytes() for name in names)
    assert any(hold[name].tobytes() != press[name].tobytes() for name in names)


def test_another_seed_is_another_run(plain: RunDirectory, tiny: Load, tmp_path: Path) -> None:
    run = run_scenario(tiny(), replicates=10, seed=12, results=tmp_path)
    assert run.seed == 12
    assert run.path.name != plain.path.name
    names = run.outcome_names("press")
    here, there = run.columns("press", names), plain.columns("press", names, 10)
    assert any(here[name].tobytes() != there[name].tobytes() for name in names)


# What is there.


def test_a_run_directory_is_named_by_scenario_and_content(plain: RunDirectory) -> None:
    name, _, digits = plain.path.name.rpartition("-")
    assert name == "tiny"
    assert plain.manifest["scenario"]["results_hash"].startswith(digits)
    assert len(digits) == 10
    assert {path.name for path in plain.path.iterdir() if not path.name.startswith(".")} == {
        "manifest.json", "scenario.yaml", "blocks.jsonl", "blocks", "outcomes.parquet", "trajectories.parquet", "SHA256SUMS",
        "verdicts.json",
    }  # fmt: skip


def test_the_merged_scenario_lies_beside_the_results(plain: RunDirectory, tiny: Load) -> None:
    from sim.scenario import load

    assert plain.scenario == json.loads(json.dumps(tiny().merged))
    assert load(plain.path / "scenario.yaml").merged == tiny().merged


def test_trajectories_and_histories_tell_of_the_same_replicates(plain: RunDirectory) -> None:
    histories = plain.histories()
    assert set(histories["replicate"]) == set(range(recording.HISTORIES))
    series = plain.series("press", ["alignment(RUS:VEN)", "influence(RUS)"])
    assert series["alignment(RUS:VEN)"].shape == (60, 7)
    one = histories[
        (histories["variant"] == "press") & (histories["replicate"] == 3)
        & (histories["power"] == "RUS") & (histories["client"] == "VEN")
    ]  # fmt: skip
    np.testing.assert_allclose(one["alignment"], series["alignment(RUS:VEN)"][3], rtol=2.0**-12)
    table = plain.trajectories()
    median = table[
        (table["variant"] == "press") & (table["series"] == "alignment") & (table["actor"] == "RUS:VEN")
    ]["q50"]  # fmt: skip
    np.testing.assert_allclose(median, np.median(series["alignment(RUS:VEN)"], axis=0), rtol=1e-6)
    assert list(one["quarter"])[:2] == ["2007-Q4", "2008-Q1"]


def test_series_are_kept_of_the_first_replicates_alone(tiny: Load, tmp_path: Path) -> None:
    run = run_scenario(tiny(), replicates=30, block=8, trajectories=10, histories=2, variants=["press"], results=tmp_path)
    assert len(run.series("press", ["norm"])["norm"]) == 10
    assert set(run.histories()["replicate"]) == {0, 1}
    kinds = {record.first: set(record.sha256) for record in run.records}
    assert "trajectories" in kinds[8]
    assert "trajectories" not in kinds[16]
    assert len(run.outcomes()) == 30


def test_events_bear_ids_and_quarters(plain: RunDirectory) -> None:
    deals = plain.events("press", kinds=["event"])
    assert len(deals) == 60
    assert set(deals["detail"]) == {"A deal"}
    assert set(deals["quarter"]) == {"2008-Q3"}
    falls = plain.events(kinds=["fall"])
    assert set(falls["client"].dropna()) <= {"VEN", "CUB", "UKR", "GEO"}


def test_all_outcomes_lie_in_one_file_too(plain: RunDirectory) -> None:
    table = pd.read_parquet(plain.path / "outcomes.parquet")
    assert len(table) == 180
    assert list(table.columns) == list(plain.outcomes().columns)


def test_a_block_holds_nothing_of_replicates_beyond_its_range(tiny: Load) -> None:
    scenario = tiny()
    world = build(scenario, "press")
    job = blocks.Job(11, {"press": world}, {"press": (scenario.claims[0].outcome,)}, 1000, 5)
    alone, among = run_block(job, Task(20, 21, "press")), run_block(job, Task(20, 30, "press"))
    assert set(alone.files) <= {"outcomes", "events", "trajectories"}
    assert alone.sha256["outcomes"] != among.sha256["outcomes"]
    assert run_block(job, Task(20, 21, "press")).sha256 == alone.sha256


def test_a_worker_with_other_code_refuses_to_work(tiny: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    job = blocks.Job(11, {"press": build(tiny(), "press")}, {"press": ()}, 0, 0)
    monkeypatch.setattr(provenance, "code_fingerprint", lambda: "other")
    with pytest.raises(SpheresError, match="the model's code has changed"):
        run_block(job, Task(0, 1, "press"))


# Frozen replicates.


def test_a_frozen_replicate_is_nan_counted_and_left_out_of_the_claims(
    tiny: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(world: Any, **given: Any) -> Any:
        run = simulate(world, **given)
        ill = np.isin(run.replicates, [3, 40]) & (world.variant == "press")
        reason = np.where(ill, "a number was not finite", "").astype(object)
        return replace(run, frozen_at=np.where(ill, 2, -1), frozen_reason=reason)

    monkeypatch.setattr(blocks, "simulate", faulty)
    run = run_scenario(tiny(), replicates=60, block=25, results=tmp_path)
    assert run.manifest["frozen"] == {"press": {"a number was not finite": 2}}
    assert run.frozen()[["variant", "replicate", "turn", "quarter"]].to_numpy().tolist() == [
        ["press", 3, 2, "2008-Q3"], ["press", 40, 2, "2008-Q3"],
    ]  # fmt: skip
    table = run.outcomes().set_index(["variant", "replicate"])
    assert table.loc[[("press", 3), ("press", 40)]].isna().all(axis=None)
    first = run.verdicts()[0]
    assert first["comparison"]["n"] == 58
    assert first["comparison"]["dropped"] == 2
    assert not run.trajectories()[["mean", "q50"]].isna().any(axis=None)


# Claims.


def test_claims_are_judged_with_their_words(plain: RunDirectory) -> None:
    first, second = plain.verdicts()
    assert first["claim"] == "T1"
    assert first["outcome"] == "encroachment(USA>RUS)"
    assert first["paraphrase"] == "Pressing is felt."
    assert (first["treatment"], first["control"], first["baseline"]) == ("press", "hold", None)
    table = plain.outcomes([first["outcome"]]).set_index(["variant", "replicate"])[first["outcome"]]
    assert first["comparison"]["difference"] == pytest.approx((table["press"] - table["hold"]).mean())
    assert first["comparison"]["n"] == 60
    assert second["verdict"] == "supported"
    assert second["comparison"]["difference"] == 0
    assert math.isnan(second["comparison"]["effect"]) or second["comparison"]["effect"] == 0
    json.loads((plain.path / "verdicts.json").read_text(), parse_constant=pytest.fail)


def test_a_claim_whose_variants_were_not_run_is_not_judged_and_says_so(tiny: Load, tmp_path: Path) -> None:
    run = run_scenario(tiny(), replicates=20, variants=["hold", "sham"], results=tmp_path)
    first, second = run.verdicts()
    assert first["verdict"] == "not judged"
    assert "press" in first["sentence"]
    assert second["verdict"] == "supported"
    again = run_scenario(tiny(), replicates=20, variants=["press"], results=tmp_path)
    assert again.verdicts()[0]["verdict"] != "not judged"
    assert again.variants == ["press", "hold", "sham"]


def test_one_replicate_cannot_be_judged_but_is_kept(tiny: Load, tmp_path: Path) -> None:
    run = run_scenario(tiny(), replicates=1, results=tmp_path)
    assert {one["verdict"] for one in run.verdicts()} == {"not judged"}
    assert "at least 2 sound pairs" in run.verdicts()[0]["sentence"]


def test_auto_stops_when_every_claim_is_decided(tiny: Load, tmp_path: Path) -> None:
    said: list[str] = []
    run = run_scenario(tiny(), replicates="auto", cap=800, results=tmp_path, say=said.append)
    looks = run.manifest["looks"]
    assert looks["planned"] == [200, 400, 800]
    assert looks["made"][-1]["undecided"] == []
    assert said[-1] == looks["reason"]
    n = looks["made"][-1]["replicates"]
    assert run.replicates == {"press": n, "hold": n, "sham": n}
    assert {one["alpha"] for one in run.verdicts()} == {looks["made"][-1]["alpha"]}


def test_auto_stops_at_the_cap_and_more_that_is_stored_does_not_sway_it(tiny: Load, tmp_path: Path) -> None:
    claims: list[dict[str, Any]] = tiny().merged["claims"]
    seen = run_scenario(tiny(), replicates=500, results=tmp_path)
    # What the effect must exceed is the effect itself, so that no number of pairs decides the claim.
    claims[0]["smallest_effect"] = seen.verdicts()[0]["comparison"]["difference"]
    run = run_scenario(tiny({"claims": claims}), replicates="auto", cap=300, results=tmp_path)
    looks = run.manifest["looks"]
    assert [look["replicates"] for look in looks["made"]] == [200, 300]
    assert looks["made"][-1]["undecided"] == ["T1"]
    assert set(run.replicates.values()) == {300}
    assert run.path == seen.path
    assert set(run.manifest["stored"].values()) == {500}


# How far it is.


def test_progress_counts_blocks_to_the_end(tiny: Load, tmp_path: Path) -> None:
    seen: list[tuple[int, int, float, float]] = []
    run_scenario(tiny(), replicates=40, block=20, results=tmp_path, progress=lambda *now: seen.append(now))
    assert [(done, total) for done, total, _, _ in seen] == [(n, 6) for n in range(7)]
    assert math.isinf(seen[0][3])
    assert seen[-1][3] == 0
    assert all(rate > 0 for _, _, rate, _ in seen[1:])
    again: list[tuple[int, int, float, float]] = []
    run_scenario(tiny(), replicates=40, block=20, results=tmp_path, progress=lambda *now: again.append(now))
    assert again == [(6, 6, 0.0, 0.0)]


def test_variants_grow_together(tiny: Load, tmp_path: Path) -> None:
    run_scenario(tiny(), replicates=40, block=20, results=tmp_path)
    (path,) = tmp_path.glob("tiny-*")
    lines = [json.loads(line) for line in (path / "blocks.jsonl").read_text().splitlines()]
    assert [(line["variant"], line["first"]) for line in lines] == [
        (name, first) for first in (0, 20) for name in ("press", "hold", "sham")
    ]


# Bad input.


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"replicates": 0}, "replicates is 0, expected a whole number"),
        ({"replicates": 2.5}, "replicates is 2.5"),
        ({"block": 0}, "block is 0"),
        ({"workers": 0}, "workers is 0, expected 1 or more"),
        ({"variants": ["pres"]}, r"no variant 'pres' \(did you mean 'press'\?\)"),
        ({"variants": []}, "no variant is named"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_bad_input_is_an_error_with_a_remedy(wrong: dict[str, Any], message: str, tiny: Load, tmp_path: Path) -> None:
    with pytest.raises(SpheresError, match=message):
        run_scenario(tiny(), results=tmp_path, **wrong)


# Large worlds.


def test_large_worlds_are_run_in_pieces_and_keep_fewer_series(tiny: Load) -> None:
    world = build(tiny(), "press")
    assert block_size(world, 250) == 250
    large = replace(world, powers=tuple(f"P{p}" for p in range(64)), clients=tuple(f"C{c}" for c in range(200)))
    assert piece_size(large) < 250
    assert block_size(large, 250) < 250
    assert recording.trajectories_for(world, 1000) == 1000
    assert 1 <= recording.trajectories_for(replace(large, calendar=Calendar("2008-Q1", 80)), 1000) < 1000
    assert sum(len(group.actors) for group in recording.groups(large)) <= recording.MOST_CHANNELS
    assert {group.series for group in recording.groups(large)} >= {"norm", "influence"}


# Again.


def test_a_run_is_reproduced_bit_for_bit(plain: RunDirectory) -> None:
    result = reproduce(plain.path)
    assert result.identical
    assert result.replicates == {"press": 60, "hold": 60, "sham": 60}
    assert "bit for bit" in result.sentence()
    assert result.changes == ()


def test_what_differs_is_told_by_outcome(tiny: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_scenario(tiny(), replicates=12, results=tmp_path)
    key = run.verdicts()[0]["outcome"]
    manifest = json.loads((run.path / "manifest.json").read_text())
    manifest["environment"]["versions"]["numpy"] = "1.0"
    write_vouched(run.path / "manifest.json", json.dumps(manifest).encode())

    def shifted(ran: Any, requests: Any) -> dict[str, Any]:
        found = dict(measure(ran, requests))
        if ran.world.variant == "press":
            found[key] = found[key] + np.where(ran.replicates == 5, 0.25, 0.0)
        return found

    monkeypatch.setattr(blocks, "measure", shifted)
    result = reproduce(run.path, replicates=8)
    (difference,) = result.differences
    assert (difference.variant, difference.outcome, difference.replicates, difference.first) == (
        "press",
        key,
        1,
        5,
    )
    assert difference.largest == pytest.approx(0.25)
    assert not result.identical
    assert any(change.startswith("numpy was 1.0, is ") for change in result.changes)
    assert set(result.replicates.values()) == {8}


@pytest.mark.parametrize(("least", "kept", "told"), [(0, False, True), (0, True, False), (10**9, False, False)])
def test_who_waits_for_kernels_to_be_compiled_is_told(
    least: int, kept: bool, told: bool, tiny: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "to_compile", lambda cells: cells >= least and not kept)
    said: list[str] = []
    run_scenario(tiny(), replicates=4, results=tmp_path, say=said.append)
    assert [one for one in said if "compiled for this machine" in one] == said
    assert bool(said) is told
