"""Words with parts of speech: a linear-chain CRF over characters that refines jieba's cut.

Taught by the tags of a neural lexical analyser on several hundred business articles (see ``train_tagger``); the tag
set is that of the analyser (``n v a d p c u m q r f t w ...``, and ``PER LOC ORG TIME nz nw`` for names). A tag of
the CRF is ``B`` or ``I`` and the word's tag.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.errors import BadData

Cut = Callable[[str], Iterable[str]]
"""Cuts a text into words whose concatenation is the text."""


class Token(NamedTuple):
    """A word of a clean text: half-open code points, the characters, the part of speech."""

    start: int
    end: int
    text: str
    tag: str


class Crf:
    """A trained conditional random field, read from memory."""

    def __init__(self, weights: bytes) -> None:
        """``weights`` in crfsuite's own format. Raises ValueError if they are not."""
        import pycrfsuite

        self._weights = weights  # crfsuite reads from this buffer as long as it lives and does not copy it
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(weights)
        self._labels: tuple[str, ...] = tuple(sorted(self._tagger.labels()))

    @classmethod
    def load(cls, path: Path) -> Crf:
        """The field whose weights stand in ``path``, in zlib's envelope. Raises BadData if they cannot be read."""
        try:
            return cls(zlib.decompress(path.read_bytes()))
        except (OSError, ValueError, zlib.error) as error:
            raise BadData(f"{path}: not the weights of a model ({error})", "train it again: kg train") from error

    def labels(self) -> list[str]:
        """Every label it knows, sorted."""
        return list(self._labels)

    def weights(self) -> dict[tuple[str, str], float]:
        """The weight of each feature for each label, whatever the neighbours."""
        weights: dict[tuple[str, str], float] = self._tagger.info().state_features
        return weights

    def tag(self, features: Sequence[Sequence[str]]) -> list[str]:
        """The likeliest labels of a sequence; :meth:`marginal` then speaks of the same sequence."""
        tags: list[str] = self._tagger.tag(features)
        return tags

    def set(self, features: Sequence[Sequence[str]]) -> None:
        """Give the sequence that :meth:`marginal` speaks of, without its likeliest labels."""
        self._tagger.set(features)

    def marginal(self, label: str, at: int) -> float:
        """The probability of a label at a position of the sequence last given."""
        probability: float = self._tagger.marginal(label, at)
        return probability

    def distribution(self, features: Sequence[str]) -> list[float]:
        """The probabilities of all labels (in the order of :meth:`labels`) for one item on its own."""
        self.set([features])
        return [self._tagger.marginal(label, 0) for label in self._labels]


def character_features(sentence: str, words: Iterable[str]) -> list[list[str]]:
    """What the CRF sees of each character: a window of five, their classes, and jieba's word around it.

    The concatenated ``words`` must be ``sentence``.
    """
    padded = f"\0\0{sentence}\0\0"
    classes = [_class(c) for c in padded]
    places: list[tuple[str, str]] = []
    for word in words:
        size = len(word)
        places.extend((_place(k, size), word) for k in range(size))
    last = len(places) - 1
    rows = []
    for at, (place, word) in enumerate(places):
        a, b, c, d, e = tuple(padded[at : at + 5])
        before = places[at - 1][0] if at else "#"
        after = places[at + 1][0] if at < last else "#"
        rows.append(
            [
                "0" + c,
                "1" + b,
                "2" + d,
                "3" + a,
                "4" + e,
                "5" + b + c,
                "6" + c + d,
                "7" + b + d,
                "8" + a + b,
                "9" + d + e,
                "s" + classes[at + 1] + classes[at + 2] + classes[at + 3],
                "l" + a + b + c,
                "r" + c + d + e,
                "m" + b + c + d,
                "w" + place + word,
                "p" + before + place + after,
                "n" + place + str(min(len(word), 4)),
                "k" + place + c,
            ]
        )
    return rows


def _place(at: int, size: int) -> str:
    """Where a character stands in its word: single, begin, end, middle."""
    if size == 1:
        return "S"
    return "B" if at == 0 else "E" if at == size - 1 else "M"


def _class(char: str) -> str:
    if char.isdigit():
        return "d"
    if char.isascii():
        return "a" if char.isalpha() else "x"
    return "h" if "\u4e00" <= char <= "\u9fff" else "p"


def read_tags(sentence: str, tags: Sequence[str], start: int) -> list[Token]:
    """The words that ``B``/``I`` tags make of a sentence that begins at ``start``, but for white space."""
    tokens = []
    at = 0
    while at < len(tags):
        end = at + 1
        while end < len(tags) and tags[end][0] == "I":
            end += 1
        word = sentence[at:end]
        if word.strip():
            tokens.append(Token(start + at, start + end, word, tags[at][1:]))
        at = end
    return tokens


class Tagger:
    """Cuts sentences into tagged words."""

    def __init__(self, model: Crf, cut: Cut) -> None:
        """``cut`` is jieba's plain cut."""
        self._model = model
        self._cut = cut

    @classmethod
    def load(cls, path: Path, cut: Cut) -> Tagger:
        """The tagger whose weights stand in ``path``. Raises BadData if they cannot be read."""
        return cls(Crf.load(path), cut)

    def tag(self, text: str, sentences: Iterable[tuple[int, int]]) -> list[list[Token]]:
        """The words of each sentence of ``text``, given as spans; offsets are those of ``text``."""
        rows = []
        for start, end in sentences:
            sentence = text[start:end]
            rows.append(read_tags(sentence, self._model.tag(character_features(sentence, self._cut(sentence))), start))
        return rows
