"""The graph as the page holds it: plain columns, in parts that are read when they are needed.

``core`` draws, filters and searches; ``evidence`` has the place of every quote (the quotes themselves are slices of
the texts); ``texts`` holds the articles with what was quarantined and repaired in them, a few to a part.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from kg.export.html.communities import communities
from kg.export.html.disputes import disputes
from kg.export.html.names import readings, variants
from kg.export.html.palette import colour_and_shape
from kg.export.html.story import Roles, section_at, tell
from kg.graph.document import Graph
from kg.model.ids import claim_id
from kg.text.script import simplified

Labels = Mapping[str, Any]
POLARITIES = ("affirmed", "negated")
MODALITIES = ("asserted", "possible", "future")
ALIAS_KINDS = ("preferred", "alternative", "hidden")
PART = 400_000  # characters of article text in one part


def core(graph: Graph, *, title: str, labels: Labels, roles: Roles, base: str) -> dict[str, Any]:
    """All but evidence and texts, as a JSON value (script/model.js documents its fields from the reader's side)."""
    nodes = list(graph.nodes(data=True))
    edges = list(graph.edges(keys=True, data=True))
    index = {node: i for i, (node, _) in enumerate(nodes)}
    documents = graph.graph["documents"]
    document = {d["id"]: i for i, d in enumerate(documents)}
    classes = _terms(labels.get("classes", {}), (data["type"] for _, data in nodes))
    predicates = _terms(labels.get("predicates", {}), (data["predicate"] for *_, data in edges))
    tree = communities(len(nodes), [(index[s], index[o], 1.0) for s, o, *_ in edges])
    story = tell(graph, roles)
    symmetric = list(labels.get("symmetric", []))
    names = [_names(data) for _, data in nodes]
    characters = {c for _, data in nodes for name in (data["label"], data["label_hant"]) for c in name}
    characters |= {c for found in names for name, _ in found for c in name}
    return {
        "title": title,
        "base": base,
        "classes": [
            {"name": name, "labels": term, **dict(zip(("colour", "shape"), colour_and_shape(i), strict=True))}
            for i, (name, term) in enumerate(classes.items())
        ],
        "predicates": [
            {"name": name, "labels": term, "symmetric": name in symmetric} for name, term in predicates.items()
        ],
        "nodes": {
            "id": [node for node, _ in nodes],
            "type": _places(classes, (data["type"] for _, data in nodes)),
            "label": [data["label"] for _, data in nodes],
            "hant": [h if (h := data["label_hant"]) != data["label"] else "" for _, data in nodes],
            "en": [data["label_en"] for _, data in nodes],
            "names": [[name for name, _ in found] for found in names],
            "kinds": [[kind for _, kind in found] for found in names],
            "mentions": [len(data["mentions"]) for _, data in nodes],
            "x": [round(x) for x, _ in tree.positions],
            "y": [round(y) for _, y in tree.positions],
            "group": _homes(tree.groups, len(nodes)),
        },
        "edges": {
            # An id that follows from what is claimed need not be spelt out; the page hashes it when it is asked for.
            "id": {
                str(i): key
                for i, (s, o, key, d) in enumerate(edges)
                if key != claim_id(s, d["predicate"], o, d["polarity"], d["modality"])
            },
            "s": [index[s] for s, *_ in edges],
            "o": [index[o] for _, o, *_ in edges],
            "p": _places(predicates, (data["predicate"] for *_, data in edges)),
            "polarity": [POLARITIES.index(data["polarity"]) for *_, data in edges],
            "modality": [MODALITIES.index(data["modality"]) for *_, data in edges],
            "evidence": [len(data["evidence"]) for *_, data in edges],
            "documents": [sorted({document[e["document"]] for e in data["evidence"]}) for *_, data in edges],
            "phases": story.of_claim,
        },
        "groups": {
            "parent": [g.parent for g in tree.groups],
            "x": [round(g.x) for g in tree.groups],
            "y": [round(g.y) for g in tree.groups],
            "radius": [round(g.radius) for g in tree.groups],
        },
        "phases": [index[p] for p in story.phases],
        "lanes": story.main,
        "order": [place for place, p in enumerate(predicates) if p in roles.order],
        "member": [place for place, p in enumerate(predicates) if p in roles.member],
        "disputes": disputes(graph, symmetric, roles.order, roles.opposed),
        "documents": [_document(graph, d) for d in documents],
        "readings": readings(characters),
        "variants": variants(characters),
    }


def evidence(graph: Graph) -> dict[str, Any]:
    """Columns of all evidence, in the order of the edges.

    The place of its document among those of its claim, start and length of the quote, the places of its section's
    title and of its rule, and start (from the quote's) and length of both mentions (length 0: none). ``quotes`` has
    those that are no slice of a text in the graph, by their places.
    """
    document = {d["id"]: i for i, d in enumerate(graph.graph["documents"])}
    headings = {d["id"]: {s["number"]: s["title"] for s in d["sections"]} for d in graph.graph["documents"]}
    sections = {d["id"]: d["sections"] for d in graph.graph["documents"]}
    text = {d["id"]: d["text"] for d in graph.graph["documents"]}
    quotes: dict[str, str] = {}
    rules: dict[str, int] = {}
    titles: dict[str, int] = {}
    columns: dict[str, list[int]] = defaultdict(list)
    for *_, data in graph.edges(data=True):
        mine = sorted({document[e["document"]] for e in data["evidence"]})
        for e in data["evidence"]:
            name = e["document"]
            title = e["section"] or headings[name].get(section_at(sections[name], e["start"]), "")
            if text[name][e["start"] : e["end"]] != e["quote"]:
                quotes[str(len(columns["start"]))] = e["quote"]
            columns["document"].append(mine.index(document[name]))
            columns["start"].append(e["start"])
            columns["length"].append(e["end"] - e["start"])
            columns["section"].append(titles.setdefault(title, len(titles)))
            columns["rule"].append(rules.setdefault(e["rule"], len(rules)))
            for end in ("subject", "object"):
                span = e[end] or (e["start"], e["start"])
                columns[end].append(span[0] - e["start"])
                columns[end + "_length"].append(span[1] - span[0])
    return {"sections": list(titles), "rules": list(rules), "columns": dict(columns), "quotes": quotes}


def texts(graph: Graph) -> list[list[dict[str, Any]]]:
    """The articles in parts of about ``PART`` characters, each article with its quarantined spans,
    repairs and mentions of entities."""
    removed = defaultdict(list)
    for q in graph.graph["quarantined"]:
        removed[q["document"]].append([q["start"], q["end"], q["kind"], q["rule"]])
    mended = defaultdict(list)
    for r in graph.graph["restorations"]:
        mended[r["document"]].append([r["start"], r["end"], r["restored"], r["rule"]])
    spots: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for place, (_, data) in enumerate(graph.nodes(data=True)):
        for m in data["mentions"]:
            spots[m["document"]].append((m["start"], m["end"] - m["start"], place))
    parts: list[list[dict[str, Any]]] = []
    room = 0
    for d in graph.graph["documents"]:
        if room <= 0:
            parts.append([])
            room = PART
        room -= len(d["text"])
        found = sorted(spots[d["id"]])
        parts[-1].append(
            {
                "text": d["text"],
                "quarantined": sorted(removed[d["id"]]),
                "restorations": sorted(mended[d["id"]]),
                "sections": [[s["start"], s["end"], s["title"]] for s in d["sections"]],
                # Starts as steps from one mention to the next: small numbers compress well.
                "mentions": {
                    "step": [b[0] - a[0] for a, b in itertools.pairwise([(0, 0, 0), *found])],
                    "length": [size for _, size, _ in found],
                    "node": [node for *_, node in found],
                },
            }
        )
    return parts


def _terms(known: Mapping[str, Mapping[str, str]], used: Any) -> dict[str, dict[str, str]]:
    """The vocabulary's terms in its order, and behind them any the graph uses without a label."""
    extra = sorted(set(used) - set(known))
    return {name: dict(term) for name, term in known.items()} | {name: {} for name in extra}


def _places(terms: Mapping[str, Any], used: Any) -> list[int]:
    place = {name: i for i, name in enumerate(terms)}
    return [place[name] for name in used]


def _names(data: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Every name once, with the place of its kind in ``ALIAS_KINDS``; the labels stand elsewhere."""
    labels = {data["label"], data["label_hant"], data["label_en"]}
    found = {a["text"]: ALIAS_KINDS.index(a["kind"]) for a in data["aliases"] if a["text"] not in labels}
    for name in data["names"]:
        if name not in labels:
            found.setdefault(name, 1)
    return sorted(found.items(), key=lambda n: (n[1], n[0]))


def _homes(groups: Sequence[Any], count: int) -> list[int]:
    homes = [0] * count
    for number, group in enumerate(groups):
        for node in group.nodes:
            homes[node] = number
    return homes


def _document(graph: Graph, d: Mapping[str, Any]) -> dict[str, Any]:
    """What the overview says of an article: who published it and how sound its text is, in characters."""
    lost: Counter[str] = Counter()
    for q in graph.graph["quarantined"]:
        if q["document"] == d["id"]:
            lost[q["kind"]] += q["end"] - q["start"]
    repairs = [r for r in graph.graph["restorations"] if r["document"] == d["id"]]
    return {
        "id": d["id"],
        "title": d["title"],
        "plain": simplified(d["title"]),
        "path": d["path"],
        "sha256": d["sha256"],
        "by": d["published_by"],
        "length": len(d["text"]),
        "quarantined": dict(sorted(lost.items())),
        "repairs": len(repairs),
        "repaired": sum(r["end"] - r["start"] for r in repairs),
    }
