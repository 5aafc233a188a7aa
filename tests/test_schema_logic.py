"""The vocabulary as an ontology: consistent under OWL 2 RL, alone and with the facts of a graph, and it can fail."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pytest
import rdflib

from kg.graph import read_graph
from kg.rdf.names import Names
from kg.rdf.serialize import write_turtle
from kg.rdf.triples import fact_triples
from kg.vocabulary.schema import read_schema

SCHEMA = Path(__file__).parents[1] / "ontology" / "schema.ttl"
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
FACTS = """
PREFIX kg: <https://kg.example/ns#>
PREFIX ent: <https://kg.example/id/ent/>
ent:a a kg:Phase ; kg:precedes ent:b .
ent:b a kg:Phase ; kg:precedes ent:c .
ent:c a kg:Phase .
ent:w a kg:Work ; kg:publishedBy ent:m .
ent:m a kg:Media ; kg:competesWith ent:n .
ent:n a kg:Media .
"""


def closure(facts: str) -> rdflib.Graph:
    graph = rdflib.Graph().parse(SCHEMA, format="turtle")
    graph.parse(data=facts, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@pytest.fixture(scope="module")
def inferred() -> rdflib.Graph:
    return closure(FACTS)


def test_nothing_contradicts(inferred: rdflib.Graph) -> None:
    assert [str(text) for text in inferred.objects(None, ERROR)] == []
    assert (None, rdflib.RDF.type, rdflib.OWL.Nothing) not in inferred


def test_what_follows(inferred: rdflib.Graph) -> None:
    kg = rdflib.Namespace("https://kg.example/ns#")
    ent = rdflib.Namespace("https://kg.example/id/ent/")
    assert (ent.a, kg.precedes, ent.c) in inferred
    assert (ent.n, kg.competesWith, ent.m) in inferred
    assert (ent.w, rdflib.DCTERMS.publisher, ent.m) in inferred
    assert (ent.w, kg.relatesTo, ent.m) in inferred
    assert (ent.m, rdflib.RDF.type, kg.Entity) in inferred
    assert (ent.b, kg.precedes, ent.a) not in inferred


@pytest.mark.slow
def test_the_facts_of_the_seed_contradict_nothing() -> None:
    names = Names("https://kg.example/ns#")
    seed = read_graph(SCHEMA.parents[1] / "tests" / "gold" / "seed.graph.json")
    graph = closure(write_turtle(fact_triples(seed, read_schema(SCHEMA), names), names.prefixes).decode())
    assert [str(text) for text in graph.objects(None, ERROR)] == []


def test_an_entity_of_two_types_contradicts() -> None:
    graph = closure(FACTS + "ent:m a kg:Place .")
    assert any("disjoint" in str(text).lower() for text in graph.objects(None, ERROR))
