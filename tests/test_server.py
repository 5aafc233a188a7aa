"""The endpoint over real sockets: the protocol, what it refuses, what it survives."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from serving import KG, ROOT, Server, export_seed, serving

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content_Type": "application/sparql-query"}
NAMES = "SELECT ?e ?name { ?e kg:name ?name } ORDER BY ?name LIMIT 3"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_seed(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder, "--cpu", "1", "--wall", "30", "--rows", "100", "--memory", "256") as running:
        yield running


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_the_three_ways_to_ask_agree(server: Server, path: str) -> None:
    by_get = server.send(f"{path}?query={quote(NAMES)}")
    by_form = server.send(path, "POST", f"query={quote(NAMES)}".encode(), **FORM)
    direct = server.send(path, "POST", NAMES.encode(), **DIRECT)
    assert by_get.status == by_form.status == direct.status == 200
    assert by_get.body == by_form.body == direct.body
    assert len(by_get.json()["results"]["bindings"]) == 3


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/turtle, application/sparql-results+xml;q=0.1", "application/sparql-results+xml"),
        ("text/csv;q=0.5, application/sparql-results+json;q=0.9", "application/sparql-results+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
    ],
)
def test_tables_come_as_asked(server: Server, accept: str, media: str) -> None:
    reply = server.ask(NAMES, accept)
    assert (reply.status, reply.media) == (200, media)
    as_known = {
        "application/json": "application/sparql-results+json",
        "application/xml": "application/sparql-results+xml",
    }
    if media == "text/csv":
        assert reply.text.startswith("e,name\r\n") and reply.text.count("\r\n") == 4
    else:
        format_ = QueryResultsFormat.from_media_type(as_known.get(media, media))
        solutions = parse_query_results(reply.body, format=format_)
        assert isinstance(solutions, QuerySolutions) and len(list(solutions)) == 3
    assert reply.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "media", "format_"),
    [
        ("", "text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", "application/ld+json", RdfFormat.JSON_LD),
    ],
)
@pytest.mark.parametrize(
    "query",
    ['DESCRIBE ?e { ?e kg:name "微信" }', "CONSTRUCT WHERE { ?s kg:precedes ?o }"],
    ids=["describe", "construct"],
)
def test_graphs_come_as_asked(server: Server, query: str, accept: str, media: str, format_: RdfFormat) -> None:
    reply = server.ask(query, accept)
    assert (reply.status, reply.media) == (200, media)
    assert len(list(parse(reply.body, format=format_))) >= 3


@pytest.mark.parametrize(
    ("query", "accept"), [(NAMES, "text/turtle"), (NAMES, "image/png"), ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv")]
)
def test_what_no_format_fits_is_406(server: Server, query: str, accept: str) -> None:
    reply = server.ask(query, accept)
    assert (reply.status, reply.headers["vary"]) == (406, "Accept")


def test_a_malformed_query_is_400_before_it_is_406(server: Server) -> None:
    assert server.ask("SELECT", "image/png").status == 400


def test_description_of_the_service(server: Server) -> None:
    reply = server.send(Accept="application/n-triples")
    triples = {(str(q.predicate.value), str(q.object)) for q in parse(reply.body, format=RdfFormat.N_TRIPLES)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (f"{sd}endpoint", f"<{server.address}/sparql>") in triples
    assert (f"{sd}supportedLanguage", f"<{sd}SPARQL11Query>") in triples
    assert (f"{sd}name", "<https://kg.example/ns>") in triples
    assert not [o for _, o in triples if "Update" in o]
    browser = server.send(Accept="text/html")
    assert (browser.status, browser.headers["location"]) == (303, "/query")
    assert server.send(Accept="application/sparql-results+json").status == 400


def test_head_options_and_cross_origin(server: Server) -> None:
    got, head = server.send(f"/sparql?query={quote('ASK {}')}"), server.send(f"/sparql?query={quote('ASK {}')}", "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", got.headers["content-length"])
    options = server.send(method="OPTIONS", Origin="https://elsewhere.example", Access_Control_Request_Method="POST")
    assert options.status == 204 and "POST" in options.headers["access-control-allow-methods"]
    assert got.headers["access-control-allow-origin"] == options.headers["access-control-allow-origin"] == "*"
    refused = server.send(method="DELETE")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize(
    ("path", "method", "body", "headers", "status"),
    [
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "GET", None, {}, 400),
        ("/sparql?query=%FF", "GET", None, {}, 400),
        ("/sparql", "POST", b"query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
        ("/sparql", "POST", b"nothing=here", FORM, 400),
        ("/sparql", "POST", b"", FORM, 400),
        ("/sparql", "POST", b"ASK {}", {}, 415),
        ("/sparql", "POST", b"ASK {}", {"Content_Type": "text/plain"}, 415),
        (
            "/sparql",
            "POST",
            "ASK {}".encode("utf-16"),
            {"Content_Type": "application/sparql-query; charset=utf-16"},
            415,
        ),
        ("/sparql", "POST", "ASK { ?s ?p 'é' }".encode("latin-1"), DIRECT, 400),
        ("/sparql?query=ASK%7B%7D", "POST", b"ASK {}", DIRECT, 400),
        ("/sparql", "POST", b"CLEAR ALL", {"Content_Type": "application/sparql-update"}, 403),
        ("/sparql", "POST", b"update=CLEAR+ALL", FORM, 403),
        ("/sparql?update=CLEAR+ALL", "GET", None, {}, 403),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=not%20an%20iri", "GET", None, {}, 400),
        ("/sparql", "POST", b"ASK { # " + b"x" * 70_000 + b"\n}", DIRECT, 413),
        ("/nowhere", "GET", None, {}, 404),
        ("/static/..%2Fapp.py", "GET", None, {}, 404),
    ],
)
def test_wrong_requests(
    server: Server, path: str, method: str, body: bytes | None, headers: dict[str, str], status: int
) -> None:
    reply = server.send(path, method, body, **headers)
    assert reply.status == status
    assert reply.media == "text/plain" and "Traceback" not in reply.text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * WHERE {\n  ?s ?p\n}", "line 3, column 2: not a SPARQL query"),
        ("SELECT * { ?s foo:bar ?o }", "line 1, column 15: unknown prefix foo:"),
        ("SELECT ?x { ?s ?p ?o } LIMIT many", "column 30"),
        ("", "no query"),
        ("SELECT * { ?s ?p 'open }", "without its end"),
        ("ASK { BIND(<https://x.example/f>(1) AS ?y) FILTER(?y) }", "not supported"),
    ],
)
def test_malformed_queries_are_told_where(server: Server, query: str, words: str) -> None:
    reply = server.ask(query)
    assert reply.status == 400 and words in reply.text


def test_percent_escapes_are_decoded_once(server: Server) -> None:
    query = 'SELECT (STR(<https://x.example/%E5%BE%AE%2525>) AS ?iri) ("100%25" AS ?text) ("a+b" AS ?plus) {}'
    for reply in (
        server.send(f"/sparql?query={quote(query)}", Accept="text/csv"),
        server.send("/sparql", "POST", f"query={quote(query)}".encode(), Accept="text/csv", **FORM),
        server.send("/sparql", "POST", query.encode(), Accept="text/csv", **DIRECT),
    ):
        assert reply.text.split("\r\n")[1] == "https://x.example/%E5%BE%AE%2525,100%25,a+b"


def test_a_cut_result_says_so(server: Server) -> None:
    cut = server.ask("SELECT * { ?s ?p ?o }")
    assert len(cut.json()["results"]["bindings"]) == 100
    assert cut.headers["kg-result-cut"].startswith("100 rows")
    assert "KG-Result-Cut" in cut.headers["access-control-expose-headers"]
    for accept in ("text/csv", "text/tab-separated-values", "application/sparql-results+xml"):
        assert server.ask("SELECT * { ?s ?p ?o }", accept).headers["kg-result-cut"] == cut.headers["kg-result-cut"]
    whole = server.ask("SELECT * { ?s ?p ?o } LIMIT 100")
    assert len(whole.json()["results"]["bindings"]) == 100 and "kg-result-cut" not in whole.headers
    triples = server.ask("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")
    assert triples.body.count(b"\n") == 100 and "kg-result-cut" in triples.headers


def test_the_dataset_of_the_protocol(server: Server) -> None:
    unknown = "https://elsewhere.example/graph"
    asked = [server.ask("ASK { ?s ?p ?o }", **{name: unknown}) for name in ("default-graph-uri", "named-graph-uri")]
    asked += [server.ask(f"ASK {clause} <{unknown}> {{ ?s ?p ?o }}") for clause in ("FROM", "FROM NAMED")]
    assert [reply.status for reply in asked] == [403] * 4
    assert all(f"would load <{unknown}>" in reply.text for reply in asked)


def test_the_vocabulary_is_asked_too(server: Server) -> None:
    label = "{ kg:blocks rdfs:label ?label }"
    for query in (f"SELECT ?label {label}", f"SELECT ?label FROM <https://kg.example/ns> {label}"):
        assert len(server.ask(query).json()["results"]["bindings"]) == 3
    ours = {"default-graph-uri": "https://kg.example/ns"}
    assert len(server.ask(f"SELECT ?label {label}", **ours).json()["results"]["bindings"]) == 3
    assert server.ask("ASK { ?e kg:name '微信' }", **ours).json()["boolean"] is False


class Canary(BaseHTTPRequestHandler):
    """Counts whoever calls."""

    calls = 0

    def do_GET(self) -> None:
        type(self).calls += 1
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def canary() -> Iterator[str]:
    listening = HTTPServer(("127.0.0.1", 0), Canary)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}/"
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * { OPTIONAL { SERVICE SILENT <%s> { ?s ?p ?o } } }",
        "ASK { FILTER EXISTS { { SELECT ?s { service <%s> { ?s ?p ?o } } } } }",
        "SELECT * { VALUES ?x { <%s> } SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { S\\u0045RVICE <%s> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1.SERVICE <%s> { ?s ?p ?o } }",
        "ASK { # a comment ends here:\rSERVICE <%s> { ?s ?p ?o } }",
        "ASK { ?s ?p 'x\\u0027 . SERVICE <%s> { ?s ?p ?o } #' }",
        "SELECT * FROM <%s> { ?s ?p ?o }",
        "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
        "BASE <%s> SELECT * FROM <> { ?s ?p ?o }",
        "PREFIX x: <%s> SELECT * FROM x: { ?s ?p ?o }",
        "LOAD <%s>",
        "LOAD <%s> INTO GRAPH <https://x.example/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o } ; LOAD <%s>",
    ],
)
def test_nothing_leaves_the_machine(server: Server, canary: str, query: str) -> None:
    reply = server.ask(query % canary)
    assert reply.status in (400, 403), reply.text
    assert Canary.calls == 0


@pytest.mark.parametrize(
    "query", ["SELECT * FROM <%s> { ?s ?p ?o }", "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }"]
)
def test_no_file_is_read(server: Server, tmp_path: Path, query: str) -> None:
    (tmp_path / "secret.ttl").write_text("<https://x.example/s> <https://x.example/p> 'secret' .", encoding="utf-8")
    reply = server.ask(query % (tmp_path / "secret.ttl").as_uri())
    assert reply.status == 403 and "secret'" not in reply.text


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP DEFAULT",
        "CREATE GRAPH <x:g>",
    ],
)
def test_updates_are_refused(server: Server, update: str) -> None:
    before = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").text
    assert server.ask(update).status == 403
    assert server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").text == before


@pytest.mark.parametrize(
    "query",
    [
        ENDLESS,
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
        "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT ?x { VALUES ?v { 1 } BIND("
        + "CONCAT(" * 25
        + "'0123456789'"
        + ",'x')" * 25
        + " AS ?x) ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
        " ORDER BY ?x",
        "ASK { FILTER(" + "!" * 30_000 + "true) }",
        "ASK { FILTER(1" + "+1" * 20_000 + "=2) }",
        "SELECT * { ?s " + "/".join(["kg:x"] * 9_000) + " ?o }",
        "ASK { " + "{} UNION " * 6_000 + "{} }",
    ],
    ids=["count", "order", "concat", "long", "negations", "sum", "path", "union"],
)
def test_hostile_queries_end_cleanly_and_the_next_one_answers(server: Server, query: str) -> None:
    reply = server.send("/sparql", "POST", query.encode(), **DIRECT)
    assert reply.status in (400, 503)
    assert reply.media == "text/plain" and reply.text
    assert server.ask("ASK {}").json()["boolean"] is True


@pytest.mark.parametrize("deep", ["{" * 50 + "}" * 50, "{ FILTER(" + "(" * 50 + "1" + ")" * 50 + ") }"])
def test_deep_nesting_is_told(server: Server, deep: str) -> None:
    reply = server.ask("ASK " + deep)
    assert reply.status == 400 and "deeper" in reply.text


def test_nesting_as_deep_as_allowed_is_answered(server: Server) -> None:
    assert server.ask("ASK " + "{" * 30 + "}" * 30).status == 200
    assert server.ask("ASK { FILTER(" + "(" * 29 + "1" + ")" * 29 + ") }").status == 200


def test_a_query_stopped_by_the_clock(folder: Path) -> None:
    with serving(folder, "--cpu", "60", "--wall", "0.5") as server:
        reply = server.ask(ENDLESS)
        assert reply.status == 503 and "0.5 s" in reply.text
        assert server.ask("ASK {}").status == 200


def test_two_at_once_and_the_third_waits(folder: Path) -> None:
    with serving(folder, "--cpu", "60", "--wall", "6") as server:
        replies: list[int] = []

        def insist() -> None:
            reply = server.ask(ENDLESS)
            while "retry-after" in reply.headers:
                reply = server.ask(ENDLESS)
            replies.append(reply.status)

        threads = [threading.Thread(target=insist) for _ in range(2)]
        for thread in threads:
            thread.start()
        deadline, third = time.monotonic() + 5, server.ask("ASK {}")
        while third.status == 200 and time.monotonic() < deadline:
            third = server.ask("ASK {}")
        assert (third.status, third.headers.get("retry-after")) == (503, "1"), third.text
        assert server.send("/contents").status == 200, "pages do not wait for queries"
        for thread in threads:
            thread.join()
        assert replies == [503, 503]
        assert server.ask("ASK {}").status == 200


def working(server: Server) -> set[str]:
    """Children of the server that have used more than a tenth of a second of CPU time."""
    found = set()
    for pid in Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii").split():
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
            if fields[0] != "Z" and int(fields[11]) + int(fields[12]) > os.sysconf("SC_CLK_TCK") / 10:
                found.add(pid)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks for children in /proc")
def test_a_client_that_hangs_up_ends_its_query(folder: Path) -> None:
    with serving(folder, "--cpu", "60", "--wall", "60") as server:
        place = urlsplit(server.address)
        with socket.create_connection((place.hostname, place.port)) as gone:
            gone.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            deadline = time.monotonic() + 30
            while not working(server) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert working(server)
        while working(server) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not working(server)
        assert server.ask("ASK {}").status == 200


def alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks for children in /proc")
def test_children_end_with_the_server(folder: Path) -> None:
    with serving(folder) as server:
        assert server.ask("ASK {}").status == 200
        waiting = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text("ascii").split()
        assert waiting
        server.process.kill()
        server.process.wait()
        deadline = time.monotonic() + 20
        while any(map(alive, waiting)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not [pid for pid in waiting if alive(pid)]


def test_half_requests_do_no_harm(server: Server) -> None:
    place = urlsplit(server.address)
    for start in (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n",
        b"\x16\x03\x01\x02nonsense",
        b"GET /",
    ):
        with socket.create_connection((place.hostname, place.port)) as half:
            half.sendall(start)
    assert server.ask("ASK {}").status == 200


def test_a_child_can_open_nothing(server: Server) -> None:
    """Whatever slips through the reading of a query meets a process without files and sockets."""
    code = (
        "import os, socket\nfrom kg.rdf.sandbox import Limits, run\nfrom kg.rdf.evaluate import Answer\n"
        "def work():\n    seen = []\n"
        "    for attempt in (lambda: open('/etc/hostname'), socket.socket, os.pipe):\n"
        "        try: attempt(); seen.append(b'open')\n"
        "        except OSError as error: seen.append(b'%d' % error.errno)\n"
        "    return Answer('text/plain', b' '.join(seen))\n"
        "print(run(lambda: work, Limits()).body.decode())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert told.stdout.split() == ["24", "24", "24"]  # EMFILE


def test_port_in_use(server: Server, folder: Path) -> None:
    port = str(urlsplit(server.address).port)
    told = subprocess.run(
        [sys.executable, "-c", KG, "serve", str(folder), "--port", port],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (told.returncode, f"port {port} is in use" in told.stderr) == (2, True)


@pytest.mark.parametrize(
    ("file", "words", "code"),
    [
        (None, "no graph.nt", 2),
        ("graph.nt:<x:s> <x:p> .\n", "graph.nt:1", 3),
        ("graph.nt:<x:s> <x:p> <x:o> .\n", "no graph that kg made", 3),
    ],
)
def test_folders_without_a_graph(tmp_path: Path, file: str | None, words: str, code: int) -> None:
    if file is not None:
        name, _, contents = file.partition(":")
        (tmp_path / name).write_text(contents, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", KG, "serve", str(tmp_path), "--port", "0"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (told.returncode, words in told.stderr, "Traceback" in told.stderr) == (code, True, False)


def test_a_new_build_is_served_and_a_broken_one_is_not(tmp_path: Path) -> None:
    graph = export_seed(tmp_path) / "graph.nt"
    whole = graph.read_bytes()
    with serving(tmp_path) as server:
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        before = int(server.ask(count, "text/csv").text.split()[1])
        beside = tmp_path / "next.nt"
        beside.write_bytes(whole + b"<x:s> <x:p> <x:o> .\n")
        beside.replace(graph)
        assert int(server.ask(count, "text/csv").text.split()[1]) == before + 1
        graph.write_bytes(b"broken")
        assert int(server.ask(count, "text/csv").text.split()[1]) == before + 1
        graph.unlink()
        assert server.ask(count).status == 200


def test_ctrl_c_ends_the_server(folder: Path) -> None:
    with serving(folder) as server:
        os.kill(server.process.pid, signal.SIGINT)
        assert server.process.wait(20) in (0, 130, -signal.SIGINT)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            server.ask("ASK {}")


def test_named_queries_for_programs(server: Server) -> None:
    queries = json.loads(server.send("/queries.json").body)
    assert len(queries) >= 25
    for each in queries[:5]:
        assert each["questions"].keys() == {"zh", "en"}
        assert server.ask(each["query"]).json()["results"]["bindings"]
