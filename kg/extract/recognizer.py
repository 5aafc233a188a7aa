"""The recognizer: names that nobody listed, by learned boundaries and learned types.

Two steps, each a linear model whose features a person can read: a linear-chain CRF over words decides where a name
begins and ends (tags ``B I E S O``), a multinomial logistic regression over whole names decides its type, and every
mention of one name in a document votes on it. Weights are trained by :mod:`kg.extract.train`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kg.extract.features import (
    DocumentCounts,
    Knowledge,
    LexiconSpan,
    lexicon_places,
    name_features,
    word_features,
)
from kg.extract.tagger import Crf, Cut, Tagger, Token
from kg.model import Mention, Span
from kg.text.segment import cut
from kg.vocabulary.tables import read_cells, read_rows

BOUNDARIES = "recognizer.boundaries.bin"
TYPES = "recognizer.types.bin"
TAGGER = "recognizer.tagger.bin"
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
    """A name the recognizer proposes: where, its probability, and the probability of each type (they sum to 1)."""

    span: Span
    probability: float
    types: tuple[tuple[str, float], ...]

    @property
    def type(self) -> str:
        """The likeliest type; between equals the first in the alphabet."""
        return min(self.types, key=lambda t: (-t[1], t[0]))[0]


def longest(hits: Iterable[LexiconHit]) -> list[LexiconSpan]:
    """Hits without overlaps, left to right: the longest wins, then the first."""
    taken: set[int] = set()
    kept = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start, h.row.type)):
        inside = range(hit.start, hit.end)
        if taken.isdisjoint(inside):
            taken.update(inside)
            kept.append(LexiconSpan(hit.start, hit.end, hit.row.type))
    return sorted(kept)


def read_names(tags: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last position of each name in a sequence of ``B I E S O`` tags.

    >>> list(read_names(["O", "S", "B", "I", "E", "B", "O"]))
    [(1, 1), (2, 4)]
    """
    start = -1
    for at, tag in enumerate(tags):
        if tag == "S":
            yield at, at
        if tag == "E" and start >= 0:
            yield start, at
        if tag != "I":
            start = at if tag == "B" else -1


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready for the models: its sentences' tokens, their features and their lexicon places."""

    rows: tuple[tuple[Token, ...], ...]
    features: tuple[list[list[str]], ...]
    listed: tuple[list[str], ...]


def prepare(rows: Sequence[Sequence[Token]], hits: Sequence[LexiconSpan], knowledge: Knowledge) -> Prepared:
    """The features of a document's sentences; ``hits`` must not overlap and stand in text order."""
    counts = DocumentCounts(rows)
    kept, features, listed = [], [], []
    at = 0
    for row in rows:
        if not row:
            continue
        here: list[LexiconSpan] = []
        while at < len(hits) and hits[at].start < row[-1].end:
            if hits[at].end > row[0].start:
                here.append(hits[at])
            at += 1
        kept.append(tuple(row))
        features.append(word_features(row, counts, here, knowledge))
        listed.append(lexicon_places(row, here))
    return Prepared(tuple(kept), tuple(features), tuple(listed))


class NameModel:
    """The two models: boundaries of names in prepared documents, and their types."""

    def __init__(self, boundaries: Crf, types: Crf, knowledge: Knowledge) -> None:
        self._boundaries = boundaries
        self._types = types
        self._labels = types.labels()
        self._knowledge = knowledge

    def recognize(self, document: Prepared) -> list[Recognized]:
        """The names of a document in text order, none overlapping."""
        found: list[tuple[Span, str, float]] = []
        votes: dict[str, list[float]] = {}
        for row, features, listed in zip(document.rows, document.features, document.listed, strict=True):
            tags = self._boundaries.tag(features)
            for first, last in read_names(tags):
                probability = min(self._boundaries.marginal(tags[at], at) for at in range(first, last + 1))
                name = "".join(token.text for token in row[first : last + 1])
                found.append((Span(row[first].start, row[last].end), name, probability))
                shares = self._types.distribution(name_features(row, first, last, listed, self._knowledge))
                vote = votes.setdefault(name, [0.0] * len(self._labels))
                for at, share in enumerate(shares):
                    vote[at] += math.log(share + _FLOOR)
        voted = {name: tuple(zip(self._labels, _softmax(vote), strict=True)) for name, vote in votes.items()}
        return [Recognized(span, probability, voted[name]) for span, name, probability in found]


class Recognizer:
    """Finds names and their types in clean Simplified text."""

    def __init__(self, tagger: Tagger, model: NameModel, knowledge: Knowledge) -> None:
        self._tagger = tagger
        self._model = model
        self._knowledge = knowledge

    @classmethod
    def load(cls, models: Path, cut: Cut = cut) -> Recognizer:
        """The recognizer of an ontology's ``models`` folder; ``cut`` cuts a sentence into words.

        Raises BadData naming the file that is missing or cannot be read.
        """
        knowledge = read_knowledge(models)
        model = NameModel(Crf.load(models / BOUNDARIES), Crf.load(models / TYPES), knowledge)
        return cls(Tagger.load(models / TAGGER, cut), model, knowledge)

    def find(self, text: str, sentences: Sequence[Span], hits: Sequence[LexiconHit]) -> list[Mention]:
        """Mentions in text order, none overlapping; ``detail`` is the probability with three decimals.

        ``sentences`` are spans of ``text``, ``hits`` the lexicon's names in it.
        """
        return [
            Mention(r.span, text[r.span.start : r.span.end], r.type, "recognizer", f"{r.probability:.3f}")
            for r in self.recognize(text, sentences, hits)
        ]

    def recognize(self, text: str, sentences: Sequence[Span], hits: Sequence[LexiconHit]) -> list[Recognized]:
        """The same with the probability of every type."""
        return self._model.recognize(prepare(self._tagger.tag(text, sentences), longest(hits), self._knowledge))


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]


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
        classes={word: (coarse, middle, fine) for _, (word, coarse, middle, fine) in read_cells(classes, columns, "\t")}
        if classes.is_file()
        else {},
        heads={row["head"]: row["type"] for _, row in read_rows(heads, ("head", "type", "note"))}
        if heads.is_file()
        else {},
    )
