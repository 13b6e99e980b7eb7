"""Files that are written whole or not at all, and a lock that dies with its owner.

A part of a run is written under a temporary name in its own folder, pushed to the disk, and renamed: whoever
looks sees the old file or the new one, never a half. The lock is the operating system's own, so it opens when
its owner is killed; the owner's number stays in the file, and tells the next one whose place it takes.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from sim.core.errors import SpheresError

TEMPORARY = ".part"
_PATIENCE = 10  # tries of a rename that a virus scanner or an indexer holds up (Windows)
_PATIENCE_WITH_NAMELESS = 50  # tries, 20 ms apart: a lock is taken, and then the taker's name is written beside it
_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}  # what systems say of a lock that somebody has
_LOCKED_BYTE = 2**30  # beyond the text, so that Windows lets others read it


def write_whole(path: Path, data: bytes) -> None:
    """Write a file atomically; SpheresError, with the remedy, where the disk does not let us."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
    with explained(path):
        try:
            with open(temporary, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            replace_patiently(temporary, path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def replace_patiently(source: Path, target: Path) -> None:
    """os.replace, tried again for about a second while another program holds the target open (Windows)."""
    for attempt in range(_PATIENCE):
        try:
            os.replace(source, target)
        except PermissionError:
            if os.name != "nt" or attempt == _PATIENCE - 1:
                raise
            time.sleep(0.02 * (attempt + 1))
        else:
            return


def append_line(path: Path, line: str) -> None:
    """Append one line and push it to the disk. Half a line, left by a full disk or a killed session, is ended first."""
    with explained(path), open(path, "a+b") as stream:
        if stream.seek(0, os.SEEK_END):
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                line = f"\n{line}"
        stream.write(line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def as_json(content: object) -> bytes:
    """Strict JSON, readable by people."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def write_json(path: Path, content: object) -> None:
    """Write strict JSON atomically."""
    write_whole(path, as_json(content))


def clean(folder: Path, vouched: Path, keep: set[Path]) -> int:
    """Remove what a killed session left: temporary files, and files below `vouched` not in `keep`."""
    removed = 0
    for path in sorted(folder.rglob("*")):
        stray = path.is_relative_to(vouched) and path.is_file() and path not in keep
        if stray or path.name.endswith(TEMPORARY):
            with explained(path):
                path.unlink(missing_ok=True)
            removed += 1
    return removed


_REMEDIES = {
    errno.ENOSPC: "the disk is full; free some space and give the same command: finished blocks are kept",
    errno.EDQUOT: "no quota is left; free some space and give the same command: finished blocks are kept",
    errno.EFBIG: "files may not grow so large here (ulimit -f); raise the limit and give the same command again",
    errno.EACCES: "permission denied; choose a folder that you may write to, with --results",
    errno.EPERM: "permission denied; choose a folder that you may write to, with --results",
    errno.EROFS: "the file system is read-only; choose another folder, with --results",
    errno.ENOTDIR: "a part of this path is a file, expected a folder; choose another folder, with --results",
    errno.EEXIST: "a file is in the way, expected a folder; move it, or choose another, with --results",
    errno.ENAMETOOLONG: "the path is too long for this system; choose a shorter folder, with --results",
}  # fmt: skip


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the system's refusals into errors for the user."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, f"{error.strerror or error}; check the disk, or choose another --results")
        raise SpheresError(f"cannot write {path}: {remedy}") from error


class Lock:
    """One writer at a time for a folder. Use as a context. `taken_over`: whose place was taken, or None."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / ".lock"
        self.taken_over: str | None = None
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Lock:
        self._stream = stream = self._taken()
        self.taken_over = _owner(stream)
        me = {"process": os.getpid(), "host": platform.node(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}
        try:
            with explained(self.path):
                _write(stream, json.dumps(me).encode())
        except SpheresError:
            self.__exit__()
            raise
        return self

    def _taken(self) -> BinaryIO:
        """The file, locked; SpheresError where another writes here. Who has no name yet, or no longer, is waited for."""
        owner = None
        for attempt in range(_PATIENCE_WITH_NAMELESS):
            if attempt:
                time.sleep(0.02)
            with explained(self.path):
                stream = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644), "r+b")
                seized = _seize(stream)
            if seized and _is_still_at(self.path, stream):
                return stream
            owner = None if seized else _owner(stream)
            stream.close()
            if owner:
                break
        raise SpheresError(
            f"{self.path.parent} is being written by {owner or 'another process'}; wait until it has "
            "finished, or end it, and give the same command again"
        )

    def __exit__(self, *error: object) -> None:
        if self._stream is not None:
            with suppress(OSError):
                _write(self._stream, b"")
            with suppress(OSError):  # what a full disk did not take is tried again
                self._stream.close()
            self._stream = None


def _write(stream: BinaryIO, text: bytes) -> None:
    stream.seek(0)
    stream.truncate()
    stream.write(text)
    stream.flush()


def _owner(stream: BinaryIO) -> str | None:
    """Who wrote the lock file, in words; None where it is empty, as a finished session leaves it."""
    try:
        stream.seek(0)
        owner = json.loads(stream.read(4096))
        return f"process {owner['process']} on {owner['host']} (since {owner['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_still_at(path: Path, stream: BinaryIO) -> bool:
    """Whether the open file is the one that has this name now."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), os.stat(path))
    except FileNotFoundError:
        return False


def _seize(stream: BinaryIO) -> bool:
    """Take the operating system's lock, if nobody has it; OSError where it knows none."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(_LOCKED_BYTE)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        stream.close()
        raise
    return True
