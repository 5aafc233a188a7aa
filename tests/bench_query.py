"""How long a query takes, against pyoxigraph alone. Run it by hand; pytest does not collect it.

    python tests/bench_query.py [TRIPLES ...]        (100,000 and 1,000,000 by default)

Milliseconds from the text of a query to the bytes of its JSON, the least of several runs, in turns.
With the graph loaded before, by the clock:
  alone    pyoxigraph: Store.query and the serialization of its result
  server   a request to kg serve over HTTP until its response is read, for a query it has answered before
  first    the same for a query that it has not seen: rdflib's parser reads it too
Loading included, in CPU time of a fresh fork and of all processes that it starts, until the last of them has ended:
  + load   pyoxigraph: Store.bulk_load and the same as alone
  query    what kg query calls: kg.rdf.query.ask, with its confined child
And in CPU time of whole programs, from the start of Python to its end:
  script   six lines of Python that import pyoxigraph, load the file, ask and print
  command  kg query --format json
The promise is 15 ms on top: server and first to alone, query to + load. Misses are marked. What the command takes
beyond that is the command line's own: importing typer and building the commands.
"""

from __future__ import annotations

import ctypes
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
from bench_rdf import made
from serving import KG, ROOT, serving

from kg.export import write_formats
from kg.rdf.names import Names
from kg.rdf.query import ask, open_graph
from kg.vocabulary.schema import read_schema

PROMISED = 15.0  # milliseconds on top
COLUMNS = ("alone", "server", "first", "+ load", "query", "script", "command")
_PR_SET_CHILD_SUBREAPER = 36
SCRIPT = """
import json, sys, pyoxigraph as ox
file, text, prefixes = sys.argv[1:]
store = ox.Store()
store.bulk_load(path=file, format=ox.RdfFormat.N_TRIPLES)
found = store.query(text, prefixes=json.loads(prefixes))
sys.stdout.buffer.write(found.serialize(format=ox.QueryResultsFormat.JSON))
"""
NAME = "商家77"
QUERIES = {
    "look-up": f'SELECT ?e ?p ?o {{ ?e kg:name "{NAME}" ; ?p ?o }}',
    "two hops": f'SELECT ?b ?c {{ ?a kg:name "{NAME}" ; kg:requires|kg:uses|kg:causes ?b . ?b ?p ?c }}',
    "evidence": "SELECT ?q { ?c rdf:predicate kg:offers ; prov:wasDerivedFrom/oa:hasSelector/oa:exact ?q } LIMIT 500",
    "aggregate": "SELECT ?p (COUNT(?c) AS ?n) { ?c rdf:predicate ?p } GROUP BY ?p ORDER BY DESC(?n)",
    "10,000 rows": "SELECT ?s ?name { ?s kg:name ?name } LIMIT 10000",
    "ask": "ASK { ?c kg:modality kg:possible }",
}


def clock(run: Callable[[], object]) -> float:
    """One run by the clock, in milliseconds."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def cpu(run: Callable[[], object]) -> float:
    """One run in a fresh process: the milliseconds of CPU time of it and all its descendants."""
    pid = os.fork()
    if pid == 0:
        # Descendants whose parents have ended become children of this process, so that their time counts too.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        run()
        with suppress(ChildProcessError):
            while True:
                os.wait()
        os._exit(0)
    _, status, usage = os.wait4(pid, 0)
    assert status == 0
    return (usage.ru_utime + usage.ru_stime) * 1000


def least(
    measure: Callable[[Callable[[], object]], float], runs: list[Callable[[], object]], times: int
) -> list[float]:
    """The least of each of ``runs``, so many times in turns; fewer times if they are long."""
    rounds: list[list[float]] = []
    while len(rounds) < times and sum(map(sum, rounds)) < 20_000:
        rounds.append([measure(run) for run in runs])
    return [min(column) for column in zip(*rounds, strict=True)]


def alone(text: str, store: ox.Store, prefixes: dict[str, str]) -> bytes | None:
    """The result of a query by pyoxigraph alone."""
    found = store.query(text, prefixes=prefixes)
    assert not isinstance(found, ox.QueryTriples)
    return found.serialize(format=ox.QueryResultsFormat.JSON)


def with_loading(folder: Path, prefixes: dict[str, str]) -> dict[str, list[float]]:
    """For each query the CPU time of + load, query, script and command."""
    file = str(folder / "graph.nt")

    def loading(text: str) -> None:
        store = ox.Store()
        store.bulk_load(path=file, format=ox.RdfFormat.N_TRIPLES)
        alone(text, store, prefixes)
        os._exit(0)

    def program(*arguments: str) -> None:
        subprocess.run([sys.executable, "-c", *arguments], stdout=subprocess.DEVNULL, cwd=ROOT, check=True)

    return {
        name: least(
            cpu,
            [
                partial(loading, text),
                partial(ask, folder, text),
                partial(program, SCRIPT, file, text, json.dumps(prefixes)),
                partial(program, KG, "query", text, "--in", str(folder), "--format", "json"),
            ],
            7,
        )
        for name, text in QUERIES.items()
    }


def loaded_before(folder: Path) -> dict[str, list[float]]:
    """For each query the time by the clock of alone, server and first."""
    graph = open_graph(folder)
    print(f"{len(graph.store):,} triples")
    taken = {}
    with serving(folder) as server:
        place = urlsplit(server.address)
        connection = http.client.HTTPConnection(place.hostname or "", place.port)

        def asked(text: str) -> bytes:
            connection.request("POST", "/sparql", text.encode("utf-8"), {"Content-Type": "application/sparql-query"})
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200, body
            return body

        def asked_first(text: str, number: Iterator[int]) -> bytes:
            return asked(f"{text} # {next(number)}")

        for name, text in QUERIES.items():
            connection.close()  # the server ends one that has been idle; the next request opens another
            by_engine = partial(alone, text, graph.store, graph.prefixes)
            assert by_engine() == ask(graph, text).body == asked(text)
            taken[name] = least(clock, [by_engine, partial(asked, text), partial(asked_first, text, count())], 15)
    return taken


def made_in(folder: Path, size: int) -> None:
    """Writes a graph of about so many triples."""
    schema = read_schema(ROOT / "ontology" / "schema.ttl")
    for name, contents in write_formats(made(size, schema), schema, ["ntriples"]).items():
        (folder / name).write_bytes(contents)


def main(sizes: list[int]) -> None:
    prefixes = Names(read_schema(ROOT / "ontology" / "schema.ttl").namespace).prefixes
    for size in sizes:
        with tempfile.TemporaryDirectory() as path:
            folder = Path(path)
            # In a process of its own, and what loads a graph before this process has one: a fork of a large process
            # is slow, and a command is a small one.
            cpu(partial(made_in, folder, size))
            loading = with_loading(folder, prefixes)
            before = loaded_before(folder)
        print(f"  {'':12}" + "".join(f"{column:>9}" for column in COLUMNS))
        for name in QUERIES:
            times = [*before[name], *loading[name]]
            plain, served, first, loaded, queried, *_ = times
            missed = "  missed" if max(served - plain, first - plain, queried - loaded) > PROMISED else ""
            print(f"  {name:12}" + "".join(f"{took:9.1f}" for took in times) + missed, flush=True)


if __name__ == "__main__":
    main([int(argument.replace(",", "")) for argument in sys.argv[1:]] or [100_000, 1_000_000])
