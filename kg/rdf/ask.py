"""Questions for which SPARQL is too much: what is around an entity, what joins two, what tells two apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise

import networkx as nx

from kg.errors import UsageError
from kg.graph import Graph
from kg.graph.lookup import comparable, find_entities, suggest_entities
from kg.model.claim import Modality, Polarity
from kg.vocabulary.slug import slug

PATHS = 5

# A claim seen from one of its ends: out, in or both (symmetric), its predicate, the entity at the other end.
Side = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Meant:
    """The entity that a name means. ``others`` could have been meant as well; ``exact`` if it is one of its names."""

    id: str
    others: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two entities side by side.

    ``shared`` and the two ``only`` hold what some claim affirms, in whatever modality; ``opposed`` what is affirmed of
    one of the two and denied of the other; ``disputed`` the statements (subject, predicate, object) about either that
    are both affirmed and denied; ``between`` the ids of the claims that join the two directly.
    """

    shared: tuple[Side, ...]
    only: tuple[tuple[Side, ...], tuple[Side, ...]]
    opposed: tuple[Side, ...]
    disputed: tuple[tuple[str, str, str], ...]
    between: tuple[str, ...]


def meant(graph: Graph, name: str, beside: str = "") -> Meant:
    """The entity that ``name`` means: one that is called so, else one with ``name`` in its name or spelled like it.

    Of several that only contain it, the one with ``beside`` (another name that was asked about) in its name comes
    first, then the most mentioned. Raises UsageError, with what looks like it, if there is none.
    """
    found = find_entities(graph, name)
    if found:
        return Meant(found[0], tuple(found[1:]), True)
    wanted = comparable(name)
    context = [
        comparable(n) for n in (beside, *(graph.nodes[i]["label"] for i in find_entities(graph, beside)[:1])) if n
    ]
    called = {id_: [comparable(n) for n in (data["label"], *data["names"])] for id_, data in graph.nodes(data=True)}
    spelled = slug(name) if name.isascii() else ""
    part = [id_ for id_ in called if spelled and slug(graph.nodes[id_]["label"]) == spelled]
    part = part or [id_ for id_, names in called.items() if wanted and any(wanted in n for n in names)]
    part.sort(key=lambda id_: (not _among(context, called[id_]), -len(graph.nodes[id_]["mentions"]), id_))
    if part:
        return Meant(part[0], tuple(part[1:]), bool(spelled))
    near = ", ".join(graph.nodes[id_]["label"] for id_ in suggest_entities(graph, name))
    raise UsageError(f"no entity is called {name!r}", f"near: {near}" if near else "kg query hubs names the main ones")


def _among(context: list[str], names: list[str]) -> bool:
    return any(word in name for word in context for name in names)


def neighbours(graph: Graph, id_: str, symmetric: frozenset[str] = frozenset()) -> list[tuple[Side, str]]:
    """Everything claimed about an entity, each as a side with the id of its claim, in the order of sides."""
    out = [(_side(s, o, d, id_, symmetric), key) for s, o, key, d in graph.out_edges(id_, keys=True, data=True)]
    into = [(_side(s, o, d, id_, symmetric), k) for s, o, k, d in graph.in_edges(id_, keys=True, data=True) if s != o]
    return sorted([*out, *into])


def paths(graph: Graph, start: str, end: str) -> list[list[str]]:
    """The shortest chains of claims from one entity to another, at most PATHS, each as the ids of its claims.

    Facts make a chain before possible and future claims do, what is denied never does; a chain may run against the
    direction of a claim. Empty if nothing joins the two.
    """
    affirmed = [e for e in graph.edges(keys=True, data=True) if e[3]["polarity"] == Polarity.AFFIRMED]
    facts = [e for e in affirmed if e[3]["modality"] == Modality.ASSERTED]
    for edges in (facts, affirmed):
        joined = nx.Graph()
        # In a fixed order, because the first of equal paths is found by the order of edges.
        for subject, object_, key, data in sorted(edges, key=lambda e: (-len(e[3]["evidence"]), e[2])):
            if not joined.has_edge(subject, object_):
                joined.add_edge(subject, object_, claim=key, times=len(data["evidence"]))
        if start in joined and end in joined and nx.has_path(joined, start, end):
            found = islice(nx.all_shortest_paths(joined, start, end), 200)
            chains = [[joined.edges[pair]["claim"] for pair in pairwise(path)] for path in found]
            times = {data["claim"]: data["times"] for _, _, data in joined.edges(data=True)}
            return sorted(chains, key=lambda chain: (-min((times[c] for c in chain), default=0), chain))[:PATHS]
    return []


def compare(graph: Graph, one: str, other: str, symmetric: frozenset[str] = frozenset()) -> Comparison:
    """What two entities share, where they differ and what is disputed."""
    affirmed, denied = ([_sides(graph, id_, p, symmetric) for id_ in (one, other)] for p in Polarity)
    mine, theirs = ({side for side in sides if side[2] not in (one, other)} for sides in affirmed)
    opposed = (affirmed[0] & denied[1]) | (affirmed[1] & denied[0])
    said: dict[tuple[str, str, str], set[str]] = {}
    for edges in (graph.out_edges, graph.in_edges):
        for subject, object_, data in edges((one, other), data=True):
            said.setdefault((subject, data["predicate"], object_), set()).add(data["polarity"])
    disputed = {statement for statement, polarities in said.items() if len(polarities) > 1}
    between = {key for pair in ((one, other), (other, one)) for key in graph.get_edge_data(*pair, default={})}
    return Comparison(
        tuple(sorted(mine & theirs)),
        (tuple(sorted(mine - theirs)), tuple(sorted(theirs - mine))),
        tuple(sorted(opposed)),
        tuple(sorted(disputed)),
        tuple(sorted(between)),
    )


def claims_by_id(graph: Graph, ids: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Subject, predicate and object of claims."""
    wanted = set(ids)
    return {key: (s, d["predicate"], o) for s, o, key, d in graph.edges(keys=True, data=True) if key in wanted}


def _sides(graph: Graph, id_: str, polarity: Polarity, symmetric: frozenset[str]) -> set[Side]:
    edges = [*graph.out_edges(id_, data=True), *graph.in_edges(id_, data=True)]
    return {_side(s, o, data, id_, symmetric) for s, o, data in edges if data["polarity"] == polarity}


def _side(subject: str, object_: str, data: dict[str, str], seen_from: str, symmetric: frozenset[str]) -> Side:
    direction = "both" if data["predicate"] in symmetric else "out" if subject == seen_from else "in"
    return direction, data["predicate"], object_ if subject == seen_from else subject
