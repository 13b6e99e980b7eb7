"""Deep merge: one mapping laid over another, every value keeping the place where it was written.

Mappings merge key by key; lists, numbers and texts replace. Besides:
- a key that ends with `+` adds to the list of that name (`timeline+:`);
- `null` takes the inherited key away (a mistake where nothing is inherited);
- these mappings replace the inherited one whole, because a mixture of the two would have no meaning: a
  `doctrine` that gives its `name`, a network that gives `edges` or a `generator`, and a distribution.
"""

from __future__ import annotations

from sim.core.distributions import KINDS
from sim.core.errors import Problem, near_name
from sim.scenario.nodes import Entry, Leaf, Many, Mark, Node, Source, Table, kind_of

APPEND = "+"
_NOWHERE = Mark(Source("default"))


def empty() -> Table:
    """A mapping without keys."""
    return Table({}, _NOWHERE)


def merge(base: Table, over: Table, problems: list[Problem], path: tuple[str, ...] = (), *, raw: bool = False) -> Table:
    """`over` laid over `base`. Faults go to `problems`.

    raw  `null` and `key+` are kept for a later merge: so with the changes of a variant
    """
    entries = dict(base.entries)
    for key, entry in sorted(over.entries.items(), key=lambda item: item[0].endswith(APPEND)):
        if key.endswith(APPEND):
            _append(entries, key, entry, problems, path, raw)
        elif _is_null(entry.node) and not raw:
            if key in entries:
                del entries[key]
            else:
                near = near_name(key, list(entries))
                message = f"nothing called '{key}' is inherited here, so null takes nothing away{near}"
                problems.append(entry.key.problem(".".join((*path, key)), message))
        else:
            below = entries.get(key)
            entries[key] = Entry(entry.key, _laid(below, key, entry.node, problems, (*path, key), raw))
    return Table(entries, base.mark if base.entries else over.mark)


def _laid(below: Entry | None, key: str, node: Node, problems: list[Problem], path: tuple[str, ...], raw: bool) -> Node:
    if not isinstance(node, Table):
        return node
    old = below.node if below else None
    raw = raw or is_change(path)
    start = old if isinstance(old, Table) and not replaces_whole(key, node) else Table({}, node.mark)
    return merge(start, node, problems, path, raw=raw)


def _append(
    entries: dict[str, Entry],
    key: str,
    entry: Entry,
    problems: list[Problem],
    path: tuple[str, ...],
    raw: bool,
) -> None:
    name = key.removesuffix(APPEND)
    added = entry.node
    if not isinstance(added, Many):
        problems.append(added.mark.problem(".".join((*path, key)), f"expected a list to add, found {kind_of(added)}"))
        return
    kept = key if raw and name not in entries else name
    old = entries.get(kept)
    if old is None:
        entries[kept] = Entry(entry.key, added)
    elif isinstance(old.node, Many):
        entries[kept] = Entry(old.key, Many((*old.node.items, *added.items), old.node.mark))
    else:
        message = f"only a list can be added to, and '{name}' holds {kind_of(old.node)}"
        problems.append(entry.key.problem(".".join((*path, key)), message))


def _is_null(node: Node) -> bool:
    return isinstance(node, Leaf) and node.value is None and not node.empty


def is_change(path: tuple[str, ...]) -> bool:
    """Whether a path names the changes that a variant makes, `variants.<name>.set`."""
    return len(path) == 3 and path[0] == "variants" and path[2] == "set"


def replaces_whole(key: str, node: Table) -> bool:
    """Whether a mapping takes the place of the inherited one instead of merging with it.

    >>> from sim.scenario.nodes import from_data
    >>> replaces_whole("doctrine", from_data({"name": "restraint"}, Source("example")))
    True
    """
    keys = node.entries.keys()
    return (key == "doctrine" and "name" in keys) or bool(keys & {"edges", "generator", *KINDS})
