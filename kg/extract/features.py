"""What the recognizer sees of each word: itself, its part of speech, its neighbours, and what its document does.

In the names of features ``w0`` is the word itself, ``p+1`` the next word's tag, ``k`` and ``K`` distributional classes,
``s`` a shape, ``x`` the lexicon, ``h`` a head noun.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from kg.extract.linear import Features
from kg.extract.tagger import EDGE, Words, kinds_of
from kg.text.codes import CodedText, Codes, Column, Flags, Ints, Table, Vocabulary, codes_of, numbers, ranges

_OPENING = codes_of("“「『《")
_CLOSING = codes_of("”」』》")
_QUOTED = Vocabulary(("-", "i", "o", "c", EDGE))
_COMMA, _CONJUNCTION = codes_of("、")[0], "c"
_SHAPES = Vocabulary((*"dUClxDhp", EDGE))
_MAX_HEAD = 4
_MARGIN = 3  # words beyond each end of a sentence that features may ask for
_NOWHERE = "-"


class LexiconSpan(NamedTuple):
    """A lexicon name in the text and the type its row has."""

    start: int
    end: int
    type: str


class Knowledge:
    """Tables behind the features: distributional classes of words, and types of head nouns."""

    def __init__(self, classes: Mapping[str, tuple[int, int, int]], heads: Mapping[str, str]) -> None:
        """``classes`` are numbers from coarse to fine."""
        self._words = Table(list(classes))
        # Words that no table knows and the edge of a sentence come first.
        known = np.array(list(classes.values()), np.int64).reshape(-1, 3)
        self._classes = np.concatenate([np.array([[-1, -1, -1]]), known])
        self._heads = Table(list(heads))
        types = sorted(set(heads.values()))
        self.head_types = Vocabulary([_NOWHERE, *types, *(f"{type_}1" for type_ in types), EDGE])
        """What :meth:`head` may say; a head of one character is weak and marked by ``1``, the last is the edge."""
        self._type = np.array([1 + types.index(type_) for type_ in heads.values()], np.int64)
        self._weak = len(types)

    def classes(self, words: Codes) -> tuple[Ints, Ints, Ints]:
        """The classes of words from coarse to fine, -1 where a word is not known."""
        coarse, middle, fine = self._classes[self._words.find(words) + 1].T
        return coarse, middle, fine

    def head(self, text: CodedText, start: Ints, end: Ints) -> Ints:
        """The longest listed head noun that each stretch ends with, as a place in ``head_types``, 0 if none."""
        heads = np.zeros(len(start), np.int64)
        for size in range(1, _MAX_HEAD + 1):
            begin = end - size
            fits = np.flatnonzero(begin >= start)
            found = self._heads.find(text.codes(begin[fits], end[fits]))
            at = fits[found >= 0]
            heads[at] = self._type[found[found >= 0]] + (self._weak if size == 1 else 0)
        return heads


def shapes(words: Words) -> Ints:
    """For each word the place in ``dUClxDhp`` of the kind of characters it has.

    Digits, all capitals, a capital first, other letters, other ASCII; with a digit, with a Han character, the rest.
    """
    points, kinds = words.text.points, kinds_of(words.text)
    upper = (points >= 0x41) & (points <= 0x5A)
    size = words.end - words.start
    digits, letters, ascii_, han, capitals = (
        _within(flag, words) for flag in (kinds == 0, kinds == 1, kinds <= 2, kinds == 3, upper)
    )
    first = upper[words.start] if len(words) else size == 0
    latin = np.where(capitals == size, 1, np.where(first, 2, 3))
    plain = np.where(digits == size, 0, np.where(letters == size, latin, 4))
    return np.where(ascii_ == size, plain, np.where(digits > 0, 5, np.where(han > 0, 6, 7)))


def _within(flags: Flags, words: Words) -> Ints:
    """How many characters of each word have a flag."""
    sums = np.zeros(len(flags) + 1, np.int64)
    np.cumsum(flags, out=sums[1:])
    return sums[words.end] - sums[words.start]


class Listed:
    """For each word ``S``, ``B``, ``I`` or ``E`` and the type of the lexicon name over it, ``-`` where there is none.

    ``<`` and ``>`` mark a name that begins or ends inside the word. ``place`` and ``mark`` (the place without its
    type) are places in ``places`` and ``marks``, ``type`` in ``types``.
    """

    def __init__(self, words: Words, hits: Sequence[LexiconSpan]) -> None:
        """``hits`` must not overlap."""
        places = [_NOWHERE] * len(words)
        self._names: dict[tuple[int, int], str] = {}
        bounds = np.array([hit[:2] for hit in hits], np.int64).reshape(-1, 2)
        firsts = np.searchsorted(words.end, bounds[:, 0], "right").tolist()
        lasts = (np.searchsorted(words.start, bounds[:, 1], "left") - 1).tolist()
        starts, ends = words.start.tolist(), words.end.tolist()
        for (start, end, type_), first, last in zip(hits, firsts, lasts, strict=True):
            if first > last:
                continue
            cut_left, cut_right = starts[first] != start, ends[last] != end
            if not (cut_left or cut_right):
                self._names[first, last] = type_
            for at in range(first, last + 1):
                place = "S" if first == last else "B" if at == first else "E" if at == last else "I"
                left, right = cut_left and at == first, cut_right and at == last
                places[at] = f"{place}{'<' * left}{'>' * right}|{type_}"
        every = sorted({*places, _NOWHERE})
        self.places = Vocabulary([*every, EDGE])
        marks = sorted({place.partition("|")[0] for place in every})
        self.marks = Vocabulary(marks)
        types = sorted({place.partition("|")[2] or _NOWHERE for place in every})
        self.types = Vocabulary(types)
        number = {place: at for at, place in enumerate(every)}
        self.place = np.array([number[place] for place in places], np.int64)
        self.mark = np.array([marks.index(place.partition("|")[0]) for place in every])[self.place]
        self.type = np.array([types.index(place.partition("|")[2] or _NOWHERE) for place in every])[self.place]

    def strings(self) -> list[str]:
        """The place of each word in full."""
        return [self.places.strings[at] for at in self.place]

    def names(self, first: Sequence[int], last: Sequence[int]) -> Ints:
        """The type of the lexicon name that is exactly the words ``first`` to ``last``, as a place in ``types``."""
        number = {type_: at for at, type_ in enumerate(self.types.strings)}
        return np.array([number[self._names.get(ends, _NOWHERE)] for ends in zip(first, last, strict=True)], np.int64)


class WordView:
    """The words of a document with what features ask of them and of their neighbours."""

    def __init__(self, words: Words, hits: Sequence[LexiconSpan], knowledge: Knowledge) -> None:
        """``hits`` are the document's lexicon names, none overlapping."""
        self.words, self.knowledge = words, knowledge
        rows = len(words.starts) - 1
        self.at = np.arange(len(words)) + _MARGIN * (2 * words.row + 1)
        """Where each word stands among all, with places between sentences for what is beyond their ends."""
        self._size = len(words) + 2 * _MARGIN * rows
        start, end = self._spread(words.start, 0), self._spread(words.end, 0)
        self.word = words.text.column(start, end)
        self.tags = Vocabulary([*words.tags, EDGE])
        self.tag = self.tags.column(self._spread(words.tag, len(words.tags)))
        self.shape = _SHAPES.column(self._spread(shapes(words), len(_SHAPES.strings) - 1))
        self.listed = Listed(words, hits)
        self.place = self.listed.places.column(self._spread(self.listed.place, len(self.listed.places.strings) - 1))
        head = knowledge.head(words.text, words.start, words.end)
        self.head = knowledge.head_types.column(self._spread(head, len(knowledge.head_types.strings) - 1))
        codes = words.text.codes(words.start, words.end)
        # A class, 0 for a word without one, 1 beyond the edge.
        classes = [np.where(each < 0, 0, each + 2) for each in knowledge.classes(codes)]
        self.coarse, self.middle, self.fine = (numbers(self._spread(each, 1)) for each in classes)
        self.joins = self._spread((codes == _COMMA) | (words.tag == self._conjunction), 0)

    @property
    def _conjunction(self) -> int:
        return self.words.tags.index(_CONJUNCTION) if _CONJUNCTION in self.words.tags else -1

    def _spread(self, values: Ints, edge: int) -> Ints:
        spread = np.full(self._size, edge, np.int64)
        spread[self.at] = values
        return spread

    @cached_property
    def quoted(self) -> Column:
        """Whether each word opens (``o``) or closes (``c``) a quotation or title, or stands in one (``i``)."""
        word = self.word.codes
        opens, closes = np.isin(word, _OPENING), np.isin(word, _CLOSING)
        edge = np.ones(self._size, np.bool_)
        edge[self.at] = False
        at = np.arange(self._size)
        opened = np.maximum.accumulate(np.where(opens, at, -1))
        closed = np.maximum.accumulate(np.where(closes | edge, at, -1))
        state = np.where(opens, 2, np.where(closes, 3, np.where(opened > closed, 1, 0)))
        return _QUOTED.column(np.where(edge, 4, state))

    def counts(self) -> tuple[Ints, Ints, Ints, Ints]:
        """For each word: how often it occurs, how often behind its neighbour, and how many stand before and after it.

        The second has one value more than there are words beyond edges: it is that of each place and the next.
        """
        word = self.word.codes
        inside = np.zeros(self._size, np.bool_)
        inside[self.at] = True
        kinds, number = np.unique(word, return_inverse=True)
        often = np.bincount(number[inside], minlength=len(kinds))[number]
        # Neighbours of which at least one is no edge.
        pair = np.flatnonzero(inside[:-1] | inside[1:])
        left, right = number[pair], number[pair + 1]
        pairs, which, times = np.unique(left * len(kinds) + right, return_inverse=True, return_counts=True)
        together = np.zeros(self._size, np.int64)
        together[pair] = times[which]
        before = np.bincount(pairs % len(kinds), minlength=len(kinds))[number]
        after = np.bincount(pairs // len(kinds), minlength=len(kinds))[number]
        return often, together, before, after


def word_features(view: WordView) -> Features:
    """The features of each word."""
    features, at, text = Features(len(view.words)), view.at, view.words.text
    often, together, before, after = view.counts()

    def around(column: Column, reach: int) -> dict[int, Column]:
        return {step: column[at + step] for step in range(-reach, reach + 1)}

    w, p, s, q = around(view.word, 2), around(view.tag, 3), around(view.shape, 1), around(view.quoted, 1)
    c, k, fine = around(view.coarse, 1), around(view.middle, 2), around(view.fine, 1)
    x, h = around(view.place, 1), around(view.head, 1)
    start, end = view.words.start, view.words.end
    next_start, next_end = (_beside(values, view, 1) for values in (start, end))
    last_start, last_end = (_beside(values, view, -1) for values in (start, end))
    place = view.listed.marks.column(view.listed.mark)
    for template, columns in {
        "bias": (),
        "w-2": (w[-2],),
        "w-1": (w[-1],),
        "w0": (w[0],),
        "w+1": (w[1],),
        "w+2": (w[2],),
        **{f"p{step:+d}" if step else "p0": (p[step],) for step in range(-3, 4)},
        "p-1,0": (p[-1], p[0]),
        "p0,+1": (p[0], p[1]),
        "p-1,0,+1": (p[-1], p[0], p[1]),
        "p-2,-1,0": (p[-2], p[-1], p[0]),
        "p0,+1,+2": (p[0], p[1], p[2]),
        "w-1,0": (w[-1], w[0]),
        "w0,+1": (w[0], w[1]),
        "p-1,w0": (p[-1], w[0]),
        "w0,p+1": (w[0], p[1]),
        "w-1,p0": (w[-1], p[0]),
        "p0,w+1": (p[0], w[1]),
        "s0": (s[0],),
        "s-1,0,+1": (s[-1], s[0], s[1]),
        "suffix": (text.column(np.maximum(start, end - 1), end),),
        "suffix2": (text.column(np.maximum(start, end - 2), end),),
        "prefix": (text.column(start, np.minimum(end, start + 1)),),
        "suffix+1": (text.column(np.maximum(next_start, next_end - 1), next_end),),
        "prefix-1": (text.column(last_start, np.minimum(last_end, last_start + 1)),),
        "length": (numbers(np.minimum(end - start, 4)),),
        "quoted": (q[-1], q[0], q[1]),
        "count": (numbers(np.minimum(often[at], 4)), p[0]),
        "count-1,0": (numbers(np.minimum(together[at - 1], 3)),),
        "count0,+1": (numbers(np.minimum(together[at], 3)),),
        "before": (numbers(np.minimum(before[at], 4)), p[0]),
        "after": (numbers(np.minimum(after[at], 4)), p[0]),
        "k-2": (k[-2],),
        "k-1": (k[-1],),
        "k0": (k[0],),
        "k+1": (k[1],),
        "k+2": (k[2],),
        "K-1": (fine[-1],),
        "K0": (fine[0],),
        "K+1": (fine[1],),
        "k-1,0": (k[-1], k[0]),
        "k0,+1": (k[0], k[1]),
        "k-1,0,+1": (k[-1], k[0], k[1]),
        "k-2,-1": (k[-2], k[-1]),
        "k+1,+2": (k[1], k[2]),
        "k-1,p0": (k[-1], p[0]),
        "p0,k+1": (p[0], k[1]),
        "p-1,0,+1,+2": (p[-1], p[0], p[1], p[2]),
        "p-2,-1,0,+1": (p[-2], p[-1], p[0], p[1]),
        "c-1,0,+1": (c[-1], c[0], c[1]),
        "x0": (x[0],),
        "x-1": (x[-1],),
        "x+1": (x[1],),
        "xb": (place,),
        "x,p0": (place, p[0]),
        "h0": (h[0],),
        "h+1": (h[1],),
        "h0,p+1": (h[0], p[1]),
        "h0,+1": (h[0], h[1]),
    }.items():
        features.add(template, *columns)
    return features


def _beside(values: Ints, view: WordView, step: int) -> Ints:
    """The value of the word beside each word in its sentence, 0 beyond the ends."""
    at = np.clip(np.arange(len(values)) + step, 0, max(len(values) - 1, 0))
    beside: Ints = np.where(view.words.row[at] == view.words.row, values[at], 0)
    if len(values):
        beside[-1 if step > 0 else 0] = 0
    return beside


def name_features(view: WordView, first: Ints, last: Ints) -> Features:
    """What tells the types of names; each name is the words from ``first`` to ``last`` (inclusive)."""
    features, words, text, knowledge = Features(len(first)), view.words, view.words.text, view.knowledge
    start, end = words.start[first], words.end[last]
    at, to = view.at[first], view.at[last]
    count = last - first + 1
    listed, types = view.listed, view.listed.types
    inside = [np.minimum(at + step, to + 1) for step in range(4)]  # beyond the name all four are the word behind it
    shown = [np.where(at + step <= to, 1, 0) for step in range(4)]
    for template, columns in {
        "bias": (),
        "name": (text.column(start, end),),
        "head": (view.word[to],),
        "headp": (view.tag[to],),
        **{f"end{n}": (text.column(np.maximum(start, end - n), end),) for n in (1, 2, 3)},
        **{f"begin{n}": (text.column(start, np.minimum(end, start + n)),) for n in (1, 2)},
        "first": (view.word[at],),
        "firstp": (view.tag[at],),
        "length": (numbers(np.minimum(end - start, 8)),),
        "words": (numbers(np.minimum(count, 5)),),
        "tags": _masked(view.tag, inside, shown),
        "shapes": _masked(view.shape, inside, shown),
        "w-1": (view.word[at - 1],),
        "w-2": (view.word[at - 2],),
        "w+1": (view.word[to + 1],),
        "w+2": (view.word[to + 2],),
        "p-1": (view.tag[at - 1],),
        "p+1": (view.tag[to + 1],),
        "p-2,-1": (view.tag[at - 2], view.tag[at - 1]),
        "p+1,+2": (view.tag[to + 1], view.tag[to + 2]),
        "headp,w+1": (view.tag[to], view.word[to + 1]),
        "k": (view.middle[to],),
        "K": (view.fine[to],),
        "c": (view.coarse[to],),
        "k-1": (view.middle[at - 1],),
        "k+1": (view.middle[to + 1],),
        "h": (knowledge.head_types.column(knowledge.head(text, start, end)),),
        "x": (types.column(listed.names(first.tolist(), last.tolist())),),
        "xlast": (view.place[to],),
    }.items():
        features.add(template, *columns)
    each, owner = ranges(first, last + 1)
    features.add("in", view.word[view.at[each]], owners=owner)
    features.add("kin", view.middle[view.at[each]], owners=owner)
    opening = ~np.isin(listed.mark[each], [n for n, mark in enumerate(listed.marks.strings) if mark[0] in "IE"])
    features.add("xin", types.column(listed.type[each[opening]]), owners=owner[opening])
    character, owner = ranges(start, end)
    features.add("char", text.column(character, character + 1), owners=owner)
    features.add("head2", view.word[to - 1], view.word[to], only=last > first)
    _add_lists(features, view, first, last)
    return features


def _masked(column: Column, places: Sequence[Ints], shown: Sequence[Ints]) -> tuple[Column, ...]:
    """The values at several places, each with whether it counts; one that does not has the value of none."""
    return tuple(
        Column(column.codes[at] * used.astype(np.uint64), _name_if(column[at].name, used))
        for at, used in zip(places, shown, strict=True)
    )


def _name_if(name: Callable[[int], str], used: Ints) -> Callable[[int], str]:
    return lambda at: name(at) if used[at] else ""


def _add_lists(features: Features, view: WordView, first: Ints, last: Ints) -> None:
    """Members of a list share a type: what stands on the other side of the comma or conjunction is evidence."""
    words, types = view.words, view.listed.types
    starts, ends = words.starts[words.row[first]], words.starts[words.row[last] + 1]
    owners = np.flatnonzero((first > starts + 1) & (view.joins[view.at[first] - 1] > 0))
    before = first[owners] - 2
    features.add("list-x", types.column(view.listed.type[before]), owners=owners)
    features.add("list-h", view.head[view.at[before]], owners=owners)
    features.add("list-k", view.middle[view.at[before]], owners=owners)
    owners = np.flatnonzero((last < ends - 2) & (view.joins[view.at[last] + 1] > 0))
    features.add("list+x", types.column(view.listed.type[last[owners] + 2]), owners=owners)
