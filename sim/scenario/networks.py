"""Networks as networkx graphs: contiguity of clients, interdependence of powers, patronage.

A network is written as edges or named as a generator with its arguments and a seed of its own, so it is the
same for every variant and every replicate. networkx is imported where a graph is made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.axes import Array
from sim.core.distributions import Distribution, centre
from sim.core.errors import SpheresError
from sim.core.world import World
from sim.scenario.vocabulary import Quantity

if TYPE_CHECKING:
    import networkx as nx

_GRID = 2.0**24
_EARTH = 6371.0  # km, mean radius
Positions = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Generator:
    """A kind of network: its numbers, whether luck or places enter, and how it is made of n nodes."""

    arguments: tuple[Quantity, ...]
    make: Callable[..., nx.Graph]
    meaning: str
    seeded: bool = False
    placed: bool = False


def _whole(name: str, low: int, meaning: str, high: int = 100_000) -> Quantity:
    return Quantity(name, low, high, "", meaning, whole=True, open=False)


def _share(name: str, meaning: str, high: float = 1.0, unit: str = "") -> Quantity:
    return Quantity(name, 0.0, high, unit, meaning, open=False)


def _watts_strogatz(n: int, seed: int, k: int, rewiring: float) -> nx.Graph:
    import networkx as nx

    if k > n:
        raise SpheresError(f"k {k}, expected at most the number of nodes, {n}")
    return nx.watts_strogatz_graph(n, k, rewiring, seed=seed)


def _barabasi_albert(n: int, seed: int, links: int) -> nx.Graph:
    import networkx as nx

    if links >= n:
        raise SpheresError(f"links {links}, expected less than the number of nodes, {n}")
    return nx.barabasi_albert_graph(n, links, seed=seed)


def _random_geometric(n: int, seed: int, radius: float) -> nx.Graph:
    import networkx as nx

    return nx.random_geometric_graph(n, radius, seed=seed)


def _erdos_renyi(n: int, seed: int, chance: float) -> nx.Graph:
    import networkx as nx

    return nx.gnp_random_graph(n, chance, seed=seed)


def _complete(n: int) -> nx.Graph:
    import networkx as nx

    return nx.complete_graph(n)


def _ring(n: int) -> nx.Graph:
    import networkx as nx

    return nx.circulant_graph(n, [1]) if n > 2 else nx.complete_graph(n)


def _star(n: int) -> nx.Graph:
    import networkx as nx

    return nx.star_graph(n - 1)


def _grid(n: int, columns: int) -> nx.Graph:
    """Rows of `columns` nodes, the last row perhaps shorter; node i stands in row i // columns."""
    import networkx as nx

    graph = nx.empty_graph(n)
    graph.add_edges_from((i, i + 1) for i in range(n - 1) if (i + 1) % columns)
    graph.add_edges_from((i, i + columns) for i in range(n - columns))
    return graph


def _nearest(n: int, places: Sequence[tuple[float, float]], k: int) -> nx.Graph:
    """Each node tied to the `k` nearest by great circle."""
    import networkx as nx

    graph = nx.empty_graph(n)
    for i in range(n):
        others = sorted((j for j in range(n) if j != i), key=lambda j: (round(_distance(places[i], places[j]), 6), j))
        graph.add_edges_from((i, j) for j in others[:k])
    return graph


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two places (latitude, longitude in degrees), km: the haversine formula."""
    (lat_a, lon_a), (lat_b, lon_b) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(h)))


GENERATORS: Mapping[str, Generator] = {
    "watts_strogatz": Generator(
        (_whole("k", 2, "neighbours on the ring"), _share("rewiring", "chance that a link is moved")),
        _watts_strogatz, "near neighbours on a ring, a few far links (Watts and Strogatz 1998)", seeded=True),
    "barabasi_albert": Generator(
        (_whole("links", 1, "links of each new node"),),
        _barabasi_albert, "newcomers tie to the well-connected (Barabási and Albert 1999)", seeded=True),
    "random_geometric": Generator(
        (_share("radius", "distance in the unit square within which two nodes are tied", math.sqrt(2.0)),),
        _random_geometric, "random points of the unit square, tied where near (Penrose 2003)", seeded=True),
    "erdos_renyi": Generator(
        (_share("chance", "chance of each link"),),
        _erdos_renyi, "each pair tied by the same chance (Gilbert 1959)", seeded=True),
    "nearest": Generator(
        (_whole("k", 1, "nearest nodes to which each is tied"),),
        _nearest, "ties to the nearest by great circle, from the `place` of each", placed=True),
    "grid": Generator((_whole("columns", 1, "nodes in a row"),), _grid, "rows and columns"),
    "complete": Generator((), _complete, "everyone with everyone"),
    "ring": Generator((), _ring, "each with the two beside it"),
    "star": Generator((), _star, "the first with everyone"),
}  # fmt: skip


def graph_of(network: Mapping[str, Any] | None, nodes: Sequence[str], *, seed: int, places: Positions) -> nx.Graph:
    """The graph over `nodes` that a scenario's network means; every edge has a `weight`.

    network  {"edges": [(a, b, weight), ...]}, {"generator": name, ...}, or None for no ties at all; a weight
             that is
             drawn stands in with its median
    SpheresError where the generator's arguments do not fit the nodes
    """
    import networkx as nx

    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(nodes)
    if network is None:
        return graph
    if "generator" not in network:
        graph.add_weighted_edges_from((a, b, _weight(weight)) for a, b, weight in network["edges"])
        return graph
    generator = GENERATORS[network["generator"]]
    arguments: dict[str, Any] = {quantity.name: network[quantity.name] for quantity in generator.arguments}
    if generator.seeded:
        own = network.get("seed")
        arguments["seed"] = seed if own is None else own
    if generator.placed:
        if unplaced := [node for node in nodes if node not in places]:
            raise SpheresError(f"needs the place of every node; without one: {', '.join(unplaced)}")
        arguments["places"] = [places[node] for node in nodes]
    weight = network.get("weight", 1.0)
    made = generator.make(len(nodes), **arguments)
    graph.add_weighted_edges_from((nodes[i], nodes[j], weight) for i, j in sorted(map(sorted, made.edges)))
    return graph


def _weight(weight: float | Distribution) -> float:
    return centre(weight) if isinstance(weight, Distribution) else weight


def row_shares(graph: nx.Graph, nodes: Sequence[str]) -> Array:
    """Each node's neighbours as shares of their weights, (1, c, d): rows sum to 1, an island's to 0.

    Shares are rounded down to multiples of 2**-24, so rows sum to at most 1 and products with numbers on a
    like grid
    are exact.
    """
    weights = matrix(graph, nodes)
    total = np.array([[[math.fsum(row)] for row in weights]]).reshape(1, len(nodes), 1)
    shares = np.divide(weights[None], total, out=np.zeros((1, *weights.shape)), where=total > 0.0)
    on_grid: Array = np.floor(shares * _GRID) / _GRID
    return on_grid


def matrix(graph: nx.Graph, nodes: Sequence[str]) -> Array:
    """The weights of an undirected graph, (n, n), symmetric, 0 on the diagonal and where there is no tie."""
    place = {node: i for i, node in enumerate(nodes)}
    weights = np.zeros((len(nodes), len(nodes)))
    for a, b, weight in graph.edges(data="weight"):
        weights[place[a], place[b]] = weights[place[b], place[a]] = weight
    return weights


def neighbour_graph(world: World) -> nx.Graph:
    """Contiguity among clients; weight: mean of the two sides' shares. Nodes know name, region and place."""
    shares = world.params["neighbours"][0]
    graph = _clients(world)
    graph.add_weighted_edges_from(
        (world.clients[c], world.clients[d], float(shares[c, d] + shares[d, c]) / 2)
        for c, d in zip(*np.nonzero(np.triu(shares + shares.T, 1)), strict=True)
    )
    return graph


def interdependence_graph(world: World, interdependence: Array | None = None) -> nx.Graph:
    """What powers would lose by hostility, as weights: the opening's, or any (p, q) or (1, p, q) array."""
    ties = world.opening.interdependence if interdependence is None else interdependence
    ties = np.reshape(ties, (len(world.powers),) * 2)
    graph = _powers(world)
    graph.add_weighted_edges_from(
        (world.powers[p], world.powers[q], float(ties[p, q])) for p, q in zip(*np.nonzero(np.triu(ties, 1)), strict=True)
    )
    return graph


def patronage_graph(world: World, alignment: Array | None = None, *, least: float = 0.0) -> nx.DiGraph:
    """Power -> client, weight: the share of the client's policy that follows the power, where above `least`.

    alignment  (p, c) or (1, p, c), 0..1; the opening's when left out. Nodes know their `kind`, power or
               client.
    """
    import networkx as nx

    shares = world.opening.alignment if alignment is None else alignment
    shares = np.reshape(shares, (len(world.powers), len(world.clients)))
    graph: nx.DiGraph = nx.DiGraph(nx.compose(_powers(world), _clients(world)))
    graph.add_weighted_edges_from(
        (world.powers[p], world.clients[c], float(shares[p, c])) for p, c in zip(*np.nonzero(shares > least), strict=True)
    )
    return graph


def _powers(world: World) -> nx.Graph:
    import networkx as nx

    graph: nx.Graph = nx.Graph()
    for power, name in zip(world.powers, world.power_names, strict=True):
        graph.add_node(power, kind="power", name=name, place=world.places.get(power))
    return graph


def _clients(world: World) -> nx.Graph:
    import networkx as nx

    graph: nx.Graph = nx.Graph()
    for client, name, region in zip(world.clients, world.client_names, world.regions, strict=True):
        graph.add_node(client, kind="client", name=name, region=region, place=world.places.get(client))
    return graph
