"""What all tests share."""

from __future__ import annotations

import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.closeness import TOLD

# A busy machine is no fault of ours: how long an example takes decides nothing. The same examples in every run: a check that
# fails by turns convinces nobody.
settings.register_profile("patient", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory of the test's own, far from the repository."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs that tests start, even where this run was started in the background.

    A shell has its background jobs ignore SIGINT, and what is ignored is ignored by every child too.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Hand on what a test told of its errors, as properties of its report (`--junitxml` has them)."""
    told = TOLD.pop(item.nodeid, None)
    if told is not None:
        item.user_properties += [("cases", told.cases), ("error", told.error), ("allowed", told.allowed)]
    yield
