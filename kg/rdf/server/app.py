"""The application: which address gives what. It only reads; there is no address that writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader
from pyoxigraph import NamedNode, Triple, serialize
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.model.claim import Modality, Polarity
from kg.rdf.formats import GRAPHS, choose
from kg.rdf.names import RDF, SCHEMA
from kg.rdf.query import NamedQuery
from kg.rdf.sandbox import Limits
from kg.rdf.server.endpoint import CORS, Endpoint
from kg.rdf.server.live import LiveGraph
from kg.rdf.server.resources import MOST, Reader
from kg.rdf.server.words import language_of, words_in
from kg.vocabulary.schema import Schema

HERE = Path(__file__).parent
EXAMPLE = "SELECT ?entity ?name WHERE {\n  ?entity a kg:Phase ; skos:prefLabel ?name .\n}\nLIMIT 20\n"
# The endpoint itself says which of them it takes.
EVERY = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]
# What there is of anything with an IRI.
_RESOURCE = ("text/html", "application/xhtml+xml", *GRAPHS)
_TYPES = {".js": "text/javascript", ".css": "text/css", ".txt": "text/plain"}
# Nothing on these pages may load from or send to another place. YASGUI sets styles from its script.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class Pages:
    """The pages around the endpoint."""

    def __init__(self, live: LiveGraph, schema: Schema, named: dict[str, NamedQuery], terms: bytes) -> None:
        self._live, self._schema, self._named, self._terms = live, schema, named, terms
        loader = FileSystemLoader(HERE / "templates")
        self._templates = Environment(loader=loader, autoescape=True, trim_blocks=True)
        self._static = {
            path.name: (path.read_bytes(), _TYPES[path.suffix]) for path in sorted((HERE / "static").iterdir())
        }

    async def graph(self, request: Request) -> Response:
        """The page that analysts explore, as the folder has it."""
        page = self._live.folder / "graph.html"
        if page.is_file():
            return Response(page.read_bytes(), media_type="text/html; charset=utf-8")
        language = language_of(request)
        return self._page("missing.html", language, title="kg", explanation=words_in(language)["no_page"])

    async def contents(self, request: Request) -> Response:
        """Every article and entity, with a link to its page."""
        language = language_of(request)
        reader = self._reader(language)
        term, type_ = reader.graph.names.term, NamedNode(RDF + "type")
        articles = reader.links(type_, NamedNode(SCHEMA + "Article"))
        entities = sorted({link for name in self._schema.classes for link in reader.links(type_, term(name))})
        return self._page(
            "contents.html",
            language,
            title=words_in(language)["contents"],
            articles=articles[:MOST],
            entities=entities[: 10 * MOST],
            cut=len(articles) > MOST or len(entities) > 10 * MOST,
        )

    async def editor(self, request: Request) -> Response:
        """The query editor with the named queries in a menu."""
        language = language_of(request)
        settings = {
            "example": EXAMPLE,
            "base": self._live.current().names.base,
            "prefixes": self._live.current().prefixes,
            "queries": {name: query.text for name, query in self._named.items()},
        }
        asking = "en" if language == "en" else "zh"
        queries = list(self._named.values())
        title = words_in(language)["query"]
        return self._page("query.html", language, title=title, queries=queries, asking=asking, settings=settings)

    async def queries(self, request: Request) -> Response:
        """The named queries for programs: name, what each asks, its text."""
        values = [{"name": q.name, "questions": q.questions, "query": q.text} for q in self._named.values()]
        return JSONResponse(values, headers=CORS)

    async def resource(self, request: Request) -> Response:
        """Anything with an IRI of this graph: as a page for people, as RDF for programs."""
        language = language_of(request)
        reader = self._reader(language)
        media = choose(request.headers.get("accept", ""), _RESOURCE)
        headers = {**CORS, "Vary": "Accept, Accept-Language"}
        # The path as it was sent: ids are plain ASCII, whatever is escaped is no id.
        path = request.scope["raw_path"].decode("ascii", "replace").partition("?")[0].lstrip("/")
        legal = not any(character in path for character in '%<>"{}|\\^`\ufffd')
        node = NamedNode(reader.graph.names.base + path) if legal else None
        if node is None or not reader.exists(node):
            page = self._page(
                "missing.html", language, title=words_in(language)["missing"], explanation=path[:200], status=404
            )
            return page if media.endswith("html") else Response("not in this graph\n", 404, headers, "text/plain")
        if not media.endswith("html"):
            return self._rdf(reader.description(node), media, headers)
        page = self._page("resource.html", language, title=reader.link(node).text, page=reader.page(node))
        page.headers.update(headers)
        return page

    async def vocabulary(self, request: Request) -> Response:
        """All terms, at the address that their IRIs begin with: as a page for people, as RDF for programs."""
        media = choose(request.headers.get("accept", ""), _RESOURCE)
        headers = {**CORS, "Vary": "Accept"}
        if media.endswith("html"):
            about = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
            return Response(self._terms, headers={**headers, **about}, media_type="text/html; charset=utf-8")
        graph = self._live.current()
        quads = graph.store.quads_for_pattern(None, None, None, graph.names.vocabulary())
        return self._rdf(sorted((quad.triple for quad in quads), key=str), media, headers)

    async def static(self, request: Request) -> Response:
        """Scripts, styles and licences, held in memory."""
        found = self._static.get(request.path_params["name"])
        if found is None:
            return Response("no such file\n", 404, media_type="text/plain")
        return Response(found[0], media_type=f"{found[1]}; charset=utf-8", headers={"Cache-Control": "max-age=300"})

    def _rdf(self, triples: list[Triple], media: str, headers: dict[str, str]) -> Response:
        if not media:
            return Response("there is text/html and RDF\n", 406, headers, "text/plain")
        body = serialize(triples, format=GRAPHS[media], prefixes=self._live.current().prefixes) or b""
        return Response(body, headers={**headers, "Content-Type": f"{media}; charset=utf-8"})

    def _reader(self, language: str) -> Reader:
        graph = self._live.current()
        both = {**self._schema.classes, **self._schema.predicates}
        terms = {graph.names.term(name).value: term.labels[language] for name, term in both.items()}
        words = words_in(language)
        terms |= {graph.names.term(v).value: words[v] for v in (*Polarity, *Modality)}
        return Reader(graph, language.lower(), terms)

    def _page(self, template: str, language: str, *, status: int = 200, **values: Any) -> Response:
        text = self._templates.get_template(template).render(language=language, words=words_in(language), **values)
        headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept-Language", "X-Content-Type-Options": "nosniff"}
        return Response(text, status, headers, "text/html; charset=utf-8")


def create_app(
    live: LiveGraph,
    schema: Schema,
    named: dict[str, NamedQuery],
    terms: bytes = b"",
    limits: Limits | None = None,
    rows: int = 10_000,
) -> Starlette:
    """The application over ``live``: pages from ``schema`` and ``named`` queries, a query held by ``limits``.

    ``terms`` is the page of the vocabulary.
    """
    # Imported before the first fork: a child cannot open a module's file.
    import rdflib.plugins.sparql.parser  # noqa: F401

    pages, endpoint = Pages(live, schema, named, terms), Endpoint(live, limits or Limits(), rows)
    vocabulary = {live.current().names.vocabulary(version) for version in ("", schema.version)}
    return Starlette(
        routes=[
            Route("/", pages.graph),
            Route("/contents", pages.contents),
            Route("/query", pages.editor),
            Route("/queries.json", pages.queries),
            Route("/static/{name}", pages.static),
            Route("/id/{rest:path}", pages.resource),
            Route("/sparql", endpoint.respond, methods=EVERY),
            Route("/sparql/", endpoint.respond, methods=EVERY),
            # After all others, so that no vocabulary can take their addresses.
            *(Route(urlsplit(iri.value).path or "/", pages.vocabulary) for iri in vocabulary),
        ]
    )
