"""Sections, sentences and clauses by shape alone. All texts are our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.aligned import Span
from kg.text.clean import Cleaned, clean
from kg.text.read import article_from_text
from kg.text.script import simplified, traditional, with_variants
from kg.text.segment import cut, words
from kg.text.sentences import split_clauses, split_sections, split_sentences
from kg.vocabulary.damage import read_damage

DAMAGE = read_damage(Path(__file__).parents[1] / "ontology")
LONG = "这一段说的是镇上的网店怎么从一家变成三家，又怎么从三家变成一条街。"


def cleaned(text: str) -> Cleaned:
    return clean(article_from_text(text, Path("a.txt")), DAMAGE)


def clauses(text: str) -> list[str]:
    return [text[slice(*span)] for span in split_clauses(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他卖茶，也卖碗。", ["他卖茶", "也卖碗。"]),
        ("《好茶：一家小店》卖得好。", ["《好茶：一家小店》卖得好。"]),
        ("营业额1,200元，利润300元", ["营业额1,200元", "利润300元"]),
        ("茶叶、竹器和瓷碗", ["茶叶、竹器和瓷碗"]),
        ("见 http://a.b/c，再说", ["见 http://a.b/c", "再说"]),
        ("他说:好;我说:行", ["他说", "好", "我说", "行"]),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("第一句。第二句！第三句？", ["第一句。", "第二句！", "第三句？"]),
        ("他说：「好。」我走了。", ["他说：「好。」", "我走了。"]),
        ("等等……再说。", ["等等……", "再说。"]),
        ("版本2.0很好。价格3.5元。", ["版本2.0很好。", "价格3.5元。"]),
        ("。。。", []),
    ],
)
def test_sentences(line: str, expected: list[str]) -> None:
    found = split_sentences(line, split_sections(line, None), None)
    assert [line[slice(*s.span)] for s in found] == expected


@pytest.mark.parametrize(("mark", "longest"), [("", 500), (" ", 495), ("，", 495)])
def test_a_text_that_has_lost_its_marks_is_cut(mark: str, longest: int) -> None:
    text = "标题\n" + f"这里有十个字写在一行{mark}"[: 10 + len(mark)] * 200
    spans = [s.span for s in cleaned(text).sentences[1:]]
    sizes = [span.end - span.start for span in spans]
    assert max(sizes) in range(longest - 11, longest + 1)
    whole = cleaned(text).text.clean
    assert "".join(whole[s.start : s.end] for s in spans).replace(mark, "") == whole[3:].replace(mark, "")


def test_questions() -> None:
    text = "这是真的吗？这是真的。谁知道呢。\n"
    assert [s.question for s in split_sentences(text, split_sections(text, None), None)] == [True, False, True]


@pytest.mark.parametrize(
    "heading", ["野蛮生长期", "一、起步", "2. 成熟", "为什么是茶叶？", "第三章 一条街", "（二）转型"]
)
def test_headings(heading: str) -> None:
    result = cleaned(f"小镇网店\n{LONG}\n{heading}\n{LONG.replace('三', '五')}\n")
    text = result.text.clean
    assert [text[slice(*s.heading)] for s in result.sections] == ["", heading]
    kinds = {text[slice(*s.span)]: s.kind for s in result.sentences}
    assert kinds["小镇网店"] == "title"
    assert "heading" in kinds.values()
    last = result.sentences[-1]
    assert (last.kind, last.section) == ("body", 1)


@pytest.mark.parametrize("line", ["他卖茶，也卖碗，还卖竹器", "“好茶不怕等”", "他点点头。", "（笑）"])
def test_short_lines_that_are_no_headings(line: str) -> None:
    result = cleaned(f"小镇网店\n{LONG}\n{line}\n{LONG.replace('三', '五')}\n")
    assert len(result.sections) == 1


def test_lines_of_a_dialogue_are_no_headings() -> None:
    result = cleaned("小镇网店\n" + "你好\n再见\n来了\n走了\n" * 3)
    assert len(result.sections) == 1


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="茶店好，。！？\n「」 一、2.", max_size=80))
def test_sentences_and_clauses_nest_and_keep_their_order(text: str) -> None:
    sections = split_sections(text, None)
    assert sections[0].span.start == 0
    assert sections[-1].span.end == len(text)
    at = 0
    for sentence in split_sentences(text, sections, None):
        assert sentence.span.start >= at
        assert "\n" not in text[slice(*sentence.span)]
        at = sentence.span.end
        inner = sentence.span.start
        for clause in sentence.clauses:
            assert sentence.span.contains(clause.span)
            assert clause.span.start >= inner
            inner = clause.span.end


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="轉發微信著名隨著供應鍊abc，后後", max_size=40))
def test_scripts_keep_lengths(text: str) -> None:
    assert len(simplified(text)) == len(traditional(text)) == len(text)
    assert len(with_variants(simplified(text), DAMAGE.variants)) == len(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [("供應鍊", "供应链"), ("隨著", "随着"), ("著名", "著名"), ("名著", "名著"), ("支付寳", "支付宝")],
)
def test_what_conversion_leaves_behind(written: str, read: str) -> None:
    assert with_variants(simplified(written), DAMAGE.variants) == read


def test_words_cover_the_text() -> None:
    text = "微信支付很方便，大家都用。"
    spans = words(text)
    assert [text[slice(*span)] for span in spans] == cut(text)
    assert "".join(cut(text)) == text
