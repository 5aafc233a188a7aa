"""Words: the one door to jieba, whose cut is evidence about where names may begin and end."""

from __future__ import annotations

from functools import cache
from typing import Any


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
