"""Spans: the stretches of words that may be names, each judged as a whole.

The boundary model sees a word and its neighbours. Here a logistic regression sees a whole stretch: its words, what
stands beside it, how often it is met, and what the boundary model thinks of its ends and of what lies between them.
Of stretches that overlap the likeliest stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from kg.extract.features import WordView, name_features
from kg.extract.linear import Features
from kg.text.codes import Column, Flags, Ints, Reals, numbers

NAME = "name"
"""The one label of the model, whose weights are log odds."""
# What the boundary model takes for less likely is not looked at.
LEAST = 0.05
_LONGEST = 9  # words; of gold's names 1 in 500 is longer
_STEPS = 9  # how finely log odds are told apart: in halves from -4.5 to 4.5


class Stretches(NamedTuple):
    """Stretches of words in a document, from ``first`` to ``last`` word (inclusive), in text order.

    All that follows comes from the boundary model: how likely the stretch is a name (as its least likely word), begins
    and ends as one, lies outside of any, and has a beginning or an end inside; whether the likeliest labels make it a
    name.
    """

    first: Ints
    last: Ints
    probability: Reals
    opens: Reals
    closes: Reals
    outside: Reals
    opens_inside: Reals
    closes_inside: Reals
    likeliest: Flags


def stretches(labels: Sequence[str], shares: Reals, row: Ints, names: tuple[Ints, Ints]) -> Stretches:
    """The stretches that the boundary model does not find unlikely.

    ``shares`` are the probabilities of ``labels`` (words by labels), ``row`` the sentence of each word, ``names`` the
    first and last words of the names on the likeliest path.
    """
    # A model taught by short names alone may not know I.
    begin, inside, end, single, outside = (
        shares[:, labels.index(label)] if label in labels else np.zeros(len(shares)) for label in "BIESO"
    )
    opens, closes = begin + single, end + single
    first = np.flatnonzero(opens >= LEAST)
    last = first
    within, out, opened, closed = np.ones(len(first)), outside[first], np.zeros(len(first)), np.zeros(len(first))
    ends: list[tuple[Ints, Ints]] = []
    figures: list[Reals] = []
    for size in range(1, _LONGEST + 1):
        if size > 1:
            # One word more, where the sentence goes on.
            if size > 2:
                within = np.minimum(within, inside[last])
            on = np.flatnonzero((last + 1 < len(row)) & (within >= LEAST))
            on = on[row[last[on] + 1] == row[first[on]]]
            first, last, within, out, opened, closed = first[on], last[on], within[on], out[on], opened[on], closed[on]
            closed = np.maximum(closed, closes[last])
            last = last + 1
            opened, out = np.maximum(opened, opens[last]), np.maximum(out, outside[last])
        likely = single[first] if size == 1 else np.minimum(np.minimum(begin[first], end[last]), within)
        at = np.flatnonzero(likely >= LEAST)
        ends.append((first[at], last[at]))
        figures.append(np.stack([likely, opens[first], closes[last], out, opened, closed])[:, at])
    first, last = (np.concatenate(column) for column in zip(*ends, strict=True))
    order = np.lexsort((last, first))
    first, last = first[order], last[order]
    likeliest: Flags = np.isin(_numbers(first, last, len(row)), _numbers(*names, len(row)))
    told = np.concatenate(figures, 1)[:, order]
    return Stretches(first, last, told[0], told[1], told[2], told[3], told[4], told[5], likeliest)


def _numbers(first: Ints, last: Ints, words: int) -> Ints:
    return first * (words + 1) + last


def span_features(view: WordView, spans: Stretches) -> Features:
    """The features of each stretch: those of a name, and what the boundary model thinks of it."""
    features = name_features(view, spans.first, spans.last)
    words = view.words
    probability = _odds(spans.probability)
    codes = words.text.codes(words.start[spans.first], words.end[spans.last])
    _, number, times = np.unique(codes, return_inverse=True, return_counts=True)
    for template, columns in {
        "probability": (probability,),
        "probability,likeliest": (probability, numbers(spans.likeliest.astype(np.int64))),
        "opens": (_odds(spans.opens),),
        "closes": (_odds(spans.closes),),
        "outside": (_odds(spans.outside),),
        "opens inside": (_odds(spans.opens_inside),),
        "closes inside": (_odds(spans.closes_inside),),
        "times": (numbers(np.minimum(times[number], 6)),),
    }.items():
        features.add(template, *columns)
    return features


def _odds(probabilities: Reals) -> Column:
    odds = np.log((probabilities + 1e-3) / (1 - probabilities + 1e-3))
    return numbers((np.rint(2 * odds).clip(-_STEPS, _STEPS) + _STEPS).astype(np.int64))


def best(spans: Stretches, probabilities: Reals) -> Ints:
    """The places of the stretches that stand, in text order: the likeliest first, none overlapping another."""
    kept = []
    taken = bytearray(int(spans.last.max(initial=-1)) + 1)
    firsts, lasts = spans.first.tolist(), spans.last.tolist()
    for at in np.lexsort((spans.last, spans.first, -probabilities)).tolist():
        start, end = firsts[at], lasts[at] + 1
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append(at)
    return np.array(sorted(kept), np.int64)
