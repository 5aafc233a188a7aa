"""kg query over an exported folder: what it is given, how it answers, what it says when it cannot."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import kg
from pyoxigraph import RdfFormat, parse
from serving import KG, ROOT, export_seed

from kg.errors import BadData, UsageError
from kg.export import write_formats
from kg.graph import read_graph
from kg.rdf.evaluate import Question, evaluate
from kg.rdf.guard import MalformedError, RefusedError, read_query
from kg.rdf.query import LONGEST, ask, open_graph, query_text, read_named
from kg.rdf.sandbox import Limits, StoppedError, run
from kg.vocabulary.schema import read_schema

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_seed(tmp_path_factory.mktemp("exported"))


def test_a_question_by_its_name_as_a_table(folder: Path) -> None:
    told = kg("query", "phases-in-order", "--in", folder)
    assert told.returncode == 0
    assert [line.split() for line in told.stdout.splitlines()] == [
        ["earlier", "later"],
        ["工具化时期", "大整合时期"],
        ["野蛮生长期", "工具化时期"],
        ["野蛮生长期", "洗牌和重塑的阶段"],
    ]
    assert told.stderr == "3 rows\n"


def test_a_file_and_a_text_give_the_same(folder: Path, tmp_path: Path) -> None:
    text = 'SELECT ?e ?type { ?e kg:name "微信" ; a ?type }'
    (tmp_path / "my.rq").write_text("\ufeff" + text.replace(" ", "\r\n"), encoding="utf-8")
    by_file = kg("query", tmp_path / "my.rq", "--in", folder)
    assert by_file.stdout == kg("query", text, "--in", folder / "graph.nt").stdout
    assert by_file.stdout.splitlines()[1].split() == ["ent:e1", "kg:SocialPlatform"]


def test_formats(folder: Path) -> None:
    as_csv = kg("query", "offers", "--in", folder, "--format", "csv").stdout
    assert as_csv == (ROOT / "tests" / "queries" / "offers.csv").read_text("utf-8")
    as_json = json.loads(kg("query", "offers", "--in", folder, "--format", "json").stdout)
    assert len(as_json["results"]["bindings"]) == len(list(csv.reader(io.StringIO(as_csv)))) - 1
    for query in ('DESCRIBE ?e { ?e kg:name "微信" }', "CONSTRUCT WHERE { ?a kg:precedes ?b }"):
        turtle = kg("query", query, "--in", folder, "--format", "turtle").stdout
        assert turtle == kg("query", query, "--in", folder).stdout
        assert len(list(parse(turtle, format=RdfFormat.TURTLE))) >= 3
    assert kg("query", 'ASK { ?e kg:name "微信" }', "--in", folder).stdout == "true\n"
    assert (
        json.loads(kg("query", "ASK { kg:a kg:b kg:c }", "--in", folder, "--format", "json").stdout)["boolean"] is False
    )


def test_the_list_of_questions() -> None:
    lines = kg("query").stdout.splitlines()
    assert len(lines) >= 25 and any(line.startswith("mobile-laggards ") for line in lines)


@pytest.mark.parametrize(
    ("query", "words", "code"),
    [
        ("SELECT * { ?s ?p ", "line 1, column", 2),
        ("SELECT * {\n ?s foo:x ?o }", "line 2, column 5: unknown prefix foo:", 2),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?y", "unbound", 2),
        ("SELECT * { SERVICE <https://x.example/> { ?s ?p ?o } }", "SERVICE would ask another server", 2),
        ("SELECT * FROM <file:///etc/hosts> { ?s ?p ?o }", "FROM would load", 2),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "INSERT is an update", 2),
        ("phase-in-order", "did you mean phases-in-order", 2),
        ("missing.rq", "missing.rq: no such file", 2),
        ("SELECT * { ?s ?p ?o }' --", "without its end", 2),
    ],
)
def test_complaints(folder: Path, query: str, words: str, code: int) -> None:
    told = kg("query", query, "--in", folder)
    assert (told.returncode, words in told.stderr, told.stdout) == (code, True, ""), told.stderr
    assert "Traceback" not in told.stderr


def test_a_format_that_does_not_fit(folder: Path) -> None:
    told = kg("query", "offers", "--in", folder, "--format", "turtle")
    assert (told.returncode, "--format csv" in told.stderr) == (2, True)


def test_folders(folder: Path, tmp_path: Path) -> None:
    assert kg("query", "offers", "--in", tmp_path).returncode == 2
    assert "no such" in kg("query", "offers", "--in", tmp_path / "none").stderr
    whole = (folder / "graph.nt").read_text("utf-8")
    (tmp_path / "graph.nt").write_text(whole.replace('softwareVersion> "0.1.0"', 'softwareVersion> "9.9.0"'), "utf-8")
    with pytest.raises(BadData, match=r"made by version 9\.9\.0"):
        open_graph(tmp_path)
    (tmp_path / "graph.nt").write_text(whole[: len(whole) // 2 - 7], "utf-8")
    with pytest.raises(BadData, match=r"graph\.nt:\d+"):
        open_graph(tmp_path)
    (tmp_path / "graph.nt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadData, match=r"graph\.nt"):
        open_graph(tmp_path)


def test_the_base_and_the_vocabulary_are_read_from_the_graph(tmp_path: Path) -> None:
    graph = read_graph(ROOT / "tests" / "gold" / "seed.graph.json")
    schema = read_schema(ROOT / "ontology" / "schema.ttl")
    for name, contents in write_formats(graph, schema, ["turtle"], "https://data.example.org/kg#").items():
        (tmp_path / name).write_bytes(contents)
    opened = open_graph(tmp_path)
    assert opened.names.base == "https://data.example.org/kg#" and opened.names.namespace == schema.namespace
    answer = ask(opened, 'SELECT ?e { ?e kg:name "微信" . FILTER(?e = ent:e1) }', "text/csv")
    assert answer.body == b"e\r\nhttps://data.example.org/kg#id/ent/e1\r\n"


LABEL = "{ kg:blocks rdfs:label ?label . FILTER(langMatches(lang(?label), 'zh-Hans')) }"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"SELECT ?label {LABEL}", ["屏蔽"]),
        (f"SELECT ?label {{ GRAPH <https://kg.example/ns> {LABEL} }}", ["屏蔽"]),
        (f"SELECT ?label FROM <https://kg.example/ns> {LABEL}", ["屏蔽"]),
        (f"SELECT ?label FROM NAMED <https://kg.example/ns> {LABEL}", []),
        ("SELECT ?e FROM <https://kg.example/ns> { ?e kg:name '微信' }", []),
        # What was found and what its predicate is called, in one pattern over both graphs.
        (
            "SELECT ?label { ?e kg:name '淘宝' ; ?p ?o . ?p rdfs:label ?label ; rdfs:seeAlso schema:object } LIMIT 1",
            ["*"],
        ),
        ("SELECT ?v { ?run a prov:Activity ; prov:used ?i . ?v owl:versionIRI ?i }", ["https://kg.example/ns"]),
    ],
)
def test_the_vocabulary_is_asked_too(folder: Path, query: str, found: list[str]) -> None:
    told = kg("query", query, "--in", folder, "--format", "csv")
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[1:] == found or (found == ["*"] and len(told.stdout.splitlines()) == 2)


def test_language_tags_are_matched_as_the_readme_says(folder: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    works, fails = 'FILTER(langMatches(lang(?l), "zh-Hans"))', 'lang(?l) = "zh-Hans"'
    assert works in readme and fails in readme
    query = 'SELECT (lang(?l) AS ?tag) {{ ?e kg:name "微信" ; skos:prefLabel ?l . {} }}'
    assert kg("query", query.format(works), "--in", folder, "--format", "csv").stdout == "tag\nzh-hans\n"
    assert kg("query", query.format(f"FILTER({fails})"), "--in", folder, "--format", "csv").stdout == "tag\n"


def test_a_vocabulary_that_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"schema\.ttl: no such file"):
        ask(folder, "ASK {}", vocabulary=tmp_path / "schema.ttl")
    (tmp_path / "schema.ttl").write_text("<x:a> <x:b> <x:c> .\n<x:a> .\n", encoding="utf-8")
    with pytest.raises(BadData, match=r"schema\.ttl:2: not Turtle"):
        ask(folder, "ASK {}", vocabulary=tmp_path / "schema.ttl")


@pytest.mark.parametrize("format_", ["ntriples", "turtle", "trig", "jsonld"])
def test_every_export_answers_alike(tmp_path: Path, folder: Path, format_: str) -> None:
    schema = read_schema(ROOT / "ontology" / "schema.ttl")
    files = write_formats(read_graph(folder / "graph.json"), schema, [format_])
    for name, contents in files.items():
        (tmp_path / name).write_bytes(contents)
    query = "SELECT ?p (COUNT(*) AS ?n) { ?claim rdf:predicate ?p } GROUP BY ?p ORDER BY ?p"
    assert ask(open_graph(tmp_path), query, "text/csv") == ask(open_graph(folder), query, "text/csv")


def test_a_query_that_takes_too_long_is_stopped(folder: Path) -> None:
    graph = open_graph(folder)
    with pytest.raises(StoppedError, match="more than 1 s of CPU time"):
        ask(graph, ENDLESS, seconds=1)
    assert ask(graph, "ASK {}").body == b'{"head":{},"boolean":true}'


def test_ctrl_c_ends_a_query(folder: Path) -> None:
    command = [sys.executable, "-c", KG, "query", ENDLESS, "--in", str(folder)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode != 0


def test_memory_and_output_are_limited(folder: Path) -> None:
    graph = open_graph(folder)
    big = read_query("SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?all) { ?a ?b ?c . ?d ?e ?f }")
    with pytest.raises(StoppedError, match=r"32 MB of memory|too complex"):
        run(lambda: lambda: evaluate(graph.store, Question(big)), Limits(cpu=60, wall=60, memory=32 << 20))
    with pytest.raises(StoppedError, match="larger than 0 MB"):
        run(lambda: lambda: evaluate(graph.store, Question(read_query("SELECT * { ?s ?p ?o }"))), Limits(output=1000))


def test_a_child_that_dies_is_no_answer() -> None:
    import os

    with pytest.raises(StoppedError, match="too complex"):
        run(lambda: lambda: os._exit(0), Limits())
    with pytest.raises(StoppedError, match=r"more than 0\.2 s"):
        run(lambda: lambda: time.sleep(9), Limits(wall=0.2))  # type: ignore[arg-type, return-value]


def test_a_second_reading_refuses_too(folder: Path) -> None:
    graph = open_graph(folder)
    query = read_query("ASK { ?s ?p ?o }")
    slipped = Question(type(query)("ASK { SERVICE <x:s> {} }", "ASK", None, 0), walk=True)
    with pytest.raises(RefusedError):
        evaluate(graph.store, slipped)
    with pytest.raises(MalformedError, match="line 1, column 11: not a SPARQL query"):
        evaluate(graph.store, Question(type(query)("ASK { ?s }", "ASK", None, 0), walk=True))


def test_what_an_argument_means(tmp_path: Path) -> None:
    named = read_named(ROOT / "ontology" / "queries")
    assert query_text("hubs", named) == named["hubs"].text
    assert query_text("ASK{}", named) == "ASK{}"
    (tmp_path / "latin.rq").write_bytes(b"ASK { ?s ?p '\xe9' }")
    with pytest.raises(BadData, match="byte 13"):
        query_text(str(tmp_path / "latin.rq"), named)
    with pytest.raises(UsageError, match="characters"):
        ask(open_graph(export_seed(tmp_path)), "#" * (LONGEST + 1))


def test_a_question_without_words_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text("# zh: 问题\nASK {}", encoding="utf-8")
    with pytest.raises(BadData, match=r"a\.rq:1"):
        read_named(tmp_path)
    assert read_named(tmp_path / "none") == {}, "an ontology may have no named questions"


def test_the_same_bytes_whatever_the_hash_seed(folder: Path) -> None:
    query = "SELECT ?s ?o { ?s kg:requires|kg:causes ?o } LIMIT 40"
    told = {kg("query", query, "--in", folder, environment={"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2", "3")}
    assert len(told) == 1
