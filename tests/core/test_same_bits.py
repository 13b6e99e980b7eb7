"""The same bits on another processor: a process in which NumPy must do without the newer instructions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.fingerprint import features, fingerprints

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def here() -> dict[str, str]:
    return fingerprints()


def elsewhere(without: list[str], blas: str) -> dict[str, object]:
    """Fingerprints from a process without some features, and with another kernel for matrix products."""
    settings = {"NPY_DISABLE_CPU_FEATURES": " ".join(without), "OPENBLAS_CORETYPE": blas}
    told = subprocess.run(
        [sys.executable, "-m", "tests.core.fingerprint"], cwd=ROOT, env=os.environ | settings,
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return dict(json.loads(told.stdout))


@pytest.mark.parametrize(
    ("kept", "blas"), [(0, "Nehalem"), (1, "Haswell")], ids=["the baseline alone", "one step up"]
)
def test_a_plainer_processor_gives_the_same_bits(here: dict[str, str], kept: int, blas: str) -> None:
    without = features()[kept:]
    if not without:
        pytest.skip(f"NumPy uses {features()} beyond its baseline on this processor: nothing to take away")
    there = elsewhere(without, blas)
    assert there.pop("features") == features()[:kept]
    assert there == here


def test_another_process_gives_the_same_bits(here: dict[str, str]) -> None:
    there = elsewhere([], "")
    there.pop("features")
    assert there == here
