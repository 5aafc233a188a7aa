"""Claims: the rules propose, the scorer disposes, cues give polarity and modality, the raw words are the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from kg.extract.pair_features import Salience, licence_features, name_features, pair_features, type_features
from kg.extract.pairs import Pair, RuleBook, context_pairs, member_pairs, sentence_pairs, stretch
from kg.extract.polarity import modality_of, polarity_of
from kg.extract.scorer import Features, Scorer
from kg.extract.syntax import Frame, Group, Placed, Trigger
from kg.model import AlignedText, Claim, Evidence, Modality, Polarity, Section, Span
from kg.model.extraction import Rejection
from kg.model.ids import claim_id
from kg.vocabulary.cues import Cues
from kg.vocabulary.rules import Rule

# A proposal below this probability is never believed. On articles left out the F1 of claims is flat from .03 to .12; at
# .1 every fifth claim is the annotators' word for word instead of every sixth.
FLOOR = 0.1
# An article says about one claim for each entity it names (1.09 on the mean of 48 annotated articles, counting what
# only one of two annotators saw): of the proposals above the floor the best so many become claims. Probabilities run
# lower on prose unlike that which taught the scorer; their order carries over better than their height.
CLAIMS_PER_ENTITY = 1.0


class Proposal(NamedTuple):
    """Two mentions and the predicates that rules license between them, with the features the scorer sees.

    What has been judged keeps no features: those of one article take more memory than all else it holds.
    """

    pair: Pair
    subject: Placed
    object: Placed
    licences: Mapping[str, tuple[Rule, Trigger | None]]
    features: Features
    span: Span


_JUDGED = Features((), (), ())


def document_pairs(frames: Sequence[Frame]) -> Iterator[Pair]:
    """Every pair of a document, with subjects carried over into sentences that drop or replace them.

    ``previous`` is what the sentence before began with, ``heading`` what the section's heading names. What a whole
    paragraph or the title is about was tried as well: on articles left out it only added noise.
    """
    carried: dict[str, Group] = {}
    for frame in frames:
        kind = frame.sentence.kind
        yield from sentence_pairs(frame)
        first = frame.groups[0] if frame.groups else None
        if kind == "heading":
            carried = {} if first is None else {"heading": first}
        elif kind == "body":
            yield from context_pairs(frame, _distinct(carried))
            if first is not None:
                carried["previous"] = first


def _distinct(carried: Mapping[str, Group]) -> dict[str, Group]:
    """The carried groups; the heading only if the sentence before was about something else."""
    heading, previous = carried.get("heading"), carried.get("previous")
    if heading and previous and heading.members[0].entity == previous.members[0].entity:
        return {"previous": previous}
    return dict(carried)


def propose(frames: Sequence[Frame], text: str, book: RuleBook, *, questions: bool = True) -> Iterator[Proposal]:
    """What the rules license, member by member of every list, in the order of the text; in questions too, if wanted."""
    salience = Salience(frames)
    for pair in document_pairs(frames):
        if pair.frame.sentence.question and not questions:
            continue
        start, end = stretch(pair)
        triggers = [t for t in pair.frame.triggers if start <= t.start < end]
        licensed = book.licensed(pair, text, triggers)
        if not licensed:
            continue
        shared: list[str] = []
        # Members of one list mostly share their type, and what depends on nothing else.
        by_types: dict[tuple[str, str], tuple[dict[str, tuple[Rule, Trigger | None]], list[str]]] = {}
        for subject, obj in member_pairs(pair):
            types = subject.type, obj.type
            if types not in by_types:
                licences = {p: found for p, found in licensed.items() if book.fits(found[0], *types)}
                typed: list[str] = []
                if licences:
                    shared = shared or pair_features(pair, text, triggers, salience)
                    typed = type_features(pair, *types, triggers, text) + licence_features(pair, licences, obj.type)
                by_types[types] = licences, typed
            licences, typed = by_types[types]
            if licences:
                names = name_features(text[subject.start : subject.end], text[obj.start : obj.end])
                yield Proposal(pair, subject, obj, licences, Features(shared, typed, names), Span(start, end))


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
            rule = proposal.licences[predicate][0]
            if accepted:
                said, saying = self._saying(proposal, predicate, probability, text, document, headings)
                places = found.setdefault(said, {})
                if saying.evidence.span not in places or places[saying.evidence.span].probability < probability:
                    places[saying.evidence.span] = saying
            elif probability >= FLOOR:
                rejections.append(self._rejection(proposal, predicate, rule, probability, text))
        return _claims(found), tuple(rejections)

    def judged(
        self, frames: Sequence[Frame], text: AlignedText, floor: float = 0.0
    ) -> Iterator[tuple[Proposal, str, float, bool]]:
        """Every proposal with each predicate licensed for it, its probability, and whether it becomes a claim.

        Proposals whose two mentions are less likely than ``floor`` to be related are left out. A question claims
        nothing and proposes nothing.
        """
        scored = [
            (judged, predicate, probability)
            for proposal in propose(frames, text.clean, self._book, questions=False)
            for judged in (proposal._replace(features=_JUDGED),)
            for predicate, probability in self._probabilities(proposal, floor).items()
        ]
        entities = len({m.entity for f in frames for g in f.groups for m in g.members})
        # Rules alone give no order to choose by: all they say plainly stands.
        most = ceil(entities * CLAIMS_PER_ENTITY) if self._scorer is not None else len(scored)
        believed = _believed(scored, most)
        for proposal, predicate, probability in scored:
            yield proposal, predicate, probability, probability >= FLOOR and _triple(proposal, predicate) in believed

    def _probabilities(self, proposal: Proposal, floor: float) -> dict[str, float]:
        if self._scorer is not None:
            # A relation between names that are no names is none: what counts is that all three are right.
            names = proposal.subject.confidence * proposal.object.confidence
            related = self._scorer.related(proposal.features) * names
            if related < floor:
                return {}
            shares = self._scorer.predicates(proposal.features, sorted(proposal.licences))
            return {p: share * related for p, share in shares.items()}
        # Rules alone: believe a licence only if nothing else stands between its words.
        return {p: float(_plain(proposal, proposal.licences[p][1])) for p in sorted(proposal.licences)}

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
        polarity = polarity_of(proposal.pair, text.clean, rule, trigger, self._cues)
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
