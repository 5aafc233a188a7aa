"""Words: the one door to jieba, whose cut is evidence about where names may begin and end.

jieba's dictionary of 350,000 words takes most of a second and 80 MB to load; an article holds about two thousand of
them. Where few texts are cut, the words of just these texts are read instead: the cut is the same.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from typing import Any

from ahocorasick_rs import BytesAhoCorasick

from kg.model.aligned import Span

# The dictionary that jieba has shipped since 2020 and the sum of its frequencies, which every cut needs.
_SHIPPED = "7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8"
_TOTAL = 60_101_967
# Reading the words of one text takes a tenth of the time of loading the whole dictionary.
_TEXTS_READ_FOR = 8
_BEGINNING = 4  # characters by which longer words are found; few words have more


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

    jieba looks up only parts of what it cuts, so that other words of the dictionary never count; frequencies count
    against the total of the whole dictionary. None if jieba's dictionary is not the one known here.
    """
    tokenizer = _jieba().Tokenizer()
    with tokenizer.get_dict_file() as file:
        dictionary = b"\n" + file.read()
    if hashlib.sha256(memoryview(dictionary)[1:]).hexdigest() != _SHIPPED:
        return None
    frequencies = _frequencies(dictionary, text)
    # A word is found by way of its beginnings, which count nothing on their own.
    for word in tuple(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, _TOTAL, True
    return tokenizer


def _frequencies(dictionary: bytes, text: str) -> dict[str, int]:
    """The frequencies of the words that ``text`` holds; a line is a word, its frequency and its part of speech."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair stands in no word
    whole = {text[at : at + size] for size in range(1, _BEGINNING) for at in range(len(text))}
    begun = {text[at : at + _BEGINNING] for at in range(len(text) - _BEGINNING + 1)}
    sought = [f"\n{word} ".encode() for word in whole] + [f"\n{word}".encode() for word in begun]
    found: dict[str, int] = {}
    for _, start, _ in BytesAhoCorasick(sought).find_matches_as_indexes(dictionary):
        middle = dictionary.index(b" ", start)
        word = dictionary[start + 1 : middle].decode("utf-8")
        if word in text:
            found[word] = int(dictionary[middle : dictionary.index(b" ", middle + 1)])
    return found


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
