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
from kg.extract.mentions import MINIMUM_PROBABILITY
from kg.extract.recognizer import BOUNDARIES, CLASSES, TAGGER, TYPES, NameModel, Recognized, Recognizer, read_knowledge
from kg.extract.resolve import name_key
from kg.extract.tagger import Tagger
from kg.extract.train_classes import classes_table, word_classes
from kg.extract.train_gold import GoldArticle, read_gold
from kg.extract.train_linear import linear_model, named_file, store
from kg.extract.train_manifest import write_manifest
from kg.extract.train_recognizer import (
    BOUNDARY_PARAMETERS,
    TYPE_PARAMETERS,
    Lesson,
    make_lesson,
    sentence_spans,
    train_boundaries,
    train_types,
)
from kg.extract.train_tagger import read_tagged, train_tagger
from kg.text.script import plain_form, simplified
from kg.text.segment import cut
from kg.vocabulary.lexicon import read_lexicon

MANIFEST = "recognizer.json"
FOLDS = 5
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
    write: bool = True,
    predictions: Path | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> tuple[dict[str, Any], list[tuple[GoldArticle, list[Recognized]]]]:
    """Measure on articles left out, then learn from all; returns the figures, and what was found in each left out.

    ``write``: store weights and manifest in the ontology folder. ``predictions``: a folder for what was found in each
    article by a model that never saw it. Raises UsageError and BadData as ``read_gold`` does.
    """
    models = ontology / "models"
    articles = read_gold(gold, texts, plain_form)
    if len(articles) < 2:
        raise UsageError(f"{gold}: one article cannot be left out to measure", "annotate at least two articles")
    lessons = read_lessons(articles, ontology)
    results = [(lesson.article, found) for lesson, found in out_of_fold(lessons, report)]
    figures = cross_validate(results)
    if predictions is not None:
        predictions.mkdir(parents=True, exist_ok=True)
        for article, found in results:
            text = json.dumps(_prediction(article, found), ensure_ascii=False)
            (predictions / f"{article.name}.json").write_text(text, encoding="utf-8")
    if write:
        train_recognizer(lessons, models, figures)
        report(f"weights written to {models}")
    return figures, results


def find_in_others(gold: Path, texts: Path, ontology: Path) -> list[tuple[GoldArticle, list[Recognized]]]:
    """Annotated articles with what an ontology's recognizer, which was not taught by them, finds in each.

    Raises UsageError and BadData as ``read_gold`` does.
    """
    recognizer = Recognizer.load(ontology / "models")
    lexicon = LexiconIndex(read_lexicon(ontology / "lexicon"), simplified)
    results = []
    for article in read_gold(gold, texts, plain_form):
        text, spans = article.text.clean, sentence_spans(article.text.clean)
        results.append((article, recognizer.recognize(text, spans, lexicon.find(text, spans))))
    return results


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


def train_recognizer(lessons: Sequence[Lesson], models: Path, figures: dict[str, Any]) -> dict[str, Any]:
    """Learn from all ``lessons``; write weights and manifest into an ontology's ``models``; return the manifest.

    ``figures`` are those of :func:`cross_validate`, for the manifest.
    """
    weights = {
        BOUNDARIES: named_file(train_boundaries(lessons), (word_features(lesson.view) for lesson in lessons)),
        TYPES: named_file(train_types(lessons), (lesson.name_features() for lesson in lessons)),
    }
    for name, content in weights.items():
        store(models / name, content)
    return write_manifest(
        models / MANIFEST,
        what="boundaries: linear-chain CRF over words, tags B I E S O; types: multinomial logistic regression",
        features="kg/extract/features.py",
        parameters={"boundaries": BOUNDARY_PARAMETERS, "types": TYPE_PARAMETERS},
        figures=figures,
        articles=[lesson.article for lesson in lessons],
        weights=(TAGGER, CLASSES, *weights),
    )


def out_of_fold(
    lessons: Sequence[Lesson], report: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[Lesson, list[Recognized]]]:
    """Each article with what a recognizer finds in it that never saw it, in the order of ``lessons``.

    Articles are dealt into five folds by a fixed shuffle, so that no article's names help to find its own.
    """
    order = list(range(len(lessons)))
    random.Random(_SEED).shuffle(order)
    found: dict[int, list[Recognized]] = {}
    for fold in range(min(FOLDS, len(lessons))):
        held = set(order[fold::FOLDS])
        taught = [lesson for at, lesson in enumerate(lessons) if at not in held]
        model = NameModel(linear_model(train_boundaries(taught)), linear_model(train_types(taught)))
        for at in sorted(held):
            found[at] = model.recognize(lessons[at].view)
        report(f"fold {fold + 1} of {FOLDS}: {len(held)} articles left out")
    for at in sorted(found):
        yield lessons[at], found[at]


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
