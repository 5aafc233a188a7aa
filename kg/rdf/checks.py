"""Rules about the graph as a whole: SPARQL queries in ontology/checks, each of whose rows is a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple

from kg.errors import BadData, UsageError
from kg.rdf.names import RDF, RDFS, SKOS

_LABEL_LANGUAGES = ("zh-hans", "zh-hant", "en")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that is wrong: what must hold, about what, and the value in question (empty if there is none).

    ``rule`` is the name of the query or shape; ``focus`` and ``value`` are readable, ``iri`` is the focus' address.
    """

    rule: str
    iri: str
    message: str
    focus: str
    value: str


def load_store(triples: Iterable[Triple], schema: Path) -> Store:
    """The graph with its vocabulary in one default graph, ready for queries."""
    store = Store()
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    store.load(path=str(schema), format=RdfFormat.TURTLE)
    return store


def run_checks(store: Store, folder: Path) -> list[Finding]:
    """The findings of every ``*.rq`` in ``folder``, sorted.

    The first line of a query is a comment that says what must hold; it selects ``?focus`` and may select ``?value``.
    Raises UsageError if the folder has no queries and BadData, naming the file, if one cannot be run.
    """
    queries = sorted(folder.glob("*.rq"))
    if not queries:
        raise UsageError(f"{folder}: no checks there", "the ontology folder needs checks/*.rq")
    findings: set[Finding] = set()
    for path in queries:
        text = path.read_text(encoding="utf-8")
        message = text.splitlines()[0].lstrip("# ").strip() if text.startswith("#") else path.stem
        try:
            solutions = store.query(text)
        except SyntaxError as error:
            raise BadData(f"{path}: not SPARQL: {error.msg}") from error
        if not isinstance(solutions, QuerySolutions) or "focus" not in (v.value for v in solutions.variables):
            raise BadData(f"{path}: a check selects ?focus", "SELECT ?focus ?value WHERE { ... }")
        valued = "value" in (variable.value for variable in solutions.variables)
        for row in solutions:
            focus, value = row["focus"], row["value"] if valued else None
            findings.add(Finding(path.stem, _iri(focus), message, readable(store, focus), readable(store, value)))
    return sorted(findings)


def readable(store: Store, term: object) -> str:
    """A term in words: an entity by its label, a claim by what it claims, anything else by the end of its IRI."""
    match term:
        case None:
            return ""
        case Literal():
            return term.value
        case NamedNode():
            parts = [_one(store, term, RDF + part) for part in ("subject", "predicate", "object")]
            if all(parts):
                return " ".join(_name(store, part) for part in parts if part is not None)
            claim = next(store.quads_for_pattern(None, None, term), None)
            own = _name(store, term)
            about = claim.subject if claim is not None and "/id/claim/" in term.value else None
            if isinstance(about, NamedNode) and "/id/claim/" in about.value:
                return f"{own} ({readable(store, about)})"
            return own
        case _:
            return str(term)


def _name(store: Store, node: NamedNode) -> str:
    for property_ in (SKOS + "prefLabel", RDFS + "label"):
        labels = {
            quad.object.language or "": quad.object.value
            for quad in store.quads_for_pattern(node, NamedNode(property_), None)
            if isinstance(quad.object, Literal)
        }
        for language in (*_LABEL_LANGUAGES, ""):
            if language in labels:
                return labels[language]
    return node.value.rstrip("/#").rsplit("/", 1)[-1]


def _one(store: Store, node: NamedNode, property_: str) -> NamedNode | None:
    values = (quad.object for quad in store.quads_for_pattern(node, NamedNode(property_), None))
    return next((value for value in values if isinstance(value, NamedNode)), None)


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
