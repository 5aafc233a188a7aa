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
    fragment, always = _fragment(damage)
    if fragment is None:
        return
    headline = plain[title.start : title.end]
    for match in fragment.finditer(plain):
        if title.start <= match.start() < title.end or match.group("core") in headline:
            continue
        start, end = match.span()
        strong = match.group("core") in always
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


@lru_cache(maxsize=4)
def _fragment(damage: Damage) -> tuple[Pattern[str] | None, frozenset[str]]:
    """A pattern for spam words with what advertisers hang behind them, and the words that are spam anywhere."""
    # The longest alternative comes first, as a pattern takes the first that fits.
    words = sorted({*damage.spam, *damage.spam_weak}, key=lambda w: (-len(w), w))
    if not words:
        return None, frozenset()
    core = "|".join(map(re.escape, words))
    tail = "|".join(map(re.escape, sorted(damage.spam_tails, key=lambda w: (-len(w), w)))) or "(?!)"
    return re.compile(f"(?P<core>{core})(?: ?(?:{core}|{tail}))*"), frozenset(damage.spam)
