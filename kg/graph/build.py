"""Extractions of any number of articles into one Graph; the same claim in two articles merges its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.graph.document import Graph
from kg.model import Alias, AliasKind, Entity, Extraction, Span

MASK = "•"


def build_graph(extractions: Iterable[Extraction]) -> Graph:
    """One graph of all articles, in their order; entities and claims meet by id.

    Contact details are masked, character by character, in every text that enters the graph.
    """
    graph = Graph()
    graph.graph.update(documents=[], quarantined=[], restorations=[])
    for extraction in extractions:
        contacts = [q.span for q in extraction.quarantined if q.kind == "contact"]
        masked = mask(extraction.article.text, contacts)
        _add_document(graph, extraction, masked)
        for entity in extraction.entities:
            _add_entity(graph, entity)
        for resolution in extraction.resolutions:
            start, end = extraction.text.to_raw(resolution.mention.span)
            mention = {"document": extraction.article.id, "start": start, "end": end}
            graph.nodes[resolution.entity]["mentions"].append(mention)
        for claim in extraction.claims:
            evidence = [
                {
                    "document": e.document,
                    "start": e.span.start,
                    "end": e.span.end,
                    "quote": masked[e.span.start : e.span.end],
                    "section": e.section,
                    "rule": e.rule,
                    "subject": list(e.subject),
                    "object": list(e.object),
                }
                for e in claim.evidence
            ]
            if graph.has_edge(claim.subject, claim.object, claim.id):
                graph.edges[claim.subject, claim.object, claim.id]["evidence"] += evidence
                continue
            graph.add_edge(
                claim.subject,
                claim.object,
                key=claim.id,
                predicate=claim.predicate,
                polarity=str(claim.polarity),
                modality=str(claim.modality),
                evidence=evidence,
            )
    return graph


def mask(text: str, contacts: Iterable[tuple[int, int]]) -> str:
    """``text`` with every character of the given spans, line ends apart, put out of sight.

    >>> mask("tel 139\\nx", [(4, 8)])
    'tel •••\\nx'
    """
    characters = list(text)
    for start, end in contacts:
        for at in range(start, end):
            if characters[at] != "\n":
                characters[at] = MASK
    return "".join(characters)


def _add_document(graph: Graph, extraction: Extraction, masked: str) -> None:
    article = extraction.article
    graph.graph["documents"].append(
        {
            "id": article.id,
            "title": _cut(masked, article.title_span) or article.title,
            "path": article.path,
            "sha256": article.sha256,
            "published_by": list(article.published_by),
            "sections": [_section(extraction, number) for number in range(len(extraction.sections))],
            "text": masked,
        }
    )
    for quarantine in extraction.quarantined:
        start, end = quarantine.span
        graph.graph["quarantined"].append(
            {
                "document": article.id,
                "start": start,
                "end": end,
                "kind": quarantine.kind,
                "text": masked[start:end],
                "rule": quarantine.rule,
            }
        )
    for restoration in extraction.restorations:
        graph.graph["restorations"].append(
            {
                "document": article.id,
                "start": restoration.span.start,
                "end": restoration.span.end,
                "surface": restoration.surface,
                "restored": restoration.restored,
                "rule": restoration.rule,
                "runner_up": restoration.runner_up,
                "margin": round(restoration.margin, 3),
            }
        )


def _section(extraction: Extraction, number: int) -> dict[str, Any]:
    section = extraction.sections[number]
    start, end = extraction.text.to_raw(section.span)
    heading = extraction.text.clean[section.heading.start : section.heading.end]
    return {"number": section.number, "title": heading, "start": start, "end": end}


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _alias(alias: Alias) -> dict[str, str]:
    return {"text": alias.text, "kind": str(alias.kind), "language": alias.language}


def _add_entity(graph: Graph, entity: Entity) -> None:
    if entity.id in graph:
        node = graph.nodes[entity.id]
        known = {a["text"] for a in node["aliases"]}
        fresh = [a for a in entity.aliases if a.text not in known and a.kind is not AliasKind.PREFERRED]
        node["aliases"] += [_alias(a) for a in fresh]
        node["names"] += [a.text for a in fresh]
        return
    preferred = {a.language: a.text for a in entity.aliases if a.kind is AliasKind.PREFERRED}
    graph.add_node(
        entity.id,
        type=entity.type,
        label=entity.label,
        label_hant=preferred.get("zh-Hant", entity.label),
        label_en=preferred.get("en", ""),
        names=list(entity.names),
        aliases=[_alias(a) for a in entity.aliases],
        lexicon=entity.lexicon_id,
        mentions=[],
    )
