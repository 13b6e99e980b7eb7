"""Kernels: loops that take whole stages through memory once, compiled where numba is installed (the extra `fast`).

NumPy takes a pass over memory for each operation, and a turn is hundreds of them. A kernel holds no rule of its own: it calls
the rules of `sim.mechanisms` with one number where they take an array. Each operation is what it was, in its order, exactly
rounded and never contracted, so that histories are the same to the last bit with numba and without.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from typing import Any

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


_AT_WORK: list[str] = []  # kernels that have been compiled in this process


def at_work() -> bool:
    """Whether this process uses kernels, so that one more costs next to nothing."""
    return bool(_AT_WORK) and compiles()


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
