"""The vocabulary: what the annotation guide fixes, and what a broken schema.ttl is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import BadData, UsageError
from kg.vocabulary.schema import LANGUAGES, Schema, read_schema

SCHEMA = Path(__file__).parents[1] / "ontology" / "schema.ttl"

CLASSES = [
    "SocialPlatform",
    "Marketplace",
    "StoreTool",
    "PaymentService",
    "Media",
    "Organization",
    "Person",
    "BusinessModel",
    "Phase",
    "Actor",
    "Product",
    "Technology",
    "Factor",
    "Challenge",
    "Work",
    "Place",
    "Time",
]
PREDICATES = [
    "precedes",
    "inPhase",
    "basedOn",
    "partOf",
    "isA",
    "evolvesInto",
    "offers",
    "sells",
    "uses",
    "targets",
    "requires",
    "hasFeature",
    "faces",
    "causes",
    "blocks",
    "partnersWith",
    "competesWith",
    "differsFrom",
    "ownedBy",
    "publishedBy",
    "locatedIn",
    "dated",
]


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(SCHEMA)


def test_names_and_order_are_those_of_the_guide(schema: Schema) -> None:
    assert list(schema.classes) == CLASSES
    assert list(schema.predicates) == PREDICATES


def test_every_term_speaks_three_languages(schema: Schema) -> None:
    for term in (*schema.classes.values(), *schema.predicates.values()):
        for texts in (term.labels, term.comments, term.examples):
            assert tuple(texts) == LANGUAGES, term.name
            assert all(texts.values()), term.name


def test_terms_are_aligned_with_other_vocabularies(schema: Schema) -> None:
    assert schema.classes["Place"].aligned == (("subClassOf", "https://schema.org/Place"),)
    assert ("subPropertyOf", "http://purl.org/dc/terms/publisher") in schema.predicates["publishedBy"].aligned
    assert all(term.aligned for term in (*schema.classes.values(), *schema.predicates.values()))
    assert {"Claim", "Evidence", "polarity", "modality", "asserted"} <= set(schema.others)


def test_labels_tell_terms_apart(schema: Schema) -> None:
    for terms in (schema.classes.values(), schema.predicates.values()):
        for language in LANGUAGES:
            assert len({term.labels[language] for term in terms}) == len(terms)


def test_symmetric_predicates(schema: Schema) -> None:
    symmetric = {name for name, predicate in schema.predicates.items() if predicate.symmetric}
    assert symmetric == schema.symmetric == {"partnersWith", "competesWith", "differsFrom"}
    for name in symmetric:
        assert schema.predicates[name].inverse_labels == schema.predicates[name].labels


@pytest.mark.parametrize(
    ("name", "subject", "object_", "allowed"),
    [
        ("precedes", "Phase", "Phase", True),
        ("precedes", "Phase", "Time", False),
        ("precedes", "Actor", "Phase", False),
        ("publishedBy", "Work", "Media", True),
        ("publishedBy", "Media", "Work", False),
        ("faces", "Actor", "Factor", True),
        ("faces", "Actor", "Place", False),
        ("uses", "Actor", "Technology", True),
    ],
)
def test_types_allowed(schema: Schema, name: str, subject: str, object_: str, allowed: bool) -> None:
    assert schema.predicates[name].allows(subject, object_) is allowed


def broken(tmp_path: Path, old: str, new: str) -> Path:
    text = SCHEMA.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "schema.ttl"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"social platform"@en', '"social platform"@fr', "kg:SocialPlatform has no rdfs:label in en"),
        ("kg:Work ;\n  rdfs:range kg:Media", "kg:Work ;\n  rdfs:range kg:Outlet", "names kg:Outlet, which is no class"),
        ("vann:preferredNamespaceUri", "vann:other", "preferredNamespaceUri"),
        ("rdfs:subPropertyOf kg:relatesTo", "rdfs:subPropertyOf kg:other", "no property is a subproperty"),
        ("kg:Phase a owl:Class ;", "kg:Phase a owl:Class", "not Turtle"),
    ],
)
def test_complaints_name_file_and_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    path = broken(tmp_path, old, new)
    with pytest.raises(BadData, match=complaint) as error:
        read_schema(path)
    assert error.value.message.startswith(f"{path}:")
    assert error.value.message.removeprefix(f"{path}:").split(":")[0].isdigit()


def test_all_complaints_at_once(schema: Schema, tmp_path: Path) -> None:
    path = broken(tmp_path, "@zh-Hans", "@zh-CN")
    with pytest.raises(BadData) as error:
        read_schema(path)
    complaints = error.value.message.splitlines()
    assert len(complaints) == 2 * (len(CLASSES) + len(PREDICATES) + len(schema.others))
    line = int(next(c for c in complaints if "kg:Phase has no rdfs:label" in c).removeprefix(f"{path}:").split(":")[0])
    assert path.read_text(encoding="utf-8").splitlines()[line - 1].startswith("kg:Phase ")


def test_missing_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_schema(tmp_path / "schema.ttl")
    (tmp_path / "schema.ttl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadData, match="not UTF-8"):
        read_schema(tmp_path / "schema.ttl")
