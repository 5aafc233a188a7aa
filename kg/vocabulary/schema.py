"""Reads ontology/schema.ttl: the entity types and the predicates, with their labels in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadData, UsageError

LANGUAGES = ("zh-Hant", "zh-Hans", "en")

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SCHEMA = "https://schema.org/"
_DCTERMS = "http://purl.org/dc/terms/"
_DATASET = "http://www.w3.org/ns/dcat#Dataset"
_VANN_NAMESPACE = "http://purl.org/vocab/vann/preferredNamespaceUri"

_ALIGNMENT = (
    *(_RDFS + name for name in ("subClassOf", "subPropertyOf", "seeAlso")),
    *(_SKOS + name for name in ("closeMatch", "relatedMatch")),
)

# Predicate -> objects, and the same by subject, in the order of the file.
_AboutTerm = Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]
_Facts = Mapping[str, _AboutTerm]


@dataclass(frozen=True, slots=True)
class Term:
    """An entity type. ``labels``, ``comments`` and ``examples`` are keyed by language: zh-Hant, zh-Hans, en.

    ``aligned`` are terms of other vocabularies, each with the name of the property that links it (``closeMatch``).
    """

    name: str
    labels: dict[str, str]
    comments: dict[str, str]
    examples: dict[str, str]
    aligned: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Predicate(Term):
    """What may be claimed between two entities.

    ``domain`` and ``range`` are the entity types allowed for subject and object, sorted; empty means any.
    ``inverse_labels`` say the predicate from its object back to its subject (the labels again where it is symmetric).
    """

    domain: tuple[str, ...]
    range: tuple[str, ...]
    symmetric: bool
    inverse_labels: dict[str, str]

    def allows(self, subject: str, object_: str) -> bool:
        """Whether a claim may join entities of these two types."""
        return (not self.domain or subject in self.domain) and (not self.range or object_ in self.range)


@dataclass(frozen=True, slots=True)
class About:
    """What an export says about itself, keyed by language; ``license`` is an IRI for the graph, not for its quotes."""

    titles: dict[str, str]
    descriptions: dict[str, str]
    rights: dict[str, str]
    license: str


@dataclass(frozen=True, slots=True)
class Schema:
    """The vocabulary: classes and predicates by name, in the order of the file.

    ``others`` are the terms that describe claims and their evidence.
    """

    namespace: str
    version: str
    about: About
    classes: dict[str, Term]
    predicates: dict[str, Predicate]
    others: dict[str, Term]

    @property
    def symmetric(self) -> frozenset[str]:
        """The predicates that hold in both directions."""
        return frozenset(name for name, predicate in self.predicates.items() if predicate.symmetric)


def read_schema(path: Path) -> Schema:
    """The schema in a Turtle file.

    Every subclass of ``kg:Entity`` is an entity type and every subproperty of ``kg:relatesTo`` a predicate, where
    ``kg:`` is the ontology's own namespace. Raises UsageError if there is no such file, and BadData with file and
    line, all complaints at once, if it is not Turtle, lacks a label or comment, or names an unknown type.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file", "the ontology folder needs a schema.ttl") from error
    except UnicodeDecodeError as error:
        raise BadData(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error
    facts = _facts(path, text)
    namespace = next((_value(o) for s in facts.values() for o in s.get(_VANN_NAMESPACE, [])), "")
    if not namespace:
        raise BadData(f"{path}:1: the ontology does not give its vann:preferredNamespaceUri")
    version = next((_value(o) for s in facts.values() for o in s.get(_OWL + "versionInfo", [])), "")
    classes = _below(facts, _RDFS + "subClassOf", namespace + "Entity", namespace)
    predicates = _below(facts, _RDFS + "subPropertyOf", namespace + "relatesTo", namespace)
    schema = Schema(
        namespace,
        version,
        _about(facts),
        {name: _term(facts[namespace + name], name, namespace) for name in classes},
        {name: _predicate(facts[namespace + name], name, namespace) for name in predicates},
        {
            name: _term(about, name, namespace)
            for name, about in ((subject.removeprefix(namespace), about) for subject, about in facts.items())
            if name.isidentifier() and name not in classes and name not in predicates
        },
    )
    complaints = sorted((_line(text, namespace, name), complaint) for name, complaint in _complaints(schema))
    if complaints:
        raise BadData("\n".join(f"{path}:{line}: {complaint}" for line, complaint in complaints))
    return schema


def _facts(path: Path, text: str) -> _Facts:
    facts: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]] = {}
    try:
        for quad in ox.parse(text, format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode):
                facts.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    except SyntaxError as error:
        raise BadData(f"{path}:{error.lineno or 1}: not Turtle: {error.msg}") from error
    return facts


def _value(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else ""


def _below(facts: _Facts, link: str, root: str, namespace: str) -> list[str]:
    """Local names of the terms of this namespace that stand directly below ``root``, in the order of the file."""
    return [
        subject.removeprefix(namespace)
        for subject, about in facts.items()
        if subject.startswith(namespace) and root in map(_value, about.get(link, []))
    ]


def _texts(objects: Iterable[object]) -> dict[str, str]:
    # The parser lower-cases language tags, the schema's readers do not.
    spelling = {tag.lower(): tag for tag in LANGUAGES}
    texts = {spelling.get(o.language or "", o.language or ""): o.value for o in objects if isinstance(o, ox.Literal)}
    return {tag: texts[tag] for tag in LANGUAGES if tag in texts}


def _term(about: _AboutTerm, name: str, namespace: str) -> Term:
    return Term(
        name,
        _texts(about.get(_RDFS + "label", [])),
        _texts(about.get(_RDFS + "comment", [])),
        _texts(about.get(_SKOS + "example", [])),
        tuple(
            (re.split("[/#]", link)[-1], _value(other))
            for link in _ALIGNMENT
            for other in about.get(link, [])
            if _value(other) and not _value(other).startswith(namespace)
        ),
    )


def _about(facts: _Facts) -> About:
    """From the node that is typed as a data set; all empty where there is none."""
    datasets = [about for about in facts.values() if _DATASET in map(_value, about.get(_RDF + "type", []))]
    about = datasets[0] if datasets else {}
    return About(
        _texts(about.get(_DCTERMS + "title", [])),
        _texts(about.get(_DCTERMS + "description", [])),
        _texts(about.get(_DCTERMS + "rights", [])),
        next(map(_value, about.get(_DCTERMS + "license", [])), ""),
    )


def _predicate(about: _AboutTerm, name: str, namespace: str) -> Predicate:
    def types(*links: str) -> tuple[str, ...]:
        return tuple(sorted(_value(o).removeprefix(namespace) for link in links for o in about.get(link, [])))

    term = _term(about, name, namespace)
    return Predicate(
        term.name,
        term.labels,
        term.comments,
        term.examples,
        term.aligned,
        types(_RDFS + "domain", _SCHEMA + "domainIncludes"),
        types(_RDFS + "range", _SCHEMA + "rangeIncludes"),
        _OWL + "SymmetricProperty" in map(_value, about.get(_RDF + "type", [])),
        _texts(about.get(namespace + "inverseLabel", [])) or term.labels,
    )


def _complaints(schema: Schema) -> Iterable[tuple[str, str]]:
    """What is wrong, as pairs of the term's local name and the complaint."""
    if not schema.classes:
        yield "Entity", "no class is a subclass of kg:Entity"
    if not schema.predicates:
        yield "relatesTo", "no property is a subproperty of kg:relatesTo"
    for term in (*schema.classes.values(), *schema.predicates.values(), *schema.others.values()):
        for what, texts in (("rdfs:label", term.labels), ("rdfs:comment", term.comments)):
            missing = [tag for tag in LANGUAGES if not texts.get(tag)]
            if missing:
                yield term.name, f"kg:{term.name} has no {what} in {', '.join(missing)}"
    for predicate in schema.predicates.values():
        for what, types in (("domain", predicate.domain), ("range", predicate.range)):
            for type_ in types:
                if type_ not in schema.classes:
                    yield predicate.name, f"the {what} of kg:{predicate.name} names kg:{type_}, which is no class"


def _line(text: str, namespace: str, name: str) -> int:
    """The line where a term is declared, or the first one: the parser does not keep positions."""
    subject = re.compile(rf"^(?:kg:{re.escape(name)}|<{re.escape(namespace + name)}>)(?=\s)", re.MULTILINE)
    found = subject.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
