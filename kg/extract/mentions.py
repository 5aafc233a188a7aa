"""Where the text names something: lexicon, shapes and the recognizer propose, and overlaps are decided here alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from kg.extract.lexicon import Hit, inside_latin
from kg.model import Mention, Sentence, Span, covered
from kg.vocabulary.names import Names

# A recognized stretch below this probability is not believed. Over articles left out the entity F1 is .682 from .25,
# .685 from .3 and .680 from .35; claims are best from .25 to .3.
MINIMUM_PROBABILITY = 0.3
# How often a name of the lexicon or of a known shape is what annotators would mark, over the same articles.
LISTED = 0.9
# A name must have this many characters to be looked for in the rest of the document once it was found.
SHORTEST_REPEATED_NAME = 2


class Finder(Protocol):
    """What proposes names that nobody listed: the recognizer, or nothing where an ontology has no weights."""

    def find(self, text: str, sentences: Sequence[Span], hits: Sequence[Hit]) -> list[Mention]:
        """Mentions whose ``detail`` is their probability."""
        ...


def find_mentions(
    text: str,
    sentences: Sequence[Sentence],
    hits: Sequence[Hit],
    finder: Finder | None,
    names: Names,
    certain: Sequence[Mention] = (),
) -> tuple[list[Mention], list[tuple[Mention, str]]]:
    """The mentions of a clean text, left to right and without overlaps, and the candidates turned down with reasons.

    ``certain`` mentions stand whatever else is proposed there.
    """
    listed = lexicon_mentions(text, hits)
    rejected: list[tuple[Mention, str]] = []
    recognized: list[Mention] = []
    if finder is not None:
        for mention in finder.find(text, [s.span for s in sentences], hits):
            if float(mention.detail) < MINIMUM_PROBABILITY:
                rejected.append((mention, f"recognizer: probability {mention.detail}"))
            else:
                recognized.append(trim(text, mention, names))
        listed, passed_over = _confirmed(listed, recognized, names)
        rejected += [(m, "recognizer: an ordinary word here") for m in passed_over]
    taken, overlapping = decide(listed + pattern_mentions(text, names) + recognized, certain)
    taken += repeated_mentions(text, taken)
    return sorted(taken, key=lambda m: m.span), rejected + overlapping


def _confirmed(
    listed: Sequence[Mention], recognized: Sequence[Mention], names: Names
) -> tuple[list[Mention], list[Mention]]:
    """Lexicon mentions to keep and to drop: words of the common types count only where the recognizer sees a name."""
    inside = covered(m.span for m in recognized)
    kept: list[Mention] = []
    dropped: list[Mention] = []
    for mention in listed:
        seen = mention.type not in names.common_types or any(inside[mention.span.start : mention.span.end])
        (kept if seen else dropped).append(mention)
    return kept, dropped


def pattern_mentions(text: str, names: Names) -> list[Mention]:
    """Names that show by their shape: titles in 《》, dates, spans of years."""
    found = []
    for pattern in names.patterns:
        for match in pattern.expression.finditer(text):
            if match.end() > match.start():
                span = Span(match.start(), match.end())
                found.append(Mention(span, match.group(), pattern.type, "pattern", pattern.id, "", LISTED))
    return found


def lexicon_mentions(text: str, hits: Iterable[Hit]) -> list[Mention]:
    """A mention for every lexicon hit."""
    return [
        Mention(Span(h.start, h.end), text[h.start : h.end], h.row.type, "lexicon", h.row.id, h.row.id, LISTED)
        for h in hits
    ]


def decide(
    candidates: Sequence[Mention], certain: Sequence[Mention] = ()
) -> tuple[list[Mention], list[tuple[Mention, str]]]:
    """Mentions without overlaps, and what was turned down, with the reason.

    The longest candidate wins (a name is the longest noun phrase that is one thing); between equals a lexicon name
    goes before a shape, a shape before the recognizer.
    """
    rank = {"lexicon": 0, "pattern": 1, "recognizer": 2, "document": 3}
    order = sorted(candidates, key=lambda m: (m.span.start - m.span.end, rank[m.source], m.span.start, m.detail))
    taken: list[Mention] = []
    rejected: list[tuple[Mention, str]] = []
    owner: dict[int, Mention] = {}
    inside = bytearray(max((m.span.end for m in (*certain, *order)), default=0))
    for mention in (*certain, *order):
        start, end = mention.span
        at = inside.find(1, start, end)
        if at >= 0:
            if owner[at].span != mention.span:
                rejected.append((mention, f"overlap: inside or across {owner[at].name}"))
            continue
        taken.append(mention)
        inside[start:end] = b"\1" * (end - start)
        owner.update(dict.fromkeys(range(start, end), mention))
    return sorted(taken, key=lambda m: m.span), rejected


def trim(text: str, mention: Mention, names: Names) -> Mention:
    """The mention without the determiners and marks that do not belong to its name, its brackets in pairs."""
    left, right = names.trimmed(mention.name)
    span = names.paired(text, Span(mention.span.start + left, mention.span.end - right))
    return mention if span == mention.span else replace(mention, span=span, name=text[span.start : span.end])


def repeated_mentions(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Further places that hold a name already found: a name once found is found everywhere in the document."""
    taken = covered((m.span for m in mentions), len(text))
    by_name: dict[str, Mention] = {}
    for mention in mentions:
        if len(mention.name) >= SHORTEST_REPEATED_NAME:
            by_name.setdefault(mention.name, mention)
    found: list[Mention] = []
    for name in sorted(by_name, key=lambda n: (-len(n), n)):
        at = text.find(name)
        while at >= 0:
            span = Span(at, at + len(name))
            if not any(taken[at : span.end]) and not inside_latin(text, *span):
                found.append(
                    replace(by_name[name], span=span, source="document", detail=f"named at {by_name[name].span.start}")
                )
                taken[at : span.end] = b"\1" * len(name)
            at = text.find(name, at + 1)
    return found
