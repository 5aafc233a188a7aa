"""How fast RDF is written, against pyoxigraph alone. Run it by hand; pytest does not collect it.

    python tests/bench_rdf.py [TRIPLES ...]        (100,000 and 1,000,000 by default)

A graph of the real model is made: entities with names in both scripts, claims with a quote and a position, articles.
Then its triples are written to bytes:
  stream  pyoxigraph alone, from a list of triples, in the order of the list
  store   pyoxigraph alone, from its store, in no fixed order
  ours    our writer from the same list (N-Triples: cut into the parts of graph_parts): N-Triples sorted, Turtle with
          sorted prefixes and a paragraph a subject
  whole   our writer from the graph, the triples made on the way
  bare    pyoxigraph alone fed by the same model, from the graph
CPU seconds, each in processes of its own and in turn with the others, the least of three: "first" is the first time in
a process, as a build writes a graph once; "again" is the least of three more times in the same process, which has its
memory at hand by then. The promise is 1.5 times pyoxigraph alone for the first time, ours to stream.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.graph import Graph, graph_from_json
from kg.model.ids import digest
from kg.rdf import serialize
from kg.rdf.names import Names
from kg.rdf.triples import graph_parts, graph_triples
from kg.vocabulary.schema import Schema, read_schema

ROOT = Path(__file__).parents[1]
Prepare = Callable[[], Callable[[], object]]
TIMES = 3
RATIOS = (("ours", "stream"), ("ours", "store"), ("whole", "bare"))
_TRIPLES_A_CLAIM = 27  # about: the claim, one place, its two selectors, a share of its entities


def made(triples: int, schema: Schema) -> Graph:
    """A graph of about so many triples, the same on every run."""
    claims = triples // _TRIPLES_A_CLAIM
    documents, entities = max(1, claims // 350), max(2, claims // 2)
    types, predicates = list(schema.classes), list(schema.predicates)
    place = [{"document": f"d{number:05}", "start": 0, "end": 2} for number in range(documents)]
    text = "微信推出了微信小店，商家可以在朋友圈裡開店。" * 100
    return graph_from_json(
        {
            "documents": [
                {"id": f"d{n:05}", "title": f"文章{n}", "path": f"{n}.txt", "sha256": digest(str(n), 64)}
                | {"published_by": [], "sections": [{"number": 0, "title": "", "start": 0, "end": len(text)}]}
                for n in range(documents)
            ],
            "quarantined": [],
            "restorations": [],
            "entities": [
                {"id": f"shangjia-{digest(str(n), 6)}{n}", "type": types[n % len(types)], "label": f"商家{n}"}
                | {"label_hant": f"商家{n}", "names": [f"商家{n}"], "mentions": [place[n % documents]], "aliases": []}
                for n in range(entities)
            ],
            "claims": [
                {
                    "id": digest(f"claim {n}", 12),
                    "subject": f"shangjia-{digest(str(n % entities), 6)}{n % entities}",
                    "predicate": predicates[n % len(predicates)],
                    "object": f"shangjia-{digest(str(n * 7 % entities), 6)}{n * 7 % entities}",
                    "polarity": "affirmed",
                    "modality": "asserted" if n % 5 else "possible",
                    "evidence": [
                        {"document": f"d{n % documents:05}", "start": n % 1000, "end": n % 1000 + 9, "rule": "offers"}
                        | {"quote": text[n % 1000 : n % 1000 + 9]}
                    ],
                }
                for n in range(claims)
            ],
        },
        {f"d{n:05}": text for n in range(documents)},
    )


def spent(run: Callable[[], object]) -> float:
    """The CPU seconds of one run."""
    start = time.process_time()
    run()
    return time.process_time() - start


def in_a_process(prepare: Prepare) -> tuple[float, float]:
    """The CPU seconds of what ``prepare`` gives, in a fresh process: the first time, and the least of three more."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        run = prepare()
        times = spent(run), min(spent(run) for _ in range(3))
        os.write(writing, json.dumps(times).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(pid, 0)
    with os.fdopen(reading) as pipe:
        first, again = json.load(pipe)
    return first, again


def main(sizes: list[int]) -> None:
    """Print CPU seconds and ratios for graphs of about these numbers of triples."""
    columns = ("stream", "store", "ours", "whole", "bare", *(f"{one}/{other}" for one, other in RATIOS))
    print(f"{'triples':>9} {'format':>9} {'':>6}", *(f"{column:>12}" for column in columns))
    for size in sizes:
        compare(size)


def compare(size: int) -> None:
    """Two rows for each format."""
    schema = read_schema(ROOT / "ontology" / "schema.ttl")
    names = Names(schema.namespace)
    graph = made(size, schema)

    def rows() -> Iterator[ox.Triple]:
        return graph_triples(graph, schema, names)

    def parts() -> Iterator[Iterable[ox.Triple]]:
        return graph_parts(graph, schema, names)

    def store() -> ox.Store:
        filled = ox.Store()
        filled.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in rows())
        return filled

    def alone(**keys: Any) -> dict[str, Prepare]:
        return {
            "stream": lambda: partial(ox.serialize, list(rows()), **keys),
            "store": lambda: partial(store().dump, from_graph=ox.DefaultGraph(), **keys),
            "bare": lambda: lambda: ox.serialize(rows(), **keys),
        }

    ntriples = alone(format=ox.RdfFormat.N_TRIPLES) | {
        "ours": lambda: partial(serialize.write_ntriples, *map(list, parts())),
        "whole": lambda: lambda: serialize.write_ntriples(*parts()),
    }
    turtle = alone(format=ox.RdfFormat.TURTLE, prefixes=names.prefixes) | {
        "ours": lambda: partial(serialize.write_turtle, list(rows()), names.prefixes),
        "whole": lambda: lambda: serialize.write_turtle(rows(), names.prefixes),
    }
    count = sum(1 for _ in rows())
    for name, writers in (("ntriples", ntriples), ("turtle", turtle)):
        runs = [{what: in_a_process(prepare) for what, prepare in writers.items()} for _ in range(TIMES)]
        for at, when in enumerate(("first", "again")):
            least = {what: min(run[what][at] for run in runs) for what in writers}
            figures = [least[what] for what in ("stream", "store", "ours", "whole", "bare")]
            figures += [least[one] / least[other] for one, other in RATIOS]
            print(f"{count:>9,} {name:>9} {when:>6}", *(f"{figure:>12.3f}" for figure in figures))


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [100_000, 1_000_000])
