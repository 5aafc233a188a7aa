"""Serves the N-Triples files given as IRI=FILE, each as a named graph, and IRI= as an empty one."""

from __future__ import annotations

import sys
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from kg.rdf.names import Names
from kg.rdf.query import OpenGraph
from kg.rdf.server.app import create_app
from kg.rdf.server.live import LiveGraph
from kg.rdf.server.run import listen, run_app
from kg.vocabulary.place import default_ontology
from kg.vocabulary.schema import read_schema


class Fixed(LiveGraph):
    def __init__(self, graph: OpenGraph) -> None:
        self.folder, self._graph = Path(), graph

    def current(self) -> OpenGraph:
        return self._graph


def main() -> None:
    store = Store()
    for given in sys.argv[1:]:
        iri, _, file = given.partition("=")
        store.add_graph(NamedNode(iri))
        if file:
            store.load(path=file, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(iri))
    live = Fixed(OpenGraph(store, Names("https://kg.example/ns#")))
    app = create_app(live, read_schema(default_ontology() / "schema.ttl"), {})
    run_app(app, listen(0), lambda address: print(address, file=sys.stderr, flush=True))


if __name__ == "__main__":
    main()
