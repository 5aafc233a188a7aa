"""kg serve: the page, the endpoint and the editor on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kg.vocabulary.schema import Schema


def serve(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that kg build wrote.")] = Path("exports"),
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.")] = 8000,
    ontology: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The ontology folder (default: the one that ships).")
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="The most rows of a result.")] = 10_000,
    cpu: Annotated[int, typer.Option(min=1, help="The most CPU seconds of a query.")] = 10,
    wall: Annotated[float, typer.Option(min=0.1, help="The most seconds of a query by the clock.")] = 20.0,
    memory: Annotated[int, typer.Option(min=16, help="The most memory of a query in MB.")] = 1024,
) -> None:
    """Serve the graph on loopback: its page at /, SPARQL at /sparql, a query editor at /query. Ctrl-C ends it."""
    from kg.errors import UsageError

    try:
        from kg.rdf.server.run import serve as run
    except ModuleNotFoundError as error:
        raise UsageError(f"kg serve needs {error.name}", "pip install 'kg[serve]'") from error
    from kg.export.vocabulary import write_vocabulary_page
    from kg.rdf.sandbox import Limits
    from kg.vocabulary.place import default_ontology

    def ready(address: str) -> None:
        print(f"{address}  (query editor: {address}query, endpoint: {address}sparql)", file=sys.stderr, flush=True)

    def terms(schema: Schema) -> bytes:
        return write_vocabulary_page(schema)["ontology.html"]

    limits = Limits(cpu=cpu, wall=wall, memory=memory << 20)
    run(folder, ontology or default_ontology(), port, ready, terms, limits, rows)
