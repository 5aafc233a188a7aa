"""kg ontology new: an ontology folder for another domain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it must not exist yet.")],
) -> None:
    """Make a small, complete ontology folder to put another domain into: classes, predicates, names and rules.

    How texts are cleaned and how Chinese negates and hedges is taken from the ontology that ships.
    """
    from kg.vocabulary.place import default_ontology
    from kg.vocabulary.template import new_ontology

    files = new_ontology(folder, default_ontology())
    typer.echo(f"{len(files)} files in {folder}")
    for name, what in (
        ("schema.ttl", "add your classes (subclasses of kg:Entity) and predicates (subproperties of kg:relatesTo)"),
        ("lexicon/names.csv", "add the names you know, one row an entity"),
        ("rules.toml", "add the words that say each predicate"),
    ):
        typer.echo(f"  {folder / name}: {what}")
    typer.echo(f"then: kg ontology lint --ontology {folder} && kg build INPUTS... --ontology {folder}")
