"""What a request to the endpoint asks for, by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kg.errors import KgError

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
LARGEST = 64 * 1024  # bytes of a query, however it comes

Pairs = list[tuple[str, str]]


class RequestError(KgError):
    """A request that is not answered; ``status`` is the HTTP status that says so."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as text, and the dataset that the client wants it answered over, by IRIs (empty: the service's own)."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read_get(query_string: bytes) -> Asked | None:
    """What a GET asks; None if it has no query, which asks for the description of the service.

    Raises RequestError.
    """
    pairs = _pairs(query_string)
    _refuse_updates(pairs)
    return _asked(pairs) if any(name == "query" for name, _ in pairs) else None


def read_post(query_string: bytes, content_type: str, body: bytes) -> Asked:
    """What a POST asks, as a form or as the query itself. Raises RequestError."""
    media, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charset = next((p.removeprefix("charset=").strip('"') for p in parameters if p.startswith("charset=")), "utf-8")
    if media == UPDATE:
        raise _read_only()
    if media not in (FORM, DIRECT):
        raise RequestError(
            415, f"no query comes as {media or 'a body without Content-Type'}", f"use {FORM} or {DIRECT}"
        )
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise RequestError(415, f"no query comes in {charset}", "queries are UTF-8")
    url = _pairs(query_string)
    if media == FORM:
        return _asked([*url, *_pairs(body)])
    if any(name in ("query", "update") for name, _ in url):
        raise RequestError(400, "a query in the URL and one in the body", "send one")
    try:
        return _asked([*url, ("query", body.decode("utf-8"))])
    except UnicodeDecodeError as error:
        raise RequestError(400, f"the query is not UTF-8 ({error.reason} at byte {error.start})") from error


def _pairs(encoded: bytes) -> Pairs:
    """The parameters of a form, their percent escapes decoded once."""
    if len(encoded) > LARGEST:
        raise RequestError(414, f"more than {LARGEST >> 10} KB", "send the query in the body of a POST")
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError as error:
        raise RequestError(400, "the parameters are not percent-encoded UTF-8") from error
    except ValueError as error:
        raise RequestError(400, f"the parameters cannot be read: {error}") from error


def _asked(pairs: Pairs) -> Asked:
    _refuse_updates(pairs)
    queries = _all(pairs, "query")
    if len(queries) != 1:
        raise RequestError(400, f"{len(queries) or 'no'} queries in one request", "send one query")
    graphs = {name: tuple(_all(pairs, name)) for name in ("default-graph-uri", "named-graph-uri")}
    for iri in (iri for several in graphs.values() for iri in several):
        if not iri or any(c in ' <>"{}|\\^`' or c < " " for c in iri) or ":" not in iri:
            raise RequestError(400, f"{iri[:80]!r} names no graph", "give an absolute IRI")
    return Asked(queries[0], graphs["default-graph-uri"], graphs["named-graph-uri"])


def _refuse_updates(pairs: Pairs) -> None:
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise _read_only()


def _read_only() -> RequestError:
    return RequestError(403, "this graph is only read", "kg build makes a new one")


def _all(pairs: Iterable[tuple[str, str]], wanted: str) -> list[str]:
    return [value for name, value in pairs if name == wanted]
