"""Graphs to draw pages from: the seed's gold, generated ones of any size, and the labels of the vocabulary."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from kg.corpus.extractions import extract_all
from kg.corpus.inputs import input_files, read_articles
from kg.graph import Graph, graph_from_json
from kg.graph.build import build_graph
from kg.model.ids import claim_id
from kg.vocabulary.ontology import read_ontology
from kg.vocabulary.schema import read_schema

ROOT = Path(__file__).parents[1]
CHARACTERS = (
    "微信電商平台社群粉絲經濟移動支付消費者品牌營銷流量用戶工具整合生態鏈內容門店物流倉儲會員積分直播短視頻農村"
    "市場數據算法廣告渠道"
)


def page_labels() -> dict[str, Any]:
    """The labels that ``kg build`` gives the page."""
    schema = read_schema(ROOT / "ontology" / "schema.ttl")
    return {
        "classes": {name: term.labels for name, term in schema.classes.items()},
        "predicates": {name: term.labels for name, term in schema.predicates.items()},
        "symmetric": [name for name, term in schema.predicates.items() if term.symmetric],
    }


def seed_graph() -> Graph:
    """The seed article's gold with its text, as a build would give it: contacts masked, repairs apart, sections."""
    value = json.loads((ROOT / "tests" / "gold" / "seed.graph.json").read_text(encoding="utf-8"))
    text = next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    for q in value["quarantined"]:
        if q["kind"] == "contact":
            text = text[: q["start"]] + "*" * (q["end"] - q["start"]) + text[q["end"] :]
    graph = graph_from_json(value, {value["documents"][0]["id"]: text})
    # Two annotators may have marked one damaged place differently; a build gives one repair for it.
    taken = {i for q in value["quarantined"] for i in range(q["start"], q["end"])}
    kept = []
    for r in graph.graph["restorations"]:
        place = set(range(r["start"], r["end"]))
        if not place & taken:
            kept.append(r)
            taken |= place
    graph.graph["restorations"] = kept
    sections, at = [], 0
    for line in text.split("\n"):
        if 2 < len(line) < 14 and not line.endswith("。"):
            sections.append({"number": len(sections) + 1, "title": line, "start": at, "end": len(text)})
            if len(sections) > 1:
                sections[-2]["end"] = at
        at += len(line) + 1
    graph.graph["documents"][0]["sections"] = sections
    return graph


def built_graph() -> Graph:
    """The seed article's graph as ``kg build`` makes it."""
    articles, _ = read_articles(input_files([ROOT / "seeds"]))
    return build_graph(extract_all(articles, read_ontology(ROOT / "ontology"), 1, lambda what, done, total: None))


def made_graph(nodes: int, seed: int = 1) -> Graph:
    """A graph of ``nodes`` entities and three times as many claims, in communities, over articles of 150 sentences."""
    chance = random.Random(seed)
    labels = page_labels()
    classes, predicates = list(labels["classes"]), list(labels["predicates"])
    names: list[str] = []
    known = set()
    while len(names) < nodes:
        name = "".join(chance.choice(CHARACTERS) for _ in range(chance.randint(2, 5)))
        if name not in known:
            known.add(name)
            names.append(name)
    community = [int(chance.paretovariate(1.1)) % max(4, nodes // 90) for _ in range(nodes)]
    members: dict[int, list[int]] = {}
    for node, home in enumerate(community):
        members.setdefault(home, []).append(node)
    graph = Graph()
    graph.graph |= {"documents": [], "quarantined": [], "restorations": []}
    for i, name in enumerate(names):
        graph.add_node(
            f"made-{i:06x}",
            type=chance.choice(classes),
            label=name,
            label_hant=name,
            label_en="",
            lexicon="",
            names=[name],
            aliases=[],
            mentions=[],
        )
    text, document = "", "d0000"
    for count in range(3 * nodes):
        a = min(int(chance.expovariate(6 / nodes)), nodes - 1) if chance.random() < 0.5 else chance.randrange(nodes)
        b = chance.choice(members[community[a]]) if chance.random() < 0.85 else chance.randrange(nodes)
        predicate = chance.choice(predicates)
        start = len(text)
        text += f"{names[a]}與{names[b]}有關"
        evidence = {
            "document": document,
            "start": start,
            "end": len(text),
            "quote": text[start:],
            "section": "",
            "rule": "made",
            "subject": [start, start + len(names[a])],
            "object": [start + len(names[a]) + 1, len(text) - 2],
        }
        text += "".join(chance.choice(CHARACTERS) for _ in range(6)) + "。\n"
        for node, end in ((a, "subject"), (b, "object")):
            span = evidence[end]
            graph.nodes[f"made-{node:06x}"]["mentions"].append({"document": document, "start": span[0], "end": span[1]})
        polarity = "negated" if chance.random() < 0.05 else "affirmed"
        modality = chance.choices(["asserted", "possible", "future"], [90, 5, 5])[0]
        s, o = f"made-{a:06x}", f"made-{b:06x}"
        key = claim_id(s, predicate, o, polarity, modality)
        if graph.has_edge(s, o, key):
            graph.edges[s, o, key]["evidence"].append(evidence)
        else:
            graph.add_edge(
                s, o, key=key, predicate=predicate, polarity=polarity, modality=modality, evidence=[evidence]
            )
        if count % 150 == 149 or count == 3 * nodes - 1:
            graph.graph["documents"].append(
                {
                    "id": document,
                    "title": f"第{len(graph.graph['documents']) + 1}篇",
                    "path": f"{document}.txt",
                    "sha256": f"{len(graph.graph['documents']):064x}",
                    "published_by": [],
                    "text": text,
                    "sections": [],
                }
            )
            text, document = "", f"d{len(graph.graph['documents']):04d}"
    return graph
