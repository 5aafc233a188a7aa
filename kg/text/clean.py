"""Clean: raw article in, clean repaired Simplified text out, every edit on record and every offset leading back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model.aligned import AlignedText, Edit, Span
from kg.model.article import Article, Section, Sentence
from kg.model.cleaning import Quarantine, Restoration
from kg.model.damage import Damage
from kg.model.extraction import Rejection
from kg.text.credits import find_credits, published_by
from kg.text.duplicates import find_duplicates
from kg.text.lines import split_lines
from kg.text.markup import find_markup
from kg.text.quarantine import find_quarantined, without
from kg.text.script import simplified, with_variants
from kg.text.sentences import split_sections, split_sentences
from kg.text.spun import find_repairs

_REPEATED_TITLE = 6  # characters a headline needs for its repetition in the text to be no chance


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning made of an article.

    ``text``: quarantine removed, repaired, Simplified, aligned with the raw file; ``sections`` and ``sentences`` are
    in its code points, all other spans in raw ones. ``published_by`` are names in Simplified.
    """

    text: AlignedText
    quarantined: tuple[Quarantine, ...]
    restorations: tuple[Restoration, ...]
    rejections: tuple[Rejection, ...]
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    published_by: tuple[str, ...]


def clean(article: Article, damage: Damage) -> Cleaned:
    """Quarantine, take markup off, repair, convert to Simplified and split, in this order."""
    plain = simplified(article.text)
    lines = split_lines(plain)
    duplicates = tuple(find_duplicates(plain, article.title_span.end))
    credits = tuple(find_credits(without(lines, duplicates), article.title_span, damage.credits))
    shown = [span for _, span, is_line in credits if is_line]
    quarantined = find_quarantined(article, plain, lines, damage, duplicates, shown)
    marks = tuple(find_markup(lines))
    text = AlignedText.of(article.text).edited(_deletions([*(q.span for q in quarantined), *map(_span, marks)]))
    plain = simplified(text.clean)
    repairs, rejections = find_repairs(text, plain, _quiet(text, plain, article.title_span, shown), damage)
    text = text.edited(repair.edit for repair in repairs)
    text = text.recoded(with_variants(simplified(text.clean), damage.variants))
    origins = _Origins(text)
    title = origins.clean(article.title_span)
    # The number signs that marked a heading are gone by now; the line they stood in is still one.
    heads = [origins.at_or_after(mark.end) for mark in marks if article.text[mark.start] == "#"]
    sections = split_sections(text.clean, title, heads)
    return Cleaned(
        text=text,
        quarantined=quarantined,
        restorations=tuple(repair.restoration for repair in repairs),
        rejections=rejections,
        sections=sections,
        sentences=split_sentences(text.clean, sections, title, [s for c in shown if (s := origins.clean(c))]),
        published_by=published_by(credits),
    )


class _Origins:
    """Raw offsets back to clean ones: the other direction of an AlignedText."""

    def __init__(self, text: AlignedText) -> None:
        self._starts = text.starts

    def at_or_after(self, raw: int) -> int:
        return bisect_left(self._starts, raw)

    def clean(self, raw: Span) -> Span | None:
        """The clean span of what is left of a raw one; None if nothing is."""
        start, end = self.at_or_after(raw.start), self.at_or_after(raw.end)
        return Span(start, end) if end > start else None


def _quiet(text: AlignedText, plain: str, title: Span, shown: Iterable[Span]) -> list[Span]:
    """Clean spans that spinning tools leave alone: the headline, wherever it stands again, and the credits."""
    origins = _Origins(text)
    spans = [span for raw in (title, *shown) if (span := origins.clean(raw))]
    headline = origins.clean(title)
    if headline is not None and headline.end - headline.start > _REPEATED_TITLE:
        words = plain[headline.start : headline.end]
        at = plain.find(words, headline.end)
        while at >= 0:
            spans.append(Span(at, at + len(words)))
            at = plain.find(words, at + 1)
    return spans


def _span(edit: Edit) -> Span:
    return Span(edit.start, edit.end)


def _deletions(spans: Iterable[Span]) -> list[Edit]:
    """Deletions of the union of ``spans``."""
    edits: list[Edit] = []
    for start, end in sorted(spans):
        if edits and start <= edits[-1].end:
            edits[-1] = Edit(edits[-1].start, max(end, edits[-1].end), "")
        else:
            edits.append(Edit(start, end, ""))
    return edits
