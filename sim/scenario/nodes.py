"""Nodes: the data of a scenario, every key and every value with the place where it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sim.core.errors import Problem, ScenarioError

_EXCERPT = 160

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where text came from: a file, or a line typed by the user (`lines` empty: no places in it)."""

    name: str
    lines: tuple[str, ...] = ()
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a source; line and column count from 1, 0 where the source has no places."""

    source: Source
    line: int = 0
    column: int = 0

    def problem(self, path: str, message: str) -> Problem:
        """A problem at this place, with the line that it is about."""
        lines = self.source.lines
        line = lines[self.line - 1] if 0 < self.line <= len(lines) else ""
        excerpt = re.sub(r"[^\x20-\uffff]", " ", line) if len(line) <= _EXCERPT else ""
        return Problem(self.source.name, self.line, self.column, path, message, excerpt)

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}" if self.line else self.source.name


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One value: text, number, truth value, or null. `empty`: nothing stood behind the key."""

    value: Scalar
    mark: Mark
    empty: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """A list."""

    items: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A mapping: key -> (place of the key, value)."""

    entries: dict[str, Entry]
    mark: Mark

    def get(self, key: str) -> Node | None:
        entry = self.entries.get(key)
        return entry.node if entry else None


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One key of a mapping: where it stands, and what it is given."""

    key: Mark
    node: Node


Node: TypeAlias = Leaf | Many | Table


def plain(node: Node) -> object:
    """The data alone: dicts, lists, and scalars."""
    if isinstance(node, Table):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    if isinstance(node, Many):
        return [plain(item) for item in node.items]
    return node.value


def from_data(data: object, source: Source) -> Node:
    """Nodes of data that was not read from a file; they all stand at the source as a whole."""
    mark = Mark(source)
    if isinstance(data, dict):
        return Table({str(key): Entry(mark, from_data(value, source)) for key, value in data.items()}, mark)
    if isinstance(data, list | tuple):
        return Many(tuple(from_data(value, source) for value in data), mark)
    if data is None or isinstance(data, str | int | float | bool):
        return Leaf(data, mark)
    raise ScenarioError([mark.problem("", f"cannot hold {type(data).__name__} {data!r}; use numbers, text, lists and dicts")])


def find(node: Node, path: Sequence[str | int]) -> Node | None:
    """The node at a path of keys and indices, or None."""
    for part in path:
        following: Node | None = None
        if isinstance(node, Table):
            following = node.get(str(part))
        elif isinstance(node, Many) and str(part).isdigit() and int(part) < len(node.items):
            following = node.items[int(part)]
        if following is None:
            return None
        node = following
    return node


def kind_of(node: Node) -> str:
    """What a node is, in words."""
    if isinstance(node, Table):
        return "a mapping"
    if isinstance(node, Many):
        return "a list"
    return "nothing" if node.value is None else show_value(node.value)


def show_value(value: object) -> str:
    """A value as it stands in an error: short, with text in quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{value if len(value) <= 60 else value[:57] + '...'}'"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        text = f"[{', '.join(show_value(entry) for entry in value[:9])}]"
        return text if len(value) < 9 and len(text) <= 60 else "a list"
    return "null" if value is None else f"{value}"
