"""Executes every notebook as Jupyter would, without a network: python notebooks/run.py [NAME ...]

Fails at the first cell that fails, and for a notebook that takes longer than two minutes of processor time. With --write FOLDER
the executed notebooks are kept, as .ipynb.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jupytext
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).resolve().parent
LIMIT = 120.0  # seconds of processor time
TIMEOUT = 900  # seconds a cell may take on a busy machine


def run(path: Path, write: Path | None) -> str:
    """What went wrong, or nothing."""
    notebook = jupytext.read(path)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=TIMEOUT, kernel_name="python3", resources={"metadata": {"path": folder}})
        try:
            client.execute()
        except CellExecutionError as error:
            return str(error)
    if write is not None:
        jupytext.write(notebook, write / f"{path.stem}.ipynb")
    return ""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*")
    options.add_argument("--write", type=Path)
    chosen = options.parse_args()
    everything = sorted(path for path in HERE.glob("*.py") if path.name != Path(__file__).name)
    paths = [HERE / f"{name}.py" for name in chosen.names] or everything
    if chosen.write:
        chosen.write.mkdir(parents=True, exist_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        wrong = dict(zip(paths, pool.map(lambda path: run(path, chosen.write), paths), strict=True))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    for path, message in wrong.items():
        print(f"{path.stem:28} {'failed' if message else 'ran'}")
        if message:
            print(message)
    used = after.ru_utime - before.ru_utime
    print(f"{len(paths)} notebooks, {used:.0f} s of processor time")
    return int(any(wrong.values()) or used > LIMIT * len(paths))


if __name__ == "__main__":
    sys.exit(main())
