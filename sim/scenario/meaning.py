"""The checks that look at several values at once: sums, ids, ties, claims, key paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticCustomError

from sim.core.distributions import Distribution, ends
from sim.core.errors import Problem, SpheresError
from sim.core.symbols import PARAMETERS, STATE
from sim.events import EVENTS, Event
from sim.scenario.models import CHANGEABLE
from sim.scenario.networks import graph_of
from sim.scenario.nodes import Mark, Table, find, plain
from sim.scenario.numbers import read_number
from sim.scenario.paths import Place, Roster, knob_of, place_of
from sim.scenario.vocabulary import ALIGNMENT, DEFAULT, SHARES_OF_MEANS, vocabulary

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at a path of keys and indices."""

    loc: tuple[str | int, ...]
    message: str


def check_ids(tree: Table) -> list[Problem]:
    """A world needs a power and a client, and no id may stand for both."""
    problems = []
    powers, clients = tree.get("powers"), tree.get("clients")
    for name, node in (("powers", powers), ("clients", clients)):
        if isinstance(node, Table) and not node.entries:
            problems.append(node.mark.problem(name, f"expected at least one of the {name}, found none"))
    if isinstance(powers, Table) and isinstance(clients, Table):
        for client, entry in clients.entries.items():
            if client in powers.entries:
                message = f"'{client}' is the id of a power too, in {powers.entries[client].key}; choose another id"
                problems.append(entry.key.problem(f"clients.{client}", message))
    return problems


def check_alignment(tree: Table) -> list[Problem]:
    """No client may follow the powers with more than the whole of its policy; one problem a place."""
    clients = tree.get("clients")
    found: dict[Mark, tuple[str, str, list[str]]] = {}
    for client in clients.entries if isinstance(clients, Table) else ():
        shares = _shares(tree, client)
        total = sum(share for _, share, _ in shares)
        if total > 1.0 + _ROUNDING:
            parts = ", ".join(f"{power} {share:g}" for power, share, _ in shares)
            message = f"the opening alignments of {client} sum to {total:g} ({parts}), expected at most 1"
            power, _, mark = max(shares, key=lambda entry: (entry[2].line > 0, entry[1]))
            found.setdefault(mark, (f"powers.{power}.opening.{ALIGNMENT}", message, []))[2].append(client)
    problems = []
    for mark, (path, message, clients_there) in found.items():
        others = f"; the same for {', '.join(clients_there[1:])}" if clients_there[1:] else ""
        problems.append(mark.problem(path, message + others))
    return problems


def _shares(tree: Table, client: str) -> list[tuple[str, float, Mark]]:
    """Each power's highest possible opening alignment of a client, and its place; [] if one is unreadable."""
    powers = tree.get("powers")
    quantity = vocabulary().opening["pc"][ALIGNMENT]
    shares = []
    for power, entry in powers.entries.items() if isinstance(powers, Table) else ():
        table = find(entry.node, ["opening", ALIGNMENT])
        node = (table.get(client) or table.get(DEFAULT)) if isinstance(table, Table) else None
        if node is None:
            shares.append((power, float(quantity.default or 0.0), entry.key))
            continue
        try:
            value = read_number(plain(node), quantity)
        except PydanticCustomError:
            return []
        shares.append((power, ends(value)[1] if isinstance(value, Distribution) else float(value), node.mark))
    return shares


def meaning_faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with data whose every value is right by itself."""
    for power, entry in data["powers"].items():
        for name in vocabulary().opening["pq"]:
            if power in entry["opening"][name]:
                yield Fault(("powers", power, "opening", name, power), f"{power} is no rival of its own")
        yield from _purse(power, entry)
    yield from _networks(data)
    yield from _timeline(data)
    yield from _claims(data)
    for name, variant in data["variants"].items():
        for key in variant["set"]:
            if key.removesuffix("+") not in CHANGEABLE:
                known = ", ".join(CHANGEABLE)
                yield Fault(("variants", name, "set", key, "[key]"), f"a variant cannot set '{key}'; it can set: {known}")


def _purse(power: str, entry: Mapping[str, Any]) -> Iterator[Fault]:
    """A power cannot set aside more than all its means; said at the largest share."""
    spent = {name: entry[name] for name in SHARES_OF_MEANS}
    most = {name: ends(share)[1] if isinstance(share, Distribution) else float(share) for name, share in spent.items()}
    if sum(most.values()) > 1.0 + _ROUNDING:
        told = f"{' + '.join(most)} is {sum(most.values()):g}, expected at most 1: they are shares of one purse"
        yield Fault(("powers", power, max(most, key=lambda name: most[name])), told)


def _networks(data: Mapping[str, Any]) -> Iterator[Fault]:
    places = {
        id_: (entry["place"]["latitude"], entry["place"]["longitude"])
        for group in ("powers", "clients")
        for id_, entry in data[group].items()
        if entry["place"]
    }
    for name, group in (("neighbours", "clients"), ("interdependence", "powers")):
        network = data["networks"][name]
        if network is None:
            continue
        seen: dict[frozenset[str], int] = {}
        for index, (a, b, _) in enumerate(network.get("edges", ())):
            first = seen.setdefault(frozenset((a, b)), index)
            if first != index:
                yield Fault(
                    ("networks", name, "edges", index),
                    f"the tie of {a} and {b} stands twice; keep one of them",
                )
        if "generator" in network:
            try:
                graph_of(network, tuple(data[group]), seed=data["seed"], places=places)
            except SpheresError as error:
                yield Fault(("networks", name, "generator"), f"{network['generator']}: {error}")


def _timeline(data: Mapping[str, Any]) -> Iterator[Fault]:
    roster = Roster.of(data)
    for index, entry in enumerate(data["timeline"]):
        event = EVENTS[entry["event"]]
        lists = [argument.name for argument in event.arguments if argument.kind == "clients"]
        if lists and not any(entry[name] for name in lists):
            message = f"nobody stands back from anything; name clients under {' or '.join(lists)}"
            yield Fault(("timeline", index, lists[0]), message)
        for argument in event.arguments:
            if argument.kind == "path" and entry[argument.name] is not None:
                try:
                    place = changeable(entry[argument.name], roster)
                except SpheresError as error:
                    yield Fault(("timeline", index, argument.name), str(error))
                    continue
                yield from _new_value(event, entry, index, place)


def changeable(path: str, roster: Roster) -> Place:
    """The parameter that a key path names; SpheresError where an event cannot change it."""
    place = place_of(path, roster)
    if place.target.removeprefix("opening:") in STATE and place.target not in PARAMETERS:
        raise SpheresError("an event cannot change the opening, but the parameters of powers, clients and mechanisms")
    return place


def _new_value(event: Event, entry: Mapping[str, Any], index: int, place: Place) -> Iterator[Fault]:
    """The value that an event gives a parameter has that parameter's range."""
    for argument in event.arguments:
        unbounded = argument.low == float("-inf") and argument.high == float("inf")
        value = entry[argument.name]
        if argument.kind == "number" and unbounded and not place.quantity.low <= value <= place.quantity.high:
            message = f"expected a number {place.quantity.range}, as {place.path} has it, found {value:g}"
            yield Fault(("timeline", index, argument.name), message)


def _claims(data: Mapping[str, Any]) -> Iterator[Fault]:
    ids = [claim["id"] for claim in data["claims"]]
    for index, claim in enumerate(data["claims"]):
        if claim["id"] in ids[:index]:
            yield Fault(("claims", index, "id"), f"the id {claim['id']} stands twice; choose another")
        for loc, contrast in _contrasts(claim):
            if contrast and contrast["treatment"] == contrast["control"]:
                message = f"treatment and control are the same variant, '{contrast['control']}'; compare two"
                yield Fault(("claims", index, *loc, "control"), message)


def _contrasts(claim: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any] | None]]:
    """The contrasts of a claim, and where each stands in it."""
    yield (), claim
    yield ("baseline",), claim["baseline"]
    if claim["check"]:
        yield ("check",), claim["check"]
        yield ("check", "baseline"), claim["check"]["baseline"]


def knob_faults(data: Mapping[str, Any], worlds: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Knobs that turn nothing in any variant."""
    for index, path in enumerate(data["knobs"]):
        error: SpheresError | None = None
        for world in [data, *worlds.values()]:
            try:
                knob_of(path, world)
            except SpheresError as fault:
                error = error or fault
            else:
                break
        else:
            yield Fault(("knobs", index), str(error))
