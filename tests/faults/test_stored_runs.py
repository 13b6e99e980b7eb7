"""A harmed run directory is told from a whole one: nothing wrong is shown, nothing whole is lost, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.errors import SpheresError
from sim.experiments import RunDirectory
from sim.experiments.files import append_line
from sim.experiments.journal import BLOCKS, JOURNAL
from sim.experiments.sums import SUMS, settle, vouch, write_vouched
from tests.faults.harm import KINDS, Patient, cases, emptied, flipped, play, shown

MADE_ANEW = {"blocks/outcomes", "blocks/events", "blocks/trajectories", "blocks/histories"}


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Patient:
    return Patient(tmp_path_factory.mktemp("patient"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_harm_is_found_said_and_mended(patient: Patient, kind: str) -> None:
    for _, harm, seed in cases((kind,), flips=1):
        read, again = patient.suffer(kind, harm, seed)
        case = f"{kind} {harm.__name__} with seed {seed}"
        assert read.outcome in ("same", "refused"), f"{case}: {read.outcome}\n{read.said}"
        assert again.outcome in ("same", "refused"), f"{case}: {again.outcome}\n{again.said}"
        if kind in MADE_ANEW:
            assert again.outcome == "same"
            assert "its replicates 0-2 will be computed again" in again.said
        if kind not in ("manifest.json", SUMS):
            assert again.outcome == "same", "what the blocks hold must not be lost with a file that is made of them"


@pytest.mark.parametrize("kind", ["verdicts.json", "trajectories.parquet", "blocks/outcomes", "manifest.json"])
@pytest.mark.parametrize("harm", [emptied, flipped])
def test_readers_refuse_what_is_damaged(patient: Patient, kind: str, harm: object) -> None:
    read, _ = patient.suffer(kind, harm, 1)  # type: ignore[arg-type]
    assert read.outcome == "refused"
    assert "is damaged (its SHA-256 is not the one written down)" in read.said


def test_a_journal_that_lost_a_line_is_no_run_with_holes(tmp_path: Path) -> None:
    """Read as it stands, the replicates that it lacks would be as frozen: not a number, and left out."""
    run = play(tmp_path)
    truth = shown(run)
    journal = run.path / JOURNAL
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:2] + lines[3:]))
    with pytest.raises(SpheresError, match=r"blocks.jsonl lacks replicates of \w+: it has [03] of 6; give the command"):
        RunDirectory(run.path).outcomes()
    assert shown(play(tmp_path)) == truth


def test_folders_of_before_there_were_sums_can_still_be_read(tmp_path: Path) -> None:
    run = play(tmp_path)
    truth = shown(run)
    (run.path / SUMS).unlink()
    journal = run.path / JOURNAL
    journal.write_text("".join(line.partition(',"check"')[0] + "}\n" for line in journal.read_text().splitlines()))
    assert shown(RunDirectory(run.path)) == truth


def test_the_sums_are_those_of_sha256sum(tmp_path: Path) -> None:
    import hashlib

    run = play(tmp_path)
    lines = (run.path / SUMS).read_text().splitlines()
    names = [line.partition("  ")[2] for line in lines]
    assert names == ["manifest.json", "outcomes.parquet", "scenario.yaml", "trajectories.parquet", "verdicts.json"]
    assert lines == [f"{hashlib.sha256((run.path / name).read_bytes()).hexdigest()}  {name}" for name in names]
    assert (run.path / BLOCKS).is_dir()


def test_whoever_is_killed_between_a_line_and_its_file_leaves_the_old_file_sound(tmp_path: Path) -> None:
    run = play(tmp_path)
    truth = shown(run)
    vouch(run.path / "verdicts.json", "f" * 64)
    assert shown(RunDirectory(run.path)) == truth
    settle(run.path)
    assert "f" * 64 not in (run.path / SUMS).read_text()
    assert shown(RunDirectory(run.path)) == truth


def test_a_line_after_half_a_line_is_whole(tmp_path: Path) -> None:
    """A full disk takes half a line; what is written once there is room again must not be joined to it."""
    path = tmp_path / "journal"
    append_line(path, "one")
    with path.open("a") as stream:
        stream.write("tw")
    append_line(path, "three")
    assert path.read_text() == "one\ntw\nthree\n"
    sums = tmp_path / SUMS
    sums.write_text("0123")
    write_vouched(tmp_path / "x", b"content")
    assert sums.read_text().splitlines()[1].endswith("  x")
