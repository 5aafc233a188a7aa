"""How fast RDF is written, against pyoxigraph alone. Run it by hand; pytest does not collect it.

    python tests/bench_rdf.py [TRIPLES ...]        (100,000 and 1,000,000 by default)

A graph of the real model is made: entities with names in both scripts, claims with a quote and a position, articles.
CPU seconds, best of three, to bytes:
  stream  pyoxigraph alone, from a list of its triples, in the order of the list
  store   pyoxigraph alone, from its store, in no fixed order
  ours    our writer from that list: N-Triples sorted, Turtle with sorted prefixes, a paragraph a subject
  whole   our writer from the graph, the triples made on the way
  bare    pyoxigraph alone fed by the same model, from the graph
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from kg.graph import Graph, graph_from_json
from kg.model.ids import digest
from kg.rdf import serialize
from kg.rdf.names import Names
from kg.rdf.triples import graph_triples
from kg.vocabulary.schema import Schema, read_schema

ROOT = Path(__file__).parents[1]
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


def best(run: Callable[[], object], times: int = 3) -> float:
    """The least CPU time of some runs, in seconds."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return min(spent)


def main(sizes: list[int]) -> None:
    """Print a table of ratios for graphs of about these numbers of triples."""
    columns = ("stream", "store", "ours", "ours/store", "whole", "bare")
    print(f"{'triples':>9} {'format':>9}", *(f"{column:>10}" for column in columns))
    for size in sizes:
        compare(size)


def compare(size: int) -> None:
    """One row for each format."""
    schema = read_schema(ROOT / "ontology" / "schema.ttl")
    names = Names(schema.namespace)
    prefixes = names.prefixes
    graph = made(size, schema)
    triples = list(graph_triples(graph, schema, names))
    store = ox.Store()
    store.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)

    def rows() -> Iterator[ox.Triple]:
        return graph_triples(graph, schema, names)

    def ntriples(items: Iterable[ox.Triple]) -> bytes:
        return serialize.write_ntriples(items)

    def turtle(items: Iterable[ox.Triple]) -> bytes:
        return serialize.write_turtle(items, prefixes)

    for name, format_, write in (
        ("ntriples", ox.RdfFormat.N_TRIPLES, ntriples),
        ("turtle", ox.RdfFormat.TURTLE, turtle),
    ):
        keys = {"format": format_} | ({"prefixes": prefixes} if name == "turtle" else {})
        stream = best(partial(ox.serialize, triples, **keys))
        dump = best(partial(store.dump, from_graph=ox.DefaultGraph(), **keys))
        ours = best(partial(write, triples))
        whole = best(lambda write=write: write(rows()))
        bare = best(lambda keys=keys: ox.serialize(rows(), **keys))
        figures = (stream, dump, ours, ours / dump, whole, bare)
        print(f"{len(triples):>9,} {name:>9}", *(f"{figure:>10.3f}" for figure in figures))


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [100_000, 1_000_000])
