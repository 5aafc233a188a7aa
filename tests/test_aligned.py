"""An aligned text never loses its way back: properties over any edits, one after another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.aligned import AlignedText, Edit, Span

raw_texts = st.text(alphabet="微信支付ab,。 \n", min_size=1, max_size=40)


@st.composite
def edited_texts(draw: st.DrawFn) -> AlignedText:
    """A text after up to three rounds of edits that do not overlap."""
    text = AlignedText.of(draw(raw_texts))
    for _ in range(draw(st.integers(0, 3))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text.clean)), max_size=8)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
        edits = [Edit(a, b, draw(st.text(alphabet="店铺x", max_size=4)) if b > a else "") for a, b in pairs]
        text = text.edited(edits)
    return text


@settings(deadline=None, max_examples=60)
@given(edited_texts())
def test_origins_never_go_backwards(text: AlignedText) -> None:
    assert len(text.clean) == len(text.starts) == len(text.ends)
    assert list(text.starts) == sorted(text.starts)
    assert list(text.ends) == sorted(text.ends)
    assert all(0 <= start < end <= len(text.raw) for start, end in zip(text.starts, text.ends, strict=True))


@settings(deadline=None, max_examples=60)
@given(edited_texts(), st.data())
def test_a_wider_span_never_maps_to_a_narrower_one(text: AlignedText, data: st.DataObject) -> None:
    if not text.clean:
        return
    start = data.draw(st.integers(0, len(text.clean) - 1))
    end = data.draw(st.integers(start + 1, len(text.clean)))
    inner_start = data.draw(st.integers(start, end - 1))
    inner_end = data.draw(st.integers(inner_start + 1, end))
    assert text.to_raw(Span(start, end)).contains(text.to_raw(Span(inner_start, inner_end)))


@settings(deadline=None, max_examples=60)
@given(edited_texts())
def test_what_no_edit_touched_is_quoted_as_it_stands(text: AlignedText) -> None:
    for at, char in enumerate(text.clean):
        if char not in "店铺x":
            assert text.quote(Span(at, at + 1)).startswith(char)


def test_a_deletion_inside_a_word_is_spanned() -> None:
    text = AlignedText.of("淘宝小广告,店").edited([Edit(3, 6, "")])
    assert text.clean == "淘宝小店"
    assert text.to_raw(Span(0, 4)) == Span(0, 7)
    assert text.quote(Span(2, 4)) == "小广告,店"


def test_gaps_are_where_something_was_taken_out() -> None:
    text = AlignedText.of("微信139支付宝").edited([Edit(2, 5, ""), Edit(7, 8, "宝宝")])
    assert text.clean == "微信支付宝宝"
    assert text.gaps(Span(0, 6)) == [2]
    assert text.gaps(Span(2, 6)) == []


def test_a_longer_replacement_stands_for_the_whole_range() -> None:
    text = AlignedText.of("不克不及买").edited([Edit(0, 4, "不能")])
    assert text.clean == "不能买"
    assert text.to_raw(Span(0, 1)) == text.to_raw(Span(0, 2)) == Span(0, 4)


@pytest.mark.parametrize(
    "edits", [[Edit(0, 2, ""), Edit(1, 3, "")], [Edit(2, 9, "")], [Edit(1, 1, "x")], [Edit(2, 1, "")]]
)
def test_edits_that_cannot_be_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        AlignedText.of("微信支付").edited(edits)


def test_another_script_must_have_the_same_length() -> None:
    text = AlignedText.of("轉發")
    assert text.recoded("转发").to_raw(Span(1, 2)) == Span(1, 2)
    with pytest.raises(ValueError, match="stand for"):
        text.recoded("转")
