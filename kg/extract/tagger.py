"""Words with parts of speech: a linear-chain CRF over characters that refines jieba's cut.

Taught by the tags of a neural lexical analyser on several hundred business articles (see ``train_tagger``); the tag
set is that of the analyser (``n v a d p c u m q r f t w ...``, and ``PER LOC ORG TIME nz nw`` for names). A label of
the CRF is ``B`` or ``I`` and the word's tag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from kg.extract.chain import NEVER, lay_out, likeliest
from kg.extract.linear import Features, LinearModel
from kg.text.codes import CodedText, Column, Flags, Ints, Vocabulary, numbers, ranges

Cut = Callable[[str], Iterable[str]]
"""Cuts a text into words whose concatenation is the text."""

EDGE = "#"
"""What stands for the tag of a word beyond the ends of a sentence."""

# What kinds of characters there are: digits, Latin letters, other ASCII, Han, the rest; nothing beyond an edge.
_KINDS = Vocabulary("daxhp#")
_HAN = (0x4E00, 0x9FFF)
_PLACES = Vocabulary(("S", "B", "E", "M", EDGE))
_SINGLE, _BEGIN, _END, _MIDDLE, _OUTSIDE = range(5)


class Words:
    """The words of a document: where each begins and ends in its text, its tag, and which sentence it stands in.

    ``row`` is the number of a word's sentence; the words of sentence ``r`` are those from ``starts[r]`` to
    ``starts[r + 1]``. ``tag`` is a place in ``tags``.
    """

    def __init__(self, text: CodedText, start: Ints, end: Ints, tag: Ints, row: Ints, rows: int, tags: Sequence[str]):
        self.text, self.start, self.end, self.tag, self.row = text, start, end, tag, row
        self.starts = np.searchsorted(row, np.arange(rows + 1))
        self.tags = tags

    def __len__(self) -> int:
        return len(self.start)

    def spelled(self) -> list[str]:
        """The characters of each word."""
        text = self.text.text
        return [text[a:b] for a, b in zip(self.start.tolist(), self.end.tolist(), strict=True)]


class Sentences:
    """The characters of the sentences of a text, one after the other, with jieba's word around each."""

    def __init__(self, text: CodedText, spans: Sequence[tuple[int, int]], cut: Cut) -> None:
        self.text = text
        bounds = np.array(spans, np.int64).reshape(-1, 2)
        self.at, self.row = ranges(bounds[:, 0], bounds[:, 1])
        self.lengths = np.maximum(bounds[:, 1] - bounds[:, 0], 0)
        self.start, self.end = bounds[self.row, 0], bounds[self.row, 1]
        words = [len(word) for a, b in spans if b > a for word in cut(text.text[a:b])]
        self.sizes = np.array(words, np.int64)
        self.word = np.repeat(np.arange(len(words)), self.sizes)
        self.word_start = (np.cumsum(self.sizes) - self.sizes)[self.word]

    def features(self) -> Features:
        """What the CRF sees of each character: a window of five, their kinds, and jieba's word around it."""
        features = Features(len(self.at))
        a, b, c, d, e = (self._beside(step) for step in (-2, -1, 0, 1, 2))
        kinds = kinds_of(self.text)
        before, here, after = (self._kind(kinds, step) for step in (-1, 0, 1))
        within = np.arange(len(self.at)) - self.word_start
        size = self.sizes[self.word]
        last = within == size - 1
        place = np.where(size == 1, _SINGLE, np.where(within == 0, _BEGIN, np.where(last, _END, _MIDDLE)))
        around = np.full(len(place) + 2, _OUTSIDE)
        around[1:-1] = place
        left = np.where(self.at == self.start, _OUTSIDE, around[:-2])
        right = np.where(self.at == self.end - 1, _OUTSIDE, around[2:])
        position = _PLACES.column(place)
        start = self.at - within
        word = self.text.column(start, start + size)
        for template, columns in {
            "c0": (c,),
            "c-1": (b,),
            "c+1": (d,),
            "c-2": (a,),
            "c+2": (e,),
            "c-1,0": (b, c),
            "c0,+1": (c, d),
            "c-1,+1": (b, d),
            "c-2,-1": (a, b),
            "c+1,+2": (d, e),
            "kinds": (before, here, after),
            "c-2,-1,0": (a, b, c),
            "c0,+1,+2": (c, d, e),
            "c-1,0,+1": (b, c, d),
            "word": (position, word),
            "places": (_PLACES.column(left), position, _PLACES.column(right)),
            "size": (position, numbers(np.minimum(size, 4))),
            "place,c0": (position, c),
        }.items():
            features.add(template, *columns)
        return features

    def _inside(self, step: int) -> tuple[Ints, Flags]:
        at = self.at + step
        return at, (at >= self.start) & (at < self.end)

    def _beside(self, step: int) -> Column:
        at, inside = self._inside(step)
        at = np.where(inside, at, 0)
        return self.text.column(at, at + inside)

    def _kind(self, kinds: Ints, step: int) -> Column:
        at, inside = self._inside(step)
        return _KINDS.column(np.where(inside, kinds[np.where(inside, at, 0)], len(_KINDS.strings) - 1))

    def read(self, labels: Sequence[str], chosen: Ints) -> Words:
        """The words that labels make of the sentences, but for white space. ``chosen`` are places in ``labels``."""
        tags = sorted({label[1:] for label in labels})
        begins = np.array([label[0] == "B" for label in labels], np.bool_)
        tag_of = np.array([tags.index(label[1:]) for label in labels], np.int64)
        first = np.flatnonzero(begins[chosen] | (self.at == self.start))
        start, row = self.at[first], self.row[first]
        last = np.append(first[1:], len(self.at)) - 1
        end = self.at[last] + 1 if len(first) else start
        blanks = np.zeros(len(self.text.text) + 1, np.int64)
        np.cumsum([c.isspace() for c in self.text.text], out=blanks[1:])
        shown = blanks[end] - blanks[start] < end - start
        tag = tag_of[chosen[first]]
        return Words(self.text, start[shown], end[shown], tag[shown], row[shown], len(self.lengths), tags)


def kinds_of(text: CodedText) -> Ints:
    """For each character the place of its kind in ``daxhp``."""
    points = text.points
    digit = (points >= 0x30) & (points <= 0x39)
    letter = ((points | 0x20) >= 0x61) & ((points | 0x20) <= 0x7A)
    han = (points >= _HAN[0]) & (points <= _HAN[1])
    kinds: Ints = np.where(digit, 0, np.where(letter, 1, np.where(points < 0x80, 2, np.where(han, 3, 4))))
    return kinds


def _continued(model: LinearModel) -> Ints:
    """The model's transitions, in which a word goes on with the tag it began with and with no other."""
    labels = model.labels
    wrong = [[two[0] == "I" and one[1:] != two[1:] for two in labels] for one in labels]
    return np.where(np.array(wrong, np.bool_), np.int32(NEVER), model.transitions)


class Tagger:
    """Cuts sentences into tagged words."""

    def __init__(self, model: LinearModel, cut: Cut) -> None:
        """``cut`` is jieba's plain cut."""
        self._model = model
        self._cut = cut
        self._transitions = _continued(model)

    @classmethod
    def load(cls, path: Path, cut: Cut) -> Tagger:
        """The tagger whose weights stand in ``path``. Raises BadData if they cannot be read."""
        return cls(LinearModel.load(path), cut)

    def tag(self, text: CodedText, spans: Sequence[tuple[int, int]]) -> Words:
        """The words of the sentences of ``text``, given as spans, which must not overlap."""
        sentences = Sentences(text, spans, self._cut)
        if not len(sentences.at):
            return sentences.read(self._model.labels, np.zeros(0, np.int64))
        sums = self._model.sums(sentences.features())
        return sentences.read(self._model.labels, likeliest(sums, self._transitions, lay_out(sentences.lengths)))
