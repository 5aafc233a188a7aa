"""Reading: every encoding and newline gives the same text; what is no text says so."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kg.errors import BadData, UsageError
from kg.text.read import article_from_text, read_article

SIMPLIFIED = "小镇上的网店\n去年，镇上开了三家网店，卖的都是本地的茶叶和竹器，价格公道，买的人很多。\n"
TRADITIONAL = "小鎮上的網店\n去年，鎮上開了三家網店，賣的都是本地的茶葉和竹器，價格公道，買的人很多。\n"


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_encoding_and_newline(tmp_path: Path, text: str, encoding: str, newline: str) -> None:
    path = tmp_path / "shop.txt"
    path.write_bytes(text.replace("\n", newline).encode(encoding))
    article = read_article(path)
    assert article.text == text
    assert article.id == "shop"
    assert article.path == "shop.txt"
    assert article.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_big5(tmp_path: Path) -> None:
    path = tmp_path / "shop.txt"
    path.write_bytes(TRADITIONAL.encode("big5"))
    assert read_article(path).text == TRADITIONAL


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\r\n", "empty"),
        (b"\xef\xbb\xbf", "white space"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (bytes(range(1, 32)) * 4, "not a text"),
    ],
)
def test_what_is_no_text(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(BadData, match=says) as caught:
        read_article(path)
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_article(tmp_path / "none.txt")
    with pytest.raises(UsageError, match="folder"):
        read_article(tmp_path)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("小店的生意\n正文在这里。\n", "小店的生意"),
        ("\n\n# 小店的生意\n\n正文在这里。\n", "小店的生意"),
        ("这一篇没有标题，一上来就是正文，所以不能拿它当标题。\n第二段。\n", "a"),
        ("> 本文轉載自某刊\n\n正文。\n", "a"),
    ],
)
def test_title(text: str, title: str) -> None:
    article = article_from_text(text, Path("a.txt"))
    assert article.title == title
    assert text[slice(*article.title_span)] in (title, "")


def test_the_seed_has_the_identity_that_its_gold_names() -> None:
    article = read_article(next((Path(__file__).parents[1] / "seeds").glob("*.txt")))
    assert article.sha256 == "3960fd526f6c2775dc341a905fdd41c4d3074db28dfac606ff326d8218b78803"
    assert article.title == "微電商玩轉社群經濟 人貨合一才是真愛"
