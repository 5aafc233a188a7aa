"""graph.json: the graph itself, one item a line, so that a difference between two builds is a difference of lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from kg.graph import Graph, graph_to_json
from kg.vocabulary.schema import Schema

_Key = Callable[[dict[str, Any]], Any]


def _first(places: str) -> _Key:
    """The order of reading: by the first of an item's places, items without any at the end, then by id."""

    def key(item: dict[str, Any]) -> Any:
        first = min(((p["document"], p["start"], p["end"]) for p in item[places]), default=None)
        return first is None, first or (), item["id"]

    return key


_ORDER: dict[str, _Key] = {
    "documents": itemgetter("id"),
    "quarantined": itemgetter("document", "start", "end", "kind", "rule"),
    "restorations": itemgetter("document", "start", "end", "restored"),
    "entities": _first("mentions"),
    "claims": _first("evidence"),
}


def write_json(graph: Graph, schema: Schema, base: str) -> dict[str, bytes]:
    """graph.json, which ``kg.graph.read_graph`` reads back; Chinese as it is.

    Entities stand in the order in which the articles first mention them and claims in that of their evidence, so that
    who reads the file beside the article finds the way.
    """
    value = graph_to_json(graph)
    parts = []
    for name, key in _ORDER.items():
        items = sorted(value[name], key=key)
        lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
        parts.append(f'"{name}": [\n{lines}\n]' if items else f'"{name}": []')
    return {"graph.json": ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")}
