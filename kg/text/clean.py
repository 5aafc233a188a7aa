"""Clean: raw article in, clean repaired Simplified text out, every edit on record and every offset leading back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
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
from kg.text.script import plain_form, simplified, with_variants
from kg.text.sentences import split_sections, split_sentences
from kg.text.spun import find_repairs

_REPEATED_TITLE = 6  # characters a headline needs for its repetition in the text to be no chance


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning made of an article.

    ``text``: quarantine removed, repaired, Simplified, aligned with the raw file; ``sections`` and ``sentences`` are
    in its code points, all other spans in raw ones. ``published_by`` are names in Simplified; ``credits`` are (the
    clean span of a publisher's name, the clean span of the credit that names it), for credits that still stand.
    """

    text: AlignedText
    quarantined: tuple[Quarantine, ...]
    restorations: tuple[Restoration, ...]
    rejections: tuple[Rejection, ...]
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    published_by: tuple[str, ...]
    credits: tuple[tuple[Span, Span], ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article as repair takes it: quarantine and markup off, nothing repaired.

    ``plain`` is the Simplified form of ``text.clean``; ``quiet`` are clean spans that are never repaired; ``credits``
    are (name, raw span, whether it is a line of its own kind); ``headings`` are raw offsets of lines the source marks
    as headings.
    """

    text: AlignedText
    plain: str
    quiet: tuple[Span, ...]
    quarantined: tuple[Quarantine, ...]
    credits: tuple[tuple[str, Span, bool], ...]
    headings: tuple[int, ...]


def prepare(article: Article, damage: Damage) -> Prepared:
    """Quarantine, and take markup off."""
    plain = simplified(article.text)
    lines = split_lines(plain)
    duplicates = tuple(find_duplicates(plain, article.title_span.end))
    credits = tuple(find_credits(without(lines, duplicates), article.title_span, damage.credits))
    shown = [span for _, span, is_line in credits if is_line]
    quarantined = find_quarantined(article, plain, lines, damage, duplicates, shown)
    marks = tuple(find_markup(lines))
    gone = [*(item.span for item in quarantined), *(Span(mark.start, mark.end) for mark in marks)]
    text = AlignedText.of(article.text).edited(_deletions(gone))
    plain = simplified(text.clean)
    return Prepared(
        text=text,
        plain=plain,
        quiet=tuple(_quiet(text, plain, article.title_span, shown)),
        quarantined=quarantined,
        credits=credits,
        headings=tuple(mark.end for mark in marks if article.text[mark.start] == "#"),
    )


def clean(article: Article, damage: Damage) -> Cleaned:
    """Quarantine, take markup off, repair, convert to Simplified with one punctuation and split, in this order."""
    ready = prepare(article, damage)
    repairs, rejections = find_repairs(ready.text, ready.plain, ready.quiet, damage)
    text = ready.text.edited(repair.edit for repair in repairs)
    text = text.recoded(with_variants(plain_form(text.clean), damage.variants))
    origins = _Origins(text)
    title = origins.clean(article.title_span)
    # The number signs that marked a heading are gone by now; the line they stood in is still one.
    sections = split_sections(text.clean, title, [origins.at_or_after(raw) for raw in ready.headings])
    shown = [span for _, raw, is_line in ready.credits if is_line and (span := origins.clean(raw))]
    return Cleaned(
        text=text,
        quarantined=ready.quarantined,
        restorations=tuple(repair.restoration for repair in repairs),
        rejections=rejections,
        sections=sections,
        sentences=split_sentences(text.clean, sections, title, shown),
        published_by=published_by(ready.credits),
        credits=tuple(_credit_places(text.clean, ready.credits, origins)),
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


def _credit_places(
    clean: str, credits: Iterable[tuple[str, Span, bool]], origins: _Origins
) -> Iterator[tuple[Span, Span]]:
    for name, raw, _ in credits:
        span = origins.clean(raw)
        at = clean.find(name, span.start, span.end) if span is not None else -1
        if span is not None and at >= 0:
            yield Span(at, at + len(name)), span


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


def _deletions(spans: Iterable[Span]) -> list[Edit]:
    """Deletions of the union of ``spans``."""
    edits: list[Edit] = []
    for start, end in sorted(spans):
        if edits and start <= edits[-1].end:
            edits[-1] = Edit(edits[-1].start, max(end, edits[-1].end), "")
        else:
            edits.append(Edit(start, end, ""))
    return edits
