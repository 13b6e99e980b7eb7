"""docs/how_to_add.md, followed to the letter in a copy of the package."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "how_to_add.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
FILES = {match[1]: block for block in BLOCKS if (match := re.match(r"# ((?:sim|tests)/\S+\.py)\n", block))}
TESTS = [name for name in FILES if name.startswith("tests/")]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and its tests with the page's files added, and the page's line in the turn."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("sim", "tests", "scenarios"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, text in FILES.items():
        assert not (folder / name).exists(), f"{name} is there already"
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    turn = folder / "sim" / "engine" / "turn.py"
    text, lines = turn.read_text(encoding="utf-8"), [block for block in BLOCKS if block.startswith("    ")]
    text = text.replace("\n    return Turned(", f"\n{lines[0]}    return Turned(")
    turn.write_text(text.replace("\n\n\n", "\nfrom sim.engine.healing import heal\n\n\n", 1), encoding="utf-8")
    assert "    state = heal(state, given)\n    return" in turn.read_text(encoding="utf-8")
    return folder


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, PYTHONPATH=str(folder))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        capture_output=True, text=True, check=False, env=environment, cwd=folder,
    )  # fmt: skip


def test_the_page_shows_a_file_and_a_test_of_each_kind() -> None:
    assert [name.split("/")[1] for name in TESTS] == ["doctrines", "events", "outcomes", "mechanisms"]
    assert len(FILES) == 2 * len(TESTS) + 1  # the mechanism has its stage in the engine besides


@pytest.mark.parametrize("name", TESTS)
def test_the_tests_of_the_page_pass(copy: Path, name: str) -> None:
    done = pytest_in(copy, name)
    assert done.returncode == 0, done.stdout


def test_the_contracts_take_the_new_doctrine_in(copy: Path) -> None:
    done = pytest_in(copy, "tests/doctrines/test_doctrine_contracts.py", "-k", "gradual")
    assert done.returncode == 0, done.stdout
    assert int(re.findall(r"(\d+) passed", done.stdout)[0]) >= 4


def test_yaml_knows_all_four_at_once(copy: Path) -> None:
    scenario = copy / "extended.yaml"
    scenario.write_text(
        "extends: casts/powers_2008\nturns: 4\n"
        "powers: {USA: {doctrine: {name: gradual, step: 0.05}}}\n"
        "mechanisms: {healing: {rate: 0.1}}\n"
        "timeline: [{event: scandal, power: USA, amount: 0.2, at: 2008-Q2}]\n"
        "record: [{name: worst_grievance, power: USA, rival: RUS}]\n"
    )
    environment = dict(os.environ, PYTHONPATH=str(copy))
    done = subprocess.run(
        [sys.executable, "-m", "sim", "validate", str(scenario)],
        capture_output=True, text=True, check=False, env=environment, cwd=copy,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
