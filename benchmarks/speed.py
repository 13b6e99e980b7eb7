"""Speed and memory of the laboratory, as tables: python benchmarks/speed.py [--quick] [--million].

Times are processor seconds of whole calls, the best of several, since a busy machine only ever makes them longer; ratios
come from runs side by side. Nothing here is a test: it fails on no figure.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `spheres` has it
sys.path.insert(0, str(Path(__file__).resolve().parent))

from worlds import write

from sim.core import kernels
from sim.engine import simulate
from sim.outcomes import default_requests, measure
from sim.scenario import build, load


def table(title: str, headings: list[str], rows: list[list[str]]) -> None:
    """Print a table."""
    widths = [max(len(line[i]) for line in [headings, *rows]) for i in range(len(headings))]
    print(f"\n{title}")
    for line in [headings, *rows]:
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def one_core(folder: Path, sizes: list[tuple[int, int, int]], repeats: int) -> None:
    """Milliseconds a replicate in one process, by turns with compiled kernels and without; and to measure every outcome."""
    usual = kernels.LEAST_CELLS
    ways = [("kernels", usual), ("NumPy alone", sys.maxsize)] if kernels.compiles() else [("NumPy alone", 0)]
    rows = []
    for powers, clients, turns in sizes:
        world = build(load(write(folder, powers, clients, turns)), "base")
        block = max(2, min(1092, 131_040 // (powers * clients)))
        simulate(world, seed=1, replicates=range(block))
        best = {name: float("inf") for name, _ in [*ways, ("outcomes", 0)]}
        for _ in range(repeats):
            for name, least in ways:
                kernels.LEAST_CELLS = least
                start = time.process_time()
                run = simulate(world, seed=1, replicates=range(block))
                best[name] = min(best[name], (time.process_time() - start) / block * 1e3)
            start = time.process_time()
            measure(run, default_requests(world))
            best["outcomes"] = min(best["outcomes"], (time.process_time() - start) / block * 1e3)
        rows.append([f"{powers} x {clients} x {turns}", str(block), *[f"{took:.2f}" for took in best.values()]])
    kernels.LEAST_CELLS = usual
    headings = ["powers x clients x turns", "block", *[f"ms a replicate, {name}" for name, _ in ways], "ms to measure it"]
    table("One process, all mechanisms on", headings, rows)


def processes(folder: Path, replicates: int) -> None:
    """Throughput of whole batches on one and on two processes, one after the other."""
    from sim.experiments import run_scenario  # here, as `spheres` does: each process imports what stands at the top

    path = write(folder, 4, 30, 80)
    rows, rate = [], {}
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as results:
            start = time.perf_counter()
            run_scenario(path, replicates=replicates, workers=workers, results=results, variants=["base"])
            rate[workers] = replicates / (time.perf_counter() - start)
        rows.append([str(workers), f"{rate[workers]:.0f}", f"{rate[workers] / rate[1]:.2f}"])
    table(f"Batches of {replicates} replicates, 4 x 30 x 80, stored", ["processes", "replicates/s", "ratio"], rows)


def memory(folder: Path, counts: list[int]) -> None:
    """Peak memory of a whole batch, in a process of its own, by the number of replicates; a small world of 2 x 5 x 8."""
    if sys.platform != "linux":
        print("\nMemory of a batch: measured on Linux alone")
        return
    path = write(folder, 2, 5, 8)
    code = (
        "import json, sys, time\n"
        "from pathlib import Path\n"
        "from sim.experiments import run_scenario\n"
        "start = time.perf_counter()\n"
        "run_scenario(sys.argv[1], replicates=int(sys.argv[2]), results=sys.argv[3], block=5000, variants=['base'])\n"
        "took, status = time.perf_counter() - start, Path('/proc/self/status').read_text()\n"
        # Not getrusage: a new process begins with the peak of the one that started it.
        "print(json.dumps([int(status.partition('VmHWM:')[2].split()[0]) / 1024, took]))\n"
    )
    rows = []
    for count in counts:
        with tempfile.TemporaryDirectory() as results:
            answer = subprocess.run(
                [sys.executable, "-c", code, str(path), str(count), results],
                check=True, capture_output=True, text=True, env=os.environ,
            )  # fmt: skip
        peak, seconds = json.loads(answer.stdout.splitlines()[-1])
        rows.append([f"{count:,}", f"{peak:.0f}", f"{seconds:.0f}"])
    table("Memory of a batch, 2 x 5 x 8", ["replicates", "peak MB", "seconds"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller and fewer runs")
    parser.add_argument("--million", action="store_true", help="a batch of 1,000,000 replicates as well")
    told = parser.parse_args()
    sizes = [(2, 10, 80), (4, 30, 80)] if told.quick else [(2, 10, 80), (4, 30, 80), (4, 60, 80), (8, 100, 80), (64, 200, 80)]
    with tempfile.TemporaryDirectory() as folder:
        one_core(Path(folder), sizes, 2 if told.quick else 5)
        processes(Path(folder), 4_000 if told.quick else 60_000)  # starting a process takes some seconds
        memory(Path(folder), [2_000, 20_000] if told.quick else [10_000, 100_000, *([1_000_000] if told.million else [])])


if __name__ == "__main__":
    main()
