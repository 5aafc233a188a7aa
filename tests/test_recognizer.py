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

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadData
from kg.extract.features import Knowledge, LexiconSpan, Listed, WordView, name_features, shapes, word_features
from kg.extract.lexicon import LexiconIndex
from kg.extract.linear import Features, LinearModel, named_weights
from kg.extract.recognizer import Recognizer, has_recognizer, longest, read_knowledge, read_names
from kg.extract.tagger import Sentences, Tagger, Words
from kg.model import Mention, Span
from kg.text.codes import CodedText
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


def words(*spelled: str, tag: str = "n") -> Words:
    """The words of one sentence, all with one tag."""
    ends = np.cumsum([len(word) for word in spelled], dtype=np.int64)
    starts = np.concatenate([[0], ends[:-1]])
    nothing = np.zeros(len(spelled), np.int64)
    return Words(CodedText("".join(spelled)), starts, ends, nothing, nothing, 1, [tag])


def named(features: Features, of: int) -> set[str]:
    return {features.name(at) for at in np.flatnonzero(features.owners == of).tolist()}


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
    first, last = read_names("BIESO", np.array(["BIESO".index(tag) for tag in tags]), np.zeros(len(tags), np.int64))
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == names


def test_no_name_runs_over_the_end_of_a_sentence() -> None:
    first, _ = read_names("BIESO", np.array([0, 2, 0, 1, 2]), np.array([0, 1, 1, 2, 2]))
    assert not len(first)


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
    listed = Listed(words("微信", "支付宝", "钱包"), [LexiconSpan(0, 4, "PaymentService")])
    assert listed.strings() == ["B|PaymentService", "E>|PaymentService", "-"]


@pytest.mark.parametrize(("word", "type_"), [("拼团模式", "BusinessModel"), ("某某者", "Actor1"), ("天空", "-")])
def test_the_longest_listed_head_gives_the_type(word: str, type_: str) -> None:
    knowledge = Knowledge({}, {"模式": "BusinessModel", "者": "Actor", "式": "Factor"})
    (head,) = knowledge.head(CodedText(word), np.array([0]), np.array([len(word)]))
    assert knowledge.head_types.strings[head] == type_


def test_shapes_tell_digits_letters_and_characters_apart() -> None:
    kinds = shapes(words("2015", "O2O", "QQ", "Etsy", "app", "!", "5折", "好", "。"))
    assert "".join("dUClxDhp"[kind] for kind in kinds) == "dxUClxDhp"


def test_features_name_the_word_its_neighbours_and_the_lexicon() -> None:
    knowledge = Knowledge({"拼团": (1, 2, 3)}, {"模式": "BusinessModel"})
    view = WordView(words("推出", "拼团", "模式"), [LexiconSpan(2, 6, "BusinessModel")], knowledge)
    seen = named(word_features(view), 1)
    assert {
        "w0=拼团",
        "w-1=推出",
        "w+1=模式",
        "w-2=",
        "p0=n",
        "p-2=#",
        "x0=B|BusinessModel",
        "h+1=BusinessModel",
    } <= seen
    assert {
        "k0=4",
        "k+1=0",
        "k+2=1",
        "count-1,0=1",
        "before=1,n",
    } <= seen  # classes begin at 2: unknown, beyond the end
    seen = named(name_features(view, np.array([1]), np.array([2])), 0)
    assert {
        "name=拼团模式",
        "head=模式",
        "x=BusinessModel",
        "h=BusinessModel",
        "w-1=推出",
        "char=团",
        "in=模式",
    } <= seen


@given(st.lists(st.text("微信用户圈a1", min_size=1, max_size=3), min_size=1, max_size=8))
def test_a_word_has_one_feature_of_each_kind_and_names_tell_features_apart(spelled: list[str]) -> None:
    features = word_features(WordView(words(*spelled), [], Knowledge({}, {})))
    keys: dict[str, int] = {}
    for at, key in enumerate(features.keys.tolist()):
        assert keys.setdefault(features.name(at), key) == key
    assert len(set(keys.values())) == len(keys)
    assert np.bincount(features.owners).tolist() == [len(features.keys) // len(spelled)] * len(spelled)


@settings(deadline=None)  # the first sentence loads jieba's dictionary
@given(st.lists(st.text(st.sampled_from("微信a1,。 "), max_size=20), max_size=4))
def test_every_character_has_features_and_labels_give_the_text_back(texts: list[str]) -> None:
    text = "".join(texts)
    ends = np.cumsum([len(t) for t in texts], dtype=np.int64).tolist()
    spans = list(zip([0, *ends], ends, strict=False))
    sentences = Sentences(CodedText(text), spans, cut)
    labels = np.zeros(len(text), np.int64)
    if text:
        assert set(sentences.features().owners.tolist()) == set(range(len(text)))
    read = sentences.read(["Bn", "In"], labels + 1)
    assert "".join(read.spelled()) == "".join(t for t in texts if t.strip())
    assert len(read.starts) == len(texts) + 1


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


def test_words_of_the_tagger_cover_the_sentence() -> None:
    tagger = Tagger.load(MODELS / "recognizer.tagger.npz", cut)
    tagged = tagger.tag(CodedText(TEXT), SENTENCES)
    for row, (start, end) in enumerate(SENTENCES):
        here = tagged.spelled()[tagged.starts[row] : tagged.starts[row + 1]]
        assert "".join(here) == "".join(TEXT[start:end].split())
    tags = dict(zip(tagged.spelled(), (tagged.tags[tag] for tag in tagged.tag), strict=True))
    assert (tags["2016年"], tags["杭州"], tags["《"]) == ("TIME", "LOC", "w")


def test_the_manifest_describes_the_weights_that_are_there() -> None:
    manifest = json.loads((MODELS / "recognizer.json").read_text(encoding="utf-8"))
    for name, digest in manifest["weights"].items():
        assert hashlib.sha256((MODELS / name).read_bytes()).hexdigest() == digest, name
    assert manifest["figures"]["mean over articles left out"]["entities"]["f1"] > 0.6


def test_weights_say_what_they_are_for() -> None:
    weights = named_weights(MODELS / "recognizer.boundaries.npz")
    assert weights["xb=S", "S"] > 0.5 and weights["p0=u", "O"] > 0
    assert named_weights(MODELS / "recognizer.types.npz")["h=BusinessModel", "BusinessModel"] > 0


def test_broken_weights_and_tables_are_named(tmp_path: Path) -> None:
    assert not has_recognizer(tmp_path)
    (tmp_path / "broken.npz").write_bytes(b"no weights")
    with pytest.raises(BadData, match=r"broken\.npz"):
        LinearModel.load(tmp_path / "broken.npz")
    (tmp_path / "recognizer.classes.tsv").write_text("word\tcoarse\tmiddle\tfine\nonly\n", encoding="utf-8")
    with pytest.raises(BadData, match=r"classes\.tsv:2"):
        read_knowledge(tmp_path)
