"""What a query may not do is found in its text, wherever it hides, and nothing else is found."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import UsageError
from kg.rdf.evaluate import Question, evaluate
from kg.rdf.guard import DEEPEST, MalformedError, Query, RefusedError, check_tree, read_query, settled

KNOWN = ("kg", "skos")
GRAPH = "https://x.example/graph"


def both(text: str) -> Query:
    """Both readings of a query, the tree whatever the tokens said."""
    plain = settled(text)
    try:
        query = read_query(plain, known=KNOWN, graphs=[GRAPH])
    except RefusedError:
        with pytest.raises((RefusedError, MalformedError)):
            check_tree(Query(plain, "SELECT", None, 0), [GRAPH])
        raise
    check_tree(query, [GRAPH])
    return query


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <x:s> { ?s ?p ?o } }",
        "SELECT * { serVICE SILENT ?where { ?s ?p ?o } }",
        "ASK { FILTER NOT EXISTS { SERVICE <x:s> {} } }",
        "SELECT (EXISTS { SERVICE <x:s> {} } AS ?y) {}",
        "SELECT * { { SELECT ?s { OPTIONAL { SERVICE <x:s> { ?s ?p ?o } } } } }",
        "SELECT * { ?s ?p 1.SERVICE <x:s> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ''.SERVICE <x:s> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o.SERVICE<x:s>{ ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <x:s> { ?s ?p ?o } }",
        "ASK { # a comment\rSERVICE <x:s> { ?s ?p ?o }\r}",
        "SELECT * FROM <x:g> { ?s ?p ?o }",
        "SELECT * FROM NAMED <x:g> { ?s ?p ?o }",
        "SELECT * FROM kg:g { ?s ?p ?o }",
        f"SELECT * FROM <{GRAPH}> FROM <x:g> {{ ?s ?p ?o }}",
        "LOAD <x:g>",
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR SILENT ALL",
        "SELECT * { ?s ?p ?o } ; DROP ALL",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(RefusedError, match=r"^line \d+, column \d+: "):
        both(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT ?service { ?service ?load $from }", "SELECT"),
        ("ASK { ?s ?p 'SERVICE <x:s> { }' }", "ASK"),
        ('ASK { ?s ?p """a "" \\""" SERVICE <x:s> { } """ }', "ASK"),
        ("ASK { ?s ?p 'x'@service }", "ASK"),
        ("# SERVICE <x:s>\nASK { # FROM <x:s>\n }", "ASK"),
        ("PREFIX service: <x:load/> PREFIX from: <x:f> ASK { service:insert from:clear service: }", "ASK"),
        ("ASK { <x:SERVICE> ?p <x:FROM> }", "ASK"),
        ("ASK { _:service ?p [] }", "ASK"),
        (f"SELECT * FROM <{GRAPH}> FROM NAMED <{GRAPH}> {{ ?s ?p ?o }}", "SELECT"),
        ("CONSTRUCT { ?s kg:p ?o } WHERE { ?s ?p ?o } LIMIT 3", "CONSTRUCT"),
        ("DESCRIBE <x:a>", "DESCRIBE"),
        ("SELECT * { ?a ?p ?b FILTER(?a<?b && ?b>1) }", "SELECT"),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 5 } VALUES ?s { <x:a> } } VALUES ?p { <x:b> }", "SELECT"),
        ("BASE <x:base/> SELECT (COUNT(*) AS ?n) { <rel> kg:name\\.x ?o }", "SELECT"),
        ("ASK { ?s kg:a%20b ?o . ?s (kg:a|^kg:b)/kg:c+ ?o }", "ASK"),
        ("\ufeffASK {}", "ASK"),
    ],
)
def test_harmless(text: str, form: str) -> None:
    assert both(text).form == form


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no query"),
        ("?s ?p ?o", "no query"),
        ("ASK { ?s foo:p ?o }", "line 1, column 10: unknown prefix foo:"),
        ("ASK {\n\n  ?s ?p 'x }", "line 3, column 9: a quoted text without its end"),
        ("ASK " + "{" * (DEEPEST + 1), f"column {5 + DEEPEST}: nested deeper"),
        ("ASK { ?s ?p '\\u0022' }", "hides a sign"),
        ("ASK { ?s ?p '\\uD800' }", "no character"),
        ("ASK { ?s ?p '\\U00110000' }", "no character"),
        ("ASK { ?s ?p '\ud800' }", "half a character"),
    ],
)
def test_malformed(text: str, words: str) -> None:
    with pytest.raises(MalformedError, match=words.replace("(", r"\(")):
        read_query(settled(text), known=KNOWN)


@pytest.mark.parametrize("text", ["ASK {", "SELECT * { ?s ?p }", "ASK { <<( ?s ?p ?o )>> ?x ?y }", "ASK {} ASK {}"])
def test_the_tree_takes_only_what_it_can_read(text: str) -> None:
    with pytest.raises(MalformedError):
        check_tree(read_query(settled(text)))


def test_escapes_are_written_out_once() -> None:
    assert settled(r"'\u5fae\U00004FE1' '\\u5fae' '\\\u4fe1'") == r"'微信' '\\u5fae' '\\信'"


PIECES = st.sampled_from(
    [
        *("SERVICE", "from", "SELECT * ", "ASK ", "LIMIT 5", "x:", "?v", "@en", "_:b", "1", "微", "\ud800", "\\u0027"),
        *("'", '"', "'''", '"""', "#", "\n", "\r", "\\", "<", ">", "{", "}", "(", ")", "^^", " ", "."),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        query = read_query(settled(text))
    except UsageError as error:
        assert error.message
    else:
        assert "\r" not in query.text and query.form in query.text.upper()


@given(st.lists(PIECES, max_size=25).map("".join))
def test_what_the_tree_would_refuse_the_tokens_refuse(text: str) -> None:
    """The tokens never let through a SERVICE that the parser sees, wherever quotes and comments begin and end."""
    for inside in (text, f"{text} SERVICE <x:s> {{ ?s ?p ?o }} "):
        try:
            query = read_query(settled(f"ASK {{ {inside} }}"), known=("x",))
        except UsageError:
            continue
        try:
            check_tree(query)
        except MalformedError:
            continue


@pytest.mark.parametrize(
    "unit", ["a-", "a.", '"', "'''", "<", "\\", "{", '""" " ', "FROM NAMED <a> ", "PREFIX a: <b> ", "%"]
)
def test_reading_takes_time_in_proportion(unit: str) -> None:
    start = time.process_time()
    with suppress(UsageError):
        read_query(settled(unit * (64 * 1024 // len(unit))), graphs=["a"])
    assert time.process_time() - start < 3


STORE = Store()
STORE.extend(
    Quad(NamedNode(f"x:{n % 7}"), NamedNode("x:p"), Literal(f'{n}"\n,}}{{<result>\t{"," * (n % 3)}')) for n in range(60)
)


@pytest.mark.parametrize("accept", ["", "text/csv", "text/tab-separated-values", "application/sparql-results+xml"])
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } LIMIT 30",
        "SELECT * { ?s ?p ?o } OFFSET 50 # LIMIT 1",
        "SELECT ?o { ?s ?p ?o } VALUES ?s { <x:1> <x:2> }",
        "SELECT ?none { ?s ?p ?o }",
        "SELECT * { { SELECT ?o { ?s ?p ?o } LIMIT 12 } }",
        "SELECT * { ?s ?p ?o } LIMIT 12",
        "SELECT * { ?s ?p ?o } LIMIT 0",
    ],
)
@pytest.mark.parametrize("rows", [1, 9, 11, 12, 13, 29, 30, 60, 100])
def test_a_limit_cuts_exactly_and_says_so(text: str, rows: int, accept: str) -> None:
    query = read_query(settled(text))
    total = len(list(STORE.query(text)))  # type: ignore[arg-type]
    answer = evaluate(STORE, Question(query, accept, rows))
    assert answer.cut is (total > rows)
    assert answer.body == evaluate(STORE, Question(read_query(query.limited(min(rows, total))), accept)).body
