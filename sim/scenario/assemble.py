"""Scenario -> World: ids become indices, numbers become arrays, distributions become draws to be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.core.axes import Array, shape_of
from sim.core.calendar import Calendar
from sim.core.distributions import Distribution, centre
from sim.core.symbols import PARAMETERS, STATE
from sim.core.world import DoctrineRole, Params, State, Uncertain, World
from sim.doctrines import DOCTRINES
from sim.mechanisms import MECHANISMS
from sim.mechanisms.perception import opening_belief
from sim.scenario.happenings import timeline_of
from sim.scenario.networks import graph_of, matrix, row_shares
from sim.scenario.paths import Roster, place_of
from sim.scenario.scenario import Scenario
from sim.scenario.vocabulary import BASE, BELIEF, CLAIM, DEFAULT, INTERDEPENDENCE, NEIGHBOURS, vocabulary

Data = Mapping[str, Any]


def build(scenario: Scenario, variant: str | None = None) -> World:
    """The world of one variant, or of the base: everything numeric, nothing left of the YAML.

    Arrays have one replicate, (1, ...), float64 in C order. Where a distribution stands, they hold its
    median, and
    `World.uncertain` says what to draw. SpheresError for a variant that the scenario does not have.
    """
    data = scenario.world_data(variant)
    roster = Roster.of(data)
    cells = _Cells(roster)
    cells.read(data)
    places = _places(data)
    arrays = cells.arrays
    arrays[CLAIM] = _claims(data, roster)
    clients = graph_of(data["networks"][NEIGHBOURS], roster.clients, seed=data["seed"], places=places)
    arrays[NEIGHBOURS] = row_shares(clients, roster.clients)
    return World(
        name=scenario.name,
        variant=variant or BASE,
        powers=roster.powers,
        clients=roster.clients,
        power_names=tuple(entry["name"] for entry in data["powers"].values()),
        client_names=tuple(entry["name"] for entry in data["clients"].values()),
        regions=tuple(entry["region"] for entry in data["clients"].values()),
        calendar=Calendar(data["start"], data["turns"]),
        params=Params({name: _sealed(array) for name, array in arrays.items() if ":" not in name}),
        opening=_opening(data, roster, arrays, places, cells),
        doctrines=_doctrines(roster, arrays),
        enabled=frozenset(name for name, section in data["mechanisms"].items() if section["enabled"]),
        options=_options(data, roster),
        timeline=timeline_of(data, roster),
        uncertain=tuple(cells.uncertain),
        places=places,
    )


class _Cells:
    """Arrays by target, named as in `core.world.Uncertain`, filled from the scenario's numbers."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.uncertain: list[Uncertain] = []
        self.arrays: dict[str, Array] = {}
        for name, symbol in PARAMETERS.items():
            self.arrays[name] = self._filled(symbol.axes, symbol.default)
        for name, symbol in STATE.items():
            self.arrays[f"opening:{name}"] = self._filled(symbol.axes, symbol.default)
        for mechanism in MECHANISMS.values():
            for p in mechanism.parameters:
                name = p.name if p.axes else f"{mechanism.name}.{p.name}"
                self.arrays[name] = self._filled(p.axes, p.default)
        for played in dict.fromkeys(roster.doctrines.values()):
            players = len(roster.players(played))
            for parameter in DOCTRINES[played].parameters:
                self.arrays[f"doctrine:{played}:{parameter.name}"] = np.full((1, players, 1), parameter.default)

    def _filled(self, axes: str, value: float) -> Array:
        return np.full((1, *shape_of(axes, len(self.roster.powers), len(self.roster.clients))), value)

    def read(self, data: Data) -> None:
        """Fill in every number of the data."""
        for path, value in _numbers(data, self.roster):
            place = place_of(path, self.roster)
            self.put(place.target, place.index, path, value)

    def put(self, target: str, index: tuple[int, ...], path: str, value: float | Distribution) -> None:
        """One number, or the median of one that is drawn."""
        if isinstance(value, Distribution):
            self.uncertain.append(Uncertain(target, index, path, (value.kind, value.numbers)))
            value = centre(value)
        self.arrays[target][(0, *index)] = value


def _numbers(data: Data, roster: Roster) -> Iterator[tuple[str, float | Distribution]]:
    """Key path and value of every number but the networks'; a `default` stands at each cell that it fills."""
    words = vocabulary()
    for power, entry in data["powers"].items():
        at = f"powers.{power}"
        yield from _scalars(at, entry, words.power)
        yield from _tables(at, entry, words.power_clients, roster.clients)
        yield from _scalars(f"{at}.opening", entry["opening"], words.opening["p"])
        yield from _tables(f"{at}.opening", entry["opening"], words.opening["pc"], roster.clients)
        rivals = tuple(rival for rival in roster.powers if rival != power)
        yield from _tables(f"{at}.opening", entry["opening"], words.opening["pq"], rivals)
        yield from _scalars(f"{at}.doctrine", entry["doctrine"], entry["doctrine"].keys() - {"name"})
    for client, entry in data["clients"].items():
        yield from _scalars(f"clients.{client}", entry, words.client)
        yield from _scalars(f"clients.{client}.opening", entry.get("opening", {}), words.opening["c"])
    yield from _scalars("opening", data["opening"], words.opening[""])
    for mechanism, scalars in words.mechanisms.items():
        yield from _scalars(f"mechanisms.{mechanism}", data["mechanisms"][mechanism], scalars)


def _scalars(at: str, entry: Data, names: Any) -> Iterator[tuple[str, float | Distribution]]:
    for name in sorted(names):
        yield f"{at}.{name}", entry[name]


def _tables(at: str, entry: Data, names: Any, columns: tuple[str, ...]) -> Iterator[tuple[str, float | Distribution]]:
    for name in names:
        table = entry[name]
        for column in columns:
            if column in table or DEFAULT in table:
                yield f"{at}.{name}.{column}", table.get(column, table.get(DEFAULT))


def _claims(data: Data, roster: Roster) -> Array:
    claim = np.zeros((1, len(roster.powers), len(roster.clients)))
    for p, entry in enumerate(data["powers"].values()):
        for client in entry["claims"]:
            claim[0, p, roster.clients.index(client)] = 1.0
    return claim


def _places(data: Data) -> dict[str, tuple[float, float]]:
    return {
        id_: (entry["place"]["latitude"], entry["place"]["longitude"])
        for group in ("powers", "clients")
        for id_, entry in data[group].items()
        if entry["place"]
    }


def _opening(data: Data, roster: Roster, arrays: Mapping[str, Array], places: Any, cells: _Cells) -> State:
    """The state at the start: as given, interdependence from its network, belief from salience."""
    opening = {name: arrays[f"opening:{name}"] for name in STATE}
    network = data["networks"][INTERDEPENDENCE]
    powers = graph_of(network, roster.powers, seed=data["seed"], places=places)
    opening[INTERDEPENDENCE] = matrix(powers, roster.powers)[None]
    for a, b, weight in (network or {}).get("edges", ()):
        if isinstance(weight, Distribution):
            p, q = roster.powers.index(a), roster.powers.index(b)
            path = f"networks.{INTERDEPENDENCE}.{min(a, b)}.{max(a, b)}"
            for index in ((p, q), (q, p)):  # one path, one draw: the two cells stay equal
                cells.uncertain.append(Uncertain(f"opening:{INTERDEPENDENCE}", index, path, (weight.kind, weight.numbers)))
    opening[BELIEF] = opening_belief(arrays["salience"], arrays[CLAIM], arrays["mirror_imaging"])
    return State(**{name: _sealed(array) for name, array in opening.items()})


def _doctrines(roster: Roster, arrays: Mapping[str, Array]) -> tuple[DoctrineRole, ...]:
    roles = []
    for doctrine in dict.fromkeys(roster.doctrines[power] for power in roster.powers):
        names = [parameter.name for parameter in DOCTRINES[doctrine].parameters]
        parameters = {name: _sealed(arrays[f"doctrine:{doctrine}:{name}"]) for name in names}
        roles.append(DoctrineRole(doctrine, np.array(roster.players(doctrine), dtype=np.intp), parameters))
    return tuple(roles)


def _options(data: Data, roster: Roster) -> dict[str, dict[str, Any]]:
    """Mechanism -> option -> value, ids as indices; None where the option is left open."""
    return {
        mechanism.name: {
            option.name: _option(option.kind, data["mechanisms"][mechanism.name][option.name], roster)
            for option in mechanism.options
        }
        for mechanism in MECHANISMS.values()
        if mechanism.options
    }


def _option(kind: str, value: Any, roster: Roster) -> Any:
    if value is None or kind in ("choice", "flag"):
        return value
    if kind == "power":
        return roster.powers.index(value)
    if kind == "clients":
        return tuple(roster.clients.index(client) for client in value)
    return tuple((roster.powers.index(p), roster.powers.index(q)) for p, q in value)


def _sealed(array: Array) -> Array:
    """The array in C order, not to be written to."""
    array = np.ascontiguousarray(array, dtype=np.float64)
    array.flags.writeable = False
    return array
