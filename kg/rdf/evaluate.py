"""One query evaluated over one graph, its result written in the format that was asked for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import islice

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, serialize

from kg.rdf.formats import CSV, GRAPHS, JSON, TABLES, TSV, XML, choose
from kg.rdf.guard import MalformedError, Query, RefusedError, check_tree


@dataclass(frozen=True, slots=True)
class Question:
    """A query and how it is to be answered.

    ``accept`` is an Accept header; ``rows`` the most rows or triples to give (None: all). ``default_graphs`` and
    ``named_graphs`` are the dataset a client asks for by the protocol, both empty for everything there is. ``base``
    resolves relative IRIs. ``walk`` asks for the second reading of ``guard.check_tree``.
    """

    query: Query
    accept: str = ""
    rows: int | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prefixes: dict[str, str] = field(default_factory=dict)
    base: str | None = None
    walk: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete result: its media type, its bytes, and whether rows beyond the limit were left out.

    ``media`` is empty if the client takes none of the formats there are; ``prefixes`` shorten the IRIs of the result.
    """

    media: str
    body: bytes
    cut: bool = False
    prefixes: dict[str, str] = field(default_factory=dict)


def evaluate(store: Store, question: Question) -> Answer:
    """The answer to a question.

    Raises MalformedError with line and column if it cannot be parsed, RefusedError if the second reading finds what
    the first did not.
    """
    query = question.query
    offered = list(TABLES if query.form in ("SELECT", "ASK") else GRAPHS)
    media = choose(question.accept, offered)
    if question.walk:
        graphs = [name.value for name in store.named_graphs() if isinstance(name, NamedNode)]
        try:
            check_tree(query, graphs)
        except MalformedError as error:
            # The engine says better what is wrong. It reads an empty graph here, and SERVICE was refused before.
            _run(Store(), question, query.text)
            raise error
    if not media:
        _run(Store(), question, query.text)  # a malformed query is told so whatever the client accepts
        return Answer("", b"")
    if query.form == "SELECT" and question.rows is not None:
        body = _written(_run(store, question, query.limited(question.rows + 1)), media)
        if _more_than(question.rows, body, media):
            return Answer(media, _written(_run(store, question, query.limited(question.rows)), media), True)
        return Answer(media, body)
    results = _run(store, question, query.text)
    if isinstance(results, QueryTriples):
        triples = list(results if question.rows is None else islice(results, question.rows + 1))
        kept = triples[: question.rows]
        body = serialize(kept, format=GRAPHS[media], prefixes=question.prefixes or None) or b""
        return Answer(media, body, len(kept) < len(triples))
    return Answer(media, _written(results, media))


def _run(store: Store, question: Question, text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    chosen = bool(question.default_graphs or question.named_graphs)
    try:
        return store.query(
            text,
            base_iri=question.base,
            prefixes=question.prefixes or None,
            # The vocabulary has a graph of its own: what a query finds without a word about graphs is all of them.
            use_default_graph_as_union=not chosen and not question.query.chosen,
            default_graph=[NamedNode(g) for g in question.default_graphs] if chosen else None,
            named_graphs=[NamedNode(g) for g in question.named_graphs] if chosen else None,
        )
    except SyntaxError as error:
        raise MalformedError(_explained(str(error), question.query.text)) from error
    except (RuntimeError, ValueError) as error:
        raise MalformedError(f"cannot be evaluated: {error}") from error


def _written(results: QuerySolutions | QueryBoolean | QueryTriples, media: str) -> bytes:
    assert not isinstance(results, QueryTriples)
    try:
        return results.serialize(format=TABLES[media]) or b""
    except RuntimeError as error:
        raise RefusedError(f"cannot be evaluated: {error}") from error


def _more_than(rows: int, body: bytes, media: str) -> bool:
    """Whether a written table has more than ``rows`` rows."""
    format_ = TABLES[media]
    if len(body) <= rows:  # even an empty row takes a byte
        return False
    if format_ == TABLES[XML]:
        return body.count(b"<result>") > rows
    if format_ == TABLES[JSON]:
        # Quotes inside strings are escaped, so that this can only stand between two rows; an empty row is another
        # matter and rare enough to be parsed.
        if b"{}" not in body:
            return body.count(b'}},{"') + 1 > rows
        return len(json.loads(body)["results"]["bindings"]) > rows
    if format_ == TABLES[TSV]:
        return body.count(b"\n") - 1 > rows
    assert format_ == TABLES[CSV]
    # A line end inside quotes belongs to its cell.
    return re.sub(rb'"[^"]*"', b"", body).count(b"\n") - 1 > rows


def _explained(message: str, text: str) -> str:
    """The engine's complaint without its grammar: where, at what, and the reason if it names one."""
    match = re.match(r"error at (\d+):(\d+): expected (.*)", message, re.DOTALL)
    if match is None:
        return message.partition("\n")[0]
    line, column = int(match[1]), int(match[2])
    # Reasons are sentences among the grammar's symbols.
    reasons = re.findall(r"(?:The|Duplicated|Prefix|Invalid|Unexpected)[^,\n\[]*", match[3])
    rows = text.split("\n")
    here = rows[line - 1][column - 1 :].strip() if line <= len(rows) else ""
    near = f"at {here[:40]!r}" if here else "at the end of the line"
    return f"line {line}, column {column}: not a SPARQL query, {near}{': ' + reasons[0].strip() if reasons else ''}"
