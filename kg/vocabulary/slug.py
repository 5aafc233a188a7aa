"""ASCII slugs for ids: pinyin of the Simplified name, for readers; the hash behind it is what tells ids apart."""

from __future__ import annotations

import os
import re
from functools import cache

LONGEST = 40


@cache
def slug(name: str) -> str:
    """A name in lower-case ASCII letters and digits, syllables run together; empty if nothing can be spelled.

    >>> slug("微信小店"), slug("Apple Pay"), slug("O2O")
    ('weixinxiaodian', 'applepay', 'o2o')
    """
    # The phrase dictionary costs a quarter of a second to load and would only correct readings that nobody sorts by.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import lazy_pinyin

    spelled = "".join(lazy_pinyin(name, errors=lambda rest: rest))
    return re.sub(r"[^a-z0-9]", "", spelled.lower())[:LONGEST]
