"""One writer a format: a graph in, files out. ``WRITERS`` is the list of formats, by the names users give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from kg.errors import UsageError
from kg.export.arrow import write_parquet
from kg.export.json_ import write_json
from kg.export.linked import write_json_ld, write_ntriples, write_rdf12, write_trig, write_turtle
from kg.export.network import write_gexf, write_graphml
from kg.export.tables import write_csv, write_neo4j
from kg.graph import Graph
from kg.rdf.dataset import write_description
from kg.rdf.names import DEFAULT_BASE, checked_base
from kg.vocabulary.schema import Schema

# A graph, its vocabulary and the base of its IRIs -> file name -> contents.
Writer = Callable[[Graph, Schema, str], dict[str, bytes]]

WRITERS: dict[str, Writer] = {
    "json": write_json,
    "turtle": write_turtle,
    "ntriples": write_ntriples,
    "trig": write_trig,
    "jsonld": write_json_ld,
    "rdf12": write_rdf12,
    "graphml": write_graphml,
    "gexf": write_gexf,
    "csv": write_csv,
    "neo4j": write_neo4j,
    "parquet": write_parquet,
}

# What the description of the data set is called on the command line; it is written last, over all other files.
DESCRIPTION = "void"


def write_formats(
    graph: Graph,
    schema: Schema,
    formats: Iterable[str],
    base: str = DEFAULT_BASE,
    beside: Mapping[str, bytes] = MappingProxyType({}),
) -> dict[str, bytes]:
    """The files of the given formats, by name; ``beside`` are files from elsewhere that the description counts, too.

    Raises UsageError for a format or a base that cannot be used.
    """
    wanted = list(dict.fromkeys(formats))
    unknown = sorted(set(wanted) - {*WRITERS, DESCRIPTION})
    if unknown:
        raise UsageError(f"unknown format: {', '.join(unknown)}", f"choose from {', '.join([*WRITERS, DESCRIPTION])}")
    checked_base(base)
    files: dict[str, bytes] = {}
    for name in wanted:
        if name != DESCRIPTION:
            files |= WRITERS[name](graph, schema, base)
    if DESCRIPTION in wanted:
        files |= write_description(graph, schema, base, {**files, **beside})
    return files
