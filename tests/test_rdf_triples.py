"""The RDF model: facts over claims, no blank nodes, and two engines that agree on every file."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.errors import UsageError
from kg.export import write_formats
from kg.graph import Graph, graph_from_json
from kg.rdf import reference, serialize
from kg.rdf.names import DEFAULT_BASE, Names, checked_base, local
from kg.rdf.triples import article_graphs, graph_parts, graph_triples
from kg.vocabulary.schema import Schema, read_schema

ROOT = Path(__file__).parents[1]
KG = rdflib.Namespace("https://kg.example/ns#")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(ROOT / "ontology" / "schema.ttl")


@pytest.fixture(scope="module")
def seed() -> Graph:
    value = json.loads((ROOT / "tests" / "gold" / "seed.graph.json").read_text(encoding="utf-8"))
    document = value["documents"][0]
    return graph_from_json(value, {document["id"]: (ROOT / "seeds" / document["path"]).read_text(encoding="utf-8")})


@pytest.fixture(scope="module")
def names(schema: Schema) -> Names:
    return Names(schema.namespace)


@pytest.fixture(scope="module")
def triples(seed: Graph, schema: Schema, names: Names) -> list[ox.Triple]:
    return list(graph_triples(seed, schema, names))


@pytest.fixture(scope="module")
def rdf(triples: list[ox.Triple], names: Names) -> rdflib.Graph:
    return reference.to_rdflib(triples, names.prefixes)


def claim(modality: str, polarity: str, predicate: str = "offers", subject: str = "a", rules: str = "r") -> dict:
    evidence = [{"document": "d", "start": 0, "end": 2, "quote": "甲推", "rule": rule} for rule in rules]
    return {
        "subject": subject,
        "predicate": predicate,
        "object": "b",
        "polarity": polarity,
        "modality": modality,
        "evidence": evidence,
    }


def small(*claims: dict, text: str = "甲推出乙", **entity: object) -> Graph:
    node = {"type": "Organization", "label": "甲", "names": ["甲"], "mentions": [], **entity}
    value = {
        "documents": [
            {"id": "d", "title": "t", "path": "d.txt", "sha256": "0" * 64, "published_by": []}
            | {"sections": [{"number": 1, "title": "s", "start": 0, "end": 4}]}
        ],
        "quarantined": [],
        "restorations": [],
        "claims": list(claims),
        "entities": [{**node, "id": "a"}, {**node, "id": "b", "label": "乙", "names": ["乙"]}],
    }
    return graph_from_json(value, {"d": text})


def test_each_triple_once_and_no_blank_node(triples: list[ox.Triple]) -> None:
    assert len(triples) == len(set(triples)) > 10_000
    for triple in triples:
        assert not isinstance(triple.subject, ox.BlankNode)
        assert not isinstance(triple.object, ox.BlankNode)


def test_iris_are_ascii_without_escapes(triples: list[ox.Triple]) -> None:
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode):
                assert term.value.isascii() and "%" not in term.value


@pytest.mark.parametrize("modality", ["asserted", "possible", "future"])
@pytest.mark.parametrize("polarity", ["affirmed", "negated"])
def test_direct_triple_only_for_affirmed_and_asserted(
    schema: Schema, names: Names, modality: str, polarity: str
) -> None:
    triples = set(graph_triples(small(claim(modality, polarity)), schema, names))
    fact = ox.Triple(names.entity("a"), names.term("offers"), names.entity("b"))
    assert (fact in triples) == (modality == "asserted" and polarity == "affirmed")
    assert any(t.predicate == names.term("modality") and t.object == names.term(modality) for t in triples)


@pytest.mark.parametrize("predicate", ["competesWith", "blocks"])
def test_a_symmetric_fact_is_found_from_both_ends_and_claimed_once(
    schema: Schema, names: Names, predicate: str
) -> None:
    graph = small(claim("asserted", "affirmed", predicate), claim("asserted", "negated", "differsFrom"))
    triples = set(graph_triples(graph, schema, names))
    both = (names.entity("a"), names.entity("b")), (names.entity("b"), names.entity("a"))
    found = [ox.Triple(s, names.term(predicate), o) in triples for s, o in both]
    assert found == [True, predicate == "competesWith"]
    assert not any(triple.predicate == names.term("differsFrom") for triple in triples)
    assert sum(triple.object == names.term(predicate) for triple in triples) == 1


def test_parallel_claims_stay_apart_and_share_no_evidence(schema: Schema, names: Names) -> None:
    graph = small(claim("asserted", "affirmed"), claim("possible", "affirmed"))
    rdf = reference.to_rdflib(graph_triples(graph, schema, names), names.prefixes)
    claims = sorted(rdf.subjects(rdflib.RDF.type, KG.Claim))
    assert len(claims) == 2
    assert len(set(rdf.objects(None, PROV.wasDerivedFrom))) == 2


def test_one_place_found_by_two_rules_is_one_evidence_node(schema: Schema, names: Names) -> None:
    rdf = reference.to_rdflib(
        graph_triples(small(claim("asserted", "affirmed", rules="rq")), schema, names), names.prefixes
    )
    (place,) = set(rdf.objects(None, PROV.wasDerivedFrom))
    assert {str(rule) for rule in rdf.objects(place, KG.rule)} == {"r", "q"}
    assert str(rdf.value(rdf.value(place, KG.inSection), rdflib.DCTERMS.title)) == "s"


def test_labels(schema: Schema, names: Names) -> None:
    aliases = [
        {"text": "朋友圈", "kind": "preferred", "language": "zh-Hans"},
        {"text": "微信朋友圈", "kind": "alternative", "language": "zh-Hans"},
        {"text": "Moments", "kind": "alternative", "language": "en"},
        {"text": "朋侪圈", "kind": "hidden", "language": "zh-x-spun"},
    ]
    graph = small(label="朋友圈", names=["朋友圈", "朋侪圈"], aliases=aliases, label_hant="朋友圈", label_en="Moments")
    rdf = reference.to_rdflib(graph_triples(graph, schema, names), names.prefixes)
    node = rdflib.URIRef(names.entity("a").value)
    skos = rdflib.SKOS
    assert set(rdf.objects(node, skos.prefLabel)) == {
        rdflib.Literal("朋友圈", lang="zh-Hans"),
        rdflib.Literal("朋友圈", lang="zh-Hant"),
        rdflib.Literal("Moments", lang="en"),
    }
    assert set(rdf.objects(node, skos.altLabel)) == {rdflib.Literal("微信朋友圈", lang="zh-Hans")}
    assert set(rdf.objects(node, skos.hiddenLabel)) == {rdflib.Literal("朋侪圈", lang="zh-x-spun")}
    assert {str(name) for name in rdf.objects(node, KG.name)} == {"朋友圈", "微信朋友圈", "moments", "朋侪圈"}


def test_offsets_and_context_lead_back_to_the_text(rdf: rdflib.Graph, seed: Graph) -> None:
    text = seed.graph["documents"][0]["text"]
    places = list(rdf.subjects(rdflib.RDF.type, KG.Evidence))
    assert len(places) == sum(len(data["evidence"]) for *_, data in seed.edges(data=True))
    for place in places:
        selectors = list(rdf.objects(place, OA.hasSelector))
        position = next(s for s in selectors if (s, OA.start, None) in rdf)
        quote = next(s for s in selectors if (s, OA.exact, None) in rdf)
        start, end = (int(rdf.value(position, key)) for key in (OA.start, OA.end))
        before, after = (str(rdf.value(quote, key) or "") for key in (OA.prefix, OA.suffix))
        assert text[start:end] == str(rdf.value(quote, OA.exact))
        assert text[start - len(before) : start] == before
        assert text[end : end + len(after)] == after


@pytest.mark.parametrize("text", ["題：甲\n它推出乙", ""], ids=["with text", "without"])
def test_the_ends_of_a_claim_are_found_outside_its_quote(schema: Schema, names: Names, text: str) -> None:
    said = [claim("asserted", "affirmed"), claim("possible", "affirmed", rules="rq"), claim("future", "affirmed")]
    for item in (item for one in said[:2] for item in one["evidence"]):
        item |= {"start": 4, "end": 8, "quote": "它推出乙", "subject": [2, 3], "object": [7, 8]}
    said[1]["evidence"][1]["subject"] = [4, 5]
    said[2]["evidence"][0] |= {"subject": [0, 0], "object": None}
    rdf = reference.to_rdflib(graph_triples(small(*said, text=text), schema, names), names.prefixes)

    def ends(modality: str, property_: rdflib.URIRef) -> set[tuple[int, int, str]]:
        claims = rdf.subjects(KG.modality, KG[modality])
        nodes = [n for c in claims for e in rdf.objects(c, PROV.wasDerivedFrom) for n in rdf.objects(e, property_)]
        assert all((n, rdflib.RDF.type, OA.TextPositionSelector) in rdf for n in nodes)
        assert all(((n, rdflib.RDF.type, OA.TextQuoteSelector) in rdf) == bool(text) for n in nodes)
        return {(*(int(rdf.value(n, key)) for key in (OA.start, OA.end)), str(rdf.value(n, OA.exact))) for n in nodes}

    exact = {(2, 3): "甲", (4, 5): "它", (7, 8): "乙"} if text else {}
    subjects = {(*at, exact.get(at, "None")) for at in ((2, 3), (4, 5))}
    assert ends("asserted", KG.subjectSelector) == subjects - {(4, 5, "它"), (4, 5, "None")}
    assert ends("possible", KG.subjectSelector) == subjects
    assert ends("possible", KG.objectSelector) == {(7, 8, exact.get((7, 8), "None"))}
    assert not ends("future", KG.subjectSelector) and not ends("future", KG.objectSelector)


def test_the_ends_of_a_claim_are_in_every_file(schema: Schema) -> None:
    one = claim("asserted", "affirmed")
    one["evidence"][0] |= {"subject": [0, 1], "object": [3, 4]}
    files = write_formats(small(one), schema, ["turtle", "ntriples", "trig", "jsonld", "rdf12"])

    def says(quad: ox.Quad) -> bool:
        property_ = rdflib.URIRef(quad.predicate.value)
        return property_ in (KG.subjectSelector, KG.objectSelector, OA.exact, OA.start, OA.end)

    syntax = {"trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
    held = [
        sorted(str(q.triple) for q in ox.parse(contents, format=syntax.get(suffix, ox.RdfFormat.TURTLE)) if says(q))
        for suffix, contents in ((name.rpartition(".")[2], files[name]) for name in files if name != "context.jsonld")
    ]
    assert len(held) == 5 and all(each == held[0] for each in held) and len(held[0]) == 2 + 3 + 2 * 3
    (evidence,) = (node for node in json.loads(files["graph.jsonld"])["@graph"] if "subjectSelector" in node)
    assert evidence["subjectSelector"] == "art:d-mention-0-1" and evidence["objectSelector"] == "art:d-mention-3-4"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's own making, in its TriG parser
@pytest.mark.parametrize("syntax", ["turtle", "ntriples", "trig", "rdf12"])
def test_both_engines_read_the_same_graph(
    syntax: str, seed: Graph, schema: Schema, names: Names, triples: list[ox.Triple], rdf: rdflib.Graph
) -> None:
    if syntax == "rdf12":  # beyond rdflib; its three properties come back from the triple terms
        written = serialize.write_turtle(serialize.with_reifiers(triples), names.prefixes)
        read = {quad.triple for quad in ox.parse(written, format=ox.RdfFormat.TURTLE)}
        reified = [t.object for t in read if isinstance(t.object, ox.Triple)]
        claims = {(t.subject, t.predicate, t.object) for t in reified}
        assert len(reified) == seed.number_of_edges()
        assert (names.entity("e11"), names.term("faces"), names.entity("e245")) in claims
        return
    written, format_ = {
        "turtle": (serialize.write_turtle(triples, names.prefixes), ox.RdfFormat.TURTLE),
        "ntriples": (serialize.write_ntriples(triples), ox.RdfFormat.N_TRIPLES),
        "trig": (serialize.write_trig(article_graphs(seed, schema, names), names.prefixes), ox.RdfFormat.TRIG),
    }[syntax]
    assert {quad.triple for quad in ox.parse(written, format=format_)} == set(triples)
    read = rdflib.Dataset() if syntax == "trig" else rdflib.Graph()
    read.parse(data=written, format={"ntriples": "nt"}.get(syntax, syntax))
    assert {terms[:3] for terms in (read.quads() if isinstance(read, rdflib.Dataset) else read)} == set(rdf)


def test_reference_writer_is_isomorphic_to_the_bulk_writer(triples: list[ox.Triple], names: Names) -> None:
    bulk = rdflib.Graph().parse(data=serialize.write_turtle(triples, names.prefixes), format="turtle")
    slow = rdflib.Graph().parse(data=reference.write_turtle(triples, names.prefixes), format="turtle")
    assert isomorphic(bulk, slow)
    assert len(bulk) == len(triples)


def test_json_ld_is_the_same_graph_and_carries_its_context(triples: list[ox.Triple], names: Names) -> None:
    context = {**names.prefixes, "name": {"@id": "kg:name"}}
    written = reference.write_json_ld(triples, names.prefixes, context)
    assert {quad.triple for quad in ox.parse(written, format=ox.RdfFormat.JSON_LD)} == set(triples)
    assert written == reference.write_json_ld(reversed(triples), names.prefixes, context)


def test_ntriples_are_sorted_and_turtle_prefixes_too(triples: list[ox.Triple], names: Names) -> None:
    lines = serialize.write_ntriples(reversed(triples)).splitlines()
    assert lines == sorted(lines) and len(lines) == len(triples)
    header = [line for line in serialize.write_turtle(triples, names.prefixes).splitlines() if line.startswith(b"@")]
    assert header == sorted(header) and len(header) == len(names.prefixes)


@given(st.data())
def test_ntriples_are_the_same_in_any_parts(data: st.DataObject) -> None:
    iris = [ox.NamedNode(f"x:{name}") for name in ("a", "a-b", "a.b", "ab", "b")]
    triples = data.draw(st.lists(st.builds(ox.Triple, *[st.sampled_from(iris)] * 3), max_size=30, unique=True))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(triples)), max_size=8)))
    parts = [triples[start:end] for start, end in pairwise([0, *cuts, len(triples)])]
    written = serialize.write_ntriples(*parts)
    assert written == b"".join(sorted(f"{triple} .\n".encode() for triple in triples))


def test_a_part_has_all_that_is_said_of_its_subjects(seed: Graph, schema: Schema, names: Names) -> None:
    subjects = [{triple.subject for triple in part} for part in graph_parts(seed, schema, names)]
    assert sum(map(len, subjects)) == len(set().union(*subjects)) and len(subjects) > 10


def test_articles_have_graphs_of_their_own(seed: Graph, schema: Schema, names: Names) -> None:
    quads = list(article_graphs(seed, schema, names))
    graphs = {quad.graph_name for quad in quads}
    document = seed.graph["documents"][0]["id"]
    assert graphs == {names.run_graph(), names.fact_graph(), names.article_graph(document)}
    facts = {quad.triple for quad in quads if quad.graph_name == names.fact_graph()}
    assert not any(triple.object == names.term("Claim") for triple in facts)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=40))
def test_any_text_survives(text: str) -> None:
    names = Names("https://kg.example/ns#")
    triple = ox.Triple(names.entity("a"), names.term("rule"), ox.Literal(text))
    other = ox.Triple(names.entity("b"), names.term("rule"), ox.Literal(text, language="zh-Hant"))
    for written in (serialize.write_turtle([triple, other], names.prefixes), serialize.write_ntriples([triple, other])):
        assert {quad.triple for quad in ox.parse(written, format=ox.RdfFormat.TURTLE)} == {triple, other}


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_ids_of_any_kind_become_plain_iris(one: str, other: str) -> None:
    assert local(one).isascii() and not set(local(one)) & set("%/#?<> ")
    assert (local(one) == local(other)) == (one == other)


def test_base(seed: Graph, schema: Schema) -> None:
    names = Names(schema.namespace, checked_base("https://data.example.org/kg/"))
    written = serialize.write_ntriples(graph_triples(seed, schema, names)).decode()
    assert f"<{DEFAULT_BASE}id/" not in written
    assert "<https://data.example.org/kg/id/ent/e11> <https://kg.example/ns#faces>" in written


@pytest.mark.parametrize(
    "base", ["", "kg", "ftp://a.org/", "http://a.org", "http:///x/", "http://a b/", "http://微信.cn/"]
)
def test_base_that_cannot_be_used(base: str) -> None:
    with pytest.raises(UsageError, match="cannot be the base"):
        checked_base(base)
