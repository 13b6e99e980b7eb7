"""A run directory keeps what is finished, whatever happens to it, and tells the whole from the broken."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.errors import SpheresError
from sim.experiments import files, provenance, writer
from sim.experiments.blocks import Block, Task
from sim.experiments.files import Lock, write_whole
from sim.experiments.journal import Record
from sim.experiments.parquet import coded, encode, load, numbers
from sim.experiments.recording import joined, rounded
from sim.experiments.store import RunDirectory
from sim.experiments.views import fan, write_outcomes, write_trajectories
from sim.experiments.writer import Header, Writer, missing

HEADER = Header(
    name="toy",
    title="A toy",
    results_hash="ab" * 32,
    scenario_hash="cd" * 32,
    merged={"scenario": "toy", "variants": {"a": {}, "b": {}}},
    variants=("a", "b"),
    seed=7,
    start="2008-Q3",
    turns=3,
    trajectories=20,
    histories=2,
)


def block(variant: str, first: int, stop: int, frozen: Iterable[int] = ()) -> Block:
    """A block whose outcomes say which replicate they belong to: x = r, y = -r for variant a; + 0.5 for b."""
    r = np.arange(first, stop)
    ill = np.isin(r, list(frozen))
    value = np.where(ill, np.nan, r + 0.5 * (variant == "b"))
    kept = r[r < HEADER.trajectories]
    states = np.tile(np.arange(4, dtype=np.int32), len(kept))
    tables = {
        "outcomes": {
            "replicate": r,
            "frozen_at": np.where(ill, 2, -1).astype(np.int32),
            "frozen_reason": coded("a number was not finite" if bad else "" for bad in ill),
            "x": value,
            "y": -value,
        },
        "events": {
            "replicate": r,
            "turn": np.ones(len(r), dtype=np.int32),
            "kind": coded("fall" if n % 2 else "deal" for n in r),
            "power": coded(["USA"] * len(r)),
            "rival": coded(["RUS"] * len(r)),
            "client": coded(["VEN"] * len(r)),
            "amount": r * 0.1,
            "detail": coded([""] * len(r)),
        },
    }
    if len(kept):
        tables["trajectories"] = {
            "replicate": np.repeat(kept, 4),
            "turn": states,
            "norm": (np.repeat(kept, 4) + 100 * states).astype(np.float32),
        }
    contents = {kind: encode(table) for kind, table in tables.items()}
    digests = {kind: hashlib.sha256(data).hexdigest() for kind, data in contents.items()}
    return Block(
        Task(first, stop, variant),
        contents,
        digests,
        {"a number was not finite": int(ill.sum())} if ill.any() else {},
    )


def session(path: Path, said: list[str] | None = None, header: Header = HEADER) -> Writer:
    return Writer(path, header, command="spheres run toy", settings={}, say=[].append if said is None else said.append)


def stored(path: Path, *blocks: Block, show: int = 10) -> RunDirectory:
    """A finished session that keeps these blocks and shows so many replicates of each variant."""
    with session(path) as keeper:
        for one in blocks:
            keeper.add(one)
        keeper.show({"a": show, "b": show})
    return RunDirectory(path)


@pytest.fixture
def run(tmp_path: Path) -> RunDirectory:
    return stored(tmp_path / "run", block("a", 0, 7), block("b", 0, 10), block("a", 7, 10))


# Reading.


def test_outcomes_come_back_as_they_were_in_the_order_of_the_replicates(run: RunDirectory) -> None:
    table = run.outcomes()
    assert list(table.columns) == ["variant", "replicate", "x", "y"]
    assert list(table["variant"]) == ["a"] * 10 + ["b"] * 10
    assert list(table["replicate"]) == [*range(10), *range(10)]
    np.testing.assert_array_equal(table["x"], np.r_[np.arange(10.0), np.arange(10) + 0.5])
    np.testing.assert_array_equal(table["y"], -table["x"])


def test_some_columns_can_be_had_alone(run: RunDirectory) -> None:
    assert list(run.outcomes(["y"]).columns) == ["variant", "replicate", "y"]
    np.testing.assert_array_equal(run.columns("b", ["x"], 3)["x"], [0.5, 1.5, 2.5])


def test_an_outcome_that_was_not_measured_is_an_error_with_a_near_name(tmp_path: Path) -> None:
    run = stored(tmp_path / "run", block("a", 0, 10), block("b", 0, 10))
    with pytest.raises(SpheresError, match=r"no outcome 'X' \(did you mean 'x'\?\)"):
        run.outcomes(["X"])


def test_tidy_has_one_row_a_number(run: RunDirectory) -> None:
    table = run.tidy()
    assert list(table.columns) == ["variant", "replicate", "outcome", "value"]
    row = table[(table["variant"] == "b") & (table["replicate"] == 3) & (table["outcome"] == "y")]
    assert list(row["value"]) == [-3.5]
    assert len(table) == 40


def test_readers_show_what_the_last_command_asked_for_and_more_stays_stored(tmp_path: Path) -> None:
    path = tmp_path / "run"
    stored(path, block("a", 0, 7), block("a", 7, 14), block("b", 0, 14), show=14)
    with session(path) as keeper:
        keeper.show({"a": 9, "b": 9})
    run = RunDirectory(path)
    assert run.replicates == {"a": 9, "b": 9}
    assert run.manifest["stored"] == {"a": 14, "b": 14}
    assert list(run.outcomes().groupby("variant", observed=True).size()) == [9, 9]
    assert run.events()["replicate"].max() == 8
    assert len(run.series("a", ["norm"])["norm"]) == 9


def test_events_say_when_and_can_be_had_by_kind(run: RunDirectory) -> None:
    events = run.events()
    assert list(events.columns) == [
        "variant", "replicate", "turn", "quarter", "kind", "power", "rival", "client", "amount", "detail",
    ]  # fmt: skip
    assert set(events["quarter"]) == {"2008-Q4"}
    assert len(events) == 20
    falls = run.events("a", kinds=["fall"])
    assert list(falls["replicate"]) == [1, 3, 5, 7, 9]
    assert set(falls["kind"]) == {"fall"}


def test_frozen_replicates_are_nan_and_named(tmp_path: Path) -> None:
    run = stored(tmp_path / "run", block("a", 0, 10, frozen=[4]), block("b", 0, 10))
    assert np.flatnonzero(np.isnan(run.columns("a", ["x"])["x"])).tolist() == [4]
    assert run.frozen().to_dict("records") == [
        {"variant": "a", "replicate": 4, "turn": 2, "quarter": "2009-Q1", "reason": "a number was not finite"}
    ]
    assert run.manifest["frozen"] == {"a": {"a number was not finite": 1}}


def test_empty_tables_have_their_columns(run: RunDirectory) -> None:
    assert list(run.frozen().columns) == ["variant", "replicate", "turn", "quarter", "reason"]
    assert list(run.histories().columns) == ["variant", "replicate", "turn", "quarter", "power", "client"]
    assert len(run.events(kinds=["war"])) == 0


def test_a_folder_without_a_run_is_an_error_that_names_its_neighbours(run: RunDirectory) -> None:
    with pytest.raises(SpheresError, match=r"holds no run .*did you mean 'run'\?"):
        RunDirectory(run.path.parent / "rum")


# Views.


def test_trajectories_are_numpys_quantiles(tmp_path: Path) -> None:
    from sim.experiments.recording import Group

    run = stored(tmp_path / "run", block("a", 0, 13), block("b", 0, 13), show=13)
    write_trajectories(run, {name: [Group("norm", ("",), np.arange(1))] for name in "ab"})
    table = run.trajectories()
    assert list(table.columns) == [
        "variant", "series", "actor", "turn", "quarter", "mean", "q05", "q25", "q50", "q75", "q95",
    ]  # fmt: skip
    assert list(table["quarter"][:4]) == ["2008-Q2", "2008-Q3", "2008-Q4", "2009-Q1"]
    values = run.series("a", ["norm"])["norm"]
    for name, q in {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}.items():
        np.testing.assert_allclose(table[name][:4], np.quantile(values, q, axis=0), rtol=1e-6)
    np.testing.assert_allclose(table["mean"][:4], values.mean(axis=0), rtol=1e-6)


def test_views_are_made_again_only_when_their_blocks_have_changed(tmp_path: Path) -> None:
    path = tmp_path / "run"
    run = stored(path, block("a", 0, 10), block("b", 0, 10))
    write_outcomes(run)
    before = (path / "outcomes.parquet").stat().st_mtime_ns
    write_outcomes(run)
    assert (path / "outcomes.parquet").stat().st_mtime_ns == before
    write_outcomes(stored(path, block("a", 10, 12), block("b", 10, 12), show=12))
    assert len(pd.read_parquet(path / "outcomes.parquet")) == 24


def test_all_outcomes_in_one_file_and_as_csv(run: RunDirectory) -> None:
    write_outcomes(run, as_csv=True)
    pd.testing.assert_frame_equal(
        pd.read_parquet(run.path / "outcomes.parquet").astype({"variant": str}),
        run.outcomes().astype({"variant": str}),
    )
    csv = pd.read_csv(run.path / "outcomes.csv")
    tidy = run.tidy().astype({"variant": str, "outcome": str})
    order = ["variant", "replicate", "outcome"]
    assert csv.sort_values(order)["value"].tolist() == tidy.sort_values(order)["value"].tolist()


def test_large_outcomes_are_not_kept_twice(run: RunDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    write_outcomes(run)
    monkeypatch.setattr("sim.experiments.views.LARGEST_COPY", 8)
    write_outcomes(run)
    assert not (run.path / "outcomes.parquet").exists()


def test_a_fan_leaves_out_frozen_replicates() -> None:
    values = np.array([[1, 2], [np.nan, np.nan], [3, 6]], dtype=np.float32)
    np.testing.assert_allclose(fan(values)[[0, 3]], [[2, 4], [2, 4]])
    assert np.isnan(fan(values[1:2])).all()


def test_parquet_gives_back_what_it_got(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    floats = np.array([0.1, -0.0, np.nan, np.inf, 5e-324])
    path.write_bytes(encode({"f": floats, "n": np.arange(5), "t": coded(["b", "", "a", "b", "b"])}))
    assert numbers(path, ["f"])["f"].tobytes() == floats.tobytes()
    assert load(path).to_pandas()["t"].tolist() == ["b", "", "a", "b", "b"]


@given(st.lists(st.lists(st.sampled_from(["", "a", "b", "war"]), max_size=5), min_size=1, max_size=4))
def test_pieces_of_text_join_as_lists_do(pieces: list[list[str]]) -> None:
    whole = joined([{"t": coded(piece)} for piece in pieces])["t"]
    assert [whole.names[code] for code in whole.codes] == [text for piece in pieces for text in piece]


@given(st.lists(st.floats(width=32, min_value=-(2.0**100), max_value=2.0**100), min_size=1))
def test_rounding_of_series_is_slight(values: list[float]) -> None:
    given_values = np.array(values, dtype=np.float32)
    kept = rounded(given_values.copy())
    assert (np.abs(kept - given_values) <= np.abs(given_values) * 2.0**-12 + 1e-41).all()
    assert rounded(np.array([np.nan, np.inf, -np.inf], dtype=np.float32)).astype(str).tolist() == [
        "nan",
        "inf",
        "-inf",
    ]


# Which blocks are missing.


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=6),
    st.integers(1, 90),
    st.integers(1, 40),
)
def test_missing_ranges_fill_the_gaps_exactly(have: list[tuple[int, int]], wanted: int, size: int) -> None:
    records = [Record("a", first, first + n, {}) for first, n in have]
    gaps = missing([*records, Record("b", 0, 1000, {})], "a", wanted, size)
    there = {r for one in records for r in range(one.first, one.stop)}
    filled = [r for first, stop in gaps for r in range(first, stop)]
    assert filled == sorted(set(range(wanted)) - there)
    assert all(first // size == (stop - 1) // size for first, stop in gaps)


# Writing.


def test_the_manifest_tells_where_the_numbers_come_from(run: RunDirectory) -> None:
    manifest = json.loads((run.path / "manifest.json").read_text())
    assert manifest["scenario"]["merged"] == HEADER.merged
    assert manifest["seed"] == 7
    assert manifest["replicates"] == {"a": 10, "b": 10}
    assert {"python", "numpy", "scipy", "pandas", "mesa", "spheres"} <= set(manifest["environment"]["versions"])
    assert manifest["environment"]["cpu"]["model"]
    assert len(manifest["environment"]["code"]) == 64
    (one,) = manifest["sessions"]
    assert one["command"] == "spheres run toy"
    assert one["started"] <= one["finished"]
    assert one["computed"] == {"a": 10, "b": 10}
    assert manifest["complete"]
    for record in run.manifest["blocks"]:
        for kind, digest in record["sha256"].items():
            path = run.path / Record(**record).file(kind)
            assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


def test_a_session_that_computes_nothing_leaves_no_trace_in_the_manifest(run: RunDirectory) -> None:
    before = (run.path / "manifest.json").read_text()
    with session(run.path) as keeper:
        keeper.show({"a": 10, "b": 10})
    assert (run.path / "manifest.json").read_text() == before


@pytest.mark.parametrize("harm", ["truncated", "altered", "deleted"])
def test_a_damaged_block_is_found_said_and_wanted_again(run: RunDirectory, harm: str) -> None:
    path = run.path / "blocks" / "a" / "outcomes-0000000-0000006.parquet"
    content = path.read_bytes()
    if harm == "truncated":
        path.write_bytes(content[:-10])
    elif harm == "altered":
        path.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
    else:
        path.unlink()
    said: list[str] = []
    with session(run.path, said) as keeper:
        assert missing(keeper.records, "a", 10, 250) == [(0, 7)]
        assert missing(keeper.records, "b", 10, 250) == []
        keeper.add(block("a", 0, 7))
        keeper.show({"a": 10, "b": 10})
    assert len(said) == 1
    assert str(path) in said[0]
    assert "replicates 0-6 will be computed again" in said[0]
    assert path.read_bytes() == content
    assert RunDirectory(run.path).manifest["sessions"][-1]["notes"] == said


def test_what_a_killed_session_left_is_cleaned_away(run: RunDirectory) -> None:
    folder = run.path / "blocks" / "a"
    (folder / ".outcomes-0000010-0000019.parquet.123.part").write_bytes(b"half")
    (folder / "outcomes-0000010-0000019.parquet").write_bytes(b"written, but not in the journal")
    with open(run.path / "blocks.jsonl", "a") as journal:
        journal.write('{"variant":"a","first":10,"st')
    with session(run.path) as keeper:
        assert missing(keeper.records, "a", 20, 250) == [(10, 20)]
    assert sorted(path.name for path in folder.iterdir() if "0000010" in path.name) == []
    assert (run.path / "blocks.jsonl").read_text().endswith("}\n")
    assert len(RunDirectory(run.path).records) == 3


@pytest.mark.parametrize("other", [{"seed": 8}, {"results_hash": "ef" * 32}, {"name": "other"}])
def test_another_run_in_the_same_folder_is_refused(run: RunDirectory, other: dict[str, object]) -> None:
    with (
        pytest.raises(SpheresError, match=r"holds scenario toy \(ababababab\) with seed 7, not"),
        session(run.path, header=replace(HEADER, **other)),
    ):
        pass
    assert len(RunDirectory(run.path).records) == 3


def test_another_number_of_trajectories_is_refused(run: RunDirectory) -> None:
    with (
        pytest.raises(SpheresError, match="keeps trajectories of 20 replicates a variant, not 30"),
        session(run.path, header=replace(HEADER, trajectories=30)),
    ):
        pass


def test_numbers_of_other_code_are_set_aside_and_kept(run: RunDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    old = run.manifest["environment"]["code"]
    monkeypatch.setattr(provenance, "code_fingerprint", lambda: "0" * 64)
    said: list[str] = []
    with session(run.path, said) as keeper:
        assert keeper.records == []
    assert "the model's code has changed" in said[0]
    aside = RunDirectory(run.path.with_name(f"run.code-{old[:8]}"))
    assert len(aside.outcomes()) == 20


def test_an_interrupted_session_keeps_its_blocks_and_shows_what_has_no_gap(tmp_path: Path) -> None:
    path = tmp_path / "run"

    def interrupted() -> None:
        with session(path) as keeper:
            for one in (block("a", 0, 5), block("a", 10, 15), block("b", 0, 5)):
                keeper.add(one)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    run = RunDirectory(path)
    assert run.replicates == {"a": 5, "b": 5}
    assert run.manifest["stored"] == {"a": 10, "b": 5}
    assert not run.manifest["complete"]
    assert run.manifest["sessions"][-1]["interrupted"]


# One writer at a time.


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run"
    with (
        session(path),
        pytest.raises(SpheresError, match=f"is being written by process {os.getpid()} on "),
        session(path),
    ):
        pass


HOLDER = {"process": 4711, "host": "elsewhere", "since": "today"}


@pytest.mark.parametrize("then", ["names itself", "ends", "stays nameless"])
def test_a_writer_that_has_the_lock_but_not_yet_a_name_is_waited_for(tmp_path: Path, then: str) -> None:
    fcntl = pytest.importorskip("fcntl")  # Windows locks a byte instead
    with open(tmp_path / ".lock", "w+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        def go_on() -> None:
            if then == "names itself":
                (tmp_path / ".lock").write_text(json.dumps(HOLDER))
            if then == "ends":
                fcntl.flock(held, fcntl.LOCK_UN)

        later = threading.Timer(0.1, go_on)
        later.start()
        if then == "ends":
            with Lock(tmp_path) as lock:
                assert lock.taken_over is None
        else:
            who = "process 4711 on elsewhere" if then == "names itself" else "another process"
            with pytest.raises(SpheresError, match=f"is being written by {who}"), Lock(tmp_path):
                pass
        later.join()


def test_a_folder_that_is_moved_away_while_one_waits_for_it_has_one_writer(tmp_path: Path) -> None:
    """As when results of other code are set aside: the lock that comes free then is that of the folder that was moved."""
    fcntl = pytest.importorskip("fcntl")
    folder, aside = tmp_path / "run", tmp_path / "aside"
    folder.mkdir()
    with open(folder / ".lock", "w+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        def move() -> None:
            folder.rename(aside)
            folder.mkdir()
            fcntl.flock(held, fcntl.LOCK_UN)

        later = threading.Timer(0.1, move)
        later.start()
        with Lock(folder), pytest.raises(SpheresError, match="is being written by"), Lock(folder):
            pass
        later.join()
    assert (folder / ".lock").exists()


def test_a_disk_that_knows_no_locks_is_not_somebody_who_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def none(*asked: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", none)
    with pytest.raises(SpheresError, match=r"cannot write .*No locks available; check the disk"), Lock(tmp_path):
        pass


def test_the_place_of_a_killed_writer_is_taken_over_and_said(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.mkdir()
    script = (
        "import os, sys\n"
        f"sys.path.insert(0, {str(Path.cwd())!r})\n"
        "from pathlib import Path\n"
        "from sim.experiments.files import Lock\n"
        f"lock = Lock(Path({str(path)!r}))\n"
        "lock.__enter__()\n"
        "print(os.getpid(), flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        pid = other.stdout.readline().strip()
        with pytest.raises(SpheresError, match=f"is being written by process {pid} on "), session(path):
            pass
        other.kill()
    said: list[str] = []
    with session(path, said):
        pass
    assert len(said) == 1
    assert said[0].startswith(f"process {pid} on ")
    again: list[str] = []
    with session(path, again):
        pass
    assert again == []


def test_a_lock_can_be_taken_again_after_its_end(tmp_path: Path) -> None:
    for _ in range(2):
        with Lock(tmp_path) as lock:
            assert lock.taken_over is None


# A disk that does not let us.


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EACCES, "choose a folder"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "check the disk"),
    ],
)
def test_a_refusal_of_the_system_is_explained(number: int, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.os, "fsync", refuse)
    with pytest.raises(SpheresError, match=remedy) as caught:
        write_whole(tmp_path / "x", b"content")
    assert str(tmp_path / "x") in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_stops_the_session_and_loses_no_finished_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise SpheresError("the disk is full")

    path = tmp_path / "run"

    def out_of_space() -> None:
        with session(path) as keeper:
            keeper.add(block("a", 0, 5))
            monkeypatch.setattr(writer, "write_whole", full)
            keeper.add(block("b", 0, 5))

    with pytest.raises(SpheresError, match="the disk is full"):
        out_of_space()
    monkeypatch.undo()
    with session(path) as keeper:
        assert [(one.variant, one.first, one.stop) for one in keeper.records] == [("a", 0, 5)]


def test_a_file_where_the_folder_should_be_is_explained(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("in the way")
    with pytest.raises(SpheresError, match="choose another"), session(tmp_path / "results" / "run"):
        pass


def test_an_interrupt_during_a_write_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "x", b"content")
    assert list(tmp_path.iterdir()) == []


# What a run's name stands for.


def world(**changes: object) -> dict[str, object]:
    return {
        "title": "A title",
        "powers": {"USA": {"name": "United States", "capability": 1}},
        "timeline": [{"event": "arms_deal", "label": "A deal", "source": "D0"}],
    } | changes


def name_of(worlds: dict[str, object], seed: int = 1, outcomes: tuple[str, ...] = ("x", "y")) -> str:
    return provenance.results_hash(worlds, seed=seed, outcomes=outcomes)


def test_words_do_not_change_the_name_of_a_run() -> None:
    same = world(
        title="Another title",
        powers={"USA": {"capability": 1.0, "name": "USA"}},
        timeline=[{"source": "D1", "event": "arms_deal", "label": "A deal"}],
    )
    assert name_of({"a": world()}) == name_of({"a": same}, outcomes=("y", "x", "x"))


@pytest.mark.parametrize(
    "other",
    [
        name_of({"b": world()}),
        name_of({"a": world(), "b": world()}),
        name_of({"a": world(powers={"USA": {"capability": 1.5}})}),
        name_of({"a": world(powers={"USA": {"capability": 1, "doctrine": {"name": "prudent"}}})}),
        name_of({"a": world(turns=4)}),
        name_of({"a": world()}, seed=2),
        name_of({"a": world()}, outcomes=("x",)),
    ],
)
def test_what_moves_a_number_changes_the_name_of_a_run(other: str) -> None:
    assert other != name_of({"a": world()})
