"""Teach the recognizer from gold articles: boundaries by a CRF, spans and types by logistic regressions.

Training is deterministic: L-BFGS from zero weights over instances in a fixed order, on one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kg.extract.features import Knowledge, WordView, name_features, word_features
from kg.extract.linear import Features
from kg.extract.recognizer import LexiconHit, longest
from kg.extract.spans import NAME, Stretches, span_features
from kg.extract.tagger import Tagger
from kg.extract.train_gold import GoldArticle
from kg.extract.train_linear import Learned, Parameters, keys_by_owner, learn, log_odds
from kg.model import Sentence, Span
from kg.text.codes import CodedText
from kg.text.sentences import split_sections, split_sentences

# Chosen on articles left out: a strong L2 penalty (2.0 against 0.05) is worth .02 of entity F1, and the little L1
# beside it keeps the file small without a loss.
BOUNDARY_PARAMETERS: Parameters = {
    "c1": 0.05,
    "c2": 2.0,
    "max_iterations": 90,
    "feature.possible_transitions": True,
}
TYPE_PARAMETERS: Parameters = {"c1": 0.05, "c2": 0.5, "max_iterations": 120}

# The penalty is strong because candidates are many: on articles left out a weaker one (10) costs .006 of entity F1.
SPAN_PARAMETERS: Parameters = {"c1": 0.0, "c2": 50.0, "max_iterations": 60, "feature.minfreq": 3}

FindHits = Callable[[str, Sequence[Span]], Sequence[LexiconHit]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One gold article as the models see it: its words, their boundary tags, and its names with their types.

    ``names`` are (first word, last word, type).
    """

    article: GoldArticle
    view: WordView
    tags: list[str]
    names: list[tuple[int, int, str]]

    def name_features(self) -> Features:
        """The features of ``names``."""
        bounds = np.array([name[:2] for name in self.names], np.int64).reshape(-1, 2)
        return name_features(self.view, bounds[:, 0], bounds[:, 1])


def article_sentences(text: str) -> list[Sentence]:
    """The sentences of a clean text whose first line is its title, as the pipeline splits them."""
    end = text.find("\n")
    title = Span(0, end if end > 0 else len(text))
    return list(split_sentences(text, split_sections(text, title), title))


def sentence_spans(text: str) -> list[Span]:
    """The places of :func:`article_sentences`."""
    return [sentence.span for sentence in article_sentences(text)]


def make_lesson(article: GoldArticle, tagger: Tagger, find_hits: FindHits, knowledge: Knowledge) -> Lesson:
    """The article tagged, matched with the lexicon, and labelled from its gold mentions."""
    text = article.text.clean
    spans = sentence_spans(text)
    view = WordView(tagger.tag(CodedText(text), spans), longest(find_hits(text, spans)), knowledge)
    return Lesson(article, view, *_labelled(view, article))


def _labelled(view: WordView, article: GoldArticle) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Boundary tags of the words, and the names; names that cut a word or run over a sentence's end are left out."""
    words = view.words
    begins = {start: at for at, start in enumerate(words.start.tolist())}
    ends = {end: at for at, end in enumerate(words.end.tolist())}
    rows = words.row.tolist()
    tags = ["O"] * len(words)
    names = []
    for (start, end), type_ in article.mentions():
        first, last = begins.get(start), ends.get(end)
        if first is None or last is None or first > last or rows[first] != rows[last]:
            continue
        names.append((first, last, type_))
        tags[first : last + 1] = ["S"] if first == last else ["B", *["I"] * (last - first - 1), "E"]
    return tags, names


def train_boundaries(lessons: Iterable[Lesson]) -> Learned:
    """Weights of the boundary CRF: a sequence is a sentence."""

    def sequences() -> Iterable[tuple[list[list[int]], list[str]]]:
        for lesson in lessons:
            keys = keys_by_owner(word_features(lesson.view))
            starts = lesson.view.words.starts.tolist()
            for start, end in pairwise(starts):
                yield keys[start:end], lesson.tags[start:end]

    return learn(sequences(), BOUNDARY_PARAMETERS)


def train_types(lessons: Iterable[Lesson]) -> Learned:
    """Weights of the type classifier: the gold names of all lessons with their types."""
    return learn(
        (
            ([keys], [type_])
            for lesson in lessons
            for keys, (_, _, type_) in zip(keys_by_owner(lesson.name_features()), lesson.names, strict=True)
        ),
        TYPE_PARAMETERS,
    )


def train_spans(lessons: Iterable[tuple[Lesson, Stretches, int]]) -> Learned:
    """The weight of each feature, in log odds, for a stretch being a name.

    Each lesson comes with the stretches that a boundary model found which never saw it, and how often it counts.
    """

    def rows() -> Iterable[tuple[list[list[int]], list[str]]]:
        for lesson, spans, times in lessons:
            names = {name[:2] for name in lesson.names}
            ends = zip(spans.first.tolist(), spans.last.tolist(), strict=True)
            for keys, place in zip(keys_by_owner(span_features(lesson.view, spans)), ends, strict=True):
                yield from [([keys], ["yes" if place in names else "no"])] * times

    return log_odds(learn(rows(), SPAN_PARAMETERS), NAME)
