"""kg build: articles in, a folder of exports out."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kg.corpus.build import Built

# Reasons shown in the terminal; report.md and manifest.json have all of them.
SHOWN = 10

# kg.rdf.names.DEFAULT_BASE, written out so that the help costs no import.
RESERVED_BASE = "https://kg.example/"


def build(
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[INPUTS]...", help="Texts (.txt, .md) or folders of them; default: the seed article."),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where to write.")] = Path("exports"),
    ontology: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The ontology folder (default: the one that ships).")
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="Write only this (again for more): json, turtle, ntriples, graphml, csv, html, report (these seven "
            "by default), trig, jsonld, rdf12, gexf, neo4j, parquet, void, all.",
        ),
    ] = None,
    base: Annotated[str, typer.Option(metavar="IRI", help="What the ids in RDF begin with.")] = RESERVED_BASE,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that share the articles.")] = 1,
) -> None:
    """Build the knowledge graph of Chinese articles: every claim with the words that say it.

    Writes graph.json, RDF, GraphML, CSV, a page to explore (graph.html), a report (report.md) and manifest.json.
    """
    # Articles leave no cycles behind, so there is nothing to collect: looking for it takes a sixth of a build's time.
    gc.disable()
    from kg.cli.progress import ProgressBar
    from kg.corpus.build import DEFAULT_FORMATS
    from kg.corpus.build import build as build_corpus
    from kg.vocabulary.place import default_ontology, packaged

    with ProgressBar() as progress:
        built = build_corpus(
            inputs or [packaged("seeds")],
            out,
            ontology or default_ontology(),
            formats=formats or DEFAULT_FORMATS,
            base=base,
            workers=workers,
            progress=progress,
        )
    _say(built, out)
    if base == RESERVED_BASE and any(path.suffix in (".ttl", ".nt", ".trig", ".jsonld") for path in built.written):
        note = f"ids in RDF begin with {base}, a name reserved for examples: give your own with --base to publish them"
        typer.echo(note, err=True)


def _say(built: Built, out: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    talk = Console(stderr=True, highlight=False)
    for error in built.left_out[:SHOWN]:
        talk.print(f"left out: {error.message}", style="yellow", markup=False, soft_wrap=True)
    if len(built.left_out) > SHOWN:
        talk.print(f"left out: {len(built.left_out) - SHOWN} more, see {out / 'manifest.json'}", markup=False)
    table = Table(show_header=False, box=None, pad_edge=False)
    articles, grades = built.articles, [a.grade for a in built.articles]
    read = f"{len(articles):,}" + (f", {len(built.left_out):,} left out" if built.left_out else "")
    table.add_row("articles", read)
    whole = ", ".join(f"{grades.count(grade):,} of grade {grade}" for grade in sorted(set(grades)))
    table.add_row("text", grades[0] if len(grades) == 1 else whole)
    quarantined = sum(sum(a.quarantined.values()) for a in articles)
    table.add_row("quarantined", f"{quarantined:,} of {sum(a.characters for a in articles):,} characters")
    table.add_row("repaired", f"{sum(a.repairs for a in articles):,} places")
    table.add_row("entities", f"{built.graph.number_of_nodes():,}")
    table.add_row("claims", f"{built.graph.number_of_edges():,}")
    names = sorted(path.name for path in built.written)
    table.add_row("written", f"{len(names)} files in {out}")
    console = Console(highlight=False)
    console.print(table)
    looks = (("graph.html", "open it in a browser"), ("report.md", "read what was taken out, mended and found"))
    for name, what in looks:
        if name in names:
            console.print(f"  {out / name}: {what}", markup=False, soft_wrap=True)
