"""One text of YAML -> nodes that know where they stand, and no trap of YAML left open.

Scalars follow the core schema of YAML 1.2, as editors do: `NO`, `on` and `yes` are text, `1e-3` is a number,
012 is twelve, dates and times of day are text. The pure-Python parser is read event by event, because the C
parser dies of deep nesting; depth and the number of nodes after the expansion of aliases are bounded, and with the
size of a file (`reading.py`) so that none, however hostile, takes more than about a second to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Protocol

import yaml
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.scanner import Scanner

from sim.core.errors import Problem, ScenarioError
from sim.scenario.nodes import Entry, Leaf, Many, Mark, Node, Scalar, Source, Table, show_value

MAX_NODES = 120_000  # twice what a world of 64 powers and 200 clients takes
MAX_DEPTH = 40
MAX_DIGITS = 18
MAX_KEY = 200  # characters; no id or path is nearly as long


_NULL = re.compile(r"null|Null|NULL|~")
_BOOL = re.compile(r"(true|True|TRUE)|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TAB_INDENT = re.compile(r" *\t")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def resolve(text: str) -> Scalar:
    """What a plain scalar means in the core schema of YAML 1.2; ValueError for a number without end.

    >>> [resolve(text) for text in ("NO", "1e-3", "012", "12:30", "~", "True")]
    ['NO', 0.001, 12, '12:30', None, True]
    """
    if _NULL.fullmatch(text):
        return None
    if match := _BOOL.fullmatch(text):
        return match[1] is not None
    if _INT.fullmatch(text) or _BASED.fullmatch(text):
        if len(text) > MAX_DIGITS + 2:
            raise ValueError(f"a whole number of {len(text)} characters, expected at most {MAX_DIGITS + 2}")
        return int(text, 10 if _INT.fullmatch(text) else 0)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is no number to reckon with; expected a finite number")
    if _FLOAT.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise ValueError(f"{text[:40]} is too large for a number; expected at most 1.7e308")
        return number
    return text


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, as YAML breaks them."""
    return tuple(_BREAK.split(text))


def place_of(text: str, index: int) -> tuple[int, int]:
    """Line and column of a character, from 1."""
    lines = _BREAK.split(text[:index])
    return len(lines), len(lines[-1]) + 1


class _Spot(Protocol):
    """A place as PyYAML counts it, from 0."""

    line: Any
    column: Any


class _Events(Reader, Scanner, Parser):
    """PyYAML's pure-Python parser, without its composer and constructors."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


@dataclass(slots=True)
class Composer:
    """One text's events turned into nodes. Faults that leave the rest readable are gathered in `problems`."""

    text: str
    source: Source
    places: bool = True
    problems: list[Problem] = field(default_factory=list)
    _events: Any = field(init=False)  # _Events, whose methods bear no types
    _anchors: dict[str, tuple[Node | None, int]] = field(default_factory=dict)
    _count: int = 0

    def document(self, *, empty_is_text: bool = False) -> Node:
        """The only document of the text."""
        if not self._start():
            if empty_is_text:
                return Leaf("", Mark(self.source))
            message = "the file is empty; `spheres new NAME` writes a scenario to begin with"
            raise ScenarioError([Mark(self.source, 1, 1).problem("", message)])
        node = self._node(1)
        self._next()
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse(event.start_mark, "a second document begins here; write one scenario a file, without '---'")
        return node

    def top_level(self) -> Iterator[tuple[str, Node]]:
        """Keys and values of the outermost mapping, as far as the caller reads."""
        if self._start() and isinstance(self._next(), yaml.MappingStartEvent):
            while not isinstance(event := self._next(), yaml.MappingEndEvent):
                yield str(getattr(event, "value", "")), self._node(2)

    def _start(self) -> bool:
        """Open the text and step into its first document; False where it has none."""
        try:
            self._events = _Events(self.text)
        except ReaderError as error:
            line, column = place_of(self.text, error.position)
            message = f"character U+{int(error.character):04X} is not allowed in YAML; remove it"
            raise ScenarioError([self._at(line, column).problem("", message)]) from None
        self._next()
        return isinstance(self._next(), yaml.DocumentStartEvent)

    def _next(self) -> yaml.Event:
        event: yaml.Event = self._guarded(self._events.get_event)
        return event

    def _peek(self, kind: type[yaml.Event]) -> bool:
        return bool(self._guarded(lambda: self._events.check_event(kind)))

    def _guarded(self, step: Callable[[], Any]) -> Any:
        """One step of the parser, its complaints as ours."""
        try:
            return step()
        except yaml.MarkedYAMLError as error:
            self._unreadable(error)
        except (ValueError, OverflowError):  # an escape such as "\UFFFFFFFF"
            self._refuse(self._events.get_mark(), "an escape that stands for no character")

    def _unreadable(self, error: yaml.MarkedYAMLError) -> NoReturn:
        place = error.problem_mark or error.context_mark
        lines = lines_of(self.text)
        if place and place.line < len(lines) and (tab := _TAB_INDENT.match(lines[place.line])):
            mark = self._at(place.line + 1, tab.end())
            raise ScenarioError([*self.problems, mark.problem("", "a tab in the indentation; use spaces")])
        if "'\\t'" in str(error.problem):
            self._refuse(place, "a tab between two values; use spaces")
        context = f"{error.context}: " if error.context else ""
        self._refuse(place, f"this is no YAML: {context}{error.problem}")

    def _refuse(self, place: _Spot | None, message: str) -> NoReturn:
        raise ScenarioError([*self.problems, self._mark(place).problem("", message)])

    def _at(self, line: int, column: int) -> Mark:
        return Mark(self.source, line, column) if self.places else Mark(self.source)

    def _mark(self, place: _Spot | None) -> Mark:
        return self._at(place.line + 1, place.column + 1) if place else Mark(self.source)

    def _node(self, depth: int) -> Node:
        event = self._next()
        mark = self._mark(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        self._grow(event, 1)
        if depth > MAX_DEPTH:
            self._refuse(event.start_mark, f"nested more than {MAX_DEPTH} levels deep")
        if (tag := getattr(event, "tag", None)) is not None:
            self._note(mark, f"the tag '{_short(tag)}'; write the value without a tag")
        anchor: str | None = getattr(event, "anchor", None)
        before = self._count
        if anchor:
            self._anchors[anchor] = (None, 0)
        node = self._content(event, mark, depth)
        if anchor:
            self._anchors[anchor] = (node, self._count - before + 1)
        return node

    def _content(self, event: yaml.Event, mark: Mark, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return Many(tuple(self._until(yaml.SequenceEndEvent, lambda: self._node(depth + 1))), mark)
        entries: dict[str, Entry] = {}
        for _ in self._until(yaml.MappingEndEvent, lambda: self._entry(entries, depth)):
            pass
        return Table(entries, mark)

    def _until(self, end: type[yaml.Event], read: Callable[[], Node]) -> Iterator[Node]:
        while not self._peek(end):
            yield read()
        self._next()

    def _entry(self, entries: dict[str, Entry], depth: int) -> Node:
        event = self._next()
        mark = self._mark(event.start_mark)
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event.start_mark, "expected a plain key such as `turns`, found a list, a mapping or an alias")
        self._grow(event, 1)
        if event.tag is not None:
            self._note(mark, f"the tag '{_short(event.tag)}'; write the key without a tag")
        key = event.value
        node = self._node(depth + 1)
        if isinstance(node, Leaf) and node.empty:
            node = replace(node, mark=mark)
        if len(key) > MAX_KEY:
            self._note(mark, f"the key {show_value(key)} has {len(key):,} characters, expected at most {MAX_KEY}; shorten it")
        elif key == "<<" and event.implicit[0]:
            self._note(mark, "merge keys ('<<') are not read; use `extends`, or an alias for the whole value")
        elif key in entries:
            first = entries[key].key
            self._note(mark, f"the key '{key}' stands twice, first in line {first.line}; keep one of them")
        else:
            entries[key] = Entry(mark, node)
            if isinstance(node, Leaf) and node.empty:
                self._note(
                    mark,
                    f"the key '{key}' has no value; give it one, or write null to undo what is inherited",
                )
        return node

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark) -> Leaf:
        text = event.value
        if re.search("[\ud800-\udfff]", text):
            self._note(mark, "an escape that stands for half a character")
            return Leaf("", mark)
        if not event.implicit[0]:
            return Leaf(text, mark)
        if not text:
            return Leaf(None, mark, empty=True)
        try:
            return Leaf(resolve(text), mark)
        except ValueError as error:
            self._note(mark, str(error))
            return Leaf(0, mark)

    def _alias(self, event: yaml.AliasEvent) -> Node:
        if event.anchor not in self._anchors:
            known = ", ".join(show_value(anchor)[1:-1] for anchor in list(self._anchors)[-9:]) or "none"
            self._refuse(event.start_mark, f"no anchor is called {show_value(event.anchor)}; anchors so far: {known}")
        node, size = self._anchors[event.anchor]
        if node is None:
            self._refuse(event.start_mark, f"the alias '*{event.anchor}' stands inside its own anchor")
        self._grow(event, size)
        return node

    def _grow(self, event: yaml.Event, nodes: int) -> None:
        self._count += nodes
        if self._count > MAX_NODES:
            self._refuse(event.start_mark, f"more than {MAX_NODES:,} values, counting every alias in full")

    def _note(self, mark: Mark, message: str) -> None:
        self.problems.append(mark.problem("", message))
