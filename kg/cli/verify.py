"""kg verify: does every quote stand where the graph says?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def verify(
    path: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph.json, or the folder it is in.")],
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUTS...", help="The texts it was built from.")],
    ontology: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The ontology it was built with (default: the one that ships).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Mismatches as JSON on standard output.")] = False,
) -> None:
    """Slice every span of a graph from the raw files again and compare, character by character.

    Exit code 1 if one does not hold.
    """
    import json

    from kg.corpus.inputs import input_files, read_articles
    from kg.corpus.verify import verify as verify_graph
    from kg.errors import CheckFailed
    from kg.graph import read_graph
    from kg.vocabulary.names import read_names
    from kg.vocabulary.place import default_ontology

    graph = read_graph(path / "graph.json" if path.is_dir() else path)
    articles, errors = read_articles(input_files(inputs))
    for error in errors:
        typer.echo(f"left out: {error.message}", err=True)
    stand_ins = read_names((ontology or default_ontology()) / "names.toml").self_words
    spans, mismatches = verify_graph(graph, articles, stand_ins)
    if as_json:
        typer.echo(json.dumps([m._asdict() for m in mismatches], ensure_ascii=False, indent=1))
    else:
        for mismatch in mismatches:
            typer.echo(f"{mismatch.document}:{mismatch.start}: {mismatch.what}")
    if mismatches:
        raise CheckFailed(
            f"{path}: {len(mismatches)} mismatches with the raw files", "restore the files, or build again: kg build"
        )
    if not as_json:
        typer.echo(f"{path}: all {spans:,} spans of {len(graph.graph['documents']):,} articles hold")
