"""Entities of a graph by whatever a person calls them: any name in either script, pinyin, or the id."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from kg.graph.document import Graph
from kg.text.script import simplified
from kg.vocabulary.slug import slug

SUGGESTIONS = 5


def comparable(name: str) -> str:
    """A name without script, width, case, spaces and title marks.

    >>> comparable("Ａpple Pay"), comparable("淘寶")
    ('applepay', '淘宝')
    """
    plain = simplified(unicodedata.normalize("NFKC", name)).casefold()
    return "".join(plain.split()).strip("《》")


def find_entities(graph: Graph, name: str) -> list[str]:
    """The ids of the entities that ``name`` means, the most mentioned first; empty if there is none.

    An id counts before a label, a label before other names, those before pinyin (of the label, without tones).
    """
    if name in graph:
        return [name]
    wanted, spelled = comparable(name), slug(name) if name.isascii() else ""
    ways: tuple[list[str], ...] = (
        [id_ for id_, data in graph.nodes(data=True) if comparable(data["label"]) == wanted],
        [id_ for id_, data in graph.nodes(data=True) if any(comparable(n) == wanted for n in data["names"])],
        [id_ for id_ in graph if spelled and id_.rpartition("-")[0] == spelled],
    )
    return next((_by_mentions(graph, found) for found in ways if found), [])


def suggest_entities(graph: Graph, name: str) -> list[str]:
    """Ids of entities whose names look like ``name``, for a message that nothing is called so."""
    wanted = comparable(name)
    names: dict[str, str] = {}
    for id_, data in graph.nodes(data=True):
        for text in (*data["names"], id_.rpartition("-")[0]):
            names.setdefault(comparable(text), id_)
    inside = [id_ for text, id_ in names.items() if wanted and (wanted in text or (len(text) > 1 and text in wanted))]
    close = [names[text] for text in get_close_matches(wanted, list(names), SUGGESTIONS, 0.5)]
    ranked = [*_by_mentions(graph, set(inside)), *close]
    return list(dict.fromkeys(ranked))[:SUGGESTIONS]


def _by_mentions(graph: Graph, ids: Iterable[str]) -> list[str]:
    return sorted(ids, key=lambda id_: (-len(graph.nodes[id_]["mentions"]), id_))
