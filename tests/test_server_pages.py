"""The pages around the endpoint: everything with an IRI, as a page and as RDF."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Quad, RdfFormat, Store, parse
from serving import ROOT, Server, export_seed, serving

from kg.graph import graph_from_json
from kg.rdf.names import Names
from kg.rdf.query import OpenGraph
from kg.rdf.server.resources import Reader
from kg.rdf.triples import graph_triples
from kg.vocabulary.schema import read_schema

GOLD = json.loads((ROOT / "tests" / "gold" / "seed.graph.json").read_text("utf-8"))
DOCUMENT = GOLD["documents"][0]["id"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_seed(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


class Links(HTMLParser):
    """Where a page leads and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a":
            self.links.append(values.get("href") or "")
        elif values.get("src") or (tag == "link" and values.get("rel") in ("stylesheet", "icon")):
            self.loads.append(values.get("src") or values.get("href") or "")


def test_an_entity_as_a_page(server: Server) -> None:
    reply = server.send("/id/ent/e9", Accept="text/html", Accept_Language="en")
    assert (reply.status, reply.media) == (200, "text/html")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    claims = [c for c in GOLD["claims"] if "e9" in (c["subject"], c["object"])]
    assert len(set(re.findall(r'href="(/id/claim/[0-9a-f]+)"', reply.text))) == len(claims) == 5
    assert "淘宝" in reply.text and "<th>Subject</th>" in reply.text and "屏障微信" in reply.text


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
    ],
)
def test_an_entity_as_rdf(server: Server, accept: str, format_: RdfFormat) -> None:
    reply = server.send("/id/ent/e9", Accept=accept)
    assert (reply.status, reply.media, reply.headers["vary"]) == (200, accept, "Accept, Accept-Language")
    subjects = {str(q.subject) for q in parse(reply.body, format=format_)}
    assert "<https://kg.example/id/ent/e9>" in subjects
    assert sum("/id/claim/" in s and "." not in s.rpartition("/")[2] for s in subjects) == 5


def test_claims_documents_sections_and_the_run(server: Server) -> None:
    claim = re.findall(r'href="(/id/claim/[0-9a-f]+)"', server.send("/id/ent/e9").text)[0]
    page = server.send(claim)
    assert page.status == 200 and "<q>" in page.text
    article = server.send(f"/id/article/{DOCUMENT}")
    assert GOLD["documents"][0]["title"] in article.text and "MBAChina" in article.text
    turtle = server.send(f"/id/article/{DOCUMENT}", Accept="text/turtle")
    assert turtle.media == "text/turtle" and "textSha256" in turtle.text


def test_a_claim_as_rdf_says_where_its_ends_stand(folder: Path) -> None:
    value = json.loads((folder / "graph.json").read_text("utf-8"))
    said = value["claims"][0]["evidence"][0]
    said["subject"], said["object"] = [0, 2], [3, 5]
    graph = graph_from_json(value, {DOCUMENT: (ROOT / "seeds" / GOLD["documents"][0]["path"]).read_text("utf-8")})
    names, schema = Names("https://kg.example/ns#"), read_schema(ROOT / "ontology" / "schema.ttl")
    store = Store()
    store.extend(Quad(*triple) for triple in graph_triples(graph, schema, names))
    described = Reader(OpenGraph(store, names)).description(names.claim(value["claims"][0]["id"]))
    starts = {
        t.object.value for t in described if t.predicate.value.endswith("oa#start") and "mention" in str(t.subject)
    }
    assert starts == {"0", "3"}


def test_every_link_leads_somewhere(server: Server) -> None:
    waiting, seen = ["/", "/contents", "/query", "/id/ent/e38"], {"/sparql"}
    while waiting and len(seen) < 60:
        path = waiting.pop(0)
        seen.add(path)
        reply = server.send(path, Accept="text/html")
        assert reply.status == 200, path
        page = Links(reply.text)
        assert all(link.startswith("/") for link in page.links)
        assert all(load.startswith(("/static/", "data:")) for load in page.loads)
        for load in page.loads:
            assert load.startswith("data:") or server.send(load).status == 200
        waiting += [link for link in page.links if link not in seen and link not in waiting]


@pytest.mark.parametrize("path", ["/ns", "/ns/1.0.0"])
def test_the_vocabulary_stands_where_its_terms_begin(server: Server, path: str) -> None:
    page = server.send(path, Accept="text/html,application/xml;q=0.9,*/*;q=0.8")
    assert (page.status, page.media, page.headers["vary"]) == (200, "text/html", "Accept")
    assert 'id="blocks"' in page.text and "default-src 'none'" in page.headers["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in page.headers["content-security-policy"]
    schema = set(parse((ROOT / "ontology" / "schema.ttl").read_bytes(), format=RdfFormat.TURTLE))
    named = {q.triple for q in schema if not isinstance(q.subject, BlankNode) and not isinstance(q.object, BlankNode)}
    for accept, format_ in (("text/turtle", RdfFormat.TURTLE), ("application/rdf+xml", RdfFormat.RDF_XML)):
        reply = server.send(path, Accept=accept)
        assert (reply.status, reply.media, reply.headers["access-control-allow-origin"]) == (200, accept, "*")
        served = [quad.triple for quad in parse(reply.body, format=format_)]
        assert named < set(served) and len(served) == len(schema)
    refused = server.send(path, Accept="image/png")
    assert (refused.status, refused.headers["vary"]) == (406, "Accept")
    assert server.send("/ns/0.9.0").status == 404


@pytest.mark.parametrize(
    "path",
    ["/id/ent/none", "/id/ent/%E5%BE%AE", "/id/ent/e9%22%3E%3Cscript%3E", "/id/", "/id/ent/e9/", "/id/../contents2"],
)
def test_what_is_not_there_is_404(server: Server, path: str) -> None:
    page = server.send(path, Accept="text/html")
    assert page.status == 404 and "<script>" not in page.text
    assert server.send(path, Accept="text/turtle").status == 404


def test_no_format_fits(server: Server) -> None:
    assert server.send("/id/ent/e9", Accept="image/png").status == 406


@pytest.mark.parametrize(
    ("header", "language"), [("zh-TW,zh;q=0.9", "zh-Hant"), ("zh-CN", "zh-Hans"), ("en-GB,en", "en"), ("fr", "zh-Hans")]
)
def test_the_language_of_the_reader(server: Server, header: str, language: str) -> None:
    assert f'<html lang="{language}">' in server.send("/contents", Accept_Language=header).text
    assert '<html lang="en">' in server.send("/contents?lang=en", Accept_Language=header).text


def test_contents_list_every_entity(server: Server) -> None:
    links = Links(server.send("/contents").text).links
    assert sum(link.startswith("/id/ent/") for link in links) == len(GOLD["entities"])
    assert f"/id/article/{DOCUMENT}" in links


def test_the_page_is_served_as_it_is(tmp_path: Path) -> None:
    export_seed(tmp_path)
    with serving(tmp_path) as server:
        assert "graph.html" in server.send("/", Accept_Language="en").text
        (tmp_path / "graph.html").write_text("<!DOCTYPE html><p>图谱", encoding="utf-8")
        reply = server.send("/")
        assert (reply.text, reply.media) == ("<!DOCTYPE html><p>图谱", "text/html")


def test_words_of_the_graph_are_only_words(tmp_path: Path) -> None:
    graph = export_seed(tmp_path) / "graph.nt"
    bad = "<script>alert(1)</script>{{7*7}}"
    graph.write_bytes(graph.read_bytes().replace('"淘宝"'.encode(), json.dumps(bad).encode()))
    with serving(tmp_path) as server:
        for path in ("/id/ent/e9", "/contents"):
            page = server.send(path).text
            assert bad not in page and "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page
