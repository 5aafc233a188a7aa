"""Polarity: whether the text denies what a proposal says.

A rule asks which negations govern the trigger; a linear model that knows its answer, the words around and what they
are about decides. Without weights the rule decides alone.
"""

from __future__ import annotations

import numpy as np

from kg.extract.linear import Features, LinearModel
from kg.extract.pairs import CONTEXTS
from kg.extract.proposals import Proposals
from kg.extract.rulebook import Licences, RuleBook
from kg.model import covered
from kg.text.codes import Column, Flags, Ints, Vocabulary, bucket, numbered, numbers, ranges
from kg.vocabulary.cues import CueSet

# How far before the trigger (or the later mention) a negation still governs it, in characters. Longer distances
# mostly hold another verb of their own.
NEGATION_REACH = 4
# A claim is negated from this probability. On articles left out 69 in 100 negations are then right and 47 in 100 of
# those that are there are found (by the rule alone: 51 and 49).
NEGATED = 0.4
DENIED = "negated"
"""The one label of the model, whose weights are log odds."""
_CONTEXTS = Vocabulary(CONTEXTS)
_BEFORE, _IN, _AFTER, _NO_TRIGGER = range(4)


class Sayings:
    """Licences of proposals with the negations in the clauses that say them, as arrays.

    ``cue`` are places among the negations of the document, ``owner`` the saying that each stands in. A negation inside
    a mention is part of a name.
    """

    def __init__(self, proposals: Proposals, licences: Licences, book: RuleBook, negation: CueSet) -> None:
        """``licences`` are any of those of ``proposals``."""
        self.book = book
        self.pairs = pairs = proposals.pairs
        self.places = places = pairs.places
        self.pair = proposals.pair[licences.pair]
        self.rule, self.trigger = licences.rule, licences.trigger
        self.has_trigger = self.trigger >= 0
        text = places.text.text
        named = covered(((member.start, member.end) for member in places.members), len(text))
        cues = [cue for cue in negation.find(text, 0, len(text)) if named.find(1, cue[0], cue[1]) < 0]
        self.cue_start, self.cue_end = np.array([cue[:2] for cue in cues], np.int64).reshape(-1, 2).T
        spelled, self.cue_word = numbered([word for _, _, word in cues])
        self.words = Vocabulary(spelled)
        since = np.searchsorted(self.cue_start, pairs.start[self.pair])
        until = np.searchsorted(self.cue_end, pairs.end[self.pair], "right")
        self.cue, self.owner = ranges(since, until)

    def __len__(self) -> int:
        return len(self.pair)

    def bounds(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """For each negation: start and end of the earlier mention, start of the later, start and end of the trigger.

        Without a trigger the later mention stands for it.
        """
        places, pair = self.places, self.pair[self.owner]
        first, second = self.pairs.first[pair], self.pairs.second[pair]
        left, right = places.group_start[first], places.group_start[second]
        left_end, right_end = places.group_end[first], places.group_end[second]
        some, trigger = self.has_trigger[self.owner], self.trigger[self.owner]
        start = np.where(some, places.trigger_start[trigger], right) if len(places.triggers) else right
        end = np.where(some, places.trigger_end[trigger], right_end) if len(places.triggers) else right_end
        return left, left_end, right, start, end

    def clauses(self, positions: Ints) -> Ints:
        """The clause of a position beside each negation."""
        return self.places.clause_of(positions, self.pairs.frame[self.pair[self.owner]])


def denied(sayings: Sayings) -> Flags:
    """What the rule says: a negation governs the trigger, or stands between the mentions where there is no trigger.

    A trigger that is itself a negation (a rule may list one) negates as well. A negation before a fronted argument
    (不要把 X 理解成 Y) governs the verb behind it. Two negations cancel each other out.
    """
    start, end = sayings.cue_start[sayings.cue], sayings.cue_end[sayings.cue]
    left, left_end, right, trigger, trigger_end = sayings.bounds()
    before = (start >= trigger - NEGATION_REACH) & (end <= trigger_end)
    behind = (trigger_end <= start) & (start < right) & (start - trigger_end <= 1)
    fronted = (end <= left) & (left <= end + 1) & (left_end <= trigger)
    fronted &= sayings.clauses(trigger) == sayings.clauses(start)
    between = (left_end <= start) & (end <= right) & (sayings.pairs.context[sayings.pair[sayings.owner]] == 0)
    governs = np.where(sayings.has_trigger[sayings.owner], before | behind | fronted, between)
    negations = np.bincount(sayings.owner[governs], minlength=len(sayings))
    odd: Flags = negations % 2 == 1
    return odd


def polarity_features(sayings: Sayings) -> Features:
    """What the model sees of each saying: the rule's answer, predicate, trigger, and every negation in its clauses."""
    features, places, book = Features(len(sayings)), sayings.places, sayings.book
    if not len(sayings):
        features.add("bias")
        return features
    predicate = Vocabulary(book.predicates).column(book.predicate[sayings.rule])
    told = numbers(denied(sayings).astype(np.int64))
    features.add("bias")
    features.add("predicate", predicate)
    features.add("rule", book.ids.column(sayings.rule))
    features.add("context", _CONTEXTS.column(sayings.pairs.context[sayings.pair]))
    features.add("told", told)
    features.add("told,predicate", told, predicate)
    features.add("told,rule", told, book.ids.column(sayings.rule))
    some = np.flatnonzero(sayings.has_trigger)
    words = book.words.column(places.trigger_word[sayings.trigger[some]])
    features.add("trigger", words, owners=some)
    features.add("told,trigger", told[some], words, owners=some)
    many = np.bincount(sayings.owner, minlength=len(sayings))
    features.add("negations", numbers(np.minimum(many, 3)))
    _add_negations(features, sayings, predicate)
    return features


def _add_negations(features: Features, sayings: Sayings, predicate: Column) -> None:
    """Each negation: which word, where it stands to the mentions and the trigger, and what is beside it."""
    text, owner = sayings.places.text, sayings.owner
    start, end = sayings.cue_start[sayings.cue], sayings.cue_end[sayings.cue]
    left, _, right, trigger, trigger_end = sayings.bounds()
    beside = np.where(end <= trigger, _BEFORE, np.where(start >= trigger_end, _AFTER, _IN))
    beside = np.where(sayings.has_trigger[owner], beside, _NO_TRIGGER)
    among, trigger_among = (np.stack([at > left, at > right]).sum(0) for at in (start, trigger))
    place = numbers(9 * beside + 3 * trigger_among + among)
    apart = numbers(bucket(np.where(start < trigger, trigger - end, start - trigger_end), 0, 1, 3, 6, 12))
    clause = [sayings.clauses(start) - sayings.clauses(position) for position in (trigger, left, right)]
    clauses = [numbers(each.clip(-3, 3) + 3) for each in clause]
    word = sayings.words.column(sayings.cue_word[sayings.cue])
    size = len(text.text)
    for template, columns in {
        "negation": (word,),
        "negation,place": (word, place),
        "place": (place,),
        "place,clause,distance": (place, clauses[0], apart),
        "place,clause,predicate": (place, clauses[0], predicate[owner]),
        "place,clauses": (place, *clauses),
        "before": (text.column(np.maximum(start - 2, 0), start),),
        "after": (text.column(end, np.minimum(end + 2, size)),),
    }.items():
        features.add(template, *columns, owners=owner)


def negated(sayings: Sayings, model: LinearModel | None) -> Flags:
    """Whether the text denies each saying; never where the predicate is itself a negation (X is not Y: they differ)."""
    if model is None:
        answer = denied(sayings)
    else:
        odds = model.scores(polarity_features(sayings))[:, 0]
        answer = odds >= np.log(NEGATED / (1 - NEGATED))
    inherent = np.array([rule.inherent for rule in sayings.book.rules], np.bool_)
    flags: Flags = answer & ~inherent[sayings.rule]
    return flags
