"""The recognizer: what its parts do on their own, and what the weights that ship find in texts of our own."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadData
from kg.extract.features import DocumentCounts, Knowledge, LexiconSpan, lexicon_places, name_features, word_features
from kg.extract.lexicon import LexiconIndex
from kg.extract.recognizer import Recognizer, has_recognizer, longest, read_knowledge, read_names
from kg.extract.tagger import Crf, Tagger, Token, character_features, read_tags
from kg.model import Mention, Span
from kg.text.script import simplified
from kg.text.segment import cut
from kg.vocabulary.lexicon import read_lexicon

MODELS = Path(__file__).parents[1] / "ontology" / "models"
TEXT = (
    "青禾商城与蓝鲸支付合作，推出社区拼团模式。\n"
    "分析人士张大为认为，社区拼团模式降低了获客成本，但中小商家面临库存压力。\n"
    "2016年，青禾商城在杭州上线《拼团白皮书》，消费者可以用二维码付款。"
)
SENTENCES = [Span(match.start(), match.end()) for match in re.finditer(r".+", TEXT)]


@dataclass(frozen=True)
class Row:
    type: str


@dataclass(frozen=True)
class Hit:
    start: int
    end: int
    row: Row


@cache
def recognizer() -> Recognizer:
    return Recognizer.load(MODELS)


@cache
def lexicon_hits() -> tuple[Hit, ...]:
    index = LexiconIndex(read_lexicon(MODELS.parent / "lexicon"), simplified)
    return tuple(Hit(hit.start, hit.end, Row(hit.row.type)) for hit in index.find(TEXT, SENTENCES))


def tokens(*words: str, tag: str = "n") -> list[Token]:
    row, at = [], 0
    for word in words:
        row.append(Token(at, at + len(word), word, tag))
        at += len(word)
    return row


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ("OSO", [(1, 1)]),
        ("BE", [(0, 1)]),
        ("BIIE", [(0, 3)]),
        ("BIO", []),
        ("IE", []),
        ("BBE", [(1, 2)]),
        ("BSE", [(1, 1)]),
        ("SBES", [(0, 0), (1, 2), (3, 3)]),
    ],
)
def test_names_are_read_from_tags(tags: str, names: list[tuple[int, int]]) -> None:
    assert list(read_names(tags)) == names


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=12))
def test_longest_hits_never_overlap_and_none_that_is_free_is_lost(places: list[tuple[int, int]]) -> None:
    hits = [Hit(start, start + size, Row("Factor")) for start, size in places]
    kept = longest(hits)
    covered = [i for hit in kept for i in range(hit.start, hit.end)]
    assert len(covered) == len(set(covered))
    assert kept == sorted(kept)
    for hit in hits:
        assert set(covered) & set(range(hit.start, hit.end))


def test_lexicon_places_mark_names_that_end_inside_a_word() -> None:
    row = tokens("微信", "支付宝", "钱包")
    assert lexicon_places(row, [LexiconSpan(0, 4, "PaymentService")]) == ["B|PaymentService", "E>|PaymentService", "-"]


@pytest.mark.parametrize(("word", "type_"), [("拼团模式", "BusinessModel"), ("某某者", "Actor1"), ("天空", "-")])
def test_the_longest_listed_head_gives_the_type(word: str, type_: str) -> None:
    assert Knowledge({}, {"模式": "BusinessModel", "者": "Actor", "式": "Factor"}).head(word) == type_


def test_features_name_the_word_its_neighbours_and_the_lexicon() -> None:
    row = tokens("推出", "拼团", "模式")
    knowledge = Knowledge({"拼团": ("1", "2", "3")}, {"模式": "BusinessModel"})
    features = word_features(row, DocumentCounts([row]), [LexiconSpan(2, 6, "BusinessModel")], knowledge)
    assert {"w0=拼团", "w-1=推出", "w+1=模式", "k0=2", "x0=B|BusinessModel", "h+1=BusinessModel"} <= set(features[1])
    listed = lexicon_places(row, [LexiconSpan(2, 6, "BusinessModel")])
    named = name_features(row, 1, 2, listed, knowledge)
    assert {"name=拼团模式", "head=模式", "x=BusinessModel", "h=BusinessModel", "w-1=推出"} <= set(named)


@settings(deadline=None)  # the first sentence loads jieba's dictionary
@given(st.text(st.sampled_from("微信a1,。 "), max_size=20))
def test_every_character_has_features_and_tags_give_the_text_back(sentence: str) -> None:
    assert len(character_features(sentence, cut(sentence) if sentence else [])) == len(sentence)
    read = read_tags(sentence, ["Bn"] * len(sentence), 5)
    assert "".join(token.text for token in read) == "".join(sentence.split())


def find(text: str = TEXT, sentences: Sequence[Span] = SENTENCES, hits: Sequence[Hit] = ()) -> list[Mention]:
    return recognizer().find(text, sentences, hits)


def test_mentions_are_slices_in_order_without_overlap_and_with_a_probability() -> None:
    mentions = find()
    assert mentions
    for mention in mentions:
        assert mention.name == TEXT[mention.span.start : mention.span.end]
        assert mention.source == "recognizer"
        assert 0.0 < float(mention.detail) <= 1.0
    for left, right in pairwise(mentions):
        assert left.span.end <= right.span.start


@pytest.mark.parametrize(
    ("name", "type_"), [("社区拼团模式", "BusinessModel"), ("中小商家", "Actor"), ("《拼团白皮书》", "Work")]
)
def test_names_that_nobody_listed_are_found_with_their_type(name: str, type_: str) -> None:
    assert (name, type_) in {(mention.name, mention.type) for mention in find()}


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("获客成本", "Factor"),
        ("库存压力", "Challenge"),
        ("消费者", "Actor"),
        ("二维码", "Technology"),
        ("杭州", "Place"),
    ],
)
def test_the_lexicon_makes_names_sure(name: str, type_: str) -> None:
    sure = {(m.name, m.type) for m in find(hits=lexicon_hits()) if float(m.detail) > 0.5}
    assert (name, type_) in sure


def test_one_name_has_one_type_in_a_document() -> None:
    types = {mention.type for mention in find() if mention.name == "社区拼团模式"}
    assert len(types) == 1


def test_a_lexicon_hit_is_evidence_for_the_type() -> None:
    hits = [Hit(at, at + 4, Row("Marketplace")) for at in (TEXT.index("青禾商城"), TEXT.rindex("青禾商城"))]
    assert {m.type for m in find() if m.name == "青禾商城"} != {"Marketplace"}
    assert {m.type for m in find(hits=hits) if m.name == "青禾商城"} == {"Marketplace"}


def test_empty_and_blank_sentences_hold_nothing() -> None:
    assert find("  \n", [Span(0, 3)]) == []
    assert find("", []) == []


def test_types_of_a_name_share_its_probability() -> None:
    for recognized in recognizer().recognize(TEXT, SENTENCES, []):
        assert sum(share for _, share in recognized.types) == pytest.approx(1.0)
        assert recognized.type in dict(recognized.types)


def test_words_of_the_tagger_cover_the_sentence() -> None:
    tagger = Tagger.load(MODELS / "recognizer.tagger.bin", cut)
    for (start, end), row in zip(SENTENCES, tagger.tag(TEXT, SENTENCES), strict=True):
        assert "".join(token.text for token in row) == "".join(TEXT[start:end].split())
        assert all(TEXT[token.start : token.end] == token.text for token in row)


def test_the_manifest_describes_the_weights_that_are_there() -> None:
    manifest = json.loads((MODELS / "recognizer.json").read_text(encoding="utf-8"))
    for name, digest in manifest["weights"].items():
        assert hashlib.sha256((MODELS / name).read_bytes()).hexdigest() == digest, name
    assert manifest["figures"]["mean over articles left out"]["entities"]["f1"] > 0.6


def test_broken_weights_and_tables_are_named(tmp_path: Path) -> None:
    assert not has_recognizer(tmp_path)
    (tmp_path / "broken.bin").write_bytes(b"no weights")
    with pytest.raises(BadData, match=r"broken\.bin"):
        Crf.load(tmp_path / "broken.bin")
    (tmp_path / "recognizer.classes.tsv").write_text("word\tcoarse\tmiddle\tfine\nonly\n", encoding="utf-8")
    with pytest.raises(BadData, match=r"classes\.tsv:2"):
        read_knowledge(tmp_path)
