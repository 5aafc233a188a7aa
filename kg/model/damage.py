"""What is known about how web texts are damaged: the knowledge behind quarantine and repair, as plain data.

The reader is ``kg.vocabulary.damage``; the stages of ``kg.text`` only look things up here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from re import Pattern
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class LineRule:
    """A pattern over the Simplified form of one line, and how far what it finds reaches.

    ``reach``: ``match`` (the match, or its group ``q``), ``line`` (the whole line), ``block`` (the line and the short
    lines after it), ``rest`` (everything from the line to the end). ``where``: ``anywhere`` or ``tail``, the last
    lines of the document.
    """

    id: str
    kind: str
    pattern: Pattern[str]
    reach: str = "match"
    where: str = "anywhere"


@dataclass(frozen=True, slots=True)
class CreditRule:
    """A pattern over a Simplified line whose group ``name`` is who published the article.

    ``shown`` says that the match is a credit line of the document and is kept as a sentence of that kind.
    """

    id: str
    pattern: Pattern[str]
    shown: bool = True


class SpamGroup(NamedTuple):
    """Advertisements of one trade: their words, and words of an article that is itself about the trade."""

    name: str
    words: tuple[str, ...]
    subject: tuple[str, ...] = ()


class Variant(NamedTuple):
    """A spelling that script conversion leaves behind: ``written`` is read as ``read`` (of the same length).

    An occurrence inside one of the words ``unless`` stays.
    """

    written: str
    read: str
    unless: tuple[str, ...] = ()


class Pair(NamedTuple):
    """One swap of a spinning tool: it writes ``spun`` where the author wrote ``original`` (both Simplified).

    ``known`` says how it is known: ``seen2`` (on several pages), ``seen1``, ``thesaurus``, ``rare`` or ``reverse``;
    ``pages`` are the pages where it was seen, since swaps of one page come from one thesaurus. ``usual_in`` is
    ``hant`` where the spun word is ordinary in Taiwan or Hong Kong and so shows nothing in a Traditional text.
    """

    spun: str
    original: str
    known: str
    pages: tuple[str, ...] = ()
    usual_in: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Damage:
    """Everything the cleaning stages know. All patterns and words are Simplified. Compared by identity.

    ``spam`` holds words of advertisements by trade, ``spam_weak`` those among them that need a sign of having been
    inserted, ``spam_tails`` what advertisers hang behind them. ``counts`` says how often a word of a pair stands in
    clean articles, ``contexts`` what stood beside it there (one line of the model file, parsed when needed), ``size``
    how many characters were counted; ``repair`` are the weights of the repair model: tables ``place``, ``document``
    and ``accept``. ``names`` are the lexicon's names: a repair that gives one back is likelier, one that breaks one
    is not.
    """

    lines: tuple[LineRule, ...] = ()
    noise: tuple[LineRule, ...] = ()
    contacts: tuple[LineRule, ...] = ()
    credits: tuple[CreditRule, ...] = ()
    spam: tuple[SpamGroup, ...] = ()
    spam_weak: frozenset[str] = frozenset()
    spam_tails: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    contexts: Mapping[str, str] = field(default_factory=dict)
    size: int = 1
    repair: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    names: frozenset[str] = frozenset()

    @property
    def spam_phrases(self) -> tuple[str, ...]:
        """Every phrase that is an advertisement wherever it stands."""
        return tuple(word for group in self.spam for word in group.words if word not in self.spam_weak)
