"""The graph as rows: one an entity and one a claim, with plain values and tuples of strings only."""

from __future__ import annotations

from collections.abc import Iterator

from kg.graph import Graph
from kg.vocabulary.schema import Schema

Row = dict[str, str | int | tuple[str, ...]]


def node_rows(graph: Graph) -> Iterator[Row]:
    """Entities by id; ``mentions`` is how many there are."""
    for id_, data in sorted(graph.nodes(data=True)):
        yield {
            "id": id_,
            "type": data["type"],
            "label": data["label"],
            "label_hant": data["label_hant"],
            "label_en": data["label_en"],
            "names": tuple(data["names"]),
            "mentions": len(data["mentions"]),
        }


def edge_rows(graph: Graph, schema: Schema) -> Iterator[Row]:
    """Claims by id; ``support`` is the number of places that say it, ``places`` are ``document:start-end``."""
    for subject, object_, id_, data in sorted(graph.edges(keys=True, data=True), key=lambda edge: str(edge[2])):
        evidence = sorted(data["evidence"], key=lambda item: (str(item["document"]), item["start"], item["end"]))
        predicate = schema.predicates.get(data["predicate"])
        yield {
            "id": id_,
            "subject": subject,
            "subject_label": graph.nodes[subject]["label"],
            "predicate": data["predicate"],
            "predicate_label": predicate.labels["zh-Hans"] if predicate else data["predicate"],
            "object": object_,
            "object_label": graph.nodes[object_]["label"],
            "polarity": str(data["polarity"]),
            "modality": str(data["modality"]),
            "support": len({(item["document"], item["start"], item["end"]) for item in evidence}),
            "quotes": tuple(dict.fromkeys(item["quote"] for item in evidence)),
            "places": tuple(dict.fromkeys(f"{e['document']}:{e['start']}-{e['end']}" for e in evidence)),
            "sections": tuple(dict.fromkeys(item["section"] for item in evidence if item["section"])),
            "rules": tuple(dict.fromkeys(item["rule"] for item in evidence if item["rule"])),
        }
