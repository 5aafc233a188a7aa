"""Communities by modularity (Blondel et al. 2008), with the queue of Traag et al. 2019 instead of whole passes.

networkx has the same method; here the result must not change with its version or a shuffle, since the page's bytes
follow from it, and a page of 20,000 entities must not take half a minute.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

Adjacency = Sequence[dict[int, float]]


def louvain(neighbours: Adjacency) -> list[list[int]]:
    """The communities of nodes ``0..len(neighbours)-1``, biggest first, each in ascending order.

    ``neighbours[i]`` maps the neighbours of ``i`` to weights and must be symmetric, without ``i`` itself. Nodes are
    visited in their order, so the same graph always gives the same communities.
    """
    members = [[i] for i in range(len(neighbours))]
    loops = [0.0] * len(neighbours)
    while True:
        home = _move(neighbours, loops)
        labels = {c: place for place, c in enumerate(dict.fromkeys(home))}
        if len(labels) == len(neighbours):
            break
        merged: list[list[int]] = [[] for _ in labels]
        inner = [0.0] * len(labels)
        joined: list[dict[int, float]] = [{} for _ in labels]
        for i, near in enumerate(neighbours):
            place = labels[home[i]]
            merged[place] += members[i]
            inner[place] += loops[i]
            for j, weight in near.items():
                other = labels[home[j]]
                if other == place:
                    inner[place] += weight / 2
                else:
                    joined[place][other] = joined[place].get(other, 0.0) + weight
        members, loops, neighbours = merged, inner, joined
    return sorted((sorted(m) for m in members), key=lambda m: (-len(m), m[0]))


def _move(neighbours: Adjacency, loops: Sequence[float]) -> list[int]:
    """The community of each node after every node has moved to where modularity gains most."""
    degree = [2 * loop + sum(near.values()) for near, loop in zip(neighbours, loops, strict=True)]
    whole = sum(degree) or 1.0
    home = list(range(len(neighbours)))
    total = list(degree)
    queue = deque(home)
    waiting = [True] * len(home)
    while queue:
        i = queue.popleft()
        waiting[i] = False
        old, share = home[i], degree[i] / whole
        total[old] -= degree[i]
        links: dict[int, float] = {}
        for j, weight in neighbours[i].items():
            links[home[j]] = links.get(home[j], 0.0) + weight
        best, gain = old, links.get(old, 0.0) - total[old] * share
        for community, weight in links.items():
            if weight - total[community] * share > gain + 1e-9:
                best, gain = community, weight - total[community] * share
        home[i] = best
        total[best] += degree[i]
        if best != old:
            for j in neighbours[i]:
                if not waiting[j] and home[j] != best:
                    waiting[j] = True
                    queue.append(j)
    return home
