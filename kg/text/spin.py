"""Spin: what a spinning tool does to a clean text, to teach and to measure repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

import ahocorasick_rs

from kg.model.damage import Pair

_TOOL_PAGES = (2, 3, 4, 5)  # pages whose swaps one imagined tool joins
_THESAURUS = (0, 100, 200, 300)  # swaps it has besides, from word lists,
_RARE = (0, 40, 80, 120)  # from near-synonyms,
_REVERSE = (0, 20, 60)  # and from swaps seen the other way round
_ONE_WAY = 0.7  # share of swaps in both directions of which a tool makes only one
_ALWAYS, _SELDOM = 0.8, (0.5, 0.7, 0.9)  # share of words swapped at every place, and how often the others are
_UNKNOWN, _LISTED, _NEAR = (
    0.4,
    0.75,
    0.87,
)  # of a new tool's swaps: unseen so far; of these in word lists, near-synonyms


class Swap(NamedTuple):
    """``original`` was written as the characters ``[start, end)`` of the damaged text."""

    start: int
    end: int
    original: str


def imagined_tool(pairs: Sequence[Pair], random: Random) -> dict[str, str]:
    """A thesaurus as such tools have them (original to spun word), drawn from the known ``pairs``."""
    by_page: dict[str, list[Pair]] = {}
    for pair in pairs:
        for page in pair.pages if len(pair.original) > 1 else ():
            by_page.setdefault(page, []).append(pair)
    pages = sorted(page for page, found in by_page.items() if len(found) >= 15)
    swaps: dict[str, str] = {}
    for page in random.sample(pages, min(len(pages), random.choice(_TOOL_PAGES))):
        for pair in random.sample(by_page[page], len(by_page[page])):
            swaps.setdefault(pair.original, pair.spun)
    for known, sizes in (("thesaurus", _THESAURUS), ("rare", _RARE), ("reverse", _REVERSE)):
        rest = [pair for pair in pairs if pair.known == known]
        for pair in random.sample(rest, min(len(rest), random.choice(sizes))):
            swaps.setdefault(pair.original, pair.spun)
    for original, spun in sorted(swaps.items()):
        if swaps.get(spun) == original and original in swaps and random.random() < _ONE_WAY:
            del swaps[spun]
    return swaps


def spin(text: str, swaps: Mapping[str, str], start: int, random: Random) -> tuple[str, list[Swap]]:
    """``text`` with its words swapped from ``start`` on, heedless of word boundaries, and what was swapped."""
    words = sorted(swaps)
    chance = {word: 1.0 if random.random() < _ALWAYS else random.choice(_SELDOM) for word in words}
    matcher = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    pieces: list[str] = []
    made: list[Swap] = []
    at = length = 0
    for number, begin, end in matcher.find_matches_as_indexes(text):
        if begin < start or random.random() > chance[words[number]]:
            continue
        spun = swaps[words[number]]
        length += begin - at
        made.append(Swap(length, length + len(spun), words[number]))
        pieces += [text[at:begin], spun]
        length += len(spun)
        at = end
    return "".join([*pieces, text[at:]]), made


def forgotten(pairs: Sequence[Pair], swaps: Mapping[str, str], random: Random) -> tuple[Pair, ...]:
    """``pairs`` as they would be known had part of this tool's swaps never been seen on a page before."""
    kept: list[Pair] = []
    for pair in pairs:
        if pair.pages and swaps.get(pair.original) == pair.spun and random.random() < _UNKNOWN:
            kept += _unseen(pair, random)
        else:
            kept.append(pair)
    return tuple(kept)


def without_page(pairs: Sequence[Pair], page: str, random: Random) -> tuple[Pair, ...]:
    """``pairs`` as they would be known had ``page`` never been seen."""
    kept: list[Pair] = []
    for pair in pairs:
        others = tuple(other for other in pair.pages if other != page)
        if page not in pair.pages:
            kept.append(pair)
        elif others:
            kept.append(Pair(pair.spun, pair.original, "seen2" if len(others) > 1 else "seen1", others, pair.usual_in))
        else:
            kept += _unseen(pair, random)
    return tuple(kept)


def _unseen(pair: Pair, random: Random) -> list[Pair]:
    """The pair as word lists have it, if they have it."""
    luck = random.random()
    if luck >= _NEAR:
        return []
    return [Pair(pair.spun, pair.original, "thesaurus" if luck < _LISTED else "rare", (), pair.usual_in)]
