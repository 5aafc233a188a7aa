"""Children forked ahead of time: a fork of a large graph takes longer than most queries, so it is done between them."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from typing import NamedTuple

from kg.rdf.evaluate import Answer, Question, evaluate
from kg.rdf.query import OpenGraph
from kg.rdf.sandbox import Child, Limits, abandon, start


class Spare(NamedTuple):
    """A child that waits for its one question, which comes through ``questions``."""

    child: Child
    questions: int


class Spares:
    """At most ``most`` waiting children of one graph, each confined by ``limits`` before it hears its question."""

    def __init__(self, limits: Limits, most: int) -> None:
        self._limits, self._most = limits, most
        self._graph: OpenGraph | None = None
        self._waiting: list[Spare] = []

    def fill(self, graph: OpenGraph) -> None:
        """Makes children of ``graph`` until there are enough; those of an earlier graph are ended."""
        self._only(graph)
        while len(self._waiting) < self._most:
            self._waiting.append(_fork(graph, self._limits))

    def ask(self, graph: OpenGraph, question: Question) -> Child:
        """A child of ``graph`` that has begun to answer ``question``."""
        self._only(graph)
        while self._waiting:
            spare = self._waiting.pop(0)
            if _told(spare, question):
                return spare.child
            abandon(spare.child)  # somebody ended it
        return start(lambda: lambda: evaluate(graph.store, question), self._limits)

    def _only(self, graph: OpenGraph) -> None:
        if graph is not self._graph:
            for spare in self._waiting:
                os.close(spare.questions)
                abandon(spare.child)
            self._waiting.clear()
            self._graph = graph


def _fork(graph: OpenGraph, limits: Limits) -> Spare:
    reading, writing = os.pipe()

    def prepare() -> Callable[[], Answer]:
        return lambda: evaluate(graph.store, _heard(reading))

    child = start(prepare, limits, keep=(reading,))
    os.close(reading)
    return Spare(child, writing)


def _told(spare: Spare, question: Question) -> bool:
    """Sends a question. The child reads until the end, so that it also ends when the server does."""
    # At most twice LARGEST, more than a pipe holds, but the child reads while this writes.
    left = memoryview(pickle.dumps(question))
    try:
        while left:
            left = left[os.write(spare.questions, left) :]
    except BrokenPipeError:
        return False
    finally:
        os.close(spare.questions)
    return True


def _heard(pipe: int) -> Question:
    pieces = []
    while piece := os.read(pipe, 1 << 16):
        pieces.append(piece)
    if not pieces:
        os._exit(0)
    question: Question = pickle.loads(b"".join(pieces))
    return question
