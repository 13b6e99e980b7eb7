"""The array core beside its twin of plain Mesa agents, by clients and replicates: python benchmarks/twin.py [--clients 10 30].

Both play the same worlds of 4 powers and 20 turns with the same luck, in one run, side by side; processor seconds, the best of
several where they are short. The core records every series as it goes, the twin nothing. The twin plays one replicate after
the other, so its cost is linear: four are timed and multiplied, and a second table shows whether that may be done.
The core is asked for at most 1,000 replicates at a time, to spare memory. Nothing here is a test: it fails on no figure.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `spheres` has it
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from speed import table
from worlds import write

from sim.core.world import World
from sim.engine import simulate
from sim.scenario import build, load
from tests.twin.model import Twin

POWERS, TURNS, BLOCK = 4, 20, 1_000
TIMED = 4  # replicates of the twin that are timed


def seconds(work: Callable[[], None]) -> float:
    """Processor time of some work; short work is done again, and the best counts."""
    best, spent = float("inf"), 0.0
    while best == float("inf") or spent < 2.0:
        start = time.process_time()
        work()
        took = time.process_time() - start
        best, spent = min(best, took), spent + took
    return best


def core(world: World, replicates: int) -> float:
    def work() -> None:
        for first in range(0, replicates, BLOCK):
            simulate(world, seed=1, replicates=range(first, min(first + BLOCK, replicates)))

    return seconds(work)


def twin(world: World, replicates: int) -> float:
    def work() -> None:
        for replicate in range(replicates):
            history = Twin(world, seed=1, replicate=replicate)
            for _ in range(TURNS):
                history.step()

    return seconds(work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[10, 30, 100, 200])
    parser.add_argument("--replicates", type=int, nargs="+", default=[1, 10, 100, 1_000, 10_000])
    told = parser.parse_args()
    rows, linear = [], []
    with tempfile.TemporaryDirectory() as folder:
        for clients in told.clients:
            world = build(load(write(Path(folder), POWERS, clients, TURNS)), "base")
            simulate(world, seed=1, replicates=range(BLOCK))  # where numba is installed, it compiles now
            each = [twin(world, n) / n for n in (1, 2, TIMED)]
            linear.append([str(clients), *(f"{one * 1e3:.0f}" for one in each), f"{each[-1] / each[0]:.2f}"])
            for replicates in told.replicates:
                arrays = core(world, replicates)
                agents = each[-1] * replicates
                rows.append([str(clients), f"{replicates:,}", f"{arrays:.3f}", f"{agents:.2f}", f"{agents / arrays:.1f}"])
    table(f"{POWERS} powers, {TURNS} turns, all mechanisms on; seconds",
          ["clients", "replicates", "arrays", "agents", "agents / arrays"], rows)  # fmt: skip
    table("Whether the agents' cost is linear: ms a replicate", ["clients", "1", "2", str(TIMED), f"{TIMED} to 1"], linear)


if __name__ == "__main__":
    main()
