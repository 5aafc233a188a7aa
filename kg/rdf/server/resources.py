"""What the graph says about one resource: as triples for programs, as rows for a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from pyoxigraph import Literal, NamedNode, Store, Triple

from kg.rdf.names import DCTERMS, OA, PROV, RDF, SKOS
from kg.rdf.query import OpenGraph

MOST = 500  # rows of one table of a page
_TYPE = NamedNode(RDF + "type")
_SUBJECT = NamedNode(RDF + "subject")
_PREDICATE = NamedNode(RDF + "predicate")
_OBJECT = NamedNode(RDF + "object")
_LABEL = NamedNode(SKOS + "prefLabel")
_TITLE = NamedNode(DCTERMS + "title")
_DERIVED = NamedNode(PROV + "wasDerivedFrom")
_SELECTOR = NamedNode(OA + "hasSelector")
_EXACT = NamedNode(OA + "exact")
_ENDS = ("subjectSelector", "objectSelector")


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A term on a page: its words, where a click leads on this server (empty: nowhere), its IRI if it has one."""

    text: str
    href: str = ""
    iri: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim on the page of an entity or on its own."""

    claim: Link
    subject: Link
    predicate: Link
    object: Link
    polarity: str
    modality: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of a resource shows. ``cut`` says that a table was longer than MOST rows."""

    title: str
    iri: str
    types: tuple[Link, ...]
    claims: tuple[ClaimRow, ...]
    properties: tuple[tuple[Link, tuple[Link, ...]], ...]
    referring: tuple[tuple[Link, Link], ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads an open graph in a ``language`` of labels (a tag of the graph: zh-hant, zh-hans, en)."""

    graph: OpenGraph
    language: str = "zh-hans"
    terms: dict[str, str] = field(default_factory=dict)  # labels of the vocabulary's terms, by their IRIs

    @property
    def store(self) -> Store:
        """The triples."""
        return self.graph.store

    def exists(self, node: NamedNode) -> bool:
        """Whether the graph says anything about ``node``."""
        return next(iter(self.store.quads_for_pattern(node, None, None)), None) is not None

    def description(self, node: NamedNode) -> list[Triple]:
        """Its triples, those of its evidence and selectors, and those of the claims it takes part in; sorted."""
        links = (_DERIVED, _SELECTOR, *map(self.graph.names.term, _ENDS))
        waiting = [node, *self._subjects(_SUBJECT, node), *self._subjects(_OBJECT, node)]
        seen, triples = {each.value for each in waiting}, {}
        while waiting:
            at = waiting.pop()
            for quad in self.store.quads_for_pattern(at, None, None):
                triples[str(quad.triple)] = quad.triple
            parts = [part for link in links for part in self._nodes(at, link) if part.value not in seen]
            seen |= {part.value for part in parts}
            waiting.extend(parts)
        return [triples[key] for key in sorted(triples)]

    def links(self, property_: NamedNode, value: NamedNode) -> list[Link]:
        """Everything that has a value, by its words."""
        return sorted(self.link(quad.subject) for quad in self.store.quads_for_pattern(None, property_, value))

    def page(self, node: NamedNode) -> Page:
        """Everything that the page of ``node`` shows."""
        own = [node] if self._nodes(node, _PREDICATE) else []
        taking_part = [*own, *self._subjects(_SUBJECT, node), *self._subjects(_OBJECT, node)]
        mentioned = sorted({claim.value for claim in taking_part})
        claims = [self._claim(NamedNode(iri)) for iri in mentioned[: MOST + 1]]
        claims.sort(key=lambda row: (row.predicate.text, row.subject.text, row.object.text, row.claim.iri))
        properties: dict[str, list[Link]] = {}
        quads = sorted(self.store.quads_for_pattern(node, None, None), key=str)
        for quad in quads[: MOST + 1]:
            if quad.predicate != _TYPE:
                properties.setdefault(quad.predicate.value, []).append(self.link(quad.object))
        others = (q for q in self.store.quads_for_pattern(None, None, node) if q.predicate not in (_SUBJECT, _OBJECT))
        rows = [(self.link(q.predicate), self.link(q.subject)) for q in sorted(islice(others, MOST + 1), key=str)]
        return Page(
            self.link(node).text,
            node.value,
            tuple(self.link(type_) for type_ in self._nodes(node, _TYPE)),
            tuple(claims[:MOST]),
            tuple((self.link(NamedNode(iri)), tuple(links)) for iri, links in sorted(properties.items())),
            tuple(rows[:MOST]),
            max(len(claims), len(quads), len(rows)) > MOST,
        )

    def link(self, term: object) -> Link:
        """A term as words with an address."""
        if isinstance(term, Literal):
            return Link(f"{term.value} @{term.language}" if term.language else term.value)
        if not isinstance(term, NamedNode):
            return Link(str(term))
        base = self.graph.names.base
        here = term.value.startswith(f"{base}id/")
        return Link(self._words(term), f"/{term.value.removeprefix(base)}" if here else "", term.value)

    def _words(self, node: NamedNode) -> str:
        labels = {label.language: label.value for label in self._texts(node, _LABEL)}
        for language in (self.language, "zh-hans", "zh-hant", "en"):
            if labels.get(language):
                return labels[language]
        if node.value in self.terms:
            return self.terms[node.value]
        title = next((text.value for text in self._texts(node, _TITLE)), "")
        return title or self.curie(node.value)

    def curie(self, iri: str) -> str:
        """An IRI with its prefix, as far as one is known."""
        fitting = [(len(n), p, n) for p, n in self.graph.prefixes.items() if iri.startswith(n) and len(iri) > len(n)]
        if not fitting:
            return iri
        _, prefix, namespace = max(fitting)
        return f"{prefix}:{iri.removeprefix(namespace)}"

    def _claim(self, claim: NamedNode) -> ClaimRow:
        def one(name: NamedNode) -> Link:
            return next(map(self.link, self._nodes(claim, name)), Link(""))

        term = self.graph.names.term
        places = self._nodes(claim, _DERIVED)[:5]
        selectors = [selector for place in places for selector in self._nodes(place, _SELECTOR)]
        return ClaimRow(
            Link(claim.value.rpartition("/")[2], self.link(claim).href, claim.value),
            one(_SUBJECT),
            one(_PREDICATE),
            one(_OBJECT),
            one(term("polarity")).text,
            one(term("modality")).text,
            tuple(text.value for selector in selectors for text in self._texts(selector, _EXACT)),
        )

    def _nodes(self, node: NamedNode, property_: NamedNode) -> list[NamedNode]:
        quads = self.store.quads_for_pattern(node, property_, None)
        return sorted((q.object for q in quads if isinstance(q.object, NamedNode)), key=str)

    def _texts(self, node: NamedNode, property_: NamedNode) -> list[Literal]:
        quads = self.store.quads_for_pattern(node, property_, None)
        return sorted((q.object for q in quads if isinstance(q.object, Literal)), key=str)

    def _subjects(self, property_: NamedNode, value: NamedNode) -> list[NamedNode]:
        quads = self.store.quads_for_pattern(None, property_, value)
        return sorted((q.subject for q in quads if isinstance(q.subject, NamedNode)), key=str)
