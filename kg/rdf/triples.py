"""The graph as RDF: two layers, plain facts over the claims that license them, and no blank nodes.

An entity, its labels and every affirmed and asserted claim as a direct triple make the upper layer; where a predicate
is symmetric the triple stands both ways, so that either end finds the other. Below it every claim, whatever its
polarity and modality, is a node of its own (classic reification, which asserts nothing) with one evidence node for each
place that says it: a Web Annotation resource with a quote and a position in code points. The words that name the
claim's subject and object have selectors of their own, as they may stand outside the quote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any, TypeVar

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg import __version__
from kg.graph import Graph
from kg.model.claim import Modality, Polarity
from kg.rdf.names import DC, DCTERMS, OA, PROV, RDF, SCHEMA, SKOS, XSD, Names
from kg.vocabulary.schema import Schema

# Characters of context on either side of a quote, with which it can be found again in a changed text.
CONTEXT = 16

_TYPE = NamedNode(RDF + "type")
_SUBJECT = NamedNode(RDF + "subject")
_PREDICATE = NamedNode(RDF + "predicate")
_OBJECT = NamedNode(RDF + "object")
_INTEGER = NamedNode(XSD + "integer")
_LABEL = {kind: NamedNode(SKOS + kind) for kind in ("prefLabel", "altLabel", "hiddenLabel")}
_SOURCE = NamedNode(OA + "hasSource")
_SELECTOR = NamedNode(OA + "hasSelector")
_SPECIFIC = NamedNode(OA + "SpecificResource")
_POSITION = NamedNode(OA + "TextPositionSelector")
_QUOTE = NamedNode(OA + "TextQuoteSelector")
_START = NamedNode(OA + "start")
_END = NamedNode(OA + "end")
_EXACT = NamedNode(OA + "exact")
_PREFIX = NamedNode(OA + "prefix")
_SUFFIX = NamedNode(OA + "suffix")
_TITLE = NamedNode(DCTERMS + "title")

# What evidence says of the ends of its claim, by its keys in the graph.
_ENDS = {"subject": "subjectSelector", "object": "objectSelector"}
_RESTORATION = {"surface": "surface", "restored": "restored", "runner_up": "runnerUp", "rule": "rule"}

# Entities or claims in a part of ``graph_parts``: some hundred triples, so few that a processor's cache holds them.
_PART = 32

T = TypeVar("T")
Json = dict[str, Any]
Edge = tuple[str, str, str, Json]


def graph_triples(graph: Graph, schema: Schema, names: Names) -> Iterator[Triple]:
    """Every triple of the graph once, in the order of a reader: sources, facts, claims. The order is deterministic."""
    return chain.from_iterable(graph_parts(graph, schema, names))


def graph_parts(graph: Graph, schema: Schema, names: Names) -> Iterator[Iterable[Triple]]:
    """The triples of ``graph_triples`` in parts: neighbours by their ids, all that is said of a subject in one part."""
    sources, symmetric = Sources(graph, names), schema.symmetric
    yield from (list(said) for _, said in groupby(run_triples(sources, schema), lambda triple: triple.subject))
    for document in sources.documents:
        yield article_triples(sources, document)
    for nodes in _slices(sorted(graph.nodes(data=True))):
        yield chain.from_iterable(entity_triples(graph, names, symmetric, *node) for node in nodes)
    for edges in _slices(claims(graph)):
        yield chain.from_iterable(claim_triples(sources, *edge) for edge in edges)


def article_graphs(graph: Graph, schema: Schema, names: Names) -> Iterator[Quad]:
    """The same triples in named graphs: one an article, so that it can be replaced alone, one for facts, one the run.

    A claim that several articles make stands in the graph of each, with that article's evidence.
    """
    sources = Sources(graph, names)
    yield from _in(names.run_graph(), run_triples(sources, schema))
    edges: dict[str, list[Edge]] = {}
    for subject, object_, id_, data in claims(graph):
        for document in sorted({item["document"] for item in data["evidence"]}):
            here = [item for item in data["evidence"] if item["document"] == document]
            edges.setdefault(document, []).append((subject, object_, id_, {**data, "evidence": here}))
    for document in sources.documents:
        name = names.article_graph(document["id"])
        yield from _in(name, article_triples(sources, document))
        for edge in edges.get(document["id"], []):
            yield from _in(name, claim_triples(sources, *edge))
    yield from _in(names.fact_graph(), fact_triples(graph, schema, names))


class Sources:
    """What the claims of a graph come from, looked up by document."""

    def __init__(self, graph: Graph, names: Names) -> None:
        self.names = names
        self.documents: list[Json] = sorted(graph.graph["documents"], key=lambda document: str(document["id"]))
        self.by_id = {document["id"]: document for document in self.documents}
        self.run = names.run([document["sha256"] for document in self.documents])
        self.restorations = _by_document(graph.graph["restorations"])
        self.quarantined = _by_document(graph.graph["quarantined"])
        self.evidence = _by_document(item for *_, data in graph.edges(data=True) for item in data["evidence"])


def claims(graph: Graph) -> list[Edge]:
    """Subject, object, id and data of every claim, by id."""
    return sorted(graph.edges(keys=True, data=True), key=lambda edge: str(edge[2]))


def is_fact(claim: Json) -> bool:
    """Whether the claim (an edge's data) may stand as a direct triple: affirmed and asserted."""
    return bool(claim["polarity"] == Polarity.AFFIRMED and claim["modality"] == Modality.ASSERTED)


def run_triples(sources: Sources, schema: Schema) -> Iterator[Triple]:
    """The build as a PROV activity: which articles and which vocabulary it used, which program it was."""
    names, run = sources.names, sources.run
    agent = names.agent(__version__)
    yield Triple(run, _TYPE, NamedNode(PROV + "Activity"))
    for document in sources.documents:
        yield Triple(run, NamedNode(PROV + "used"), names.article(document["id"]))
    yield Triple(run, NamedNode(PROV + "used"), names.vocabulary(schema.version))
    yield Triple(run, NamedNode(PROV + "wasAssociatedWith"), agent)
    yield Triple(agent, _TYPE, NamedNode(PROV + "SoftwareAgent"))
    yield Triple(agent, NamedNode(SCHEMA + "softwareVersion"), Literal(__version__))


def article_triples(sources: Sources, document: Json) -> Iterator[Triple]:
    """One document: what identifies it, its sections, restored spellings, quarantined stretches, claims' ends."""
    names, id_ = sources.names, document["id"]
    article = names.article(id_)
    yield Triple(article, _TYPE, NamedNode(SCHEMA + "Article"))
    yield Triple(article, _TYPE, NamedNode(PROV + "Entity"))
    yield Triple(article, NamedNode(DCTERMS + "identifier"), Literal(id_))
    yield Triple(article, _TITLE, Literal(document["title"]))
    for outlet in sorted(set(document["published_by"])):
        yield Triple(article, NamedNode(DC + "publisher"), Literal(outlet))
    yield Triple(article, names.term("fileName"), Literal(document["path"]))
    yield Triple(article, names.term("textSha256"), Literal(document["sha256"]))
    if document["text"]:
        yield Triple(article, names.term("textLength"), _integer(len(document["text"])))
    for section in sorted(document["sections"], key=lambda section: int(section["number"])):
        node = names.section(id_, section["number"])
        yield Triple(node, _TYPE, names.term("Section"))
        yield Triple(node, NamedNode(DCTERMS + "isPartOf"), article)
        if section["title"]:
            yield Triple(node, _TITLE, Literal(section["title"]))
        yield Triple(node, NamedNode(SCHEMA + "position"), _integer(section["number"]))
    for (start, end), items in _places(sources.restorations.get(id_, [])).items():
        node = names.span(id_, "restoration", start, end)
        yield Triple(node, _TYPE, names.term("Restoration"))
        yield Triple(node, _TYPE, _SPECIFIC)
        for key, property_ in _RESTORATION.items():
            for value in sorted({item[key] for item in items} - {""}):
                yield Triple(node, names.term(property_), Literal(value))
        yield from _anchor(node, article, items[0], names)
    for (start, end), items in _places(sources.quarantined.get(id_, [])).items():
        # The words stay out: they are advertisements and addresses, which no query should find.
        node = names.span(id_, "quarantine", start, end)
        yield Triple(node, _TYPE, names.term("Quarantine"))
        yield Triple(node, _TYPE, _SPECIFIC)
        for key in ("kind", "rule"):
            for value in sorted({item[key] for item in items} - {""}):
                yield Triple(node, names.term(key), Literal(value))
        yield from _anchor(node, article, items[0], names)
    # Here and not with the evidence, because many claims begin or end at the same words.
    evidence = sources.evidence.get(id_, [])
    for start, end in sorted(set().union(*(_ends(evidence, key) for key in _ENDS))):
        node = names.span(id_, "mention", start, end)
        yield from _position(node, start, end)
        if document["text"]:
            yield Triple(node, _TYPE, _QUOTE)
            yield Triple(node, _EXACT, Literal(document["text"][start:end]))


def fact_triples(graph: Graph, schema: Schema, names: Names) -> Iterator[Triple]:
    """Entities with type and names, and a direct triple for whatever some claim affirms and asserts."""
    symmetric = schema.symmetric
    for id_, data in sorted(graph.nodes(data=True)):
        yield from entity_triples(graph, names, symmetric, id_, data)


def entity_triples(graph: Graph, names: Names, symmetric: frozenset[str], id_: str, data: Json) -> Iterator[Triple]:
    """One entity of ``fact_triples``; ``symmetric`` names the predicates that hold both ways."""
    node = names.entity(id_)
    yield Triple(node, _TYPE, names.term(data["type"]))
    for property_, text, language in _labels(data):
        yield Triple(node, _LABEL[property_], Literal(text, language=language))
    for name in sorted({text.lower() for text in _all_names(data)}):
        yield Triple(node, names.term("name"), Literal(name))
    yield Triple(node, names.term("mentionCount"), _integer(len(data["mentions"])))
    facts = {(claim["predicate"], o) for _, o, claim in graph.out_edges(id_, data=True) if is_fact(claim)}
    back = ((claim["predicate"], s) for s, _, claim in graph.in_edges(id_, data=True) if is_fact(claim))
    facts |= {fact for fact in back if fact[0] in symmetric}
    for predicate, object_ in sorted(facts):
        yield Triple(node, names.term(predicate), names.entity(object_))


def claim_triples(sources: Sources, subject: str, object_: str, id_: str, claim: Json) -> Iterator[Triple]:
    """One claim and all its evidence."""
    names = sources.names
    node = names.claim(id_)
    yield Triple(node, _TYPE, names.term("Claim"))
    yield Triple(node, _SUBJECT, names.entity(subject))
    yield Triple(node, _PREDICATE, names.term(claim["predicate"]))
    yield Triple(node, _OBJECT, names.entity(object_))
    yield Triple(node, names.term("polarity"), names.term(claim["polarity"]))
    yield Triple(node, names.term("modality"), names.term(claim["modality"]))
    yield Triple(node, NamedNode(PROV + "wasGeneratedBy"), sources.run)
    for id_document, evidence in sorted(_by_document(claim["evidence"]).items()):
        document = sources.by_id[id_document]
        for (start, end), items in _places(evidence).items():
            place = names.evidence(id_, id_document, start, end)
            yield Triple(node, NamedNode(PROV + "wasDerivedFrom"), place)
            yield Triple(place, _TYPE, names.term("Evidence"))
            yield Triple(place, _TYPE, _SPECIFIC)
            for rule in sorted({item["rule"] for item in items} - {""}):
                yield Triple(place, names.term("rule"), Literal(rule))
            for key, property_ in _ENDS.items():
                for at in sorted(_ends(items, key)):
                    yield Triple(place, names.term(property_), names.span(id_document, "mention", *at))
            for section in document["sections"]:
                if section["start"] <= start < section["end"]:
                    yield Triple(place, names.term("inSection"), names.section(id_document, section["number"]))
            yield from _anchor(place, names.article(id_document), items[0], names, document["text"])


def _anchor(node: NamedNode, article: NamedNode, item: Json, names: Names, text: str = "") -> Iterator[Triple]:
    """Where ``item`` stands: by position, and by its quote (between the words around it) if it has one."""
    position, quote = names.selector(node, "p"), names.selector(node, "q")
    start, end = item["start"], item["end"]
    yield Triple(node, _SOURCE, article)
    yield Triple(node, _SELECTOR, position)
    if "quote" in item:
        yield Triple(node, _SELECTOR, quote)
    yield from _position(position, start, end)
    if "quote" in item:
        yield Triple(quote, _TYPE, _QUOTE)
        yield Triple(quote, _EXACT, Literal(item["quote"]))
        around = ((_PREFIX, text[max(0, start - CONTEXT) : start]), (_SUFFIX, text[end : end + CONTEXT]))
        for property_, words in around:
            if words:
                yield Triple(quote, property_, Literal(words))


def _position(node: NamedNode, start: int, end: int) -> Iterator[Triple]:
    yield Triple(node, _TYPE, _POSITION)
    yield Triple(node, _START, _integer(start))
    yield Triple(node, _END, _integer(end))


def _labels(data: Json) -> list[tuple[str, str, str]]:
    """Property, text and language: one preferred label for each language, no text twice in one language."""
    preferred = {"zh-hans": data["label"], "zh-hant": data["label_hant"], "en": data["label_en"]}
    labels = [("prefLabel", text, language) for language, text in preferred.items() if text]
    seen = {(text, language) for _, text, language in labels}
    for kind, property_ in (("preferred", "altLabel"), ("alternative", "altLabel"), ("hidden", "hiddenLabel")):
        for alias in sorted(data["aliases"], key=lambda alias: (str(alias["language"]), str(alias["text"]))):
            key = (alias["text"], alias["language"].lower())
            if alias["kind"] == kind and key not in seen:
                seen.add(key)
                labels.append((property_, *key))
    return labels


def _all_names(data: Json) -> list[str]:
    aliases = [alias["text"] for alias in data["aliases"]]
    return [name for name in (data["label"], data["label_hant"], data["label_en"], *data["names"], *aliases) if name]


def _by_document(items: Iterable[Json]) -> dict[str, list[Json]]:
    grouped: dict[str, list[Json]] = {}
    for item in items:
        grouped.setdefault(item["document"], []).append(item)
    return grouped


def _places(items: Iterable[Json]) -> dict[tuple[int, int], list[Json]]:
    """Items by their span: two rules may find the same words, and one node stands for the place."""
    grouped: dict[tuple[int, int], list[Json]] = {}
    for item in sorted(items, key=lambda item: (item["start"], item["end"], str(item["rule"]))):
        grouped.setdefault((item["start"], item["end"]), []).append(item)
    return grouped


def _ends(evidence: Iterable[Json], key: str) -> set[tuple[int, int]]:
    """Where the subjects (or objects, as ``key`` says) of claims stand; nowhere, if a heading supplied one."""
    found = (item[key] for item in evidence if item[key])
    return {(start, end) for start, end in found if start < end}


def _slices(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[at : at + _PART] for at in range(0, len(items), _PART))


def _in(name: NamedNode, triples: Iterable[Triple]) -> Iterator[Quad]:
    return (Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples)


def _integer(value: int) -> Literal:
    # xsd:integer, because stores rewrite the derived types (xsd:nonNegativeInteger) to it.
    return Literal(str(value), datatype=_INTEGER)
