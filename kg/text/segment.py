"""Words: the one door to jieba, whose cut is evidence about where names may begin and end.

jieba's dictionary of 350,000 words takes most of a second and 80 MB to load; an article holds about two thousand of
them. Where few texts are cut, the words of just these texts are read instead: the cut is the same.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from kg.model.aligned import Span

# Reading the words of one text takes a seventh of the time of loading the whole dictionary.
_TEXTS_READ_FOR = 5
_PART = 1 << 17  # bytes
_GRAM = 4  # few words of the dictionary have more characters


@cache
def _jieba() -> Any:
    # jieba would import pkg_resources to open its dictionary; without it, it opens the file by itself, as it does
    # where setuptools is not installed.
    hidden = "pkg_resources" not in sys.modules
    if hidden:
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        import jieba
    finally:
        if hidden:
            del sys.modules["pkg_resources"]
    jieba.setLogLevel("ERROR")
    return jieba


@cache
def _tokenizer() -> Any:
    # An own tokenizer: jieba's global one would be changed by, and change, every other user in the process.
    return _jieba().Tokenizer()


class _Expected:
    """The text announced last, with a tokenizer that knows only its words."""

    text = ""
    tokenizer: Any = None
    times = 0


def expect(text: str) -> None:
    """Announce a text whose pieces will be cut next: the first few times, only its words are read.

    It changes the time and the memory that cuts take, not the words they give.
    """
    if text == _Expected.text or _tokenizer().initialized:
        return
    _Expected.times += 1
    _Expected.text, _Expected.tokenizer = text, None
    if _Expected.times <= _TEXTS_READ_FOR:
        _Expected.tokenizer = tokenizer_of(text)


def tokenizer_of(text: str) -> Any:
    """A jieba tokenizer that cuts ``text`` and its parts as the one with the whole dictionary does.

    jieba looks up only parts of what it cuts, so that other words of the dictionary never count; the frequencies
    count against the total of the whole dictionary. None if the dictionary is not in the form that jieba ships.
    """
    tokenizer = _jieba().Tokenizer()
    grams = {text[at : at + size] for size in range(1, _GRAM + 1) for at in range(len(text))}
    found: dict[str, int] = {}
    for words, numbers in _columns(tokenizer):
        if len(words) != len(numbers):
            return None
        tokenizer.total += sum(map(int, numbers))
        frequencies = dict(zip(words, numbers, strict=True))
        here = grams.intersection(frequencies)
        here.update([word for word in words if len(word) > _GRAM and word[:_GRAM] in grams and word in text])
        found.update((word, int(frequencies[word])) for word in here)
    # A word is found by way of its beginnings, which count nothing on their own.
    for word in tuple(found):
        for end in range(1, len(word)):
            found.setdefault(word[:end], 0)
    tokenizer.FREQ, tokenizer.initialized = found, True
    return tokenizer


def _columns(tokenizer: Any) -> Iterator[tuple[list[str], list[str]]]:
    """Words and frequencies of jieba's dictionary, part by part; no frequencies where its form is another."""
    with tokenizer.get_dict_file() as file:
        while part := file.read(_PART) + file.readline():
            # Each line is a word, its frequency and its part of speech.
            cells = part.decode("utf-8").split()
            whole = len(cells) == 3 * part.count(b"\n")
            yield cells[::3], cells[1::3] if whole else []


def _knowing(text: str) -> Any:
    """The tokenizer for a text: the expected one's if it is a part of that, else the one that knows all words."""
    expected = _Expected.tokenizer
    return expected if expected is not None and text in _Expected.text else _tokenizer()


def cut(text: str) -> list[str]:
    """The words of a clean Simplified text, in order; joined they are the text again.

    >>> cut("微信支付很方便")
    ['微信', '支付', '很', '方便']
    """
    words: list[str] = _knowing(text).lcut(text)
    return words


def words(text: str) -> list[Span]:
    """The same words as spans, which cover ``text`` without gaps.

    >>> [tuple(word) for word in words("我们需要工具")]
    [(0, 2), (2, 4), (4, 6)]
    """
    return [Span(start, end) for _, start, end in _knowing(text).tokenize(text)]
