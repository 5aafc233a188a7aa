"""Articles in, a folder of exports out: the plain function behind ``kg build``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import kg
from kg.corpus.extractions import Progress, extract_all
from kg.corpus.inputs import input_files, read_articles
from kg.errors import BadData, KgError, UsageError
from kg.export.integrity import Integrity, integrity
from kg.export.manifest import stale_outputs, write_manifest
from kg.export.place import remove, write_all
from kg.graph import Graph
from kg.graph.build import build_graph
from kg.model import Extraction
from kg.rdf.names import DEFAULT_BASE, checked_base
from kg.vocabulary.ontology import ontology_hashes, read_ontology
from kg.vocabulary.schema import Schema

# What a build writes when nothing else is asked for, beside manifest.json, which it always writes.
DEFAULT_FORMATS = ("json", "turtle", "ntriples", "graphml", "csv", "html", "report")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: the graph, figures of each article, the files written and the files that were not read."""

    graph: Graph
    schema: Schema
    articles: tuple[Integrity, ...]
    written: tuple[Path, ...]
    left_out: tuple[KgError, ...]


def build(
    inputs: Sequence[Path],
    out: Path,
    ontology: Path,
    *,
    formats: Iterable[str] = DEFAULT_FORMATS,
    base: str = DEFAULT_BASE,
    workers: int = 1,
    progress: Progress = lambda what, done, total: None,
) -> Built:
    """Build the graph of all texts among ``inputs`` and write it to the folder ``out``, whole or not at all.

    ``workers`` processes share the articles; their number changes no byte. A file that cannot be read is left out and
    reported. Raises UsageError for a missing path or an unknown format, BadData if no article can be read or the
    ontology is broken.
    """
    wanted = checked_formats(formats)
    checked_base(base)
    if workers < 1:
        raise UsageError(f"{workers} workers cannot work", "give 1 or more")
    files = _outside(input_files(inputs), out)
    knowledge = read_ontology(ontology)
    articles, left_out = read_articles(files)
    if not articles:
        raise _nothing_read(files, left_out)
    figures: list[Integrity] = []
    graph = _graph(extract_all(articles, knowledge, workers, progress), figures, left_out)
    if not figures:
        raise _nothing_read(files, left_out)
    reasons = [_reason(error, files) for error in left_out]
    progress("writing", 0, 1)
    contents = write_files(graph, knowledge.schema, wanted, base, figures, reasons)
    contents["manifest.json"] = write_manifest(
        version=kg.__version__,
        base=base,
        inputs=[_input(file) for file in files],
        left_out=reasons,
        ontology=ontology_hashes(ontology),
        ontology_version=knowledge.schema.version,
        files=contents,
    )
    stale = stale_outputs(out / "manifest.json", contents["manifest.json"])
    written = write_all(out, contents)
    remove(out, stale)
    progress("writing", 1, 1)
    return Built(graph, knowledge.schema, tuple(figures), tuple(written), tuple(left_out))


def checked_formats(formats: Iterable[str]) -> list[str]:
    """``formats`` once each, ``all`` spelled out. Raises UsageError for one that nothing can write."""
    from kg.export import DESCRIPTION, WRITERS

    known = [*WRITERS, "html", "report", DESCRIPTION]
    wanted: list[str] = []
    for name in formats:
        wanted += known if name == "all" else [name]
    if unknown := sorted(set(wanted) - set(known)):
        raise UsageError(f"unknown format: {', '.join(unknown)}", f"choose from {', '.join(known)}, all")
    return list(dict.fromkeys(wanted))


def write_files(
    graph: Graph,
    schema: Schema,
    formats: Sequence[str],
    base: str,
    figures: Sequence[Integrity],
    left_out: Sequence[tuple[str, str]] = (),
) -> dict[str, bytes]:
    """The files of all ``formats`` by name, the page and the report among them."""
    from kg.export import write_formats

    files: dict[str, bytes] = {}
    if "html" in formats:
        from kg.export.html import write_page

        documents = graph.graph["documents"]
        title = documents[0]["title"] if len(documents) == 1 else f"{len(documents):,} articles"
        files["graph.html"] = write_page(graph, title=title, labels=page_labels(schema), base=base)
    if "report" in formats:
        from kg.export.report import write_report

        files["report.md"] = write_report(graph, schema, figures, left_out)
    return write_formats(graph, schema, [f for f in formats if f not in ("html", "report")], base, files) | files


def page_labels(schema: Schema) -> dict[str, object]:
    """The vocabulary as the page wants it: labels of classes and predicates, and which predicates are symmetric."""
    return {
        "classes": {name: term.labels for name, term in schema.classes.items()},
        "predicates": {name: term.labels for name, term in schema.predicates.items()},
        "symmetric": [name for name, predicate in schema.predicates.items() if predicate.symmetric],
        "namespace": schema.namespace,
    }


def _graph(results: Iterable[Extraction | KgError], figures: list[Integrity], left_out: list[KgError]) -> Graph:
    """The graph of what could be extracted; the figures of each article and what failed go to the two lists."""

    def extracted() -> Iterator[Extraction]:
        for result in results:
            if isinstance(result, KgError):
                left_out.append(result)
            else:
                figures.append(integrity(result))
                yield result

    return build_graph(extracted())


def _outside(files: Sequence[Path], out: Path) -> list[Path]:
    """Without what an earlier build wrote: with the output folder inside an input folder, report.md is no article."""
    place = out.resolve()
    kept = [file for file in files if file.resolve().parent != place]
    return kept or list(files)


def _nothing_read(files: Sequence[Path], errors: Sequence[KgError]) -> KgError:
    if len(errors) == 1:
        return BadData(errors[0].message, errors[0].hint)
    reasons = "".join(f"\n    {error.message}" for error in errors[:10])
    return BadData(f"none of {len(files)} files can be used:{reasons}", "give articles in UTF-8, GB18030 or Big5")


def _reason(error: KgError, files: Sequence[Path]) -> tuple[str, str]:
    """The name of a file that was left out and why, without the folders it lies in: they differ between machines."""
    message = error.message
    for file in sorted(files, key=lambda f: -len(str(f))):
        message = message.replace(str(file), file.name)
    name, _, reason = message.partition(": ")
    return name, reason


def _input(file: Path) -> dict[str, str]:
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        digest = ""
    return {"path": file.name, "sha256": digest}
