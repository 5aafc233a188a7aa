"""Words: the one door to jieba, whose cut is evidence about where names may begin and end."""

from __future__ import annotations

from functools import cache
from typing import Any

from kg.model.aligned import Span


@cache
def _tokenizer() -> Any:
    # An own tokenizer: jieba's global one would be changed by, and change, every other user in the process.
    import jieba

    jieba.setLogLevel("ERROR")
    return jieba.Tokenizer()


def cut(text: str) -> list[str]:
    """The words of a clean Simplified text, in order; joined they are the text again.

    >>> cut("微信支付很方便")
    ['微信', '支付', '很', '方便']
    """
    words: list[str] = _tokenizer().lcut(text)
    return words


def words(text: str) -> list[Span]:
    """The same words as spans, which cover ``text`` without gaps.

    >>> [tuple(word) for word in words("我们需要工具")]
    [(0, 2), (2, 4), (4, 6)]
    """
    return [Span(start, end) for _, start, end in _tokenizer().tokenize(text)]
