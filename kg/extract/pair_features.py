"""What the scorer looks at when it judges a pair: features that a person can name."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

from kg.extract.pairs import Pair
from kg.extract.syntax import Frame, Group, Placed, Trigger
from kg.vocabulary.rules import Rule

# A rule lists its clearest triggers first; so many of them count as strong.
STRONG = 12


class Salience:
    """What a document is about: how often it mentions each entity, and which its title names."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        placed = [(f.sentence.kind, m.entity) for f in frames for g in f.groups for m in g.members]
        self.counts = Counter(entity for _, entity in placed)
        self.titled = frozenset(entity for kind, entity in placed if kind == "title")
        ordered = sorted(self.counts, key=lambda e: (-self.counts[e], e))
        self._ranks = {entity: rank for rank, entity in enumerate(ordered)}
        self._features: dict[tuple[str, tuple[Placed, ...]], list[str]] = {}

    def rank(self, entity: str) -> int:
        """0 for the entity mentioned most."""
        return self._ranks[entity]

    def features(self, role: str, group: Group) -> list[str]:
        """How much the document is about a group in the role ``s`` or ``o``; groups stand in many pairs."""
        known = self._features.get((role, group.members))
        if known is None:
            known = self._features[role, group.members] = _salience_features(role, group, self)
        return known


def _salience_features(role: str, group: Group, salience: Salience) -> list[str]:
    rank = min(salience.rank(m.entity) for m in group.members)
    share = max(salience.counts[m.entity] for m in group.members)
    titled = any(m.entity in salience.titled for m in group.members)
    return [
        f"{role}:salience={_bucket(share, (1, 2, 4, 8))}",
        f"{role}:rank={_bucket(rank, (0, 1, 3, 8, 20))}",
        f"{role}:titled={titled}",
    ]


def _bucket(number: int, edges: tuple[int, ...]) -> str:
    at = bisect_left(edges, number)
    return str(edges[at]) if at < len(edges) else "more"


def _side(text: str, group: Group, bounds: tuple[int, int]) -> tuple[str, str]:
    before = text[max(bounds[0], group.start - 2) : group.start]
    after = text[group.end : min(bounds[1], group.end + 2)]
    return before, after


def pair_features(pair: Pair, text: str, triggers: list[Trigger], salience: Salience) -> list[str]:
    """The features of a pair of groups, types left out (``type_features`` gives those of two members).

    ``triggers`` are those of the pair's stretch of clauses; ``salience`` says what the document is about.
    Names: ``b`` between, ``l`` left of both, ``r`` right of both, ``s``/``o`` beside subject/object.
    """
    frame = pair.frame
    span = frame.sentence.span
    left, right = sorted((pair.subject, pair.object), key=lambda g: g.start)
    order = "SO" if left is pair.subject else "OS"
    features = [f"order={order}", f"kind={frame.sentence.kind}"]
    if frame.sentence.question:
        features.append("question")
    if pair.context:
        features += _context_features(pair, text, triggers)
    if pair.context in ("", "list"):
        between = text[left.end : right.start]
        middle = [t for t in triggers if t.start >= left.end and t.end <= right.start]
        crossed = [g for g in frame.groups if g.start >= left.end and g.end <= right.start]
        commas = frame.clause_of(right.start) - frame.clause_of(left.end - 1)
        features += [
            f"{order}:crossed={min(len(crossed), 4)}",
            f"{order}:clauses={min(commas, 3)}",
            f"{order}:distance={_bucket(len(between), (0, 1, 2, 4, 7, 12, 20, 35))}",
            f"{order}:crossed={min(len(crossed), 3)},clauses={min(commas, 2)}",
        ]
        if len(between) <= 6:
            features.append(f"{order}:bt={between}")
        for trigger in middle:
            features += [f"{order}:b={trigger.word}", f"b={trigger.word}"]
        if middle:
            features += [f"{order}:first={middle[0].word}", f"{order}:last={middle[-1].word}"]
            if not crossed:
                features.append(f"{order}:only={'+'.join(t.word for t in middle[:3])}")
            else:
                features.append(f"{order}:last,crossed={middle[-1].word}")
            touching = [t for t in middle if t.start == left.end]
            features += [f"{order}:touch={t.word}" for t in touching]
        else:
            features.append(f"{order}:no trigger between")
        before = [t for t in triggers if t.end <= left.start]
        after = [t for t in triggers if t.start >= right.end]
        features += [f"{order}:l={t.word}" for t in before[-2:]]
        features += [f"{order}:r={t.word}" for t in after[:2]]
        if after and after[0].start - right.end <= 2:
            features.append(f"{order}:r0={after[0].word}")
        if before and left.start - before[-1].end <= 1:
            features.append(f"{order}:l0={before[-1].word}")
        clause_l, clause_r = frame.clause_of(left.start), frame.clause_of(right.start)
        features += _rival_features(pair, left, right, order, triggers)
        if frame.groups and frame.groups[0] == left:
            features.append(f"{order}:left is first")
        if frame.groups and frame.groups[-1] == right:
            features.append(f"{order}:right is last")
        if frame.first.get(clause_l, left.start) >= left.start:
            features.append(f"{order}:left opens its clause")
        if frame.last.get(clause_r, right.start) <= right.start:
            features.append(f"{order}:right closes its clause")
        for name, group in (("l", left), ("r", right)):
            pre, post = _side(text, group, span)
            features += [
                f"{order}:{name}pre={pre[-1:]}",
                f"{order}:{name}post={post[:1]}",
                f"{order}:{name}post2={post}",
            ]
            features.append(f"{order}:{name}pre2={pre}")
        compact = between if len(between) <= 12 else between[:6] + between[-6:]
        features += [f"bg={compact[i : i + 2]}" for i in range(len(compact) - 1)]
    features.append(f"members={min(len(pair.subject.members), 3)},{min(len(pair.object.members), 3)}")
    for role, group in (("s", pair.subject), ("o", pair.object)):
        features += salience.features(role, group)
    theirs = [min([salience.rank(m.entity) for m in g.members]) for g in (pair.subject, pair.object)]
    features.append("subject is more salient" if theirs[0] < theirs[1] else "object is more salient")
    return features


def _context_features(pair: Pair, text: str, triggers: list[Trigger]) -> list[str]:
    """How the one mention that is in the sentence stands there, and whether the sentence has a subject of its own."""
    frame, context = pair.frame, pair.context
    group = pair.subject if context.endswith("/object") else pair.object
    span = frame.sentence.span
    clause = frame.clause_of(group.start)
    opening = frame.clauses[clause].start
    before = [t for t in triggers if t.end <= group.start]
    here = [t for t in before if t.start >= opening]
    local = [g for g in frame.groups if g.start < group.start and frame.clause_of(g.start) == clause]
    earlier = [g for g in frame.groups if g.start < group.start]
    own = bool(frame.groups) and not any(t.end <= frame.groups[0].start for t in frame.triggers)
    lead, after = _side(text, group, span)
    features = [
        f"{context}:rank={min(len(earlier), 3)}",
        f"{context}:local={min(len(local), 2)}",
        f"{context}:own={own}",
        f"{context}:pronoun={frame.pronoun}",
        f"{context}:local={min(len(local), 1)},own={own},pronoun={frame.pronoun}",
        f"{context}:clause={min(clause, 3)}",
        f"{context}:before={lead}",
        f"{context}:before1={lead[-1:]}",
        f"{context}:after={after[:1]}",
    ]
    features += [f"{context}:l={t.word}" for t in before]
    features += [f"{context}:r={t.word}" for t in triggers if t.start >= group.end]
    if here:
        nearest = here[-1]
        features += [
            f"{context}:n={nearest.word}",
            f"{context}:n={nearest.word},local={min(len(local), 1)}",
            f"n={nearest.word}",
        ]
        if here[0].start - opening <= 2 and not any(g.start < here[0].start for g in local):
            features += [f"{context}:verb first", f"{context}:verb first={here[0].word}"]
    return features


def _rival_features(pair: Pair, left: Group, right: Group, order: str, triggers: list[Trigger]) -> list[str]:
    """Whether another group opens a clause between the two, and whether the later clause starts with its verb."""
    frame = pair.frame
    rivals = [
        g
        for g in frame.groups
        if left.end <= g.start and g.end <= right.start and frame.first[frame.clause_of(g.start)] == g.start
    ]
    clause = frame.clause_of(right.start)
    features = [f"{order}:rivals={min(len(rivals), 2)}"]
    if clause != frame.clause_of(left.start):
        opening = frame.clauses[clause].start
        local = [g for g in frame.groups if opening <= g.start < right.start]
        verbs = [t for t in triggers if opening <= t.start < right.start]
        if verbs and not local:
            features += [
                f"{order}:dropped",
                f"{order}:dropped,rivals={min(len(rivals), 2)}",
                f"{order}:dropped={verbs[-1].word}",
            ]
        elif local:
            features.append(f"{order}:own subject")
    return features


def licence_features(pair: Pair, licences: Mapping[str, tuple[Rule, Trigger | None]], obj: str) -> list[str]:
    """Which rules propose the pair, and where their trigger stands: what triggers of one rule have in common."""
    left, right = sorted((pair.subject, pair.object), key=lambda g: g.start)
    order = ("SO" if left is pair.subject else "OS") + pair.context
    crossed = len([g for g in pair.frame.groups if left.end <= g.start and g.end <= right.start])
    features = []
    for rule, trigger in licences.values():
        if trigger is None:
            features.append(f"{order}:{rule.id}")
            continue
        place = "l" if trigger.end <= left.start else "r" if trigger.start >= right.end else "b"
        strong = "!" if trigger.word in rule.triggers[:STRONG] else ""
        name = f"{order}:{rule.id}{strong}:{place}"
        features += [name, f"{name}:{min(crossed, 2)}", f"{name}>{obj}"]
    return features


def name_features(subject: str, obj: str) -> list[str]:
    """The heads and lengths of the two names (their last characters say what kind of thing they are)."""
    subject, obj = subject.replace("\n", " "), obj.replace("\n", " ")
    return [
        f"s-2={subject[-2:]}",
        f"o-2={obj[-2:]}",
        f"s-1={subject[-1:]}",
        f"o-1={obj[-1:]}",
        f"o+2={obj[:2]}",
        f"s#={min(len(subject), 8)}",
        f"o#={min(len(obj), 8)}",
    ]


def type_features(pair: Pair, subject: str, obj: str, triggers: list[Trigger], text: str) -> list[str]:
    """The features that depend on the types of the two members."""
    left, right = sorted((pair.subject, pair.object), key=lambda g: g.start)
    order = ("SO" if left is pair.subject else "OS") + (f"/{pair.context}" if pair.context else "")
    features = [
        f"S={subject}",
        f"O={obj}",
        f"{subject}>{obj}",
        f"{order}:{subject}>{obj}",
        f"{order}:S={subject}",
        f"{order}:O={obj}",
    ]
    if not pair.context:
        middle = [t for t in triggers if t.start >= left.end and t.end <= right.start]
        for trigger in middle[:1] + middle[1:][-1:]:
            features += [f"{order}:{trigger.word}>{obj}", f"{order}:{subject}<{trigger.word}"]
        between = text[left.end : right.start]
        if len(between) <= 3:
            features.append(f"{order}:{subject}{between}{obj}")
        crossed = len([g for g in pair.frame.groups if g.start >= left.end and g.end <= right.start])
        features.append(f"{order}:{subject}>{obj},{min(crossed, 2)}")
    return features
