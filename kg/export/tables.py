"""Nodes and edges as CSV, for spreadsheets and for Neo4j's bulk import."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from kg.export.flat import edge_rows, node_rows
from kg.graph import Graph
from kg.vocabulary.schema import Schema

# A spreadsheet runs a cell that begins with one of these; an apostrophe in front makes it text (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_NODE = ("id", "type", "label", "label_hant", "label_en", "names", "mentions")
_EDGE = (
    *("id", "subject", "subject_label", "predicate", "predicate_label", "object", "object_label"),
    *("polarity", "modality", "support", "quotes", "places", "sections", "rules"),
)


def write_csv(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """nodes.csv and edges.csv: RFC 4180 in UTF-8, a header, one entity or claim a row, lists joined by `` | ``.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    nodes = ([_safe(row[column]) for column in _NODE] for row in node_rows(graph))
    edges = ([_safe(row[column]) for column in _EDGE] for row in edge_rows(graph, schema))
    return {"nodes.csv": _csv(_NODE, nodes), "edges.csv": _csv(_EDGE, edges)}


def write_neo4j(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """neo4j-nodes.csv and neo4j-relationships.csv in the layout of ``neo4j-admin database import full``.

    Ids, labels and types as its header wants them; a claim is a relationship of its predicate's type in capitals.
    Cells are exact, but for array delimiters and line ends inside a value, which the import cannot quote.
    """
    nodes = (
        [row["id"], f"Entity;{row['type']}", row["label"], row["label_hant"], row["label_en"], _array(row["names"])]
        for row in node_rows(graph)
    )
    edges = (
        [
            *(row["subject"], row["object"], _capitals(str(row["predicate"])), row["id"], row["predicate"]),
            *(row["polarity"], row["modality"], row["support"], _array(row["quotes"]), _array(row["places"])),
        ]
        for row in edge_rows(graph, schema)
    )
    node_header = ("id:ID", ":LABEL", "label", "label_hant", "label_en", "names:string[]")
    edge_header = (":START_ID", ":END_ID", ":TYPE", "claim", "predicate", "polarity", "modality", "support:int")
    return {
        "neo4j-nodes.csv": _csv(node_header, nodes),
        "neo4j-relationships.csv": _csv((*edge_header, "quotes:string[]", "places:string[]"), edges),
    }


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # the excel dialect is RFC 4180: CRLF, quotes doubled
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _safe(value: object) -> object:
    text = " | ".join(value) if isinstance(value, tuple) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text


def _array(values: object) -> str:
    assert isinstance(values, tuple)
    return ";".join(" ".join(value.replace(";", "；").split("\n")) for value in values)


def _capitals(name: str) -> str:
    """``partnersWith`` -> ``PARTNERS_WITH``, as relationship types are written in Cypher."""
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in name)
