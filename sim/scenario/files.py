"""Where scenarios are found, and what there is to choose from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.core.errors import Problem, ScenarioError, near_name
from sim.scenario.reading import head

SUFFIX = ".yaml"
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario that can be loaded by `name`; `title` and `group` are empty where the file gives none or is faulty."""

    name: str
    title: str
    path: Path
    group: str = ""


def folders() -> tuple[Path, ...]:
    """Where names are looked up: ./scenarios, then the installed package, then the repository around it."""
    places = (Path.cwd() / "scenarios", _PACKAGE / "_scenarios", _PACKAGE.parent / "scenarios")
    return tuple(dict.fromkeys(place for place in places if place.is_dir()))


def available(*, casts: bool = False) -> list[Listed]:
    """Every scenario that a name reaches, unchecked; with `casts`, those they build on too."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in _files(folder, casts):
            found.setdefault(path.relative_to(folder).with_suffix("").as_posix(), path)
    return [_listed(name, path) for name, path in sorted(found.items())]


def _listed(name: str, path: Path) -> Listed:
    top = head(path, ["title", "group"])
    return Listed(name, str(top.get("title") or ""), path, str(top.get("group") or ""))


def _files(folder: Path, casts: bool) -> Iterator[Path]:
    yield from folder.glob(f"*{SUFFIX}")
    if casts:
        yield from folder.glob(f"*/*{SUFFIX}")


def locate(name: str, *, beside: Path | None = None) -> Path | None:
    """The file that a name or a path means, or None. `beside`: the file whose folder is searched first."""
    given = Path(os.path.expanduser(name))  # as Path.exists, Path.expanduser raises where this answers
    wanted = given if given.suffix in (SUFFIX, ".yml", ".json") else Path(f"{given}{SUFFIX}")
    starts: list[Path] = [] if beside is None else [beside.parent]
    if given.suffix or len(given.parts) > 1:
        starts.append(Path.cwd())
        if beside is None and os.path.exists(given) and not os.path.isdir(given):
            return given
    for folder in [*starts, *folders()]:
        if os.path.exists(folder / wanted):
            return folder / wanted
    return None


def find(name: str) -> Path:
    """The file that a name or a path means; ScenarioError with the nearest names."""
    path = locate(name)
    if path is None:
        raise ScenarioError([Problem(name, 0, 0, "", missing(name))])
    return path


def missing(name: str, *, beside: Path | None = None) -> str:
    """What to say of a scenario that is not there."""
    known = [entry.name for entry in available(casts=True)]
    if beside is not None:
        known += [path.stem for path in beside.parent.glob(f"*{SUFFIX}") if path != beside]
    here = "" if beside is None else f"{beside.parent}, "
    looked = here + ", ".join(str(folder) for folder in folders())
    near = near_name(name.removesuffix(SUFFIX), known)
    return f"no scenario is called '{name}'{near}; looked in {looked or Path.cwd()}"


def shown(path: Path) -> str:
    """A path as the user would write it: relative to the working directory where that is shorter."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return relative if len(relative) < len(str(path)) else str(path)
