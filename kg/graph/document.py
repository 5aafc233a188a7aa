"""The graph as plain data: a NetworkX MultiDiGraph and its one-to-one JSON form (graph.json).

A ``Graph`` is a MultiDiGraph whose attributes are JSON values only:

* ``graph.graph``: ``documents`` (``id``, ``title``, ``path``, ``sha256``, ``published_by``, ``text``, ``sections``:
  ``number``, ``title``, ``start``, ``end``), ``quarantined`` (``document``, ``start``, ``end``, ``kind``, ``text``,
  ``rule``), ``restorations`` (``document``, ``start``, ``end``, ``surface``, ``restored``, ``rule``, ``runner_up``,
  ``margin``);
* a node is an entity: ``type``, ``label`` (Simplified), ``label_hant``, ``label_en`` (may be empty), ``names``,
  ``aliases`` (``text``, ``kind``: preferred, alternative or hidden, ``language``), ``lexicon`` (row id or empty),
  ``mentions`` (``document``, ``start``, ``end``);
* an edge is a claim, its key the claim's id: ``predicate``, ``polarity``, ``modality``, ``evidence`` (``document``,
  ``start``, ``end``, ``quote``, ``section``, ``rule``, ``subject`` and ``object``: ``[start, end]`` of the mention, or
  null where the heading supplied it).

All offsets are code points of the document's text. ``text`` is that text with contact details masked character by
character; it lives in memory only and is left out of graph.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx

from kg.errors import BadData, UsageError
from kg.model.ids import claim_id

Graph: TypeAlias = nx.MultiDiGraph

_NODE = {"label_hant": "", "label_en": "", "lexicon": ""}


def graph_to_json(graph: Graph) -> dict[str, Any]:
    """The graph as the value that graph.json holds (see gold annotations for the same schema)."""
    return {
        "documents": [{k: v for k, v in d.items() if k != "text"} for d in graph.graph["documents"]],
        "quarantined": graph.graph["quarantined"],
        "restorations": graph.graph["restorations"],
        "entities": [{"id": node, **data} for node, data in graph.nodes(data=True)],
        "claims": [
            {"id": key, "subject": s, "predicate": data["predicate"], "object": o}
            | {k: v for k, v in data.items() if k != "predicate"}
            for s, o, key, data in graph.edges(keys=True, data=True)
        ],
    }


def graph_from_json(value: dict[str, Any], texts: dict[str, str] | None = None) -> Graph:
    """The graph that a graph.json value describes; also takes a gold file, which lacks the optional keys.

    ``texts`` gives the raw text of documents by id where it is at hand. Raises KeyError if a required key is missing.
    """
    graph = Graph()
    graph.graph["documents"] = [
        {"sections": [], **d, "text": (texts or {}).get(d["id"], "")} for d in value["documents"]
    ]
    graph.graph["quarantined"] = [{"rule": "", **q} for q in value["quarantined"]]
    graph.graph["restorations"] = [{"rule": "", "runner_up": "", "margin": 0.0, **r} for r in value["restorations"]]
    for entity in value["entities"]:
        data = {**_NODE, **{k: v for k, v in entity.items() if k != "id"}}
        data.setdefault("aliases", [{"text": n, "kind": "alternative", "language": "zh"} for n in entity["names"]])
        graph.add_node(entity["id"], **data)
    for claim in value["claims"]:
        s, p, o = claim["subject"], claim["predicate"], claim["object"]
        key = claim.get("id") or claim_id(s, p, o, claim["polarity"], claim["modality"])
        evidence = [{"section": "", "rule": "", "subject": None, "object": None, **e} for e in claim["evidence"]]
        graph.add_edge(
            s, o, key=key, predicate=p, polarity=claim["polarity"], modality=claim["modality"], evidence=evidence
        )
    return graph


def read_graph(path: Path) -> Graph:
    """The graph stored in a graph.json file.

    Raises UsageError if there is no such file and BadData if it is not a graph.json of this version.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return graph_from_json(value)
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file", "build it first: kg build") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadData(f"{path}: not a graph.json of this version ({error})", "build it again: kg build") from error
