"""Candidates for repair: every place where a word of a spinning tool stands, with what speaks for its original there.

All signs are read from the document and from counts of clean articles; ``kg.text.spun`` weighs them. They are arrays
with one value for each candidate: a damaged article has a thousand of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick_rs
import numpy as np

from kg.model.aligned import Span
from kg.model.damage import Damage, Pair
from kg.text.codes import CodedText, Flags, Ints, Reals, Table, numbered, ranges
from kg.text.contexts import Contexts, Neighbours

_LONGEST_NAME, _BESIDE = 8, 4  # characters of a name, and of it on one side of a candidate
_BEGINNING = 3  # characters by which most stretches are seen to begin no known name
_HOPELESS = -3.0  # log of how much rarer an original may be than the spun word: below, no place can tell them apart


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """All readings of a document's places, by place and then by original.

    Each would give back the original of ``pairs[number]`` from ``start`` to ``end`` (code points). ``signs`` are named
    as in the table ``place`` of the model; ``script`` says that a Simplified character stands there whose Traditional
    form this document uses elsewhere.
    """

    start: Ints
    end: Ints
    number: Ints
    script: Flags
    signs: Mapping[str, Reals]
    pairs: Sequence[Pair]

    def __len__(self) -> int:
        return len(self.start)

    def span(self, at: int) -> Span:
        """Where a candidate stands."""
        return Span(int(self.start[at]), int(self.end[at]))

    def pair(self, at: int) -> Pair:
        """The pair that a candidate supposes."""
        return self.pairs[int(self.number[at])]


class _Index:
    """The words of all pairs, ready to be found at once, and what is known about them.

    ``pairs`` are those that may be told apart, by spun word and original, whose numbers are ``spun_of`` and
    ``original_of``; those of spun word ``w`` are ``pairs[first[w]:first[w + 1]]``.
    """

    def __init__(self, damage: Damage) -> None:
        self.contexts = Contexts(damage)
        rate = {word: self.contexts.rate(word) for pair in damage.pairs for word in pair[:2]}
        # How much commoner than the spun word its original is.
        ratio = [rate[pair.original] / rate[pair.spun] for pair in damage.pairs]
        frequency = np.log(np.array(ratio, np.float64))
        order = sorted(np.flatnonzero(frequency >= _HOPELESS).tolist(), key=lambda at: damage.pairs[at][:2])
        self.pairs = [damage.pairs[at] for at in order]
        self.frequency = frequency[order]
        self.spun, self.spun_of = numbered([pair.spun for pair in self.pairs])
        self.originals, self.original_of = numbered([pair.original for pair in self.pairs])
        self.first = np.searchsorted(self.spun_of, np.arange(len(self.spun) + 1))
        self.spun_rate = np.array([rate[word] for word in self.spun], np.float64)
        self.original_rate = np.array([rate[word] for word in self.originals], np.float64)
        self.known = np.array([pair.known for pair in self.pairs], np.str_)
        # Ordinary in Taiwan or Hong Kong: no sign of damage in a Traditional text.
        self.usual = np.array([pair.usual_in == "hant" and not pair.pages for pair in self.pairs], np.bool_)
        self.find_spun: Any = ahocorasick_rs.AhoCorasick(self.spun)
        self.find_originals: Any = ahocorasick_rs.AhoCorasick(self.originals)
        self.names = damage.names
        begun = sorted({name[:size] for name in damage.names for size in range(2, _BEGINNING + 1)})
        self.beginnings = Table(begun)


@lru_cache(maxsize=4)
def _index(damage: Damage) -> _Index:
    return _Index(damage)


def find_candidates(plain: str, quiet: Sequence[Span], foreign: Flags | None, damage: Damage) -> Candidates:
    """Every candidate in the Simplified text ``plain``.

    ``quiet`` are spans that tools leave alone (headline, credit): no candidate starts there, and their words do not
    show that the tool left a word alone. ``foreign`` marks the Simplified characters of a Traditional document, None
    stands for a Simplified one. A word that the tool wrote in Simplified elsewhere, but that stands here in
    Traditional, is the author's own and no candidate.
    """
    index = _index(damage)
    live = np.ones(len(plain), np.bool_)
    for span in quiet:
        live[span.start : span.end] = False
    word, start, end = _places(index.find_spun, plain, live)
    script = np.zeros(len(index.spun), np.bool_)
    if foreign is not None:
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(foreign)])
        shown = before[end] > before[start]
        script[word[shown]] = True
        kept = shown | ~script[word]
        word, start, end = word[kept], start[kept], end[kept]
    number, place = ranges(index.first[word], index.first[word + 1])
    if foreign is not None:
        telling = ~index.usual[number] | script[word[place]]
        number, place = number[telling], place[telling]
    order = np.lexsort((number, end[place], start[place]))
    number, place = number[order], place[order]
    betrayed = script[word[place]]
    signs = _signs(plain, live, index, (word, start, end), number, place)
    signs["script"] = betrayed.astype(np.float64)
    return Candidates(start[place], end[place], number, betrayed, signs, index.pairs)


def _places(matcher: Any, plain: str, live: Flags) -> tuple[Ints, Ints, Ints]:
    """Where words start and end that begin where ``plain`` is ``live``, overlaps included, with their numbers."""
    found = np.array(matcher.find_matches_as_indexes(plain, overlapping=True), np.int64).reshape(-1, 3)
    number, start, end = found[live[found[:, 1]]].T
    return number, start, end


def _signs(
    plain: str, live: Flags, index: _Index, places: tuple[Ints, Ints, Ints], number: Ints, place: Ints
) -> dict[str, Reals]:
    """The signs for pairs, given by ``number``, at ``places`` (numbers of spun words, starts, ends)."""
    word, start, end = places
    spun, original = word[place], index.original_of[number]
    length = int(live.sum())
    times = np.bincount(word, minlength=len(index.spun))
    intact, intact_start, intact_end = _places(index.find_originals, plain, np.ones(len(plain), np.bool_))
    alive = np.bincount(intact[live[intact_start]], minlength=len(index.originals))
    nowhere, frequency = alive[original] == 0, index.frequency[number]
    near = Neighbours.of(plain, start, end)
    contexts = index.contexts
    stays = contexts.scores(index.spun, word, near)
    gains = contexts.scores(index.originals, original, near.chosen(place)) - stays[place] - frequency
    beside = Neighbours.of(plain, intact_start, intact_end).keys_of(intact)
    same = np.isin(near.chosen(place).keys_of(original), beside[beside >= 0])
    # The original gives a longer known name here; the spun word is part of one.
    part = _in_names(plain, start, end, [index.spun[at] for at in word.tolist()], index)
    whole = _in_names(plain, start[place], end[place], [index.originals[at] for at in original.tolist()], index)
    return {
        **{known: (index.known[number] == known).astype(np.float64) for known in sorted(set(index.known.tolist()))},
        "frequency": clipped(frequency, 6),
        "many": clipped(_surprise(times, index.spun_rate * length)[spun], 3),
        "original-missing": clipped(_surprise(alive, index.original_rate * length)[original], 3),
        "original-nowhere": nowhere.astype(np.float64),
        "rare-and-nowhere": (nowhere & (frequency > 1)).astype(np.float64),
        "long": (end[place] - start[place] > 2).astype(np.float64),
        "context": clipped(gains, 6),
        "same-neighbours": np.minimum(same.sum(0), 3).astype(np.float64),
        "names": whole.astype(np.float64) - part[place],
    }


def _surprise(seen: Ints, expected: Reals) -> Reals:
    """Natural log of how much oftener than in clean text a word stands here, half a count added to both."""
    return np.log((seen + 0.5) / (expected + 0.5))


def clipped(values: Reals, limit: float) -> Reals:
    """The values, none further from 0 than ``limit``."""
    return np.clip(values, -limit, limit)


def _in_names(plain: str, start: Ints, end: Ints, words: Sequence[str], index: _Index) -> Flags:
    """Whether each of ``words``, standing from ``start`` to ``end``, is part of a longer known name there."""
    least, most = np.maximum(start - _BESIDE, 0), np.minimum(end + _BESIDE, len(plain))
    bounds = zip(least.tolist(), start.tolist(), words, end.tolist(), most.tolist(), strict=True)
    stretches = [plain[a:b] + word + plain[c:d] for a, b, word, c, d in bounds]
    sizes = np.array([len(stretch) for stretch in stretches], np.int64)
    stops = np.cumsum(sizes)
    width, shift = np.array([len(word) for word in words], np.int64), start - least
    # From where in its stretch a name could run: at most up to the word itself.
    left, owner = ranges(np.zeros(len(words), np.int64), shift + 1)
    at = (stops - sizes)[owner] + left
    begun = np.minimum(at + np.minimum(_BEGINNING, width + 1)[owner], stops[owner])
    seen = index.beginnings.find(CodedText("".join(stretches)).codes(at, begun)) >= 0
    found = np.zeros(len(words), np.bool_)
    for number, begin in zip(owner[seen].tolist(), left[seen].tolist(), strict=True):
        stretch, first, last = stretches[number], int(shift[number]), int(shift[number] + width[number])
        longest = begin + _LONGEST_NAME + int(width[number] - end[number] + start[number])
        found[number] = found[number] or any(
            stretch[begin:stop] in index.names
            for stop in range(last, min(len(stretch), longest) + 1)
            if (begin, stop) != (first, last)
        )
    return found
