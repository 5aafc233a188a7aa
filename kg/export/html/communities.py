"""Communities of a graph as a tree whose every level can be drawn without crowding, with positions.

The root's groups are the communities; a group that is still too big to draw is divided again.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.export.html.layout import Link, centred, nestle, part, shelves, spread
from kg.export.html.louvain import Adjacency, louvain

LEAF = 80  # nodes of one community drawn together, with readable labels
FANOUT = 40  # groups drawn together
SMALL = 12  # nodes that are never divided
NODE_SPACING = 72.0  # a node and air, in pixels at full zoom
GAP = 36.0  # between communities
STEPS = 2_000_000  # pair steps to spend on a whole layout: about a second


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


def communities(count: int, links: Iterable[Link]) -> Tree:
    """The tree of communities of nodes ``0..count-1`` joined by ``links`` (``from, to, weight``, any direction).

    Nodes in components of fewer than four are gathered in groups of their own: a community of one says nothing.
    """
    near: list[dict[int, float]] = [{} for _ in range(count)]
    for a, b, weight in sorted(links):
        if a != b:
            near[a][b] = near[b][a] = near[a].get(b, 0.0) + weight
    groups = [Group(parent=-1)]
    _divide(near, 0, list(range(count)), groups)
    rounds = int(STEPS / max(1, sum(len(g.nodes) ** 2 for g in groups) / 2))
    rounds = max(4, min(60, rounds))
    positions = [(0.0, 0.0)] * count
    for number in range(len(groups) - 1, -1, -1):  # children come after their parents
        if groups[number].children:
            _place_children(near, number, groups)
        elif groups[number].nodes:
            _place_nodes(near, groups[number], positions, rounds)
    return Tree(groups, positions)


def _divide(near: Adjacency, number: int, nodes: list[int], groups: list[Group]) -> None:
    """Make group ``number`` hold ``nodes``, as a leaf or by dividing them among new children."""
    parts = [nodes] if len(nodes) <= SMALL else _parts(near, nodes)
    if len(parts) == 1 and len(nodes) <= LEAF:
        groups[number].nodes = nodes
        return
    if len(parts) == 1:  # nothing divides it (a star, a clique): cut it by how well its nodes are linked
        ranked = sorted(nodes, key=lambda n: (-len(near[n]), n))
        parts = [sorted(ranked[i : i + LEAF]) for i in range(0, len(ranked), LEAF)]
    if len(parts) <= FANOUT:
        _adopt(near, number, parts, groups)
        return
    bundles = _bundles(near, parts, math.ceil(len(parts) / FANOUT))
    for child, bundle in enumerate(bundles, _grow(number, len(bundles), groups)):
        _adopt(near, child, bundle, groups)


def _grow(number: int, count: int, groups: list[Group]) -> int:
    """Give a group so many children; the number of the first."""
    start = len(groups)
    groups.extend(Group(parent=number) for _ in range(count))
    groups[number].children = list(range(start, start + count))
    return start


def _adopt(near: Adjacency, number: int, parts: list[list[int]], groups: list[Group]) -> None:
    """Give group ``number`` one child for each part (or the part itself where there is only one that fits)."""
    if len(parts) == 1 and len(parts[0]) <= LEAF:
        groups[number].nodes = parts[0]
        return
    for child, nodes in enumerate(parts, _grow(number, len(parts), groups)):
        if len(nodes) <= LEAF:
            groups[child].nodes = nodes
        else:
            _divide(near, child, nodes, groups)


def _parts(near: Adjacency, nodes: list[int]) -> list[list[int]]:
    """The communities of ``nodes``, biggest first; what belongs nowhere is gathered behind them."""
    loose: list[int] = []
    core: list[int] = []
    for component in components(near, nodes):
        (core if len(component) > 3 else loose).extend(component)
    core.sort()
    place = {node: i for i, node in enumerate(core)}
    inner = [{place[b]: w for b, w in near[a].items() if b in place} for a in core]
    found = [[core[i] for i in community] for community in louvain(inner)]
    return found + [loose[i : i + LEAF] for i in range(0, len(loose), LEAF)]


def components(near: Adjacency, nodes: Iterable[int]) -> list[list[int]]:
    """The connected components among ``nodes``, biggest first, each in ascending order."""
    left = set(nodes)
    found = []
    for start in sorted(left):
        if start not in left:
            continue
        left.discard(start)
        component = [start]
        for node in component:  # grows as it is walked
            for other in near[node]:
                if other in left:
                    left.discard(other)
                    component.append(other)
        found.append(sorted(component))
    return sorted(found, key=lambda c: (-len(c), c[0]))


def _bundles(near: Adjacency, parts: list[list[int]], size: int) -> list[list[list[int]]]:
    """Parts joined into bundles of at most ``size``, each with those it is linked to best."""
    weight = _between(near, parts)
    pull_of: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), w in weight.items():
        pull_of[i][j] = pull_of[j][i] = w
    free = dict.fromkeys(range(len(parts)))
    bundles = []
    while free:
        bundle = [next(iter(free))]
        del free[bundle[0]]
        while len(bundle) < size and free:
            pull: dict[int, float] = defaultdict(float)
            for member in bundle:
                for other, w in pull_of[member].items():
                    if other in free:
                        pull[other] += w
            best = min(pull, key=lambda o: (-pull[o], o)) if pull else next(iter(free))
            bundle.append(best)
            del free[best]
        bundles.append([parts[i] for i in bundle])
    return bundles


def _between(near: Adjacency, parts: list[list[int]]) -> dict[tuple[int, int], float]:
    """How strongly parts are linked, by their places ``(i, j)``, ``i < j``."""
    home = {node: i for i, nodes in enumerate(parts) for node in nodes}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for a, i in home.items():
        for b, w in near[a].items():
            j = home.get(b, i)
            if i < j:
                weights[i, j] += w
    return weights


def _place_children(near: Adjacency, number: int, groups: list[Group]) -> None:
    group = groups[number]
    radii = [groups[c].radius for c in group.children]
    links = _strongest(_between(near, [_within(child, groups) for child in group.children]))
    points, group.radius = centred(nestle(radii, links, GAP), radii)
    for child, (x, y) in zip(group.children, points, strict=True):
        groups[child].x, groups[child].y = x, y


def _within(number: int, groups: list[Group]) -> list[int]:
    """All nodes in a group and the groups below it."""
    return groups[number].nodes + [n for child in groups[number].children for n in _within(child, groups)]


def _place_nodes(near: Adjacency, group: Group, positions: list[tuple[float, float]], rounds: int) -> None:
    index = {node: i for i, node in enumerate(group.nodes)}
    inner = [(i, index[b], w) for a, i in index.items() for b, w in near[a].items() if i < index.get(b, -1)]
    radii = [NODE_SPACING / 2] * len(index)
    if len(inner) * 2 < len(index):
        sets = components(near, group.nodes)
        rows = shelves([len(c) for c in sets], 60.0)
        spots = dict(zip(itertools.chain(*sets), itertools.chain(*rows), strict=True))
        points = [spots[node] for node in group.nodes]
    else:
        points = part(spread(len(index), inner, NODE_SPACING * 0.95, rounds), [r * 0.8 for r in radii], rounds)
    points, group.radius = centred(points, radii)
    for node, point in zip(group.nodes, points, strict=True):
        positions[node] = point


def _strongest(weights: dict[tuple[int, int], float], keep: int = 3) -> list[Link]:
    """The ``keep`` strongest links of every child: with all of them, everything pulls on everything."""
    by_end: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for (i, j), w in weights.items():
        by_end[i].append((-w, i, j))
        by_end[j].append((-w, i, j))
    kept = {link for links in by_end.values() for link in sorted(links)[:keep]}
    top = max((-w for w, _, _ in kept), default=1.0)
    return sorted((i, j, 0.3 + -w / top) for w, i, j in kept)
