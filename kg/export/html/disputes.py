"""Claims that stand against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.graph.document import Graph


def disputes(
    graph: Graph, symmetric: Sequence[str], order: Sequence[str], opposed: Sequence[tuple[str, str]]
) -> list[tuple[int, int, str]]:
    """Pairs of edges that cannot both hold, as places in ``graph.edges``, each with its kind.

    ``polarity``: the same is affirmed and negated; ``opposed``: two predicates of an ``opposed`` pair are both
    affirmed between the same two entities, either way round; ``order``: an ``order`` predicate is affirmed both ways.
    """
    affirmed: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    negated: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place, (s, o, data) in enumerate(graph.edges(data=True)):
        p = data["predicate"]
        a, b = (min(s, o), max(s, o)) if p in symmetric else (s, o)
        (affirmed if data["polarity"] == "affirmed" else negated)[a, p, b].append(place)
    found = []
    for key, places in affirmed.items():
        found += [(i, j, "polarity") for i in places for j in negated.get(key, ())]
        s, p, o = key
        if p in order and s < o:
            found += [(i, j, "order") for i in places for j in affirmed.get((o, p, s), ())]
        for first, second in opposed:
            if p == first:
                rivals = [*affirmed.get((s, second, o), ()), *affirmed.get((o, second, s), ())]
                found += [(i, j, "opposed") for i in places for j in rivals]
    return sorted({(min(i, j), max(i, j), kind) for i, j, kind in found})
