"""Which two groups of mentions could be joined: all pairs of a document, as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from kg.extract.syntax import Frame, Group
from kg.text.codes import CodedText, Ints, numbered

MAX_GROUPS_APART = 5
MAX_CLAUSES_APART = 3
MAX_CONTEXT_OBJECTS = 6
_MAX_LIST = 4

CONTEXTS = ("", "list", "previous", "heading", "heading/object")
"""Where a pair comes from; arrays hold the place in this list."""
_LIST, _OBJECT = 1, CONTEXTS.index("heading/object")


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


class Places:
    """The frames of a document as arrays: clauses, groups and triggers, each in the order of the text.

    ``groups`` are those of all frames and behind them, from ``real`` on, single members of lists, which stand in no
    frame on their own but make pairs too. The members of group ``g`` are those from ``group_member[g]`` to
    ``group_member[g + 1]``; their types are places in ``types``. Clauses are numbered through the document; positions
    are clean code points.
    """

    def __init__(self, text: str, frames: Sequence[Frame], words: Mapping[str, int]) -> None:
        """``words`` gives each trigger its number."""
        self.text = CodedText(text)
        self.frames = frames
        spans = [frame.sentence.span for frame in frames]
        self.frame_start, self.frame_end = _columns(spans, 2)
        self.frame_clause = _starts([len(frame.clauses) for frame in frames])
        self.clause_start, self.clause_end = _columns([c for frame in frames for c in frame.clauses], 2)
        listed = [
            (member, at)
            for at, (_, group) in enumerate((f, g) for f in frames for g in f.groups)
            if len(group.members) > 1
            for member in group.members[:_MAX_LIST]
        ]
        self.groups = [g for frame in frames for g in frame.groups]
        self.real = len(self.groups)
        self.frame_group = _starts([len(frame.groups) for frame in frames])
        frame_of = np.repeat(np.arange(len(frames)), np.diff(self.frame_group))
        self.list_of = np.array([at for _, at in listed], np.int64)
        self.group_frame = np.concatenate([frame_of, frame_of[self.list_of]])
        self.groups += [Group(member.start, member.end, (member,)) for member, _ in listed]
        self.group_start, self.group_end = _columns([group[:2] for group in self.groups], 2)
        self.group_clause = self.clause_of(self.group_start, self.group_frame)
        self.group_last_clause = self.clause_of(self.group_end - 1, self.group_frame)
        self.members = [m for group in self.groups for m in group.members]
        self.group_member = _starts([len(group.members) for group in self.groups])
        self.member_start, self.member_end = _columns([m[:2] for m in self.members], 2)
        self.types, self.member_type = numbered([m.type for m in self.members])
        _, self.member_entity = numbered([m.entity for m in self.members])
        self.member_confidence = np.array([m.confidence for m in self.members], np.float64)
        triggers = [t for frame in frames for t in frame.triggers]
        self.triggers = triggers
        self.trigger_start, self.trigger_end = _columns([t[:2] for t in triggers], 2)
        self.trigger_word = np.array([words[t.word] for t in triggers], np.int64)
        # Where in each clause the first and the last group start; a clause without any has its end and -1.
        real = slice(0, self.real)
        self.clause_first = self.clause_end.copy()
        np.minimum.at(self.clause_first, self.group_clause[real], self.group_start[real])
        self.clause_last = np.full(len(self.clause_end), -1)
        np.maximum.at(self.clause_last, self.group_clause[real], self.group_start[real])

    def clause_of(self, positions: Ints, frames: Ints) -> Ints:
        """The clause that holds each position of a frame (the last one that starts at or before it)."""
        clause: Ints = np.searchsorted(self.clause_start, positions, "right") - 1
        return np.maximum(clause, self.frame_clause[frames])

    def before(self, positions: Ints) -> Ints:
        """How many triggers end at or before each position."""
        count: Ints = np.searchsorted(self.trigger_end, positions, "right")
        return count

    def until(self, positions: Ints) -> Ints:
        """How many triggers start before each position."""
        count: Ints = np.searchsorted(self.trigger_start, positions, "left")
        return count


def _columns(rows: Sequence[Sequence[int]], count: int) -> Ints:
    return np.array(rows, np.int64).reshape(-1, count).T.copy()


def _starts(sizes: Sequence[int]) -> Ints:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(sizes, np.int64))])


class Pairs:
    """Ordered pairs of groups, as numbers of ``places.groups``, in the order of the text.

    ``first`` and ``second`` are subject and object in the order they stand; ``forward`` says that the subject stands
    first. ``start`` to ``end`` is the stretch of clauses that holds the pair, or the part of it that stands in the
    frame's sentence; its triggers are those from ``trigger_from`` to ``trigger_to``.
    """

    def __init__(self, places: Places, frame: Ints, subject: Ints, object_: Ints, context: Ints) -> None:
        self.places = places
        self.frame, self.subject, self.object, self.context = frame, subject, object_, context
        self.forward = places.group_start[subject] < places.group_start[object_]
        self.first = np.where(self.forward, subject, object_)
        self.second = np.where(self.forward, object_, subject)
        # What is carried over stands outside of the sentence, and before it.
        carried = context > _LIST
        inside = np.where(carried, np.where(context == _OBJECT, subject, object_), self.first)
        self.inside = inside
        last = np.where(carried, inside, self.second)
        self.start = places.clause_start[places.group_clause[inside]]
        self.end = places.clause_end[places.group_last_clause[last]]
        self.trigger_from = places.until(self.start)
        self.trigger_to = places.until(self.end)
        # Triggers between the two, and how many groups stand there; a list has none between its members.
        self.left, self.right = places.group_end[self.first], places.group_start[self.second]
        self.between_from = places.until(self.left)
        self.between_to = places.before(self.right)
        self.crossed = np.where(context == 0, self.second - self.first - 1, 0)

    def __len__(self) -> int:
        return len(self.frame)

    def __getitem__(self, at: int) -> Pair:
        groups, context = self.places.groups, CONTEXTS[self.context[at]]
        return Pair(self.places.frames[self.frame[at]], groups[self.subject[at]], groups[self.object[at]], context)

    def __iter__(self) -> Iterator[Pair]:
        return (self[at] for at in range(len(self)))

    def chosen(self, at: Ints) -> Pairs:
        """The pairs at these places alone."""
        return Pairs(self.places, self.frame[at], self.subject[at], self.object[at], self.context[at])


def document_pairs(places: Places) -> Pairs:
    """Every pair of a document: groups near each other, members of lists, and groups carried over from before."""
    plain = _near(places)
    listed = _listed(places)
    carried = np.array(list(_carried(places)), np.int64).reshape(-1, 4).T
    frame, subject, object_, context = np.concatenate([plain, listed, carried], axis=1)
    order = np.argsort(frame, kind="stable")
    return Pairs(places, frame[order], subject[order], object_[order], context[order])


def _near(places: Places) -> Ints:
    """Groups of one frame that stand near enough to each other, both ways."""
    rows = []
    for apart in range(1, MAX_GROUPS_APART + 1):
        left = np.arange(max(places.real - apart, 0))
        right = left + apart
        clauses = places.group_clause[right] - places.group_last_clause[left]
        near = (places.group_frame[left] == places.group_frame[right]) & (clauses <= MAX_CLAUSES_APART)
        rows.append(np.stack([left[near], right[near]]))
    left, right = np.concatenate(rows, axis=1)
    return _both_ways(places, left, right, 0)


def _listed(places: Places) -> Ints:
    """Members of one list, both ways."""
    members = np.arange(places.real, len(places.groups))
    rows = []
    for apart in range(1, _MAX_LIST):
        left, right = members[: len(members) - apart], members[apart:]
        same = places.list_of[left - places.real] == places.list_of[right - places.real]
        rows.append(np.stack([left[same], right[same]]))
    left, right = np.concatenate(rows, axis=1)
    return _both_ways(places, left, right, _LIST)


def _both_ways(places: Places, left: Ints, right: Ints, context: int) -> Ints:
    order = np.lexsort((right, left))
    left, right = np.repeat(left[order], 2), np.repeat(right[order], 2)
    subject, object_ = left.copy(), right.copy()
    subject[1::2], object_[1::2] = right[1::2], left[1::2]
    return np.stack([places.group_frame[left], subject, object_, np.full(len(left), context)])


def _carried(places: Places) -> Iterator[tuple[int, int, int, int]]:
    """Pairs whose subject (or, under a heading, object) stands outside the sentence: (frame, subject, object, context).

    ``previous`` is what the sentence before began with, ``heading`` what the section's heading names. What a whole
    paragraph or the title is about was tried as well: on articles left out it only added noise.
    """
    carried: dict[str, int] = {}
    for number, frame in enumerate(places.frames):
        first = int(places.frame_group[number]) if frame.groups else None
        if frame.sentence.kind == "heading":
            carried = {} if first is None else {"heading": first}
        elif frame.sentence.kind == "body":
            for context, outside in _distinct(carried, places.groups).items():
                entities = {m.entity for m in places.groups[outside].members}
                for at, group in enumerate(frame.groups[:MAX_CONTEXT_OBJECTS], first or 0):
                    if any(m.entity in entities for m in group.members):
                        continue
                    yield number, outside, at, CONTEXTS.index(context)
                    if context == "heading":
                        yield number, at, outside, _OBJECT
            if first is not None:
                carried["previous"] = first


def _distinct(carried: Mapping[str, int], groups: Sequence[Group]) -> dict[str, int]:
    """The carried groups; the heading only if the sentence before was about something else."""
    heading, previous = carried.get("heading"), carried.get("previous")
    if heading is not None and previous is not None:
        entities = [groups[at].members[0].entity for at in (heading, previous)]
        if entities[0] == entities[1]:
            return {"previous": previous}
    return dict(carried)
