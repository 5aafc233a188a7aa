"""Mentions: who proposes, who wins where proposals overlap, and what is found again in the rest of the document."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.lexicon import Hit, LexiconIndex
from kg.extract.mentions import decide, find_mentions
from kg.model import Mention, Span
from kg.text.script import simplified
from kg.text.sentences import split_sections, split_sentences
from kg.vocabulary.lexicon import HEADER, lexicon_row
from kg.vocabulary.names import Names, read_names

NAMES = """
[[pattern]]
id = "title"
type = "Work"
expression = "《[^《》]+》"
[[pattern]]
id = "year"
type = "Time"
expression = '\\d{4}年'
[trim]
left = ["所谓的", "各种"]
right = ["等", "的"]
keep = ["各种花"]
[common]
types = ["Factor"]
"""


class Seen:
    """What a recognizer that sees exactly these names would propose."""

    def __init__(self, *names: tuple[str, str, float]) -> None:
        self.names = names

    def find(self, text: str, sentences: Sequence[Span], hits: Sequence[Hit]) -> list[Mention]:
        return [
            Mention(Span(text.index(n), text.index(n) + len(n)), n, type_, "recognizer", f"{p}")
            for n, type_, p in self.names
        ]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Names:
    path = tmp_path_factory.mktemp("names") / "names.toml"
    path.write_text(NAMES, encoding="utf-8")
    return read_names(path)


def mentions(
    text: str, names: Names, listed: dict[str, str], finder: Seen | None = None
) -> tuple[list[tuple[str, str, str]], dict[str, str]]:
    rows = [
        lexicon_row({**dict.fromkeys(HEADER, ""), "id": n, "type": t, "hans": n}, "rows.csv:1")
        for n, t in listed.items()
    ]
    sentences = split_sentences(text, split_sections(text, None), None)
    hits = LexiconIndex(rows, simplified).find(text, [s.span for s in sentences])
    taken, rejected = find_mentions(text, sentences, hits, finder, names)
    assert all(text[m.span.start : m.span.end] == m.name for m in taken)
    return [(m.name, m.type, m.source) for m in taken], {m.name: reason for m, reason in rejected}


def test_the_longest_name_wins_and_the_others_say_why_not(names: Names) -> None:
    taken, rejected = mentions("用微信支付付款", names, {"微信": "SocialPlatform", "微信支付": "PaymentService"})
    assert taken == [("微信支付", "PaymentService", "lexicon")]
    assert rejected["微信"].endswith("微信支付")


def test_of_equal_candidates_the_lexicon_goes_before_the_recognizer(names: Names) -> None:
    taken, _ = mentions("拍拍上市", names, {"拍拍": "Marketplace"}, Seen(("拍拍", "Actor", 0.99)))
    assert taken == [("拍拍", "Marketplace", "lexicon")]


def test_a_recognized_name_is_believed_from_a_probability_on(names: Names) -> None:
    taken, rejected = mentions("练兵场和大市场", names, {}, Seen(("练兵场", "Factor", 0.9), ("大市场", "Factor", 0.1)))
    assert taken == [("练兵场", "Factor", "recognizer")]
    assert "0.1" in rejected["大市场"]


def test_determiners_are_trimmed_off_and_kept_where_they_belong(names: Names) -> None:
    taken, _ = mentions(
        "所谓的练兵场，各种花", names, {}, Seen(("所谓的练兵场", "Factor", 0.9), ("各种花", "Product", 0.9))
    )
    assert [name for name, _, _ in taken] == ["练兵场", "各种花"]


def test_titles_and_years_show_by_their_shape(names: Names) -> None:
    taken, _ = mentions("《微商论》写于2015年。", names, {})
    assert taken == [("《微商论》", "Work", "pattern"), ("2015年", "Time", "pattern")]


def test_a_name_once_found_is_found_everywhere(names: Names) -> None:
    taken, _ = mentions("练兵场开了。大家去练兵场，再去大练兵场。", names, {}, Seen(("练兵场", "Factor", 0.9)))
    assert [source for _, _, source in taken] == ["recognizer", "document", "document"]


def test_an_ordinary_word_of_the_lexicon_needs_the_recognizer(names: Names) -> None:
    taken, rejected = mentions("流量很大", names, {"流量": "Factor"}, Seen())
    assert (taken, list(rejected)) == ([], ["流量"])
    taken, _ = mentions("流量很大", names, {"流量": "Factor"}, Seen(("流量", "Factor", 0.8)))
    assert taken == [("流量", "Factor", "lexicon")]
    assert mentions("流量很大", names, {"流量": "Factor"})[0] == taken, "without a recognizer the lexicon stands alone"


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from(["lexicon", "pattern", "recognizer"])))
)
def test_what_is_decided_never_overlaps_and_leaves_no_free_place(proposed: list[tuple[int, int, str]]) -> None:
    candidates = [Mention(Span(at, at + size), "x" * size, "Factor", source) for at, size, source in proposed]
    taken, rejected = decide(candidates)
    covered = [i for mention in taken for i in range(*mention.span)]
    assert len(covered) == len(set(covered))
    for mention in candidates:
        assert mention in taken or not set(covered).isdisjoint(range(*mention.span))
    for mention, _ in rejected:
        winner = max((t for t in taken if t.span.overlaps(mention.span)), key=lambda t: t.span.end - t.span.start)
        assert winner.span.end - winner.span.start >= mention.span.end - mention.span.start


@pytest.mark.parametrize(
    ("text", "seen", "taken"),
    [
        ("他谈“二选一”的手法。", "二选一”的手法", "“二选一”的手法"),
        ("玛丽（Mary）说", "玛丽（Mary", "玛丽（Mary）"),
        ("玛丽（据说来自美国）说", "玛丽（据说", "玛丽"),
        ("有人说“免费”平台", "说“免费”平台", "说“免费”平台"),
        ("他说的）平台好", "的）平台", "平台"),
        ("（平台", "（平台", "（平台"),
    ],
)
def test_brackets_stand_in_pairs(text: str, seen: str, taken: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("brackets") / "names.toml"
    path.write_text('[trim]\nbrackets = ["“”", "（）"]\n', encoding="utf-8")
    found, _ = mentions(text, read_names(path), {}, Seen((seen, "Factor", 0.9)))
    assert [name for name, _, _ in found] == [taken]
