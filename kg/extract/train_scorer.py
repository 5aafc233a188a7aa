"""Teach the scorer from gold articles: every proposal of the rules, and the claim the gold makes of it, if any.

It learns from two views of each article: the gold's own mentions, which show what relations look like, and those that
a recognizer found which never saw the article, which show what the scorer will meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kg.extract.linear import Features
from kg.extract.polarity import DENIED, Sayings, polarity_features
from kg.extract.proposals import Proposals
from kg.extract.recognizer import Recognized
from kg.extract.resolve import name_key
from kg.extract.scorer import POLARITY, PREDICATES, RELATED, YES
from kg.extract.syntax import Placed, build_frames
from kg.extract.train_gold import GoldArticle
from kg.extract.train_linear import Learned, Parameters, keys_by_owner, learn, log_odds, named_file, store
from kg.extract.train_manifest import write_manifest
from kg.extract.train_recognizer import article_sentences
from kg.extract.train_setting import AGREED, Setting, found_mentions, owners_of_names, read_setting
from kg.model import Mention, Span

# A found mention that shares at least this part of its characters with a gold mention counts as that entity: wrong
# boundaries are the recognizer's fault and must not teach the scorer that the relation is wrong.
OVERLAP = 0.5
MANIFEST = "scorer.json"
# Chosen on articles left out: with penalties of their own for the two questions, claims reached F1 .142 and pairs .259;
# one model for both reached .132 and .243 at its best. Between 15 and 70 the first penalty makes no difference; of a
# second below 1 fewer predicates are right (.547) than of a stronger one (.553), and those that are seem less likely.
RELATED_PARAMETERS: Parameters = {"c1": 0.0, "c2": 33.0, "max_iterations": 60, "feature.minfreq": 2}
POLARITY_PARAMETERS: Parameters = {"c1": 0.0, "c2": 1.0, "max_iterations": 100, "feature.minfreq": 3}
PREDICATE_PARAMETERS: Parameters = {"c1": 0.1, "c2": 4.0, "max_iterations": 60, "feature.minfreq": 2}


def read_proposals(
    article: GoldArticle, recognized: Sequence[Recognized] | None, setting: Setting
) -> tuple[Proposals, list[dict[str, bool]]]:
    """All proposals in an article, and for each the predicates that join the two with whether the text denies it.

    ``recognized`` are names found by a model that never saw it; None for the gold's own mentions.
    """
    text = article.text.clean
    sentences = article_sentences(text)
    placed = _gold_places(article) if recognized is None else _found_places(article, recognized, setting)
    truth: dict[tuple[str, str], list[tuple[str, bool, Span]]] = defaultdict(list)
    # A place that both says and denies it counts as saying it: those come last.
    for claim in sorted(article.claims, key=lambda claim: not claim.negated):
        for span in claim.spans:
            said = claim.predicate, claim.negated, span
            truth[claim.subject, claim.object].append(said)
            if claim.predicate in setting.symmetric:
                truth[claim.object, claim.subject].append(said)
    proposals = Proposals(build_frames(text, sentences, placed, setting.triggers, setting.cues), text, setting.book)
    right = []
    for proposal in proposals:
        here = truth.get((proposal.subject.entity, proposal.object.entity), ())
        found = {name: denied for name, denied, span in here if span.overlaps(proposal.span)}
        right.append(dict(sorted(found.items())))
    return proposals, right


def _gold_places(article: GoldArticle) -> list[Placed]:
    owner = {span: entity for entity in reversed(article.entities) for span in entity.spans}
    return [Placed(*span, owner[span].id, owner[span].types[0]) for span, _ in article.mentions()]


def _found_places(article: GoldArticle, recognized: Sequence[Recognized], setting: Setting) -> list[Placed]:
    owners = owners_of_names(article)
    spans = [(span, entity.id) for entity in article.entities for span in entity.spans]
    mentions = found_mentions(article, recognized, setting)
    return [Placed(*m.span, _entity_of(m, owners, spans), m.type) for m in mentions]


def _entity_of(mention: Mention, by_name: Mapping[str, str], spans: Iterable[tuple[Span, str]]) -> str:
    key = name_key(mention.name)
    if key in by_name:
        return by_name[key]
    best = max(((_shared(mention.span, span), entity) for span, entity in spans), default=(0.0, ""))
    return best[1] if best[0] >= OVERLAP else f"?{key}"


def _shared(one: Span, other: Span) -> float:
    inside = min(one.end, other.end) - max(one.start, other.start)
    return inside / max(one.end - one.start, other.end - other.start)


def train_scorer_from_gold(
    results: Sequence[tuple[GoldArticle, Sequence[Recognized]]], ontology: Path, left_out: frozenset[str] = frozenset()
) -> Path:
    """Learn from all articles but those named in ``left_out`` and write the weights, their manifest beside them.

    Returns the folder of the weights.
    """
    setting = read_setting(ontology)
    lessons = Lessons(
        [
            (*read_proposals(article, view, setting), AGREED if article.agreed else 1)
            for article, recognized in results
            if article.name not in left_out
            for view in (None, recognized)
        ]
    )
    models = ontology / "models"
    store(models / RELATED, named_file(train_related(lessons), lessons.seen()))
    store(models / PREDICATES, named_file(train_predicates(lessons), lessons.seen()))
    sayings = (features for features, _ in lessons.sayings(setting))
    store(models / POLARITY, named_file(train_polarity(lessons, setting), sayings))
    write_manifest(
        models / MANIFEST,
        what="related: logistic regression, a weight in log odds for each feature; predicates: multinomial logistic "
        "regression over the predicates of pairs that are related; polarity: logistic regression, log odds of being "
        "negated; one instance a proposal of the rules",
        features="kg/extract/pair_features.py",
        parameters={
            "related": RELATED_PARAMETERS,
            "predicates": PREDICATE_PARAMETERS,
            "polarity": POLARITY_PARAMETERS,
        },
        articles=[article for article, _ in results if article.name not in left_out],
        weights=(RELATED, PREDICATES, POLARITY),
    )
    return models


@dataclass(frozen=True, slots=True)
class Lessons:
    """What teaches the scorer: the proposals of documents, the right predicates of each, and how often they count."""

    documents: Sequence[tuple[Proposals, Sequence[Mapping[str, bool]], int]]

    def rows(self) -> Iterator[tuple[list[int], Mapping[str, bool]]]:
        """The keys of each proposal with its right predicates."""
        for proposals, right, times in self.documents:
            pairs, members = map(keys_by_owner, proposals.features())
            rows = [
                (pairs[pair] + keys, predicates)
                for pair, keys, predicates in zip(proposals.pair.tolist(), members, right, strict=True)
            ]
            yield from rows * times

    def sayings(self, setting: Setting) -> Iterator[tuple[Features, list[bool]]]:
        """What shows the polarity of licences and open rules that are right, and which of them the text denies."""
        rules = setting.book.rules
        for proposals, right, _ in self.documents:
            for licences in (proposals.licences, proposals.openings()):
                said = zip(licences.pair.tolist(), licences.rule.tolist(), strict=True)
                answers = [right[owner].get(rules[rule].predicate) for owner, rule in said]
                at = np.array([place for place, answer in enumerate(answers) if answer is not None], np.int64)
                sayings = Sayings(proposals, licences.chosen(at), setting.book, setting.cues.negation)
                yield polarity_features(sayings), [answer for answer in answers if answer is not None]

    def seen(self) -> Iterator[Features]:
        """The features of all documents."""
        for proposals, _, _ in self.documents:
            yield from proposals.features()


def train_related(lessons: Lessons) -> Learned:
    """The weight of each feature, in log odds, for two mentions being related."""
    rows = (([keys], ["yes" if right else "no"]) for keys, right in lessons.rows())
    return log_odds(learn(rows, RELATED_PARAMETERS), YES)


def train_polarity(lessons: Lessons, setting: Setting) -> Learned:
    """The weight of each feature, in log odds, for the text denying what is said."""
    rows = (
        ([keys], ["yes" if denied else "no"])
        for features, answers in lessons.sayings(setting)
        for keys, denied in zip(keys_by_owner(features), answers, strict=True)
    )
    return log_odds(learn(rows, POLARITY_PARAMETERS), DENIED)


def train_predicates(lessons: Lessons) -> Learned:
    """The weights that tell which predicate joins two mentions that are related."""
    rows = (([keys], [predicate]) for keys, right in lessons.rows() for predicate in right)
    return learn(rows, PREDICATE_PARAMETERS)
