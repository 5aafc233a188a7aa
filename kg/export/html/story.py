"""The phases an article tells of: their order in time, and which claims belong to each."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.graph.document import Graph
from kg.text.script import simplified


@dataclass(frozen=True, slots=True)
class Roles:
    """Which words of the vocabulary tell the story: ``order`` predicates join a phase to the next one, ``member``
    predicates join anything to its phase, ``opposed`` predicates cannot both hold between the same two things."""

    order: tuple[str, ...]
    member: tuple[str, ...]
    opposed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Story:
    """``phases`` in the order of time (``main`` of them are joined by order claims or have sections or members);
    ``of_claim`` gives the places of the phases that each edge belongs to, in the order of ``graph.edges``."""

    phases: list[str]
    main: int
    of_claim: list[list[int]]


def tell(graph: Graph, roles: Roles) -> Story:
    """The phases of a graph in order, and the phases of each claim.

    A claim belongs to the phase that it names by a member predicate and to the phase whose name stands in the heading
    of the section that its evidence stands in.
    """
    edges = list(graph.edges(keys=True, data=True))
    before = nx.DiGraph()
    members: dict[str, int] = defaultdict(int)
    for s, o, _, data in edges:
        if data["polarity"] != "affirmed":
            continue
        if data["predicate"] in roles.order:
            before.add_edge(s, o)
        elif data["predicate"] in roles.member:
            members[o] += 1
    phases = sorted(set(before) | set(members), key=lambda n: _first_mention(graph, n))
    heads = _headings(graph, phases)
    under = {phase for found in heads.values() for phase in found}
    main = [p for p in phases if p in before or p in under]
    rest = [p for p in phases if p not in before and p not in under]
    ordered = _in_time(before, main) + sorted(rest, key=lambda p: (-members[p], _first_mention(graph, p)))
    place = {phase: i for i, phase in enumerate(ordered)}
    sections = {d["id"]: d["sections"] for d in graph.graph["documents"]}
    of_claim = []
    for s, o, _, data in edges:
        found = set()
        if data["predicate"] in roles.member:
            found.add(place.get(o, -1))
        elif data["predicate"] in roles.order:
            found.update((place.get(s, -1), place.get(o, -1)))
        for e in data["evidence"]:
            number = section_at(sections.get(e["document"], []), e["start"])
            found.update(place[p] for p in heads.get((e["document"], number), ()))
        of_claim.append(sorted(found - {-1}))
    return Story(ordered, len(main), of_claim)


def _first_mention(graph: Graph, node: str) -> tuple[str, int, str]:
    spots = [(m["document"], m["start"]) for m in graph.nodes[node]["mentions"]]
    return (*min(spots, default=("\uffff", 0)), node)


def _headings(graph: Graph, phases: list[str]) -> dict[tuple[str, int], list[str]]:
    """The phases named in the heading of each section, the section given by document and number."""
    names = {p: [_plain(n) for n in (graph.nodes[p]["label"], *graph.nodes[p]["names"])] for p in phases}
    found = {}
    for document in graph.graph["documents"]:
        for section in document["sections"]:
            title = _plain(section["title"])
            hits = [p for p in phases if any(len(n) > 1 and n in title for n in names[p])]
            if hits:
                found[document["id"], section["number"]] = hits
    return found


def _plain(name: str) -> str:
    return simplified(name).lower()


def section_at(sections: list[dict[str, Any]], offset: int) -> int:
    """The number of the section that holds a raw offset, -1 where none does."""
    for section in sections:
        if section["start"] <= offset < section["end"]:
            return int(section["number"])
    return -1


def _in_time(before: nx.DiGraph, phases: list[str]) -> list[str]:
    """The phases in topological order; where the claims go in a circle or say nothing, in the order given."""
    rank = {phase: i for i, phase in enumerate(phases)}
    after = {p: sorted({n for n in before.successors(p) if n in rank} - {p}) if p in before else [] for p in phases}
    missing = dict.fromkeys(phases, 0)
    for following in after.values():
        for phase in following:
            missing[phase] += 1
    ready = [rank[p] for p in phases if not missing[p]]
    waiting = dict.fromkeys(phases)
    ordered: list[str] = []
    while waiting:
        # Where every phase left waits for another one, the claims go in a circle: take the first.
        place = heapq.heappop(ready) if ready else rank[next(iter(waiting))]
        chosen = phases[place]
        if chosen not in waiting:
            continue
        del waiting[chosen]
        ordered.append(chosen)
        for phase in after[chosen]:
            missing[phase] -= 1
            if not missing[phase]:
                heapq.heappush(ready, rank[phase])
    return ordered
