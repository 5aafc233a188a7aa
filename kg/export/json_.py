"""graph.json: the graph itself, one item a line, so that a difference between two builds is a difference of lines."""

from __future__ import annotations

import json
from operator import itemgetter

from kg.graph import Graph, graph_to_json
from kg.vocabulary.schema import Schema

_ORDER: dict[str, tuple[str, ...]] = {
    "documents": ("id",),
    "quarantined": ("document", "start", "end", "kind", "rule"),
    "restorations": ("document", "start", "end", "restored"),
    "entities": ("id",),
    "claims": ("id",),
}


def write_json(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """graph.json, which ``kg.graph.read_graph`` reads back; items sorted, Chinese as it is."""
    value = graph_to_json(graph)
    parts = []
    for name, keys in _ORDER.items():
        items = sorted(value[name], key=itemgetter(*keys))
        lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
        parts.append(f'"{name}": [\n{lines}\n]' if items else f'"{name}": []')
    return {"graph.json": ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")}
