"""The merged scenario as YAML, each value with the place where it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.composing import resolve
from sim.scenario.nodes import Entry, Leaf, Many, Mark, Node, Source, Table, find, from_data
from sim.scenario.scenario import Scenario
from sim.scenario.vocabulary import BASE

_DEFAULT = Source("default")
_COLUMN = 52  # where the comments begin, on lines that are shorter
_WIDTH = 90
_SHORT = 200  # characters of a mapping that is kept together
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./()' -]*")
_DATE_LIKE = re.compile(r"[0-9][0-9:._-]*")
_OLD_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})  # truth values to readers of YAML 1.1


def show(scenario: Scenario, variant: str | None = None, *, defaults: bool = True) -> str:
    """The merged scenario, or one variant's world, as YAML that loads again to the same numbers.

    Behind each value stands its origin: file:line:column, `--set ...`, `variant <name>, file:line:column`, or
    `default`
    for what nobody wrote (left out where `defaults` is False). Tables and lists from one place are kept
    together.
    """
    data = scenario.world_data(variant)
    name = variant or BASE
    tree = scenario.trees[name]
    changes = find(scenario.trees[BASE], ["variants", name, "set"]) if name != BASE else None
    own = {id(node) for node in _walk(changes)} if changes else set()
    writer = _Writer(dict.fromkeys(own, name))
    if defaults:
        tree = _completed(tree, data)
    return "\n".join(writer.table(tree, 0)) + "\n"


def _walk(node: Node) -> Iterator[Node]:
    yield node
    children = [e.node for e in node.entries.values()] if isinstance(node, Table) else getattr(node, "items", ())
    for child in children:
        yield from _walk(child)


def _completed(tree: Table, data: Mapping[str, Any]) -> Table:
    """The tree with the defaults that checked data adds."""
    entries: dict[str, Entry] = {}
    for key, value in data.items():
        entry = tree.entries.get(key)
        if entry is None:
            nothing = value is None or value in ("", [], (), {})
            if not nothing:
                start = Table({}, Mark(_DEFAULT))
                node = _completed(start, value) if isinstance(value, dict) else from_data(value, _DEFAULT)
                entries[key] = Entry(node.mark, node)
        elif isinstance(entry.node, Table) and isinstance(value, dict):
            entries[key] = Entry(entry.key, _completed(entry.node, value)) if key != "set" else entry
        else:
            entries[key] = entry
    return Table(entries, tree.mark)


class _Writer:
    """Lines of YAML. `own`: ids of the nodes that a variant sets -> its name."""

    def __init__(self, own: Mapping[int, str]) -> None:
        self.own = own

    def table(self, table: Table, indent: int) -> Iterator[str]:
        for key, entry in table.entries.items():
            yield from self.entry(_scalar(key) + ":", entry.node, indent)

    def entry(self, head: str, node: Node, indent: int) -> Iterator[str]:
        """A key, or the dash of a list, with its value."""
        pad = " " * indent
        if isinstance(node, Leaf):
            yield _noted(f"{pad}{head} {_scalar(node.value)}", self.origin(node))
        elif self.is_compact(node):
            yield from self.flow(head, node, indent)
        elif isinstance(node, Table):
            yield f"{pad}{head}"
            yield from self.table(node, indent + 2)
        else:
            yield f"{pad}{head}"
            for item in node.items:
                yield from self.item(item, indent + 2)

    def item(self, node: Node, indent: int) -> Iterator[str]:
        """One entry of a list; a mapping too long for a line has a key on each."""
        if not isinstance(node, Table) or len(_flow(node)) + indent + 2 <= _WIDTH:
            yield from self.flow("-", node, indent)
            return
        for index, line in enumerate(self.table(node, indent + 2)):
            yield " " * indent + "- " + line.lstrip() if index == 0 else line

    def flow(self, head: str, node: Node, indent: int) -> Iterator[str]:
        """A value in braces or brackets, over as many lines as it needs."""
        lines = _packed(f"{head} ", node, _WIDTH - indent)
        for index, line in enumerate(lines):
            yield _noted(" " * indent + line, self.origin(node)) if index == 0 else " " * indent + line

    def is_compact(self, node: Node) -> bool:
        """Whether a value is kept together: it is from one place, and short or a table of numbers."""
        leaves = [leaf for leaf in _walk(node) if isinstance(leaf, Leaf)]
        if isinstance(node, Many):
            return not any(isinstance(item, Table) for item in node.items)
        if len({self.place(leaf) for leaf in leaves}) > 1:
            return False
        return len(_flow(node)) < _SHORT or _is_numbers(node)

    def place(self, node: Node) -> tuple[str, str]:
        return node.mark.source.name, self.own.get(id(node), "")

    def origin(self, node: Node) -> str:
        first = next((leaf for leaf in _walk(node) if isinstance(leaf, Leaf)), node)
        mark: Mark = node.mark if node.mark.line else first.mark
        variant = self.own.get(id(first), "")
        return f"variant {variant}, {mark}" if variant else str(mark)


def _packed(head: str, node: Node, width: int) -> list[str]:
    """The value behind its head; where it is too long for a line, broken between its entries."""
    if isinstance(node, Leaf):
        return [head + _scalar(node.value)]
    if isinstance(node, Table):
        pieces = [f"{_scalar(k)}: {_flow(e.node)}" for k, e in node.entries.items()]
    else:
        pieces = [_flow(item) for item in node.items]
    opening, closing = "{}" if isinstance(node, Table) else "[]"
    lines, pad = [head + opening], " " * (len(head) + 1)
    for index, piece in enumerate(pieces):
        text = piece + (closing if index == len(pieces) - 1 else ",")
        if index and len(lines[-1]) + len(text) >= width:
            lines.append(pad + text)
        else:
            lines[-1] += (" " if index else "") + text
    if not pieces:
        lines[-1] += closing
    return lines


def _is_numbers(node: Node) -> bool:
    """Whether a mapping holds numbers, distributions, switches and the like, and no mappings of its own."""
    if not isinstance(node, Table):
        return False
    children = [entry.node for entry in node.entries.values()]
    return all(not isinstance(child, Table) or len(child.entries) == 1 for child in children) and any(
        isinstance(child, Leaf) and not isinstance(child.value, str) for child in children
    )


def _noted(line: str, origin: str) -> str:
    return f"{line:<{_COLUMN}}  # {origin}"


def _flow(node: Node) -> str:
    if isinstance(node, Table):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(e.node)}" for k, e in node.entries.items()) + "}"
    if isinstance(node, Many):
        return "[" + ", ".join(_flow(item) for item in node.items) + "]"
    return _scalar(node.value)


def _scalar(value: object) -> str:
    """A value as it stands in YAML; text in quotes where a reader could take it for something else."""
    if isinstance(value, str):
        bare = _PLAIN.fullmatch(value) and not value.endswith(" ") and isinstance(resolve(value), str)
        if bare and value.lower() not in _OLD_WORDS and not _DATE_LIKE.fullmatch(value):
            return value
        return json.dumps(value, ensure_ascii=not value.isprintable())
    return json.dumps(value)
