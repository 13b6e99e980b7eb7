"""Kernels, with a compiler that leaves its function as it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.core import kernels


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Callable[..., object]]:
    """What the compiler was asked to compile."""
    found: list[Callable[..., object]] = []

    def compiled(loops: Callable[..., object]) -> Callable[..., object]:
        found.append(loops)
        return loops

    monkeypatch.setitem(sys.modules, "sim.core.compiled", SimpleNamespace(compiled=compiled))
    return found


def test_a_kernel_is_compiled_once_and_when_it_is_first_called(asked: list[Callable[..., object]]) -> None:
    def total(first: int, second: int) -> int:
        """Both together."""
        return first + second

    kernel = kernels.kernel(total)
    assert asked == []
    assert (kernel.__name__, kernel.__doc__) == ("total", "Both together.")
    assert [kernel(1, 2), kernel(3, 4)] == [3, 7]
    assert asked == [total]


@pytest.fixture
def unasked() -> Iterator[None]:
    kernels.compiles.cache_clear()
    yield
    kernels.compiles.cache_clear()


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize(
    ("told", "numba", "answer"), [("1", True, True), (None, True, True), ("0", True, False), ("1", False, False)]
)
def test_kernels_are_used_where_numba_is_and_nobody_forbids_it(
    monkeypatch: pytest.MonkeyPatch, told: str | None, numba: bool, answer: bool
) -> None:
    if told is None:
        monkeypatch.delenv("SPHERES_COMPILE", raising=False)
    else:
        monkeypatch.setenv("SPHERES_COMPILE", told)
    monkeypatch.setitem(sys.modules, "numba", SimpleNamespace() if numba else None)  # None: as where it refuses a newer NumPy
    assert kernels.compiles() is answer


@pytest.mark.usefixtures("unasked")
def test_what_is_kept_of_these_lines_need_not_be_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SPHERES_COMPILE", raising=False)
    monkeypatch.setitem(sys.modules, "numba", SimpleNamespace())
    monkeypatch.setattr(kernels, "_AT_WORK", [])
    monkeypatch.setattr(kernels, "sim", SimpleNamespace(__file__=str(tmp_path / "__init__.py")))
    monkeypatch.setattr(kernels, "stamp", lambda: "ab12")
    assert kernels.to_compile(kernels.LEAST_CELLS)
    assert not kernels.to_compile(kernels.LEAST_CELLS - 1)
    (tmp_path / "court.courted.other-1.py311.nbi").touch()
    assert kernels.to_compile(kernels.LEAST_CELLS)
    with monkeypatch.context() as within:
        within.setattr(kernels, "_AT_WORK", ["courted"])
        assert not kernels.to_compile(kernels.LEAST_CELLS)
    (tmp_path / "court.courted.ab12-1.py311.nbi").touch()
    assert not kernels.to_compile(kernels.LEAST_CELLS)
    (tmp_path / "court.courted.ab12-1.py311.nbi").unlink()
    kernels.compiles.cache_clear()
    monkeypatch.setenv("SPHERES_COMPILE", "0")
    assert not kernels.to_compile(kernels.LEAST_CELLS)
