"""What the page's search needs to know about characters: how they are read and which are variants of one another."""

from __future__ import annotations

import os
from collections.abc import Iterable

from kg.text.script import simplified, traditional


def readings(characters: Iterable[str]) -> dict[str, str]:
    """The pinyin of each Chinese character, without tones, at most three readings, by spaces.

    >>> readings("长a")
    {'长': 'zhang chang'}
    """
    # The phrase dictionary takes longer to import than everything else here; the page matches each character
    # by any of its readings, so phrases add nothing.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import Style, pinyin

    found = {}
    for character in sorted(set(characters)):
        if not "\u3400" <= character <= "\U0003ffff":
            continue
        syllables = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
        if syllables and syllables[0]:
            plain = [s.replace("ü", "v") for s in syllables[0] if s.isascii() or "ü" in s]
            found[character] = " ".join(list(dict.fromkeys(plain))[:3])
    return found


def variants(characters: Iterable[str]) -> dict[str, str]:
    """Traditional characters and the Simplified ones that stand for them, for each one that is or has a variant here.

    >>> variants("东")
    {'東': '东'}
    """
    known = set(characters)
    known.update(traditional("".join(sorted(known))))
    ordered = sorted(known)
    return {c: s for c, s in zip(ordered, simplified("".join(ordered)), strict=True) if s != c}
