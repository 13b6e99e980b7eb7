"""docs/verification.md: what it names exists, nothing is left out of it, and its figures are those that the checks told."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from docs import make_verification as making
from tests.closeness import close

ROOT = Path(making.ROOT)
CHECKS = making.all_checks()
TOOLS = {"pytest", "python", "python3", "spheres", ".ci/run", "SPHERES_CROSSCHECK=1", "SPHERES_BROWSER=required", "ruff", "mypy",
         "lint-imports"}  # fmt: skip


def test_the_page_is_current() -> None:
    assert making.PAGE.read_text(encoding="utf-8") == making.page(making.figures()), "run: python docs/make_verification.py"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.check)
def test_what_a_check_names_exists(check: making.Check) -> None:
    assert check.shows
    assert check.paths, f"{check.at}: no path in backquotes under 'where'"
    for path in check.paths:
        file, _, test = path.partition("::")
        assert (ROOT / file).exists(), f"{check.at}: there is no {file}"
        assert not test or f"def {test.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8"), f"{check.at}: no {test}"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.check)
def test_the_command_of_a_check_can_be_typed(check: making.Check) -> None:
    commands = re.findall(r"`([^`]+)`", check.command)
    assert commands, f"{check.at}: no command in backquotes"
    for command in commands:
        words = shlex.split(command)
        assert words[0] in TOOLS, f"{check.at}: {words[0]} is no command that a reader has"
        for word in words[1:]:
            if word.startswith(("tests/", "docs/", "benchmarks/", "results/")):
                assert (ROOT / word.partition("::")[0]).exists(), f"{check.at}: there is no {word}"
        if "-m" in words and words[0].startswith("python"):
            module = ROOT / words[words.index("-m") + 1].replace(".", "/")
            assert module.with_suffix(".py").exists() or module.is_dir() or module.name in ("pytest", "mutmut"), check.at


def test_a_figure_that_is_not_counted_has_its_day() -> None:
    for check in CHECKS:
        assert check.figures, f"{check.at}: no figures; write what was found, or: {making.COUNTED}"
        if not check.counted:
            assert date.fromisoformat(check.measured), f"{check.at}: 'measured' is a day, YYYY-MM-DD"


def test_every_folder_of_tests_is_named() -> None:
    named = {path for check in CHECKS for path in check.paths}
    named |= set(re.findall(r"`(tests/[\w/.]+)`", (making.FOLDER / "90_not_run.md").read_text(encoding="utf-8")))
    holders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")} - {ROOT / "tests"}
    forgotten = [
        str(folder.relative_to(ROOT)) for folder in holders
        if not any(one.startswith(str(folder.relative_to(ROOT))) for one in named)
        and not any(str(folder.relative_to(ROOT)).startswith(one) for one in named)
    ]  # fmt: skip
    assert not forgotten, f"no fragment in docs/verification.d names {forgotten}"


def test_whatever_may_be_left_out_is_told_of() -> None:
    """A test that can skip itself stands in a file or folder that 90_not_run.md names, with the reason and the remedy."""
    told = set(re.findall(r"`(tests/[\w/.]+)`", (making.FOLDER / "90_not_run.md").read_text(encoding="utf-8")))
    skips = re.compile(r"^(?!.*shows how it is told).*(importorskip|pytest\.skip\(|mark\.skip)", re.M)
    may_skip = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py")
                if path != Path(__file__) and skips.search(path.read_text(encoding="utf-8"))]  # fmt: skip
    assert may_skip
    untold = [path for path in may_skip if not any(path == one or path.startswith(f"{one}/") for one in told)]
    assert not untold, f"docs/verification.d/90_not_run.md does not say when these are left out: {untold}"


def test_every_closed_form_has_its_figures() -> None:
    kept = making.figures()
    files = {str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "known").glob("test_*.py")}
    named = {path for check in CHECKS for path in check.paths}
    assert files <= named
    assert files <= set(kept), "run: python docs/make_verification.py measure tests/known"


SOME_TESTS = '''
import pytest
from tests.closeness import close

@pytest.mark.parametrize("off", [0.0, 3e-4])
def test_near(off):
    close([1.0, 2.0 + off], [1.0, 2.0], abs=1e-3)
    close(5.0, 5.0, abs=1e-9)

def test_plain():
    assert 1 < 2

@pytest.mark.skip(reason="shows how it is told")
def test_left_out():
    pass
'''


def test_figures_are_what_tests_told(tmp_path: Path) -> None:
    """2 comparisons in each of two tests, the worst of them 3e-4 of 1e-3; one test tells nothing, one is left out."""
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "test_some.py").write_text(SOME_TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", f"pythonpath={ROOT}"]
    done = subprocess.run([*command, "--junitxml=report.xml", "test_some.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    found = making.measure(["test_some.py", "test_some.py::test_plain", "nowhere.py"], str(tmp_path / "report.xml"))
    assert set(found) == {"test_some.py", "test_some.py::test_plain"}
    whole = found["test_some.py"]
    assert (whole["tests"], whole["skipped"], whole["cases"], whole["allowed"]) == (3, 1, 4, 1e-3)
    assert whole["error"] == pytest.approx(3e-4)
    assert making.told([whole]) == "3 tests passed; 4 comparisons, off by 0.0003 at the worst, where 0.001 is allowed; 1 left out"
    assert making.told([found["test_some.py::test_plain"]]) == "1 test passed"


def test_a_run_with_a_failure_leaves_no_figures(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuite><testcase classname="a" name="b"><failure/></testcase></testsuite>', encoding="utf-8")
    with pytest.raises(SystemExit, match="a test failed"):
        making.measure(["a.py"], str(report))


def test_what_is_too_far_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"the split: off by 0\.01, allowed 0\.001"):
        close([0.5, 0.51], [0.5, 0.5], abs=1e-3, what="the split:")
    with pytest.raises(AssertionError, match="shapes"):
        close([1.0, 1.0], [1.0, 1.0, 1.0], abs=1.0)
    with pytest.raises(AssertionError):
        close([float("nan")], [1.0], abs=1.0)
    with pytest.raises(AssertionError, match="nothing was compared"):
        close([], [], abs=1.0)


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    text = "| " + " | ".join(making.COLUMNS) + " |\n|---|---|---|---|---|---|\n| one | two |\n"
    with pytest.raises(SystemExit, match=r"verification\.d/x\.md:3: 2 cells; expected 6"):
        list(making.checks_in(text, "x.md"))
