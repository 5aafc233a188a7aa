"""The IRIs of everything in the graph, and the prefixes they are written with.

Every IRI is plain ASCII without percent escapes: engines disagree on whether an escaped and an unescaped IRI are the
same resource.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from kg.errors import UsageError

DEFAULT_BASE = "https://kg.example/"

DC = "http://purl.org/dc/elements/1.1/"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
OA = "http://www.w3.org/ns/oa#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SPDX = "http://spdx.org/rdf/terms#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


def checked_base(base: str) -> str:
    """``base`` if ids can be minted under it.

    Raises UsageError if it is not an absolute ASCII http(s) IRI that ends in ``/`` or ``#``.
    """
    parts = urlsplit(base)
    legal = re.fullmatch(r"[\x21-\x7e]+", base) and not re.search(r'[<>"{}|\\^`%]', base)
    if not legal or parts.scheme not in ("http", "https") or not parts.netloc or base[-1] not in "/#":
        raise UsageError(f"{base!r} cannot be the base of ids", "give an address such as https://data.example.org/kg/")
    return base


def local(id_: str) -> str:
    """``id_`` as the last part of an IRI: itself if it is plain ASCII, else a hash of it.

    >>> local("weixin-90f0e7"), local("café")
    ('weixin-90f0e7', 'x-850f7dc43910')
    """
    return id_ if _LOCAL.fullmatch(id_) else f"x-{_digest(id_)}"


@dataclass(frozen=True, slots=True)
class Names:
    """Mints the IRIs of one graph under ``base``; terms of the vocabulary stay in its own ``namespace``."""

    namespace: str
    base: str = DEFAULT_BASE
    _terms: dict[str, NamedNode] = field(default_factory=dict, repr=False)

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefix to namespace, for writers and queries alike."""
        return {
            "art": f"{self.base}id/article/",
            "claim": f"{self.base}id/claim/",
            "dc": DC,
            "dcat": DCAT,
            "dcterms": DCTERMS,
            "ent": f"{self.base}id/ent/",
            "kg": self.namespace,
            "oa": OA,
            "owl": OWL,
            "prov": PROV,
            "rdf": RDF,
            "rdfs": RDFS,
            "run": f"{self.base}id/run/",
            "schema": SCHEMA,
            "skos": SKOS,
            "spdx": SPDX,
            "void": VOID,
            "xsd": XSD,
        }

    def term(self, name: str) -> NamedNode:
        """A class, predicate or property of the vocabulary."""
        found = self._terms.get(name)
        if found is None:
            found = self._terms[name] = NamedNode(self.namespace + name)
        return found

    def entity(self, id_: str) -> NamedNode:
        """An entity, by its id in the graph."""
        return NamedNode(f"{self.base}id/ent/{local(id_)}")

    def claim(self, id_: str) -> NamedNode:
        """A claim, by its id in the graph."""
        return NamedNode(f"{self.base}id/claim/{local(id_)}")

    def article(self, id_: str) -> NamedNode:
        """A document, by its id in the graph."""
        return NamedNode(f"{self.base}id/article/{local(id_)}")

    def section(self, document: str, number: int) -> NamedNode:
        """A section of a document, by its number."""
        return NamedNode(f"{self.base}id/article/{local(document)}-s{number}")

    def span(self, document: str, kind: str, start: int, end: int) -> NamedNode:
        """A stretch of a document (``kind``: restoration, quarantine, or mention: the words that name an entity)."""
        return NamedNode(f"{self.base}id/article/{local(document)}-{kind}-{start}-{end}")

    def evidence(self, claim: str, document: str, start: int, end: int) -> NamedNode:
        """The words of a document that say a claim."""
        return NamedNode(f"{self.base}id/claim/{local(claim)}.{local(document)}-{start}-{end}")

    def selector(self, node: NamedNode, kind: str) -> NamedNode:
        """How a stretch of text is found again (``kind``: q for its quote, p for its position)."""
        return NamedNode(f"{node.value}.{kind}")

    def run(self, documents: list[str]) -> NamedNode:
        """The build that made the claims, told apart by the hashes of the texts that went in."""
        return NamedNode(f"{self.base}id/run/{_digest(' '.join(sorted(documents)))}")

    def agent(self, version: str) -> NamedNode:
        """The program in one of its versions."""
        return NamedNode(f"{self.base}id/agent/kg-{version}")

    def article_graph(self, id_: str) -> NamedNode:
        """The named graph of one document, in exports that have one for each."""
        return NamedNode(f"{self.base}id/graph/article/{local(id_)}")

    def fact_graph(self) -> NamedNode:
        """The named graph of entities and direct triples."""
        return NamedNode(f"{self.base}id/graph/facts")

    def run_graph(self) -> NamedNode:
        """The named graph that describes the build."""
        return NamedNode(f"{self.base}id/graph/run")

    def vocabulary(self, version: str = "") -> NamedNode:
        """The vocabulary as a whole, or one version of it."""
        return NamedNode("/".join(filter(None, (self.namespace.rstrip("#/"), version))))

    def dataset(self) -> NamedNode:
        """The whole export as a data set."""
        return NamedNode(f"{self.base}dataset")


def _digest(text: str) -> str:
    # Imported only where an id is made: a query makes none, and waits as long for kg.model as for its answer.
    from kg.model.ids import digest

    return digest(text, 12)
