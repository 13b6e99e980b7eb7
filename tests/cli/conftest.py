"""The command line, called in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from sim.cli import spheres

Call = Callable[..., Result]


@pytest.fixture
def call() -> Call:
    """call("list", "--json") -> the result, with stdout, stderr and exit_code apart."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(spheres, list(arguments), prog_name="spheres", catch_exceptions=False)

    return run
