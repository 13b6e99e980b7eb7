"""Where results come from: versions, processor, code, and the fingerprint that tells one run from another."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.errors import SpheresError

_DISTRIBUTIONS = {"spheres": "spheres-lab"} | {name: name for name in ("numpy", "scipy", "pandas", "pyarrow", "mesa", "networkx")}
# What makes the numbers; a change elsewhere (words, figures, command line) leaves results as they are.
_MODEL = ("core", "mechanisms", "doctrines", "events", "scenario", "engine", "outcomes")
_PACKAGE = Path(__file__).resolve().parents[1]


def environment() -> dict[str, Any]:
    """Everything about this machine and this code that could make a difference."""
    return {
        "versions": versions(),
        "code": code_fingerprint(),
        "git": git_state(),
        "platform": platform.platform(),
        "cpu": {"model": _cpu_model(), "features": _cpu_features()},
    }


def versions() -> dict[str, str]:
    """Python's and the libraries' versions; "not installed" for what runs from a bare folder."""
    found = {"python": platform.python_version()}
    for name, distribution in _DISTRIBUTIONS.items():
        try:
            found[name] = metadata.version(distribution)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


@cache
def code_fingerprint() -> str:
    """SHA-256 over the source files that make the numbers, with their names."""
    digest = hashlib.sha256()
    for folder in _MODEL:
        for path in sorted((_PACKAGE / folder).rglob("*.py")):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
            digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def refuse_other_code(code: str) -> None:
    """SpheresError where a worker's code is not the one with which the work began."""
    if code != code_fingerprint():
        raise SpheresError(
            "the model's code has changed since this run began, or a worker has another version of it; let all "
            "have the same and give the command again"
        )


def git_state() -> dict[str, Any] | None:
    """Commit of the code and whether files were changed since; None outside a repository that holds it."""
    here = ["git", "-C", str(_PACKAGE)]

    def ask(*words: str) -> str:
        run = subprocess.run([*here, *words], capture_output=True, text=True, timeout=10, check=True)
        return run.stdout.strip()

    try:
        ask("ls-files", "--error-unmatch", "__init__.py")
        return {"commit": ask("rev-parse", "HEAD"), "dirty": bool(ask("status", "--porcelain", "--", "."))}
    except (OSError, subprocess.SubprocessError):
        return None


def _cpu_model() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return os.environ.get("PROCESSOR_IDENTIFIER") or platform.processor() or platform.machine()


def _cpu_features() -> list[str]:
    """The instruction sets that numpy found and uses."""
    found = np.show_config(mode="dicts") or {}
    extensions: Mapping[str, Any] = found.get("SIMD Extensions", {})
    return [*extensions.get("baseline", []), *extensions.get("found", [])]


def command_line() -> str:
    """The command that runs now, as one would type it."""
    return shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]) if sys.argv and sys.argv[0] else "python"


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


_WORDS = (  # of a variant's world: what a reader sees and no number depends on
    ("scenario",), ("title",), ("description",), ("group",), ("extends",), ("knobs",), ("variants",), ("claims",),
    ("maps",), ("record",), ("powers", "*", "name"), ("clients", "*", "name"), ("timeline", "*", "source"),
)  # fmt: skip


def results_hash(worlds: Mapping[str, Any], *, seed: int, outcomes: Iterable[str]) -> str:
    """SHA-256 of all that the numbers of a run depend on.

    worlds     variant -> its data with every default filled in, so that a changed default is seen
    seed, outcomes   the seed that is used, and the names of what is measured beside the usual
    Words are left out: a better title, or another smallest effect, finds the results that it had.
    """
    content = {"worlds": _without_words(worlds, ("*",)), "seed": seed, "outcomes": sorted(set(outcomes))}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: object) -> str:
    """JSON with sorted keys and no spaces; 1 and 1.0 are the same number."""
    return json.dumps(_plain_numbers(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _without_words(content: Any, path: tuple[str, ...]) -> Any:
    """The content but for the keys in _WORDS; `path` leads to it, a variant's name included."""
    if isinstance(content, Mapping):
        kept = {str(k): v for k, v in content.items() if not _is_words((*path, str(k))[2:])}
        return {key: _without_words(value, (*path, key)) for key, value in kept.items()}
    if isinstance(content, list | tuple):
        return [_without_words(value, (*path, str(i))) for i, value in enumerate(content)]
    return content


def _is_words(path: tuple[str, ...]) -> bool:
    return any(len(one) == len(path) and all(a in ("*", b) for a, b in zip(one, path, strict=True)) for one in _WORDS)


def _plain_numbers(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {str(k): _plain_numbers(v) for k, v in content.items()}
    if isinstance(content, list | tuple):
        return [_plain_numbers(v) for v in content]
    if isinstance(content, float) and content.is_integer():
        return int(content)
    return content
