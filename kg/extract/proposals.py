"""Proposals: what the rules license between the mentions of a document, with what the scorer sees of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kg.extract.codes import Ints, ranges
from kg.extract.linear import Features
from kg.extract.pair_features import Salience, member_features, pair_features
from kg.extract.pairs import Pair, Pairs, Places, document_pairs
from kg.extract.rulebook import Licences, RuleBook
from kg.extract.syntax import Frame, Placed, Trigger
from kg.model import Span
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

    ``pair`` is the place in ``pairs`` of each; the ``pair`` of ``licences`` is a proposal's number.
    """

    def __init__(self, frames: Sequence[Frame], text: str, book: RuleBook, *, questions: bool = True) -> None:
        """``frames`` of clean ``text``. Without ``questions`` those propose nothing, though they carry subjects."""
        self._book = book
        places = Places(text, frames, book.numbers)
        pairs = document_pairs(places)
        if not questions:
            asks = np.array([frame.sentence.question for frame in frames], np.bool_)
            pairs = pairs.chosen(np.flatnonzero(~asks[pairs.frame]))
        licensed = book.licensed(pairs)
        pair, subjects, objects = _members(pairs, licensed)
        # A licence of the pair holds for two members if their types fit.
        at, owner = ranges(licensed.starts[pair], licensed.starts[pair + 1])
        rules = licensed.rule[at]
        takes = {type_: book.takes(type_) for type_ in {m.type for g in places.groups for m in g.members}}
        types = sorted(takes)
        if types:
            number = {type_: place for place, type_ in enumerate(types)}
            fit = [np.stack([takes[type_][side] for type_ in types]) for side in (0, 1)]
            subject = np.array([number[m.type] for m in subjects], np.int64)[owner]
            object_ = np.array([number[m.type] for m in objects], np.int64)[owner]
            fits = fit[0][subject, rules] & fit[1][object_, rules]
            at, owner, rules = at[fits], owner[fits], rules[fits]
        proposed, renumbered = np.unique(owner, return_inverse=True)
        used, self.pair = np.unique(pair[proposed], return_inverse=True)
        self.pairs = pairs.chosen(used)
        self.subjects = [subjects[place] for place in proposed.tolist()]
        self.objects = [objects[place] for place in proposed.tolist()]
        starts = np.searchsorted(renumbered, np.arange(len(proposed) + 1))
        self.licences = Licences(renumbered, rules, licensed.trigger[at], starts)

    def __len__(self) -> int:
        return len(self.subjects)

    def __getitem__(self, at: int) -> Proposal:
        place = int(self.pair[at])
        rules, triggers = self._book.rules, self.pairs.places.triggers
        licences = {}
        for number in range(self.licences.starts[at], self.licences.starts[at + 1]):
            rule, trigger = rules[self.licences.rule[number]], int(self.licences.trigger[number])
            licences[rule.predicate] = rule, (triggers[trigger] if trigger >= 0 else None)
        span = Span(int(self.pairs.start[place]), int(self.pairs.end[place]))
        return Proposal(self.pairs[place], self.subjects[at], self.objects[at], licences, span)

    def __iter__(self) -> Iterator[Proposal]:
        return (self[at] for at in range(len(self)))

    def features(self) -> tuple[Features, Features]:
        """What is seen of each of ``pairs``, and of each proposal beside its pair."""
        salience = Salience(self.pairs.places)
        members = member_features(self.pairs, self.pair, self.subjects, self.objects, self.licences, self._book)
        return pair_features(self.pairs, self._book, salience), members


def _members(pairs: Pairs, licensed: Licences) -> tuple[Ints, list[Placed], list[Placed]]:
    """Every two members of the groups of each pair that has a licence, but for an entity with itself."""
    groups = pairs.places.groups
    owners, subjects, objects = [], [], []
    some = np.flatnonzero(np.diff(licensed.starts))
    for at, s, o in zip(some.tolist(), pairs.subject[some].tolist(), pairs.object[some].tolist(), strict=True):
        for subject in groups[s].members:
            for obj in groups[o].members:
                if subject.entity != obj.entity:
                    owners.append(at)
                    subjects.append(subject)
                    objects.append(obj)
    return np.array(owners, np.int64), subjects, objects
