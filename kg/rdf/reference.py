"""The reference engine: rdflib, slower than pyoxigraph and independent of it.

Tests hold the two against each other, and it writes JSON-LD compacted by a context, which pyoxigraph does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.rdf.names import XSD

if TYPE_CHECKING:
    import rdflib

_STRING = XSD + "string"


def to_rdflib(triples: Iterable[Triple], prefixes: dict[str, str]) -> rdflib.Graph:
    """The triples in rdflib's memory, with every prefix bound. Raises TypeError on a triple term (RDF 1.2)."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace)

    def term(value: object) -> rdflib.term.Identifier:
        match value:
            case NamedNode():
                return rdflib.URIRef(value.value)
            case BlankNode():
                return rdflib.BNode(value.value)
            case Literal():
                if value.language:
                    return rdflib.Literal(value.value, lang=value.language)
                datatype = None if value.datatype.value == _STRING else rdflib.URIRef(value.datatype.value)
                return rdflib.Literal(value.value, datatype=datatype, normalize=False)
            case _:
                raise TypeError(f"rdflib has no {type(value).__name__}")

    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def write_turtle(triples: Iterable[Triple], prefixes: dict[str, str]) -> bytes:
    """Turtle as rdflib writes it: sorted, so that the order of ``triples`` does not matter."""
    return to_rdflib(triples, prefixes).serialize(format="turtle", encoding="utf-8")


def write_json_ld(triples: Iterable[Triple], prefixes: dict[str, str], context: dict[str, Any]) -> bytes:
    """Flat JSON-LD compacted by ``context``, which it carries, one node a line, nodes and values sorted."""
    written = to_rdflib(triples, prefixes).serialize(format="json-ld", context=context, sort_keys=True)
    nodes = json.loads(written)["@graph"]
    lines = sorted((_ordered(node) for node in nodes), key=lambda node: str(node["@id"]))
    body = ",\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    head = json.dumps({"@context": context}, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{head},\n "@graph": [\n{body}\n]}}\n'.encode()


def _ordered(value: Any) -> Any:
    """``value`` with keys and lists sorted: the lists of flat JSON-LD are sets."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted((_ordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
