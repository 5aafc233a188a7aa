"""The scorer: two linear models, weighed in parts, taught the same way twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kg.errors import BadData
from kg.extract.linear import named_weights
from kg.extract.polarity import Sayings, denied, negated
from kg.extract.proposals import Proposals
from kg.extract.recognizer import Recognized
from kg.extract.scorer import POLARITY, PREDICATES, RELATED, YES, Scorer
from kg.extract.train_gold import GoldArticle, gold_article
from kg.extract.train_linear import linear_model
from kg.extract.train_scorer import (
    MANIFEST,
    Lessons,
    read_proposals,
    read_setting,
    train_polarity,
    train_predicates,
    train_related,
    train_scorer_from_gold,
)
from kg.model import Span
from kg.text.script import plain_form
from kg.vocabulary.place import default_ontology

SETTING = read_setting(default_ontology())


def annotated(name: str, product: str, **more: str) -> GoldArticle:
    """An article of three sentences that all say who sells what; its annotation holds none of its words."""
    text = f"{name}卖{product}。很多人说{name}卖{product}，{name}也卖{product}。"

    def entity(id_: str, type_: str, word: str) -> dict[str, object]:
        places = [i for i in range(len(text)) if text.startswith(word, i)]
        return {"id": id_, "type": type_, "mentions": [{"start": i, "end": i + len(word)} for i in places], **more}

    claim = {"subject": "1", "predicate": "sells", "object": "2", "evidence": [{"start": 0, "end": len(text)}]}
    entities = [entity("1", "Marketplace", name), entity("2", "Product", product)]
    graph = {"quarantined": [], "restorations": [], "entities": entities, "claims": [claim]}
    return gold_article(name, graph, text, plain_form)


def lessons() -> Lessons:
    """Articles that say who sells what; nothing else in them is related."""
    articles = [annotated(name, product) for name, product in (("淘宝", "面膜"), ("京东", "手机"), ("拍拍", "茶叶"))]
    return Lessons([(*read_proposals(article, None, SETTING), 20) for article in articles])


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    taught = train_related(lessons()), train_predicates(lessons()), train_polarity(lessons(), SETTING)
    return Scorer(*map(linear_model, taught))


def judged(scorer: Scorer, article: GoldArticle, floor: float = 0.0) -> dict[tuple[str, str, str], float]:
    """The likeliest probability of each subject, predicate and object, of entities by their numbers."""
    proposals, _ = read_proposals(article, None, SETTING)
    found: dict[tuple[str, str, str], float] = {}
    for proposal, row in zip(proposals, scorer.judge(proposals, floor), strict=True):
        for predicate, probability in zip(scorer.predicates, row.tolist(), strict=True):
            said = proposal.subject.entity, predicate, proposal.object.entity
            found[said] = max(probability, found.get(said, 0.0))
    return found


def test_what_is_related_and_how(scorer: Scorer) -> None:
    found = judged(scorer, annotated("唯品会", "口红"))
    assert found["1", "sells", "2"] > 0.5
    assert found["2", "sells", "1"] < found["1", "sells", "2"]


def test_names_that_may_be_none_make_a_claim_as_unlikely(scorer: Scorer) -> None:
    article = annotated("唯品会", "口红")
    proposals, _ = read_proposals(article, None, SETTING)
    sure = scorer.judge(proposals, 0.0)
    proposals.pairs.places.member_confidence[:] = 0.5
    assert scorer.judge(proposals, 0.0) == pytest.approx(sure / 4)


def test_what_is_denied_is_learned_from_what_annotations_deny() -> None:
    def said(name: str, verb: str, negated: bool) -> GoldArticle:
        text = f"{name}{verb}面膜。"
        entities = [
            {"id": "1", "type": "Marketplace", "mentions": [{"start": 0, "end": 2}]},
            {"id": "2", "type": "Product", "mentions": [{"start": len(text) - 3, "end": len(text) - 1}]},
        ]
        claim = {"subject": "1", "predicate": "sells", "object": "2", "evidence": [{"start": 0, "end": len(text)}]}
        claim["polarity"] = "negated" if negated else "affirmed"
        graph = {"quarantined": [], "restorations": [], "entities": entities, "claims": [claim]}
        return gold_article(name, graph, text, plain_form)

    # These annotators deny by a word that stands too far for the rule, and not by one that the rule obeys.
    far, near = "没有像往年那样大量卖", "不卖"
    known = [said(name, verb, verb == far) for name in ("淘宝", "京东", "拍拍") for verb in (far, near, "卖")]
    taught = Lessons([(*read_proposals(article, None, SETTING), 1) for article in known * 5])
    model = linear_model(train_polarity(taught, SETTING))
    for verb in (far, near, "卖"):
        proposals, _ = read_proposals(said("天猫", verb, False), None, SETTING)
        sells = SETTING.book.predicate[proposals.licences.rule] == SETTING.book.predicates.index("sells")
        sayings = Sayings(proposals, proposals.licences, SETTING.book, SETTING.cues.negation)
        assert sells.any() and denied(sayings)[sells].all() == (verb == near)
        assert negated(sayings, model)[sells].all() == (verb == far)


def test_what_is_less_likely_than_the_floor_is_not_judged(scorer: Scorer) -> None:
    article = annotated("唯品会", "口红")
    every, likely = judged(scorer, article), judged(scorer, article, 0.3)
    assert {said for said, probability in likely.items() if probability} < set(every)
    assert likely["1", "sells", "2"] == every["1", "sells", "2"]


def test_a_document_without_pairs_is_judged_too(scorer: Scorer) -> None:
    proposals = Proposals([], "", SETTING.book)
    assert scorer.judge(proposals, 0.0).shape == (0, len(scorer.predicates))


def test_the_weights_that_ship_can_be_read() -> None:
    weights = named_weights(default_ontology() / "models" / RELATED)
    assert weights["crossed=SO,0", YES] > weights.get(("crossed=SO,4", YES), 0.0)
    assert all(abs(weight) >= 0.08 for weight in weights.values())
    predicates = named_weights(default_ontology() / "models" / PREDICATES)
    assert predicates["b=屏蔽", "blocks"] > 0 and predicates["b=合作", "partnersWith"] > 0


def test_no_weights_no_scorer(tmp_path: Path) -> None:
    assert Scorer.load(tmp_path) is None


def test_weights_that_cannot_be_read(tmp_path: Path) -> None:
    for content in (b"not weights", b"", b"PK\x03\x04"):
        (tmp_path / RELATED).write_bytes(content)
        with pytest.raises(BadData, match=RELATED):
            Scorer.load(tmp_path)


def test_names_are_what_stands_at_the_mentions_where_an_annotation_has_no_words() -> None:
    article = annotated("淘宝", "面膜")
    assert [entity.names for entity in article.entities] == [("淘宝",), ("面膜",)]
    assert (article.agreed, annotated("淘宝", "面膜", tier="optional").agreed) == (False, True)


def test_taught_twice_it_is_the_same(tmp_path: Path) -> None:
    articles = [annotated(name, product) for name, product in (("淘宝", "面膜"), ("京东", "手机"), ("拍拍", "茶叶"))]
    results = [(a, [Recognized(s, 1.0, e.types[0]) for e in a.entities for s in e.spans]) for a in articles]
    weights = []
    for name in ("first", "second"):
        ontology = tmp_path / name
        shutil.copytree(default_ontology(), ontology, ignore=shutil.ignore_patterns("models"))
        (ontology / "models").mkdir()
        models = train_scorer_from_gold(results, ontology, frozenset({"拍拍"}))
        weights.append({p.name: p.read_bytes() for p in sorted(models.iterdir())})
    assert weights[0] == weights[1] and set(weights[0]) == {RELATED, PREDICATES, POLARITY, MANIFEST}
    assert list(json.loads(weights[0][MANIFEST])["articles"]) == ["淘宝", "京东"]
    assert Span(0, 2) in articles[0].entities[0].spans
