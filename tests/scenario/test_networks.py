"""Networks: as written, by generator, from places, and as graphs of a world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest

from sim.scenario import build, interdependence_graph, neighbour_graph, patronage_graph
from sim.scenario.networks import GENERATORS, graph_of, matrix, row_shares

Read = Callable[..., Any]
NODES = tuple(f"N{i:02}" for i in range(20))
PLACES = {node: (0.0, 10.0 * i) for i, node in enumerate(NODES)}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "watts_strogatz": {"k": 4, "rewiring": 0.1},
    "barabasi_albert": {"links": 2},
    "random_geometric": {"radius": 0.4},
    "erdos_renyi": {"chance": 0.3},
    "nearest": {"k": 1},
    "grid": {"columns": 5},
}


def made(kind: str, nodes: tuple[str, ...] = NODES, seed: int = 7, **arguments: Any) -> nx.Graph:
    network = {"generator": kind, **ARGUMENTS.get(kind, {}), **arguments}
    return graph_of(network, nodes, seed=seed, places=PLACES)


@pytest.mark.parametrize("kind", GENERATORS)
def test_a_generator_gives_the_same_simple_graph_again(kind: str) -> None:
    graph = made(kind)
    assert list(graph) == list(NODES)
    assert nx.number_of_selfloops(graph) == 0
    assert sorted(graph.edges(data="weight")) == sorted(made(kind).edges(data="weight"))


@pytest.mark.parametrize("kind", [kind for kind, generator in GENERATORS.items() if generator.seeded])
def test_the_seed_is_the_scenarios_unless_the_network_has_its_own(kind: str) -> None:
    assert made(kind, seed=1).edges != made(kind, seed=2).edges
    own = {"generator": kind, **ARGUMENTS[kind], "seed": 5}
    first, second = (graph_of(own, NODES, seed=seed, places=PLACES) for seed in (1, 2))
    assert first.edges == second.edges


def test_shapes_by_hand() -> None:
    assert {frozenset(e) for e in made("ring", NODES[:3]).edges} == {
        frozenset(e) for e in [("N00", "N01"), ("N01", "N02"), ("N02", "N00")]
    }
    assert made("ring", NODES[:2]).number_of_edges() == 1
    assert made("complete", NODES[:4]).number_of_edges() == 6
    assert sorted(made("star", NODES[:3]).edges) == [("N00", "N01"), ("N00", "N02")]
    assert sorted(made("grid", NODES[:5], columns=2).edges) == [
        ("N00", "N01"), ("N00", "N02"), ("N01", "N03"), ("N02", "N03"), ("N02", "N04"),
    ]  # fmt: skip
    assert (
        made("watts_strogatz", rewiring=0.0).edges
        == nx.relabel_nodes(nx.circulant_graph(20, [1, 2]), dict(enumerate(NODES))).edges
    )


@pytest.mark.parametrize("kind", sorted(set(GENERATORS) - {"watts_strogatz", "barabasi_albert"}))
def test_one_node_has_no_ties(kind: str) -> None:
    assert made(kind, NODES[:1]).number_of_edges() == 0


def test_the_nearest_by_great_circle() -> None:
    places = {"A": (50.0, 179.0), "B": (50.0, -179.0), "C": (0.0, 0.0), "D": (1.0, 0.0)}
    graph = graph_of({"generator": "nearest", "k": 1}, tuple("ABCD"), seed=0, places=places)
    assert {frozenset(edge) for edge in graph.edges} == {frozenset("AB"), frozenset("CD")}


def test_rows_are_shares_on_a_grid() -> None:
    graph = made("erdos_renyi", weight=0.7)
    graph.remove_edges_from(list(graph.edges("N03")))
    shares = row_shares(graph, NODES)
    sums = shares.sum(axis=2)[0]
    assert sums[3] == 0.0
    others = np.delete(sums, 3)
    assert (others <= 1.0).all()
    assert (others > 1.0 - 20 * 2.0**-24).all()
    assert (shares * 2.0**24 == np.rint(shares * 2.0**24)).all()


def test_no_network_means_no_ties() -> None:
    assert not row_shares(graph_of(None, NODES, seed=0, places={}), NODES).any()


def test_matrix_is_symmetric() -> None:
    graph = graph_of({"edges": [("N01", "N00", 0.5)]}, NODES[:3], seed=0, places={})
    assert matrix(graph, NODES[:3]).tolist() == [[0.0, 0.5, 0.0], [0.5, 0.0, 0.0], [0.0, 0.0, 0.0]]


def test_a_generated_network_is_the_same_in_every_variant(read: Read, small: str) -> None:
    text = small.replace("{edges: [[XXX, YYY], [YYY, ZZZ, 3]]}", "{generator: erdos_renyi, chance: 0.5}")
    scenario = read(text)
    treated, control = (build(scenario, v).params.neighbours for v in ("treated", "control"))
    assert treated.tolist() == control.tolist()


def test_interdependence_by_generator(read: Read, small: str) -> None:
    text = small.replace("{edges: [[AAA, BBB, 0.6]]}", "{generator: complete, weight: 0.25}")
    assert build(read(text)).opening.interdependence[0].tolist() == [[0.0, 0.25], [0.25, 0.0]]


def test_the_graph_of_neighbours(read: Read) -> None:
    graph = neighbour_graph(build(read()))
    assert graph.nodes["XXX"] == {"kind": "client", "name": "Xanadu", "region": "north", "place": None}
    assert sorted(graph.edges(data="weight")) == [("XXX", "YYY", 0.625), ("YYY", "ZZZ", 0.875)]


def test_the_graph_of_interdependence(read: Read) -> None:
    world = build(read())
    graph = interdependence_graph(world)
    assert graph.nodes["AAA"] == {"kind": "power", "name": "Alpha", "place": (10.0, 20.0)}
    assert list(graph.edges(data="weight")) == [("AAA", "BBB", 0.6)]
    assert not interdependence_graph(world, np.zeros((2, 2))).edges


def test_the_graph_of_patronage(read: Read) -> None:
    world = build(read())
    graph = patronage_graph(world)
    assert graph.number_of_edges() == 6
    assert graph.edges["AAA", "XXX"]["weight"] == 0.5
    assert all(graph.nodes[a]["kind"] == "power" and graph.nodes[b]["kind"] == "client" for a, b in graph.edges)
    assert list(patronage_graph(world, least=0.2).edges) == [("AAA", "XXX")]
    assert not patronage_graph(world, np.zeros((1, 2, 3))).edges
