"""Quarantine: what goes, what stays, and which rule said so. All texts are our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.damage import Damage
from kg.text.clean import Cleaned, clean
from kg.text.contacts import masked
from kg.text.read import article_from_text
from kg.vocabulary.damage import read_damage

DAMAGE = read_damage(Path(__file__).parents[1] / "ontology")
BODY = "阿明在镇上开了一家茶叶店，去年开始在网上卖茶叶。\n他说，网上的客人比街上的多，而且回头客不少。\n"


def cleaned(text: str, damage: Damage = DAMAGE) -> Cleaned:
    return clean(article_from_text(text, Path("a.txt")), damage)


def taken(text: str) -> list[tuple[str, str]]:
    return [(q.kind, text[slice(*q.span)]) for q in cleaned(text).quarantined]


@pytest.mark.parametrize(
    ("line", "kind", "gone"),
    [
        ("他的小百家樂算牌,店開張了。", "spam", "百家樂算牌,"),
        ("茶叶卖得很好USDT娱乐城，。", "spam", "USDT娱乐城，"),
        ("茶葉，充氣床墊推薦，賣得很好。", "spam", "充氣床墊推薦，"),
        ("茶叶店【娱乐城体验金】开张了。", "spam", "【娱乐城体验金】"),
        ("大家都在网上交%Nd2r1%换茶叶。", "noise", "%Nd2r1%"),
        ("他想把店做得更高*长。", "noise", "*"),
        ("店里的电话是13912345678，可以打。", "contact", "13912345678"),
        ("写信到tea.shop@example.com就行。", "contact", "tea.shop@example.com"),
        ("茶叶很香（图片来源：网络）。", "boilerplate", "（图片来源：网络）"),
        ("题图：山间茶园", "boilerplate", "题图：山间茶园"),
        ("责任编辑：阿华", "boilerplate", "责任编辑：阿华"),
        ("<figure>", "boilerplate", "<figure>"),
    ],
)
def test_what_goes(line: str, kind: str, gone: str) -> None:
    assert (kind, gone) in taken(f"茶叶店的故事\n{BODY}{line}\n{BODY.replace('阿明', '阿贵')}")


@pytest.mark.parametrize(
    "line",
    [
        "他在澳门的赌场见过老虎机，赌客很多，赌场里灯火通明。",  # speaks of the trade itself
        "利润等于销量*单价，这个谁都懂。",  # a formula
        "上一篇文章里说过，他的店是父亲传下来的。",
        "他把名片上的「茶」字写得很大。",
        "转化率等于下单的人除以来的人。",
        "大家都知道，好茶不怕巷子深！",
    ],
)
def test_what_stays(line: str) -> None:
    assert taken(f"茶叶店的故事\n{BODY}{line}\n他还想开第二家店，地方已经看好了。\n") == []


def test_the_headline_is_never_quarantined() -> None:
    text = f"线上娱乐城为什么骗人\n{BODY}"
    assert taken(text) == []


def test_spam_inside_a_word_leaves_the_word_whole() -> None:
    text = f"茶叶店的故事\n{BODY}他在淘寶小線上拉霸機,店裡賣茶。\n"
    result = cleaned(text)
    at = result.text.clean.index("淘宝小店")
    from kg.model.aligned import Span

    assert result.text.quote(Span(at, at + 4)) == "淘寶小線上拉霸機,店"


def test_footer_block_and_reprint_credit() -> None:
    text = (
        f"茶叶店的故事\n【山城網訊】{BODY}他的店不大。\n他的茶很香。\n"
        + BODY.replace("茶叶", "竹器")
        + BODY.replace("茶叶", "瓷碗")
        + "更多评论推荐：\n竹器店的春天\n"
        "小镇网店怎么活\n（本文转载自山城周刊，若有侵权请电话联系13912345678）\n"
        "* 文章为作者独立观点，不代表本站立场。\n页:\n[1]"
    )
    result = cleaned(text)
    assert result.published_by == ("山城", "山城周刊")
    left = result.text.clean
    assert "本文转载自山城周刊" in left
    for gone in ("更多评论推荐", "竹器店的春天", "小镇网店怎么活", "侵权", "独立观点", "[1]", "13912345678"):
        assert gone not in left
    credits = [left[slice(*s.span)] for s in result.sentences if s.kind == "credit"]
    assert credits[0] == "【山城网讯】"


@pytest.mark.parametrize(
    ("line", "publishers"),
    [
        ("來自：山城周刊", ("山城周刊",)),
        ("（摘自《山城周刊》）", ("山城周刊",)),
        ("本文来自山城周刊，作者阿明", ("山城周刊",)),
        ("来自街上的客人多了三成", ()),
        ("这些茶叶来自山城周刊推荐的茶园", ()),
    ],
)
def test_a_sentence_that_says_where_something_is_from_is_no_credit(line: str, publishers: tuple[str, ...]) -> None:
    assert cleaned(f"茶叶店的故事\n{BODY}{line}\n").published_by == publishers


PASSAGE = "真正的好茶从不怕等，等得越久，懂的人就越珍惜，这也是小店能在网上活下来的全部道理，没有别的秘密。"


def test_a_teaser_goes_and_the_passage_stays() -> None:
    text = f"茶叶店的故事\n【山城網訊】{PASSAGE}店主这样说。\n{BODY}店主的话。{PASSAGE}他说完就笑了。\n"
    gone = [q for q in cleaned(text).quarantined if q.kind == "duplicate"]
    assert [text[slice(*q.span)] for q in gone] == [PASSAGE]
    assert gone[0].span.start < text.index("店主这样说")


def test_a_file_given_twice_is_read_once() -> None:
    text = f"茶叶店的故事\n{BODY}{PASSAGE}\n题图：山间茶园\n（本文转载自山城周刊）\n"
    once, twice = cleaned(text), cleaned(text + text)
    assert twice.text.clean.strip() == once.text.clean.strip()
    assert twice.published_by == once.published_by == ("山城周刊",)


def test_contacts_are_masked_with_offsets_kept() -> None:
    text = f"茶叶店的故事\n{BODY}电话13912345678，邮箱tea@example.com。\n"
    shown = masked(text, cleaned(text).quarantined)
    assert len(shown) == len(text)
    assert "13912345678" not in shown
    assert "***********" in shown
    assert "***@*******.***" in shown


def test_both_scripts_are_treated_alike() -> None:
    hans = f"茶叶店的故事\n{BODY}老虎机，他从不碰九州娱乐城，。\n题图：山间茶园\n"
    hant = (
        "茶葉店的故事\n"
        + "阿明在鎮上開了一家茶葉店，去年開始在網上賣茶葉。\n他說，網上的客人比街上的多，而且回頭客不少。\n"
    )
    hant += "老虎機，他從不碰九州娛樂城，。\n題圖：山間茶園\n"
    assert [q.span for q in cleaned(hans).quarantined] == [q.span for q in cleaned(hant).quarantined]
    assert cleaned(hans).text.clean == cleaned(hant).text.clean


def test_no_knowledge_takes_nothing() -> None:
    text = f"茶叶店的故事\n{BODY}百家樂算牌,题图：山间茶园\n"
    assert cleaned(text, Damage()).quarantined == ()


def test_markup_is_taken_off_and_not_listed() -> None:
    text = f"# 茶叶店的故事\n\n**{BODY.splitlines()[0]}**\n\n## 第一家店\n\n他在[山城](https://example.com/a)开店，店面不大。\n"
    result = cleaned(text)
    assert "**" not in result.text.clean
    assert "#" not in result.text.clean
    assert "他在山城开店" in result.text.clean
    assert [result.text.clean[slice(*s.heading)] for s in result.sections] == ["", "第一家店"]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="茶店好百家樂算牌，,。\n*%a1@[](/x)<figure>题图：页:# ", max_size=120))
def test_nothing_quarantined_survives_and_every_offset_leads_back(text: str) -> None:
    result = cleaned(text)
    clean_text = result.text
    assert list(clean_text.starts) == sorted(clean_text.starts)
    gone = {at for q in result.quarantined for at in range(*q.span)}
    assert all(0 <= q.span.start < q.span.end <= len(text) for q in result.quarantined)
    assert not gone & set(clean_text.starts)
    for sentence in result.sentences:
        assert 0 <= sentence.span.start < sentence.span.end <= len(clean_text.clean)
        assert clean_text.quote(sentence.span)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(range(5)), st.integers(0, 400))
def test_an_advertisement_slipped_in_anywhere_comes_out_again(number: int, at: int) -> None:
    spam = ("百家樂算牌,", "線上娛樂城，", "娛樂城體驗金,", "威而鋼壯陽藥,", "台灣運彩，")[number]
    text = f"茶叶店的故事\n{BODY}{BODY.replace('茶叶', '竹器')}{BODY.replace('茶叶', '瓷碗')}"
    start = text.index("\n") + 1
    at = start + at % (len(text) - start)
    result = cleaned(text[:at] + spam + text[at:])
    assert result.text.clean == cleaned(text).text.clean
    assert [q.kind for q in result.quarantined] == ["spam"]
