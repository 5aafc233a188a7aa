"""What changed between two graphs: entities and claims that came, went, or are told differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.graph.document import Graph


@dataclass(frozen=True, slots=True)
class Difference:
    """Each change as a value of JSON: ``id`` and ``what`` (readable), changed ones with ``before`` and ``after``."""

    entities_added: tuple[dict[str, Any], ...]
    entities_removed: tuple[dict[str, Any], ...]
    entities_changed: tuple[dict[str, Any], ...]
    claims_added: tuple[dict[str, Any], ...]
    claims_removed: tuple[dict[str, Any], ...]
    claims_changed: tuple[dict[str, Any], ...]

    def __bool__(self) -> bool:
        """Whether there is any change."""
        return any(getattr(self, name) for name in self.__slots__)


def difference(old: Graph, new: Graph) -> Difference:
    """The changes from ``old`` to ``new``, each list by id.

    An entity has changed if its type, label or names have, a claim if the words that say it have; where they stand
    in the text does not count.
    """
    before = {id_: _entity(data) for id_, data in old.nodes(data=True)}
    after = {id_: _entity(data) for id_, data in new.nodes(data=True)}
    was = {key: _quotes(data) for _, _, key, data in old.edges(keys=True, data=True)}
    now = {key: _quotes(data) for _, _, key, data in new.edges(keys=True, data=True)}
    said_before, said_now = _said(old), _said(new)
    return Difference(
        entities_added=tuple({"id": i, "what": _named(after[i])} for i in sorted(after.keys() - before.keys())),
        entities_removed=tuple({"id": i, "what": _named(before[i])} for i in sorted(before.keys() - after.keys())),
        entities_changed=tuple(
            {"id": i, "what": _named(after[i]), "before": before[i], "after": after[i]}
            for i in sorted(before.keys() & after.keys())
            if before[i] != after[i]
        ),
        claims_added=tuple({"id": k, "what": said_now[k]} for k in sorted(now.keys() - was.keys())),
        claims_removed=tuple({"id": k, "what": said_before[k]} for k in sorted(was.keys() - now.keys())),
        claims_changed=tuple(
            {"id": k, "what": said_now[k], "before": was[k], "after": now[k]}
            for k in sorted(was.keys() & now.keys())
            if was[k] != now[k]
        ),
    )


def say(graph: Graph, subject: str, object_: str, data: dict[str, Any]) -> str:
    """A claim as one line: labels, predicate, and its polarity and modality where they are not the plain ones."""
    marks = [data[k] for k, plain in (("polarity", "affirmed"), ("modality", "asserted")) if data[k] != plain]
    status = f" ({', '.join(marks)})" if marks else ""
    return f"{graph.nodes[subject]['label']} {data['predicate']} {graph.nodes[object_]['label']}{status}"


def _said(graph: Graph) -> dict[str, str]:
    return {key: say(graph, s, o, data) for s, o, key, data in graph.edges(keys=True, data=True)}


def _entity(data: dict[str, Any]) -> dict[str, Any]:
    return {"type": data["type"], "label": data["label"], "names": sorted(data["names"])}


def _named(entity: dict[str, Any]) -> str:
    return f"{entity['label']} ({entity['type']})"


def _quotes(data: dict[str, Any]) -> list[str]:
    return sorted({item["quote"] for item in data["evidence"]})
