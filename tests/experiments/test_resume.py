"""A run that was stopped, extended, damaged or killed ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.core.errors import SpheresError
from sim.experiments import RunDirectory, batch, run_scenario
from sim.experiments.blocks import Block, Job, Task, run_block
from sim.scenario import Scenario

Load = Callable[..., Scenario]
Contents = Callable[[RunDirectory], dict[str, bytes]]


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """The tasks that are computed from now on."""
    tasks: list[Task] = []

    def noted(job: Job, task: Task) -> Block:
        tasks.append(task)
        return run_block(job, task)

    monkeypatch.setattr(batch, "run_block", noted)
    return tasks


@pytest.fixture(scope="module")
def whole(tiny: Load, tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    """60 replicates that nobody disturbed."""
    return run_scenario(tiny(), replicates=60, block=20, results=tmp_path_factory.mktemp("whole"))


def test_the_same_command_again_computes_nothing(tiny: Load, tmp_path: Path, computed: list[Task]) -> None:
    first = run_scenario(tiny(), replicates=20, results=tmp_path)
    computed.clear()
    files = {path: path.read_bytes() for path in first.path.rglob("*") if path.is_file()}
    again = run_scenario(tiny(), replicates=20, results=tmp_path)
    assert computed == []
    assert {path: path.read_bytes() for path in again.path.rglob("*") if path.is_file()} == files


def test_more_replicates_compute_only_what_is_missing(
    tiny: Load, tmp_path: Path, computed: list[Task], whole: RunDirectory, contents: Contents
) -> None:
    run_scenario(tiny(), replicates=10, block=20, results=tmp_path)
    computed.clear()
    run = run_scenario(tiny(), replicates=60, block=20, results=tmp_path)
    ranges = [(10, 20), (20, 40), (40, 60)]
    assert sorted((task.first, task.stop) for task in computed if task.variant == "hold") == ranges
    assert len(computed) == 9
    assert contents(run) == contents(whole)
    assert [session["computed"]["hold"] for session in run.manifest["sessions"]] == [10, 50]


def test_another_block_size_later_computes_only_what_is_missing(
    tiny: Load, tmp_path: Path, computed: list[Task], whole: RunDirectory, contents: Contents
) -> None:
    run_scenario(tiny(), replicates=25, block=25, results=tmp_path)
    computed.clear()
    run = run_scenario(tiny(), replicates=60, block=40, results=tmp_path)
    assert {(task.first, task.stop) for task in computed} == {(25, 40), (40, 60)}
    assert contents(run) == contents(whole)


def test_fewer_replicates_than_are_there_show_the_first_ones(
    tiny: Load, tmp_path: Path, computed: list[Task], contents: Contents
) -> None:
    fresh = run_scenario(tiny(), replicates=15, results=tmp_path / "fresh")
    run_scenario(tiny(), replicates=60, results=tmp_path / "more")
    computed.clear()
    run = run_scenario(tiny(), replicates=15, results=tmp_path / "more")
    assert computed == []
    assert contents(run) == contents(fresh)
    assert run.verdicts() == fresh.verdicts()


def test_a_variant_can_be_added_later(
    tiny: Load, tmp_path: Path, computed: list[Task], whole: RunDirectory, contents: Contents
) -> None:
    run_scenario(tiny(), replicates=60, variants=["hold"], results=tmp_path)
    computed.clear()
    run = run_scenario(tiny(), replicates=60, results=tmp_path)
    assert {task.variant for task in computed} == {"press", "sham"}
    assert contents(run) == contents(whole)


def test_a_damaged_block_is_computed_again_and_said(
    tiny: Load, tmp_path: Path, computed: list[Task], whole: RunDirectory, contents: Contents
) -> None:
    run = run_scenario(tiny(), replicates=60, block=20, results=tmp_path)
    path = run.path / "blocks" / "press" / "outcomes-0000020-0000039.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    computed.clear()
    said: list[str] = []
    run = run_scenario(tiny(), replicates=60, block=20, results=tmp_path, say=said.append)
    assert computed == [Task(20, 40, "press")]
    assert len(said) == 1
    assert "damaged" in said[0]
    assert contents(run) == contents(whole)


def test_better_words_find_the_same_results(tiny: Load, tmp_path: Path, computed: list[Task]) -> None:
    first = run_scenario(tiny(), replicates=10, results=tmp_path)
    computed.clear()
    again = run_scenario(tiny(title="A better title"), replicates=10, results=tmp_path)
    assert computed == []
    assert again.path == first.path
    assert again.manifest["scenario"]["title"] == "A better title"
    run_scenario(tiny({"powers.USA.capability": 0.9}), replicates=10, results=tmp_path)
    assert len(computed) == 3


def test_an_interrupt_keeps_the_finished_blocks(
    tiny: Load, tmp_path: Path, computed: list[Task], whole: RunDirectory, contents: Contents
) -> None:
    def stop_at_four(done: int, total: int, rate: float, left: float) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_scenario(tiny(), replicates=60, block=20, results=tmp_path, progress=stop_at_four)
    (path,) = tmp_path.iterdir()
    partly = RunDirectory(path)
    assert partly.replicates == {"press": 40, "hold": 20, "sham": 20}
    assert not partly.manifest["complete"]
    computed.clear()
    run = run_scenario(tiny(), replicates=60, block=20, results=tmp_path)
    assert len(computed) == 5
    assert contents(run) == contents(whole)


def test_two_processes_do_not_write_one_run(tiny: Load, tmp_path: Path) -> None:
    def again(*now: float) -> None:
        run_scenario(tiny(), replicates=10, results=tmp_path)

    with pytest.raises(SpheresError, match="is being written by process"):
        run_scenario(tiny(), replicates=10, results=tmp_path, progress=again)


SCRIPT = """
    import json, sys, time
    sys.path.insert(0, {root!r})

    def slowly(*now):
        time.sleep(0.1)

    if __name__ == "__main__":
        from sim.experiments import run_scenario
        from sim.scenario import from_mapping
        scenario = from_mapping(json.load(open({data!r})), name="tiny")
        settings = dict(replicates=60, block=10, workers={workers}, results={results!r})
        try:
            run_scenario(scenario, **settings, progress=slowly, say=print)
        except KeyboardInterrupt:
            sys.exit(130)
"""


@pytest.fixture
def batch_process(tiny: Load, tmp_path: Path) -> Callable[[int], subprocess.Popen[str]]:
    """Starts a batch of 18 blocks of 10 replicates, in a process of its own."""
    (tmp_path / "tiny.json").write_text(json.dumps(tiny().merged))

    def start(workers: int) -> subprocess.Popen[str]:
        script = textwrap.dedent(SCRIPT).format(
            root=str(Path.cwd()),
            data=str(tmp_path / "tiny.json"),
            results=str(tmp_path / "results"),
            workers=workers,
        )
        (tmp_path / "main.py").write_text(script)
        return subprocess.Popen(
            [sys.executable, str(tmp_path / "main.py")],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


def wait_for_blocks(results: Path, number: int) -> Path:
    """Until so many blocks are finished; the run's folder."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for journal in results.glob("*/blocks.jsonl"):
            if journal.read_text().count("\n") >= number:
                return journal.parent
        time.sleep(0.01)
    pytest.fail(f"no {number} blocks after a minute")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_run_goes_on_where_it_was_and_ends_the_same(
    workers: int, batch_process: Callable[[int], subprocess.Popen[str]], tiny: Load, tmp_path: Path,
    computed: list[Task], whole: RunDirectory, contents: Contents,
) -> None:  # fmt: skip
    with batch_process(workers) as process:
        path = wait_for_blocks(tmp_path / "results", 4)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(timeout=20) == -signal.SIGKILL
    finished = (path / "blocks.jsonl").read_text().count("\n")
    assert 4 <= finished < 18
    said: list[str] = []
    run = run_scenario(tiny(), replicates=60, block=10, results=tmp_path / "results", say=said.append)
    assert f"process {process.pid} on" in said[0]
    assert len(computed) == 18 - finished
    assert contents(run) == contents(whole)
    assert run.verdicts() == whole.verdicts()
    assert not [path for path in run.path.rglob("*") if path.name.endswith(".part")]


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_a_run_at_once_and_keeps_its_blocks(
    workers: int, batch_process: Callable[[int], subprocess.Popen[str]], tiny: Load, tmp_path: Path,
    computed: list[Task], whole: RunDirectory, contents: Contents,
) -> None:  # fmt: skip
    with batch_process(workers) as process:
        path = wait_for_blocks(tmp_path / "results", 3)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert time.monotonic() - began < 2
    finished = len(RunDirectory(path).records)
    assert 3 <= finished < 18
    run = run_scenario(tiny(), replicates=60, block=10, results=tmp_path / "results")
    assert len(computed) == 18 - finished
    assert contents(run) == contents(whole)
