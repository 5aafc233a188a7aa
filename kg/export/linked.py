"""RDF in five syntaxes. The model is kg.rdf's; here only the files get their names."""

from __future__ import annotations

import json
from typing import Any

from kg.graph import Graph
from kg.rdf import serialize
from kg.rdf.names import Names
from kg.rdf.triples import article_graphs, graph_parts, graph_triples
from kg.vocabulary.schema import Schema

_EVIDENCE = ("inSection", "subjectSelector", "objectSelector")


def write_turtle(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """graph.ttl, in the order of a reader: sources, entities with their facts, claims with their evidence."""
    names = Names(schema.namespace, base)
    return {"graph.ttl": serialize.write_turtle(graph_triples(graph, schema, names), names.prefixes)}


def write_ntriples(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """graph.nt, sorted: the canonical form, whose lines can be compared and hashed."""
    return {"graph.nt": serialize.write_ntriples(*graph_parts(graph, schema, Names(schema.namespace, base)))}


def write_trig(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """graph.trig: a named graph for each article, one for the facts, one for the run."""
    names = Names(schema.namespace, base)
    return {"graph.trig": serialize.write_trig(article_graphs(graph, schema, names), names.prefixes)}


def write_rdf12(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """graph.rdf12.ttl: RDF 1.2, each claim reifies its triple."""
    names = Names(schema.namespace, base)
    triples = serialize.with_reifiers(graph_triples(graph, schema, names))
    return {"graph.rdf12.ttl": serialize.write_turtle(triples, names.prefixes)}


def write_json_ld(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """graph.jsonld with its context inside, so that reading it fetches nothing, and that context as a file."""
    from kg.rdf.reference import write_json_ld  # rdflib: imported only where it is asked for

    names = Names(schema.namespace, base)
    context = _context(schema, names)
    return {
        "graph.jsonld": write_json_ld(graph_triples(graph, schema, names), names.prefixes, context),
        "context.jsonld": (json.dumps({"@context": context}, ensure_ascii=False, indent=1) + "\n").encode("utf-8"),
    }


def _context(schema: Schema, names: Names) -> dict[str, Any]:
    """Short keys for the properties of the model: labels as language maps, links as plain ids."""
    links = {
        **{name: f"kg:{name}" for name in (*schema.predicates, "polarity", "modality", *_EVIDENCE)},
        **{name: f"rdf:{name}" for name in ("subject", "predicate", "object")},
        **{name: f"oa:{name}" for name in ("hasSource", "hasSelector")},
        **{name: f"prov:{name}" for name in ("used", "wasAssociatedWith", "wasDerivedFrom", "wasGeneratedBy")},
    }
    values = {
        **{name: f"kg:{name}" for name in ("name", "mentionCount", "rule", "surface", "restored", "runnerUp", "kind")},
        **{name: f"oa:{name}" for name in ("exact", "prefix", "suffix", "start", "end")},
    }
    labels = {name: f"skos:{name}" for name in ("prefLabel", "altLabel", "hiddenLabel")}
    return {
        **names.prefixes,
        **{name: {"@id": iri, "@type": "@id"} for name, iri in links.items()},
        **{name: {"@id": iri, "@container": "@language"} for name, iri in labels.items()},
        **{name: {"@id": iri} for name, iri in values.items()},
    }
