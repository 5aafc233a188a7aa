"""Polarity and modality of a claim: which cues stand in its scope."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.pairs import Pair, stretch
from kg.extract.syntax import Trigger
from kg.model import Modality, Polarity
from kg.vocabulary.cues import Cues

# How far before the trigger (or the later mention) a negation still governs it, in characters. Longer distances
# mostly hold another verb of their own.
NEGATION_REACH = 4


def polarity_of(pair: Pair, text: str, trigger: Trigger | None, cues: Cues) -> Polarity:
    """Negated if a negation governs the trigger, or stands between the mentions where there is no trigger.

    A trigger that is itself a negation (a rule may list one) negates as well.
    """
    start, end = stretch(pair)
    left, right = sorted((pair.subject, pair.object), key=lambda g: g.start)
    found = [c for c in cues.negation.find(text, start, end) if not _inside(c[0], c[1], pair)]
    if not found:
        return Polarity.AFFIRMED
    negated = 0
    for cue_start, cue_end, _ in found:
        if trigger is not None:
            governs = cue_start >= trigger.start - NEGATION_REACH and cue_end <= trigger.end
            governs = governs or (trigger.end <= cue_start < right.start and cue_start - trigger.end <= 1)
        else:
            governs = not pair.context and left.end <= cue_start and cue_end <= right.start
        negated += governs
    return Polarity.NEGATED if negated % 2 else Polarity.AFFIRMED


def modality_of(pair: Pair, text: str, cues: Cues) -> Modality:
    """The strongest hedge in the clauses of the claim: possible over future over asserted.

    A weak cue counts only between the two mentions or right before the later one's verb, where it cannot belong to
    another predicate.
    """
    start, end = stretch(pair)
    left, right = sorted((pair.subject, pair.object), key=lambda g: g.start)
    low = start if pair.context else left.end
    if _cue(cues.possible.find(text, start, end), cues.possible.weak, low, right.start, pair):
        return Modality.POSSIBLE
    if _cue(cues.future.find(text, start, end), cues.future.weak, low, right.start, pair):
        return Modality.FUTURE
    return Modality.ASSERTED


def _cue(found: Sequence[tuple[int, int, str]], weak: frozenset[str], low: int, high: int, pair: Pair) -> bool:
    for start, end, word in found:
        if _inside(start, end, pair):
            continue
        if word not in weak or (low <= start and end <= high):
            return True
    return False


def _inside(start: int, end: int, pair: Pair) -> bool:
    members = (*pair.subject.members, *pair.object.members)
    return any(m.start < end and start < m.end for m in members)
