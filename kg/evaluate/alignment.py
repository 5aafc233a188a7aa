"""Which predicted entity is which gold entity: by label first, then by any name, one to one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from kg.text.script import simplified

Json = dict[str, Any]


def comparable(name: str) -> str:
    """A name without script, width, case, spaces and outer quotation marks."""
    plain = simplified(unicodedata.normalize("NFKC", name)).casefold()
    return "".join(plain.split()).strip("《》“”\"'「」")


def is_optional(item: Json) -> bool:
    """Whether careful annotators disagree on a gold item: finding it is neither rewarded nor punished."""
    return item.get("tier") == "optional"


def align_entities(predicted: list[Json], gold: list[Json]) -> dict[str, Json]:
    """Predicted id -> gold entity. An earlier entity of either side goes first; labels go before other names."""
    aligned: dict[str, Json] = {}
    taken: set[str] = set()
    views: tuple[Callable[[Json], list[str]], ...] = (
        lambda entity: [entity["label"]],
        lambda entity: [entity["label"], *entity["names"]],
    )
    for names_of in views:
        index: dict[str, Json] = {}
        for entity in gold:
            if entity["id"] not in taken:
                for name in names_of(entity):
                    index.setdefault(comparable(name), entity)
        for entity in predicted:
            if entity["id"] in aligned:
                continue
            for name in names_of(entity):
                match = index.get(comparable(name))
                if match is not None and match["id"] not in taken:
                    aligned[entity["id"]] = match
                    taken.add(match["id"])
                    break
    return aligned
