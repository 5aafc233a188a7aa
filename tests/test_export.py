"""Every export format read back by a library that did not write it, and the same bytes every time."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import networkx as nx
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import UsageError
from kg.export import DESCRIPTION, WRITERS, write_formats
from kg.graph import Graph, graph_from_json, graph_to_json, read_graph
from kg.vocabulary.schema import Schema, read_schema

ROOT = Path(__file__).parents[1]
ALL = (*WRITERS, DESCRIPTION)
RDF_FILES = {
    "graph.ttl": ox.RdfFormat.TURTLE,
    "graph.nt": ox.RdfFormat.N_TRIPLES,
    "graph.trig": ox.RdfFormat.TRIG,
    "graph.jsonld": ox.RdfFormat.JSON_LD,
    "graph.rdf12.ttl": ox.RdfFormat.TURTLE,
    "dataset.ttl": ox.RdfFormat.TURTLE,
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(ROOT / "ontology" / "schema.ttl")


@pytest.fixture(scope="module")
def seed() -> Graph:
    return read_graph(ROOT / "tests" / "gold" / "seed.graph.json")


@pytest.fixture(scope="module")
def files(seed: Graph, schema: Schema) -> dict[str, bytes]:
    return write_formats(seed, schema, [name for name in ALL if name != "html"])


def graph(quote: str, name: str) -> Graph:
    """Two entities and one claim, with ``name`` and ``quote`` as they come."""
    node = {"type": "Factor", "mentions": [{"document": "d", "start": 0, "end": 1}]}
    evidence = [{"document": "d", "start": 0, "end": len(quote), "quote": quote}]
    return graph_from_json(
        {
            "documents": [{"id": "d", "title": "", "path": "", "sha256": "", "published_by": []}],
            "quarantined": [],
            "restorations": [],
            "entities": [
                {"id": "a", "label": name, "names": [name, "x;y"], **node},
                {"id": "b", "label": "b", "names": ["b"], **node},
            ],
            "claims": [
                {"subject": "a", "predicate": "partnersWith", "object": "b"}
                | {"polarity": "affirmed", "modality": "asserted", "evidence": evidence}
            ],
        }
    )


def rows(contents: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(contents.decode("utf-8"), newline=""), strict=True))


def test_json_reads_back_as_the_same_graph(files: dict[str, bytes], seed: Graph) -> None:
    read = graph_from_json(json.loads(files["graph.json"]))
    assert dict(read.nodes(data=True)) == dict(seed.nodes(data=True))
    assert {key: (s, o, data) for s, o, key, data in read.edges(keys=True, data=True)} == {
        key: (s, o, data) for s, o, key, data in seed.edges(keys=True, data=True)
    }
    assert b"text" not in files["graph.json"].split(b'"quarantined"')[0]


def test_json_has_one_item_a_line_in_order(files: dict[str, bytes], seed: Graph) -> None:
    lines = files["graph.json"].decode("utf-8").splitlines()
    items = [line.rstrip(",") for line in lines if line.startswith("{") and len(line) > 1]
    assert len(items) == sum(len(value) for value in graph_to_json(seed).values())
    claims = [item for item in map(json.loads, items) if "predicate" in item]
    places = [min((e["document"], e["start"], e["end"]) for e in claim["evidence"]) for claim in claims]
    assert len(places) > 100 and places == sorted(places), "claims stand in the order of reading"
    assert "微信" in items[-1] + "".join(items)


def test_json_does_not_depend_on_the_order_of_the_graph(seed: Graph, schema: Schema) -> None:
    value = graph_to_json(seed)
    turned = graph_from_json({name: list(reversed(items)) for name, items in value.items()})
    for name in ("json", "turtle", "ntriples", "csv", "graphml"):
        assert write_formats(turned, schema, [name]) == write_formats(seed, schema, [name])


@pytest.mark.parametrize("name", RDF_FILES)
def test_rdf_files_parse(files: dict[str, bytes], name: str) -> None:
    assert sum(1 for _ in ox.parse(files[name], format=RDF_FILES[name])) > 100


def test_rdf_files_hold_the_same_triples(files: dict[str, bytes]) -> None:
    held = {
        name: {quad.triple for quad in ox.parse(files[name], format=RDF_FILES[name])}
        for name in ("graph.ttl", "graph.nt", "graph.trig", "graph.jsonld")
    }
    for name, triples in held.items():
        assert triples == held["graph.nt"], name


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's own making, in its JSON-LD parser
def test_json_ld_context_file_serves_other_documents(files: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "context.jsonld").write_bytes(files["context.jsonld"])
    document = {"@context": "context.jsonld", "@id": "ent:a", "@type": "kg:Actor", "prefLabel": {"zh-Hant": "微商"}}
    (tmp_path / "a.jsonld").write_text(json.dumps(document), encoding="utf-8")
    read = rdflib.Graph().parse(tmp_path / "a.jsonld", format="json-ld")
    node = rdflib.URIRef("https://kg.example/id/ent/a")
    assert (node, rdflib.SKOS.prefLabel, rdflib.Literal("微商", lang="zh-Hant")) in read


@pytest.mark.parametrize(("name", "read"), [("graph.graphml", nx.read_graphml), ("graph.gexf", nx.read_gexf)])
def test_networks_read_back(files: dict[str, bytes], seed: Graph, name: str, read: object) -> None:
    assert callable(read)
    network = read(io.BytesIO(files[name]))
    assert set(network.nodes) == set(seed.nodes)
    assert network.number_of_edges() == seed.number_of_edges()
    for node, data in network.nodes(data=True):
        assert data["label"] == seed.nodes[node]["label"]
        assert data["mentions"] == len(seed.nodes[node]["mentions"])
    assert sorted(data["predicate"] for *_, data in network.edges(data=True)) == sorted(
        data["predicate"] for *_, data in seed.edges(data=True)
    )


def test_networks_replace_what_xml_cannot_write(schema: Schema) -> None:
    broken = graph("a\x0bb\x00", "c\ufffe")
    for name, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        (contents,) = write_formats(broken, schema, [name]).values()
        (quotes,) = [data["quotes"] for *_, data in read(io.BytesIO(contents)).edges(data=True)]
        assert quotes == "a\ufffdb\ufffd"


def test_csv_has_a_row_for_each_item(files: dict[str, bytes], seed: Graph) -> None:
    nodes, edges = rows(files["nodes.csv"]), rows(files["edges.csv"])
    assert {row["id"]: row["label"] for row in nodes} == {node: data["label"] for node, data in seed.nodes(data=True)}
    assert {row["id"] for row in edges} == {key for *_, key in seed.edges(keys=True)}
    labels = {row["id"]: row["label"] for row in nodes}
    assert all(labels[row["subject"]] == row["subject_label"] for row in edges)
    assert files["edges.csv"].count(b"\r\n") == len(edges) + 1
    assert max(int(row["support"]) for row in edges) > 1


@pytest.mark.parametrize("text", ["=1+1", "+86", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_csv_cells_are_no_formulas(schema: Schema, text: str) -> None:
    files = write_formats(graph(text, text), schema, ["csv"])
    assert rows(files["nodes.csv"])[0]["label"] == f"'{text}"
    assert rows(files["edges.csv"])[0]["quotes"] == f"'{text}"


@pytest.mark.parametrize("text", ['a"b', "a,b", "a\nb", "a\r\nb", "微信，淘寶", "a=b"])
def test_csv_cells_are_exact(schema: Schema, text: str) -> None:
    files = write_formats(graph(text, text), schema, ["csv"])
    assert rows(files["nodes.csv"])[0]["label"] == text
    assert rows(files["edges.csv"])[0]["quotes"] == text


def test_neo4j_layout(schema: Schema) -> None:
    files = write_formats(graph("a\nb", "甲"), schema, ["neo4j"])
    node, relation = rows(files["neo4j-nodes.csv"])[0], rows(files["neo4j-relationships.csv"])[0]
    assert (node["id:ID"], node[":LABEL"], node["label"]) == ("a", "Entity;Factor", "甲")
    assert node["names:string[]"].split(";") == ["甲", "x；y"]
    assert (relation[":START_ID"], relation[":TYPE"], relation[":END_ID"]) == ("a", "PARTNERS_WITH", "b")
    assert relation["quotes:string[]"] == "a b"


def test_parquet_keeps_what_is_nested(files: dict[str, bytes], seed: Graph) -> None:
    nodes = pq.read_table(io.BytesIO(files["nodes.parquet"])).to_pylist()
    edges = pq.read_table(io.BytesIO(files["edges.parquet"])).to_pylist()
    assert {row["id"]: row["mentions"] for row in nodes} == {n: d["mentions"] for n, d in seed.nodes(data=True)}
    quotes = {row["id"]: [item["quote"] for item in row["evidence"]] for row in edges}
    assert quotes == {
        key: [item["quote"] for item in data["evidence"]] for *_, key, data in seed.edges(keys=True, data=True)
    }


def test_description_counts_and_checksums(files: dict[str, bytes], seed: Graph) -> None:
    described = rdflib.Graph().parse(data=files["dataset.ttl"], format="turtle")
    dataset = rdflib.URIRef("https://kg.example/dataset")
    void, dcat = rdflib.VOID, rdflib.DCAT
    assert int(described.value(dataset, void.triples)) == files["graph.nt"].count(b"\n")
    assert int(described.value(dataset, void.entities)) == seed.number_of_nodes()
    assert {title.language for title in described.objects(dataset, rdflib.DCTERMS.title)} == {
        "zh-hant",
        "zh-hans",
        "en",
    }
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    for node in described.objects(dataset, dcat.distribution):
        contents = files[str(described.value(node, rdflib.DCTERMS.title))]
        assert int(described.value(node, dcat.byteSize)) == len(contents)
        checksum = described.value(described.value(node, spdx.checksum), spdx.checksumValue)
        assert str(checksum) == sha256(contents).hexdigest()
    assert len(set(described.objects(dataset, dcat.distribution))) == len(files) - 1
    partitions = {
        str(described.value(part, void["class"])): int(described.value(part, void.entities))
        for part in described.objects(dataset, void.classPartition)
    }
    assert partitions["https://kg.example/ns#Claim"] == seed.number_of_edges()


def test_description_counts_files_from_elsewhere(seed: Graph, schema: Schema) -> None:
    files = write_formats(seed, schema, ["void"], beside={"graph.html": b"<p>"})
    assert list(files) == ["dataset.ttl"]
    assert sha256(b"<p>").hexdigest().encode() in files["dataset.ttl"]


def test_description_dates_itself_only_on_request(seed: Graph, schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert b"issued" not in write_formats(seed, schema, ["void"])["dataset.ttl"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert b'dcterms:issued "1970-01-02"' in write_formats(seed, schema, ["void"])["dataset.ttl"]


@pytest.mark.parametrize("name", [name for name in ALL if name not in ("html", "report")])
def test_an_empty_graph_can_be_written(schema: Schema, name: str) -> None:
    empty = graph_from_json({"documents": [], "quarantined": [], "restorations": [], "entities": [], "claims": []})
    files = write_formats(empty, schema, [name])
    assert files and all(files.values())


def test_unknown_format_and_base(seed: Graph, schema: Schema) -> None:
    with pytest.raises(UsageError, match="unknown format: docx, xml") as error:
        write_formats(seed, schema, ["xml", "json", "docx"])
    assert "turtle" in error.value.hint
    with pytest.raises(UsageError, match="cannot be the base"):
        write_formats(seed, schema, ["json"], "here")


_HASHES = """
import sys
from hashlib import sha256
from pathlib import Path
from kg.export import DESCRIPTION, WRITERS, write_formats
from kg.graph import read_graph
from kg.vocabulary.schema import read_schema
root = Path(sys.argv[1])
names = [name for name in (*WRITERS, DESCRIPTION) if name not in ("html", "report")]
files = write_formats(read_graph(root / "tests/gold/seed.graph.json"), read_schema(root / "ontology/schema.ttl"), names)
for name, contents in sorted(files.items()):
    print(name, sha256(contents).hexdigest())
"""


def test_same_bytes_under_another_hash_seed_and_folder(tmp_path: Path) -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", _HASHES, str(ROOT)],
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        ).stdout
        for hash_seed, folder in (("1", ROOT), ("2", tmp_path))
    }
    assert len(outputs) == 1
    assert outputs.pop().count("\n") >= 16
