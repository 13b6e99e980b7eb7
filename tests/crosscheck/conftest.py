"""Checks against other people's code, which the extra `crosscheck` brings.

Without it they are skipped, with the remedy; where SPHERES_CROSSCHECK is set, as in `.ci/run`, its absence is a failure.
"""

from __future__ import annotations

import importlib
import os
import warnings
from types import ModuleType

import pytest


def library(name: str) -> ModuleType:
    """A library of the extra `crosscheck`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        message = f"{name} is not installed; it comes with: pip install -e '.[crosscheck]'"
        if os.environ.get("SPHERES_CROSSCHECK"):
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(scope="session")
def axelrod() -> ModuleType:
    return library("axelrod")
