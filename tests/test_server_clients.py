"""The clients people use: SPARQLWrapper, rdflib's SPARQLStore, curl, rdflib reading an address."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Server, export_seed, serving
from SPARQLWrapper import CSV, GET, JSON, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

KG = Namespace("https://kg.example/ns#")
WECHAT = 'SELECT ?e { ?e <https://kg.example/ns#name> "微信" }'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(export_seed(tmp_path_factory.mktemp("served")), "--cpu", "1") as running:
        yield running


def wrapper(server: Server, query: str, format_: str = JSON) -> SPARQLWrapper:
    asking = SPARQLWrapper(f"{server.address}/sparql")
    asking.setQuery(query)
    asking.setReturnFormat(format_)
    asking.setTimeout(60)
    return asking


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("encoding", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_select(server: Server, method: str, encoding: str) -> None:
    asking = wrapper(server, WECHAT)
    asking.setMethod(method)
    asking.setRequestMethod(encoding)
    bindings = asking.queryAndConvert()["results"]["bindings"]
    assert [b["e"]["value"] for b in bindings] == ["https://kg.example/id/ent/e1"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # SPARQLWrapper's own
def test_sparqlwrapper_formats(server: Server) -> None:
    assert b"https://kg.example/id/ent/e1" in wrapper(server, WECHAT, CSV).queryAndConvert()
    assert b"<https://kg.example/id/ent/e1>" in wrapper(server, WECHAT, TSV).queryAndConvert()
    document = wrapper(server, WECHAT, XML).queryAndConvert()
    assert document.getElementsByTagName("uri")[0].firstChild.data == "https://kg.example/id/ent/e1"
    assert wrapper(server, "ASK {}").queryAndConvert()["boolean"] is True
    construct = "CONSTRUCT WHERE { ?s <https://kg.example/ns#precedes> ?o }"
    assert len(wrapper(server, construct, RDFXML).queryAndConvert()) == 3
    for format_ in (TURTLE, N3):
        triples = Graph().parse(data=wrapper(server, construct, format_).queryAndConvert(), format="turtle")
        assert len(triples) == 3
    described = wrapper(server, "DESCRIBE <https://kg.example/id/ent/e1>", RDFXML).queryAndConvert()
    assert (URIRef("https://kg.example/id/ent/e1"), RDF.type, KG.SocialPlatform) in described


def test_sparqlwrapper_errors(server: Server) -> None:
    with pytest.raises(QueryBadFormed, match="line 1, column 9"):
        wrapper(server, "SELECT *").queryAndConvert()
    update = wrapper(server, "CLEAR ALL")
    update.setMethod(POST)
    with pytest.raises(HTTPError, match="403"):
        update.query()
    with pytest.raises(HTTPError, match="503"):
        wrapper(server, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }").query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparqlstore(server: Server, method: str) -> None:
    store = SPARQLStore(f"{server.address}/sparql", method=method, returnFormat="json" if method == "GET" else "xml")
    graph = Graph(store)
    wechat = URIRef("https://kg.example/id/ent/e1")
    assert list(graph.objects(wechat, RDF.type)) == [KG.SocialPlatform]
    assert list(graph.subjects(KG.name, Literal("微信"))) == [wechat]
    assert (wechat, SKOS.prefLabel, Literal("微信", lang="zh-hans")) in graph
    rows = graph.query("SELECT (COUNT(*) AS ?n) { ?claim a <https://kg.example/ns#Claim> }")
    assert [int(row[0]) for row in rows] == [353]  # type: ignore[index,call-overload]
    store.close()


def test_rdflib_reads_what_an_iri_leads_to(server: Server) -> None:
    graph = Graph().parse(f"{server.address}/id/ent/e1")
    assert (URIRef("https://kg.example/id/ent/e1"), RDF.type, KG.SocialPlatform) in graph


def curl(*arguments: str) -> str:
    program = shutil.which("curl")
    if program is None:
        pytest.skip("no curl here")
    done = subprocess.run([program, "-sS", "-m", "60", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def test_curl(server: Server, tmp_path: Path) -> None:
    endpoint = f"{server.address}/sparql"
    file = tmp_path / "q.rq"
    file.write_text(WECHAT, encoding="utf-8")
    expected = "e\nhttps://kg.example/id/ent/e1\n"
    csv = ("-H", "Accept: text/csv", endpoint)
    ways = (
        ("-G", "--data-urlencode", f"query={WECHAT}"),
        ("--data-urlencode", f"query={WECHAT}"),
        ("-H", "Content-Type: application/sparql-query", "--data-binary", f"@{file}"),
    )
    for way in ways:
        assert curl(*way, *csv) == expected
    assert curl("-I", f"{endpoint}?query=ASK%7B%7D").startswith("HTTP/1.1 200")
    assert "sd:Service" in curl("-H", "Accept: text/turtle", endpoint)
    status = ("-o", "/dev/null", "-w", "%{http_code}")
    assert curl(*status, "-d", "update=CLEAR ALL", endpoint) == "403"
    assert curl(*status, "-d", "query=nonsense", endpoint) == "400"
    assert curl(*status, "-X", "PUT", endpoint) == "405"
    # curl asks to continue before it sends a large body
    assert curl(*status, "-d", f"query=ASK {{ # {'x' * 80_000}\n}}", endpoint) == "413"
