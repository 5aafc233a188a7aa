"""kg query: SPARQL over an exported folder."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kg.rdf.query import NamedQuery


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TURTLE = "turtle"


# What is asked of the engine, as an Accept header; a graph has no CSV and a table no Turtle.
_ACCEPT = {
    Format.TABLE: "application/sparql-results+json, text/turtle",
    Format.CSV: "text/csv",
    Format.JSON: "application/sparql-results+json, application/ld+json",
    Format.TURTLE: "text/turtle",
}


def query(
    given: Annotated[
        str,
        typer.Argument(metavar="QUERY", help="A file, the name of a question, or SPARQL. None lists the questions."),
    ] = "",
    folder: Annotated[
        Path, typer.Option("--in", metavar="DIR", help="A folder that kg build wrote, or an RDF file of it.")
    ] = Path("exports"),
    format_: Annotated[Format, typer.Option("--format", help="How results are printed.")] = Format.TABLE,
    ontology: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The ontology folder (default: the one that ships).")
    ] = None,
    seconds: Annotated[int, typer.Option("--timeout", min=1, help="The most CPU seconds.")] = 60,
) -> None:
    """Ask a graph in SPARQL: kg query phases-in-order, kg query my.rq, kg query 'SELECT ...'."""
    from kg.errors import UsageError
    from kg.rdf.query import ask, query_text, read_named
    from kg.vocabulary.place import default_ontology

    ontology = ontology or default_ontology()
    named = read_named(ontology / "queries")
    if not given:
        _list(named)
        return
    text = query_text(given, named)
    answer = ask(folder, text, _ACCEPT[format_], seconds, ontology / "schema.ttl")
    if not answer.media:
        other = Format.CSV if format_ is Format.TURTLE else Format.TURTLE
        raise UsageError(f"this query has no result as {format_}", f"use --format {other}")
    if format_ is Format.TABLE and answer.media.endswith("+json"):
        _print_table(json.loads(answer.body), answer.prefixes)
        return
    sys.stdout.buffer.write(answer.body.replace(b"\r\n", b"\n"))
    if not answer.body.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")


def _list(named: dict[str, NamedQuery]) -> None:
    width = max((len(name) for name in named), default=0)
    for one in named.values():
        print(f"{one.name:{width}}  {one.questions['zh']}  {one.questions['en']}")


def _print_table(value: dict[str, Any], prefixes: dict[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if "boolean" in value:
        print("true" if value["boolean"] else "false")
        return
    variables, bindings = value["head"]["vars"], value["results"]["bindings"]
    table = Table(box=None, pad_edge=False)
    for name in variables:
        table.add_column(Text(name))
    for row in bindings:
        table.add_row(*(Text(_words(row.get(name), prefixes)) for name in variables))
    # A pipe gets whole lines, however long; rich would break them to fit a terminal that is not there.
    width = None if sys.stdout.isatty() else 10_000
    for line in Console(width=width, highlight=False).render_lines(table, pad=False):
        print("".join(segment.text for segment in line).rstrip())
    print(f"{len(bindings)} row{'s' * (len(bindings) != 1)}", file=sys.stderr)


def _words(term: dict[str, str] | None, prefixes: dict[str, str]) -> str:
    if term is None:
        return ""
    if term["type"] != "uri":
        return str(term["value"])
    iri = term["value"]
    fitting = max(
        ((len(n), p) for p, n in prefixes.items() if iri.startswith(n) and not set(iri[len(n) :]) & set("/#")),
        default=None,
    )
    return f"{fitting[1]}:{iri[fitting[0] :]}" if fitting else f"<{iri}>"
