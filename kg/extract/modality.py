"""Modality of a claim: which cues of doubt or of the future stand in its scope."""

from __future__ import annotations

from kg.extract.pairs import Pair
from kg.model import Modality
from kg.vocabulary.cues import Cues, CueSet


def modality_of(pair: Pair, text: str, cues: Cues) -> Modality:
    """The strongest hedge of the claim: possible over future over asserted.

    A cue counts in the clauses of the two mentions, up to the later one (to the end of its clause where no other
    mention follows); a weak cue only in that clause and behind the earlier mention, where it cannot belong to another
    predicate.
    """
    if _hedged(pair, text, cues.possible):
        return Modality.POSSIBLE
    return Modality.FUTURE if _hedged(pair, text, cues.future) else Modality.ASSERTED


def _hedged(pair: Pair, text: str, cues: CueSet) -> bool:
    frame = pair.frame
    left, right = sorted((pair.subject, pair.object), key=lambda g: g.start)
    latest = frame.clause_of(right.start)
    later = frame.clauses[latest]
    inside = frame.sentence.span.start <= left.start
    for clause in {latest, frame.clause_of(left.start)} if inside else {latest}:
        scope = frame.clauses[clause]
        last = frame.last.get(clause, -1) < right.end
        for start, end, word in cues.find(text, scope.start, scope.end if last else min(scope.end, right.end)):
            if _inside(start, end, pair):
                continue
            if word not in cues.weak:
                return True
            # A weak cue right before the later mention governs it as its object (将 as in 将微信封闭): no future.
            if scope == later and start >= max(left.end, later.start) and end != right.start:
                return True
    return False


def _inside(start: int, end: int, pair: Pair) -> bool:
    members = (*pair.subject.members, *pair.object.members)
    return any(m.start < end and start < m.end for m in members)
