"""The W3C's SPARQL 1.1 Protocol tests for queries, read from their manifest: requests sent as they stand there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results
from rdflib import RDF, RDFS, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from serving import Reply, Server, running

FOLDER = Path(__file__).parents[2] / "shared" / "w3c" / "sparql11-protocol"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the W3C test suite is not beside the repository")

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml"},
}


@dataclass(frozen=True)
class Exchange:
    """A request of the manifest and what is expected of its response."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[str]  # of the form 2xx
    boolean: bool | None
    format: str


def manifest() -> Graph:
    graph = Graph()
    if FOLDER.is_dir():
        graph.parse(FOLDER / "manifest.ttl", publicID=FOLDER.as_uri() + "/")
    return graph


MANIFEST = manifest()


def one(subject: Node, property_: URIRef) -> str:
    return str(MANIFEST.value(subject, property_, default=""))


def members(subject: Node, property_: URIRef) -> list[Node]:
    head = MANIFEST.value(subject, property_)
    return list(Collection(MANIFEST, head)) if isinstance(head, BNode | URIRef) else []


def exchange(request: Node) -> Exchange:
    body, response = MANIFEST.value(request, HT.body), MANIFEST.value(request, HT.resp)
    assert response is not None
    expected = MANIFEST.value(response, MF.expectedBoolean)
    return Exchange(
        one(request, HT.methodName),
        one(request, HT.absolutePath),
        {one(h, HT.fieldName): one(h, HT.fieldValue) for h in members(request, HT.headers)},
        None if body is None else one(body, CNT.chars).encode(one(body, CNT.characterEncoding)),
        frozenset(str(s).rpartition("StatusCode")[2] for s in MANIFEST.objects(response, MF.expectedStatus)),
        None if expected is None else bool(expected.toPython()),  # type: ignore[attr-defined]
        one(response, MF.expectedFormat),
    )


def entries() -> list[tuple[str, list[Exchange]]]:
    found = []
    for entry in (e for m in MANIFEST.subjects(RDF.type, MF.Manifest) for e in members(m, MF.entries)):
        action = MANIFEST.value(entry, MF.action)
        assert action is not None
        found.append((str(entry).rpartition("#")[2], [exchange(request) for request in members(action, HT.requests)]))
    return found


QUERIES = [test for test in entries() if "update" not in test[0]]
UPDATES = [test for test in entries() if "update" in test[0]]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    data = {
        one(node, RDFS.label): FOLDER / Path(one(node, UT.graph)).name
        for node in set(MANIFEST.objects(None, UT.graphData))
    }
    graphs = [f"{iri}={file}" for iri, file in sorted(data.items())]
    assert len(graphs) == 3
    # Requests that only want to be understood name a graph that the suite has no file of.
    graphs.append("http://kasei.us/2009/09/sparql/data/data0.rdf=")
    with running(str(Path(__file__).with_name("serving_named_graphs.py")), *graphs) as running_server:
        yield running_server


def send(server: Server, sent: Exchange) -> Reply:
    return server.send(sent.path, sent.method, sent.body, **sent.headers)


def test_the_manifest_was_read() -> None:
    assert len(QUERIES) == 20 and len(UPDATES) == 14
    assert all(exchanges and all(e.path and e.statuses for e in exchanges) for _, exchanges in QUERIES)


@pytest.mark.parametrize("exchanges", [e for _, e in QUERIES], ids=[name for name, _ in QUERIES])
def test_query(server: Server, exchanges: list[Exchange]) -> None:
    for sent in exchanges:
        reply = send(server, sent)
        assert f"{reply.status // 100}xx" in sent.statuses, reply.text
        if sent.format:
            assert reply.media in FORMATS[sent.format]
        if sent.boolean is not None:
            result = parse_query_results(reply.body, format=QueryResultsFormat.from_media_type(reply.media))
            assert isinstance(result, QueryBoolean) and bool(result) == sent.boolean
        if sent.format == "RDF":
            list(parse(reply.body, format=RdfFormat.from_media_type(reply.media)))


@pytest.mark.parametrize("exchanges", [e for _, e in UPDATES], ids=[name for name, _ in UPDATES])
def test_no_update_is_ever_done(server: Server, exchanges: list[Exchange]) -> None:
    """The suite's updates, well formed or not: each is refused, and the graphs stay as they were."""
    for sent in exchanges:
        if "update" in sent.path + str(sent.headers) or b"update=" in (sent.body or b""):
            assert 400 <= send(server, sent).status < 500
    left = server.ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "text/csv")
    assert left.text.split() == ["n", "3"]
