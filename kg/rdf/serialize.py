"""Triples as bytes: the same bytes for the same triples in the same order, whatever the machine.

pyoxigraph writes; it lower-cases language tags, which RDF allows, so that ``lang()`` gives the same answer in every
engine. The header is put in order here, because pyoxigraph keeps prefixes in a hash map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from kg.rdf.names import RDF

_PARTS = {RDF + "subject": 0, RDF + "predicate": 1, RDF + "object": 2}


def write_ntriples(triples: Iterable[Triple]) -> bytes:
    """Sorted N-Triples, one line each: without blank nodes, the canonical form of the graph."""
    # Not splitlines, which looks for every kind of line end and takes three times as long.
    lines = _bytes(triples, RdfFormat.N_TRIPLES).split(b"\n")
    lines.pop()
    lines.sort()
    lines.append(b"")
    return b"\n".join(lines)


def write_turtle(triples: Iterable[Triple], prefixes: dict[str, str]) -> bytes:
    """Turtle in the order of ``triples``, a paragraph for each subject."""
    return _paragraphs(_bytes(triples, RdfFormat.TURTLE, prefixes))


def write_trig(quads: Iterable[Quad], prefixes: dict[str, str]) -> bytes:
    """TriG in the order of ``quads``."""
    return _paragraphs(_bytes(quads, RdfFormat.TRIG, prefixes))


def with_reifiers(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The same graph in RDF 1.2: ``rdf:reifies <<( s p o )>>`` in place of subject, predicate and object.

    The three must follow each other, as they do in ``graph_triples``.
    """
    parts: list[NamedNode] = []
    for triple in triples:
        if triple.predicate.value not in _PARTS:
            yield triple
            continue
        assert isinstance(triple.object, NamedNode) and _PARTS[triple.predicate.value] == len(parts)
        parts.append(triple.object)
        if len(parts) == 3:
            yield Triple(triple.subject, NamedNode(RDF + "reifies"), Triple(*parts))
            parts = []


def _bytes(
    items: Iterable[Triple] | Iterable[Quad], format_: RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    written = serialize(items, format=format_, prefixes=prefixes)
    assert written is not None  # bytes, because no output file was given
    return written


def _paragraphs(written: bytes) -> bytes:
    """Sorts the prefixes and puts an empty line after each statement. Literals hold no raw newline in either format."""
    end = 0
    while written.startswith(b"@prefix", end):
        end = written.index(b"\n", end) + 1
    header = b"".join(sorted(written[:end].splitlines(keepends=True)))
    return header + b"\n" + written[end:].replace(b" .\n", b" .\n\n").rstrip(b"\n") + b"\n"
