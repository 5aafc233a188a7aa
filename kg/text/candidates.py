"""Candidates for repair: every place where a word of a spinning tool stands, with what speaks for its original there.

All signs are read from the document and from counts of clean articles; ``kg.text.spun`` weighs them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick_rs

from kg.model.aligned import Span
from kg.model.damage import Damage, Pair
from kg.text.contexts import Contexts, shape

_LONGEST_NAME, _BESIDE = 8, 4  # characters of a name, and of it on one side of a candidate
_BEGINNING = 3  # characters by which most stretches are seen to begin no known name
_HOPELESS = -3.0  # log of how much rarer an original may be than the spun word: below, no place can tell them apart


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of one place: the pair that would give it back, and the signs for it.

    ``signs`` are named as in the table ``place`` of the model; ``script`` says that a Simplified character stands in
    it whose Traditional form this document uses elsewhere.
    """

    span: Span
    pair: Pair
    signs: Mapping[str, float]
    script: bool


class _Index:
    """The words of all pairs, ready to be found at once, and the counts about them as far as they were needed."""

    def __init__(self, damage: Damage) -> None:
        self.contexts = Contexts(damage)
        # How much commoner than the spun word each original is that may have stood there.
        self.readings: dict[str, list[tuple[Pair, float]]] = defaultdict(list)
        for pair in damage.pairs:
            frequency = math.log(self.contexts.rate(pair.original) / self.contexts.rate(pair.spun))
            if frequency >= _HOPELESS:
                self.readings[pair.spun].append((pair, frequency))
        self.spun = sorted(self.readings)
        self.originals = sorted({pair.original for pair in damage.pairs})
        self.find_spun: Any = ahocorasick_rs.AhoCorasick(self.spun)
        self.find_originals: Any = ahocorasick_rs.AhoCorasick(self.originals)
        self.names = damage.names
        self.beginnings = frozenset(name[:size] for name in damage.names for size in range(2, _BEGINNING + 1))


@lru_cache(maxsize=4)
def _index(damage: Damage) -> _Index:
    return _Index(damage)


def find_candidates(
    plain: str, quiet: Sequence[Span], foreign: frozenset[int] | None, damage: Damage
) -> list[Candidate]:
    """Every candidate in the Simplified text ``plain``, by place.

    ``quiet`` are spans that tools leave alone (headline, credit): no candidate starts there, and their words do not
    show that the tool left a word alone. ``foreign`` are the offsets of Simplified characters in a Traditional
    document, None in a Simplified one. A word that the tool wrote in Simplified elsewhere, but that stands here in
    Traditional, is the author's own and no candidate.
    """
    index = _index(damage)
    live = bytearray(b"\x01" * len(plain))
    for span in quiet:
        live[span.start : span.end] = bytes(span.end - span.start)
    places = _places(index.find_spun, index.spun, plain)
    page = _Page(
        plain=plain,
        shaped=",," + "".join(map(shape, plain)) + ",,",
        length=sum(live),
        intact=_places(index.find_originals, index.originals, plain),
        live=live,
        in_traditional=foreign is not None,
    )
    found: list[Candidate] = []
    for spun, everywhere in places.items():
        starts = [s for s in everywhere if live[s]]
        betrayed = {s for s in starts if foreign and not foreign.isdisjoint(range(s, s + len(spun)))}
        if betrayed:
            starts = [s for s in starts if s in betrayed]
        if starts:
            found += _readings(spun, starts, bool(betrayed), page, index)
    found.sort(key=lambda c: (c.span, c.pair.original))
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    """What one document is asked about at every place."""

    plain: str
    shaped: str
    length: int
    intact: Mapping[str, list[int]]
    live: bytearray
    in_traditional: bool


def _places(matcher: Any, words: Sequence[str], plain: str) -> dict[str, list[int]]:
    """Where each of ``words`` starts in ``plain``, overlaps included."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, start, _ in matcher.find_matches_as_indexes(plain, overlapping=True):
        places[words[number]].append(start)
    return places


def _readings(spun: str, starts: Sequence[int], script: bool, page: _Page, index: _Index) -> Iterator[Candidate]:
    """The candidates for one spun word at all its places."""
    contexts, shaped, width = index.contexts, page.shaped, len(spun)
    rate = contexts.rate(spun)
    near = [(shaped[s : s + 2], shaped[s + width + 2 : s + width + 4]) for s in starts]
    stays: list[float] = []
    whole: list[bool] = []
    for pair, frequency in index.readings[spun]:
        if page.in_traditional and pair.usual_in == "hant" and not pair.pages and not script:
            continue
        if not stays:
            stays = [contexts.score(spun, left, right) for left, right in near]
            whole = [_around(page.plain, Span(s, s + width), spun, index) for s in starts]
        intact = page.intact.get(pair.original, [])
        alive = sum(page.live[s] for s in intact)
        shared = {
            pair.known: 1.0,
            "frequency": _clipped(frequency, 6),
            "many": _clipped(_surprise(len(starts), rate * page.length), 3),
            "original-missing": _clipped(_surprise(alive, contexts.rate(pair.original) * page.length), 3),
            "original-nowhere": float(alive == 0),
            "rare-and-nowhere": float(alive == 0 and frequency > 1),
            "long": float(width > 2),
            "script": float(script),
        }
        beside = _beside(shaped, intact, len(pair.original))
        for start, (left, right), stay, part in zip(starts, near, stays, whole, strict=True):
            span = Span(start, start + width)
            gain = contexts.score(pair.original, left, right) - stay - frequency
            signs = {
                **shared,
                "context": _clipped(gain, 6),
                "same-neighbours": min(sum(key in beside for key in _keys(left, right)), 3),
                # The original gives a longer known name here; the spun word is part of one.
                "names": float(_around(page.plain, span, pair.original, index)) - part,
            }
            yield Candidate(span, pair, signs, script)


def _surprise(seen: int, expected: float) -> float:
    """Natural log of how much oftener than in clean text a word stands here, half a count added to both."""
    return math.log((seen + 0.5) / (expected + 0.5))


def _clipped(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))


def _keys(left: str, right: str) -> list[str]:
    """The Chinese neighbours of a place: one and two characters to the left and to the right."""
    keys = []
    if _han(left[1]):
        keys += ["<" + left[1]] + (["<" + left] if _han(left[0]) else [])
    if _han(right[0]):
        keys += [">" + right[0]] + ([">" + right] if _han(right[1]) else [])
    return keys


def _beside(shaped: str, starts: Sequence[int], width: int) -> Counter[str]:
    """What stands beside a word where this document has it intact."""
    near: Counter[str] = Counter()
    for start in starts:
        near.update(_keys(shaped[start : start + 2], shaped[start + width + 2 : start + width + 4]))
    return near


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _around(plain: str, span: Span, word: str, index: _Index) -> bool:
    """Whether ``word``, standing at ``span``, is part of a longer known name there."""
    start, end = span
    least, most = max(0, start - _BESIDE), min(len(plain), end + _BESIDE)
    there = plain[least:start] + word + plain[end:most]
    names, beginnings, shift = index.names, index.beginnings, start - least
    begun = min(_BEGINNING, len(word) + 1)  # a longer name has at least so many
    for left in range(shift + 1):
        if there[left : left + begun] not in beginnings:
            continue
        for right in range(shift + len(word), min(len(there), left + _LONGEST_NAME + len(word) - (end - start)) + 1):
            if (left, right) != (shift, shift + len(word)) and there[left:right] in names:
                return True
    return False
