"""kg suggest: terms that articles use and the lexicon does not know."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def suggest(
    inputs: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Articles, or folders of them.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the table here instead of standard output.")
    ] = None,
    least: Annotated[int, typer.Option("--min-documents", metavar="N", help="Only terms of N articles or more.")] = 1,
    most: Annotated[int, typer.Option("--limit", metavar="N", help="Only the first N terms; 0: all.")] = 200,
    ontology: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The ontology folder (default: the one that ships).")
    ] = None,
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that share the articles.")] = 1,
) -> None:
    """Suggest lexicon rows for unknown terms, the most useful first, as a CSV in the lexicon's own form.

    Edit it, drop it into the lexicon folder, and run kg ontology lint.
    """
    from kg.cli.progress import ProgressBar
    from kg.corpus.suggest import suggest_terms
    from kg.export.place import write_all
    from kg.vocabulary.place import default_ontology

    with ProgressBar() as progress:
        table, terms, errors = suggest_terms(
            inputs,
            ontology or default_ontology(),
            least_documents=least,
            most=most,
            workers=workers,
            progress=progress,
        )
    for error in errors:
        typer.echo(f"left out: {error.message}", err=True)
    if out is None:
        typer.echo(table, nl=False)
    else:
        write_all(out.parent, {out.name: table.encode("utf-8")})
        typer.echo(f"{len(terms)} terms in {out}")
