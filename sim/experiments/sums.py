"""What vouches for the files of a run that are no blocks: SHA256SUMS, in the format of the program `sha256sum`.

A file's line is written before the file takes its place, and lines are only added: who is killed in between leaves the old
file with its old line. When a session ends, the line of each file as it is alone is kept.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from sim.core.errors import SpheresError
from sim.experiments.files import append_line, write_whole

SUMS: Final = "SHA256SUMS"


def write_vouched(path: Path, data: bytes) -> None:
    """Write a file atomically, its line first."""
    vouch(path, hashlib.sha256(data).hexdigest())
    write_whole(path, data)


def vouch(path: Path, digest: str) -> None:
    """Write down what a file will hold."""
    if digest not in _lines(path.parent).get(path.name, ()):
        append_line(path.with_name(SUMS), f"{digest}  {path.name}")


def read_vouched(path: Path, remedy: str) -> bytes:
    """The content of a file; SpheresError, with the remedy, where it is missing or not what was written down."""
    try:
        content = path.read_bytes()  # before its line, which was there first
    except FileNotFoundError:
        raise SpheresError(f"{path} is missing; {remedy}") from None
    if not _vouched(path, hashlib.sha256(content).hexdigest()):
        raise SpheresError(f"{damage(path)}; {remedy}")
    return content


def is_vouched(path: Path) -> bool:
    """Whether a file is there, and what was written down; also where nothing was, as in folders of old."""
    return path.is_file() and _vouched(path, digest_of(path))


def settle(folder: Path) -> None:
    """Keep one line a file: of what it holds, or, where that is damaged, of what it should hold."""
    kept = {}
    for name, digests in _lines(folder).items():
        if (folder / name).is_file():
            found = digest_of(folder / name)
            kept[name] = found if found in digests else digests[-1]
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(kept.items())).encode()
    path = folder / SUMS
    if not path.exists() or path.read_bytes() != text:
        write_whole(path, text)


def damage(path: Path) -> str:
    """What to say of a file that is not what it was."""
    return f"{path} is damaged (its SHA-256 is not the one written down)"


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _vouched(path: Path, digest: str) -> bool:
    lines = _lines(path.parent).get(path.name, ())
    return not lines or digest in lines


def _lines(folder: Path) -> dict[str, list[str]]:
    """File name -> its digests, oldest first."""
    path = folder / SUMS
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else ():
        digest, _, name = line.partition("  ")
        found.setdefault(name, []).append(digest)
    return found
