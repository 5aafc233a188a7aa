"""How long a query takes, against pyoxigraph alone. Run it by hand; pytest does not collect it.

    python tests/bench_query.py [TRIPLES ...]        (100,000 and 1,000,000 by default)

Milliseconds by the clock, from the text of a query to the bytes of its JSON, the best of several runs:
  alone   pyoxigraph, the graph being loaded
  server  kg serve over HTTP, a query it has answered before
  first   kg serve, a query that it has not seen: rdflib's parser reads it too
  + load  pyoxigraph, loading included
  query   what kg query calls, loading included
The promise is 15 ms on top: server to alone, query to + load. Misses are marked. Measure on a machine that is idle.
"""

from __future__ import annotations

import http.client
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
from bench_rdf import made
from serving import ROOT, serving

from kg.export import write_formats
from kg.rdf.query import ask, open_graph
from kg.vocabulary.schema import read_schema

PROMISED = 15.0  # milliseconds on top
NAME = "商家77"
QUERIES = {
    "look-up": f'SELECT ?e ?p ?o {{ ?e kg:name "{NAME}" ; ?p ?o }}',
    "two hops": f'SELECT ?b ?c {{ ?a kg:name "{NAME}" ; kg:requires|kg:uses|kg:causes ?b . ?b ?p ?c }}',
    "evidence": "SELECT ?q { ?c rdf:predicate kg:offers ; prov:wasDerivedFrom/oa:hasSelector/oa:exact ?q } LIMIT 500",
    "aggregate": "SELECT ?p (COUNT(?c) AS ?n) { ?c rdf:predicate ?p } GROUP BY ?p ORDER BY DESC(?n)",
    "10,000 rows": "SELECT ?s ?name { ?s kg:name ?name } LIMIT 10000",
    "ask": "ASK { ?c kg:modality kg:possible }",
}


def best(run: Callable[[], object], times: int = 15) -> float:
    """The least time of some runs by the clock, in milliseconds; fewer runs if they are long."""
    spent: list[float] = []
    while len(spent) < times and sum(spent) < 8:
        start = time.perf_counter()
        run()
        spent.append(time.perf_counter() - start)
    return min(spent) * 1000


def table(folder: Path) -> None:
    """Measures every query over the graph in a folder and prints a line for each."""
    graph = open_graph(folder)
    print(f"{len(graph.store):,} triples")
    print(f"  {'':12}" + "".join(f"{name:>9}" for name in ("alone", "server", "first", "+ load", "query")))

    def alone(text: str, store: ox.Store = graph.store) -> bytes | None:
        found = store.query(text, prefixes=graph.prefixes)
        assert not isinstance(found, ox.QueryTriples)
        return found.serialize(format=ox.QueryResultsFormat.JSON)

    def loading(text: str) -> None:
        # In a fresh process, as the command is: one that has loaded a graph before has its memory at hand.
        pid = os.fork()
        if pid == 0:
            store = ox.Store()
            store.bulk_load(path=str(folder / "graph.nt"), format=ox.RdfFormat.N_TRIPLES)
            alone(text, store)
            os._exit(0)
        os.waitpid(pid, 0)

    with serving(folder) as server:
        place = urlsplit(server.address)
        connection = http.client.HTTPConnection(place.hostname or "", place.port)

        def asked(text: str) -> bytes:
            connection.request("POST", "/sparql", text.encode("utf-8"), {"Content-Type": "application/sparql-query"})
            response = connection.getresponse()
            body = response.read()
            assert response.status == 200, body
            return body

        for name, text in QUERIES.items():
            connection.close()  # the server ends one that has been idle; the next request opens another
            assert alone(text) == ask(graph, text).body == asked(text)
            first = min(best(partial(asked, f"{text} # {n}"), 1) for n in range(5))
            plain, served, loaded, queried = (
                best(partial(run, text)) for run in (alone, asked, loading, partial(ask, folder))
            )
            missed = "  missed" if served > plain + PROMISED or queried > loaded + PROMISED else ""
            times = (plain, served, first, loaded, queried)
            print(f"  {name:12}" + "".join(f"{t:9.1f}" for t in times) + missed)


def main(sizes: list[int]) -> None:
    schema = read_schema(ROOT / "ontology" / "schema.ttl")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for name, contents in write_formats(made(size, schema), schema, ["ntriples"]).items():
                (Path(folder) / name).write_bytes(contents)
            table(Path(folder))


if __name__ == "__main__":
    main([int(argument.replace(",", "")) for argument in sys.argv[1:]] or [100_000, 1_000_000])
