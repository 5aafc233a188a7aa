"""Script: Traditional to Simplified for matching, and back for quoting. Lengths never change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from kg.model.damage import Variant


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


def _one(char: str) -> str:
    plain: str = _converter("t2s").convert(char)
    return plain if len(plain) == 1 else char


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
