"""Contexts: how often a word stands in clean articles, and beside which characters; learned once, looked up in repair.

``models/contexts.tsv`` has one line a word of spun.tsv with its count and its neighbours. Counted are characters, not
segmented words, so that a word found by chance across a word boundary (two halves of its neighbours) is counted as
what it is.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import log
from pathlib import Path
from typing import NamedTuple

from kg.model.damage import Damage

_RARE = 2  # two-character contexts seen less often than this are left out of the file,
_FREQUENT, _COMMON = 100, 400  # and one more of them, or of one character, for words counted so often
_ONE, _TWO = 4.0, 12.0  # Dirichlet weights of the background behind one and two neighbours
_NOVEL = 0.4  # how often a word of a pair that was never counted is taken to have been seen


class Neighbours(NamedTuple):
    """Counts of what stands left and right of one word: one character (nearest) and two; its share of all text."""

    seen: float
    share: float
    left1: Mapping[str, int]
    left2: Mapping[str, int]
    right1: Mapping[str, int]
    right2: Mapping[str, int]


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


class Contexts:
    """Scores a word in its place against another one, by what clean articles have beside it."""

    def __init__(self, damage: Damage) -> None:
        self._damage = damage
        self._parsed: dict[str, Neighbours] = {}
        chars = _counts(damage.contexts.get("*", ""), 1)
        total = float(sum(chars.values()) or 1)
        self._shares = {char: (count + 1) / total for char, count in chars.items()}
        self._unseen = 1 / total

    def score(self, word: str, left: str, right: str) -> float:
        """Natural log of how likely ``word`` is between ``left`` and ``right`` (shaped, two characters each or one).

        Comparable between words of one place only: what the context itself is worth cancels out.
        """
        near = self._neighbours(word)
        odds = near.share
        for one, two, both, close, far in (
            (near.left1, near.left2, left, left[-1:], left[:-1]),
            (near.right1, near.right2, right, right[:1], right[1:]),
        ):
            background = self._shares.get(close, self._unseen)
            first = (one.get(close, 0) + _ONE * background) / (near.seen + _ONE)
            if not far:
                odds *= first / background
                continue
            second = self._shares.get(far, self._unseen)
            joint = (two.get(both, 0) + _TWO * first * second) / (near.seen + _TWO)
            odds *= joint / (background * second)
        return log(odds)

    def rate(self, word: str) -> float:
        """How often a character of clean text begins ``word``."""
        return max(float(self._damage.counts.get(word, 0)), _NOVEL) / self._damage.size

    def _neighbours(self, word: str) -> Neighbours:
        found = self._parsed.get(word)
        if found is None:
            parts = (self._damage.contexts.get(word, "") + "\t\t\t").split("\t")
            rate = self.rate(word)
            sides = _counts(parts[0], 1), _counts(parts[1], 2), _counts(parts[2], 1), _counts(parts[3], 2)
            found = Neighbours(rate * self._damage.size, rate, *sides)
            self._parsed[word] = found
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
