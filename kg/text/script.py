"""Script: Traditional to Simplified and marks to one form for matching, and back for quoting. Lengths never change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from kg.model.damage import Variant

NARROW, WIDE = ",;:?!()", "，；：？！（）"
_WIDEN = str.maketrans(NARROW, WIDE)
_QUOTES = str.maketrans("「」『』", "“”‘’")
# Only beside Chinese: the colon of an address and the comma of a number are not punctuation of the sentence.
_BESIDE = re.compile(f"(?<=[\u4e00-\u9fff”」》])[{NARROW}]|[{NARROW}](?=[\u4e00-\u9fff“「《])")


@cache
def _converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)


def simplified(text: str) -> str:
    """The Simplified form of ``text``, character for character (the table has no entry that changes length)."""
    plain: str = _converter("t2s").convert(text)
    # A table that changed length would silently shift every offset behind it.
    return plain if len(plain) == len(text) else "".join(_one(c) for c in text)


def traditional(text: str) -> str:
    """The Traditional form of ``text``, character for character, by the standard table."""
    plain: str = _converter("s2t").convert(text)
    return plain if len(plain) == len(text) else text


def in_taiwan(text: str) -> str:
    """The Traditional form of ``text``, character for character, as it is read in Taiwan and Hong Kong.

    >>> in_taiwan("社群行为")
    '社群行為'
    """
    plain: str = _converter("s2tw").convert(text)
    return plain if len(plain) == len(text) else text


@cache
def only_simplified(character: str) -> bool:
    """Whether a character stands in no Traditional text.

    It has another form there, and Big5 with the Hong Kong characters does not know it.
    """
    if traditional(character) == character:
        return False
    try:
        character.encode("big5hkscs")
    except UnicodeEncodeError:
        return True
    return False


def _one(char: str) -> str:
    plain: str = _converter("t2s").convert(char)
    return plain if len(plain) == 1 else char


def with_one_punctuation(text: str) -> str:
    """``text`` with its marks as most pages write them, full-width beside Chinese, with the quotation marks “ and ”.

    >>> with_one_punctuation("「微商」,即在微信(WeChat)上开店:1,000家")
    '“微商”，即在微信（WeChat）上开店：1,000家'
    """
    return widened(text).translate(_QUOTES)


def widened(text: str) -> str:
    """``text`` with its half-width marks full-width where they stand beside Chinese."""
    return _BESIDE.sub(lambda mark: mark.group().translate(_WIDEN), text)


def plain_form(text: str) -> str:
    """The form that names and relations are looked for in: Simplified, with one punctuation."""
    return with_one_punctuation(simplified(text))


def with_variants(plain: str, variants: Iterable[Variant]) -> str:
    """``plain`` with the spellings that conversion leaves behind read as their common form; lengths stay.

    >>> with_variants("看著名著", [Variant("著", "着", ("名著",))])
    '看着名著'
    """
    for variant in variants:
        if variant.written not in plain:
            continue
        words = [*variant.unless, variant.written]
        # A word that keeps the spelling is found first and put back as it stands.
        pattern = "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))
        plain = re.sub(pattern, partial(_read, variant), plain)
    return plain


def _read(variant: Variant, found: re.Match[str]) -> str:
    return variant.read if found.group() == variant.written else found.group()


def is_traditional(text: str, plain: str) -> bool:
    """Whether a text is written in Traditional characters; ``plain`` is its Simplified form.

    One character in twelve differs already in a mixed page; a Simplified page has next to none that do.
    """
    han = sum(1 for c in text if "\u4e00" <= c <= "\u9fff")
    changed = sum(1 for a, b in zip(text, plain, strict=True) if a != b)
    return han > 0 and changed * 12 > han
