"""The rules of an ontology, indexed so that all pairs of a document are licensed at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.extract.codes import Ints, Vocabulary, ranges
from kg.extract.pairs import CONTEXTS, Pairs
from kg.vocabulary.rules import Rule

# A rule lists its clearest triggers first; so many of them count as strong.
STRONG = 12
# Arrangements of subject, object and trigger with the subject first; the bit of each, and of its mirror image.
_ORDERS = {"TSO": 1, "STO": 2, "SOT": 4, "TOS": 8, "OTS": 16, "OST": 32}
_FORWARD = np.array([1, 2, 4])
_BACKWARD = np.array([8, 16, 32])
# What a licence costs; the cheapest is told. A trigger costs its distance from the pair.
_BEFORE, _AFTER, _PATTERN, _CONTEXT = 10, 5, 3, 50
_NONE = -1
_PLAIN = ("OS", "SO")


class Licences(NamedTuple):
    """What rules license, sorted by pair: numbers of pair, rule and trigger (-1: none); ``starts`` cuts it by pair."""

    pair: Ints
    rule: Ints
    trigger: Ints
    starts: Ints


class RuleBook:
    """The rules, indexed by trigger and by context."""

    def __init__(self, rules: Sequence[Rule], accepts: Mapping[str, tuple[frozenset[str], frozenset[str]]]) -> None:
        """``accepts`` maps a predicate to the types it takes as subject and object (empty: any)."""
        self.rules = rules
        self._accepts = accepts
        by_word: dict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(rules):
            for word in dict.fromkeys(rule.triggers):
                by_word[word].append(place)
        self.triggers = sorted(by_word)
        """Every trigger word of every rule; their places are their numbers."""
        self.numbers = {word: number for number, word in enumerate(self.triggers)}
        self.words = Vocabulary(self.triggers)
        self.ids = Vocabulary([rule.id for rule in rules])
        entries = [(word, place) for word in self.triggers for place in by_word[word]]
        self._rule = np.array([place for _, place in entries], np.int64)
        self._word_starts = np.cumsum([0, *(len(by_word[word]) for word in self.triggers)], dtype=np.int64)
        self._orders = np.array([sum(_ORDERS.get(o, 0) for o in rule.order) for rule in rules], np.int64)
        self.predicates = sorted({rule.predicate for rule in rules})
        self.predicate = np.array([self.predicates.index(rule.predicate) for rule in rules], np.int64)
        """The place in ``predicates`` of each rule's predicate."""
        self._between = [(at, r, r.between) for at, r in enumerate(rules) if r.between is not None]
        self._by_context = {
            context: [at for at, rule in enumerate(rules) if rule.context == asked]
            for context, asked in enumerate(("", *["heading-subject"] * (len(CONTEXTS) - 2), "heading-object"))
            if asked
        }
        self.strong = np.zeros((len(self.triggers), len(rules)), np.int64)
        """1 where a trigger is among the clearest of a rule, by the numbers of both."""
        for place, rule in enumerate(rules):
            self.strong[[self.numbers[word] for word in rule.triggers[:STRONG]], place] = 1
        self._types: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}

    def takes(self, type_: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each rule whether it and its predicate accept the type as subject, and as object."""
        if type_ not in self._types:
            free = frozenset[str](), frozenset[str]()
            sides = []
            for side in (0, 1):
                both = [((r.subject, r.object)[side], self._accepts.get(r.predicate, free)[side]) for r in self.rules]
                fits = [all(not types or type_ in types for types in wanted) for wanted in both]
                sides.append(np.array(fits, np.bool_))
            self._types[type_] = sides[0], sides[1]
        return self._types[type_]

    def fits(self, rule: int, subject: str, obj: str) -> bool:
        """Whether a rule, given by its place, and its predicate accept these types."""
        return bool(self.takes(subject)[0][rule] and self.takes(obj)[1][rule])

    def licensed(self, pairs: Pairs) -> Licences:
        """The predicates that rules license for each pair, each with its rule and trigger (the nearest to the pair).

        Types are not looked at here: ``takes`` does, member by member.
        """
        found = [*self._by_trigger(pairs), self._by_pattern(pairs), *self._by_place(pairs)]
        pair, rule, trigger, cost = np.concatenate(found, axis=1)
        # Of all that license a predicate for a pair the cheapest, then the rule that stands first.
        claimed = pair * len(self.predicates) + self.predicate[rule]
        order = np.argsort((claimed << 32) + (cost << 12) + rule, kind="stable")
        kept = order[np.diff(claimed[order], prepend=-1) > 0]
        starts = np.searchsorted(pair[kept], np.arange(len(pairs) + 1))
        return Licences(pair[kept], rule[kept], trigger[kept], starts)

    def _by_trigger(self, pairs: Pairs) -> list[Ints]:
        places = pairs.places
        trigger, pair = ranges(pairs.trigger_from, pairs.trigger_to)
        start, end = places.trigger_start[trigger], places.trigger_end[trigger]
        first, left = places.group_start[pairs.first][pair], pairs.left[pair]
        right, last = pairs.right[pair], places.group_end[pairs.second][pair]
        distances = np.stack([first - end, np.minimum(start - left, right - end), start - last])
        # Outside of both, a trigger is before, between or behind them: one of the three distances is not negative.
        place = (distances >= 0).argmax(0)
        distance = distances[place, np.arange(len(place))]
        cost = distance + np.array([_BEFORE, 0, _AFTER])[place]
        order = np.where(pairs.forward[pair], _FORWARD[place], _BACKWARD[place])
        word = places.trigger_word[trigger]
        entry, owner = ranges(self._word_starts[word], self._word_starts[word + 1])
        rule = self._rule[entry]
        carried = pairs.context[pair][owner] > 0
        good = (carried | ((self._orders[rule] & order[owner]) > 0)) & (distance[owner] >= 0)
        owner = owner[good]
        return [np.stack([pair[owner], rule[good], trigger[owner], cost[owner]])]

    def _by_pattern(self, pairs: Pairs) -> Ints:
        rows = []
        if self._between:
            text = pairs.places.text.text
            near = np.flatnonzero(pairs.context == 0)
            stretches = zip(pairs.left[near].tolist(), pairs.right[near].tolist(), strict=True)
            met: dict[tuple[int, int], list[tuple[int, frozenset[str]]]] = {}  # a pair comes both ways
            for at, forward, stretch in zip(near.tolist(), pairs.forward[near].tolist(), stretches, strict=True):
                if stretch not in met:
                    between = text[slice(*stretch)]
                    met[stretch] = [(at, r.order) for at, r, pattern in self._between if pattern.fullmatch(between)]
                rows += [(at, rule, _NONE, _PATTERN) for rule, order in met[stretch] if _PLAIN[forward] in order]
        return np.array(rows, np.int64).reshape(-1, 4).T

    def _by_place(self, pairs: Pairs) -> list[Ints]:
        rows = []
        for context, rules in self._by_context.items():
            at = np.flatnonzero(pairs.context == context)
            rows += [np.stack([at, *(np.full(len(at), n) for n in (rule, _NONE, _CONTEXT))]) for rule in rules]
        return rows
