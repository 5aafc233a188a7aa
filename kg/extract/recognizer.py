"""The recognizer: names that nobody listed, by learned boundaries and learned types.

Three steps, each a linear model whose features a person can read: a linear-chain CRF over words says where a name may
begin and end (tags ``B I E S O``), a logistic regression over whole stretches of words decides which are names, a
multinomial one which type each has, and every mention of one name in a document votes on that. Weights are trained by
:mod:`kg.extract.train`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from kg.extract.chain import lay_out, likeliest, marginals
from kg.extract.features import Knowledge, LexiconSpan, WordView, name_features, word_features
from kg.extract.linear import LinearModel, likelihood
from kg.extract.spans import Stretches, best, span_features, stretches
from kg.extract.tagger import Cut, Tagger
from kg.model import Mention, Span
from kg.text.codes import CodedText, Ints, Reals
from kg.text.segment import cut
from kg.vocabulary.tables import read_cells, read_rows

BOUNDARIES = "recognizer.boundaries.npz"
SPANS = "recognizer.spans.npz"
TYPES = "recognizer.types.npz"
TAGGER = "recognizer.tagger.npz"
CLASSES = "recognizer.classes.tsv"
_FLOOR = 1e-6  # a type a vote calls impossible must not silence all other votes


class ListedType(Protocol):
    """What the recognizer reads of a lexicon row."""

    @property
    def type(self) -> str: ...


class LexiconHit(Protocol):
    """A lexicon name in the text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def row(self) -> ListedType: ...


@dataclass(frozen=True, slots=True)
class Recognized:
    """A name the recognizer proposes: where, how likely it is one, its likeliest type."""

    span: Span
    probability: float
    type: str


def longest(hits: Iterable[LexiconHit]) -> list[LexiconSpan]:
    """Hits without overlaps, left to right: the longest wins, then the first."""
    every = sorted(hits, key=lambda h: (h.start - h.end, h.start, h.row.type))
    taken = bytearray(max((hit.end for hit in every), default=0))
    kept = []
    for hit in every:
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            kept.append(LexiconSpan(hit.start, hit.end, hit.row.type))
    return sorted(kept)


def read_names(labels: Sequence[str], chosen: Ints, row: Ints) -> tuple[Ints, Ints]:
    """The first and last word of each name; ``chosen`` are places in ``labels``, ``row`` the sentence of each word.

    A name is ``S``, or ``B`` and ``E`` with nothing but ``I`` between them, in one sentence.
    """
    tags = np.array([ord(label) for label in labels], np.int64)[chosen]
    at = np.arange(len(tags))
    opened = np.maximum.accumulate(np.where(tags == ord("B"), at, -1)) if len(tags) else at
    # What breaks a name off: anything but I, and the beginning of a sentence.
    fresh = np.ones(len(tags), np.bool_)
    fresh[1:] = row[1:] != row[:-1]
    broken = np.maximum.accumulate(np.where((tags != ord("I")) | fresh, at, -1)) if len(tags) else at
    before = np.append(-1, broken)[:-1]
    ends = np.flatnonzero((tags == ord("E")) & ~fresh & (opened >= 0) & (before == opened))
    single = np.flatnonzero(tags == ord("S"))
    first, last = np.concatenate([single, opened[ends]]), np.concatenate([single, ends])
    order = np.argsort(first)
    return first[order], last[order]


def recognized_mention(text: str, name: Recognized) -> Mention:
    """A recognized name of ``text`` as a mention; its ``detail`` is the probability with three decimals."""
    start, end = name.span
    told = f"{name.probability:.3f}"
    return Mention(name.span, text[start:end], name.type, "recognizer", told, "", float(told))


def find_stretches(boundaries: LinearModel, view: WordView) -> Stretches:
    """The stretches of a document's words that the model of boundaries does not find unlikely."""
    words, labels = view.words, boundaries.labels
    sums = boundaries.sums(word_features(view))
    layout = lay_out(np.diff(words.starts))
    names = read_names(labels, likeliest(sums, boundaries.transitions, layout), words.row)
    return stretches(labels, marginals(sums, boundaries.transitions, layout), words.row, names)


def judge(view: WordView, candidates: Stretches, spans: LinearModel, types: LinearModel) -> list[Recognized]:
    """The names among some stretches of a document, in text order, none overlapping, with types."""
    odds = spans.scores(span_features(view, candidates))[:, 0]
    probabilities = likelihood(odds)
    names = best(candidates, probabilities)
    if not len(names):
        return []
    words, first, last = view.words, candidates.first[names], candidates.last[names]
    places = zip(words.start[first].tolist(), words.end[last].tolist(), strict=True)
    voted = [types.labels[at] for at in _vote(view, first, last, types).tolist()]
    return [
        Recognized(Span(start, end), probability, type_)
        for (start, end), probability, type_ in zip(places, probabilities[names].tolist(), voted, strict=True)
    ]


def _vote(view: WordView, first: Ints, last: Ints, types: LinearModel) -> Ints:
    """The type of each name, as a place in the labels of ``types``: all mentions of one name vote on it."""
    logarithms = np.log(_shares(types.scores(name_features(view, first, last))) + _FLOOR)
    names = view.words.text.codes(view.words.start[first], view.words.end[last])
    _, name = np.unique(names, return_inverse=True)
    votes = np.zeros((int(name.max()) + 1, logarithms.shape[1]))
    np.add.at(votes, name, logarithms)
    chosen: Ints = votes.argmax(1)[name]
    return chosen


def _shares(scores: Reals) -> Reals:
    weights = np.exp(scores - scores.max(1, keepdims=True))
    shares: Reals = weights / weights.sum(1, keepdims=True)
    return shares


class Recognizer:
    """Finds names and their types in clean Simplified text."""

    def __init__(
        self, tagger: Tagger, boundaries: LinearModel, spans: LinearModel, types: LinearModel, knowledge: Knowledge
    ) -> None:
        self._tagger = tagger
        self._boundaries = boundaries
        self._spans = spans
        self._types = types
        self._knowledge = knowledge

    @classmethod
    def load(cls, models: Path, cut: Cut = cut) -> Recognizer:
        """The recognizer of an ontology's ``models`` folder; ``cut`` cuts a sentence into words.

        Raises BadData naming the file that is missing or cannot be read.
        """
        boundaries, spans, types = (LinearModel.load(models / name) for name in (BOUNDARIES, SPANS, TYPES))
        return cls(Tagger.load(models / TAGGER, cut), boundaries, spans, types, read_knowledge(models))

    def find(self, text: str, sentences: Sequence[Span], hits: Sequence[LexiconHit]) -> list[Mention]:
        """Mentions in text order, none overlapping; ``detail`` is the probability with three decimals.

        ``sentences`` are spans of ``text``, ``hits`` the lexicon's names in it.
        """
        return [recognized_mention(text, r) for r in self.recognize(text, sentences, hits)]

    def recognize(self, text: str, sentences: Sequence[Span], hits: Sequence[LexiconHit]) -> list[Recognized]:
        """The same with the probability as it is."""
        words = self._tagger.tag(CodedText(text), sentences)
        if not len(words):
            return []
        view = WordView(words, longest(hits), self._knowledge)
        return judge(view, find_stretches(self._boundaries, view), self._spans, self._types)


def has_recognizer(models: Path) -> bool:
    """Whether an ontology's ``models`` folder holds weights of a recognizer."""
    return (models / BOUNDARIES).is_file()


def read_knowledge(models: Path) -> Knowledge:
    """The feature tables: ``recognizer.classes.tsv`` in ``models`` and ``heads.csv`` beside it, where they exist.

    Raises BadData with file:line if a row cannot be used.
    """
    classes, heads = models / CLASSES, models.parent / "heads.csv"
    columns = ("word", "coarse", "middle", "fine")
    return Knowledge(
        classes={word: (int(a), int(b), int(c)) for _, (word, a, b, c) in read_cells(classes, columns, "\t")}
        if classes.is_file()
        else {},
        heads={row["head"]: row["type"] for _, row in read_rows(heads, ("head", "type", "note"))}
        if heads.is_file()
        else {},
    )
