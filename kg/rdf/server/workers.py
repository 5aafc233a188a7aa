"""The children that answer queries: one that answers well is asked again, one that is stopped is replaced."""

from __future__ import annotations

import pickle

from kg.rdf.evaluate import Answer, Question, evaluate
from kg.rdf.query import OpenGraph
from kg.rdf.sandbox import Child, Limits, abandon, start_worker, tell


class Workers:
    """At most ``most`` idle children of one graph, each confined by ``limits`` before it hears its first question."""

    def __init__(self, limits: Limits, most: int) -> None:
        self._limits, self._most = limits, most
        self._graph: OpenGraph | None = None
        self._idle: list[Child] = []

    def fill(self, graph: OpenGraph) -> None:
        """Makes children of ``graph`` until there are enough idle ones; those of an earlier graph are ended."""
        self._only(graph)
        while len(self._idle) < self._most:
            self._idle.append(self._new(graph))

    def ask(self, graph: OpenGraph, question: Question) -> Child:
        """A child of ``graph`` that has begun to answer ``question``. It is given back, or ended, when it is done."""
        self._only(graph)
        asked = pickle.dumps(question)
        while True:
            worker = self._idle.pop() if self._idle else self._new(graph)
            if tell(worker, asked):
                return worker
            abandon(worker)  # it had grown too large, or somebody ended it

    def give_back(self, graph: OpenGraph, worker: Child) -> None:
        """Takes back a child of ``graph`` that has answered."""
        if graph is self._graph and len(self._idle) < self._most:
            self._idle.append(worker)
        else:
            abandon(worker)

    def _new(self, graph: OpenGraph) -> Child:
        def answer(asked: bytes) -> Answer:
            question: Question = pickle.loads(asked)
            return evaluate(graph.store, question)

        return start_worker(answer, self._limits)

    def _only(self, graph: OpenGraph) -> None:
        if graph is not self._graph:
            for worker in self._idle:
                abandon(worker)
            self._idle.clear()
            self._graph = graph
