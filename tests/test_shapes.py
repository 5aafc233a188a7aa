"""Every shape and every check: one graph that conforms, and for each of them one that violates exactly it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import BadData, UsageError
from kg.export import write_formats
from kg.export.place import write_all
from kg.graph import graph_from_json, read_graph
from kg.rdf.checks import load_store
from kg.rdf.load import read_triples
from kg.rdf.names import Names
from kg.rdf.validate import conforms, find_violations, validate_export, validate_triples
from kg.vocabulary.schema import read_schema

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"

PREFIXES = "\n".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in Names("https://kg.example/ns#").prefixes.items())
CLAIM = "?c a kg:Claim ; rdf:predicate kg:offers"
EVIDENCE = f"{CLAIM} ; prov:wasDerivedFrom ?e . ?e oa:hasSelector ?s"
QUOTE = f"{EVIDENCE} . ?s oa:exact ?exact"
POSITION = f"{EVIDENCE} . ?s oa:start ?start ; oa:end ?end"
ENTITY = '?x kg:name "甲"'
ARTICLE = "?a a schema:Article"
DATASET = "?d a dcat:Dataset"


OFFERED = "?c rdf:predicate kg:offers ; rdf:object ?x . ?x a ?old"
PUBLISHER = "?c rdf:predicate kg:publishedBy ; rdf:object ?x . ?x a ?old"
WORK = "?c rdf:predicate kg:publishedBy ; rdf:subject ?x . ?x a ?old"
UNLINKED = '?x kg:name "丙"'
POSSIBLE = "?c kg:modality kg:possible"
RESTORED = "?r a kg:Restoration ; oa:hasSelector ?s"
BOTH = f"{QUOTE} . ?e oa:hasSource ?a ; oa:hasSelector ?p . ?p oa:start ?start"
FOUND = "a kg:Evidence ; oa:hasSource ?a ; oa:hasSelector ?s, ?p"
BACK = "?c kg:polarity kg:negated ; rdf:subject ?x ; rdf:object ?y"


def replace(property_: str, value: str, where: str, node: str) -> str:
    """An update that gives ``node`` another value of a property."""
    old = f"{node} {property_} ?was"
    return f"DELETE {{ {old} }} INSERT {{ {node} {property_} {value} }} WHERE {{ {where} . {old} }}"


def retype(type_: str, where: str) -> str:
    """An update that gives ``?x`` another type than ``?old``."""
    return f"DELETE {{ ?x a ?old }} INSERT {{ ?x a {type_} }} WHERE {{ {where} }}"


def rename(node: str, iri: str, where: str) -> str:
    """An update that moves everything said about ``node`` to another address."""
    return f"DELETE {{ {node} ?p ?o }} INSERT {{ <{iri}> ?p ?o }} WHERE {{ {where} . {node} ?p ?o }}"


def drop(property_: str, where: str, node: str) -> str:
    """An update that takes all values of a property away."""
    return f"DELETE {{ {node} {property_} ?was }} WHERE {{ {where} . {node} {property_} ?was }}"


def add(triples: str, where: str) -> str:
    """An update that adds triples."""
    return f"INSERT {{ {triples} }} WHERE {{ {where} }}"


# The rule that must be found, and the update that breaks it and nothing else.
BROKEN = {
    "Claim": add('?c rdfs:comment "x"', CLAIM),
    "ClaimIri": rename("?c", "https://kg.example/claims/1", CLAIM),
    "ClaimSubject": drop("rdf:subject", POSSIBLE, "?c"),
    "ClaimPredicate": drop("rdf:predicate", POSSIBLE, "?c"),
    "ClaimObject": drop("rdf:object", POSSIBLE, "?c"),
    "ClaimPolarity": add("?c kg:polarity kg:negated", CLAIM),
    "ClaimModality": replace("kg:modality", "kg:likely", POSSIBLE, "?c"),
    "ClaimEvidence": add("?c prov:wasDerivedFrom ?a", f"{CLAIM} . {ARTICLE}"),
    "ClaimRun": drop("prov:wasGeneratedBy", CLAIM, "?c"),
    "Evidence": add(f"?c prov:wasDerivedFrom _:b . _:b {FOUND}", BOTH),
    "EvidenceSource": add("?e oa:hasSource ?e", f"{CLAIM} ; prov:wasDerivedFrom ?e"),
    "EvidenceQuote": f"DELETE {{ ?e oa:hasSelector ?s }} WHERE {{ {QUOTE} }}",
    "EvidencePosition": f"DELETE {{ ?e oa:hasSelector ?s }} WHERE {{ {POSITION} }}",
    "EvidenceSection": replace("kg:inSection", "?e", f"{CLAIM} ; prov:wasDerivedFrom ?e", "?e"),
    "EvidenceSubject": replace("kg:subjectSelector", "?a", f"{CLAIM} ; prov:wasDerivedFrom ?e . {ARTICLE}", "?e"),
    "EvidenceObject": replace("kg:objectSelector", "?a", f"{CLAIM} ; prov:wasDerivedFrom ?e . {ARTICLE}", "?e"),
    "QuoteExact": add('?s oa:exact "甲推出丙"', QUOTE),
    "QuotePrefix": add('?s oa:prefix "a", "b"', QUOTE),
    "QuoteSuffix": add('?s oa:suffix "a", "b"', QUOTE),
    "PositionStart": replace("oa:start", "0.5", RESTORED, "?s"),
    "PositionEnd": drop("oa:end", RESTORED, "?s"),
    "PositionOrder": replace("oa:start", "9", RESTORED, "?s"),
    "Entity": rename("?x", "https://kg.example/c", UNLINKED),
    "EntityType": add("?x a kg:Place", UNLINKED),
    "EntityPreferred": add('?x skos:prefLabel "己"@zh-Hans ; kg:name "己"', ENTITY),
    "EntityChinese": "DELETE { ?x skos:prefLabel ?was } INSERT { ?x skos:prefLabel 'c'@en ; kg:name 'c' } "
    f"WHERE {{ {UNLINKED} ; skos:prefLabel ?was }}",
    "EntityAlternative": add('?x skos:altLabel "甲"@zh-Hans', ENTITY),
    "EntityHidden": add('?x skos:altLabel "己"@zh-Hans ; skos:hiddenLabel "己"@zh-Hans ; kg:name "己"', ENTITY),
    "EntityName": add('?x kg:name "x"@en', ENTITY),
    "EntityMentions": replace("kg:mentionCount", "-1", ENTITY, "?x"),
    "ArticleId": drop("dcterms:identifier", ARTICLE, "?a"),
    "ArticleTitle": drop("dcterms:title", ARTICLE, "?a"),
    "ArticleFile": add('?a kg:fileName "x"', ARTICLE),
    "ArticleHash": replace("kg:textSha256", '"abc"', ARTICLE, "?a"),
    "ArticleLength": add("?a kg:textLength 99", ARTICLE),
    "SectionArticle": drop("dcterms:isPartOf", "?n a kg:Section", "?n"),
    "SectionPosition": drop("schema:position", "?n a kg:Section", "?n"),
    "RestorationSurface": drop("kg:surface", "?r a kg:Restoration", "?r"),
    "RestorationResult": drop("kg:restored", "?r a kg:Restoration", "?r"),
    "QuarantineKind": replace("kg:kind", '"boring"', "?q a kg:Quarantine", "?q"),
    "RunInput": drop("prov:used", "?r a prov:Activity", "?r"),
    "RunProgram": drop("prov:wasAssociatedWith", "?r a prov:Activity", "?r"),
    "DatasetTitle": add('?d dcterms:title "x"@en', DATASET),
    "DatasetLicense": drop("dcterms:license", DATASET, "?d"),
    "DatasetTriples": drop("void:triples", DATASET, "?d"),
    "DatasetFile": replace("spdx:checksumValue", '"0"', "?s a spdx:Checksum", "?s"),
    "fact-without-claim": add("?x kg:causes ?y", f"{CLAIM} ; rdf:subject ?x ; rdf:object ?y"),
    "one-way-only": "DELETE { ?y kg:competesWith ?x } WHERE { ?c rdf:subject ?x ; rdf:object ?y ; "
    "rdf:predicate kg:competesWith }",
    "claim-without-fact": "DELETE WHERE { ?x kg:offers ?y }",
    "quote-length": replace("oa:exact", '"甲推出了乙"', QUOTE, "?s"),
    "quarantined-evidence": replace("oa:start", "0", "?q a kg:Quarantine ; oa:hasSelector ?s", "?s"),
    "position-in-text": replace("kg:textLength", "3", ARTICLE, "?a"),
    "phase-cycle": "DELETE { ?c kg:polarity kg:negated } INSERT { ?c kg:polarity kg:affirmed . ?x kg:precedes ?y } "
    f"WHERE {{ {BACK} }}",
    "subject-type": retype("kg:Place", WORK),
    "object-type": retype("kg:Place", PUBLISHER),
    "unknown-predicate": replace("rdf:predicate", "kg:likes", POSSIBLE, "?c"),
    "unknown-type": retype("kg:Planet", OFFERED),
    "loose-end": replace("rdf:object", "ent:nobody", POSSIBLE, "?c"),
    "orphan-evidence": add(f"<https://kg.example/id/claim/x> {FOUND}", BOTH),
    "claim-twice": f"INSERT {{ claim:copy ?p ?o }} WHERE {{ {POSSIBLE} . ?c ?p ?o }}",
    "other-version": add("?r prov:used <https://kg.example/ns/0.9.0>", "?r a prov:Activity"),
    "missing-name": add('?x skos:altLabel "別名"@zh-Hant', ENTITY),
}
# Where breaking one rule cannot but break another.
ALSO = {"Evidence": {"blank-node"}}


@pytest.fixture(scope="module")
def conforming() -> ox.Store:
    """A small graph with something of everything, and its description as a data set."""
    entities = {
        "a": ("Organization", "甲"),
        "b": ("Product", "乙"),
        "c": ("Factor", "丙"),
        "w": ("Work", "丁"),
        "m": ("Media", "戊"),
        "p": ("Phase", "初期"),
        "q": ("Phase", "後期"),
    }
    claims = [
        *[("a", "offers", "b", "affirmed", "asserted"), ("a", "uses", "b", "affirmed", "possible")],
        *[("w", "publishedBy", "m", "affirmed", "asserted"), ("a", "competesWith", "m", "affirmed", "asserted")],
        *[("p", "precedes", "q", "affirmed", "asserted"), ("q", "precedes", "p", "negated", "asserted")],
    ]
    place = {"document": "d", "start": 0, "end": 4}
    graph = graph_from_json(
        {
            "documents": [
                {"id": "d", "title": "t", "path": "d.txt", "sha256": "0" * 64, "published_by": ["戊"]}
                | {"sections": [{"number": 0, "title": "", "start": 0, "end": 6}]}
            ],
            "quarantined": [{"document": "d", "start": 5, "end": 6, "kind": "noise", "text": "*"}],
            "restorations": [{"document": "d", "start": 1, "end": 3, "surface": "推出", "restored": "推岀"}],
            "entities": [
                {"id": id_, "type": type_, "label": label, "names": [label], "mentions": [place]}
                for id_, (type_, label) in entities.items()
            ],
            "claims": [
                dict(zip(("subject", "predicate", "object", "polarity", "modality"), claim, strict=True))
                | {"evidence": [{**place, "quote": "甲推出乙", "subject": [0, 1], "object": [3, 4]}]}
                for claim in claims
            ],
        },
        {"d": "甲推出乙。*"},
    )
    files = write_formats(graph, read_schema(ONTOLOGY / "schema.ttl"), ["ntriples", "void"])
    store = ox.Store()
    store.load(files["graph.nt"], format=ox.RdfFormat.N_TRIPLES)
    store.load(files["dataset.ttl"], format=ox.RdfFormat.TURTLE)
    return store


def changed(store: ox.Store, update: str) -> list[ox.Triple]:
    copy = ox.Store()
    copy.extend(store)
    copy.update(f"{PREFIXES}\n{update}")
    assert set(copy) != set(store), "the update changed nothing"
    return [quad.triple for quad in copy]


def test_the_conforming_graph_conforms(conforming: ox.Store) -> None:
    assert validate_triples([quad.triple for quad in conforming], ONTOLOGY) == []


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_finds_what_breaks_it(conforming: ox.Store, rule: str) -> None:
    findings = validate_triples(changed(conforming, BROKEN[rule]), ONTOLOGY)
    assert {finding.rule for finding in findings} == {rule} | ALSO.get(rule, set())
    assert all(finding.message and finding.focus for finding in findings)


@pytest.mark.parametrize("rule", [None, *BROKEN])
def test_the_fast_validator_agrees_with_the_reference(conforming: ox.Store, rule: str | None) -> None:
    triples = changed(conforming, BROKEN[rule]) if rule else [quad.triple for quad in conforming]
    shapes = ONTOLOGY / "shapes.ttl"
    found = find_violations(load_store(triples, ONTOLOGY / "schema.ttl"), triples, shapes)
    assert conforms(triples, shapes) is (found == [])


def test_every_rule_is_broken_by_some_graph() -> None:
    text = (ONTOLOGY / "shapes.ttl").read_text(encoding="utf-8")
    declared = re.split(r"^(?=shape:)", text, flags=re.MULTILINE)[1:]
    told = {block.split()[0].removeprefix("shape:") for block in declared if "sh:message" in block}
    checks = {path.stem for path in (ONTOLOGY / "checks").glob("*.rq")}
    assert told | checks == set(BROKEN)


def test_a_damaged_spelling_is_no_preferred_label(conforming: ox.Store) -> None:
    broken = changed(conforming, add("?x skos:hiddenLabel ?label", f"{UNLINKED} ; skos:prefLabel ?label"))
    assert {finding.rule for finding in validate_triples(broken, ONTOLOGY)} == {"EntityHidden"}
    assert not conforms(broken, ONTOLOGY / "shapes.ttl")


def test_the_ends_of_a_claim_are_checked_like_its_quote(conforming: ox.Store) -> None:
    ends = f"{CLAIM} ; prov:wasDerivedFrom ?e . ?e kg:subjectSelector ?s"
    (long, *_) = validate_triples(changed(conforming, replace("oa:exact", '"甲公司"', ends, "?s")), ONTOLOGY)
    assert (long.rule, long.value) == ("quote-length", "甲公司")
    beyond = validate_triples(changed(conforming, replace("oa:end", "99", ends, "?s")), ONTOLOGY)
    assert {"position-in-text", "quote-length"} == {finding.rule for finding in beyond}


def test_findings_are_in_words(conforming: ox.Store) -> None:
    (finding,) = validate_triples(changed(conforming, BROKEN["claim-without-fact"]), ONTOLOGY)
    assert finding.message == "A claim that is affirmed and asserted stands as a direct triple, too"
    assert finding.focus == "甲 推出 乙"
    (finding,) = validate_triples(changed(conforming, BROKEN["quote-length"]), ONTOLOGY)
    assert "甲 推出 乙" in finding.focus and finding.value == "甲推出了乙"


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    seed = read_graph(ROOT / "tests" / "gold" / "seed.graph.json")
    write_all(folder, write_formats(seed, read_schema(ONTOLOGY / "schema.ttl"), ["turtle", "trig", "void"]))
    return folder


def test_the_seed_conforms(export: Path) -> None:
    assert validate_export(export, ONTOLOGY) == []
    assert set(read_triples(export / "graph.ttl")) == set(read_triples(export / "graph.trig"))


def kg(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from kg.cli.app import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_command_line(conforming: ox.Store, tmp_path: Path) -> None:
    graph = tmp_path / "graph.nt"
    graph.write_bytes(ox.serialize([quad.triple for quad in conforming], format=ox.RdfFormat.N_TRIPLES))
    valid = kg("validate", tmp_path)
    assert (valid.returncode, valid.stdout) == (0, f"{tmp_path}: valid\n"), valid.stderr
    broken = changed(conforming, BROKEN["ClaimPolarity"])
    graph.write_bytes(ox.serialize(broken, format=ox.RdfFormat.N_TRIPLES))
    found = kg("validate", tmp_path)
    assert found.returncode == 1
    assert "A claim is either affirmed or negated: 甲 推出 乙" in found.stdout
    assert "1 finding" in found.stderr and "Traceback" not in found.stderr
    (item,) = json.loads(kg("validate", "--json", tmp_path).stdout)
    assert item["rule"] == "ClaimPolarity"


def test_the_help_says_who_reads_the_raw_texts() -> None:
    assert "kg verify" in " ".join(kg("validate", "--help").stdout.split())


def test_what_cannot_be_validated(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no graph"):
        validate_export(tmp_path, ONTOLOGY)
    with pytest.raises(UsageError, match="no such file"):
        validate_export(tmp_path / "x", ONTOLOGY)
    (tmp_path / "x.csv").write_bytes(b"")
    with pytest.raises(UsageError, match="not an RDF file"):
        validate_export(tmp_path / "x.csv", ONTOLOGY)
    (tmp_path / "graph.ttl").write_text("<a:b> <a:c> <a:d> .\n<a:b> .\n", encoding="utf-8")
    with pytest.raises(BadData, match=r"graph\.ttl:2: "):
        validate_export(tmp_path, ONTOLOGY)
    for text in ("<a:b> <a:c> <a:d> .\n", ""):
        (tmp_path / "graph.ttl").write_text(text, encoding="utf-8")
        with pytest.raises(BadData, match="no entity of this vocabulary"):
            validate_export(tmp_path, ONTOLOGY)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("shapes.ttl", "shape:x a .", "shapes.ttl: not Turtle"),
        ("checks/phase-cycle.rq", "SELECT ?focus WHERE {", "phase-cycle.rq: not SPARQL"),
        ("checks/phase-cycle.rq", "SELECT ?x WHERE { ?x a ?y }", "a check selects [?]focus"),
    ],
)
def test_broken_rules_are_named(conforming: ox.Store, tmp_path: Path, name: str, text: str, complaint: str) -> None:
    for part in ("schema.ttl", "shapes.ttl"):
        shutil.copy(ONTOLOGY / part, tmp_path)
    shutil.copytree(ONTOLOGY / "checks", tmp_path / "checks")
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadData, match=complaint):
        validate_triples([quad.triple for quad in conforming], tmp_path)


@pytest.mark.parametrize(
    ("package", "arguments", "extra"),
    [
        ("shacl", ["validate", "EXPORT"], "kg[validate]"),
        ("pyshacl", ["validate", "BROKEN"], "kg[validate]"),
        ("pyarrow", ["build", "--format", "parquet", "--out", "OUT"], "kg[parquet]"),
    ],
)
def test_a_missing_extra_is_named(export: Path, tmp_path: Path, package: str, arguments: list[str], extra: str) -> None:
    broken = tmp_path / "broken" / "graph.ttl"
    broken.parent.mkdir()
    text = (export / "graph.ttl").read_text(encoding="utf-8")
    broken.write_text(re.sub("kg:(affirmed|negated)", "kg:denied", text), encoding="utf-8")
    places = {"EXPORT": str(export), "BROKEN": str(broken.parent), "OUT": str(tmp_path / "out")}
    without = f"import sys; sys.modules[{package!r}] = None; from kg.cli.app import main; main()"
    command = [sys.executable, "-c", without, *(places.get(argument, argument) for argument in arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert extra in run.stderr and "Traceback" not in run.stderr
    assert not (tmp_path / "out").exists()
