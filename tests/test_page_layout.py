"""Positions, communities, phases, disputes and colours, computed before the page is opened."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_graphs import made_graph, seed_graph

from kg.export.html.communities import FANOUT, LEAF, communities, components
from kg.export.html.disputes import disputes
from kg.export.html.layout import nestle, part, shelves, spread, sunflower
from kg.export.html.louvain import louvain
from kg.export.html.palette import COLOURS, SHAPES, colour_and_shape
from kg.export.html.story import Roles, tell
from kg.graph import Graph

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SEEN = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> list[float]:
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def lab(colour: str, eyes: str) -> tuple[float, float, float]:
    r, g, b = (
        min(1.0, max(0.0, math.sumprod(row, linear(colour))))
        if hasattr(math, "sumprod")
        else min(1.0, max(0.0, sum(a * c for a, c in zip(row, linear(colour), strict=True))))
        for row in SEEN[eyes]
    )
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("eyes", SEEN)
def test_classes_of_one_shape_have_colours_far_apart(eyes: str) -> None:
    looks = [colour_and_shape(i) for i in range(20)]
    for (one, shape), (other, same) in itertools.combinations(looks, 2):
        if shape == same:
            assert math.dist(lab(one, eyes), lab(other, eyes)) > 20


def test_looks_repeat_only_after_every_pair() -> None:
    assert len({colour_and_shape(i) for i in range(len(COLOURS) * len(SHAPES))}) == len(COLOURS) * len(SHAPES)


links_strategy = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.floats(0.1, 3)), max_size=30)


@given(links_strategy)
def test_spread_gives_every_node_a_place_of_its_own(links: list[tuple[int, int, float]]) -> None:
    points = part(spread(12, links, 90.0, 30), [30.0] * 12, 400)
    for a, b in itertools.combinations(points, 2):
        assert math.dist(a, b) > 50


@given(st.lists(st.floats(5, 400), min_size=1, max_size=14), links_strategy)
@settings(max_examples=40)
def test_nestled_discs_do_not_overlap(radii: list[float], links: list[tuple[int, int, float]]) -> None:
    inside = [(a, b, w) for a, b, w in links if a < len(radii) and b < len(radii) and a != b]
    points = nestle(radii, inside, 10.0)
    for i, j in itertools.combinations(range(len(radii)), 2):
        assert math.dist(points[i], points[j]) >= radii[i] + radii[j] + 9.9


def test_sunflower_and_shelves_have_as_many_points_as_asked_for() -> None:
    assert len(set(sunflower(50, 10))) == 50
    assert [len(s) for s in shelves([3, 1, 2, 1, 1], 10)] == [3, 1, 2, 1, 1]
    assert len({p for s in shelves([3, 1, 2, 1, 1], 10) for p in s}) == 8


def adjacency(graph: nx.Graph) -> list[dict[int, float]]:
    return [dict.fromkeys((b for b in graph[a] if b != a), 1.0) for a in range(len(graph))]


@pytest.mark.parametrize("seed", range(4))
def test_louvain_is_as_good_as_networkx(seed: int) -> None:
    graph = nx.planted_partition_graph(8, 25, 0.4, 0.02, seed=seed)
    ours = nx.community.modularity(graph, louvain(adjacency(graph)))
    theirs = nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=seed))
    assert ours > 0.97 * theirs


def test_louvain_finds_cliques() -> None:
    graph = nx.caveman_graph(5, 6)
    assert louvain(adjacency(graph)) == [list(range(i, i + 6)) for i in range(0, 30, 6)]


def test_components_are_those_of_networkx() -> None:
    graph = nx.gnm_random_graph(60, 40, seed=3)
    assert {frozenset(c) for c in components(adjacency(graph), range(60))} == set(
        map(frozenset, nx.connected_components(graph))
    )


@pytest.mark.parametrize("nodes", [1, 3, 81, 700, 4000])
def test_every_entity_lives_in_one_community_that_can_be_drawn(nodes: int) -> None:
    graph = nx.gnm_random_graph(nodes, nodes if nodes > 3 else 0, seed=1)
    tree = communities(nodes, [(a, b, 1.0) for a, b in graph.edges])
    assert sorted(n for g in tree.groups for n in g.nodes) == list(range(nodes))
    for number, group in enumerate(tree.groups):
        assert len(group.nodes) <= LEAF and len(group.children) <= FANOUT
        assert not (group.nodes and group.children)
        assert all(tree.groups[c].parent == number for c in group.children)
        for a, b in itertools.combinations(group.children, 2):
            one, other = tree.groups[a], tree.groups[b]
            assert math.dist((one.x, one.y), (other.x, other.y)) >= one.radius + other.radius - 1


def test_a_star_is_cut_into_communities_that_can_be_drawn() -> None:
    tree = communities(500, [(0, i, 1.0) for i in range(1, 500)])
    assert max(len(g.nodes) for g in tree.groups) <= LEAF


ROLES = Roles(("precedes",), ("inPhase",), (("isA", "differsFrom"),))


def small(claims: list[tuple[str, str, str, str]], sections: list[dict[str, object]] | None = None) -> Graph:
    """A graph of claims, the evidence of each at its place in the list."""
    graph = Graph(documents=[{"id": "d", "sections": sections or []}], quarantined=[], restorations=[])
    for i, (s, p, o, polarity) in enumerate(claims):
        for node in (s, o):
            if node not in graph:
                graph.add_node(node, label=node, names=[], mentions=[{"document": "d", "start": len(graph), "end": 0}])
        graph.add_edge(
            s,
            o,
            key=str(i),
            predicate=p,
            polarity=polarity,
            modality="asserted",
            evidence=[{"document": "d", "start": i, "end": i + 1}],
        )
    return graph


def test_phases_stand_in_the_order_of_time_not_of_mention() -> None:
    told = tell(
        small(
            [
                ("晚期", "precedes", "末期", "affirmed"),
                ("早期", "precedes", "晚期", "affirmed"),
                ("x", "inPhase", "別的時期", "affirmed"),
            ]
        ),
        ROLES,
    )
    assert told.phases == ["早期", "晚期", "末期", "別的時期"]
    assert told.main == 3
    assert told.of_claim == [[1, 2], [0, 1], [3]]


def test_phases_in_a_circle_still_have_an_order() -> None:
    told = tell(small([("a", "precedes", "b", "affirmed"), ("b", "precedes", "a", "affirmed")]), ROLES)
    assert sorted(told.phases) == ["a", "b"]


def test_a_claim_belongs_to_the_phase_of_its_section_in_either_script() -> None:
    sections = [
        {"number": 1, "title": "野蠻生長期", "start": 0, "end": 2},
        {"number": 2, "title": "工具化時期", "start": 2, "end": 9},
    ]
    told = tell(
        small(
            [
                ("野蛮生长期", "precedes", "工具化时期", "affirmed"),
                ("x", "uses", "y", "affirmed"),
                ("x", "sells", "y", "affirmed"),
            ],
            sections,
        ),
        ROLES,
    )
    assert told.of_claim[1:] == [[0], [1]]


def test_denied_membership_makes_no_phase() -> None:
    assert tell(small([("x", "inPhase", "y", "negated")]), ROLES).phases == []


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ([("a", "p", "b", "affirmed"), ("a", "p", "b", "negated")], [(0, 1, "polarity")]),
        ([("a", "p", "b", "affirmed"), ("b", "p", "a", "negated")], []),
        ([("a", "sym", "b", "affirmed"), ("b", "sym", "a", "negated")], [(0, 1, "polarity")]),
        ([("a", "isA", "b", "affirmed"), ("b", "differsFrom", "a", "affirmed")], [(0, 1, "opposed")]),
        ([("a", "isA", "b", "negated"), ("b", "differsFrom", "a", "affirmed")], []),
        ([("a", "precedes", "b", "affirmed"), ("b", "precedes", "a", "affirmed")], [(0, 1, "order")]),
    ],
)
def test_disputes(claims: list[tuple[str, str, str, str]], found: list[tuple[int, int, str]]) -> None:
    graph = small(claims)
    place = {key: i for i, (*_, key) in enumerate(graph.edges(keys=True))}
    wanted = sorted((*sorted((place[str(i)], place[str(j)])), kind) for i, j, kind in found)
    assert disputes(graph, ["sym", "differsFrom"], ROLES.order, ROLES.opposed) == wanted


def test_the_seed_tells_its_three_phases_in_order() -> None:
    graph = seed_graph()
    told = tell(graph, ROLES)
    labels = [graph.nodes[p]["label"] for p in told.phases[: told.main]]
    positions = [labels.index(name) for name in ("野蛮生长期", "工具化时期", "大整合时期")]
    assert positions == sorted(positions)


def test_made_graphs_quote_their_own_text() -> None:
    graph = made_graph(50)
    text = {d["id"]: d["text"] for d in graph.graph["documents"]}
    for *_, data in graph.edges(data=True):
        for e in data["evidence"]:
            assert text[e["document"]][e["start"] : e["end"]] == e["quote"]
