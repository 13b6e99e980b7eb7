"""What the user sets beside the file: `--set powers.RUS.doctrine.reciprocity=2`.

A setting is laid over the scenario, and reaches every variant that does not itself set the same thing: a
treatment is never undone by it. Where a variant names its power's doctrine anew, a setting of a doctrine's
parameter is carried into the variant if that doctrine has the parameter. To change what one variant sets,
name it: `--set variants.restraint.set.powers.RUS.doctrine.name=grim_trigger`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.core.errors import Problem, ScenarioError, near_name
from sim.doctrines import DOCTRINES
from sim.scenario.merge import APPEND, is_change, merge
from sim.scenario.models import CHANGEABLE
from sim.scenario.nodes import Entry, Leaf, Many, Mark, Node, Source, Table, find, from_data, plain
from sim.scenario.paths import doctrine_parameter
from sim.scenario.reading import parse_value

PREFIX = "--set "
Overrides = Iterable[str] | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Setting:
    """One value at one key path; `text` is what the user wrote."""

    text: str
    parts: tuple[str, ...]
    node: Node

    @property
    def place(self) -> tuple[str, ...]:
        """The key path of what is set, which `key+` adds to."""
        return (*self.parts[:-1], self.parts[-1].removesuffix(APPEND))

    @property
    def mark(self) -> Mark:
        return Mark(Source(self.text))

    def problem(self, message: str) -> Problem:
        return self.mark.problem(".".join(self.parts), message)


def read_overrides(overrides: Overrides) -> list[Setting]:
    """Settings from `key.path=value` texts (the value in YAML), or from a mapping of key paths to values."""
    if isinstance(overrides, Mapping):
        return [
            Setting(text, tuple(path.split(".")), from_data(value, Source(text)))
            for path, value in overrides.items()
            for text in [f"{PREFIX}{path}={value}"]
        ]
    settings, problems = [], []
    for override in [overrides] if isinstance(overrides, str) else overrides:
        text = PREFIX + override
        path, equals, value = override.partition("=")
        if not (path.strip() and equals and value.strip()):
            problems.append(Problem(text, 0, 0, "", "expected KEY.PATH=VALUE, such as powers.RUS.capability=0.3"))
            continue
        try:
            settings.append(Setting(text, tuple(path.strip().split(".")), parse_value(value, Source(text))))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return settings


def apply(tree: Table, settings: Iterable[Setting], problems: list[Problem]) -> Table:
    """The scenario with every setting laid over it, and carried into the variants that need it."""
    for setting in settings:
        if message := _no_such_place(tree, setting.parts):
            problems.append(setting.problem(message))
        elif setting.parts[0] in CHANGEABLE:
            tree = _apply_to_world(tree, setting, problems)
        else:
            tree = _lay(tree, setting, problems)
    return tree


def _apply_to_world(tree: Table, setting: Setting, problems: list[Problem]) -> Table:
    variants = tree.get("variants")
    changes = {
        name: node
        for name, entry in (variants.entries if isinstance(variants, Table) else {}).items()
        if isinstance(node := find(entry.node, ["set"]) or Table({}, entry.node.mark), Table)
    }
    base = _lay(tree, setting, problems) if _takes(tree, setting) else None
    reached = base is not None and not changes
    pinned = []
    for name, change in changes.items():
        world = merge(base or tree, change, [])
        if _given(change, setting.place):
            pinned.append(name)
        elif base is not None and _kept(find(base, setting.place), find(world, setting.place)):
            reached = True
        elif doctrine_parameter(setting.parts) and _takes(world, setting):
            base = _lay(base or tree, setting, problems, ("variants", name, "set"))
            reached = True
    if not reached:
        problems.append(setting.problem(_no_effect(tree, setting, pinned)))
    return base or tree


def _lay(tree: Table, setting: Setting, problems: list[Problem], under: tuple[str, ...] = ()) -> Table:
    parts = (*under, *setting.parts)
    return merge(tree, _nested(tree, parts, setting), problems, raw=is_change(parts[:3]) and len(parts) > 3)


def _nested(base: Node | None, parts: tuple[str, ...], setting: Setting) -> Table:
    """A mapping with the setting at its key path, to lay over `base`."""
    part, *rest = parts
    below = base.get(part) if isinstance(base, Table) else None
    node: Node
    if not rest:
        node = setting.node
    elif isinstance(below, Many):
        items = list(below.items)
        old = items[int(rest[0])]
        if rest[1:] and isinstance(old, Table):
            items[int(rest[0])] = merge(old, _nested(old, tuple(rest[1:]), setting), [])
        else:
            items[int(rest[0])] = setting.node
        node = Many(tuple(items), below.mark)
    else:
        node = _nested(below, tuple(rest), setting)
    return Table({part: Entry(setting.mark, node)}, setting.mark)


def _takes(tree: Table, setting: Setting) -> bool:
    """False only for a parameter that the doctrine in force does not have."""
    name = doctrine_parameter(setting.parts)
    if name is None:
        return True
    doctrine = _doctrine(tree, setting.parts)
    return doctrine not in DOCTRINES or any(p.name == name for p in DOCTRINES[doctrine].parameters)


def _doctrine(tree: Table, parts: tuple[str, ...]) -> str:
    node = find(tree, [*parts[:3], "name"])
    return str(node.value) if isinstance(node, Leaf) else ""


def _given(change: Table, parts: tuple[str, ...]) -> bool:
    """Whether a variant's changes hold this very key, or take it or something above it away."""
    node: Node | None = change
    for part in parts:
        node = node.get(part) if isinstance(node, Table) else None
        if node is None:
            return False
        if isinstance(node, Leaf):
            return True
    return True


def _kept(set_: Node | None, found: Node | None) -> bool:
    """Whether a variant still holds what was set (or, set to null, lacks it); it may add to a list."""
    if set_ is None or found is None:
        return set_ is found
    if isinstance(set_, Many) and isinstance(found, Many):
        return found.items[: len(set_.items)] == set_.items
    return plain(set_) == plain(found)


def _no_such_place(tree: Table, parts: tuple[str, ...]) -> str:
    """Why a key path leads nowhere; empty where it leads somewhere or the check of the whole will tell."""
    node: Node | None = tree
    for depth, part in enumerate(parts):
        if isinstance(node, Many):
            if not part.isdigit() or int(part) >= len(node.items):
                name = ".".join(parts[:depth])
                last = len(node.items) - 1
                return f"'{name}' is a list; expected an index from 0 to {last}, found '{part}'"
            node = node.items[int(part)]
            continue
        if not isinstance(node, Table):
            return ""
        if depth == 1 and parts[0] in ("powers", "clients", "variants") and part not in node.entries:
            kind = parts[0].removesuffix("s")
            known = list(node.entries)
            return f"no {kind} is called '{part}'{near_name(part, known)}; known: {', '.join(known)}"
        node = node.get(part)
    return ""


def _no_effect(tree: Table, setting: Setting, pinned: list[str]) -> str:
    path = ".".join(setting.parts)
    if pinned:
        names = ", ".join(pinned)
        return f"no effect: {names} set this themselves; to change that, set variants.{pinned[0]}.set.{path}"
    name = doctrine_parameter(setting.parts)
    if name is None:
        return "no effect: every variant takes this away"
    doctrine = _doctrine(tree, setting.parts)
    known = [p.name for p in DOCTRINES[doctrine].parameters] if doctrine in DOCTRINES else []
    near, listed = near_name(name, known), ", ".join(known) or "none"
    return f"the doctrine '{doctrine}' has no parameter '{name}'{near}; it has: {listed}"
