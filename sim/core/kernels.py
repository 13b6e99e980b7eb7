"""Kernels: loops that take whole stages through memory once, compiled where numba is installed (the extra `fast`).

NumPy takes a pass over memory for each operation, and a turn is hundreds of them. A kernel holds no rule of its own: it calls
the rules of `sim.mechanisms` with one number where they take an array. Each operation is what it was, in its order, exactly
rounded and never contracted, so that histories are the same to the last bit with numba and without.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import sim

LEAST_CELLS = 20_000  # below, loading numba takes longer than it saves


@cache
def compiles() -> bool:
    """Whether kernels can be used: numba is installed, goes with this NumPy, and SPHERES_COMPILE is not 0."""
    if os.environ.get("SPHERES_COMPILE", "1") == "0":
        return False
    try:
        import_module("numba")
    except ImportError:
        return False
    return True


def pay(cells: int) -> bool:
    """Whether kernels are worth their loading for so many cells (r, p, c) at a time, and can be used."""
    return cells >= LEAST_CELLS and compiles()


_AT_WORK: list[str] = []  # kernels that have been compiled in this process


def at_work() -> bool:
    """Whether this process uses kernels, so that one more costs next to nothing."""
    return bool(_AT_WORK) and compiles()


@cache
def stamp() -> str:
    """A digest of every line that a rule can consist of: what was compiled of other lines is not used again."""
    root, digest = Path(sim.__file__).parent, hashlib.sha256()
    for folder in ("core", "mechanisms", "doctrines", "engine"):
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def to_compile(cells: int) -> bool:
    """Whether so many cells have kernels compiled of these lines. False where they are not kept beside them: nobody can tell."""
    if cells < LEAST_CELLS:
        return False
    root = Path(sim.__file__).parent
    kept = at_work() or not os.access(root, os.W_OK) or any(root.rglob(f"*.{stamp()}*.nbi"))
    return not kept and compiles()


def kernel(loops: Callable[..., Any]) -> Callable[..., Any]:
    """Compile the decorated function when it is first called."""

    @cache
    def machine_code() -> Callable[..., Any]:
        from sim.core.compiled import compiled

        _AT_WORK.append(loops.__name__)
        return compiled(loops)

    @wraps(loops)
    def run(*arguments: Any) -> Any:
        return machine_code()(*arguments)

    return run
