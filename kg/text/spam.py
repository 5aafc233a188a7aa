"""Spam: advertisements slipped into sentences, found by vocabulary and by how they stand in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from re import Pattern

from kg.model.aligned import Span
from kg.model.cleaning import Quarantine
from kg.model.damage import Damage

_STOPS = "，,、。；;：:！!？?…\n"
_OPEN, _CLOSE = "【[（(「『“《", "】]）)」』”》"
_COMMAS = "，,、"


def find_spam(text: str, plain: str, title: Span, damage: Damage) -> Iterator[Quarantine]:
    """Quarantined raw spans of kind spam in ``text``, whose Simplified form is ``plain``.

    The span takes the comma that was inserted with the words. A word of the headline is what the article is about,
    and no advertisement anywhere in it.
    """
    fragment = _fragment(damage.spam, damage.spam_weak, damage.spam_tails)
    if fragment is None:
        return
    headline = plain[title.start : title.end]
    for match in fragment.finditer(plain):
        if title.start <= match.start() < title.end or match.group("core") in headline:
            continue
        start, end = match.span()
        strong = any(match.group().find(word) >= 0 for word in _longer(damage.spam, match.group("core")))
        bracketed = start > 0 and plain[start - 1] in _OPEN and plain[end : end + 1] in tuple(_CLOSE)
        if not strong and not bracketed and not _alone(plain, start, end):
            continue
        if bracketed:
            start, end = start - 1, end + 1
        elif plain[end : end + 1] and plain[end] in _COMMAS:
            end += 1
        elif start > 0 and plain[start - 1] in _COMMAS and plain[end : end + 1] in ("", "\n", *"。！？!?"):
            start -= 1  # the comma before it came with it: what follows ends the sentence anyway
        yield Quarantine(Span(start, end), "spam", "spam-strong" if strong else "spam-alone")


def _alone(plain: str, start: int, end: int) -> bool:
    """Whether the fragment is all that stands between two stops, and no member of an enumeration."""
    before = plain[start - 1] if start else "\n"
    after = plain[end] if end < len(plain) else "\n"
    return before in _STOPS and after in _STOPS and "、" not in (before, after) and (before, after) != ("\n", "\n")


def _longer(words: tuple[str, ...], core: str) -> tuple[str, ...]:
    return (core,) if core in _as_set(words) else ()


@lru_cache(maxsize=4)
def _as_set(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words)


@lru_cache(maxsize=4)
def _fragment(strong: tuple[str, ...], weak: tuple[str, ...], tails: tuple[str, ...]) -> Pattern[str] | None:
    """One or more spam words with what advertisers hang behind them. Longest alternatives first."""
    words = sorted({*strong, *weak}, key=lambda w: (-len(w), w))
    if not words:
        return None
    core = "|".join(map(re.escape, words))
    tail = "|".join(map(re.escape, sorted(tails, key=lambda w: (-len(w), w)))) or "(?!)"
    return re.compile(f"(?P<core>{core})(?: ?(?:{core}|{tail}))*")
