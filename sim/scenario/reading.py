"""Files, pasted texts and single values of YAML as nodes: see `composing.py`."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from sim.core.errors import Problem, ScenarioError
from sim.scenario.composing import Composer, lines_of, place_of
from sim.scenario.nodes import Leaf, Mark, Node, Scalar, Source, Table, kind_of

MAX_BYTES = 1_000_000


def read_table(path: Path, name: str) -> tuple[Table, list[Problem]]:
    """The mapping of a file, with every fault that still lets it be read; ScenarioError for the others."""
    text = read_text(path, name)
    return parse_table(text, Source(name, lines_of(text), path))


def read_pasted(text: str, name: str) -> tuple[Table, list[Problem]]:
    """The same of a text that is at hand, as long as a file may be."""
    source = Source(name)
    if (size := len(text.encode(errors="replace"))) > MAX_BYTES:
        raise ScenarioError([_too_big(source, size)])
    return parse_table(text, Source(name, lines_of(text)))


def read_text(path: Path, name: str) -> str:
    """The text of a file of at most MAX_BYTES in UTF-8, with or without a byte order mark."""
    source = Source(name, path=path)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise ScenarioError([Mark(source).problem("", "this is no ordinary file; name a YAML file")])
        if status.st_size > MAX_BYTES:
            raise ScenarioError([_too_big(source, status.st_size)])
        with open(path, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioError([Mark(source).problem("", f"cannot be read: {error.strerror or error}")]) from None
    if len(data) > MAX_BYTES:
        raise ScenarioError([_too_big(source, len(data))])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", errors="replace")
        line, column = place_of(before, len(before))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file with the encoding UTF-8"
        raise ScenarioError([Mark(source, line, column).problem("", message)]) from None


def _too_big(source: Source, size: int) -> Problem:
    message = f"the file has {size / 1e6:,.1f} MB, expected at most {MAX_BYTES / 1e6:.0f} MB; is it a scenario?"
    return Mark(source).problem("", message)


def parse_table(text: str, source: Source) -> tuple[Table, list[Problem]]:
    """The mapping in a text, with every fault that still lets it be read."""
    composer = Composer(text, source)
    node = composer.document()
    if isinstance(node, Table):
        return node, composer.problems
    raise ScenarioError([node.mark.problem("", "expected a mapping such as `turns: 80`, found " + kind_of(node))])


def parse_value(text: str, source: Source) -> Node:
    """One value, as after `--set key=`; ScenarioError where it is no YAML."""
    composer = Composer(text, source, places=False)
    node = composer.document(empty_is_text=True)
    if composer.problems:
        raise ScenarioError(composer.problems)
    return node


def head(path: Path, keys: Sequence[str]) -> dict[str, Scalar]:
    """The plain values of some top-level keys, reading no further than the last; {} for a faulty file."""
    found: dict[str, Scalar] = {}
    try:
        for key, node in Composer(read_text(path, str(path)), Source(str(path))).top_level():
            if key in keys and isinstance(node, Leaf):
                found[key] = node.value
                if len(found) == len(keys):
                    break
    except ScenarioError:
        pass
    return found
