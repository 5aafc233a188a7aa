"""Words: a tokenizer that knows only the words of a text cuts it as the one with the whole dictionary does."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.text import segment
from kg.text.script import simplified
from kg.text.segment import cut, expect, tokenizer_of, words

SEED = next((Path(__file__).resolve().parents[1] / "seeds").glob("*.txt")).read_text(encoding="utf-8")


@cache
def whole() -> Any:
    import jieba

    return jieba.Tokenizer()


@cache
def dictionary() -> list[str]:
    whole().initialize()
    return sorted(word for word, frequency in whole().FREQ.items() if frequency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "微",
        "微信支付很方便，大家都用。",
        "乒乓球拍卖完了，研究生命的起源，结婚的和尚未结婚的",
        "中华人民共和国国务院总理、全国人大常委会委员长 O2O iPhone 4S店 3.14%\r\n第二行",
        "𠮷野家𝕏\u3000㍿ﷺ",
        SEED,
        simplified(SEED),
    ],
    ids=["empty", "one", "short", "ambiguous", "long words", "rare", "seed", "simplified seed"],
)
def test_same_cut_of_texts(text: str) -> None:
    assert tokenizer_of(text).lcut(text) == whole().lcut(text)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_same_cut_of_words_in_any_order(data: st.DataObject) -> None:
    pieces = st.one_of(
        st.sampled_from(dictionary()),
        st.text(alphabet="的一国在人了有中是年和大业不为发会工经上地市要个产这出行作生家以成到日民", max_size=4),
        st.text(max_size=3),
    )
    text = "".join(data.draw(st.lists(pieces, max_size=20)))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    tokenizer = tokenizer_of(text)
    assert tokenizer.total == whole().total
    assert tokenizer.lcut(text) == whole().lcut(text)
    assert tokenizer.lcut(text[start:end]) == whole().lcut(text[start:end])


def test_what_is_not_expected_is_cut_with_all_words() -> None:
    expect("微信支付很方便")
    assert cut("研究生命的起源") == whole().lcut("研究生命的起源")
    assert cut("微信支付") == whole().lcut("微信支付")


def test_many_texts_are_cut_with_all_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "_TEXTS_READ_FOR", 0)
    expect("淘宝网的卖家很多")
    assert cut("淘宝网的卖家") == whole().lcut("淘宝网的卖家")


def test_another_dictionary_is_not_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "_SHIPPED", "")
    assert tokenizer_of("微信") is None


def test_words_cover_an_expected_text() -> None:
    text = "社群电商需要工具"
    expect(text)
    assert [text[slice(*span)] for span in words(text)] == cut(text)
