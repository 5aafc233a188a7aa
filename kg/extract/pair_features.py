"""What the scorer looks at when it judges a pair: features that a person can name."""

from __future__ import annotations

from kg.extract.pairs import Pair
from kg.extract.syntax import Group, Trigger


def _bucket(number: int, edges: tuple[int, ...]) -> str:
    return str(next((edge for edge in edges if number <= edge), "more"))


def _side(text: str, group: Group, bounds: tuple[int, int]) -> tuple[str, str]:
    before = text[max(bounds[0], group.start - 2) : group.start]
    after = text[group.end : min(bounds[1], group.end + 2)]
    return before, after


def pair_features(pair: Pair, text: str, triggers: list[Trigger], salience: dict[str, int]) -> list[str]:
    """The features of a pair of groups, types left out (``type_features`` gives those of two members).

    ``triggers`` are those of the pair's stretch of clauses; ``salience`` counts the mentions of each entity.
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
        features.append(f"context={pair.context}")
        group = pair.subject if pair.context.endswith("/object") else pair.object
        rank = frame.groups.index(group) if group in frame.groups else 0
        features += [f"{pair.context}:rank={min(rank, 3)}", f"{pair.context}:pronoun={frame.pronoun}"]
        before, after = _side(text, group, span)
        features += [
            f"{pair.context}:before={before}",
            f"{pair.context}:before1={before[-1:]}",
            f"{pair.context}:after={after[:1]}",
        ]
        features += [f"{pair.context}:l={t.word}" for t in triggers if t.end <= group.start]
        nearest = [t for t in triggers if t.end <= group.start][-1:]
        features += [f"{pair.context}:n={t.word}" for t in nearest]
        features += [f"{pair.context}:r={t.word}" for t in triggers if t.start >= group.end]
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
        if frame.groups and frame.groups[0] == left:
            features.append(f"{order}:left is first")
        if frame.groups and frame.groups[-1] == right:
            features.append(f"{order}:right is last")
        if not any(frame.clause_of(g.start) == clause_l and g.start < left.start for g in frame.groups):
            features.append(f"{order}:left opens its clause")
        if not any(frame.clause_of(g.start) == clause_r and g.start > right.start for g in frame.groups):
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
        features.append(
            f"{role}:salience={_bucket(max(salience.get(m.entity, 0) for m in group.members), (1, 2, 4, 8))}"
        )
    return features


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
        crossed = sum(g.start >= left.end and g.end <= right.start for g in pair.frame.groups)
        features.append(f"{order}:{subject}>{obj},{min(crossed, 2)}")
    return features
