"""do.py: the set-up in one command, under whatever Python there is."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "do.py"
Calls = list[list[str]]


@pytest.fixture
def do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """do.py as a module, for a project folder of its own that holds nothing but the two files it reads."""
    spec = importlib.util.spec_from_file_location("do", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text(f"# {name}\n")
    venv = tmp_path / ".venv"
    places = {"ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin" / "python", "STAMP": venv / "stamp.txt"}
    for name, path in places.items():
        monkeypatch.setattr(module, name, path)
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    return module


@pytest.fixture
def calls(do: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """The set-up's steps, noted and not run; making .venv makes an empty one."""
    noted: Calls = []

    def step(doing: str, command: list[object]) -> None:
        noted.append([str(part) for part in command])
        if "venv" in noted[-1]:
            do.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            (do.VENV / "pyvenv.cfg").touch()
            do.PYTHON.touch()

    monkeypatch.setattr(do, "step", step)
    return noted


def failing(do: ModuleType, calls: Calls, wanted: Callable[[list[str]], bool]) -> Callable[..., None]:
    noted = do.step

    def step(doing: str, command: list[object]) -> None:
        noted(doing, command)
        if wanted(calls[-1]):
            raise do.Failed("no matching distribution")

    return step


def test_it_imports_the_standard_library_alone() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_an_old_python_can_read_it_as_far_as_the_message() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert "from __future__ import annotations" not in source  # unknown to Python 3.6
    assert "f'" not in source
    assert 'f"' not in source
    ast.parse(source, feature_version=(3, 7))


def test_an_old_python_is_told_so(do: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(do, "sys", SimpleNamespace(version_info=(3, 10, 2)))
    monkeypatch.setattr(do, "VERSION", "3.10")
    monkeypatch.setattr(do, "works", lambda name: name == "python3.12")
    with pytest.raises(
        SystemExit, match=r"needs Python 3\.11 or newer; this is Python 3\.10.*`python3\.12 do\.py`"
    ):
        do.main(["demo"])
    monkeypatch.setattr(do, "works", lambda name: False)
    with pytest.raises(SystemExit, match="Get a newer one"):
        do.main(["demo"])


def test_the_first_time_makes_the_environment_and_installs_with_the_pins(
    do: ModuleType, calls: Calls
) -> None:
    do.set_up()
    made, installed = calls
    assert made == [sys.executable, "-m", "venv", "--clear", str(do.VENV)]
    assert installed[:4] == [str(do.PYTHON), "-m", "pip", "install"]
    assert installed[4:] == ["--constraint", "constraints.txt", "--editable", ".[test]"]


def test_a_set_up_that_stands_is_left_alone(do: ModuleType, calls: Calls) -> None:
    do.set_up()
    calls.clear()
    do.set_up()
    assert calls == []


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_change_of_what_is_wanted_installs_again(do: ModuleType, calls: Calls, name: str) -> None:
    do.set_up()
    (do.ROOT / name).write_text("changed\n")
    calls.clear()
    do.set_up()
    assert calls


def test_another_python_makes_it_anew(do: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    do.set_up()
    calls.clear()
    monkeypatch.setattr(do, "VERSION", "3.99")
    do.set_up()
    assert "--clear" in calls[0]


def test_a_moved_project_is_set_up_again(
    do: ModuleType, calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = do.fingerprint()
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        (moved / name).write_bytes((tmp_path / name).read_bytes())
    monkeypatch.setattr(do, "ROOT", moved)
    assert do.fingerprint() != before


def test_uv_is_used_where_it_is(do: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(do.shutil, "which", lambda name: "/opt/uv" if name == "uv" else None)
    do.set_up()
    assert [call[0] for call in calls] == ["/opt/uv", "/opt/uv"]
    assert "--seed" in calls[0]  # without it, no pip for those who look for it
    assert do.ENVIRONMENT["UV_PYTHON_DOWNLOADS"] == "never"


def test_pip_takes_over_from_a_uv_that_fails(
    do: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(do.shutil, "which", lambda name: "/opt/uv")
    monkeypatch.setattr(do, "step", failing(do, calls, lambda call: call[:2] == ["/opt/uv", "pip"]))
    do.set_up()
    assert calls[-1][1:4] == ["-m", "pip", "install"]
    assert do.STAMP.exists()
    assert "trying pip" in capsys.readouterr().out


def test_a_failed_install_says_what_helps_and_is_tried_again(
    do: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(do, "step", failing(do, calls, lambda call: "install" in call))
    with pytest.raises(SystemExit, match=r"no matching distribution[\s\S]*run the same command again"):
        do.set_up()
    assert not do.STAMP.exists()


def test_debian_without_venv_gets_the_remedy(
    do: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(do.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=rf"apt install python{do.VERSION}-venv"):
        do.set_up()
    assert calls == []


def test_a_folder_called_venv_that_is_none_is_not_touched(do: ModuleType, calls: Calls) -> None:
    do.VENV.mkdir()
    (do.VENV / "thesis.txt").write_text("precious")
    with pytest.raises(SystemExit, match="is no virtual environment"):
        do.set_up()
    assert (do.VENV / "thesis.txt").read_text() == "precious"
    assert calls == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["test", "-x", "tests/cli"], ["-m", "pytest", "-n", "logical", "-x", "tests/cli"]),
        (["demo", "--replicates", "60"], ["-P", "-m", "sim", "demo", "--replicates", "60"]),
        (["spheres", "list"], ["-P", "-m", "sim", "list"]),
    ],
)
def test_what_is_asked_is_done(
    do: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: list[str]
) -> None:
    ran: list[list[object]] = []
    monkeypatch.setattr(do, "run", lambda command, cwd=None: ran.append(command) or 7)
    assert do.main(arguments) == 7
    assert ran[0][1:] == expected


def test_without_arguments_it_explains_itself(
    do: ModuleType, calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    assert do.main([]) == 0
    assert "python3 do.py demo" in capsys.readouterr().out
    assert calls == []


def test_a_step_that_fails_shows_the_end_of_its_output(do: ModuleType) -> None:
    code = "print('\\n'.join(str(n) for n in range(100))); raise SystemExit(3)"
    with pytest.raises(do.Failed) as caught:
        do.step("counting", [sys.executable, "-c", code])
    assert str(caught.value).splitlines() == [str(n) for n in range(85, 100)]


def test_the_exit_code_of_the_command_is_its_own(do: ModuleType) -> None:
    assert do.run([sys.executable, "-c", "raise SystemExit(3)"]) == 3


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_a_killed_command_gives_the_exit_code_of_a_shell(do: ModuleType) -> None:
    assert do.run([sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"]) == 143


def test_an_environment_is_usable_only_with_this_version(
    do: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not do.usable()
    monkeypatch.setattr(do, "PYTHON", Path(sys.executable))
    assert do.usable()
    assert not do.usable("import no_such_module")
    monkeypatch.setattr(do, "VERSION", "3.99")
    assert not do.usable()


def test_help_from_the_outside() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=True)
    assert "do.py test" in done.stdout
