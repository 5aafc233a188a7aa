"""GraphML and GEXF, for Gephi, yEd, Cytoscape and igraph; NetworkX writes both."""

from __future__ import annotations

import io
import re

import networkx as nx

from kg.export.flat import Row, edge_rows, node_rows
from kg.graph import Graph
from kg.vocabulary.schema import Schema

# XML 1.0 has no way to write these characters, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """graph.graphml: attributes as plain strings and integers, lists joined by `` | ``, edge ids the claims' ids."""
    from networkx.readwrite.graphml import GraphMLWriter

    # The plain-XML writer by name: nx.write_graphml takes lxml where it is installed, and its bytes differ.
    class PlainWriter(GraphMLWriter):  # type: ignore[misc]
        def construct_types(self) -> None:
            # Its own table would import numpy, if that is installed, which costs more than all the writing.
            self.xml_type = {int: "long", str: "string"}
            self.python_type = {"long": int, "string": str}

    writer = PlainWriter(graph=_flat(graph, schema), encoding="utf-8", prettyprint=True)
    file = io.BytesIO()
    writer.dump(file)
    return {"graph.graphml": file.getvalue() + b"\n"}


def write_gexf(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """graph.gexf 1.2, the same attributes as in GraphML."""
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    for meta in writer.xml.findall("meta"):
        writer.xml.remove(
            meta
        )  # NetworkX' version and today's date: the same graph gives the same bytes on another day
    writer.add_graph(_flat(graph, schema))
    file = io.BytesIO()
    writer.write(file)
    return {"graph.gexf": file.getvalue() + b"\n"}


def _flat(graph: Graph, schema: Schema) -> nx.MultiDiGraph:
    flat = nx.MultiDiGraph()
    for row in node_rows(graph):
        flat.add_node(row["id"], **_plain(row, {"id"}))
    for row in edge_rows(graph, schema):
        hidden = {"id", "subject", "object", "subject_label", "object_label"}
        flat.add_edge(row["subject"], row["object"], key=row["id"], **_plain(row, hidden))
    return flat


def _plain(row: Row, hidden: set[str]) -> dict[str, str | int]:
    joined = {key: " | ".join(value) if isinstance(value, tuple) else value for key, value in row.items()}
    return {
        key: _ILLEGAL.sub("\ufffd", value) if isinstance(value, str) else value
        for key, value in joined.items()
        if key not in hidden
    }
