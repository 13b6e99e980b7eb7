"""The shape of a scenario: pydantic models made from the declarations."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field

from sim.core.declare import Option, Parameter
from sim.core.luck import SEED_LIMIT
from sim.doctrines import DOCTRINES, Doctrine, axelrod_library
from sim.mechanisms import MECHANISMS
from sim.scenario import types as t
from sim.scenario.modelling import (
    ANY,
    REQUIRED,
    TAG,
    Fields,
    by_id,
    by_key,
    key,
    make,
    numbers,
    optional,
    section,
    table,
    union,
)
from sim.scenario.networks import GENERATORS, Generator
from sim.scenario.story_models import story, timeline
from sim.scenario.vocabulary import GROUPS, Quantity, vocabulary

CHANGEABLE = ("powers", "clients", "networks", "mechanisms", "opening", "timeline")  # by a variant


def place() -> type[BaseModel]:
    """The keys of a place."""
    degrees = ("degrees", "north of the equator", 90.0), ("degrees", "east of Greenwich", 180.0)
    names = ("latitude", "longitude")
    return make("Place", "Where it is, on the globe.", {
        name: key(t.number(Quantity(name, -limit, limit, unit, meaning, open=False)), REQUIRED, meaning)
        for name, (unit, meaning, limit) in zip(names, degrees, strict=True)
    })  # fmt: skip


def quantity_of(parameter: Parameter) -> Quantity:
    """What a doctrine's parameter is."""
    p = parameter
    return Quantity(p.name, p.low, p.high, p.unit, p.meaning, p.default, p.source)


def doctrines() -> Any:
    """A doctrine by name, with its parameters."""

    def model(doctrine: Doctrine) -> type[BaseModel]:
        fields: Fields = {"name": key(Literal[doctrine.name], REQUIRED, doctrine.summary)}
        fields |= numbers({p.name: quantity_of(p) for p in doctrine.parameters})
        return make(f"Doctrine_{doctrine.name}", doctrine.summary, fields)

    members = {name: model(doctrine) for name, doctrine in DOCTRINES.items()}
    members["axelrod:<Name>"] = _of_the_library()

    def choose(value: Any) -> str | None:
        chosen = by_key("name")(value)
        return f"{TAG}axelrod:<Name>" if chosen is not None and chosen.startswith(f"{TAG}axelrod:") else chosen

    return union(members, choose)


def _of_the_library() -> type[BaseModel]:
    """Any strategy of the Axelrod library, which is asked for it only when a scenario names one."""
    meaning = "a strategy of the Axelrod library, such as axelrod:TitForTat; needs the extra `crosscheck`"
    fields: Fields = {"name": key(t.of_family(DOCTRINES, r"^axelrod:[A-Za-z0-9]+$"), REQUIRED, meaning)}
    fields |= numbers({p.name: quantity_of(p) for p in axelrod_library.PARAMETERS})
    return make("Doctrine_axelrod", meaning, fields)


def power() -> type[BaseModel]:
    """The keys of a power."""
    words = vocabulary()
    opening = numbers(words.opening["p"])
    opening |= {n: table(q, t.CLIENT_OR_DEFAULT, "client") for n, q in words.opening["pc"].items()}
    opening |= {n: table(q, t.POWER_OR_DEFAULT, "rival") for n, q in words.opening["pq"].items()}
    fields: Fields = {
        "name": key(t.TEXT, REQUIRED, "name for tables and figures"),
        "place": key(optional(place()), None, "where it is, for maps and distances"),
        "claims": key(t.CLIENTS, (), "clients that it claims for its sphere"),
    }
    fields |= numbers(words.power)
    fields |= {n: table(q, t.CLIENT_OR_DEFAULT, "client") for n, q in words.power_clients.items()}
    fields["opening"] = section("OpeningOfPower", "The state of a power when the run begins.", opening)
    fields["doctrine"] = key(doctrines(), REQUIRED, "how it turns what it sees into pressure")
    return make("Power", "A great power.", fields)


def client() -> type[BaseModel]:
    """The keys of a client."""
    words = vocabulary()
    fields: Fields = {
        "name": key(t.TEXT, REQUIRED, "name for tables and figures"),
        "region": key(t.TEXT, "elsewhere", "region, for outcomes by region and bargains within one"),
        "place": key(optional(place()), None, "where it is, for maps and distances"),
    }
    fields |= numbers(words.client)
    if words.opening["c"]:
        fields["opening"] = section("OpeningOfClient", "Its state when the run begins.", numbers(words.opening["c"]))
    return make("Client", "A client state.", fields)


def mechanisms() -> type[BaseModel]:
    """The keys of `mechanisms`: each mechanism with its switch, its options and its parameters."""
    kinds = {"flag": t.FLAG, "power": t.POWER, "clients": t.CLIENTS, "pairs": t.PAIRS}

    def option(declared: Option) -> tuple[Any, Any]:
        kind = t.choice(declared.name, declared.choices) if declared.kind == "choice" else kinds[declared.kind]
        return key(kind if declared.default is not None else optional(kind), declared.default, declared.meaning)

    sections: Fields = {}
    for mechanism in MECHANISMS.values():
        fields: Fields = {"enabled": key(t.FLAG, True, "false switches the mechanism off")}
        fields |= {declared.name: option(declared) for declared in mechanism.options}
        fields |= numbers(vocabulary().mechanisms[mechanism.name])
        sections[mechanism.name] = section(f"Mechanism_{mechanism.name}", mechanism.summary, fields)
    return make("Mechanisms", "The stages of a turn: a switch for each, and its parameters.", sections)


def network(name: str, node: Any, weight: Quantity) -> tuple[Any, Any]:
    """A network as edges, or by a generator."""
    edge = t.edge(node, weight)

    def model(kind: str, generator: Generator) -> type[BaseModel]:
        fields: Fields = {"generator": key(Literal[kind], REQUIRED, generator.meaning)}
        fields |= {q.name: key(t.number(q), REQUIRED, q.meaning) for q in generator.arguments}
        if generator.seeded:
            seed = Quantity("seed", 0, 2**32 - 1, "", "", whole=True, open=False)
            fields["seed"] = key(optional(t.number(seed)), None, "seed of this network; the scenario's when not given")
        fields["weight"] = key(t.number(replace(weight, open=False)), 1.0, weight.meaning)
        return make(f"{name.title()}_{kind}", generator.meaning, fields)

    models = {kind: model(kind, generator) for kind, generator in GENERATORS.items()}
    edges = {"edges": key(t.list_of(edge), REQUIRED, f"{weight.meaning}: [[a, b], [a, b, weight], ...]")}
    models["edges"] = make(f"{name.title()}_edges", "Ties one by one.", edges)
    return key(optional(union(models, by_key("generator", "edges"))), None, weight.meaning)


def networks() -> tuple[Any, Any]:
    """The key `networks`."""
    border = Quantity("weight", 0.0, ANY, "", "who borders whom, among clients; weight of a tie", open=False)
    bond = Quantity("weight", 0.0, 1.0, "share", "what two powers would lose by hostility; weight of a tie")
    fields = {
        "neighbours": network("neighbours", t.client, border),
        "interdependence": network("interdependence", t.power, bond),
    }
    return section("Networks", "Ties among clients and among powers.", fields)


@cache
def scenario_model() -> type[BaseModel]:
    """The whole vocabulary."""
    seed = Quantity("seed", 0, SEED_LIMIT - 1, "", "", whole=True, open=False)
    turns = Quantity("turns", 1, 10_000, "quarters", "", whole=True, open=False)
    variant = make("Variant", "The same world with some changes.", {
        "label": key(optional(t.TEXT), None, "name for tables and figures; the id when not given"),
        "description": key(t.TEXT, "", "what differs, and why"),
        "set": key(t.CHANGES, {}, "what differs: laid over the scenario, key by key"),
    })  # fmt: skip
    fields: Fields = {
        "scenario": key(optional(t.TEXT), None, "name, the same as the file's"),
        "title": key(t.TEXT, "", "one line"),
        "description": key(t.TEXT, "", "a paragraph"),
        "group": key(optional(t.choice("group", list(GROUPS))), None, "the group of claims that it belongs to"),
        "extends": key(optional(t.EXTENDS), None, "scenarios to build on; the later wins"),
        "seed": key(t.number(seed), 0, "seed of all luck"),
        "start": key(t.DATE, REQUIRED, "the quarter of the first turn, such as 2008-Q1"),
        "turns": key(t.number(turns), REQUIRED, "length of the run in turns; a turn is a quarter"),
        "powers": key(by_id(power()), REQUIRED, "great powers, by id"),
        "clients": key(by_id(client()), REQUIRED, "client states, by id"),
        "networks": networks(),
        "mechanisms": (mechanisms(), Field(default_factory=mechanisms(), description="the stages of a turn")),
        "opening": section("Opening", "The state when the run begins.", numbers(vocabulary().opening[""])),
        "timeline": key(timeline(), [], "what happens at a date, by chance, or on a condition"),
        "variants": key(by_id(variant), {}, "the worlds that are compared, by id"),
        **story(),
        "knobs": key(t.PATHS, (), "key paths of numbers to play with on the live page"),
    }  # fmt: skip
    return make("Scenario", "A world, the variants of it that are compared, and what is claimed of them.", fields)
