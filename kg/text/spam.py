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
_OPEN, _CLOSE = "【[（(", "】]）)"
_COMMAS = "，,、"
_SUBJECT = 2  # times a text must come back to a subject for it to be its own
_LATIN_END = re.compile(r"([A-Za-z0-9])(?=[\u4e00-\u9fff])")


def find_spam(plain: str, title: Span, damage: Damage) -> Iterator[Quarantine]:
    """Quarantined raw spans of kind spam; ``plain`` is the Simplified form of the text, of the same length.

    The span takes the comma that was inserted with the words. What an article itself is about (a word of the headline,
    a subject it comes back to) is no advertisement in it, unless it stands alone among others that are.
    """
    pattern = _fragment(damage)
    if pattern is None:
        return
    headline = plain[title.start : title.end]
    matches = [m for m in pattern.finditer(plain) if not title.start <= m.start() < title.end]
    own = _own_subjects(pattern.sub("", plain), damage)
    groups = {word: group.name for group in damage.spam for word in group.words}
    always = {
        word for group in damage.spam if group.name not in own for word in group.words if word not in damage.spam_weak
    }
    # Where nobody has slipped in a plain advertisement, an ambiguous word is taken for the author's own.
    infested = any(_bare(match.group("core")) in always for match in matches)
    for match in matches:
        core = _bare(match.group("core"))
        if core in headline:
            continue
        start, end = match.span()
        bracketed = start > 0 and plain[start - 1] in _OPEN and plain[end : end + 1] in tuple(_CLOSE)
        plainly = core in always
        if not plainly and not (infested and (bracketed or _alone(plain, start, end))):
            continue
        if bracketed:
            start, end = start - 1, end + 1
        elif plain[end : end + 1] and plain[end] in _COMMAS:
            end += 1
        elif start > 0 and plain[start - 1] in _COMMAS and plain[end : end + 1] in ("", "\n", *"。！？!?"):
            start -= 1  # the comma before it came with it: what follows ends the sentence anyway
        yield Quarantine(Span(start, end), "spam", f"spam-{groups[core]}" + ("" if plainly else "-alone"))


def _own_subjects(rest: str, damage: Damage) -> set[str]:
    """Groups of advertisements whose subject the ``rest`` of the text, without any of their words, speaks of."""
    return {group.name for group in damage.spam if sum(rest.count(word) for word in group.subject) >= _SUBJECT}


def _alone(plain: str, start: int, end: int) -> bool:
    """Whether the fragment is all that stands between two stops, and no member of an enumeration."""
    before = plain[start - 1] if start else "\n"
    after = plain[end] if end < len(plain) else "\n"
    return before in _STOPS and after in _STOPS and "、" not in (before, after) and (before, after) != ("\n", "\n")


def _bare(word: str) -> str:
    return word.replace(" ", "")


@lru_cache(maxsize=4)
def _fragment(damage: Damage) -> Pattern[str] | None:
    """A pattern for spam words with what advertisers hang behind them; a space may stand after Latin letters."""
    # The longest alternative comes first, as a pattern takes the first that fits.
    words = sorted({word for group in damage.spam for word in group.words}, key=lambda w: (-len(w), w))
    if not words:
        return None
    core = "|".join(_LATIN_END.sub(r"\1 ?", re.escape(word)) for word in words)
    tail = "|".join(map(re.escape, sorted(damage.spam_tails, key=lambda w: (-len(w), w)))) or "(?!)"
    return re.compile(f"(?P<core>{core})(?: ?(?:{core}|{tail}))*")
