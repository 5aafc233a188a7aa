"""Validates an exported graph: SHACL shapes, and the rules about the graph as a whole.

A fast validator says whether a graph conforms to the shapes. What is wrong with one that does not is said by pyshacl,
the reference. Tests hold the two against each other, shape by shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Store, Triple

from kg.errors import BadData, UsageError
from kg.rdf.checks import Finding, load_store, readable, run_checks
from kg.rdf.load import find_graph, read_triples
from kg.rdf.names import RDF
from kg.rdf.reference import to_rdflib
from kg.rdf.serialize import write_ntriples
from kg.vocabulary.schema import read_schema

if TYPE_CHECKING:
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"
_INSTALL = "install it: pip install 'kg[validate]'"


def validate_export(path: Path, ontology: Path) -> list[Finding]:
    """What is wrong with an exported folder (its graph and, where it is there, dataset.ttl) or with one RDF file.

    Raises UsageError if there is no graph or the extra is not installed, BadData if a file cannot be parsed or if the
    graph has no entity of this vocabulary.
    """
    graph = find_graph(path)
    triples = read_triples(graph)
    description = graph.with_name("dataset.ttl")
    if path.is_dir() and description.is_file():
        triples += read_triples(description)
    name = NamedNode(read_schema(ontology / "schema.ttl").namespace + "name")
    if not any(triple.predicate == name for triple in triples):
        raise BadData(f"{graph}: no entity of this vocabulary", "build it again: kg build")
    return validate_triples(triples, ontology)


def validate_triples(triples: Sequence[Triple], ontology: Path) -> list[Finding]:
    """What shapes.ttl and checks/*.rq of the ontology folder find in a graph, sorted.

    Raises UsageError if the extra ``validate`` is not installed.
    """
    store = load_store(triples, ontology / "schema.ttl")
    blank = {triple.subject for triple in triples if isinstance(triple.subject, BlankNode)}
    blank |= {triple.object for triple in triples if isinstance(triple.object, BlankNode)}
    nameless = [Finding("blank-node", str(node), "Everything has an address", str(node), "") for node in blank]
    return sorted(
        nameless + run_shapes(store, triples, ontology / "shapes.ttl") + run_checks(store, ontology / "checks")
    )


def run_shapes(store: Store, triples: Sequence[Triple], shapes: Path) -> list[Finding]:
    """The violations of the SHACL shapes in a Turtle file, sorted; ``store`` gives the words for them."""
    return [] if conforms(triples, shapes) else find_violations(store, triples, shapes)


def conforms(triples: Sequence[Triple], shapes: Path) -> bool:
    """Whether a graph keeps to the shapes in a Turtle file, by the fast validator.

    Raises UsageError if it is not installed, BadData if the file is not Turtle.
    """
    try:
        import shacl
    except ImportError as error:
        raise UsageError("SHACL needs the package shacl", _INSTALL) from error
    try:
        compiled = shacl.Shapes.from_turtle(shapes.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadData(f"{shapes}: not Turtle: {error}") from error
    report = compiled.validate_turtle(write_ntriples(triples).decode("utf-8"))
    return bool(report.conforms)


def find_violations(store: Store, triples: Sequence[Triple], shapes: Path) -> list[Finding]:
    """What pyshacl, the reference, finds in a graph by the shapes in a Turtle file, sorted.

    Raises UsageError if it is not installed.
    """
    try:
        import pyshacl
    except ImportError as error:
        raise UsageError("SHACL needs the package pyshacl", _INSTALL) from error
    import rdflib

    shapes_graph = rdflib.Graph().parse(shapes, format="turtle")
    # Without the vocabulary and without inference: the shapes are about what the files say in so many words.
    _, report, _ = pyshacl.validate(to_rdflib(triples, {}), shacl_graph=shapes_graph, advanced=False, js=False)
    return _findings(store, report)


def _findings(store: Store, report: rdflib.Graph) -> list[Finding]:
    import rdflib

    def value(node: rdflib.term.Node, property_: str) -> str:
        found = report.value(node, rdflib.URIRef(_SH + property_))
        return "" if found is None else str(found)

    findings = set()
    for result in report.subjects(rdflib.URIRef(RDF + "type"), rdflib.URIRef(_SH + "ValidationResult")):
        focus, shape = value(result, "focusNode"), value(result, "sourceShape")
        found = value(result, "value")
        message = value(result, "resultMessage")
        node = NamedNode(focus) if ":" in focus else None
        shown = readable(store, NamedNode(found)) if found.startswith(("http:", "https:")) else found
        findings.add(Finding(shape.rsplit("#", 1)[-1], focus, message, readable(store, node) if node else focus, shown))
    return sorted(findings)
