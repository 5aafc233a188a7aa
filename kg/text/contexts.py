"""Contexts: how often a word stands in clean articles, and beside which characters; learned once, looked up in repair.

``models/contexts.tsv`` has one line a word of spun.tsv with its count and its neighbours. Counted are characters, not
segmented words, so that a word found by chance across a word boundary (two halves of its neighbours) is counted as
what it is.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kg.model.damage import Damage
from kg.text.codes import Flags, Ints, Reals

_RARE = 2  # two-character contexts seen less often than this are left out of the file,
_FREQUENT, _COMMON = 100, 400  # and one more of them, or of one character, for words counted so often
_ONE, _TWO = 4.0, 12.0  # Dirichlet weights of the background behind one and two neighbours
_NOVEL = 0.4  # how often a word of a pair that was never counted is taken to have been seen


_HAN = (0x4E00, 0x9FFF)
# Neighbours as numbers: a character has so many bits, and so many stand below the number of the word they are beside.
_CHARACTER, _WORD = 21, 44
_SIDES = np.arange(4)[:, None] << 2 * _CHARACTER


class _Counted(NamedTuple):
    """How often clean articles have a word, and how often what beside it: numbers as in :class:`Neighbours`, sorted."""

    seen: float
    codes: Ints
    counts: Ints


def shape(char: str) -> str:
    """What a character is to its neighbours: itself if Chinese, else one sign for all stops, digits or letters.

    >>> "".join(map(shape, "好,7aé的。"))
    '好,0aa的,'
    """
    if "\u4e00" <= char <= "\u9fff":
        return char
    if char.isdigit():
        return "0"
    return "a" if char.isalpha() else ","


class Neighbours:
    """What stands beside stretches of a text, as numbers: the one and the two characters left of each, and right of it.

    ``codes`` are four rows with one number a stretch, and the same characters on the same side give the same number;
    ``shown`` says where all of them are Chinese.
    """

    def __init__(self, codes: Ints, shown: Flags) -> None:
        self.codes, self.shown = codes, shown

    @classmethod
    def of(cls, plain: str, start: Ints, end: Ints) -> Neighbours:
        """The neighbours of the stretches of ``plain`` from ``start`` to ``end``."""
        shapes = {char: ord(shape(char)) for char in {",", *plain}}
        near = np.array([shapes[char] for char in f",,{plain},,"], np.int64)
        han = (near >= _HAN[0]) & (near <= _HAN[1])
        far_left, left, right, far_right = start, start + 1, end + 2, end + 3
        codes = (near[left], _two(near[far_left], near[left]), near[right], _two(near[right], near[far_right]))
        shown = (han[left], han[far_left] & han[left], han[right], han[right] & han[far_right])
        return cls(np.stack(codes) + _SIDES, np.stack(shown))

    def chosen(self, at: Ints) -> Neighbours:
        """Those of the stretches at these places."""
        return Neighbours(self.codes[:, at], self.shown[:, at])

    def keys_of(self, numbers: Ints) -> Ints:
        """The neighbours of stretches that are words with these numbers, told apart by word; -1 where not Chinese."""
        keys: Ints = np.where(self.shown, self.codes + (numbers << _WORD), -1)
        return keys


def _two(one: Ints, other: Ints) -> Ints:
    return (one << _CHARACTER) + other


class Contexts:
    """Scores words in their places against other ones, by what clean articles have beside them."""

    def __init__(self, damage: Damage) -> None:
        self._damage = damage
        self._parsed: dict[str, _Counted] = {}
        packed = _counts(damage.contexts.get("*", ""), 1)
        total = float(sum(packed.values()) or 1)
        self._shares = np.full(_HAN[1] + 1, 1 / total)
        for char, count in packed.items():
            self._shares[ord(char)] = (count + 1) / total

    def scores(self, words: Sequence[str], which: Ints, near: Neighbours) -> Reals:
        """Natural log of how likely each word (a place in ``words``) is between its neighbours.

        Comparable between words of one place only: what the context itself is worth cancels out.
        """
        used, word = np.unique(which, return_inverse=True)
        counted = [self._counted(words[at]) for at in used.tolist()]
        # All that was counted, in order; behind it stands what is larger than anything asked for.
        known = [each.codes + (number << _WORD) for number, each in enumerate(counted)]
        codes = np.concatenate([*known, np.array([np.iinfo(np.int64).max])])
        counts = np.concatenate([*(each.counts for each in counted), np.array([0])])
        asked = near.codes + (word << _WORD)
        at = np.searchsorted(codes, asked)
        times = np.where(codes[at] == asked, counts[at], 0)
        seen = np.array([each.seen for each in counted], np.float64)[word]
        odds = seen / self._damage.size
        one, other = np.divmod(near.codes[1::2] - _SIDES[1::2], 1 << _CHARACTER)
        for side, close, far in ((0, other[0], one[0]), (2, one[1], other[1])):
            background, second = self._shares[close], self._shares[far]
            first = (times[side] + _ONE * background) / (seen + _ONE)
            joint = (times[side + 1] + _TWO * first * second) / (seen + _TWO)
            odds = odds * joint / (background * second)
        logarithms: Reals = np.log(odds)
        return logarithms

    def rate(self, word: str) -> float:
        """How often a character of clean text begins ``word``."""
        return self._seen(word) / self._damage.size

    def _seen(self, word: str) -> float:
        return max(float(self._damage.counts.get(word, 0)), _NOVEL)

    def _counted(self, word: str) -> _Counted:
        found = self._parsed.get(word)
        if found is None:
            parts = (self._damage.contexts.get(word, "") + "\t\t\t").split("\t")
            cells = []
            for number, (side, part) in enumerate(zip(_SIDES[:, 0].tolist(), parts, strict=False)):
                for near, count in _counts(part, 1 + number % 2).items():
                    code = ord(near[-1]) + (ord(near[0]) << _CHARACTER if len(near) > 1 else 0)
                    cells.append((side + code, count))
            codes, counts = np.array(sorted(cells), np.int64).reshape(-1, 2).T
            found = self._parsed[word] = _Counted(self._seen(word), codes, counts)
        return found


def _counts(packed: str, width: int) -> dict[str, int]:
    """Contexts of ``width`` characters, each followed by its count; a count of one is left out."""
    counts: dict[str, int] = {}
    for item in packed.split(" "):
        if item:
            counts[item[:width]] = int(item[width:] or 1)
    return counts


HEAD = "# " + " · ".join(("word", "count", "left1", "left2", "right1", "right2"))


def count_contexts(texts: Iterable[str], words: Iterable[str]) -> Iterator[str]:
    """The lines of the model file: size, background characters, then the words in order of code points.

    ``texts`` are clean and Simplified.
    """
    import ahocorasick_rs

    vocabulary = sorted(set(words))
    matcher = ahocorasick_rs.AhoCorasick(vocabulary)
    size = 0
    background: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    sides: dict[str, tuple[Counter[str], Counter[str], Counter[str], Counter[str]]] = {}
    for text in texts:
        shaped = ",," + "".join(map(shape, text)) + ",,"
        size += len(text)
        background.update(shaped)
        for index, start, end in matcher.find_matches_as_indexes(text, overlapping=True):
            word = vocabulary[index]
            counts[word] += 1
            left1, left2, right1, right2 = sides.setdefault(word, (Counter(), Counter(), Counter(), Counter()))
            left1[shaped[start + 1]] += 1
            left2[shaped[start : start + 2]] += 1
            right1[shaped[end + 2]] += 1
            right2[shaped[end + 2 : end + 4]] += 1
    yield f"\t{size}\t"
    yield f"*\t0\t{_packed(background, 3)}"
    for word in vocabulary:
        if word in sides:
            left1, left2, right1, right2 = sides[word]
            one, two = 1 + (counts[word] >= _FREQUENT), _RARE + (counts[word] >= _COMMON)
            near = "\t".join((_packed(left1, one), _packed(left2, two), _packed(right1, one), _packed(right2, two)))
            yield f"{word}\t{counts[word]}\t{near}"


def _packed(counts: Counter[str], least: int) -> str:
    kept = sorted((item for item in counts.items() if item[1] >= least), key=lambda item: (-item[1], item[0]))
    return " ".join(f"{context}{count if count > 1 else ''}" for context, count in kept)


def read_articles(path: Path) -> Iterator[str]:
    """The texts of a .jsonl or .jsonl.gz file, one JSON object with ``text`` a line."""
    data = path.read_bytes()
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines():
        yield json.loads(line)["text"]
