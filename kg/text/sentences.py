"""Sentences: the clean text cut into sections by heading, sentences and clauses, by shape alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from kg.model.aligned import Span
from kg.model.article import Clause, Section, Sentence
from kg.text.lines import Line, split_lines

_CLOSERS = "”’\"'」』）)】》"
_SENTENCE = re.compile(rf"(?:[。！？!?]+|…{{2,}}|\.{{3,}}|(?<=[\u4e00-\u9fff])\.(?=\s|$))[{_CLOSERS}]*")
_CLAUSE = re.compile(r"[，；;：]|,(?!\d{3})|:(?!//|\d)|——+|--+")
_TITLED = re.compile(r"《[^《》\n]*》")  # a colon inside a title of a work ends no clause
_FORMS = tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))
_QUESTION = re.compile(_FORMS["question"])
_NUMBERED = re.compile(_FORMS["numbered"])
_BREAK = re.compile(r"[，；;：,:\s]")
# The longest of 43,518 sentences of 680 articles has 449 characters. What is longer has lost its marks, as transcripts
# do, and is cut: what may be said between the names of a sentence grows with the square of its length.
_LONGEST = 500
_HEADING_MAX = 30
_NUMBERED_MAX = 40
_BODY_MIN = 24
_NO_HEADING_START = "（(“「【[*"
_NO_HEADING_END = "。；;，,、：:…"


def split_sections(text: str, title: Span | None, marked: Iterable[int] = ()) -> tuple[Section, ...]:
    """Sections of a clean Simplified ``text``; the first has an empty heading and holds the title.

    ``marked`` are clean offsets of lines that the source itself marks as headings. A heading is a short line
    without final punctuation that stands over a longer paragraph, or a short numbered line.
    """
    lines = split_lines(text)
    marks = set(marked)
    heads = list(_headings(lines, title, marks))
    starts = [Span(0, 0), *(_bare(line) for line in heads)]
    sections = []
    for number, heading in enumerate(starts):
        end = starts[number + 1].start if number + 1 < len(starts) else len(text)
        sections.append(Section(number, heading, Span(heading.start, end)))
    return tuple(sections)


def _headings(lines: tuple[Line, ...], title: Span | None, marks: set[int]) -> Iterator[Line]:
    full = [line for line in lines if line.plain.strip()]
    for at, line in enumerate(full):
        text = line.plain.strip()
        if title is not None and line.start <= title.start < line.end:
            continue
        if line.start in marks:
            yield line
            continue
        after = full[at + 1].plain.strip() if at + 1 < len(full) else ""
        if at == 0 or not after or text[-1] in _NO_HEADING_END:
            continue
        if _NUMBERED.match(text) and len(text) <= _NUMBERED_MAX:
            yield line
        elif text[0] in _NO_HEADING_START:
            continue
        elif len(text) <= _HEADING_MAX and len(re.findall("[，,]", text)) <= 1 and len(after) >= _BODY_MIN:
            before = full[at - 1].plain.strip()
            # A short line among short lines is verse, dialogue or a list, not a heading.
            if len(after) > len(text) * 1.5 and (len(before) >= _BODY_MIN or _is_first(full, at, title)):
                yield line


def _is_first(full: list[Line], at: int, title: Span | None) -> bool:
    """Whether nothing but the title and other headings stands before this line."""
    return at == 1 and title is not None


def split_sentences(
    text: str, sections: tuple[Section, ...], title: Span | None, credits: Iterable[Span] = ()
) -> tuple[Sentence, ...]:
    """Sentences of a clean Simplified ``text`` in order, each with its clauses; ``credits`` are clean spans.

    Sentences never cross a line and none has more than 500 characters; blank stretches and bare punctuation make none.
    """
    headings = {section.heading.start for section in sections if section.heading.end > section.heading.start}
    credit_spans = sorted(credits)
    sentences: list[Sentence] = []
    section = 0
    for line in split_lines(text):
        for span in _pieces(line, credit_spans):
            if not any(c.isalnum() for c in text[span.start : span.end]):
                continue
            while section + 1 < len(sections) and sections[section + 1].span.start <= span.start:
                section += 1
            kind = "body"
            if title is not None and title.start <= span.start < title.end:
                kind = "title"
            elif any(credit.contains(span) for credit in credit_spans):
                kind = "credit"
            elif sections[section].heading.contains(span) and span.start >= min(headings, default=0):
                kind = "heading"
            quoted = text[span.start : span.end]
            sentences.append(
                Sentence(
                    number=len(sentences),
                    span=span,
                    section=sections[section].number,
                    paragraph=line.number,
                    kind=kind,
                    clauses=tuple(Clause(part) for part in split_clauses(text, span)),
                    question=_QUESTION.search(quoted) is not None,
                )
            )
    return tuple(sentences)


def split_clauses(text: str, span: Span) -> Iterator[Span]:
    """Spans between clause punctuation inside ``span``; the punctuation itself belongs to no clause."""
    at = span.start
    titles = [match.span() for match in _TITLED.finditer(text, span.start, span.end)]
    for match in _CLAUSE.finditer(text, span.start, span.end):
        if any(start < match.start() < end for start, end in titles):
            continue
        yield from _bare_spans(text, at, match.start())
        at = match.end()
    yield from _bare_spans(text, at, span.end)


def _pieces(line: Line, credits: list[Span]) -> Iterator[Span]:
    """A line cut at sentence ends and at the edges of credits."""
    cuts = {line.start, line.end}
    cuts.update(line.start + match.end() for match in _SENTENCE.finditer(line.plain))
    for credit in credits:
        inside = {at for at in cuts if credit.start < at < credit.end}
        cuts -= inside
        cuts.update(at for at in credit if line.start < at < line.end)
    for start, end in pairwise(sorted(cuts)):
        for part in _parts(line.plain, start - line.start, end - line.start):
            yield from _bare_spans(line.plain, *part, line.start)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch of ``text`` in parts of at most ``_LONGEST`` characters, cut at a mark or blank where there is one."""
    while end - start > _LONGEST:
        marks = [mark.end() for mark in _BREAK.finditer(text, start, start + _LONGEST)]
        at = marks[-1] if marks else start + _LONGEST
        yield start, at
        start = at
    yield start, end


def _bare_spans(text: str, start: int, end: int, shift: int = 0) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start + shift, end + shift)


def _bare(line: Line) -> Span:
    return next(_bare_spans(line.plain, 0, len(line.plain), line.start))
