"""The questions under ontology/queries, asked of the seed's gold: the answers on file, and the same by plain loops.

The loops below know nothing of RDF. They read the annotated claims, so that a query, its answer on file and the
annotation have to agree.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import rdflib

from kg.export import write_formats
from kg.graph import Graph, graph_from_json, read_graph
from kg.rdf.query import NamedQuery, OpenGraph, ask, open_graph, read_named
from kg.rdf.reference import to_rdflib
from kg.vocabulary.schema import read_schema

ROOT = Path(__file__).parents[1]
ANSWERS = ROOT / "tests" / "queries"
NAMED = read_named(ROOT / "ontology" / "queries")
Row = tuple[str, ...]
# The annotators name the lag of 淘宝, 京东 and 天猫 on mobile; the pipeline finds no such entity, so that no claim of
# the export speaks of it. This list must not grow.
EMPTY_ON_THE_EXPORT = {"lag-causes", "mobile-laggards"}


class Gold:
    """The annotation of the seed, with the few ways of reading it that the answers need."""

    def __init__(self) -> None:
        self.value: dict[str, Any] = json.loads((ROOT / "tests" / "gold" / "seed.graph.json").read_text("utf-8"))
        self.entities: dict[str, Any] = {e["id"]: e for e in self.value["entities"]}
        self.claims: list[dict[str, Any]] = self.value["claims"]

    def label(self, id_: str) -> str:
        return str(self.entities[id_]["label"])

    def type(self, id_: str) -> str:
        return str(self.entities[id_]["type"])

    def id(self, label: str) -> str:
        (found,) = [e["id"] for e in self.value["entities"] if e["label"] == label]
        return str(found)

    def said(self, *predicates: str, polarity: str = "", modality: str = "") -> Iterator[dict[str, Any]]:
        """Claims with any of the predicates (none given: all)."""
        for claim in self.claims:
            fits = polarity in ("", claim["polarity"]) and modality in ("", claim["modality"])
            if fits and (not predicates or claim["predicate"] in predicates):
                yield claim

    def facts(self, *predicates: str) -> list[tuple[str, str, str]]:
        """Ids of subject and object with the predicate of what is affirmed and asserted."""
        claims = self.said(*predicates, polarity="affirmed", modality="asserted")
        return [(claim["subject"], claim["predicate"], claim["object"]) for claim in claims]

    def pairs(self, *predicates: str) -> list[Row]:
        return [(self.label(s), self.label(o)) for s, _, o in self.facts(*predicates)]

    def triples(self, *predicates: str) -> list[Row]:
        return [(self.label(s), p, self.label(o)) for s, p, o in self.facts(*predicates)]

    def closure(self, predicate: str) -> list[Row]:
        graph = nx.DiGraph((s, o) for s, _, o in self.facts(predicate))
        return [(self.label(s), self.label(o)) for s in graph for o in nx.descendants(graph, s)]

    def names(self, id_: str) -> set[str]:
        entity = self.entities[id_]
        return {name.lower() for name in (entity["label"], *entity["names"])}

    def times(self, claim: dict[str, Any]) -> int:
        return len({(e["document"], e["start"], e["end"]) for e in claim["evidence"]})


def phases_sequence(gold: Gold) -> list[Row]:
    graph = nx.DiGraph((s, o) for s, _, o in gold.facts("precedes"))
    return [(gold.label(p), str(len(nx.ancestors(graph, p)))) for p in graph]


def phase_changes(gold: Gold) -> list[Row]:
    members = defaultdict(set)
    for s, _, o in gold.facts("inPhase"):
        members[o].add(s)
    return [
        (gold.label(a), gold.label(b), gold.label(new))
        for a, _, b in gold.facts("precedes")
        for new in members[b] - members[a]
    ]


def platform_actions(gold: Gold) -> list[Row]:
    actions = ("offers", "blocks", "partnersWith", "competesWith", "targets", "uses", "sells")
    facts = gold.facts(*actions)
    facts += [(o, p, s) for s, p, o in facts if p in ("partnersWith", "competesWith")]
    platforms = ("SocialPlatform", "Marketplace")
    return [(gold.label(s), p, gold.label(o)) for s, p, o in dict.fromkeys(facts) if gold.type(s) in platforms]


def mobile_laggards(gold: Gold) -> list[Row]:
    lag, places = gold.id("移动端滞后"), defaultdict(set)
    for claim in gold.said("faces", polarity="affirmed"):
        if claim["object"] == lag:
            places[gold.label(claim["subject"])] |= {(e["start"], e["end"]) for e in claim["evidence"]}
    return [(who, str(len(where))) for who, where in places.items()]


def lag_causes(gold: Gold) -> list[Row]:
    return [row for row in gold.pairs("causes") if "移动端滞后" in row]


def social_commerce_requires(gold: Gold) -> list[Row]:
    claims = [c for c in gold.said("requires") if gold.label(c["subject"]) == "社群电商"]
    return [(c["polarity"], gold.label(c["object"])) for c in claims]


def social_commerce_is_not(gold: Gold) -> list[Row]:
    no = [(c, "is no") for c in gold.said("isA", polarity="negated")]
    other = [(c, "differs from") for c in gold.said("differsFrom", polarity="affirmed")]
    rows = [(gold.label(c["subject"]), said, gold.label(c["object"])) for c, said in [*no, *other]]
    return [row for row in rows if "社群电商" in (row[0], row[2])]


def social_commerce_examples(gold: Gold) -> list[Row]:
    claims = [c for c in gold.said("isA", polarity="affirmed") if gold.label(c["object"]) == "社群电商"]
    return [(gold.label(c["subject"]), c["modality"]) for c in claims]


def disputed(gold: Gold) -> list[Row]:
    polarities = defaultdict(set)
    for c in gold.claims:
        polarities[gold.label(c["subject"]), c["predicate"], gold.label(c["object"])].add(c["polarity"])
    return [row for row, found in polarities.items() if len(found) == 2]


def kind_but_different(gold: Gold) -> list[Row]:
    different = {pair for a, b in gold.pairs("differsFrom") for pair in ((a, b), (b, a))}
    return [pair for pair in gold.pairs("isA") if pair in different]


def where_said(gold: Gold) -> list[Row]:
    ids = {key: (s, d["predicate"], o, d["polarity"], d["modality"]) for s, o, key, d in edges(gold)}
    where = {claim: f"https://kg.example/id/claim/{key}" for key, claim in ids.items()}
    rows = set()
    for c in gold.claims:
        iri = where[c["subject"], c["predicate"], c["object"], c["polarity"], c["modality"]]
        rows |= {(iri, e["document"], str(e["start"]), str(e["end"]), e["quote"]) for e in c["evidence"]}
    return sorted(rows)


def edges(gold: Gold) -> Any:
    return graph_from_json(gold.value).edges(keys=True, data=True)


def most_repeated(gold: Gold) -> list[Row]:
    often = [c for c in gold.claims if gold.times(c) >= 2]
    return [(gold.label(c["subject"]), c["predicate"], gold.label(c["object"]), str(gold.times(c))) for c in often]


def damaged_spellings(gold: Gold) -> list[Row]:
    counted = Counter((r["surface"], r["restored"]) for r in gold.value["restorations"])
    return [(surface, restored, str(times)) for (surface, restored), times in counted.items()]


def damaged_names(gold: Gold) -> list[Row]:
    surfaces = {r["surface"] for r in gold.value["restorations"] if len(r["surface"]) > 1}
    return [
        (gold.label(id_), name)
        for id_ in gold.entities
        for name in gold.names(id_)
        if any(surface in name and surface not in gold.label(id_) for surface in surfaces)
    ]


def set_aside(gold: Gold) -> list[Row]:
    lengths = defaultdict(list)
    for q in gold.value["quarantined"]:
        lengths[q["kind"]].append(q["end"] - q["start"])
    return [(kind, str(len(each)), str(sum(each))) for kind, each in lengths.items()]


def harassment_causes(gold: Gold) -> list[Row]:
    graph = nx.DiGraph((s, o) for s, _, o in gold.facts("causes"))
    return [(gold.label(cause),) for cause in nx.ancestors(graph, gold.id("骚扰"))]


def with_modality(gold: Gold, predicate: str) -> list[Row]:
    claims = gold.said(predicate, polarity="affirmed")
    return [(gold.label(c["subject"]), gold.label(c["object"]), c["modality"]) for c in claims]


def hubs(gold: Gold) -> list[Row]:
    counted = Counter(id_ for s, _, o in gold.facts() for id_ in (s, o))
    return [(gold.label(id_), str(number)) for id_, number in counted.items() if number >= 10]


def claims_by_predicate(gold: Gold) -> list[Row]:
    facts = Counter(p for _, p, _ in gold.facts())
    return [(p, str(n), str(facts[p])) for p, n in Counter(c["predicate"] for c in gold.claims).items()]


def entities_by_type(gold: Gold) -> list[Row]:
    mentions: Counter[str] = Counter()
    for id_, entity in gold.entities.items():
        mentions[gold.type(id_)] += len(entity["mentions"])
    return [(t, str(n), str(mentions[t])) for t, n in Counter(map(gold.type, gold.entities)).items()]


def unsupported(gold: Gold) -> list[Row]:
    used = {c[role] for c in gold.claims for role in ("subject", "object")}
    return [(gold.type(id_), gold.label(id_)) for id_ in gold.entities if id_ not in used]


def members(gold: Gold) -> list[Row]:
    return [(gold.label(o), gold.type(s), gold.label(s)) for s, _, o in gold.facts("inPhase")]


def problems(gold: Gold) -> list[Row]:
    facts = gold.facts("faces", "causes", "hasFeature", "requires")
    return [(gold.label(s), p, gold.label(o)) for s, p, o in facts if gold.type(s) == "Phase"]


def not_yet(gold: Gold) -> list[Row]:
    hedged = [c for c in gold.claims if c["modality"] != "asserted"]
    return [(gold.label(c["subject"]), c["predicate"], gold.label(c["object"]), c["modality"]) for c in hedged]


def denied(gold: Gold) -> list[Row]:
    claims = gold.said(polarity="negated")
    return [(gold.label(c["subject"]), c["predicate"], gold.label(c["object"])) for c in claims]


def sources(gold: Gold) -> list[Row]:
    return [(d["title"], d["path"], outlet) for d in gold.value["documents"] for outlet in d["published_by"]]


def blocks(gold: Gold) -> list[Row]:
    return [(gold.label(c["subject"]), gold.label(c["object"]), c["polarity"]) for c in gold.said("blocks")]


ORACLES: dict[str, Callable[[Gold], list[Row]]] = {
    "alliances-and-rivals": lambda gold: gold.triples("partnersWith", "competesWith"),
    "basis": lambda gold: gold.closure("basedOn"),
    "blocks": blocks,
    "challenges": lambda gold: gold.pairs("faces"),
    "claims-by-predicate": claims_by_predicate,
    "damaged-names": damaged_names,
    "damaged-spellings": damaged_spellings,
    "denied": denied,
    "disputed": disputed,
    "entities-by-type": entities_by_type,
    "evolution": lambda gold: with_modality(gold, "evolvesInto"),
    "harassment-causes": harassment_causes,
    "hubs": hubs,
    "kind-but-different": kind_but_different,
    "kinds": lambda gold: [(o, s) for s, o in gold.pairs("isA")],
    "lag-causes": lag_causes,
    "means": lambda gold: with_modality(gold, "uses"),
    "mobile-laggards": mobile_laggards,
    "most-repeated": most_repeated,
    "not-yet-facts": not_yet,
    "offers": lambda gold: gold.pairs("offers"),
    "parts": lambda gold: gold.closure("partOf"),
    "phase-changes": phase_changes,
    "phase-contents": members,
    "phase-problems": problems,
    "phases-in-order": lambda gold: gold.pairs("precedes"),
    "phases-sequence": phases_sequence,
    "places-and-times": lambda gold: gold.triples("locatedIn", "dated"),
    "platform-actions": platform_actions,
    "sales-and-targets": lambda gold: gold.triples("sells", "targets"),
    "set-aside": set_aside,
    "social-commerce-examples": social_commerce_examples,
    "social-commerce-is-not": social_commerce_is_not,
    "social-commerce-requires": social_commerce_requires,
    "sources": sources,
    "unsupported-entities": unsupported,
    "where-said": where_said,
}


@pytest.fixture(scope="module")
def gold() -> Gold:
    return Gold()


def opened(folder: Path, graph: Graph) -> OpenGraph:
    for name, contents in write_formats(graph, read_schema(ROOT / "ontology" / "schema.ttl"), ["ntriples"]).items():
        (folder / name).write_bytes(contents)
    return open_graph(folder, ROOT / "ontology" / "schema.ttl")  # as kg query opens it


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory, gold: Gold) -> OpenGraph:
    document = gold.value["documents"][0]
    text = (ROOT / "seeds" / document["path"]).read_text("utf-8")
    return opened(tmp_path_factory.mktemp("gold"), graph_from_json(gold.value, {document["id"]: text}))


@pytest.fixture(scope="module")
def reference(graph: OpenGraph) -> rdflib.Graph:
    return to_rdflib([quad.triple for quad in graph.store], graph.prefixes)


def rows(text: str) -> list[Row]:
    return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]


def test_there_are_enough_questions_and_each_has_its_answers() -> None:
    assert len(NAMED) >= 25
    assert sorted(NAMED) == sorted(ORACLES) == sorted(path.stem for path in ANSWERS.glob("*.csv"))


@pytest.mark.parametrize("query", NAMED.values(), ids=lambda query: query.name)
def test_answers(query: NamedQuery, graph: OpenGraph, gold: Gold) -> None:
    answered = rows(ask(graph, query.text, "text/csv").body.decode("utf-8"))
    on_file = rows((ANSWERS / f"{query.name}.csv").read_text("utf-8"))
    assert answered == on_file
    assert len(on_file) > 1, "a question nobody can answer tells nothing"
    assert sorted(on_file[1:]) == sorted(ORACLES[query.name](gold))


def test_the_export_answers_them_too(tmp_path: Path) -> None:
    """On the graph that ``kg build`` makes, not only on what annotators found."""
    export = opened(tmp_path, read_graph(ROOT / "exports" / "graph.json"))
    answers = {name: rows(ask(export, query.text, "text/csv").body.decode("utf-8")) for name, query in NAMED.items()}
    assert {name for name, found in answers.items() if len(found) == 1} <= EMPTY_ON_THE_EXPORT


@pytest.mark.parametrize("query", NAMED.values(), ids=lambda query: query.name)
def test_order_is_total(query: NamedQuery, graph: OpenGraph) -> None:
    """Rows that ORDER BY leaves tied could come in another order tomorrow."""
    header, *found = rows(ask(graph, query.text, "text/csv").body.decode("utf-8"))
    assert len(set(found)) == len(found)
    order = query.text.partition("ORDER BY")[2]
    keys = [header.index(name) for name in header if f"?{name}" in order]
    ties = Counter(tuple(row[key] for key in keys) for row in found)
    assert max(ties.values()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("query", NAMED.values(), ids=lambda query: query.name)
def test_another_engine_gives_the_same_answers(query: NamedQuery, reference: rdflib.Graph) -> None:
    answered = reference.query(query.text).serialize(format="csv")
    assert answered is not None
    assert sorted(rows(answered.decode("utf-8"))) == sorted(rows((ANSWERS / f"{query.name}.csv").read_text("utf-8")))
