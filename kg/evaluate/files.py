"""Reads gold and graphs as plain JSON values, which is what scoring compares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.errors import BadData, UsageError

_KEYS = ("documents", "quarantined", "restorations", "entities", "claims")


def read_json_graph(path: Path) -> dict[str, Any]:
    """The value of a gold file or a graph.json.

    Raises UsageError if there is no such file, BadData if it is not JSON or lacks a table.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file", "build it first: kg build") from error
    except ValueError as error:
        raise BadData(f"{path}: not JSON in UTF-8 ({error})", "compare it with tests/gold/seed.graph.json") from error
    missing = [key for key in _KEYS if not isinstance(value, dict) or not isinstance(value.get(key), list)]
    if missing or not value["documents"]:
        lacks = ", ".join(missing) or "documents"
        raise BadData(f"{path}: not a graph, it lacks {lacks}", "compare it with tests/gold/seed.graph.json")
    return dict(value)
