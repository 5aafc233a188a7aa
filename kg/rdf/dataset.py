"""The export described as a data set: DCAT for catalogues, VoID for whoever is about to query it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePath

from pyoxigraph import Literal, NamedNode, Triple

from kg import __version__
from kg.graph import Graph
from kg.rdf.names import DCAT, DCTERMS, OA, PROV, RDF, SCHEMA, SKOS, SPDX, VOID, XSD, Names
from kg.rdf.serialize import write_turtle
from kg.rdf.triples import graph_triples
from kg.vocabulary.schema import Schema

_TYPE = NamedNode(RDF + "type")
_IANA = "https://www.iana.org/assignments/media-types/"
_MEDIA = {
    ".csv": "text/csv",
    ".gexf": "application/xml",
    ".graphml": "application/xml",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".nt": "application/n-triples",
    ".parquet": "application/vnd.apache.parquet",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
}


def write_description(graph: Graph, schema: Schema, base: str, files: dict[str, bytes]) -> dict[str, bytes]:
    """dataset.ttl: what the data set is, how much of what is in it, and ``files`` with their sizes and checksums.

    The date of issue is taken from SOURCE_DATE_EPOCH and left out where that is not set, so that the same input gives
    the same bytes on another day.
    """
    names = Names(schema.namespace, base)
    triples = [*_about(graph, schema, names), *_counts(graph, schema, names)]
    for name in sorted(files):
        triples.extend(_distribution(names.dataset(), name, files[name]))
    # The data set itself first, then its parts: its IRI is the beginning of theirs.
    described = sorted(triples, key=lambda triple: str(triple.subject))
    return {"dataset.ttl": write_turtle(described, names.prefixes)}


def _about(graph: Graph, schema: Schema, names: Names) -> Iterator[Triple]:
    dataset, about = names.dataset(), schema.about
    yield Triple(dataset, _TYPE, NamedNode(DCAT + "Dataset"))
    yield Triple(dataset, _TYPE, NamedNode(VOID + "Dataset"))
    for property_, texts in (("title", about.titles), ("description", about.descriptions), ("rights", about.rights)):
        for language, text in texts.items():
            yield Triple(dataset, NamedNode(DCTERMS + property_), Literal(text, language=language))
    if about.license:
        yield Triple(dataset, NamedNode(DCTERMS + "license"), NamedNode(about.license))
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        day = datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
        yield Triple(dataset, NamedNode(DCTERMS + "issued"), Literal(day, datatype=NamedNode(XSD + "date")))
    yield Triple(dataset, NamedNode(DCTERMS + "language"), Literal("zh"))
    yield Triple(dataset, NamedNode(DCTERMS + "creator"), names.agent(__version__))
    yield Triple(dataset, NamedNode(DCAT + "version"), Literal(schema.version))
    for document in sorted(str(document["id"]) for document in graph.graph["documents"]):
        yield Triple(dataset, NamedNode(DCTERMS + "source"), names.article(document))
    for vocabulary in (schema.namespace, DCTERMS, OA, PROV, SCHEMA, SKOS):
        yield Triple(dataset, NamedNode(VOID + "vocabulary"), NamedNode(vocabulary))
    yield Triple(dataset, NamedNode(VOID + "uriSpace"), Literal(f"{names.base}id/"))
    mentioned = sorted(graph.nodes(data=True), key=lambda node: (-len(node[1]["mentions"]), str(node[0])))
    for id_, _ in mentioned[:1]:
        yield Triple(dataset, NamedNode(VOID + "exampleResource"), names.entity(id_))


def _counts(graph: Graph, schema: Schema, names: Names) -> Iterator[Triple]:
    dataset = names.dataset()
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    subjects: set[str] = set()
    for triple in graph_triples(graph, schema, names):
        assert isinstance(triple.subject, NamedNode)  # the model has no blank nodes
        subjects.add(triple.subject.value)
        properties[triple.predicate.value] += 1
        if triple.predicate == _TYPE and isinstance(triple.object, NamedNode):
            classes[triple.object.value] += 1
    numbers = {
        "triples": properties.total(),
        "entities": graph.number_of_nodes(),
        "distinctSubjects": len(subjects),
        "classes": len(classes),
        "properties": len(properties),
    }
    for name, number in numbers.items():
        yield Triple(dataset, NamedNode(VOID + name), _integer(number))
    for kind, counts, measure in (("class", classes, "entities"), ("property", properties, "triples")):
        for iri, number in sorted(counts.items()):
            part = NamedNode(f"{dataset.value}/{kind}/{_curie(iri, names)}")
            yield Triple(dataset, NamedNode(VOID + f"{kind}Partition"), part)
            yield Triple(part, NamedNode(VOID + kind), NamedNode(iri))
            yield Triple(part, NamedNode(VOID + measure), _integer(number))


def _distribution(dataset: NamedNode, name: str, contents: bytes) -> Iterator[Triple]:
    node = NamedNode(f"{dataset.value}/file/{name}")
    checksum = NamedNode(f"{node.value}/sha256")
    yield Triple(dataset, NamedNode(DCAT + "distribution"), node)
    yield Triple(node, _TYPE, NamedNode(DCAT + "Distribution"))
    yield Triple(node, NamedNode(DCTERMS + "title"), Literal(name))
    media = _MEDIA.get(PurePath(name).suffix)
    if media:
        yield Triple(node, NamedNode(DCAT + "mediaType"), NamedNode(_IANA + media))
    yield Triple(node, NamedNode(DCAT + "byteSize"), Literal(str(len(contents)), datatype=NamedNode(XSD + "integer")))
    yield Triple(node, NamedNode(SPDX + "checksum"), checksum)
    yield Triple(checksum, _TYPE, NamedNode(SPDX + "Checksum"))
    yield Triple(checksum, NamedNode(SPDX + "algorithm"), NamedNode(SPDX + "checksumAlgorithm_sha256"))
    yield Triple(checksum, NamedNode(SPDX + "checksumValue"), Literal(sha256(contents).hexdigest()))


def _curie(iri: str, names: Names) -> str:
    for prefix, namespace in names.prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}-{iri.removeprefix(namespace)}"
    return sha256(iri.encode("utf-8")).hexdigest()[:12]


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))
