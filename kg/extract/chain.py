"""Linear-chain conditional random fields: the likeliest labels of all sentences of a document at once.

Sentences are laid side by side, the longest first, so that one step of the dynamic programme serves every sentence that
is still that long (Viterbi 1967; forward and backward sums after Rabiner 1989).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kg.extract.linear import UNIT
from kg.text.codes import Ints, Reals

NEVER = -(10**8)
"""The score of a transition that must not be: no sum of others makes up for it."""


class Layout(NamedTuple):
    """How sentences lie side by side: ``cells[t, s]`` is the flat position of item ``t`` of the s-th longest sentence.

    ``active[t]`` is how many sentences have an item ``t``; cells behind a sentence's end hold 0 and are never read.
    """

    cells: Ints
    active: list[int]


def lay_out(lengths: Ints) -> Layout:
    """The layout of sentences whose items stand one after the other in flat arrays; ``lengths`` may hold 0."""
    order = np.argsort(-lengths, kind="stable")[: np.count_nonzero(lengths)]
    starts = (np.cumsum(lengths) - lengths)[order]
    lengths = lengths[order]
    longest = int(lengths[0]) if len(lengths) else 0
    steps = np.arange(longest)[:, None]
    inside = steps < lengths
    return Layout(np.where(inside, starts + steps, 0), inside.sum(1).tolist())


def likeliest(sums: Ints, transitions: Ints, layout: Layout) -> Ints:
    """The label of each item on the likeliest path of its sentence.

    ``sums``: the score of each item for each label; ``transitions``: from label by to label; both in whole units.
    :data:`NEVER` is that of a transition that must not be. Between equals the first label is taken.
    """
    labels = np.zeros(len(sums), np.intp)
    cells, active = layout
    if not active:
        return labels
    # Labels that only two may precede are looked at by themselves: half of the work where words have beginnings.
    allowed = transitions > NEVER
    narrow = allowed.sum(0) == 2
    few, many = np.flatnonzero(narrow), np.flatnonzero(~narrow)
    one, other = np.nonzero(allowed[:, few].T)[1].reshape(-1, 2).T
    steps, to_few = transitions[:, many, None], (transitions[one, few, None], transitions[other, few, None])
    # Labels by sentences: what is added and compared lies in long rows.
    best = [np.ascontiguousarray(sums[cells[0]].T)]
    for step in range(1, len(active)):
        here = active[step]
        last, reached = best[-1][:, :here], np.ascontiguousarray(sums[cells[step, :here]].T)
        reached[many] += (last[:, None] + steps).max(0)
        reached[few] += np.maximum(last[one] + to_few[0], last[other] + to_few[1])
        best.append(reached)
    label = np.zeros(0, np.intp)
    for step in range(len(active) - 1, -1, -1):
        # The sentences that go on came from the label that leads best to their next one; the others end here.
        scores = best[step]
        going = (scores[:, : len(label)] + transitions[:, label]).argmax(0)
        label = np.concatenate([going, scores[:, len(label) :].argmax(0)])
        labels[cells[step, : active[step]]] = label
    return labels


def marginals(sums: Ints, transitions: Ints, layout: Layout) -> Reals:
    """The probability of each label of each item, over all labellings of its sentence: items by labels.

    ``sums`` and ``transitions`` as :func:`likeliest` takes them, in thousandths of logarithms.
    """
    shares = np.zeros(sums.shape)
    cells, active = layout
    if not active:
        return shares
    weights = np.exp((sums - sums.max(1, keepdims=True)) / UNIT)
    steps = np.exp(transitions / UNIT)
    forward = [_normal(weights[cells[0]])]
    for step in range(1, len(active)):
        here = active[step]
        forward.append(_normal((forward[-1][:here] @ steps) * weights[cells[step, :here]]))
    behind = np.ones((0, sums.shape[1]))
    for step in range(len(active) - 1, -1, -1):
        here = active[step]
        behind = np.concatenate([behind, np.ones((here - len(behind), sums.shape[1]))])
        shares[cells[step, :here]] = _normal(forward[step] * behind)
        behind = _normal((behind * weights[cells[step, :here]]) @ steps.T)
    return shares


def _normal(weights: Reals) -> Reals:
    normal: Reals = weights / weights.sum(1, keepdims=True)
    return normal
