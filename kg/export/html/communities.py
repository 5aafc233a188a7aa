"""Communities of a graph as a tree whose every level can be drawn without crowding, with positions.

The root's groups are the communities; a group that is still too big to draw is divided again.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import networkx as nx

from kg.export.html.layout import Link, centred, part, spread

LEAF = 80  # nodes of one community drawn together, with readable labels
FANOUT = 40  # groups drawn together
NODE_SPACING = 95.0  # a node, its label and air, in pixels at full zoom
STEPS = 3_000_000  # pair steps to spend on a whole layout: about a second


@dataclass(slots=True)
class Group:
    """One community. ``x`` and ``y`` are relative to the parent's middle; ``nodes`` is empty unless it is a leaf."""

    parent: int
    nodes: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Tree:
    """Groups (the first one is the root) and every node's position relative to its leaf."""

    groups: list[Group]
    positions: list[tuple[float, float]]


def communities(count: int, links: Sequence[Link]) -> Tree:
    """The tree of communities of nodes ``0..count-1`` joined by ``links`` (``from, to, weight``).

    Louvain (Blondel et al. 2008) with a fixed seed; nodes in components of fewer than four are gathered in groups of
    their own, since a community of one says nothing.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    for a, b, w in links:
        if a != b:
            graph.add_edge(a, b, weight=w + (graph[a][b]["weight"] if graph.has_edge(a, b) else 0.0))
    groups = [Group(parent=-1)]
    _divide(graph, 0, sorted(graph), groups)
    budget = STEPS / max(1, sum(len(g.nodes) ** 2 for g in groups) / 2)
    rounds = max(4, min(60, int(budget)))
    positions = [(0.0, 0.0)] * count
    home = [0] * count
    for number, group in enumerate(groups):
        for node in group.nodes:
            home[node] = number
    for number in range(len(groups) - 1, -1, -1):  # children come after their parents
        _place(graph, number, groups, home, positions, rounds)
    return Tree(groups, positions)


def _divide(graph: nx.Graph, number: int, nodes: list[int], groups: list[Group]) -> None:
    """Make group ``number`` hold ``nodes``, as a leaf or by dividing them among new children."""
    parts = [nodes] if len(nodes) <= 12 else _parts(graph, nodes)
    if len(parts) == 1 and len(nodes) <= LEAF:
        groups[number].nodes = nodes
        return
    if len(parts) == 1:  # nothing divides it (a star, a clique): cut it by how well its nodes are linked
        ranked = sorted(nodes, key=lambda n: (-graph.degree(n), n))
        parts = [ranked[i : i + LEAF] for i in range(0, len(ranked), LEAF)]
    if len(parts) > FANOUT:  # one more level
        bundles = _bundles(graph, parts, math.ceil(len(parts) / FANOUT))
        start = len(groups)
        groups.extend(Group(parent=number) for _ in bundles)
        groups[number].children = list(range(start, start + len(bundles)))
        for child, bundle in enumerate(bundles, start):
            _adopt(graph, child, bundle, groups)
        return
    _adopt(graph, number, parts, groups)


def _adopt(graph: nx.Graph, number: int, parts: list[list[int]], groups: list[Group]) -> None:
    """Give group ``number`` one child for each part (or the part itself where there is only one that fits)."""
    if len(parts) == 1 and len(parts[0]) <= LEAF:
        groups[number].nodes = sorted(parts[0])
        return
    start = len(groups)
    groups.extend(Group(parent=number) for _ in parts)
    groups[number].children = list(range(start, start + len(parts)))
    for child, nodes in enumerate(parts, start):
        if len(nodes) <= LEAF:
            groups[child].nodes = sorted(nodes)
        else:
            _divide(graph, child, sorted(nodes), groups)


def _parts(graph: nx.Graph, nodes: list[int]) -> list[list[int]]:
    """The communities of ``nodes``, biggest first; what belongs nowhere is gathered behind them."""
    inside = graph.subgraph(nodes)
    loose: list[int] = []
    core: list[int] = []
    for component in nx.connected_components(inside):
        (core if len(component) > 3 else loose).extend(sorted(component))
    found: list[list[int]] = []
    if core:
        ordered = nx.Graph()
        ordered.add_nodes_from(sorted(core))
        ordered.add_weighted_edges_from(
            sorted((min(a, b), max(a, b), d["weight"]) for a, b, d in inside.subgraph(core).edges(data=True))
        )
        found = [sorted(c) for c in nx.community.louvain_communities(ordered, seed=1, threshold=1e-4)]
        found.sort(key=lambda c: (-len(c), c[0]))
    loose.sort()
    found.extend(loose[i : i + LEAF] for i in range(0, len(loose), LEAF))
    return found


def _bundles(graph: nx.Graph, parts: list[list[int]], size: int) -> list[list[list[int]]]:
    """Parts joined into bundles of at most ``size``, each with those it is linked to best."""
    home = {node: number for number, nodes in enumerate(parts) for node in nodes}
    weight: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for a, b, data in graph.edges(home, data=True):
        if a in home and b in home and home[a] != home[b]:
            weight[home[a]][home[b]] += data["weight"]
            weight[home[b]][home[a]] += data["weight"]
    free = dict.fromkeys(range(len(parts)))
    bundles = []
    while free:
        bundle = [next(iter(free))]
        del free[bundle[0]]
        while len(bundle) < size and free:
            pull: dict[int, float] = defaultdict(float)
            for member in bundle:
                for other, w in weight[member].items():
                    if other in free:
                        pull[other] += w
            best = min(pull, key=lambda o: (-pull[o], o)) if pull else next(iter(free))
            bundle.append(best)
            del free[best]
        bundles.append([parts[i] for i in bundle])
    return bundles


def _place(
    graph: nx.Graph,
    number: int,
    groups: list[Group],
    home: list[int],
    positions: list[tuple[float, float]],
    rounds: int,
) -> None:
    """Lay out what stands directly in a group and set its radius."""
    group = groups[number]
    if group.children:
        links = _strongest(_between(graph, number, groups, home))
        radii = [groups[c].radius for c in group.children]
        mean = 2.2 * sum(radii) / len(radii)
        points = part(spread(len(radii), links, mean, 60), [r + 40 for r in radii])
        points, group.radius = centred(points, radii)
        for child, (x, y) in zip(group.children, points, strict=True):
            groups[child].x, groups[child].y = x, y
    elif group.nodes:
        index = {node: i for i, node in enumerate(group.nodes)}
        inner = [
            (index[a], index[b], d["weight"]) for a in group.nodes for b, d in graph[a].items() if b in index and a < b
        ]
        radii = [NODE_SPACING / 2] * len(index)
        points = part(spread(len(index), inner, NODE_SPACING * 0.95, rounds), [r * 0.8 for r in radii])
        points, group.radius = centred(points, radii)
        for node, point in zip(group.nodes, points, strict=True):
            positions[node] = point


def _between(graph: nx.Graph, number: int, groups: list[Group], home: list[int]) -> dict[tuple[int, int], float]:
    """How strongly the children of a group are linked, by their places among the children."""
    place: dict[int, int] = {}
    stack = [(child, i) for i, child in enumerate(groups[number].children)]
    members: list[int] = []
    while stack:
        current, i = stack.pop()
        place[current] = i
        members.extend(groups[current].nodes)
        stack.extend((child, i) for child in groups[current].children)
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for a in members:
        for b, data in graph[a].items():
            if a < b and home[b] in place and place[home[a]] != place[home[b]]:
                i, j = sorted((place[home[a]], place[home[b]]))
                weights[i, j] += data["weight"]
    return weights


def _strongest(weights: dict[tuple[int, int], float], keep: int = 3) -> list[Link]:
    """The ``keep`` strongest links of every child: with all of them, everything is linked and lies on a circle."""
    by_end: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for (i, j), w in weights.items():
        by_end[i].append((-w, i, j))
        by_end[j].append((-w, i, j))
    kept = {link for links in by_end.values() for link in sorted(links)[:keep]}
    top = max((-w for w, _, _ in kept), default=1.0)
    return sorted((i, j, 0.3 + -w / top) for w, i, j in kept)
