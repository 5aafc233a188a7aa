"""Articles in, a table of terms for the lexicon out: the plain function behind ``kg suggest``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.corpus.extractions import Progress, extract_all
from kg.corpus.inputs import input_files, read_articles
from kg.errors import KgError
from kg.extract.suggest import Suggestion, suggest, write_suggestions
from kg.model import Extraction
from kg.text.script import in_taiwan
from kg.vocabulary.ontology import Ontology, read_ontology
from kg.vocabulary.slug import slug


def suggest_terms(
    inputs: Sequence[Path],
    ontology: Path,
    *,
    least_documents: int = 1,
    most: int = 0,
    workers: int = 1,
    progress: Progress = lambda what, done, total: None,
) -> tuple[str, list[Suggestion], list[KgError]]:
    """The table as CSV, its terms, and the files that were left out.

    A term must stand in ``least_documents`` articles; ``most`` limits the table (0: all). Raises the first error if no
    article can be read.
    """
    knowledge = read_ontology(ontology)
    articles, errors = read_articles(input_files(inputs))
    if not articles:
        raise errors[0]

    def extracted() -> Iterator[Extraction]:
        for result in extract_all(articles, knowledge, workers, progress):
            if isinstance(result, KgError):
                errors.append(result)
            else:
                yield result

    terms = [t for t in suggest(extracted(), _shaped(knowledge)) if len(t.documents) >= least_documents]
    terms = terms[:most] if most else terms
    return write_suggestions(terms, {row.id for row in knowledge.lexicon}, slug, in_taiwan), terms, errors


def _shaped(knowledge: Ontology) -> frozenset[str]:
    """Types whose names show by their shape (dates, titles) and so need no row."""
    return frozenset(pattern.type for pattern in knowledge.names.patterns)
