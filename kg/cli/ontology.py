"""kg ontology ...: what the domain expert does with the ontology folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.lint import lint
from kg.cli.ontology_new import new

app = typer.Typer(help="Check, mint ids, document the vocabulary, start another domain.", no_args_is_help=True)
app.command()(lint)
app.command()(new)

Folder = Annotated[
    Path | None, typer.Option("--ontology", metavar="DIR", help="The ontology folder (default: the one that ships).")
]


@app.command()
def mint(ontology: Folder = None) -> None:
    """Give an id to every lexicon row that has none. Ids are only added to registry.tsv, never changed."""
    from kg.errors import UsageError
    from kg.export.place import write_all
    from kg.vocabulary.lexicon import read_lexicon
    from kg.vocabulary.place import default_ontology
    from kg.vocabulary.registry import appended, read_registry
    from kg.vocabulary.registry import mint as mint_ids

    folder = ontology or default_ontology()
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such ontology folder", "kg ontology new DIR makes one")
    path = folder / "registry.tsv"
    new = mint_ids(read_lexicon(folder / "lexicon"), read_registry(path))
    if new:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        write_all(folder, {path.name: appended(text, new).encode("utf-8")})
    typer.echo(f"{len(new)} new ids in {path}")


@app.command()
def doc(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where ontology.html goes.")] = Path("exports"),
    ontology: Folder = None,
) -> None:
    """Write the vocabulary as a page: every term in three languages, and a diagram of what may be said of what."""
    from kg.export.place import write_all
    from kg.export.vocabulary import write_vocabulary_page
    from kg.vocabulary.place import default_ontology
    from kg.vocabulary.schema import read_schema

    page = write_vocabulary_page(read_schema((ontology or default_ontology()) / "schema.ttl"))
    for path in write_all(out, page):
        typer.echo(str(path))
