"""Lexicon names in a text, held against a search that anyone can check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.lexicon import LexiconIndex, fold
from kg.model import Span
from kg.text.script import simplified
from kg.vocabulary.lexicon import HEADER, LexiconRow, lexicon_row


def row(id_: str, hans: str, **cells: str) -> LexiconRow:
    values = {**dict.fromkeys(HEADER, ""), "id": id_, "type": "Organization", "hans": hans, **cells}
    return lexicon_row(values, f"rows.csv:{id_}")


def found(rows: list[LexiconRow], text: str, sentences: list[Span] | None = None) -> list[tuple[str, str]]:
    hits = LexiconIndex(rows, simplified).find(text, sentences or [Span(0, len(text))])
    return [(text[hit.start : hit.end], hit.row.id) for hit in hits]


def test_overlapping_names_are_all_found_the_longer_first() -> None:
    rows = [row("wx", "微信"), row("pay", "微信支付"), row("zf", "支付")]
    assert found(rows, "用微信支付") == [("微信支付", "pay"), ("微信", "wx"), ("支付", "zf")]


def test_names_of_either_script_and_any_case_are_one() -> None:
    rows = [row("tb", "淘宝", hant="淘寶", en="Taobao", aliases="TB商城|淘寶網")]
    names = ["淘宝", "TAOBAO", "tb商城", "淘宝网", "淘宝"]
    assert found(rows, "淘宝,TAOBAO,tb商城,淘宝网") == [(name, "tb") for name in names]


@pytest.mark.parametrize(("text", "count"), [("QQ号", 1), ("QQQ", 0), ("xQQ", 0), ("玩QQ2", 0), ("(qq)", 1)])
def test_a_latin_name_is_a_whole_word(text: str, count: int) -> None:
    assert len(found([row("qq", "QQ")], text)) == count


def test_a_row_with_when_counts_only_beside_its_words() -> None:
    rows = [row("apple", "苹果", when="手机|iPhone")]
    assert found(rows, "苹果很甜") == []
    assert found(rows, "苹果很贵。IPHONE也是。") == [("苹果", "apple")]


def test_a_row_with_unless_is_silent_in_that_sentence_only() -> None:
    rows = [row("mi", "小米", unless="粥")]
    text = "小米粥好喝。小米上市。"
    assert found(rows, text, [Span(0, 6), Span(6, 11)]) == [("小米", "mi")]


def test_of_two_rows_with_one_name_the_one_whose_condition_holds_counts() -> None:
    rows = [row("fruit", "苹果", when="果园"), row("apple", "苹果")]
    assert found(rows, "果园里的苹果") == [("苹果", "fruit")]
    assert found(rows, "苹果上市") == [("苹果", "apple")]


@given(
    st.lists(st.text("微信支付宝", min_size=1, max_size=3), min_size=1, max_size=6, unique=True),
    st.text("微信支付宝，"),
)
def test_every_place_of_every_name_and_no_other(names: list[str], text: str) -> None:
    hits = LexiconIndex([row(name, name) for name in names], simplified).find(text, [Span(0, len(text))])
    places = [(at, at + len(n), n) for n in names for at in range(len(text)) if text.startswith(n, at)]
    assert sorted((h.start, h.end, h.row.id) for h in hits) == sorted(places)


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
