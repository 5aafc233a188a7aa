"""Variants: two names of a document that are one thing, where one holds the characters of the other.

商业店铺 may be the 店铺 of the article, 平板电脑 is not its 电脑. A logistic regression decides, over how the longer
name is made from the shorter one, the types of both, and the other names of the document.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import and_
from pathlib import Path
from typing import NamedTuple

import numpy as np

from kg.extract.linear import Features, LinearModel, likelihood
from kg.text.codes import Column, Ints, Vocabulary, bucket, numbers

VARIANTS = "resolver.variants.npz"
SAME = "same"
"""The one label of the model, whose weights are log odds."""
# Two names are one thing from this probability. On articles left out 73 in 100 such pairs are, half of all that are (66
# and 58 in 100 from .5). Joining them raises the F1 of entities by .007 and that of claims by .005.
LIKELY = 0.6
_ENDS, _BEGINS, _INSIDE, _SCATTERED = range(4)
_KINDS = Vocabulary(("ends", "begins", "inside", "scattered"))


class Named(NamedTuple):
    """A name of a document, spelled as :func:`kg.extract.resolve.name_key` gives it; ``first`` is its first place.

    ``listed`` is the type that the lexicon gives it, empty for a name that nobody listed.
    """

    spelling: str
    type: str
    listed: str
    times: int
    first: int


class Pair(NamedTuple):
    """Two names, as places in a list, of which the longer holds the characters of the shorter in the same order.

    ``before`` is what it holds before them, or between them if they are ``_SCATTERED``; ``after`` what it holds behind.
    """

    longer: int
    shorter: int
    kind: int
    before: str
    after: str


def contained(names: Sequence[Named]) -> list[Pair]:
    """Every two names of which one holds the other, in the order of ``names``; their spellings must differ."""
    # The names that hold a character, as the bits of a number: few names hold all characters of another.
    holders: dict[str, int] = defaultdict(int)
    for number, name in enumerate(names):
        for character in set(name.spelling):
            holders[character] |= 1 << number
    found = []
    for shorter, part in enumerate(names):
        left = reduce(and_, (holders[character] for character in part.spelling), (1 << len(names)) - 1)
        while left:
            longer = left.bit_length() - 1
            left ^= 1 << longer
            if len(names[longer].spelling) > len(part.spelling):
                pair = _pair(longer, shorter, names[longer].spelling, part.spelling)
                if pair is not None:
                    found.append(pair)
    return sorted(found)


def _pair(longer: int, shorter: int, whole: str, part: str) -> Pair | None:
    if whole.endswith(part):
        return Pair(longer, shorter, _ENDS, whole[: -len(part)], "")
    at = whole.find(part)
    if at >= 0:
        return Pair(longer, shorter, _INSIDE if at else _BEGINS, whole[:at], whole[at + len(part) :])
    left, more = 0, []
    for character in whole:
        if left < len(part) and character == part[left]:
            left += 1
        else:
            more.append(character)
    return Pair(longer, shorter, _SCATTERED, "".join(more), "") if left == len(part) else None


def variant_features(names: Sequence[Named], pairs: Sequence[Pair]) -> Features:
    """The features of each of ``pairs`` among all ``names`` of a document."""
    features = Features(len(pairs))
    kind = _KINDS.column(np.array([pair.kind for pair in pairs], np.int64))
    before, after = [pair.before for pair in pairs], [pair.after for pair in pairs]
    longer, shorter = [names[pair.longer] for pair in pairs], [names[pair.shorter] for pair in pairs]
    spelled = {name.spelling for name in names}
    ends = Counter(name.spelling[at:] for name in names for at in range(1, len(name.spelling)))
    begins = Counter(name.spelling[:at] for name in names for at in range(1, len(name.spelling)))
    for template, columns in {
        "kind": (),
        "same type": (_flags([one.type == other.type for one, other in zip(longer, shorter, strict=True)]),),
        "types": (_strings([name.type for name in longer]), _strings([name.type for name in shorter])),
        "listed": (_flags([name.listed != "" for name in longer]), _strings([name.listed for name in shorter])),
        "before": (_strings(before),),
        "before first": (_strings([part[:1] for part in before]),),
        "before last": (_strings([part[-1:] for part in before]),),
        "before a name": (_flags([part in spelled for part in before]),),
        "after": (_strings(after),),
        "after first": (_strings([part[:1] for part in after]),),
        "after last": (_strings([part[-1:] for part in after]),),
        "head": (_strings([name.spelling[-1:] for name in shorter]),),
        "sizes": (
            numbers(np.minimum([len(name.spelling) for name in shorter], 5)),
            numbers(np.minimum([len(pair.before) + len(pair.after) for pair in pairs], 5)),
        ),
        "names that end so": (numbers(bucket(_ints([ends[name.spelling] for name in shorter]), 0, 1, 2, 4, 8)),),
        "names that begin so": (numbers(bucket(_ints([begins[name.spelling] for name in shorter]), 0, 1, 2, 4)),),
        "longer first": (_flags([one.first < other.first for one, other in zip(longer, shorter, strict=True)]),),
        "counts": (
            numbers(bucket(_ints([name.times for name in longer]), 1, 3)),
            numbers(bucket(_ints([name.times for name in shorter]), 1, 3)),
        ),
    }.items():
        features.add(template, kind, *columns)
    return features


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64)


def _flags(values: Sequence[bool]) -> Column:
    return numbers(_ints(values))


def _strings(values: Sequence[str]) -> Column:
    return Vocabulary(values).column(np.arange(len(values)))


class Variants:
    """Finds the names of a document that are one thing."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model

    @classmethod
    def load(cls, models: Path) -> Variants | None:
        """That of an ontology's ``models`` folder; None if it has no weights. Raises BadData if they cannot be read."""
        path = models / VARIANTS
        return cls(LinearModel.load(path)) if path.is_file() else None

    def find(self, names: Sequence[Named], exact: frozenset[str]) -> list[tuple[float, Named, Named]]:
        """Probability, longer and shorter name of every likely pair, the likeliest first.

        Names of the types ``exact`` are never variants of others.
        """
        pairs = [p for p in contained(names) if not exact & {names[p.longer].type, names[p.shorter].type}]
        if not pairs:
            return []
        odds = self._model.scores(variant_features(names, pairs))[:, 0]
        shares = likelihood(odds)
        likely = [(float(share), *pair[:2]) for share, pair in zip(shares, pairs, strict=True) if share >= LIKELY]
        likely.sort(key=lambda row: (-row[0], row[1:]))
        return [(share, names[longer], names[shorter]) for share, longer, shorter in likely]
