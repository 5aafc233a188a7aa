"""The raw sentence around a place in an article, for messages that quote it."""

from __future__ import annotations

_ENDS = "。！？!?；;\n"


def sentence_at(text: str, start: int) -> str:
    """The sentence of ``text`` that holds the character at ``start``, on one line; empty if there is no such place.

    >>> sentence_at("one。two three！four", 5)
    'two three！'
    """
    if not 0 <= start < len(text):
        return ""
    first = max((text.rfind(mark, 0, start) for mark in _ENDS), default=-1) + 1
    found = [at for mark in _ENDS if (at := text.find(mark, start)) >= 0]
    return " ".join(text[first : min(found, default=len(text)) + 1].split())
