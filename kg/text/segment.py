"""Segmentation: the one door to jieba. An own tokenizer, loaded when first asked; never the global one."""

from __future__ import annotations

from functools import cache
from typing import Any

from kg.model.aligned import Span


@cache
def _tokenizer() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)  # its progress notes would mix with ours on stderr
    return jieba.Tokenizer()


def words(text: str) -> list[Span]:
    """The words of a Simplified ``text`` as spans that cover it without gaps; the first call loads the dictionary.

    >>> [tuple(word) for word in words("我们需要工具")]
    [(0, 2), (2, 4), (4, 6)]
    """
    return [Span(start, end) for _, start, end in _tokenizer().tokenize(text)]


@cache
def _tagger() -> Any:
    import jieba.posseg

    return jieba.posseg.POSTokenizer(_tokenizer())


def tagged(text: str) -> list[tuple[Span, str]]:
    """The words of a Simplified ``text`` with their part-of-speech tags (ICTCLAS letters: n, v, a, ns, nr ...).

    Traditional text must be converted first: on it this tagger is twenty times slower.
    """
    found: list[tuple[Span, str]] = []
    at = 0
    for pair in _tagger().cut(text):
        found.append((Span(at, at + len(pair.word)), pair.flag))
        at += len(pair.word)
    return found
