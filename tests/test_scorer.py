"""The scorer: two linear models, weighed in parts, taught the same way twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.errors import BadData
from kg.extract.recognizer import Recognized
from kg.extract.scorer import PREDICATES, RELATED, Features, Scorer
from kg.extract.train_gold import GoldArticle, gold_article
from kg.extract.train_recognizer import packed
from kg.extract.train_scorer import MANIFEST, train_predicates, train_related, train_scorer_from_gold
from kg.model import Span
from kg.text.script import plain_form
from kg.vocabulary.place import default_ontology

ROWS: list[tuple[Sequence[str], Sequence[str]]] = [
    (["between=推出", "S=Organization", "o=店"], ["offers"]),
    (["between=卖", "S=Organization", "o=膜"], ["sells"]),
    (["between=、", "S=Organization", "o=店"], []),
    (["between=、", "S=Actor", "o=膜"], []),
] * 40


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    models = tmp_path_factory.mktemp("models")
    (models / RELATED).write_text(json.dumps(train_related(ROWS)), encoding="utf-8")
    (models / PREDICATES).write_bytes(packed(train_predicates(ROWS)))
    loaded = Scorer.load(models)
    assert loaded is not None
    return loaded


def seen(between: str, names: str = "o=店") -> Features:
    return Features([f"between={between}"], ["S=Organization"], [names])


def test_what_is_related_and_how(scorer: Scorer) -> None:
    assert scorer.related(seen("推出")) > 0.5 > scorer.related(seen("、"))
    offered = scorer.predicates(seen("推出"), ["offers", "sells", "never taught"])
    assert offered["offers"] > offered["sells"] > offered["never taught"] == 0


def test_parts_that_are_weighed_once_give_what_they_give_alone(scorer: Scorer) -> None:
    joined, listed = seen("推出"), seen("、")
    alone = [Scorer(train_related(ROWS), scorer._predicates).related(f) for f in (joined, listed)]
    mixed = Features(joined.pair, listed.types, ["o=膜"])
    assert [scorer.related(f) for f in (joined, mixed, listed, joined, listed)][2:] == [alone[1], *alone]


def test_overwhelming_odds_are_odds(scorer: Scorer) -> None:
    certain = Scorer({"for": 1e4, "against": -1e4}, scorer._predicates)
    assert [certain.related(Features([f], [], [])) for f in ("for", "against", "new")] == [1, 0, 0.5]


def test_no_weights_no_scorer(tmp_path: Path) -> None:
    assert Scorer.load(tmp_path) is None


@pytest.mark.parametrize("content", [b"not json", b"\xff\xfe", b"[]", b'{"a": "b"}'])
def test_weights_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / RELATED).write_bytes(content)
    with pytest.raises(BadData, match=RELATED):
        Scorer.load(tmp_path)


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


def test_names_are_what_stands_at_the_mentions_where_an_annotation_has_no_words() -> None:
    article = annotated("淘宝", "面膜")
    assert [entity.names for entity in article.entities] == [("淘宝",), ("面膜",)]
    assert (article.agreed, annotated("淘宝", "面膜", tier="optional").agreed) == (False, True)


def test_taught_twice_it_is_the_same(tmp_path: Path) -> None:
    articles = [annotated(name, product) for name, product in (("淘宝", "面膜"), ("京东", "手机"), ("拍拍", "茶叶"))]
    results = [(a, [Recognized(s, 1.0, ((e.types[0], 1.0),)) for e in a.entities for s in e.spans]) for a in articles]
    weights = []
    for name in ("first", "second"):
        ontology = tmp_path / name
        shutil.copytree(default_ontology(), ontology, ignore=shutil.ignore_patterns("models"))
        (ontology / "models").mkdir()
        models = train_scorer_from_gold(results, ontology, frozenset({"拍拍"}))
        weights.append({p.name: p.read_bytes() for p in sorted(models.iterdir())})
    assert weights[0] == weights[1] and set(weights[0]) == {RELATED, PREDICATES, MANIFEST}
    assert list(json.loads(weights[0][MANIFEST])["articles"]) == ["淘宝", "京东"]
    assert Span(0, 2) in articles[0].entities[0].spans
