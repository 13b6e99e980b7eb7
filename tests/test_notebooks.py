"""Notebooks and pages: whole, with exercises that can be checked, and with nothing in them that is out of date."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from docs import site_pages
from sim.cli import spheres

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").glob("*.py") if path.name != "run.py")
PAGES = sorted((ROOT / "docs").glob("*.md"))


def test_all_six_are_there_and_listed() -> None:
    assert len(NOTEBOOKS) == 6
    listed = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    assert [path.stem for path in NOTEBOOKS if f"`{path.stem}`" not in listed] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_in_jupyter_and_has_exercises(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ast.parse(text)
    assert "format_name: percent" in text
    assert "name: python3" in text
    assert text.index("# %% [markdown]\n# # ") < text.index("import sim")
    assert text.count("sim.check(") == len(re.findall(r"^# \*\*\d\.\*\*", text, flags=re.M)) >= 3
    assert re.search(r"^results/|https?://", text, flags=re.M) is None


def test_what_the_code_declares_is_on_the_reference_pages() -> None:
    from sim.doctrines import DOCTRINES
    from sim.events import EVENTS
    from sim.mechanisms import MECHANISMS
    from sim.outcomes import OUTCOMES

    pages = site_pages.reference()
    for page, registry in (("doctrines", DOCTRINES), ("events", EVENTS), ("mechanisms", MECHANISMS), ("outcomes", OUTCOMES)):
        assert [name for name in registry if name not in pages[f"reference/{page}.md"]] == []
    for parameter in (p.name for mechanism in MECHANISMS.values() for p in mechanism.parameters):
        assert f"`{parameter}`" in pages["reference/mechanisms.md"]
    assert "## spheres assignment" in pages["reference/commands.md"]


def test_every_public_name_is_documented_with_its_errors_or_examples() -> None:
    import sim

    page = site_pages.reference()["reference/api.md"]
    for name in sim.__all__:
        if not name.startswith("_"):
            assert f"## {name}" in page
            assert (getattr(sim, name).__doc__ or "").strip(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_on_the_pages_exist_with_their_options(page: Path) -> None:
    known = spheres.list_commands(None)  # type: ignore[arg-type]
    for line in page.read_text(encoding="utf-8").splitlines():
        called = re.match(r"(?:python3 do\.py )?spheres ([a-z]+)(.*)", line)
        if called is None:
            continue
        assert called[1] in known, line
        command = spheres.get_command(None, called[1])  # type: ignore[arg-type]
        inner = getattr(command, "commands", {})
        options = {o for c in (command, *inner.values()) for p in c.params for o in p.opts}  # type: ignore[union-attr]
        assert set(re.findall(r"(?<= )--[a-z]+", called[2])) <= options | {"--help"}, line


def test_the_class_file_on_the_page_is_sound(tmp_path: Path) -> None:
    from sim.lab.assignment import read

    text = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    (tmp_path / "class.yaml").write_text(re.findall(r"```yaml\n(.*?)```", text, flags=re.S)[0], encoding="utf-8")
    assert len(read(tmp_path / "class.yaml").ids) == 30


def test_the_scenario_on_the_page_is_sound(tmp_path: Path) -> None:
    import sim

    text = (ROOT / "docs" / "research.md").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(re.findall(r"```yaml\n(.*?)```", text, flags=re.S)[0], encoding="utf-8")
    scenario = sim.load(tmp_path / "mine.yaml")
    assert scenario.knob("powers.RUS.doctrine.reciprocity", "answer_alike").value == 2
