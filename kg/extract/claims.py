"""Claims: the rules propose, the scorer disposes, cues give polarity and modality, the raw words are the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import ceil
from typing import NamedTuple

import numpy as np

from kg.extract.polarity import modality_of, polarity_of
from kg.extract.proposals import Proposal, Proposals
from kg.extract.rulebook import RuleBook
from kg.extract.scorer import Scorer
from kg.extract.syntax import Frame, Trigger
from kg.model import AlignedText, Claim, Evidence, Modality, Polarity, Section, Span
from kg.model.extraction import Rejection
from kg.model.ids import claim_id
from kg.vocabulary.cues import Cues
from kg.vocabulary.rules import Rule

# A proposal below this probability is never believed. On articles left out the F1 of pairs is flat from .06 to .14; a
# higher floor trades claims that are found for claims that are right.
FLOOR = 0.08
# An article says about one claim for each entity it names (1.09 on the mean of 48 annotated articles, counting what
# only one of two annotators saw; F1 on articles left out is flat from 1 to 1.3): of the proposals above the floor the
# best so many become claims. Probabilities run lower on prose unlike that which taught the scorer; their order carries
# over better than their height.
CLAIMS_PER_ENTITY = 1.0


class _Said(NamedTuple):
    """What is claimed, whatever the place and the hedge."""

    subject: str
    predicate: str
    object: str
    polarity: Polarity


class _Saying(NamedTuple):
    """One place that says it."""

    probability: float
    modality: Modality
    evidence: Evidence


class ClaimMaker:
    """Turns the frames of one document into claims with evidence."""

    def __init__(self, book: RuleBook, scorer: Scorer | None, cues: Cues, symmetric: frozenset[str]) -> None:
        self._book = book
        self._scorer = scorer
        self._cues = cues
        self._symmetric = symmetric

    def claims(
        self, frames: Sequence[Frame], text: AlignedText, document: str, sections: Sequence[Section]
    ) -> tuple[tuple[Claim, ...], tuple[Rejection, ...]]:
        """The claims of a document by first evidence, and the proposals that the scorer turned down."""
        headings = {s.number: text.clean[s.heading.start : s.heading.end] for s in sections}
        found: dict[_Said, dict[Span, _Saying]] = {}
        rejections: list[Rejection] = []
        for proposal, predicate, probability, accepted in self.judged(frames, text, FLOOR):
            if accepted:
                said, saying = self._saying(proposal, predicate, probability, text, document, headings)
                places = found.setdefault(said, {})
                if saying.evidence.span not in places or places[saying.evidence.span].probability < probability:
                    places[saying.evidence.span] = saying
            elif probability >= FLOOR:
                rule = proposal.licences[predicate][0]
                rejections.append(self._rejection(proposal, predicate, rule, probability, text))
        return _claims(found), tuple(rejections)

    def judged(
        self, frames: Sequence[Frame], text: AlignedText, floor: float = 0.0
    ) -> Iterator[tuple[Proposal, str, float, bool]]:
        """Proposals with each predicate licensed for them, its probability, and whether it becomes a claim.

        What is less likely than ``floor`` is left out. A question claims nothing and proposes nothing.
        """
        proposals = Proposals(frames, text.clean, self._book, questions=False)
        scored = list(self._scored(proposals, floor))
        entities = len({m.entity for f in frames for g in f.groups for m in g.members})
        # Rules alone give no order to choose by: all they say plainly stands.
        most = ceil(entities * CLAIMS_PER_ENTITY) if self._scorer is not None else len(scored)
        believed = _believed(scored, most)
        for proposal, predicate, probability in scored:
            yield proposal, predicate, probability, probability >= FLOOR and _triple(proposal, predicate) in believed

    def _scored(self, proposals: Proposals, floor: float) -> Iterator[tuple[Proposal, str, float]]:
        """Proposals with predicate and probability, in the order of the text."""
        if self._scorer is None:
            # Rules alone: believe a licence only if nothing else stands between its words.
            for proposal in proposals:
                for predicate, (_, trigger) in sorted(proposal.licences.items()):
                    yield proposal, predicate, float(_plain(proposal, trigger))
            return
        number, rule, _, _ = proposals.licences
        # The scorer may never have seen a predicate: then its probability is 0.
        column = {predicate: at for at, predicate in enumerate(self._scorer.predicates)}
        columns = np.array([column.get(predicate, -1) for predicate in self._book.predicates], np.int64)
        told = columns[self._book.predicate[rule]]
        shares = self._scorer.judge(proposals, floor)[number, told] * (told >= 0)
        likely = np.flatnonzero(shares >= floor).tolist()
        for made, places in groupby(likely, key=lambda at: int(number[at])):
            proposal = proposals[made]
            for at in places:
                yield proposal, self._book.rules[rule[at]].predicate, float(shares[at])

    def _saying(
        self,
        proposal: Proposal,
        predicate: str,
        probability: float,
        text: AlignedText,
        document: str,
        headings: Mapping[int, str],
    ) -> tuple[_Said, _Saying]:
        subject, obj = proposal.subject, proposal.object
        if predicate in self._symmetric and obj.entity < subject.entity:
            subject, obj = obj, subject
        rule, trigger = proposal.licences[predicate]
        polarity = polarity_of(proposal.pair, proposal.span, text.clean, rule, trigger, self._cues)
        raw = text.to_raw(proposal.span)
        evidence = Evidence(
            document,
            raw,
            text.raw[raw.start : raw.end],
            headings.get(proposal.pair.frame.sentence.section, ""),
            rule.id,
            text.to_raw(Span(subject.start, subject.end)),
            text.to_raw(Span(obj.start, obj.end)),
        )
        modality = modality_of(proposal.pair, text.clean, self._cues)
        return _Said(subject.entity, predicate, obj.entity, polarity), _Saying(probability, modality, evidence)

    @staticmethod
    def _rejection(proposal: Proposal, predicate: str, rule: Rule, probability: float, text: AlignedText) -> Rejection:
        name = text.clean
        subject, obj = proposal.subject, proposal.object
        what = f"{name[subject.start : subject.end]} {predicate} {name[obj.start : obj.end]}"
        return Rejection("claims", text.to_raw(proposal.span), what, f"{rule.id}: probability {probability:.2f}")


def _triple(proposal: Proposal, predicate: str) -> tuple[str, str, str]:
    return proposal.subject.entity, predicate, proposal.object.entity


def _believed(scored: Sequence[tuple[Proposal, str, float]], most: int) -> frozenset[tuple[str, str, str]]:
    """The likeliest ``most`` triples of those above the floor."""
    best: dict[tuple[str, str, str], float] = {}
    for proposal, predicate, probability in scored:
        if probability >= FLOOR:
            triple = _triple(proposal, predicate)
            best[triple] = max(probability, best.get(triple, 0.0))
    return frozenset(sorted(best, key=lambda t: (-best[t], t))[:most])


def _plain(proposal: Proposal, trigger: Trigger | None) -> bool:
    pair = proposal.pair
    if pair.context or trigger is None:
        return not pair.context
    points = sorted((pair.subject.start, trigger.start, pair.object.start))
    crossed = [
        g for g in pair.frame.groups if points[0] < g.start < points[-1] and g not in (pair.subject, pair.object)
    ]
    return not crossed and proposal.span.end - proposal.span.start < 80


def _claims(found: Mapping[_Said, Mapping[Span, _Saying]]) -> tuple[Claim, ...]:
    """One claim for all that says it; its modality is that of its clearest evidence."""
    claims = []
    for (subject, predicate, obj, polarity), places in found.items():
        clearest = min(places.values(), key=lambda s: (-s.probability, s.evidence.span))
        id_ = claim_id(subject, predicate, obj, polarity, clearest.modality)
        evidence = tuple(places[span].evidence for span in sorted(places))
        claims.append(Claim(id_, subject, predicate, obj, polarity, clearest.modality, evidence))
    return tuple(sorted(claims, key=lambda c: (c.evidence[0].span, c.id)))
