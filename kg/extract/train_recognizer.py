"""Teach the recognizer from gold articles: boundaries by a CRF, types by a logistic regression.

Training is deterministic: L-BFGS from zero weights over instances in a fixed order, on one thread.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from kg.extract.features import Knowledge, name_features
from kg.extract.recognizer import (
    LexiconHit,
    Prepared,
    longest,
    prepare,
    read_names,
)
from kg.extract.tagger import Tagger, Token
from kg.extract.train_gold import GoldArticle
from kg.model import Sentence, Span
from kg.text.sentences import split_sections, split_sentences

Parameters = dict[str, float | int | bool]
"""How crfsuite is to train: its penalties and when it stops."""

# Chosen on articles left out: a strong L2 penalty (2.0 against 0.05) is worth .02 of entity F1, and the little L1
# beside it keeps the file small without a loss.
BOUNDARY_PARAMETERS: Parameters = {
    "c1": 0.05,
    "c2": 2.0,
    "max_iterations": 90,
    "feature.possible_transitions": True,
}
TYPE_PARAMETERS: Parameters = {"c1": 0.05, "c2": 0.5, "max_iterations": 120}

FindHits = Callable[[str, Sequence[Span]], Sequence[LexiconHit]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One gold article as the models see it: its features, and for each row its boundary tags and typed names."""

    article: GoldArticle
    document: Prepared
    tags: tuple[list[str], ...]
    names: tuple[tuple[tuple[int, int, str], ...], ...]


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
    document = prepare(tagger.tag(text, spans), longest(find_hits(text, spans)), knowledge)
    typed = {tuple(span): type_ for span, type_ in article.mentions()}
    tags, names = [], []
    for row in document.rows:
        row_tags, row_names = _labelled(row, typed)
        tags.append(row_tags)
        names.append(tuple(row_names))
    return Lesson(article, document, tuple(tags), tuple(names))


def _labelled(row: Sequence[Token], typed: dict[tuple[int, ...], str]) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Boundary tags of a row, and its names as (first, last, type); names that cut a word are left out."""
    begins = {token.start: at for at, token in enumerate(row)}
    ends = {token.end: at for at, token in enumerate(row)}
    tags = ["O"] * len(row)
    names = []
    for (start, end), type_ in sorted(typed.items()):
        if start in begins and end in ends and begins[start] <= ends[end]:
            first, last = begins[start], ends[end]
            names.append((first, last, type_))
            if first == last:
                tags[first] = "S"
            else:
                tags[first : last + 1] = ["B", *["I"] * (last - first - 1), "E"]
    assert [(first, last) for first, last, _ in names] == list(read_names(tags)), "gold mentions must not overlap"
    return tags, names


def train_boundaries(lessons: Iterable[Lesson]) -> bytes:
    """Weights of the boundary CRF, uncompressed."""
    return fit(
        ((x, y) for lesson in lessons for x, y in zip(lesson.document.features, lesson.tags, strict=True)),
        BOUNDARY_PARAMETERS,
    )


def train_types(lessons: Iterable[Lesson], knowledge: Knowledge) -> bytes:
    """Weights of the type classifier, uncompressed: the gold names of all lessons with their types."""
    return fit(
        (
            ([name_features(row, first, last, listed, knowledge)], [type_])
            for lesson in lessons
            for row, listed, names in zip(lesson.document.rows, lesson.document.listed, lesson.names, strict=True)
            for first, last, type_ in names
        ),
        TYPE_PARAMETERS,
    )


def fit(sequences: Iterable[tuple[Sequence[Sequence[str]], Sequence[str]]], parameters: Parameters) -> bytes:
    """A CRF's weights in crfsuite's format, learned by L-BFGS with L1 (``c1``) and L2 (``c2``) penalties."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(parameters)
    for features, labels in sequences:
        trainer.append(features, labels)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights"
        trainer.train(str(path))
        return path.read_bytes()


def packed(weights: bytes) -> bytes:
    """Weights as they are stored: in zlib's envelope for its checksum, the same bytes for the same weights.

    Not deflated: inflating them took a twentieth of a whole build, and git and the wheel compress them anyway.
    """
    return zlib.compress(weights, 0)


def store(path: Path, content: bytes) -> None:
    """Write a file whole beside its place, then rename it, so that a killed training leaves the last good weights."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    beside.replace(path)
