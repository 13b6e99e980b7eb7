"""The tool that mutates: decorators go beneath their functions without a line moving, and what is called equivalent exists."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest

from tests.mutation.mutants import Mutant, equivalent, line_of
from tests.mutation.tree import PACKAGES, ROOT, lifted

SOURCE = """
def twice(f):
    return lambda x: f(f(x))


@twice
@twice
def next_one(x):
    return x + 1


class Box:
    @property
    def inside(self):
        return 7

    @staticmethod
    def outside():
        return 8
"""


def test_a_lifted_source_does_the_same_and_keeps_its_lines() -> None:
    here: dict = {}
    exec(lifted(SOURCE), here)
    assert (here["next_one"](0), here["Box"]().inside, here["Box"].outside()) == (4, 7, 8)
    assert lifted(SOURCE).splitlines()[8] == SOURCE.splitlines()[8] == "    return x + 1"
    assert "@twice" not in lifted(SOURCE)
    assert "@staticmethod" in lifted(SOURCE)


def test_a_decorated_function_without_a_blank_line_beneath_is_refused() -> None:
    with pytest.raises(ValueError, match="line 4: leave a blank line beneath the decorated function one"):
        lifted("@print\ndef one():\n    pass\ntwo = 2\n")


FILES = [path for package in PACKAGES for path in sorted((ROOT / "sim" / package).glob("*.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_of_the_model_can_be_lifted(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    compile(lifted(source), str(path), "exec")
    assert len(lifted(source).splitlines()) <= len(source.splitlines()) + 1


def test_a_mutant_names_its_function_its_file_and_its_line() -> None:
    mutant = Mutant("sim.mechanisms.force.x_stake__mutmut_5", "survived", was="behind = leader - alignment")
    assert (mutant.function, mutant.file) == ("sim.mechanisms.force.stake", "sim/mechanisms/force.py")
    assert (ROOT / mutant.file).read_text(encoding="utf-8").splitlines()[line_of(mutant) - 1].strip() == mutant.was
    method = Mutant("sim.doctrines.xǁDoctrineǁdecide__mutmut_1", "survived")
    assert (method.function, method.file) == ("sim.doctrines.Doctrine.decide", "sim/doctrines/__init__.py")


@pytest.mark.parametrize(("function", "was"), sorted({(function, was) for function, was, _ in equivalent()}))
def test_what_is_called_equivalent_stands_in_the_code(function: str, was: str) -> None:
    """A change of the code leaves no entry behind."""
    parts = function.split(".")
    module = next(".".join(parts[:n]) for n in (3, 2) if (ROOT / "/".join(parts[:n])).with_suffix(".py").exists() or n == 2)
    thing = importlib.import_module(module)
    for part in function.removeprefix(module + ".").split("."):
        thing = inspect.unwrap(getattr(thing, part) if not isinstance(thing, type) else vars(thing)[part])
    source = inspect.getsource(thing.fget if isinstance(thing, property) else thing)
    assert was in " ".join(line.strip() for line in source.splitlines())
