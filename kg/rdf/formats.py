"""The formats of query results: which a client may ask for, and which one it gets."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import QueryResultsFormat, RdfFormat

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
TURTLE = "text/turtle"
NTRIPLES = "application/n-triples"

# Media type -> writer, the preferred ones first.
TABLES = {
    JSON: QueryResultsFormat.JSON,
    XML: QueryResultsFormat.XML,
    CSV: QueryResultsFormat.CSV,
    TSV: QueryResultsFormat.TSV,
    "application/json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
    "text/xml": QueryResultsFormat.XML,
}
GRAPHS = {
    TURTLE: RdfFormat.TURTLE,
    NTRIPLES: RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/json": RdfFormat.JSON_LD,
    "application/xml": RdfFormat.RDF_XML,
    "text/plain": RdfFormat.N_TRIPLES,
}


def choose(accept: str, offered: Sequence[str]) -> str:
    """The one of the ``offered`` media types that an Accept header likes best, empty if it takes none of them.

    Among equals the first offered wins; no header takes anything (RFC 9110, 12.5.1).

    >>> choose("text/*;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> choose("", ["text/csv"]), choose("image/png", ["text/csv"]), choose("text/csv;q=0, */*", ["text/csv"])
    ('text/csv', '', '')
    """
    ranges = [_range(part) for part in (accept or "*/*").split(",") if part.strip()]

    def liking(media: str) -> float:
        wide = media.partition("/")[0] + "/*"
        fitting = [(len(r.rstrip("*")), q) for r, q in ranges if r in (media, wide, "*/*")]
        return max(fitting)[1] if fitting else 0.0

    best = max(offered, key=liking)
    return best if liking(best) > 0 else ""


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
    try:
        return media, min(1.0, max(0.0, float(quality)))
    except ValueError:
        return media, 0.0
