"""An article as read, and the units its clean text is cut into."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.aligned import Span


@dataclass(frozen=True, slots=True)
class Article:
    """One document: its exact text and what identifies it.

    ``text`` is the decoded file (BOM dropped, newlines ``\\n``); ``sha256`` is the hash of ``text`` as UTF-8;
    ``path`` is the file's name; ``id`` is unique among the documents of a graph.
    """

    id: str
    path: str
    sha256: str
    text: str
    title: str
    title_span: Span
    published_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of clean text under one heading. ``heading`` is empty before the first one."""

    number: int
    heading: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between clause punctuation, as a range of clean code points."""

    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a range of clean code points; it knows its section and its clauses.

    ``kind`` is ``title``, ``heading``, ``credit`` or ``body``. ``paragraph`` counts lines of the clean text from 0.
    """

    number: int
    span: Span
    section: int
    paragraph: int
    kind: str
    clauses: tuple[Clause, ...]
    question: bool = False
