"""From a name to a checked scenario: find, read, extend, set, vary, check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.core.errors import Problem, ScenarioError, near_name
from sim.scenario import files
from sim.scenario.check import Data, cast_of, check, place_problem
from sim.scenario.maps import map_faults
from sim.scenario.meaning import knob_faults
from sim.scenario.merge import empty, merge
from sim.scenario.nodes import Leaf, Many, Mark, Node, Source, Table, find, from_data, kind_of, plain
from sim.scenario.overrides import PREFIX, Overrides, apply, read_overrides
from sim.scenario.reading import read_pasted, read_table
from sim.scenario.scenario import Outcomes, Scenario, claim_of, content_hash, request_of, variants_of
from sim.scenario.vocabulary import BASE

_NOT_OF_A_WORLD = ("variants", "claims", "maps", "knobs", "record")


@dataclass(slots=True)
class _Reader:
    """The files of a scenario, read once each, with the faults found on the way.

    by_name  only scenarios that are listed may be extended, by their very names: for text that comes from outside
    """

    problems: list[Problem] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    unreadable: bool = False
    by_name: bool = False

    def read(self, path: Path, above: tuple[Path, ...] = ()) -> Table:
        """The mapping of a file laid over those that it extends."""
        self.files.append(path)
        try:
            table, problems = read_table(path, files.shown(path))
        except ScenarioError as error:
            self.problems += error.problems
            self.unreadable = True
            return empty()
        self.problems += problems
        return self.extended(table, path, above)

    def extended(self, table: Table, path: Path | None, above: tuple[Path, ...]) -> Table:
        """A mapping laid over those that it extends, without `extends` and the keys that begin with x-."""
        base = empty()
        for name, mark in self._parents(table):
            if (parent := self._parent(name, mark, path, above)) is not None:
                base = merge(base, parent, self.problems)
        own = {k: e for k, e in table.entries.items() if k != "extends" and not k.startswith("x-")}
        return Table(merge(base, Table(own, table.mark), self.problems).entries, table.mark)

    def _parents(self, table: Table) -> Iterator[tuple[str, Mark]]:
        node = table.get("extends")
        items = node.items if isinstance(node, Many) else () if node is None else (node,)
        for item in items:
            if isinstance(item, Leaf) and isinstance(item.value, str):
                yield item.value, item.mark
            else:
                message = f"expected the name of a scenario, or a list of names, found {kind_of(item)}"
                self._stop(item.mark, message)

    def _parent(self, name: str, mark: Mark, path: Path | None, above: tuple[Path, ...]) -> Table | None:
        if self.by_name and path is None:
            known = {listed.name: listed.path for listed in files.available(casts=True)}
            if name not in known:
                self._stop(mark, f"no listed scenario is called '{name}'{near_name(name, list(known))}; name one of them")
                return None
        found = files.locate(name, beside=path)
        if found is None:
            self._stop(mark, files.missing(name, beside=path))
            return None
        chain = (*above, path.resolve()) if path else above
        if found.resolve() in chain:
            turn = [*chain[chain.index(found.resolve()) :], found.resolve()]
            self._stop(mark, "a circle: " + " -> ".join(step.stem for step in turn))
            return None
        return self.read(found, chain)

    def _stop(self, mark: Mark, message: str) -> None:
        self.problems.append(mark.problem("extends", message))
        self.unreadable = True


def load(name_or_path: str | Path, overrides: Overrides = (), *, outcomes: Outcomes | None = None) -> Scenario:
    """The checked scenario of a name or a file.

    overrides  "key.path=value" texts, the value in YAML, or a mapping of key paths to values
    outcomes   name of each outcome -> the arguments it takes among power, rival, client, region; names in
               claims and
               records are checked against it where it is given
    ScenarioError lists every fault, with its place.
    """
    path = files.find(str(name_or_path))
    reader = _Reader()
    tree = reader.read(path)
    return _scenario(tree, reader, path.stem, overrides, outcomes)


def from_mapping(
    data: Mapping[str, Any],
    overrides: Overrides = (),
    *,
    name: str = "scenario",
    outcomes: Outcomes | None = None,
) -> Scenario:
    """The checked scenario of data that is at hand, such as `Scenario.merged`; arguments as for `load`."""
    tree = from_data(dict(data), Source(name))
    assert isinstance(tree, Table)
    reader = _Reader()
    return _scenario(reader.extended(tree, None, ()), reader, name, overrides, outcomes)


def from_text(
    text: str, overrides: Overrides = (), *, name: str = "scenario", outcomes: Outcomes | None = None
) -> Scenario:
    """The checked scenario of a text that comes from outside, such as from a page; arguments as for `load`.

    It opens no file but those of listed scenarios that it extends by name, and is bounded in size as a file is.
    """
    reader = _Reader(by_name=True)
    tree, problems = read_pasted(text, name)
    reader.problems += problems
    return _scenario(reader.extended(tree, None, ()), reader, name, overrides, outcomes)


def _scenario(tree: Table, reader: _Reader, name: str, overrides: Overrides, outcomes: Outcomes | None) -> Scenario:
    problems = reader.problems
    settings = []
    try:
        settings = read_overrides(overrides)
    except ScenarioError as error:
        problems += error.problems
    if reader.unreadable:
        raise ScenarioError(_ordered(problems))
    tree = apply(tree, settings, problems)
    trees, worlds = _worlds(tree, problems, outcomes)
    if BASE in worlds:
        faults = [*knob_faults(worlds[BASE], worlds), *map_faults(worlds[BASE], worlds)]
        problems += [place_problem(tree, fault) for fault in faults]
    if problems:
        raise ScenarioError(_ordered(problems))
    data = worlds[BASE]
    variants = variants_of(data)
    return Scenario(
        name=data["scenario"] or name,
        title=data["title"] or data["scenario"] or name,
        description=data["description"],
        group=data["group"],
        seed=data["seed"],
        start=data["start"],
        turns=data["turns"],
        variants=variants,
        claims=tuple(claim_of(claim) for claim in data["claims"]),
        record=tuple(request_of(request) for request in data["record"]),
        knobs=data["knobs"],
        merged=_plain_dict(tree),
        hash=content_hash(worlds, list(variants), data["claims"], data["record"]),
        provenance=dict(_provenance(tree)),
        files=tuple(dict.fromkeys(reader.files)),
        worlds=worlds,
        trees=trees,
    )


def _worlds(tree: Table, problems: list[Problem], outcomes: Outcomes | None) -> tuple[dict[str, Table], dict[str, Data]]:
    """The base and every variant, merged and checked; variants only report what the base does not."""
    turns = tree.get("turns")
    late = turns is not None and turns.mark.source.name.startswith(PREFIX)
    trees, worlds = {BASE: tree}, {}
    data, found = check(tree, cast_of(tree, outcomes=outcomes, late_events=late))
    problems += found
    if data is not None:
        worlds[BASE] = data
    known = {_place_of(problem) for problem in problems}
    core = Table({k: e for k, e in tree.entries.items() if k not in _NOT_OF_A_WORLD}, tree.mark)
    for name, changes in _changes(tree):
        own: list[Problem] = []
        merged = merge(core, changes, own)
        other_ids = list(_other_ids(core, changes, merged))
        if other_ids:
            data, found = None, other_ids
        else:
            data, found = check(merged, cast_of(merged, outcomes=outcomes, late_events=late, base=tree))
        prefix = f"variants.{name}.set"
        for problem in [*own, *found]:
            if _place_of(problem) not in known:
                problems.append(replace(problem, path=f"{prefix}.{problem.path}" if problem.path else prefix))
        trees[name] = merged
        if data is not None:
            worlds[name] = data
    return trees, worlds


def _other_ids(base: Table, changes: Table, merged: Table) -> Iterator[Problem]:
    """A variant has the same powers and clients as the others: luck is drawn for each of them."""
    for group in ("powers", "clients"):
        old, new, own = base.get(group), merged.get(group), changes.get(group)
        if isinstance(old, Table) and isinstance(new, Table) and isinstance(own, Table):
            for id_, entry in own.entries.items():
                kind, path = group.removesuffix("s"), f"{group}.{id_}"
                if id_ not in old.entries and id_ in new.entries:
                    near = near_name(id_, list(old.entries))
                    message = f"no {kind} is called '{id_}'{near}; a variant cannot add one"
                    yield entry.key.problem(path, message)
                elif id_ in old.entries and id_ not in new.entries:
                    message = f"a variant cannot take a {kind} away: variants share luck; make it weightless"
                    yield entry.key.problem(path, message)


def _place_of(problem: Problem) -> tuple[object, ...]:
    return problem.file, problem.line, problem.column, problem.message


def _changes(tree: Table) -> Iterator[tuple[str, Table]]:
    variants = tree.get("variants")
    for name, entry in variants.entries.items() if isinstance(variants, Table) else ():
        node: Node | None = find(entry.node, ["set"])
        if isinstance(node, Table):
            yield name, Table({k: e for k, e in node.entries.items() if k not in _NOT_OF_A_WORLD}, node.mark)
        elif isinstance(entry.node, Table) and node is None:
            yield name, Table({}, entry.node.mark)


def _provenance(node: Node, path: str = "") -> Iterator[tuple[str, str]]:
    """Key path of each value -> where it was written."""
    if isinstance(node, Table):
        for key, entry in node.entries.items():
            yield from _provenance(entry.node, f"{path}.{key}".lstrip("."))
    else:
        yield path, str(node.mark)


def _plain_dict(tree: Table) -> Data:
    data = plain(tree)
    assert isinstance(data, dict)
    return data


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    """By file, in the order of their first fault, then by place; an unreadable value has that fault alone."""
    listed = list(dict.fromkeys(problems))
    order = {file: i for i, file in enumerate(dict.fromkeys(problem.file for problem in listed))}
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for problem in listed:
        spot = (problem.file, problem.line, problem.column)
        if spot not in seen:
            kept.append(problem)
        if problem.line and not problem.path:  # the value could not be read
            seen.add(spot)
    return sorted(kept, key=lambda problem: (order[problem.file], problem.line, problem.column))
