"""Training from gold files: the recognizer's weights, its manifest, and what it reaches on articles left out."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.extract.features import word_features
from kg.extract.lexicon import LexiconIndex
from kg.extract.linear import LinearModel
from kg.extract.mentions import MINIMUM_PROBABILITY
from kg.extract.recognizer import (
    BOUNDARIES,
    CLASSES,
    SPANS,
    TAGGER,
    TYPES,
    Recognized,
    find_stretches,
    judge,
    read_knowledge,
)
from kg.extract.resolve import name_key
from kg.extract.spans import Stretches, span_features
from kg.extract.tagger import Tagger
from kg.extract.train_classes import classes_table, word_classes
from kg.extract.train_gold import GoldArticle, read_gold
from kg.extract.train_linear import Learned, linear_model, named_file, store
from kg.extract.train_manifest import write_manifest
from kg.extract.train_recognizer import (
    BOUNDARY_PARAMETERS,
    SPAN_PARAMETERS,
    TYPE_PARAMETERS,
    Lesson,
    make_lesson,
    train_boundaries,
    train_spans,
    train_types,
)
from kg.extract.train_setting import AGREED
from kg.extract.train_tagger import read_tagged, train_tagger
from kg.text.script import plain_form, simplified
from kg.text.segment import cut
from kg.vocabulary.lexicon import read_lexicon

MANIFEST = "recognizer.json"
FOLDS = 5
# An annotation that teaches boundaries and types, too, counts as so many of those that only help to judge spans: these
# follow another taste. On articles left out claims reach the same F1 with 3 as with 8.
GOLD_TIMES = 5
_SEED = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1, 0 to 1."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, right: int, predicted: int, gold: int) -> Figures:
        """From counts; nothing predicted or nothing to find counts as 0."""
        precision = right / predicted if predicted else 0.0
        recall = right / gold if gold else 0.0
        total = precision + recall
        return cls(precision, recall, 2 * precision * recall / total if total else 0.0)


def teach_language(tagged: Path, ontology: Path, report: Callable[[str], None] = lambda _: None) -> None:
    """Write the tagger's weights and the word classes, taught by the tagged sentences of a file, into an ontology.

    The recognizer must be trained again afterwards. Raises BadData naming the line that is not a sentence.
    """
    models = ontology / "models"
    models.mkdir(parents=True, exist_ok=True)
    sentences = list(read_tagged(tagged))
    classes = word_classes([[word for word, _ in sentence] for sentence in sentences])
    store(models / CLASSES, classes_table(classes).encode("utf-8"))
    report(f"{len(classes)} words classed")
    store(models / TAGGER, train_tagger(sentences, cut))
    report(f"tagger taught by {len(sentences)} sentences")


def train_from_gold(
    gold: Path,
    texts: Path,
    ontology: Path,
    *,
    others: tuple[Path, Path] | None = None,
    write: bool = True,
    predictions: Path | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> tuple[dict[str, Any], list[tuple[GoldArticle, list[Recognized]]]]:
    """Measure on articles left out, then learn from all; returns the figures, and what was found in each left out.

    ``others``: a folder of further gold files and one of their texts. They help to tell which stretches are names, and
    what is found in them is returned behind the rest, but figures are those of ``gold``, and boundaries and types are
    learned from it alone. ``write``: store weights and manifest in the ontology folder. ``predictions``: a folder for
    what was found in each article by a model that never saw it. Raises UsageError and BadData as ``read_gold`` does.
    """
    articles = read_gold(gold, texts, plain_form)
    if len(articles) < 2:
        raise UsageError(f"{gold}: one article cannot be left out to measure", "annotate at least two articles")
    lessons = read_lessons(articles, ontology)
    further = read_lessons(read_gold(*others, plain_form), ontology) if others else []
    boundaries, types = train_boundaries(lessons), train_types(lessons)
    papers = [*papers_left_out(lessons, report), *papers_of(further, boundaries, types, _folds(len(further)), 1)]
    results = [(paper.lesson.article, found) for paper, found in out_of_fold(papers, report)]
    figures = cross_validate(results[: len(lessons)])
    if predictions is not None:
        predictions.mkdir(parents=True, exist_ok=True)
        for article, found in results:
            text = json.dumps(_prediction(article, found), ensure_ascii=False)
            (predictions / f"{article.name}.json").write_text(text, encoding="utf-8")
    if write:
        models = ontology / "models"
        store(models / BOUNDARIES, named_file(boundaries, (word_features(lesson.view) for lesson in lessons)))
        store(models / TYPES, named_file(types, (lesson.name_features() for lesson in lessons)))
        seen = (span_features(paper.lesson.view, paper.spans) for paper in papers)
        store(models / SPANS, named_file(train_spans(map(Paper.taught, papers)), seen))
        write_manifest(
            models / MANIFEST,
            what="boundaries: linear-chain CRF over words, tags B I E S O; spans: logistic regression, log odds of a "
            "stretch of words being a name; types: multinomial logistic regression",
            features="kg/extract/features.py, kg/extract/spans.py",
            parameters={"boundaries": BOUNDARY_PARAMETERS, "spans": SPAN_PARAMETERS, "types": TYPE_PARAMETERS},
            figures=figures,
            articles=[paper.lesson.article for paper in papers],
            weights=(TAGGER, CLASSES, BOUNDARIES, TYPES, SPANS),
        )
        report(f"weights written to {models}")
    return figures, results


def _prediction(article: GoldArticle, found: Sequence[Recognized]) -> dict[str, Any]:
    return {
        "article": article.name,
        "clean": article.text.clean,
        "starts": article.text.starts,
        "ends": article.text.ends,
        "mentions": [
            {"start": r.span.start, "end": r.span.end, "type": r.type, "p": round(r.probability, 4)} for r in found
        ],
    }


def read_lessons(articles: Sequence[GoldArticle], ontology: Path) -> list[Lesson]:
    """Gold articles with the tagger's words, the lexicon's names and the features of both.

    Raises BadData if a file of the ontology folder is missing or cannot be used.
    """
    models = ontology / "models"
    knowledge = read_knowledge(models)
    tagger = Tagger.load(models / TAGGER, cut)
    lexicon = LexiconIndex(read_lexicon(ontology / "lexicon"), simplified)
    return [make_lesson(article, tagger, lexicon.find, knowledge) for article in articles]


@dataclass(frozen=True, slots=True)
class Paper:
    """A lesson with what models make of it: the stretches that may be names, and types.

    ``fold`` is the fold it is left out with, ``times`` how often it counts.
    """

    lesson: Lesson
    spans: Stretches
    types: LinearModel
    fold: int
    times: int

    def taught(self) -> tuple[Lesson, Stretches, int]:
        """What :func:`train_spans` asks of it."""
        return self.lesson, self.spans, self.times


def papers_left_out(lessons: Sequence[Lesson], report: Callable[[str], None]) -> list[Paper]:
    """Each lesson as models see it that were taught by four fifths of ``lessons`` to which it does not belong."""
    folds = _folds(len(lessons))
    papers: dict[int, Paper] = {}
    for fold in sorted(set(folds)):
        taught = [lesson for lesson, other in zip(lessons, folds, strict=True) if other != fold]
        held = [at for at, other in enumerate(folds) if other == fold]
        boundaries, types = train_boundaries(taught), train_types(taught)
        seen = papers_of([lessons[at] for at in held], boundaries, types, [fold] * len(held), GOLD_TIMES)
        papers.update(zip(held, seen, strict=True))
        report(f"fold {fold + 1} of {FOLDS}: {len(held)} articles left out")
    return [papers[at] for at in range(len(lessons))]


def papers_of(
    lessons: Sequence[Lesson], boundaries: Learned, types: Learned, folds: Sequence[int], times: int
) -> list[Paper]:
    """Each lesson as two models see it; one that two annotators agree on counts as ``AGREED``, another ``times``."""
    one, other = linear_model(boundaries), linear_model(types)
    return [
        Paper(lesson, find_stretches(one, lesson.view), other, fold, AGREED if lesson.article.agreed else times)
        for lesson, fold in zip(lessons, folds, strict=True)
    ]


def _folds(count: int) -> list[int]:
    """The fold of each of ``count`` articles, dealt after a fixed shuffle."""
    order = list(range(count))
    random.Random(_SEED).shuffle(order)
    folds = [0] * count
    for place, at in enumerate(order):
        folds[at] = place % FOLDS
    return folds


def out_of_fold(
    papers: Sequence[Paper], report: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[Paper, list[Recognized]]]:
    """Each paper with what a recognizer finds in it that never saw it, in the order of ``papers``."""
    models = {}
    for fold in sorted({paper.fold for paper in papers}):
        taught = (paper.taught() for paper in papers if paper.fold != fold)
        models[fold] = linear_model(train_spans(taught))
        report(f"fold {fold + 1} of {FOLDS}: names found in what was left out")
    for paper in papers:
        yield paper, judge(paper.lesson.view, paper.spans, models[paper.fold], paper.types)


def cross_validate(results: Sequence[tuple[GoldArticle, Sequence[Recognized]]]) -> dict[str, Any]:
    """Mean figures over articles: entities by name, by name and type, and mentions by exact span.

    Only what is likely enough to become a mention counts.
    """
    scored = [
        score_article(article, [r for r in found if r.probability >= MINIMUM_PROBABILITY]) for article, found in results
    ]
    means = {}
    for measure in ("entities", "typed", "mentions"):
        each = [figures[measure] for figures in scored]
        means[measure] = {
            key: round(sum(getattr(f, key) for f in each) / len(each), 4) for key in ("precision", "recall", "f1")
        }
    return {
        "articles": len(scored),
        "folds": FOLDS,
        "probability from": MINIMUM_PROBABILITY,
        "mean over articles left out": means,
    }


def score_article(article: GoldArticle, found: Sequence[Recognized]) -> dict[str, Figures]:
    """Figures of one article; names of one gold entity count once, optional entities count neither way."""
    text = article.text.clean
    names: dict[str, str] = {}
    for recognized in found:
        names.setdefault(_key(text[recognized.span.start : recognized.span.end]), recognized.type)
    known: dict[str, int] = {}
    for pick in (slice(0, 1), slice(0, None)):
        for number, entity in enumerate(article.entities):
            for name in entity.names[pick]:
                known.setdefault(_key(name), number)
    met: dict[int, str] = {}
    wrong = 0
    for name, type_ in names.items():
        if name in known:
            met.setdefault(known[name], type_)
        else:
            wrong += 1
    core = {number for number, entity in enumerate(article.entities) if not entity.optional}
    right = len(core & met.keys())
    typed = sum(met[number] in article.entities[number].types for number in core & met.keys())
    gold = {span for number in core for span in article.entities[number].spans}
    optional = {span for entity in article.entities if entity.optional for span in entity.spans} - gold
    spans = {recognized.span for recognized in found} - optional
    return {
        "entities": Figures.of(right, right + wrong, len(core)),
        "typed": Figures.of(typed, right + wrong, len(core)),
        "mentions": Figures.of(len(spans & gold), len(spans), len(gold)),
    }


def _key(name: str) -> str:
    return name_key(plain_form(name))
