"""Who does the work: this process, a pool of processes, or any executor that a user brings.

All three take a function of (shared, task), what is shared, and the tasks, and yield results as they come,
few at a time: results are written away as they arrive, so memory does not grow with their number. Tasks are
pure, so one that was lost with its worker is simply given out again.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import Counter, deque
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from typing import Any, Final, Generic, Protocol, TypeVar

from sim.core.errors import SpheresError
from sim.experiments.worker import Parcel, begin, call, call_with

Shared = TypeVar("Shared")
Task = TypeVar("Task", bound=Hashable)
Result = TypeVar("Result")
Work = Callable[[Shared, Task], Result]

LOSSES: Final = 3  # workers that a task may take with it before it is named
_TICK: Final = 0.5  # seconds between looks at the keyboard: on Windows a wait without end is deaf to Ctrl-C
_WINDOWS_LIMIT: Final = 61  # processes that Windows can wait for at a time
_THREADS: Final = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip


class Crew(Protocol):
    """Whatever runs tasks. `deaths`: how many of its workers ended before their time, and were made up for."""

    workers: int
    deaths: int

    def run(self, work: Work[Shared, Task, Result], shared: Shared, tasks: Iterable[Task]) -> Generator[Result, None, None]:
        """Results in the order in which they are ready. Close the iterator to stop."""
        ...


class Serial:
    """This process, one task after the other."""

    workers = 1
    deaths = 0

    def run(self, work: Work[Shared, Task, Result], shared: Shared, tasks: Iterable[Task]) -> Generator[Result, None, None]:
        for task in tasks:
            with _named(task):
                result = work(shared, task)
            yield result


class Processes:
    """A pool of processes, rebuilt when a worker dies.

    workers   processes, each with one thread for linear algebra; started fresh (spawn) on every system
    """

    def __init__(self, workers: int) -> None:
        self.workers = min(workers, _WINDOWS_LIMIT) if sys.platform == "win32" else workers
        self.deaths = 0

    def run(self, work: Work[Shared, Task, Result], shared: Shared, tasks: Iterable[Task]) -> Generator[Result, None, None]:
        parcel = Parcel.of(work, shared)
        with _single_threads():
            shift: _Shift[Task, Result] = _Shift(self, parcel, iter(tasks))
            try:
                yield from shift.results()
            finally:
                shift.end()


class Borrowed:
    """An executor that the user brings (dask's, MPI's, loky's): used and left standing.

    in_flight   tasks handed over at a time: enough to keep its workers busy, few enough to hold their results
    """

    def __init__(self, executor: Executor, in_flight: int = 32) -> None:
        self.workers, self.deaths = in_flight, 0
        self._executor = executor

    def run(self, work: Work[Shared, Task, Result], shared: Shared, tasks: Iterable[Task]) -> Generator[Result, None, None]:
        parcel = Parcel.of(work, shared)
        rest = iter(tasks)
        pending: dict[Future[Result], Any] = {}
        try:
            while True:
                while len(pending) < self.workers and (task := next(rest, None)) is not None:
                    pending[self._executor.submit(call_with, parcel, task)] = task
                if not pending:
                    return
                for future in wait(pending, timeout=_TICK, return_when=FIRST_COMPLETED).done:
                    task = pending.pop(future)
                    with _named(task):
                        result = future.result()
                    yield result
        except (BrokenExecutor, CancelledError) as error:
            raise SpheresError(
                f"the executor gave up ({type(error).__name__}: {error}); start it again and give "
                "the same command: finished blocks are kept"
            ) from error
        finally:
            for future in pending:
                future.cancel()


def crew(workers: int, executor: Executor | None = None) -> Crew:
    """Who works: the executor if one is given, else this process for one worker, or a pool."""
    if executor is not None:
        return Borrowed(executor)
    if workers < 1:
        raise SpheresError(f"workers is {workers}, expected 1 or more; this machine has {processors()} processors for us")
    return Serial() if workers == 1 else Processes(workers)


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Shift(Generic[Task, Result]):
    """One pool at work: what is in flight, what was lost, and who is suspected.

    When a worker dies, all tasks in flight are lost and any of them may be to blame. They are given out again
    one by one, so that the next death names its cause; a task alone at LOSSES deaths is given up and named.
    """

    def __init__(self, crew: Processes, parcel: Parcel, tasks: Iterator[Task]) -> None:
        self._crew, self._workers, self._parcel, self._tasks = crew, crew.workers, parcel, tasks
        self._pool = self._new_pool()
        self._pending: dict[Future[Result], Task] = {}
        self._suspects: deque[Task] = deque()
        self._probing = False
        self._deaths: Counter[Task] = Counter()

    def results(self) -> Generator[Result, None, None]:
        while True:
            lost = self._hand_out()
            if not self._pending and not lost:
                return
            for future in wait(self._pending, timeout=_TICK, return_when=FIRST_COMPLETED).done:
                task = self._pending.pop(future)
                try:
                    with _named(task):
                        result = future.result()
                except BrokenExecutor:
                    lost.append(task)
                else:
                    self._probing = False
                    yield result
            if lost:
                self._recover(lost)

    def _hand_out(self) -> list[Task]:
        """Submit what there is room for; returns what could not be, because the pool has just broken."""
        while not self._probing and len(self._pending) < (1 if self._suspects else 2 * self._workers):
            self._probing = bool(self._suspects)
            task = self._suspects.popleft() if self._suspects else next(self._tasks, None)
            if task is None:
                break
            try:
                self._pending[self._pool.submit(call, task)] = task
            except BrokenExecutor:
                return [task]
        return []

    def _recover(self, lost: list[Task]) -> None:
        """A worker has died: gather what went with it, blame a task that was alone, and open a new pool."""
        self._crew.deaths += 1
        lost += self._pending.values()
        self._pending.clear()
        self._probing = False
        self.end()
        if len(lost) == 1:
            self._deaths[lost[0]] += 1
            if self._deaths[lost[0]] >= LOSSES:
                raise SpheresError(_given_up(lost[0]))
        self._suspects.extendleft(reversed(lost))
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers, multiprocessing.get_context("spawn"), initializer=begin, initargs=(self._parcel,)
        )

    def end(self) -> None:
        """Stop the pool at once, whatever its workers are doing; they are ours, and hold nothing."""
        workers = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            with suppress(OSError, ValueError):
                worker.kill()
        for worker in workers:
            with suppress(OSError, ValueError, AssertionError):
                worker.join(timeout=2)


def _given_up(task: object) -> str:
    return (
        f"{task} ended its worker {LOSSES} times (out of memory, or killed?); finished blocks are kept. "
        "Try a smaller --block, or --workers 1 to see what happens; a script of your own "
        "must start its work under `if __name__ == '__main__':`"
    )


@contextmanager
def _named(task: object) -> Iterator[None]:
    """Say in which task an unexpected error arose."""
    try:
        yield
    except (BrokenExecutor, CancelledError):
        raise
    except Exception as error:
        error.add_note(f"in {task}")
        raise


@contextmanager
def _single_threads() -> Iterator[None]:
    """Workers that start meanwhile use one thread each; our own setting comes back afterwards."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
