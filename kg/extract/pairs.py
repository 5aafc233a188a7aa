"""Which two mentions could be joined, and which rules license a predicate between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.extract.syntax import Frame, Group, Placed, Trigger
from kg.vocabulary.rules import Rule

MAX_GROUPS_APART = 5
MAX_CLAUSES_APART = 3
MAX_CONTEXT_OBJECTS = 6


class Pair(NamedTuple):
    """Two groups in the roles of subject and object.

    ``context`` is empty when both stand in the frame's sentence, ``list`` when they are members of one list, and
    otherwise says where the missing one comes from: ``previous`` (the sentence before) or ``heading``;
    with ``/object`` behind it, it is the object that is missing.
    """

    frame: Frame
    subject: Group
    object: Group
    context: str


def sentence_pairs(frame: Frame) -> Iterator[Pair]:
    """Every ordered pair of groups that stand near enough to each other, and the members of each list."""
    groups = frame.groups
    for i, left in enumerate(groups):
        for right in groups[i + 1 : i + 1 + MAX_GROUPS_APART]:
            if frame.clause_of(right.start) - frame.clause_of(left.end - 1) > MAX_CLAUSES_APART:
                break
            yield Pair(frame, left, right, "")
            yield Pair(frame, right, left, "")
        if len(left.members) > 1:
            for a, first in enumerate(left.members[:4]):
                for second in left.members[a + 1 : 4]:
                    one = Group(first.start, first.end, (first,))
                    two = Group(second.start, second.end, (second,))
                    yield Pair(frame, one, two, "list")
                    yield Pair(frame, two, one, "list")


def context_pairs(frame: Frame, carried: Mapping[str, Group]) -> Iterator[Pair]:
    """Pairs whose subject (or, under a heading, object) stands outside the sentence.

    ``carried`` maps a context (``previous``, ``heading``) to the group it supplies.
    """
    for context, outside in carried.items():
        entities = {m.entity for m in outside.members}
        for group in frame.groups[:MAX_CONTEXT_OBJECTS]:
            if any(m.entity in entities for m in group.members):
                continue
            yield Pair(frame, outside, group, context)
            if context == "heading":
                yield Pair(frame, group, outside, f"{context}/object")


def member_pairs(pair: Pair) -> Iterator[tuple[Placed, Placed]]:
    """One (subject, object) for each combination of list members, never an entity with itself."""
    for subject in pair.subject.members:
        for obj in pair.object.members:
            if subject.entity != obj.entity:
                yield subject, obj


def stretch(pair: Pair) -> tuple[int, int]:
    """The clauses that hold the pair, as a range of clean code points; of the sentence's part where one is outside."""
    frame = pair.frame
    inside = [g for g in (pair.subject, pair.object) if _in_sentence(frame, g)] or [pair.object]
    first = frame.clause_of(min(g.start for g in inside))
    last = frame.clause_of(max(g.end for g in inside) - 1)
    return frame.clauses[first].start, frame.clauses[last].end


def _in_sentence(frame: Frame, group: Group) -> bool:
    return frame.sentence.span.start <= group.start < frame.sentence.span.end


class RuleBook:
    """The rules, indexed by trigger and by context, to license predicates quickly."""

    def __init__(self, rules: Sequence[Rule], accepts: Mapping[str, tuple[frozenset[str], frozenset[str]]]) -> None:
        """``accepts`` maps a predicate to the types it takes as subject and object (empty: any)."""
        self.rules = rules
        self._accepts = accepts
        self._fitting: dict[tuple[str, str, str], bool] = {}  # every pair of every article asks again
        self._place = {rule.id: place for place, rule in enumerate(rules)}
        self._by_trigger: dict[str, list[tuple[int, Rule]]] = defaultdict(list)
        self._by_context: dict[str, list[Rule]] = defaultdict(list)
        self._between = [r for r in rules if r.between is not None]
        for place, rule in enumerate(rules):
            for word in rule.triggers:
                self._by_trigger[word].append((place, rule))
            if rule.context:
                self._by_context[rule.context].append(rule)

    @property
    def triggers(self) -> list[str]:
        """Every trigger word of every rule."""
        return sorted(self._by_trigger)

    def fits(self, rule: Rule, subject: str, obj: str) -> bool:
        """Whether the rule and its predicate accept these types."""
        asked = rule.id, subject, obj
        if asked not in self._fitting:
            self._fitting[asked] = self._accept(rule, subject, obj)
        return self._fitting[asked]

    def _accept(self, rule: Rule, subject: str, obj: str) -> bool:
        domain, range_ = self._accepts.get(rule.predicate, (frozenset(), frozenset()))
        return (
            (not rule.subject or subject in rule.subject)
            and (not rule.object or obj in rule.object)
            and (not domain or subject in domain)
            and (not range_ or obj in range_)
        )

    def licensed(self, pair: Pair, text: str, triggers: Iterable[Trigger]) -> dict[str, tuple[Rule, Trigger | None]]:
        """The predicates some rule licenses for the pair, each with its rule and trigger (the nearest to the pair).

        Types are not looked at here: ``fits`` does, member by member.
        """
        found: dict[str, tuple[int, int, Rule, Trigger | None]] = {}

        def note(rule: Rule, cost: int) -> None:
            held = found.get(rule.predicate)
            place = self._place[rule.id]
            if held is None or (cost, place) < held[:2]:
                found[rule.predicate] = (cost, place, rule, None)

        for rule in self._context_rules(pair.context):
            note(rule, 50)
        left, right = sorted((pair.subject, pair.object), key=lambda g: g.start)
        subject_first = left is pair.subject
        for trigger in triggers:
            if trigger.end <= left.start:
                order, cost = ("TSO" if subject_first else "TOS"), 10 + left.start - trigger.end
            elif left.end <= trigger.start and trigger.end <= right.start:
                order = "STO" if subject_first else "OTS"
                cost = min(trigger.start - left.end, right.start - trigger.end)
            elif right.end <= trigger.start:
                order, cost = ("SOT" if subject_first else "OST"), 5 + trigger.start - right.end
            else:
                continue
            for place, rule in self._by_trigger[trigger.word]:
                if pair.context or order in rule.order:
                    held = found.get(rule.predicate)
                    if held is None or cost < held[0] or (cost == held[0] and place < held[1]):
                        found[rule.predicate] = (cost, place, rule, trigger)
        if not pair.context:
            between = text[left.end : right.start]
            order = "SO" if subject_first else "OS"
            for rule in self._between:
                if rule.between is not None and order in rule.order and rule.between.fullmatch(between):
                    note(rule, 3)
        return {predicate: (rule, trigger) for predicate, (_, _, rule, trigger) in found.items()}

    def _context_rules(self, context: str) -> list[Rule]:
        if context == "heading/object":
            return self._by_context["heading-object"]
        return self._by_context["heading-subject"] if context else []
