"""Claims: the rules propose, the scorer disposes, cues give polarity and modality, the raw words are the evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import ceil
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from kg.extract.modality import modality_of
from kg.extract.polarity import Sayings, negated
from kg.extract.proposals import Proposal, Proposals
from kg.extract.rulebook import Licences, RuleBook
from kg.extract.scorer import Scorer
from kg.extract.syntax import Frame, Trigger
from kg.model import AlignedText, Claim, Evidence, Modality, Polarity, Section, Span
from kg.model.extraction import Rejection
from kg.model.ids import claim_id
from kg.text.codes import Reals
from kg.vocabulary.cues import Cues
from kg.vocabulary.rules import Rule

# A proposal below this probability is never believed. On articles left out F1 is the same from .03 to .12: the next
# limit is nearly always the narrower one.
FLOOR = 0.08
# An article says about one claim for each entity it names (1.09 on the mean of 48 annotated articles, counting what
# only one of two annotators saw): of the proposals above the floor the best so many become claims. On articles left out
# claims reach F1 .195 with 1, .193 with .8 and with 1.2. Probabilities run lower on prose unlike that which taught the
# scorer; their order carries over better than their height.
CLAIMS_PER_ENTITY = 1.0


class Judged(NamedTuple):
    """What may be said of a proposal, by a rule and its trigger: how likely it is, and whether it is claimed."""

    proposal: Proposal
    rule: Rule
    trigger: Trigger | None
    probability: float
    polarity: Polarity
    accepted: bool

    @property
    def predicate(self) -> str:
        """What is said."""
        return self.rule.predicate


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
        sayings: list[tuple[_Said, _Saying]] = []
        rejections: list[Rejection] = []
        for judged in self.judged(frames, text, FLOOR):
            if judged.accepted:
                sayings.append(self._saying(judged, text, document, headings))
            elif judged.probability >= FLOOR:
                rejections.append(_rejection(judged, text))
        return _claims(sayings, self._symmetric), tuple(rejections)

    def judged(self, frames: Sequence[Frame], text: AlignedText, floor: float = 0.0) -> Iterator[Judged]:
        """What the rules propose, in the order of the text, but for what is less likely than ``floor``.

        A question claims nothing and proposes nothing. Of one proposal the likeliest predicate is claimed, if any.
        """
        proposals = Proposals(frames, text.clean, self._book, questions=False)
        options, probabilities = self._options(proposals, floor)
        model = self._scorer.polarity if self._scorer is not None else None
        denied = negated(Sayings(proposals, options, self._book, self._cues.negation), model)
        accepted = probabilities >= FLOOR
        entities = len({m.entity for f in frames for g in f.groups for m in g.members})
        # Rules alone give no order to choose by: all they say plainly stands.
        most = len(accepted)
        if self._scorer is not None:
            most = ceil(entities * CLAIMS_PER_ENTITY)
            best = np.zeros(len(proposals))
            np.maximum.at(best, options.pair, probabilities)
            accepted &= probabilities == best[options.pair]
        rules, triggers = self._book.rules, proposals.pairs.places.triggers
        judged = []
        rows = zip(*options[:3], probabilities, denied, accepted, strict=True)
        for number, said in groupby(rows, itemgetter(0)):
            proposal = proposals[number]
            for _, rule, trigger, probability, denies, likely in said:
                polarity = Polarity.NEGATED if denies else Polarity.AFFIRMED
                word = triggers[trigger] if trigger >= 0 else None
                judged.append(Judged(proposal, rules[rule], word, float(probability), polarity, bool(likely)))
        believed, least = _believed(judged, most)
        for each in judged:
            # What is less likely than every claim supports none.
            stands = each.accepted and each.probability >= least and _triple(each) in believed
            yield each._replace(accepted=stands)

    def _options(self, proposals: Proposals, floor: float) -> tuple[Licences, Reals]:
        """What may be said of ``proposals``, by proposal and predicate, with probabilities.

        That is what rules license, but for what a scorer finds less likely than ``floor``, and predicates of open rules
        that it finds likely enough to be claimed.
        """
        licences, book = proposals.licences, self._book
        if self._scorer is None:
            # Rules alone: believe a licence only if nothing else stands between its words.
            plain = [_plain(made, trigger) for made in proposals for _, trigger in made.licences.values()]
            return licences, np.array(plain, np.float64)
        # The scorer may never have seen a predicate: then its probability is 0.
        column = {predicate: at for at, predicate in enumerate(self._scorer.predicates)}
        columns = np.array([column.get(predicate, -1) for predicate in book.predicates], np.int64)
        shares = self._scorer.judge(proposals, floor)[:, columns] * (columns >= 0)

        def likely(these: Licences, least: float) -> Licences:
            return these.chosen(np.flatnonzero(shares[these.pair, book.predicate[these.rule]] >= least))

        options = book.merged(likely(licences, floor), likely(proposals.openings(), max(floor, FLOOR)))
        return options, shares[options.pair, book.predicate[options.rule]]

    def _saying(
        self, judged: Judged, text: AlignedText, document: str, headings: Mapping[int, str]
    ) -> tuple[_Said, _Saying]:
        proposal, predicate = judged.proposal, judged.predicate
        subject, obj = proposal.subject, proposal.object
        if predicate in self._symmetric and obj.entity < subject.entity:
            subject, obj = obj, subject
        raw = text.to_raw(proposal.span)
        evidence = Evidence(
            document,
            raw,
            text.raw[raw.start : raw.end],
            headings.get(proposal.pair.frame.sentence.section, ""),
            judged.rule.id,
            text.to_raw(Span(subject.start, subject.end)),
            text.to_raw(Span(obj.start, obj.end)),
        )
        modality = modality_of(proposal.pair, text.clean, self._cues)
        said = _Said(subject.entity, predicate, obj.entity, judged.polarity)
        return said, _Saying(judged.probability, modality, evidence)


def _rejection(judged: Judged, text: AlignedText) -> Rejection:
    proposal, name = judged.proposal, text.clean
    subject, obj = (name[member.start : member.end] for member in (proposal.subject, proposal.object))
    reason = f"{judged.rule.id}: probability {judged.probability:.2f}"
    return Rejection("claims", text.to_raw(proposal.span), f"{subject} {judged.predicate} {obj}", reason)


def _triple(judged: Judged) -> tuple[str, str, str]:
    return judged.proposal.subject.entity, judged.predicate, judged.proposal.object.entity


def _believed(judged: Iterable[Judged], most: int) -> tuple[frozenset[tuple[str, str, str]], float]:
    """The likeliest ``most`` triples of those above the floor, and how likely the last of them is."""
    best: dict[tuple[str, str, str], float] = {}
    for each in judged:
        if each.accepted:
            triple = _triple(each)
            best[triple] = max(each.probability, best.get(triple, 0.0))
    believed = sorted(best, key=lambda t: (-best[t], t))[:most]
    return frozenset(believed), best[believed[-1]] if believed else 0.0


def _plain(proposal: Proposal, trigger: Trigger | None) -> bool:
    pair = proposal.pair
    if pair.context or trigger is None:
        return not pair.context
    points = sorted((pair.subject.start, trigger.start, pair.object.start))
    crossed = [
        g for g in pair.frame.groups if points[0] < g.start < points[-1] and g not in (pair.subject, pair.object)
    ]
    return not crossed and proposal.span.end - proposal.span.start < 80


def _claims(sayings: Iterable[tuple[_Said, _Saying]], symmetric: frozenset[str]) -> tuple[Claim, ...]:
    """One claim for all that says it; its modality is that of its clearest evidence.

    One passage says a thing once: of evidence that overlaps the likeliest stands. It does not both say and deny a
    thing either, nor do two names in it stand in a relation both ways unless that is ``symmetric``.
    """
    found: dict[_Said, list[_Saying]] = defaultdict(list)
    for said, saying in sorted(sayings, key=lambda row: (-row[1].probability, row[1].evidence.span, row[0])):
        opposite = Polarity.AFFIRMED if said.polarity == Polarity.NEGATED else Polarity.NEGATED
        against = [*found.get(said, ()), *found.get(said._replace(polarity=opposite), ())]
        if any(other.evidence.span.overlaps(saying.evidence.span) for other in against):
            continue
        turned = found.get(said._replace(subject=said.object, object=said.subject), ())
        if said.predicate in symmetric or not any(_outdone(saying, other) for other in turned):
            found[said].append(saying)
    claims = []
    for (subject, predicate, obj, polarity), places in found.items():
        modality = places[0].modality
        evidence = tuple(sorted((place.evidence for place in places), key=lambda e: e.span))
        id_ = claim_id(subject, predicate, obj, polarity, modality)
        claims.append(Claim(id_, subject, predicate, obj, polarity, modality, evidence))
    return tuple(sorted(claims, key=lambda c: (c.evidence[0].span, c.id)))


def _outdone(saying: _Saying, turned: _Saying) -> bool:
    """Whether ``turned`` joins the same two names the other way round, and is likelier."""
    one, other = saying.evidence, turned.evidence
    return (one.subject, one.object) == (other.object, other.subject) and turned.probability > saying.probability
