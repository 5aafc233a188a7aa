"""The rules of an ontology, indexed so that all pairs of a document are licensed at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kg.extract.pairs import CONTEXTS, Pairs, Places
from kg.text.codes import Flags, Ints, Vocabulary, ranges
from kg.vocabulary.rules import Rule

# A rule lists its clearest triggers first; so many of them count as strong.
STRONG = 12
# Arrangements of subject, object and trigger with the subject first; the bit of each, and of its mirror image.
_ORDERS = {"TSO": 1, "STO": 2, "SOT": 4, "TOS": 8, "OTS": 16, "OST": 32}
_FORWARD = np.array([1, 2, 4])
_BACKWARD = np.array([8, 16, 32])
OPEN = "open"
# What a licence costs; the cheapest is told. A trigger costs its distance from the pair.
_BEFORE, _AFTER, _PATTERN, _CONTEXT = 10, 5, 3, 50
_NONE = -1


class Licences(NamedTuple):
    """What rules license, by pair and predicate: numbers of pair, rule, trigger (-1: none); ``starts`` cuts by pair."""

    pair: Ints
    rule: Ints
    trigger: Ints
    starts: Ints

    def chosen(self, at: Ints) -> Licences:
        """Those at these places, which must keep the order of pairs."""
        pair = self.pair[at]
        return Licences(pair, self.rule[at], self.trigger[at], np.searchsorted(pair, np.arange(len(self.starts))))


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
        self._between = [(at, r.order, r.between) for at, r in enumerate(rules) if r.between is not None]
        self._by_context = {
            context: [at for at, rule in enumerate(rules) if rule.context == asked]
            for context, asked in enumerate(("", *["heading-subject"] * (len(CONTEXTS) - 2), "heading-object"))
            if asked
        }
        self.open = np.array([at for at, rule in enumerate(rules) if rule.context == OPEN], np.int64)
        """Rules that license nothing; their predicates may be chosen where other rules license a proposal."""
        self.strong = np.zeros((len(self.triggers), len(rules)), np.int64)
        """1 where a trigger is among the clearest of a rule, by the numbers of both."""
        for place, rule in enumerate(rules):
            self.strong[[self.numbers[word] for word in rule.triggers[:STRONG]], place] = 1
        self._types: dict[str, tuple[Flags, Flags]] = {}

    def takes(self, type_: str) -> tuple[Flags, Flags]:
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

    def members_taken(self, places: Places) -> tuple[Flags, Flags]:
        """For each member of ``places`` and each rule whether it is accepted as subject, and as object."""
        taken = [self.takes(type_) for type_ in places.types]
        none = np.zeros((0, len(self.rules)), np.bool_)
        subject, obj = (np.stack([both[side] for both in taken]) if taken else none for side in (0, 1))
        return subject[places.member_type], obj[places.member_type]

    def licensed(self, pairs: Pairs, taken: tuple[Flags, Flags]) -> Licences:
        """The predicates that rules license for each pair, each with its rule and trigger (the nearest to the pair).

        Only rules that accept the type of a member of either group: which two members they are is looked at later.
        ``taken`` is what :meth:`members_taken` says of the pairs' places.
        """
        firsts = pairs.places.group_member[:-1]
        subject, obj = (np.logical_or.reduceat(side, firsts) if len(firsts) else side for side in taken)
        fits = subject[pairs.subject] & obj[pairs.object]
        found = np.concatenate([*self._by_trigger(pairs), self._by_pattern(pairs, fits), *self._by_place(pairs)], 1)
        pair, rule, trigger, cost = found[:, fits[found[0], found[1]]]
        # Of all that license a predicate for a pair the cheapest, then the rule that stands first.
        claimed = pair * len(self.predicates) + self.predicate[rule]
        order = np.argsort((claimed << 32) + (cost << 12) + rule, kind="stable")
        kept = order[np.diff(claimed[order], prepend=-1) > 0]
        starts = np.searchsorted(pair[kept], np.arange(len(pairs) + 1))
        return Licences(pair[kept], rule[kept], trigger[kept], starts)

    def merged(self, one: Licences, other: Licences) -> Licences:
        """Two sets of licences of the same pairs as one, by pair and predicate."""
        pair, rule, trigger = (np.concatenate(both) for both in zip(one[:3], other[:3], strict=True))
        order = np.lexsort((self.predicate[rule], pair))
        return Licences(pair, rule, trigger, one.starts).chosen(order)

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

    def _by_pattern(self, pairs: Pairs, fits: Flags) -> Ints:
        """Licences of rules over what stands between the two; ``fits`` says for pairs and rules whether types do."""
        rows = []
        text = pairs.places.text.text
        for rule, order, pattern in self._between:
            asked = fits[:, rule] & (pairs.context == 0) & np.where(pairs.forward, "SO" in order, "OS" in order)
            at = np.flatnonzero(asked)
            for pair, start, end in zip(at.tolist(), pairs.left[at].tolist(), pairs.right[at].tolist(), strict=True):
                if pattern.fullmatch(text, start, end):
                    rows.append((pair, rule, _NONE, _PATTERN))
        return np.array(rows, np.int64).reshape(-1, 4).T

    def _by_place(self, pairs: Pairs) -> list[Ints]:
        rows = []
        for context, rules in self._by_context.items():
            at = np.flatnonzero(pairs.context == context)
            rows += [np.stack([at, *(np.full(len(at), n) for n in (rule, _NONE, _CONTEXT))]) for rule in rules]
        return rows
