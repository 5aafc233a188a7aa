"""The words of the server's pages, and the language a browser wants them in."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from starlette.requests import Request

_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def language_of(request: Request) -> str:
    """zh-Hant, zh-Hans or en: what ``?lang=`` says, else the first of Accept-Language that is one of them.

    Quality values are read no further than their order, in which browsers send them anyway.
    """
    wanted = [request.query_params.get("lang", ""), *request.headers.get("accept-language", "").split(",")]
    for tag in (part.partition(";")[0].strip().lower() for part in wanted):
        if tag.startswith(_TRADITIONAL):
            return "zh-Hant"
        if tag.startswith("zh"):
            return "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return "zh-Hans"


@cache
def words_in(language: str) -> dict[str, str]:
    """The words by their keys."""
    words = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))
    return {key: texts[language] for key, texts in words.items()}
