"""Training: from an analyst's gold files to weights, the same bytes every time, and honest figures."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.extract.recognizer import Recognized, Recognizer
from kg.extract.train import Figures, score_article, train_from_gold
from kg.extract.train_gold import GoldArticle, gold_article
from kg.extract.train_tagger import read_tagged, train_tagger
from kg.model import Span
from kg.text.script import simplified
from kg.text.segment import cut

ONTOLOGY = Path(__file__).parents[1] / "ontology"
SHAPE = "《星河》由{who}出版。\n{who}出版的《星河》讲{what}。读者喜欢{what},{who}推出新版。"
MAKERS = ("东岸书局", "西山书局", "南洋书局", "北原书局", "中庭书局", "海角书局")
THEMES = ("火星移民", "月球基地", "深海城市", "极地列车", "云端农场", "地下河流")


def write_gold(folder: Path) -> None:
    """Six little articles about publishers and what their book is about."""
    folder.mkdir()
    for number, (who, what) in enumerate(zip(MAKERS, THEMES, strict=True)):
        text = SHAPE.format(who=who, what=what)
        names = {who: "Organization", what: "Factor", "《星河》": "Work"}
        entities = [
            {
                "id": str(at),
                "type": type_,
                "label": name,
                "names": [name],
                "mentions": [
                    {"document": "d", "start": start, "end": start + len(name)}
                    for start in range(len(text))
                    if text.startswith(name, start)
                ],
            }
            for at, (name, type_) in enumerate(names.items())
        ]
        digest = hashlib.sha256(text.encode()).hexdigest()
        graph = {
            "documents": [{"id": "d", "title": "", "path": f"{number}.txt", "sha256": digest}],
            "quarantined": [],
            "restorations": [],
            "entities": entities,
            "claims": [],
        }
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        (folder / f"{number}.graph.json").write_text(json.dumps(graph), encoding="utf-8")


def little_ontology(folder: Path) -> Path:
    """An ontology with the tagger that ships and an empty lexicon."""
    (folder / "models").mkdir(parents=True)
    (folder / "lexicon").mkdir()
    for name in ("recognizer.tagger.npz", "recognizer.classes.tsv"):
        shutil.copy(ONTOLOGY / "models" / name, folder / "models" / name)
    return folder


def test_training_twice_gives_the_same_bytes_and_finds_what_was_taught(tmp_path: Path) -> None:
    write_gold(tmp_path / "gold")
    weights = []
    for name in ("first", "second"):
        ontology = little_ontology(tmp_path / name)
        figures, _ = train_from_gold(tmp_path / "gold", tmp_path / "gold", ontology, predictions=tmp_path / "held")
        weights.append({p.name: p.read_bytes() for p in sorted((ontology / "models").iterdir())})
    assert weights[0] == weights[1]
    assert figures["mean over articles left out"]["typed"]["f1"] > 0.9
    held = json.loads((tmp_path / "held" / "3.json").read_text(encoding="utf-8"))
    assert held["clean"][held["mentions"][0]["start"] : held["mentions"][0]["end"]] == "《星河》"
    text = "《星河》由青木书局出版。"
    found = Recognizer.load(tmp_path / "first" / "models").find(text, [Span(0, len(text))], [])
    assert [(m.name, m.type) for m in found] == [("《星河》", "Work"), ("青木书局", "Organization")]


def test_further_articles_are_searched_and_teach_which_stretches_are_names(tmp_path: Path) -> None:
    write_gold(tmp_path / "gold")
    few, further = tmp_path / "few", tmp_path / "further"
    for folder, numbers in ((few, (0, 1, 2)), (further, (3, 4, 5))):
        folder.mkdir()
        for path in (tmp_path / "gold" / f"{n}.{end}" for n in numbers for end in ("txt", "graph.json")):
            shutil.copy(path, folder / path.name)
    alone, together = little_ontology(tmp_path / "alone"), little_ontology(tmp_path / "together")
    train_from_gold(few, few, alone)
    _, results = train_from_gold(few, few, together, others=(further, further))
    assert [article.name for article, _ in results] == ["0", "1", "2", "3", "4", "5"]
    assert all(Span(0, 4) in {r.span for r in found} for _, found in results), "《星河》 begins every article"
    same = {
        name: (alone / "models" / name).read_bytes() == (together / "models" / name).read_bytes()
        for name in ("recognizer.boundaries.npz", "recognizer.types.npz", "recognizer.spans.npz")
    }
    assert list(same.values()) == [True, True, False]
    articles = json.loads((together / "models" / "recognizer.json").read_text(encoding="utf-8"))["articles"]
    assert list(articles) == ["0", "1", "2", "3", "4", "5"]


def test_measuring_writes_no_weights(tmp_path: Path) -> None:
    write_gold(tmp_path / "gold")
    ontology = little_ontology(tmp_path / "ontology")
    train_from_gold(tmp_path / "gold", tmp_path / "gold", ontology, write=False)
    assert sorted(p.name for p in (ontology / "models").iterdir()) == [
        "recognizer.classes.tsv",
        "recognizer.tagger.npz",
    ]


def test_one_article_is_too_few(tmp_path: Path) -> None:
    write_gold(tmp_path / "gold")
    for number in range(1, 6):
        (tmp_path / "gold" / f"{number}.graph.json").unlink()
    with pytest.raises(UsageError, match="one article"):
        train_from_gold(tmp_path / "gold", tmp_path / "gold", little_ontology(tmp_path / "ontology"))


def article() -> GoldArticle:
    text = "淘宝卖面膜,阿里喜欢直播。"

    def entity(id_: str, label: str, type_: str, names: list[str], **more: str) -> dict[str, object]:
        mentions = [
            {"document": "d", "start": text.index(n), "end": text.index(n) + len(n)} for n in names if n in text
        ]
        return {"id": id_, "type": type_, "label": label, "names": names, "mentions": mentions, **more}

    graph = {
        "quarantined": [],
        "restorations": [],
        "claims": [],
        "entities": [
            entity("1", "淘宝", "Marketplace", ["淘宝", "淘宝网"]),
            entity("2", "面膜", "Product", ["面膜"]),
            entity("3", "阿里巴巴", "Organization", ["阿里"], also_type="Marketplace"),
            entity("4", "直播", "Technology", ["直播"], tier="optional"),
        ],
    }
    return gold_article("d", graph, text, simplified)


def recognized(start: int, end: int, type_: str) -> Recognized:
    return Recognized(Span(start, end), 1.0, type_)


def test_figures_count_names_once_and_leave_optional_entities_out() -> None:
    found = [
        recognized(0, 2, "Marketplace"),
        recognized(3, 5, "Factor"),
        recognized(6, 8, "Marketplace"),
        recognized(8, 10, "Factor"),
        recognized(10, 12, "Technology"),
    ]
    figures = score_article(article(), found)
    assert figures["entities"] == Figures.of(3, 4, 3)
    assert figures["typed"] == Figures.of(2, 4, 3)
    assert figures["mentions"] == Figures.of(3, 4, 3)


def test_the_tagger_learns_from_tagged_sentences(tmp_path: Path) -> None:
    path = tmp_path / "tagged.jsonl"
    path.write_text('[["微信", "nz"], ["很", "d"], ["好", "a"]]\n' * 12, encoding="utf-8")
    sentences = list(read_tagged(path))
    assert sentences[0] == [("微信", "nz"), ("很", "d"), ("好", "a")]
    assert train_tagger(sentences, cut) == train_tagger(sentences, cut)
