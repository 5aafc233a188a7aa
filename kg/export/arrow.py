"""Parquet, for data frames: nested where the graph is nested."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.export.flat import edge_rows, node_rows
from kg.graph import Graph
from kg.vocabulary.schema import Schema

if TYPE_CHECKING:
    import pyarrow as pa


def write_parquet(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """nodes.parquet and edges.parquet: the columns of the CSV files with lists as lists, claims with their evidence.

    Raises UsageError if pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise UsageError("Parquet needs the package pyarrow", "install it: pip install 'kg[parquet]'") from error
    strings, place = pa.list_(pa.string()), [("document", pa.string()), ("start", pa.int64()), ("end", pa.int64())]
    node_schema = pa.schema(
        [(name, pa.string()) for name in ("id", "type", "label", "label_hant", "label_en")]
        + [("names", strings), ("mentions", pa.list_(pa.struct(place)))]
    )
    said = pa.struct([*place, ("quote", pa.string()), ("section", pa.string()), ("rule", pa.string())])
    edge_schema = pa.schema(
        [(name, pa.string()) for name in ("id", "subject", "predicate", "object", "polarity", "modality")]
        + [("support", pa.int64()), ("evidence", pa.list_(said))]
    )
    nodes: list[dict[str, Any]] = [{**row, "mentions": graph.nodes[row["id"]]["mentions"]} for row in node_rows(graph)]
    evidence = {key: data["evidence"] for _, _, key, data in graph.edges(keys=True, data=True)}
    edges: list[dict[str, Any]] = [{**row, "evidence": evidence[row["id"]]} for row in edge_rows(graph, schema)]
    return {"nodes.parquet": _parquet(nodes, node_schema), "edges.parquet": _parquet(edges, edge_schema)}


def _parquet(rows: list[dict[str, Any]], columns: pa.Schema) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows, schema=columns), file, compression="zstd")
    return file.getvalue()
