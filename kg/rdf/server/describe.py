"""What the endpoint says about itself: the SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple, serialize

from kg.rdf.formats import CSV, GRAPHS, JSON, NTRIPLES, TSV, TURTLE, XML
from kg.rdf.names import RDF, VOID, XSD
from kg.rdf.query import OpenGraph

SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_NAMES = {
    JSON: "SPARQL_Results_JSON",
    XML: "SPARQL_Results_XML",
    CSV: "SPARQL_Results_CSV",
    TSV: "SPARQL_Results_TSV",
    TURTLE: "Turtle",
    NTRIPLES: "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
}


def service_description(graph: OpenGraph, endpoint: str, media: str) -> bytes:
    """The description of the service at the address ``endpoint`` in a media type of ``GRAPHS``."""
    prefixes = {"sd": SD, "formats": _FORMATS, "void": VOID}
    return serialize(_triples(graph, endpoint), format=GRAPHS[media], prefixes=prefixes) or b""


def _triples(graph: OpenGraph, endpoint: str) -> Iterator[Triple]:
    service, dataset, default = (NamedNode(f"{endpoint}#{part}") for part in ("service", "dataset", "default-graph"))
    type_ = NamedNode(RDF + "type")
    yield Triple(service, type_, NamedNode(SD + "Service"))
    yield Triple(service, NamedNode(SD + "endpoint"), NamedNode(endpoint))
    yield Triple(service, NamedNode(SD + "supportedLanguage"), NamedNode(SD + "SPARQL11Query"))
    for name in _NAMES.values():
        yield Triple(service, NamedNode(SD + "resultFormat"), NamedNode(_FORMATS + name))
    yield Triple(service, NamedNode(SD + "defaultDataset"), dataset)
    yield Triple(dataset, type_, NamedNode(SD + "Dataset"))
    yield Triple(dataset, NamedNode(SD + "defaultGraph"), default)
    yield Triple(default, type_, NamedNode(SD + "Graph"))
    for number, iri in enumerate(sorted(graph.graphs), 1):
        part = NamedNode(f"{dataset.value}-graph-{number}")
        yield Triple(dataset, NamedNode(SD + "namedGraph"), part)
        yield Triple(part, type_, NamedNode(SD + "NamedGraph"))
        yield Triple(part, NamedNode(SD + "name"), NamedNode(iri))
    size = len(graph.store)
    yield Triple(default, NamedNode(VOID + "triples"), Literal(str(size), datatype=NamedNode(XSD + "integer")))
