"""What is shipped: names, pins, scenarios in the wheel, pages that say what is true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sim

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
PINS = [Requirement(line) for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PUBLIC = {
    "Histories", "Named", "Request", "Results", "Run", "RunDirectory", "Scenario", "ScenarioError", "SpheresError", "__version__",
    "Tale", "bargain", "build", "check", "compare", "plot", "tell", "sweep", "sensitivity",
    "SphereModel", "judge", "load", "measure", "run_scenario", "simulate", "write_report",
}  # fmt: skip


def pinned(name: str, python: str) -> list[str]:
    """The versions that constraints.txt gives a package under a Python."""
    environment = {**default_environment(), "python_version": python, "python_full_version": f"{python}.1"}
    chosen = [pin for pin in PINS if canonicalize_name(pin.name) == canonicalize_name(name)]
    return [str(pin.specifier)[2:] for pin in chosen if pin.marker is None or pin.marker.evaluate(environment)]


def test_the_public_names_are_these_and_all_can_be_had() -> None:
    assert set(sim.__all__) == PUBLIC
    assert set(dir(sim)) >= PUBLIC
    assert all(getattr(sim, name) is not None for name in PUBLIC)


def test_another_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'simulat'"):
        _ = sim.simulat  # type: ignore[attr-defined]


def test_importing_the_package_imports_no_other() -> None:
    heavy = ("numpy", "scipy", "pandas", "mesa", "pydantic", "rich", "matplotlib", "yaml", "click")
    code = f"import sys, sim, sim.cli; print([n for n in {heavy[:-1]!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_the_projects() -> None:
    assert sim.__version__ == PROJECT["project"]["version"]


def test_the_readme_begins_with_the_two_commands() -> None:
    first_screen = README.splitlines()[:25]
    assert {"python3 do.py demo", "python3 do.py test"} <= set(first_screen)


def test_pages_that_the_readme_links_to_are_there() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_commands_in_the_readme_exist() -> None:
    from sim.cli import spheres

    named = set(re.findall(r"`spheres ([a-z]+)", README))
    assert named
    assert named <= set(spheres.list_commands(None))  # type: ignore[arg-type]


@pytest.mark.parametrize("python", PYTHONS)
def test_every_dependency_is_pinned_within_its_range(python: str) -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    assert "spheres-lab[fast]" in extras["test"]
    wanted = [*PROJECT["project"]["dependencies"], *extras["fast"], *extras["test"]]
    for requirement in [one for one in map(Requirement, wanted) if one.name != "spheres-lab"]:
        versions = pinned(requirement.name, python)
        assert len(versions) == 1, f"{requirement.name} on Python {python}: {versions}"
        assert requirement.specifier.contains(versions[0])


def test_mesa_is_the_newest_that_each_python_can_have() -> None:
    assert pinned("mesa", "3.11")[0].startswith("3.3.")
    assert pinned("mesa", "3.12")[0].startswith("3.5.")
    assert pinned("mesa", "3.13") == pinned("mesa", "3.12")


def test_pins_name_no_place_to_get_them_from() -> None:
    text = (ROOT / "constraints.txt").read_text()
    assert "://" not in text
    assert "--" not in text


def test_scenarios_are_found_where_a_wheel_puts_them(elsewhere: Path) -> None:
    """The package and, beside its modules, the scenarios: as the build maps them."""
    assert PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"] == {"scenarios": "sim/_scenarios"}
    site = elsewhere / "site"
    shutil.copytree(ROOT / "sim", site / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", site / "sim" / "_scenarios")
    code = (
        "import sim; from sim.scenario import available, load; print(sim.__file__); print(load('tit_for_tat').files[0]);"
        "print(*(entry.path for entry in available(casts=True)), sep='\\n')"
    )
    environment = dict(os.environ, PYTHONPATH=str(site))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, cwd=elsewhere
    )
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert len(paths) > 6
    assert all(path.is_relative_to(site) for path in paths)


def test_in_a_checkout_the_live_scenarios_win(elsewhere: Path) -> None:
    """An editable install leaves a frozen copy of them in site-packages, which must not be read."""
    from sim.scenario import available

    assert {entry.path.parent for entry in available()} == {ROOT / "scenarios"}


def test_every_scenario_names_its_schema_first() -> None:
    for path in (ROOT / "scenarios").rglob("*.yaml"):
        schema = "../scenario.schema.json" if path.parent.name == "casts" else "scenario.schema.json"
        assert path.read_text(encoding="utf-8").startswith(f"# yaml-language-server: $schema={schema}\n"), path
