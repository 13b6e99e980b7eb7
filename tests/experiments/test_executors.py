"""Work is done once, in any crew, whatever becomes of the workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from sim.core.errors import SpheresError
from sim.experiments.executors import Borrowed, Crew, Processes, Serial, crew, processors

WORK = '''
import os, signal, time
from pathlib import Path

def double(shared, task):
    return task, shared["factor"] * task

def settings(shared, task):
    return {"threads": os.environ["OMP_NUM_THREADS"], "process": os.getpid(),
            "interrupt": signal.getsignal(signal.SIGINT) is signal.SIG_IGN}

class Costly:
    """Counts, in a folder, how often it is unpacked."""
    def __init__(self, folder):
        self.folder = folder
    def __setstate__(self, state):
        self.__dict__.update(state)
        Path(self.folder, f"{os.getpid()}-{time.monotonic_ns()}").touch()

def use(shared, task):
    time.sleep(0.01)
    return os.getpid()

def die_once(shared, task):
    """Task 3 takes its worker with it, the first time."""
    mark = Path(shared, "died")
    if task == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return task

def die_always(shared, task):
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task

def fail(shared, task):
    if task == 3:
        raise ZeroDivisionError("a bug")
    return task

def sleep(shared, task):
    Path(shared, str(os.getpid())).touch()
    time.sleep(60)
'''


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A module that workers can import: what they are to do."""
    name = "work_for_crews"
    (tmp_path / f"{name}.py").write_text(WORK)
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop(name, None)
    module = __import__(name)
    yield module
    sys.modules.pop(name, None)


def crews() -> list[Crew]:
    return [Serial(), Processes(2), Borrowed(ThreadPoolExecutor(2), in_flight=3)]


@pytest.mark.parametrize("team", crews(), ids=lambda team: type(team).__name__)
def test_every_task_is_done_once(team: Crew, work: ModuleType) -> None:
    results = sorted(team.run(work.double, {"factor": 2}, range(20)))
    assert results == [(n, 2 * n) for n in range(20)]


@pytest.mark.parametrize("team", crews(), ids=lambda team: type(team).__name__)
def test_no_tasks_give_no_results(team: Crew, work: ModuleType) -> None:
    assert list(team.run(work.double, {"factor": 2}, [])) == []


@pytest.mark.parametrize("team", crews(), ids=lambda team: type(team).__name__)
def test_tasks_are_drawn_as_they_are_needed(team: Crew, work: ModuleType) -> None:
    drawn: list[int] = []

    def tasks() -> Iterator[int]:
        for n in range(1000):
            drawn.append(n)
            yield n

    with closing(team.run(work.double, {"factor": 2}, tasks())) as results:
        next(iter(results))
        assert len(drawn) < 20


def test_workers_have_one_thread_each_and_leave_interrupts_to_us(work: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    found = list(Processes(2).run(work.settings, None, range(4)))
    assert {one["threads"] for one in found} == {"1"}
    assert all(one["interrupt"] for one in found)
    assert os.getpid() not in {one["process"] for one in found}
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_what_is_shared_is_sent_once_to_each_worker(work: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    workers = set(Processes(2).run(work.use, work.Costly(str(folder)), range(30)))
    assert len(list(folder.iterdir())) == len(workers)


def test_a_borrowed_executor_unpacks_what_is_shared_once_and_stays_open(work: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    with ThreadPoolExecutor(1) as executor:
        assert len(list(Borrowed(executor).run(work.use, work.Costly(str(folder)), range(10)))) == 10
        assert len(list(folder.iterdir())) == 1
        assert executor.submit(int, 3).result() == 3


def test_what_a_dead_worker_held_is_given_out_again(work: ModuleType, tmp_path: Path) -> None:
    assert sorted(Processes(2).run(work.die_once, str(tmp_path), range(12))) == list(range(12))
    assert (tmp_path / "died").exists()


def test_a_task_that_always_ends_its_worker_is_named(work: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(SpheresError, match=r"^3 ended its worker 3 times"):
        list(Processes(2).run(work.die_always, str(tmp_path), range(12)))


@pytest.mark.parametrize("team", crews(), ids=lambda team: type(team).__name__)
def test_a_bug_is_shown_with_its_task(team: Crew, work: ModuleType) -> None:
    with pytest.raises(ZeroDivisionError, match="a bug") as caught:
        list(team.run(work.fail, None, range(6)))
    assert "in 3" in caught.value.__notes__


def test_a_dead_borrowed_executor_is_an_error_with_a_remedy(work: ModuleType) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with (
        ProcessPoolExecutor(1, get_context("spawn")) as executor,
        pytest.raises(SpheresError, match="finished blocks are kept"),
    ):
        list(Borrowed(executor).run(work.die_always, None, range(3, 5)))


def test_stopping_early_ends_the_workers_at_once(work: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "working"
    folder.mkdir()
    script = textwrap.dedent(f"""
        import sys
        sys.path[:0] = [{str(tmp_path)!r}, {str(Path.cwd())!r}]
        import work_for_crews
        from sim.experiments.executors import Processes
        if __name__ == "__main__":
            try:
                list(Processes(2).run(work_for_crews.sleep, {str(folder)!r}, range(4)))
            except KeyboardInterrupt:
                sys.exit(130)
    """)
    path = tmp_path / "main.py"
    path.write_text(script)
    process = subprocess.Popen([sys.executable, str(path)], start_new_session=True)
    pids = wait_for_workers(folder, 2)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert time.monotonic() - began < 3
    assert all(gone(pid) for pid in pids)


def test_workers_do_not_outlive_a_killed_parent(work: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "working"
    folder.mkdir()
    path = tmp_path / "main.py"
    path.write_text(
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(Path.cwd())!r}]\n"
        "import work_for_crews\nfrom sim.experiments.executors import Processes\n"
        "if __name__ == '__main__':\n"
        f"    list(Processes(2).run(work_for_crews.sleep, {str(folder)!r}, range(4)))\n"
    )
    process = subprocess.Popen([sys.executable, str(path)])
    pids = wait_for_workers(folder, 2)
    process.kill()
    process.wait(timeout=10)
    until = time.monotonic() + 10
    while not all(gone(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert all(gone(pid) for pid in pids)


def wait_for_workers(folder: Path, number: int) -> list[int]:
    until = time.monotonic() + 20
    while len(list(folder.iterdir())) < number and time.monotonic() < until:
        time.sleep(0.05)
    return [int(path.name) for path in folder.iterdir()]


def gone(pid: int) -> bool:
    """True where the process has ended, be it collected or not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except ProcessLookupError:
        return True
    except FileNotFoundError:  # ended just now, or a system without /proc
        return Path("/proc/self").exists()


def test_a_crew_of_one_is_this_process() -> None:
    assert isinstance(crew(1), Serial)
    assert isinstance(crew(2), Processes)
    with ThreadPoolExecutor(1) as executor:
        assert isinstance(crew(2, executor), Borrowed)
    with pytest.raises(SpheresError, match="workers is 0, expected 1 or more"):
        crew(0)
    assert processors() >= 1
