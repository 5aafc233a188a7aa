"""What a document says by its structure: who published it (credits) and which phase follows which (headings)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from kg.extract.lexicon import LexiconIndex, fold
from kg.extract.rulebook import RuleBook
from kg.extract.syntax import Frame, Group
from kg.model import (
    Alias,
    AliasKind,
    AlignedText,
    Article,
    Claim,
    Entity,
    Evidence,
    Mention,
    Modality,
    Polarity,
    Resolution,
    Span,
)
from kg.model.ids import claim_id, entity_id
from kg.vocabulary.names import Names
from kg.vocabulary.rules import Rule

CREDIT = "credit"


def credit_mentions(
    text: str, credits: Iterable[tuple[Span, Span]], rules: Sequence[Rule], lexicon: LexiconIndex
) -> list[Mention]:
    """The publishers that credits name; their type is the lexicon's, else the first that the credit rule takes."""
    rule = next((r for r in rules if r.context == CREDIT), None)
    if rule is None or not rule.object:
        return []
    mentions = []
    for span, _ in credits:
        name = text[span.start : span.end]
        row = next((r for r in lexicon.by_name.get(fold(name), []) if r.type in rule.object), None)
        type_ = row.type if row else rule.preferred_object
        mentions.append(Mention(span, name, type_, "pattern", rule.id, row.id if row else ""))
    return mentions


class Structure:
    """Reads claims from the layout of one document. ``headings`` rules and the ``credit`` rule are the ontology's."""

    def __init__(self, book: RuleBook, names: Names, slug: Callable[[str], str]) -> None:
        self._book = book
        self._names = names
        self._slug = slug

    def publication(
        self,
        article: Article,
        text: AlignedText,
        credits: Sequence[tuple[Span, Span]],
        resolutions: Sequence[Resolution],
        to_simplified: Callable[[str], str],
    ) -> tuple[Entity | None, list[Resolution], list[Claim]]:
        """The article as a work, its mentions in credits (this very article), and who published it."""
        rule = next((r for r in self._book.rules if r.context == CREDIT), None)
        publishers = {r.mention.span: r.entity for r in resolutions if rule is not None and r.mention.detail == rule.id}
        if rule is None or not publishers or not article.title:
            return None, [], []
        work = self._work(article, rule, to_simplified)
        mentions, claims = [], []
        for name, credit in credits:
            if name not in publishers:
                continue
            subject = text.to_raw(credit)
            for word in self._names.self_words:
                at = text.clean.find(word, credit.start, credit.end)
                if at >= 0:
                    span = Span(at, at + len(word))
                    subject = text.to_raw(span)
                    mention = Mention(span, word, work.type, "pattern", rule.id)
                    mentions.append(Resolution(mention, work.id, "names the article itself"))
                    break
            evidence = self._evidence(article, text, credit, rule, subject, text.to_raw(name))
            claims.append(_claim(work.id, rule.predicate, publishers[name], evidence))
        return work, mentions, claims

    def _work(self, article: Article, rule: Rule, to_simplified: Callable[[str], str]) -> Entity:
        title = " ".join(article.title.split())
        label = f"\u300a{to_simplified(title)}\u300b"
        type_ = min(rule.subject)
        aliases = [
            Alias(label, AliasKind.PREFERRED, "zh-Hans"),
            Alias(f"\u300a{title}\u300b", AliasKind.PREFERRED, "zh-Hant"),
        ]
        return Entity(entity_id(self._slug(title), type_, label), type_, label, tuple(aliases))

    def succession(self, article: Article, text: AlignedText, frames: Sequence[Frame]) -> list[Claim]:
        """A claim for every two neighbouring headings that a ``headings`` rule joins, in the order they stand."""
        claims = []
        headed = [(f, f.groups[0]) for f in frames if f.sentence.kind == "heading" and f.groups]
        for at, rule in enumerate(self._book.rules):
            if rule.context != "headings":
                continue
            fitting = [(f, g) for f, g in headed if self._book.fits(at, g.members[0].type, g.members[0].type)]
            for (above, one), (below, two) in pairwise(fitting):
                if one.members[0].entity != two.members[0].entity:
                    subject, obj = _raw(text, one), _raw(text, two)
                    evidence = [
                        self._evidence(article, text, frame.sentence.span, rule, subject, obj)
                        for frame in (above, below)
                    ]
                    claims.append(_claim(one.members[0].entity, rule.predicate, two.members[0].entity, *evidence))
        return claims

    @staticmethod
    def _evidence(article: Article, text: AlignedText, span: Span, rule: Rule, subject: Span, obj: Span) -> Evidence:
        raw = text.to_raw(span)
        return Evidence(article.id, raw, text.raw[raw.start : raw.end], "", rule.id, subject, obj)


def _raw(text: AlignedText, group: Group) -> Span:
    first = group.members[0]
    return text.to_raw(Span(first.start, first.end))


def _claim(subject: str, predicate: str, obj: str, *evidence: Evidence) -> Claim:
    polarity, modality = Polarity.AFFIRMED, Modality.ASSERTED
    return Claim(
        claim_id(subject, predicate, obj, polarity, modality), subject, predicate, obj, polarity, modality, evidence
    )


def merged(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims by first evidence; the same claim found twice keeps the evidence of both."""
    by_id: dict[str, Claim] = {}
    for claim in claims:
        held = by_id.get(claim.id)
        if held is None:
            by_id[claim.id] = claim
            continue
        evidence = {e.span: e for e in (*claim.evidence, *held.evidence)}
        ordered = tuple(evidence[span] for span in sorted(evidence))
        by_id[claim.id] = Claim(
            held.id, held.subject, held.predicate, held.object, held.polarity, held.modality, ordered
        )
    return tuple(sorted(by_id.values(), key=lambda c: (c.evidence[0].span, c.id)))
