"""Quarantine: every stretch of the raw text that no claim may come from, by one stage per kind of signal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.model.aligned import Span
from kg.model.article import Article
from kg.model.cleaning import Quarantine
from kg.model.damage import Damage
from kg.text.boilerplate import find_boilerplate
from kg.text.contacts import find_contacts
from kg.text.lines import Line
from kg.text.noise import find_matches
from kg.text.spam import find_spam


def find_quarantined(
    article: Article,
    plain: str,
    lines: tuple[Line, ...],
    damage: Damage,
    duplicates: Sequence[Quarantine] = (),
    kept: Iterable[Span] = (),
) -> tuple[Quarantine, ...]:
    """All quarantined raw spans in order of the text; ``plain`` is the Simplified form of ``article.text``.

    ``duplicates`` are the repeated passages, already known. ``kept`` are raw spans about the document itself (its
    headline, its reprint credit); nothing but repeated passages, noise and contacts is taken out of them. Spans of
    different kinds may overlap: a telephone number inside boilerplate is both.
    """
    kept = [span for span in (*kept, article.title_span) if span.end > span.start]
    found = [
        *find_boilerplate(without(lines, duplicates), damage.lines, damage.credits),
        *find_spam(plain, article.title_span, damage),
    ]
    found = [piece for item in found for piece in _outside(item, kept)]
    found += [*duplicates, *find_matches(lines, damage.noise), *find_contacts(lines, damage.contacts)]
    return _merged(found)


def without(lines: Iterable[Line], found: Sequence[Quarantine]) -> tuple[Line, ...]:
    """The lines that no span of ``found`` covers wholly: where a document ends is seen without its repetitions."""
    spans = [item.span for item in found]
    return tuple(line for line in lines if not any(span.contains(Span(line.start, line.end)) for span in spans))


def _outside(item: Quarantine, kept: Iterable[Span]) -> list[Quarantine]:
    """What of a quarantined span lies outside the spans to keep."""
    pieces = [item.span]
    for keep in kept:
        pieces = [
            part
            for piece in pieces
            for part in (Span(piece.start, min(piece.end, keep.start)), Span(max(piece.start, keep.end), piece.end))
            if part.end > part.start
        ]
    return [Quarantine(piece, item.kind, item.rule) for piece in pieces]


def _merged(found: Iterable[Quarantine]) -> tuple[Quarantine, ...]:
    """Spans of one kind that overlap become one, named after the rule of the first; sorted by place and kind."""
    by_kind: dict[str, list[Quarantine]] = {}
    for item in sorted(found, key=lambda q: (q.span.start, -q.span.end, q.kind, q.rule)):
        row = by_kind.setdefault(item.kind, [])
        if row and item.span.start < row[-1].span.end:
            if item.span.end > row[-1].span.end:
                row[-1] = Quarantine(Span(row[-1].span.start, item.span.end), item.kind, row[-1].rule)
        else:
            row.append(item)
    everything = [item for row in by_kind.values() for item in row]
    return tuple(sorted(everything, key=lambda q: (q.span.start, q.span.end, q.kind)))
