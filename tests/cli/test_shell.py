"""The shell around the commands: help, near names, exit codes, what is imported when."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sim import cli
from sim.core.errors import Problem, ScenarioError, SpheresError
from tests.cli.conftest import Call

HEAVY = ("numpy", "scipy", "pandas", "mesa", "pydantic", "rich", "matplotlib", "yaml", "networkx", "pyarrow")
COMMANDS = cli.spheres.list_commands(click.Context(cli.spheres))


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, timeout=60)


def test_the_commands_that_are_promised_are_there() -> None:
    promised = {"list", "show", "validate", "run", "compare", "reproduce", "schema", "new", "demo", "version"}
    assert promised <= set(COMMANDS)


def test_help_names_every_command(call: Call) -> None:
    result = call("--help")
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_its_own_name(call: Call, name: str) -> None:
    result = call(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: spheres {name}")
    assert len(result.stdout.splitlines()) > 3


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    command = import_module(f"sim.commands.{name}").command
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_help_imports_nothing_heavy() -> None:
    code = f"""
import sys
from click.testing import CliRunner
from sim.cli import spheres
for arguments in (["--help"], ["compare", "--help"], ["show", "--help"], ["new", "--help"]):
    assert CliRunner().invoke(spheres, arguments).exit_code == 0, arguments
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = python("-c", code)
    assert done.stdout.strip() == "[]", done.stderr


def test_help_takes_little_longer_than_click_itself() -> None:
    def best(*arguments: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            assert python(*arguments).returncode == 0
            times.append(time.perf_counter() - start)
        return min(times)

    assert best("-m", "sim", "--help") < 2.5 * best("-c", "import click")  # numpy alone would break it


def test_an_unknown_command_gets_the_near_name(call: Call) -> None:
    result = call("comprae", "tit_for_tat")
    assert result.exit_code == 2
    assert "No command is called 'comprae'. Did you mean 'compare'?" in result.stderr


def test_an_unknown_command_without_a_near_name_gets_the_list(call: Call) -> None:
    result = call("zzz")
    assert result.exit_code == 2
    assert all(name in result.stderr for name in COMMANDS)


def test_an_unknown_option_is_a_usage_error(call: Call) -> None:
    assert call("list", "--colour").exit_code == 2


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (SpheresError("cannot do this; do that"), 1, "Error: cannot do this; do that"),
        (ScenarioError([Problem("a.yaml", 3, 5, "powers", "is wrong")]), 3, "a.yaml:3:5: powers: is wrong"),
        (KeyboardInterrupt(), 130, "Stopped."),
        (PermissionError(errno.EACCES, "Denied", "results"), 1, "Error: results: Denied"),
    ],
)  # fmt: skip
def test_an_error_is_a_message_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str
) -> None:
    @click.command()
    def failing() -> None:
        raise error

    monkeypatch.setattr(cli.Commands, "get_command", lambda self, ctx, name: failing)
    result = CliRunner().invoke(cli.spheres, ["list"])
    assert result.exit_code == code
    assert result.stderr.strip() == message
    assert result.stdout == ""


def test_a_mistake_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def failing() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli.Commands, "get_command", lambda self, ctx, name: failing)
    assert isinstance(CliRunner().invoke(cli.spheres, ["list"]).exception, ZeroDivisionError)


@pytest.mark.skipif(os.name == "nt", reason="no pipes of that kind")
def test_a_reader_who_stops_early_gets_no_traceback() -> None:
    done = subprocess.run(
        [f"'{sys.executable}' -m sim doctrines | head -n 1"],
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "constant"
    assert "Traceback" not in done.stderr


def test_signs_that_the_output_cannot_hold_do_not_crash() -> None:
    """A redirected stdout on Windows is cp1252, which has no π."""
    environment = dict(os.environ, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    done = subprocess.run(
        [sys.executable, "-m", "sim", "doctrines", "constant"],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"? = level" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
@pytest.mark.slow
def test_ctrl_c_stops_a_run_and_keeps_what_is_done(elsewhere: Path) -> None:
    command = [sys.executable, "-m", "sim", "compare", "tit_for_tat", "--replicates", "1000000", "--workers", "1"]
    command += ["--block", "10"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not finished_blocks(elsewhere) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert "the same command goes on" in stderr
    assert "Traceback" not in stderr
    assert finished_blocks(elsewhere)


def finished_blocks(folder: Path) -> int:
    return sum(len(path.read_text().splitlines()) for path in folder.glob("results/*/blocks.jsonl"))
