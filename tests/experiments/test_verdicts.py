"""All claims of several scenarios: one table, each claim with as many replicates as it needs, and the copy that is checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.core.errors import SpheresError
from sim.experiments import reference, run_scenario
from sim.experiments.hypotheses import contradictions, hypotheses, hypothesis_of, left_open, uncovered
from sim.experiments.reference import Again, Sample
from sim.experiments.verdicts import COLUMNS, Table, decide, needed, stands, written
from sim.reports.verdicts import counted, coverage, tables
from sim.scenario import Scenario
from sim.scenario.vocabulary import GROUPS

Load = Callable[..., Scenario]


@pytest.fixture(scope="module")
def files(tiny: Load, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two scenarios on disk: one decided at once but for a claim on the edge, one with a check and a shorter run."""
    folder = tmp_path_factory.mktemp("scenarios")
    found = run_scenario(tiny(), replicates=400, results=folder / "results").verdicts()
    edge = found[0]["comparison"]["difference"]  # what the claim must exceed is the effect itself: no number decides it
    first, second = tiny().merged, tiny(turns=4).merged
    first["claims"][0]["smallest_effect"] = edge
    second |= {"scenario": "second", "group": "exclusion"}
    second["claims"] = [
        second["claims"][0] | {"id": "H16a", "check": {"treatment": "sham", "control": "hold", "why": "Off."}},
    ]
    written = []
    for name, data in (("tiny", first), ("second", second)):
        path = folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        written.append(str(path))
    return written


@pytest.fixture(scope="module")
def table(files: list[str], tmp_path_factory: pytest.TempPathFactory) -> Table:
    return decide(files, cap=400, results=tmp_path_factory.mktemp("runs"), command="by a test")


def test_every_claim_has_a_row_in_the_order_of_the_list(table: Table) -> None:
    assert [(row["claim"], row["hypothesis"], Path(row["scenario"]).stem, row["group"]) for row in table.rows] == [
        ("H16a", "H16", "second", "exclusion"), ("T1", "T1", "tiny", None), ("T2", "T2", "tiny", None),
    ]  # fmt: skip
    assert all(tuple(row) == COLUMNS for row in table.rows)
    assert [row["verdict"] for row in table.rows] == ["supported", "undecided", "supported"]
    assert [row["check"] for row in table.rows] == ["passed", None, None]


def test_a_claim_stops_at_the_look_that_decides_it_and_so_do_variants_that_only_it_needs(table: Table) -> None:
    assert [row["replicates"] for row in table.rows] == [200, 400, 200]
    about = {Path(name).stem: told for name, told in table.manifest["scenarios"].items()}
    assert about["tiny"]["replicates"] == {"press": 400, "hold": 400, "sham": 200}
    assert table.manifest["looks"] == [200, 400]


def test_a_row_is_what_the_run_of_that_size_finds(table: Table, files: list[str], tmp_path: Path) -> None:
    found = run_scenario(files[1], replicates=200, results=tmp_path).verdicts()[0]
    row = table.rows[0]
    assert row["effect"] == found["comparison"]["difference"]
    assert row["check_effect"] == found["check"]["comparison"]["difference"]
    assert row["smallest_effect"] == found["smallest_effect"]


@pytest.mark.slow
def test_what_is_there_is_not_computed_again_and_processes_change_nothing(table: Table, files: list[str], tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    again = decide(
        files, cap=400, workers=2, results=tmp_path, progress=lambda one, done, total, left: told.append((one.name, done, total))
    )
    assert again.rows == table.rows
    assert sorted(done for _, done, _ in told) == [1, 2]
    blocks = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet") if "blocks" in path.parts}
    assert decide(files, cap=400, results=tmp_path).rows == table.rows
    assert blocks == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet") if "blocks" in path.parts}


def test_only_the_variants_that_claims_need_are_run(tiny: Load) -> None:
    assert list(needed(tiny(), ["T1"]).variants) == ["press", "hold"]
    assert list(needed(tiny(), ["T2"]).variants) == ["hold", "sham"]
    assert [claim.id for claim in needed(tiny(), ["T2"]).claims] == ["T2"]


def test_words_leave_what_is_written_as_it_was_and_numbers_do_not(tiny: Load) -> None:
    plain = tiny().merged["claims"]
    reworded = [claim | {"paraphrase": "Otherwise.", "reason": "Another."} for claim in plain]
    assert written(tiny({"claims": reworded, "title": "Other"})) == written(tiny())
    assert written(tiny({"claims": [plain[0] | {"smallest_effect": 0.5}, plain[1]]})) != written(tiny())
    assert written(tiny({"powers.USA.capability": 0.5})) != written(tiny())


def test_a_verdict_stands_over_the_family_where_its_share_of_alpha_allows_it() -> None:
    row: dict[str, Any] = {"verdict": "supported", "p_adjusted": 0.004, "alpha": 0.025}
    assert stands(row, 5) is True
    assert stands(row, 10) is False
    assert stands(row | {"verdict": "undecided"}, 1) is None


def test_what_the_terminal_says(table: Table) -> None:
    assert [one.title for one in tables(table.rows)] == [GROUPS["exclusion"], "Of no group"]
    assert counted(table.rows).startswith("3 claims: 2 supported, 1 undecided. Mechanism checks: 1 passed")
    told = coverage(table.rows, whole=True)
    assert told[0] == "Of the 40 claims on the list, 1 are in these scenarios."
    assert sum("not there; " in sentence for sentence in told) == 39


# The list of what the documents claim.


def test_the_list_has_forty_claims_and_eight_contradictions() -> None:
    assert len(hypotheses()) == 40
    assert list(contradictions()) == [f"X{i}" for i in range(1, 9)]
    assert {one.group for one in hypotheses().values()} == set(GROUPS) - {"contradictions"}
    assert all(one.lines and one.document[0] == "D" for one in hypotheses().values())


def test_claims_belong_to_the_entry_that_their_id_begins_with() -> None:
    assert [hypothesis_of(id_) for id_ in ("H16", "H16b", "H60-x", "X4a", "mine")] == ["H16", "H16", "H60", "X4", "mine"]
    absent = uncovered(["H01a", "H02", "H166"])
    assert len(absent) == 38
    assert "H16" in absent


def test_reasons_are_read_as_a_list_or_by_id(tmp_path: Path) -> None:
    path = tmp_path / "open.yaml"
    path.write_text("- {id: H99, reason: No means.}\n")
    assert left_open(path) == {"H99": "No means."}
    path.write_text("H99: No means.\n")
    assert left_open(path) == {"H99": "No means."}
    path.write_text("- {id: H99}\n")
    with pytest.raises(SpheresError, match="expected a list of"):
        left_open(path)
    assert left_open(tmp_path / "absent.yaml") == {}


# The copy that is committed, and its check.


@pytest.fixture
def copy(table: Table, files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reference, "with_claims", lambda: files)
    reference.write(table, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_copy_is_read_back_to_six_digits(copy: Path, table: Table) -> None:
    rows, manifest = reference.read(copy)
    assert manifest["scenarios"] == table.manifest["scenarios"]
    assert [row["effect"] for row in rows] == pytest.approx([row["effect"] for row in table.rows], rel=1e-5)
    assert [row["stands"] for row in rows] == ["yes", "", "yes"]
    assert rows[0]["replicates"] == 200


def test_a_check_takes_a_decided_claim_of_each_scenario_and_finds_nothing(copy: Path) -> None:
    rows, _ = reference.read(copy)
    assert {one.claim for one in reference.sample(rows)} == {"H16a", "T2"}  # T1 is undecided
    assert [one.flipped for one in reference.check(copy)] == ["", ""]


def test_some_scenarios_can_be_brought_up_to_date_alone(copy: Path, files: list[str], tmp_path: Path) -> None:
    before, manifest = reference.read(copy)
    alone = decide([files[1]], cap=250, results=tmp_path)
    reference.write(reference.updated(alone, copy), copy)
    after, now = reference.read(copy)
    assert [row["claim"] for row in after] == [row["claim"] for row in before]
    assert after[1:] == before[1:]
    assert after[0]["effect"] == before[0]["effect"]
    assert now["scenarios"][files[0]] == manifest["scenarios"][files[0]]
    assert set(now["scenarios"]) == set(files)
    assert now["cap"] == 250


@pytest.mark.slow
def test_a_flip_is_found(copy: Path) -> None:
    text = (copy / "verdicts.csv").read_text()
    (copy / "verdicts.csv").write_text(text.replace(",supported,", ",contradicted,").replace(",passed,", ",failed,"))
    flips = [one.flipped for one in reference.check(copy, workers=2)]
    assert "the verdict was 'contradicted' and is 'supported'; its mechanism check was 'failed' and is 'passed'" in flips[0]
    assert "the verdict was 'contradicted'" in flips[1]


def test_what_is_undecided_now_or_was_then_is_no_flip() -> None:
    assert not Again(Sample("s", "H01", "supported", "passed"), "undecided", "undecided").flipped
    assert not Again(Sample("s", "H01", "supported", ""), "supported", "passed").flipped
    assert Again(Sample("s", "H01", "supported", ""), "no meaningful effect", "").flipped


def test_a_copy_that_is_out_of_date_names_the_remedy(copy: Path, files: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = (copy / "manifest.json").read_text()
    (copy / "manifest.json").write_text(manifest.replace('"written": "', '"written": "0'))
    with pytest.raises(SpheresError, match=r"out of date: .*has changed since.*spheres verdicts --out .*copy"):
        reference.check(copy)
    (copy / "manifest.json").write_text(manifest)
    monkeypatch.setattr(reference, "with_claims", lambda: [*files, "tit_for_tat"])
    with pytest.raises(SpheresError, match="tit_for_tat is not in it"):
        reference.check(copy)


def test_a_folder_without_a_copy_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpheresError, match="holds no verdicts"):
        reference.check(tmp_path)
