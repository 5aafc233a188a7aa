"""Articles through the pipeline, in one process or in several, always in their order."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import BadData, KgError
from kg.model import Article, Extraction
from kg.pipeline import Pipeline
from kg.vocabulary.ontology import Ontology, read_ontology

# Called with what is being done, how much of it is done and how much there is.
Progress = Callable[[str, int, int], None]

# Articles given to a process at a time: few enough that all end together, enough to hide the passing of messages.
_CHUNK = 4

_pipeline: Pipeline | None = None  # one for each process that works for another


def extract_all(
    articles: Sequence[Article], ontology: Ontology, workers: int, progress: Progress
) -> Iterator[Extraction | KgError]:
    """What each article gives, in the order of ``articles``; a KgError where one fails, which stops no other."""
    total = len(articles)
    progress("extracting", 0, total)
    if workers > 1 and total > 1:
        results = _in_processes(articles, ontology.folder, min(workers, total))
    else:
        pipeline = _ready(ontology)
        results = (_extract(pipeline, article) for article in articles)
    for done, result in enumerate(results, 1):
        progress("extracting", done, total)
        yield result


def _ready(ontology: Ontology) -> Pipeline:
    pipeline = Pipeline(ontology)
    # What it knows stays to the end: looking for garbage among it would take a tenth of the time of an article.
    gc.freeze()
    return pipeline


def _extract(pipeline: Pipeline, article: Article) -> Extraction | KgError:
    try:
        return pipeline.extract(article)
    except Exception as error:
        # One article that trips a stage must not cost the other ten thousand; it is reported by name.
        return BadData(
            f"{article.path}: no claims could be extracted ({type(error).__name__}: {error})",
            "the other articles are not affected; please report this with the file",
        )


def _in_processes(articles: Sequence[Article], ontology: Path, workers: int) -> Iterator[Extraction | KgError]:
    import multiprocessing

    # Started afresh, not forked: a fork would share the threads' locks and exists on some systems only.
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, _start, (ontology,)) as pool:
        yield from pool.imap(_work, articles, chunksize=min(_CHUNK, -(-len(articles) // workers)))


def _start(ontology: Path) -> None:
    global _pipeline
    # Ctrl-C reaches every process of the terminal; the one that asked for the work stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _pipeline = _ready(read_ontology(ontology))


def _work(article: Article) -> Extraction | KgError:
    assert _pipeline is not None, "the process was started without its pipeline"
    return _extract(_pipeline, article)
