"""The shallow syntax that relation rules are written over: groups of mentions, triggers and clauses of a sentence.

Everything here works on clean Simplified text; offsets are its code points. No parser: Chinese business prose is cut
well enough for relations by its punctuation, its list marks and the words that carry a predicate.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.model import Sentence, Span, covered
from kg.vocabulary.cues import Cues


class Placed(NamedTuple):
    """A mention that has been resolved: where it stands, which entity of which type it is, how sure its name is."""

    start: int
    end: int
    entity: str
    type: str
    confidence: float = 1.0


class Group(NamedTuple):
    """One mention, or several that stand in one list (淘宝、天猫和京东)."""

    start: int
    end: int
    members: tuple[Placed, ...]


class Trigger(NamedTuple):
    """A trigger word of some rule, outside every mention."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence ready for rules. ``clauses`` are the clause spans; ``pronoun`` says whether it opens with one.

    ``first`` and ``last`` give for each clause with groups where its first and its last group start.
    """

    sentence: Sentence
    groups: tuple[Group, ...]
    triggers: tuple[Trigger, ...]
    clauses: tuple[Span, ...]
    pronoun: bool
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    first: dict[int, int] = field(init=False, repr=False, compare=False)
    last: dict[int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Every pair of groups asks for these: a frozen object must set them so.
        object.__setattr__(self, "starts", tuple(clause.start for clause in self.clauses))
        placed = sorted(((self.clause_of(g.start), g.start) for g in self.groups), reverse=True)
        object.__setattr__(self, "first", dict(placed))
        object.__setattr__(self, "last", dict(reversed(placed)))

    def clause_of(self, position: int) -> int:
        """The number of the clause that holds a position (the last one that starts at or before it)."""
        return (bisect_right(self.starts, position) or 1) - 1


class TriggerIndex:
    """All trigger words of an ontology, found in one pass (leftmost, longest)."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(set(words))
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[Trigger]:
        """Every trigger of ``text``, left to right, without overlaps."""
        found = self._automaton.find_matches_as_indexes(text)
        return [Trigger(start, end, self._words[index]) for index, start, end in found]


def _groups(text: str, mentions: Sequence[Placed], cues: Cues) -> tuple[Group, ...]:
    groups: list[list[Placed]] = []
    for mention in mentions:
        if groups:
            last = groups[-1][-1]
            between = text[last.end : mention.start]
            joined = cues.coordination.fullmatch(between) or (
                last.type == mention.type and cues.coordination_same_type.fullmatch(between) and len(groups[-1]) > 1
            )
            if joined and mention.entity != last.entity:
                groups[-1].append(mention)
                continue
        groups.append([mention])
    return tuple(Group(g[0].start, g[-1].end, tuple(g)) for g in groups)


def build_frames(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Placed], triggers: TriggerIndex, cues: Cues
) -> list[Frame]:
    """One frame a sentence. ``mentions`` must be sorted and free of overlaps."""
    starts = [m.start for m in mentions]
    found = triggers.find(text)
    trigger_starts = [t.start for t in found]
    named = covered(((mention.start, mention.end) for mention in mentions), len(text))
    frames = []
    for sentence in sentences:
        start, end = sentence.span
        here = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
        inside = found[bisect_left(trigger_starts, start) : bisect_left(trigger_starts, end)]
        free = [trigger for trigger in inside if named.find(1, trigger.start, trigger.end) < 0]
        opening = cues.pronouns.match(text, start) is not None
        frames.append(
            Frame(sentence, _groups(text, here, cues), tuple(free), tuple(c.span for c in sentence.clauses), opening)
        )
    return frames
