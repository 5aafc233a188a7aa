"""kg train: the recognizer, the resolver and the scorer taught from an analyst's own gold files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.errors import UsageError


def train(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="Folder of annotated graphs (*.graph.json).")],
    texts: Annotated[Path, typer.Argument(metavar="TEXT_DIR", help="Folder of the texts they annotate.")],
    ontology: Annotated[
        Path | None,
        typer.Option("--ontology", metavar="DIR", help="The ontology folder (default: the one that ships)."),
    ] = None,
    crossval: Annotated[
        bool, typer.Option("--crossval", help="Only measure: five folds over articles, nothing is written.")
    ] = False,
    tagged: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="First teach tagger and word classes, from a JSON list of word and tag pairs a line."
        ),
    ] = None,
    relations: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            metavar="GOLD_DIR TEXT_DIR",
            help="More annotated articles, which teach resolver and scorer but not the recognizer.",
        ),
    ] = None,
    out_of_fold: Annotated[
        Path | None,
        typer.Option("--out-of-fold", metavar="DIR", help="Also write what is found in each article left out."),
    ] = None,
) -> None:
    """Teach recognizer, resolver and scorer from gold files and write their weights into the ontology folder.

    Training twice from the same files gives the same bytes. The figures in the manifest are means over articles that
    the measured model did not see.
    """
    import json

    from kg.extract.train import teach_language, train_from_gold
    from kg.extract.train_scorer import train_scorer_from_gold
    from kg.extract.train_variants import train_variants_from_gold
    from kg.vocabulary.place import default_ontology

    if crossval and tagged is not None:
        raise UsageError("--tagged writes weights, --crossval writes none", "give one of the two")
    folder = ontology or default_ontology()

    def report(message: str) -> None:
        typer.echo(message, err=True)

    if tagged is not None:
        teach_language(tagged, folder, report)
    figures, results = train_from_gold(
        gold,
        texts,
        folder,
        others=relations,
        write=not crossval,
        predictions=out_of_fold,
        report=report,
    )
    if not crossval:
        # They learn behind names as they will really be: found by a recognizer that never saw the article.
        report(f"variants written to {train_variants_from_gold(results, folder)}")
        report(f"scorer written to {train_scorer_from_gold(results, folder)}")
    typer.echo(json.dumps(figures, indent=1))
