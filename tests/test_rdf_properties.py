"""Whatever a graph holds, its RDF says exactly that: properties over graphs that nobody thought of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.export import write_formats
from kg.graph import Graph, graph_from_json
from kg.rdf.checks import load_store, run_checks
from kg.rdf.names import Names
from kg.rdf.triples import graph_triples, is_fact
from kg.vocabulary.schema import read_schema

ONTOLOGY = Path(__file__).parents[1] / "ontology"
SCHEMA = read_schema(ONTOLOGY / "schema.ttl")
NAMES = Names(SCHEMA.namespace)

TEXT = '微信推出了微信小店。"\\\n\t*•淘宝\u3000Etsy\U0001f600\r=1+1'
NAME = st.text(st.sampled_from("微信淘寶aB'\"<>&\\\n ：é"), min_size=1, max_size=6)
# Predicates that take any types, so that a made-up graph breaks no rule.
FREE = [name for name, predicate in SCHEMA.predicates.items() if not predicate.domain and not predicate.range]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    labels = draw(st.lists(NAME, min_size=2, max_size=5, unique=True))
    entities = [
        {
            "id": f"e{number}",
            "type": draw(st.sampled_from(list(SCHEMA.classes))),
            "label": label,
            "label_hant": draw(st.just("") | NAME),
            "names": [label],
            "aliases": draw(
                st.lists(
                    st.fixed_dictionaries(
                        {
                            "text": NAME,
                            "kind": st.sampled_from(["preferred", "alternative", "hidden"]),
                            "language": st.sampled_from(["zh-Hans", "zh-Hant", "en", "zh-x-spun"]),
                        }
                    ),
                    max_size=4,
                )
            ),
            "mentions": [],
        }
        for number, label in enumerate(labels)
    ]
    ids = st.sampled_from([entity["id"] for entity in entities])
    claims: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(TEXT) - 1))
        end = draw(st.integers(start + 1, len(TEXT)))
        key = (
            *(draw(ids), draw(st.sampled_from(FREE)), draw(ids)),
            *(
                draw(st.sampled_from(["affirmed", "negated"])),
                draw(st.sampled_from(["asserted", "possible", "future"])),
            ),
        )
        place = {"document": draw(st.sampled_from(["d", "文章"])), "start": start, "end": end}
        ends = {
            role: draw(st.sampled_from([None, [0, 0], [0, 2], [start, start + 1]])) for role in ("subject", "object")
        }
        said = {**place, "quote": TEXT[start:end], "rule": draw(st.sampled_from(["", "r"])), **ends}
        claims.setdefault(key, []).append(said)
    document = {"title": "t", "path": "p", "sha256": "0" * 64, "published_by": []}
    parts = ("subject", "predicate", "object", "polarity", "modality")
    return graph_from_json(
        {
            "documents": [{**document, "id": "d"}, {**document, "id": "文章", "sha256": "1" * 64}],
            "quarantined": [],
            "restorations": [],
            "entities": entities,
            "claims": [{**dict(zip(parts, key, strict=True)), "evidence": said} for key, said in claims.items()],
        },
        {"d": TEXT, "文章": TEXT},
    )


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_rdf_says_what_the_graph_says(graph: Graph) -> None:
    triples = list(graph_triples(graph, SCHEMA, NAMES))
    assert len(triples) == len(set(triples))
    kg, rdf = SCHEMA.namespace, "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    values = {(t.subject, t.predicate.value): t.object for t in triples}
    claims = {
        tuple(
            values[node, property_].value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
            for property_ in (f"{rdf}subject", f"{rdf}predicate", f"{rdf}object", f"{kg}polarity", f"{kg}modality")
        )
        for node, property_ in values
        if property_ == f"{rdf}predicate"
    }
    edges = list(graph.edges(data=True))
    assert claims == {(s, d["predicate"], o, d["polarity"], d["modality"]) for s, o, d in edges}
    facts = {(t.subject, t.predicate, t.object) for t in triples if t.predicate.value.removeprefix(kg) in FREE}
    said = {(s, d["predicate"], o) for s, o, d in edges if is_fact(d)}
    said |= {(o, p, s) for s, p, o in said if SCHEMA.predicates[p].symmetric}
    assert facts == {(NAMES.entity(s), NAMES.term(p), NAMES.entity(o)) for s, p, o in said}
    places = {
        (e["document"], e["start"], e["end"], *claim) for *claim, d in edges_by_claim(graph) for e in d["evidence"]
    }
    assert sum(t.object == NAMES.term("Evidence") for t in triples) == len(places)


def edges_by_claim(graph: Graph) -> list[tuple[Any, ...]]:
    return [(key, data) for _, _, key, data in graph.edges(keys=True, data=True)]


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_no_check_finds_anything(graph: Graph) -> None:
    store = load_store(graph_triples(graph, SCHEMA, NAMES), ONTOLOGY / "schema.ttl")
    assert run_checks(store, ONTOLOGY / "checks") == []


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_files_hold_the_same_graph(graph: Graph) -> None:
    files = write_formats(graph, SCHEMA, ["json", "turtle", "ntriples", "trig"])
    formats = {
        "graph.nt": ox.RdfFormat.N_TRIPLES,
        "graph.ttl": ox.RdfFormat.TURTLE,
        "graph.trig": ox.RdfFormat.TRIG,
    }
    held = [{quad.triple for quad in ox.parse(files[name], format=syntax)} for name, syntax in formats.items()]
    assert held[0] == held[1] == held[2] == set(graph_triples(graph, SCHEMA, NAMES))
    read = graph_from_json(json.loads(files["graph.json"]), {"d": TEXT, "文章": TEXT})
    assert write_formats(read, SCHEMA, ["json", "turtle"]) == {
        name: files[name] for name in ("graph.json", "graph.ttl")
    }
