"""Triples as bytes: the same bytes for the same triples in the same order, whatever the machine.

pyoxigraph writes; it lower-cases language tags, which RDF allows, so that ``lang()`` gives the same answer in every
engine. The header is put in order here, because pyoxigraph keeps prefixes in a hash map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from kg.rdf.names import RDF

_PARTS = {RDF + "subject": 0, RDF + "predicate": 1, RDF + "object": 2}


def write_ntriples(*parts: Iterable[Triple]) -> bytes:
    """Sorted N-Triples, one line each: without blank nodes, the canonical form of the graph.

    In parts whose lines hardly fall among each other's, as those of ``graph_parts``, it takes half the time: lines are
    sorted a few at a time, in the processor's cache, and then whole parts are put in order.
    """
    written = (_bytes(part, RdfFormat.N_TRIPLES) for part in parts)
    pieces = sorted(_sorted_lines(lines) for lines in written if lines)
    return b"".join(
        group[0].lines if len(group) == 1 else _sorted_lines(b"".join(piece.lines for piece in group)).lines
        for group in _overlapping(pieces)
    )


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


class _Piece(NamedTuple):
    """Lines in order, and the first and the last of them."""

    first: bytes
    last: bytes
    lines: bytes


def _sorted_lines(written: bytes) -> _Piece:
    # As a file, which finds line ends twice as fast as split does.
    lines = sorted(BytesIO(written))
    return _Piece(lines[0], lines[-1], b"".join(lines))


def _overlapping(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """``pieces``, which are in order of their first lines, those together that reach into each other."""
    group: list[_Piece] = []
    last = b""
    for piece in pieces:
        if group and piece.first > last:
            yield group
            group = []
        group.append(piece)
        last = max(last, piece.last)
    if group:
        yield group


def _bytes(
    items: Iterable[Triple] | Iterable[Quad], format_: RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    written = serialize(items, format=format_, prefixes=prefixes)
    assert written is not None  # bytes, because no output file was given
    return written


def _paragraphs(written: bytes) -> bytes:
    """Sorts the prefixes and puts an empty line after each statement. Literals hold no raw newline in either format."""
    apart = written.replace(b" .\n", b" .\n\n")
    end = 0
    while apart.startswith(b"@prefix", end):
        end = apart.index(b"\n\n", end) + 2
    header = sorted(filter(None, apart[:end].split(b"\n")))
    stop = len(apart) - (2 if apart.endswith(b"\n\n") else 1)
    # A view, because a copy of a large file takes a tenth of the time of writing it.
    return b"\n".join([*header, b"", memoryview(apart)[end:stop], b""])
