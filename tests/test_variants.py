"""Variants: which names of a document hold others, what is seen of them, and which of them become one entity."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.errors import BadData
from kg.extract.lexicon import LexiconIndex
from kg.extract.linear import LinearModel, model_arrays, named_weights
from kg.extract.recognizer import Recognized
from kg.extract.resolve import resolve
from kg.extract.train_gold import GoldArticle, GoldEntity
from kg.extract.train_linear import linear_model
from kg.extract.train_setting import AGREED, read_setting
from kg.extract.train_variants import MANIFEST, train_variants, train_variants_from_gold, views
from kg.extract.variants import SAME, VARIANTS, Named, Pair, Variants, contained, variant_features
from kg.model import AlignedText, Mention, Span
from kg.text.script import simplified, traditional
from kg.vocabulary.lexicon import HEADER, lexicon_row
from kg.vocabulary.names import read_names
from kg.vocabulary.place import default_ontology
from kg.vocabulary.slug import slug

SETTING = read_setting(default_ontology())


def names(*spelled: str, type_: str = "Factor") -> list[Named]:
    return [Named(spelling, type_, "", 1, at * 10) for at, spelling in enumerate(spelled)]


@pytest.mark.parametrize(
    ("longer", "shorter", "before", "after", "kind"),
    [
        ("商业店铺", "店铺", "商业", "", "ends"),
        ("开放接口平台", "开放接口", "", "平台", "begins"),
        ("多种传感器件", "传感器", "多种", "件", "inside"),
        ("崭新的契机", "新契机", "崭的", "", "scattered"),
    ],
)
def test_how_a_name_holds_another(longer: str, shorter: str, before: str, after: str, kind: str) -> None:
    found = names(shorter, longer)
    (pair,) = contained(found)
    assert (pair.longer, pair.shorter, pair.before, pair.after) == (1, 0, before, after)
    features = variant_features(found, [pair])
    assert {features.name(at) for at in range(len(features.keys))} >= {f"kind={kind}", f"head={kind},{shorter[-1]}"}


@pytest.mark.parametrize(
    ("one", "other"), [("店铺", "铺店面"), ("店铺", "商店"), ("店铺", "店铺"), ("契新机", "崭新的契机")]
)
def test_what_holds_nothing(one: str, other: str) -> None:
    assert contained(names(one, other)) == []


def test_what_is_seen_of_a_pair() -> None:
    found = [
        Named("数据", "Factor", "Factor", 4, 0),
        Named("用户", "Actor", "", 1, 5),
        Named("用户数据", "Factor", "", 2, 9),
        Named("真实数据", "Factor", "", 1, 20),
    ]
    features = variant_features(found, [Pair(2, 0, 0, "用户", "")])
    assert {features.name(at) for at in range(len(features.keys))} == {
        "kind=ends",
        "same type=ends,1",
        "types=ends,Factor,Factor",
        "listed=ends,0,Factor",
        "before=ends,用户",
        "before first=ends,用",
        "before last=ends,户",
        "before a name=ends,1",
        "after=ends,",
        "after first=ends,",
        "after last=ends,",
        "head=ends,据",
        "sizes=ends,2,2",
        "names that end so=ends,2",
        "names that begin so=ends,0",
        "longer first=ends,0",
        "counts=ends,1,2",
    }


def model(**odds: float) -> Variants:
    """Judges pairs by what stands before the shorter name."""
    features = variant_features(found := names("店铺", *(f"{before}店铺" for before in odds)), contained(found))
    keys = {features.name(at): int(features.keys[at]) for at in range(len(features.keys))}
    weights = {(keys[f"before=ends,{before}"], SAME): weight for before, weight in odds.items()}
    return Variants(LinearModel(*model_arrays([SAME], weights, {})))


def entities(text: str, marked: list[str], variants: Variants | None, type_: str = "Actor") -> list[set[str]]:
    """The names of each entity of a text, whose lexicon knows 店铺."""
    cells = {**dict.fromkeys(HEADER, ""), "id": "shop", "type": "Actor", "hans": "店铺", "hant": "店鋪"}
    lexicon = LexiconIndex([lexicon_row(cells, "rows.csv:1")], simplified)
    mentions = [
        Mention(Span(at, at + len(name)), name, type_, "recognizer") for name in marked if (at := text.find(name)) >= 0
    ]
    shapes = read_names(default_ontology() / "names.toml")
    _, found = resolve(AlignedText.of(text), mentions, lexicon, shapes, {}, slug, [], traditional, variants)
    by_entity: dict[str, set[str]] = {}
    for resolution in found:
        by_entity.setdefault(resolution.entity, set()).add(resolution.mention.name)
        if resolution.reason.startswith("variant of"):
            assert resolution.reason == "variant of 店铺: probability 0.88"
    return sorted(by_entity.values(), key=sorted)


def test_what_is_likely_one_thing_becomes_one_entity() -> None:
    text, marked = "店铺、商业店铺与假店铺", ["商业店铺", "假店铺", "店铺"]
    assert entities(text, marked, model(商业=2.0, 假=-2.0)) == [{"假店铺"}, {"商业店铺", "店铺"}]
    assert len(entities(text, marked, model(商业=0.3, 假=-2.0))) == 3  # below the floor
    assert len(entities(text, marked, None)) == 3


def test_types_whose_names_are_exact_are_left_alone() -> None:
    assert len(entities("店铺、商业店铺", ["商业店铺", "店铺"], model(商业=2.0), "Time")) == 2


class Told(Variants):
    """Finds what it is told: probability, longer and shorter spelling."""

    def __init__(self, *likely: tuple[float, str, str]) -> None:
        super().__init__(LinearModel(*model_arrays([SAME], {}, {})))
        self._likely = likely

    def find(self, names: Sequence[Named], exact: frozenset[str]) -> list[tuple[float, Named, Named]]:
        by_spelling = {name.spelling: name for name in names}
        return [(share, by_spelling[longer], by_spelling[shorter]) for share, longer, shorter in self._likely]


def test_a_name_that_has_joined_another_is_joined_by_none() -> None:
    told = Told((0.9, "合作渠道", "渠道"), (0.8, "渠道的钱", "渠道"))
    text, mentions = "合作渠道，合作渠道，渠道，渠道的钱", []
    for name, at in (("合作渠道", 0), ("合作渠道", 5), ("渠道", 10), ("渠道的钱", 13)):
        mentions.append(Mention(Span(at, at + len(name)), name, "Factor", "recognizer"))
    shapes, lexicon = read_names(default_ontology() / "names.toml"), LexiconIndex([], simplified)
    _, found = resolve(AlignedText.of(text), mentions, lexicon, shapes, {}, slug, [], traditional, told)
    entity = {resolution.mention.name: resolution.entity for resolution in found}
    assert entity["渠道"] == entity["合作渠道"] != entity["渠道的钱"]


def article(name: str, longer: str, same: bool, *, optional: bool = False) -> GoldArticle:
    """An article with 店铺 and a longer name, which its annotator takes for one thing or for two."""
    text = f"{longer}开张，店铺热闹。"
    spans = Span(0, len(longer)), Span(len(longer) + 3, len(longer) + 5)
    texts = [text[span.start : span.end] for span in spans]
    if same:
        found = [GoldEntity("1", ("Actor",), tuple(texts), spans, optional)]
    else:
        found = [GoldEntity(str(n), ("Actor",), (texts[n],), (spans[n],), optional) for n in (0, 1)]
    return GoldArticle(name, AlignedText.of(text), tuple(found), "0" * 64)


def test_taught_by_what_annotators_take_for_one_thing() -> None:
    articles = [article(f"{n}", "这家店铺" if n % 2 else "香港店铺", n % 2 == 1) for n in range(20)]
    lessons = [view for each in articles for view in views(each, [], SETTING)]
    weights = Variants(linear_model(train_variants(lessons)))
    found = [name._replace(type="Actor", listed=SETTING.lexicon.by_name["店铺"][0].type) for name in names("店铺")]
    for longer, expected in (("这家店铺", True), ("香港店铺", False)):
        pairs = weights.find([*found, Named(longer, "Actor", "", 1, 30)], frozenset())
        assert [(one.spelling, other.spelling) for _, one, other in pairs] == [(longer, "店铺")] * expected


def test_what_two_annotators_agree_on_counts_more() -> None:
    (_, _, once), _ = views(article("a", "香港店铺", False), [], SETTING)
    (_, _, more), _ = views(article("a", "香港店铺", False, optional=True), [], SETTING)
    assert (once, more) == (1, AGREED)


def test_both_views_teach_and_a_name_that_the_gold_does_not_know_teaches_nothing() -> None:
    one = article("a", "香港店铺", False)
    marked, found = views(one, [Recognized(Span(0, 4), 0.9, "Actor"), Recognized(Span(7, 9), 0.9, "Actor")], SETTING)
    assert {name.spelling for name in marked[0]} == {"香港店铺", "店铺"}
    assert {name.spelling for name in found[0]} >= {"香港店铺", "店铺"} and found[1] == {"香港店铺": "0", "店铺": "1"}


def test_taught_twice_it_is_the_same(tmp_path: Path) -> None:
    results = [(article(n, longer, True), [Recognized(Span(0, 4), 0.9, "Actor")]) for n, longer in (("a", "这家店铺"),)]
    results += [(article("b", "香港店铺", False), [])]
    written = []
    for name in ("first", "second"):
        ontology = tmp_path / name
        shutil.copytree(default_ontology(), ontology, ignore=shutil.ignore_patterns("models"))
        (ontology / "models").mkdir()
        models = train_variants_from_gold(results, ontology, frozenset({"b"}))
        written.append({path.name: path.read_bytes() for path in sorted(models.iterdir())})
    assert written[0] == written[1] and set(written[0]) == {VARIANTS, MANIFEST}
    assert b'"a"' in written[0][MANIFEST] and b'"b"' not in written[0][MANIFEST]


def test_the_weights_that_ship_can_be_read() -> None:
    weights = named_weights(default_ontology() / "models" / VARIANTS)
    assert weights["same type=ends,1", SAME] > 0 > weights["same type=begins,0", SAME]
    assert 500 < len(weights) < 5000


def test_no_weights_no_variants(tmp_path: Path) -> None:
    assert Variants.load(tmp_path) is None
    (tmp_path / VARIANTS).write_bytes(b"not weights")
    with pytest.raises(BadData, match=VARIANTS):
        Variants.load(tmp_path)
