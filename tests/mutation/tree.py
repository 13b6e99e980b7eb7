"""A copy of the repository in which mutmut reaches every function, those under a decorator too."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
TREE = ROOT / "build" / "mutation"
PACKAGES = ("mechanisms", "doctrines", "core")
COPIED = ("sim", "scenarios", "tests", "docs")
FILES = ("constraints.txt", "README.md", "CHANGELOG.md", "do.py", "mkdocs.yml")
LEFT_OUT = ("sim/core/compiled.py", "sim/core/philox.py")  # run by numba alone, and held to what NumPy gives
KNOWN = ("staticmethod", "classmethod")  # decorators that mutmut knows
RULES = ("tests/core", "tests/mechanisms", "tests/doctrines", "tests/known/test_bargains.py")
COMPILED = "not compiled_luck and not compiled_exp"  # tests of what numba makes of functions; it cannot compile mutants
CHOSEN = ("-m", "not slow and not browser", "-k", COMPILED, "--hypothesis-seed=0")


def prepare() -> Path:
    """Bring the copy up to date, and configure mutmut there; what it found before stays."""
    TREE.mkdir(parents=True, exist_ok=True)
    before = sources()
    for folder in COPIED:
        for gone in (TREE / folder, *([TREE / "mutants" / folder] if folder != "sim" else [])):
            shutil.rmtree(gone, ignore_errors=True)
        shutil.copytree(ROOT / folder, TREE / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy2(ROOT / file, TREE / file)
    for package in PACKAGES:
        for path in (TREE / "sim" / package).glob("*.py"):
            path.write_text(lifted(path.read_text(encoding="utf-8")), encoding="utf-8")
            shutil.copystat(ROOT / path.relative_to(TREE), path)
    if sources() != before:  # which tests reach which function is learned anew
        (TREE / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (TREE / "pyproject.toml").write_text(project + settings(), encoding="utf-8")
    return TREE


def sources() -> dict[str, str]:
    return {str(path): path.read_text(encoding="utf-8") for package in PACKAGES for path in (TREE / "sim" / package).glob("*.py")}


def settings() -> str:
    """mutmut's table. Its workers fork from a server that has run no test, so that no cached answer outlives a mutation."""
    table = {
        "source_paths": ["sim"],
        "only_mutate": [f"sim/{package}/*" for package in PACKAGES],
        "do_not_mutate": list(LEFT_OUT),
        "also_copy": [folder for folder in COPIED if folder != "sim"] + list(FILES),
        "pytest_add_cli_args_test_selection": list(RULES),
        "pytest_add_cli_args": list(CHOSEN),
        "process_isolation": "forkserver",
        "timeout_multiplier": 4.0,
        "timeout_constant": 5.0,
    }
    return "\n[tool.mutmut]\n" + "".join(f"{key} = {value!r}\n" for key, value in table.items())


def lifted(source: str) -> str:
    """The source with every function's decorators called beneath it, on the blank line there, so that lines keep their numbers.

    mutmut passes over a decorated function; every doctrine is one.
    """
    lines = [*source.splitlines(), ""]
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef) or not node.decorator_list:
            continue
        if any(isinstance(one, ast.Name) and one.id in KNOWN for one in node.decorator_list):
            continue
        if lines[node.end_lineno].strip():
            raise ValueError(f"line {node.end_lineno + 1}: leave a blank line beneath the decorated function {node.name}")
        made = node.name
        for one in reversed(node.decorator_list):
            made = f"({ast.unparse(one)})({made})"
        first = node.decorator_list[0].lineno - 1
        lines[first : node.lineno - 1] = [""] * (node.lineno - 1 - first)
        lines[node.end_lineno] = " " * node.col_offset + f"{node.name} = {made}"
    return "\n".join(lines) + "\n"
