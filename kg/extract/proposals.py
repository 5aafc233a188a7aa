"""Proposals: what the rules license between the mentions of a document, with what the scorer sees of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kg.extract.linear import Features
from kg.extract.pair_features import Salience, member_features, pair_features
from kg.extract.pairs import Pair, Pairs, Places, document_pairs
from kg.extract.rulebook import Licences, RuleBook
from kg.extract.syntax import Frame, Placed, Trigger
from kg.model import Span
from kg.text.codes import Ints, ranges
from kg.vocabulary.rules import Rule


class Proposal(NamedTuple):
    """Two mentions and the predicates that rules license between them, each with its rule and trigger.

    ``span`` is the stretch of clauses that says it, in clean code points.
    """

    pair: Pair
    subject: Placed
    object: Placed
    licences: Mapping[str, tuple[Rule, Trigger | None]]
    span: Span


class Proposals:
    """All proposals of a document, in the order of the text: member by member of every list, never one with itself.

    ``pair`` is the place in ``pairs`` of each, ``subject`` and ``object`` are places in ``members`` of the document's
    places; the ``pair`` of ``licences`` is a proposal's number.
    """

    def __init__(self, frames: Sequence[Frame], text: str, book: RuleBook, *, questions: bool = True) -> None:
        """``frames`` of clean ``text``. Without ``questions`` those propose nothing, though they carry subjects."""
        self._book = book
        places = Places(text, frames, book.numbers)
        pairs = document_pairs(places)
        if not questions:
            asks = np.array([frame.sentence.question for frame in frames], np.bool_)
            pairs = pairs.chosen(np.flatnonzero(~asks[pairs.frame]))
        self._taken = taken = book.members_taken(places)
        licensed = book.licensed(pairs, taken)
        pair, subject, obj = _members(pairs, licensed)
        # A licence of the pair holds for two members if their types fit.
        at, owner = ranges(licensed.starts[pair], licensed.starts[pair + 1])
        rules = licensed.rule[at]
        fits = taken[0][subject[owner], rules] & taken[1][obj[owner], rules]
        proposed, number = np.unique(owner[fits], return_inverse=True)
        used, self.pair = np.unique(pair[proposed], return_inverse=True)
        self.pairs = pairs.chosen(used)
        self.subject, self.object = subject[proposed], obj[proposed]
        starts = np.searchsorted(number, np.arange(len(proposed) + 1))
        self.licences = Licences(number, rules[fits], licensed.trigger[at[fits]], starts)

    def __len__(self) -> int:
        return len(self.pair)

    def openings(self) -> Licences:
        """Of each proposal the open rules that take its types, for predicates that nothing licenses there."""
        book, opens = self._book, self._book.open
        subject, obj = self._taken
        licensed = np.zeros((len(self), len(book.predicates)), np.bool_)
        licensed[self.licences.pair, book.predicate[self.licences.rule]] = True
        free = ~licensed[:, book.predicate[opens]]
        pair, which = np.nonzero(free & subject[self.subject][:, opens] & obj[self.object][:, opens])
        starts = np.searchsorted(pair, np.arange(len(self) + 1))
        return Licences(pair, opens[which], np.full(len(pair), -1), starts)

    def __getitem__(self, at: int) -> Proposal:
        place = int(self.pair[at])
        rules, triggers = self._book.rules, self.pairs.places.triggers
        licences = {}
        for number in range(self.licences.starts[at], self.licences.starts[at + 1]):
            rule, trigger = rules[self.licences.rule[number]], int(self.licences.trigger[number])
            licences[rule.predicate] = rule, (triggers[trigger] if trigger >= 0 else None)
        span = Span(int(self.pairs.start[place]), int(self.pairs.end[place]))
        members = self.pairs.places.members
        return Proposal(self.pairs[place], members[self.subject[at]], members[self.object[at]], licences, span)

    def __iter__(self) -> Iterator[Proposal]:
        return (self[at] for at in range(len(self)))

    def features(self) -> tuple[Features, Features]:
        """What is seen of each of ``pairs``, and of each proposal beside its pair."""
        salience = Salience(self.pairs.places)
        members = member_features(self.pairs, self.pair, self.subject, self.object, self.licences, self._book)
        return pair_features(self.pairs, self._book, salience), members


def _members(pairs: Pairs, licensed: Licences) -> tuple[Ints, Ints, Ints]:
    """Every two members of the groups of each pair that has a licence, but for an entity with itself.

    As numbers of pair, subject and object.
    """
    places = pairs.places
    some = np.flatnonzero(np.diff(licensed.starts))
    first, size = places.group_member[:-1], np.diff(places.group_member)
    many = size[pairs.subject[some]] * size[pairs.object[some]]
    within, at = ranges(np.zeros(len(some), np.int64), many)
    pair = some[at]
    of_object = size[pairs.object[pair]]
    subject = first[pairs.subject[pair]] + within // of_object
    obj = first[pairs.object[pair]] + within % of_object
    two = places.member_entity[subject] != places.member_entity[obj]
    return pair[two], subject[two], obj[two]
