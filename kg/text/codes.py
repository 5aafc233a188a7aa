"""Codes: words, types and numbers as 64-bit integers, so that the features of a whole document are a few arrays.

The code of a string is a polynomial of its code points modulo 2**64 (Karp and Rabin 1987). Sums over the beginnings of
a text then give the code of any stretch of it without cutting the stretch out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
"""Positions, counts and numbers of things."""
Codes = NDArray[np.uint64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


class CodedText:
    """A text that gives the codes of any of its stretches; ``points`` are its code points."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        self._sums = np.zeros(len(text) + 1, np.uint64)
        np.cumsum((self.points.astype(np.uint64) + np.uint64(1)) * _powers(_BASE, len(text)), out=self._sums[1:])
        self._inverses = _powers(_INVERSE, len(text) + 1)

    def codes(self, starts: Ints, ends: Ints) -> Codes:
        """The code of each stretch (half-open code points; 0 for an empty one)."""
        codes: Codes = (self._sums[ends] - self._sums[starts]) * self._inverses[starts]
        return codes

    def column(self, starts: Ints, ends: Ints) -> Column:
        """The stretches as values of a feature."""
        return Column(self.codes(starts, ends), lambda at: self.text[starts[at] : ends[at]])


def _powers(base: int, count: int) -> Codes:
    powers = np.full(count, base, np.uint64)
    powers[:1] = 1
    np.cumprod(powers, out=powers)
    return powers


def codes_of(strings: Sequence[str]) -> Codes:
    """The code of each string; the same as that of an equal stretch of a :class:`CodedText`."""
    ends = np.cumsum([len(string) for string in strings], dtype=np.int64)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]]) if strings else ends
    return CodedText("".join(strings)).codes(starts, ends)


class Column:
    """One value for each of several things: its code, and how it is written in the name of a feature."""

    __slots__ = ("codes", "name")

    def __init__(self, codes: Codes, name: Callable[[int], str]) -> None:
        self.codes = codes
        self.name = name

    def __getitem__(self, at: Ints) -> Column:
        """The values at these positions."""
        return Column(self.codes[at], lambda i: self.name(int(at[i])))


def numbers(values: Ints) -> Column:
    """Small numbers as values of a feature."""
    return Column(values.astype(np.uint64), lambda at: str(values[at]))


def bucket(values: Ints, *edges: int) -> Ints:
    """The number of the first edge that is not smaller than each value."""
    return np.searchsorted(np.array(edges), values, "left")


def numbered(strings: Sequence[str]) -> tuple[list[str], Ints]:
    """The different strings in order, and the place among them of each."""
    every = sorted(set(strings))
    place = {string: at for at, string in enumerate(every)}
    return every, np.array([place[string] for string in strings], np.int64)


class Vocabulary:
    """A list of strings whose positions stand for them in arrays."""

    def __init__(self, strings: Iterable[str]) -> None:
        self.strings = list(strings)
        self._codes = codes_of(self.strings)

    def column(self, ids: Ints) -> Column:
        """The strings at these positions as values of a feature."""
        return Column(self._codes[ids], lambda at: self.strings[ids[at]])


class Table:
    """Strings to be found by their codes."""

    def __init__(self, strings: Sequence[str]) -> None:
        codes = codes_of(strings)
        self._order = np.argsort(codes, kind="stable")
        self._codes = codes[self._order]

    def find(self, codes: Codes) -> Ints:
        """The place of the string with each code, -1 if there is none."""
        if not len(self._codes):
            return np.full(len(codes), -1)
        at = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        places: Ints = np.where(self._codes[at] == codes, self._order[at], -1)
        return places


def _mixed(key: Codes) -> Codes:
    key = key * _MIX
    return key ^ (key >> _HALF)


@cache
def _template(template: str) -> Codes:
    # Short strings have codes that differ in few bits, as do values: mixed, no value can make up for the difference.
    return _mixed(_mixed(codes_of([template])))


def keys_of(template: str, columns: Sequence[Column]) -> Codes:
    """The keys of a feature: one for each thing, from what the feature is called and its values."""
    key = _template(template)
    for column in columns:
        key = _mixed(key ^ column.codes)
    return key


def ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Every position of several half-open ranges, and the number of the range each belongs to."""
    sizes = np.maximum(ends - starts, 0)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    before = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) - np.repeat(before - starts, sizes), owners
