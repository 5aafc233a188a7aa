"""Runs every metamorphic change over articles: the plain function behind ``kg evaluate --robustness``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.corpus.extractions import Progress
from kg.corpus.inputs import input_files, read_articles
from kg.evaluate.robustness import CHANGES, Robustness, compare
from kg.pipeline import Pipeline
from kg.text.read import article_from_text
from kg.vocabulary.ontology import read_ontology


def measure(
    inputs: Sequence[Path], ontology: Path, progress: Progress = lambda what, done, total: None
) -> list[Robustness]:
    """One row for each article and change, in that order.

    Raises the first error if an article cannot be read: a figure over the rest would not be the one asked for.
    """
    articles, errors = read_articles(input_files(inputs))
    if errors:
        raise errors[0]
    knowledge = read_ontology(ontology)
    pipeline = Pipeline(knowledge)
    total = len(articles) * len(CHANGES)
    rows: list[Robustness] = []
    for article in articles:
        before = pipeline.extract(article).claims
        for name, change in CHANGES.items():
            progress("changing", len(rows), total)
            text = change(article.text, knowledge.damage, knowledge.cues)
            after = pipeline.extract(article_from_text(text, Path(article.path))).claims
            rows.append(compare(article.path, name, before, after))
    return rows
