"""Polarity and modality of a claim: which cues stand in its scope."""

from __future__ import annotations

from kg.extract.pairs import Pair
from kg.extract.syntax import Trigger
from kg.model import Modality, Polarity, Span
from kg.vocabulary.cues import Cues, CueSet
from kg.vocabulary.rules import Rule

# How far before the trigger (or the later mention) a negation still governs it, in characters. Longer distances
# mostly hold another verb of their own.
NEGATION_REACH = 4


def polarity_of(pair: Pair, span: Span, text: str, rule: Rule, trigger: Trigger | None, cues: Cues) -> Polarity:
    """Negated if a negation governs the trigger, or stands between the mentions where there is no trigger.

    ``span`` is the stretch of clauses that says it. A trigger that is itself a negation (a rule may list one) negates
    as well, unless the rule's predicate already says the negation.
    """
    if rule.inherent:
        return Polarity.AFFIRMED
    left, right = sorted((pair.subject, pair.object), key=lambda g: g.start)
    negated = 0
    for cue_start, cue_end, _ in cues.negation.find(text, *span):
        if _inside(cue_start, cue_end, pair):
            continue
        if trigger is not None:
            governs = cue_start >= trigger.start - NEGATION_REACH and cue_end <= trigger.end
            governs = governs or (trigger.end <= cue_start < right.start and cue_start - trigger.end <= 1)
            # A negation before a fronted argument (不要把 X 理解成 Y) governs the verb behind it.
            fronted = cue_end <= left.start <= cue_end + 1 and left.end <= trigger.start
            governs = governs or (fronted and pair.frame.clause_of(trigger.start) == pair.frame.clause_of(cue_start))
        else:
            governs = not pair.context and left.end <= cue_start and cue_end <= right.start
        negated += governs
    return Polarity.NEGATED if negated % 2 else Polarity.AFFIRMED


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
