"""Ids are minted once, told apart, and never change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import BadData
from kg.vocabulary.lexicon import LexiconRow, read_lexicon
from kg.vocabulary.registry import appended, mint, read_registry, spell


def row(id_: str, hans: str, type_: str = "SocialPlatform") -> LexiconRow:
    return LexiconRow(id_, type_, hans, hans, "", (), (), (), "", "lexicon.csv:2")


def test_only_rows_without_an_id_get_one() -> None:
    minted = {"weixin": "some-old-id"}
    assert mint([row("weixin", "微信"), row("weibo", "微博")], minted) == {"weibo": "weibo-c6ab32"}
    assert minted == {"weixin": "some-old-id"}


def test_homophones_and_namesakes_are_told_apart() -> None:
    rows = [row("weixin", "微信"), row("weixin-2", "威信"), row("xiaomi", "小米"), row("xiaomi-2", "小米")]
    ids = mint([*rows, row("xiaomi-grain", "小米", "Product")], {})
    assert len(set(ids.values())) == 5
    assert {id_.rsplit("-", 1)[0] for id_ in ids.values()} == {"weixin", "xiaomi"}


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [row("xiaomi-2", "小米"), row("xiaomi", "小米"), row("weixin", "微信")]
    assert list(mint(rows, {}).items()) == list(mint(rows[::-1], {}).items())


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("重庆", "chongqing"),
        ("银行", "yinhang"),
        ("行走", "xingzou"),
        ("O2O", "o2o"),
        ("Apple Pay", "applepay"),
        ("", ""),
    ],
)
def test_slugs_are_read_by_phrase(name: str, slug: str) -> None:
    assert spell(name) == slug


def test_rows_are_added_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "registry.tsv"
    assert read_registry(path) == {}
    text = appended("", {"b": "b-1"})
    assert appended(text.rstrip("\n"), {"a": "a-1"}) == appended(text, {"a": "a-1"}) == text + "a\ta-1\n"
    path.write_text(appended(text, {"a": "a-1"}), encoding="utf-8")
    assert read_registry(path) == {"b": "b-1", "a": "a-1"}


def test_complaints_name_every_line(tmp_path: Path) -> None:
    path = tmp_path / "registry.tsv"
    path.write_text("lexicon\tid\na\ta-1\na\ta-2\nb\ta-1\n\tx\n", encoding="utf-8")
    with pytest.raises(BadData) as error:
        read_registry(path)
    assert error.value.message.splitlines() == [
        f"{path}:3: a has the id a-1 already",
        f"{path}:4: a-1 is the id of a already",
        f"{path}:5: a row needs a lexicon id and an entity id",
    ]


def test_spelling_leaves_other_slugs_as_they_are() -> None:
    read_by_phrase = "from kg.vocabulary.registry import spell; spell('重庆'); "
    slugs = {
        subprocess.run(
            [sys.executable, "-c", f"{first}from kg.vocabulary.slug import slug; print(slug('重庆'))"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for first in ("", read_by_phrase)
    }
    assert len(slugs) == 1


def test_command_line_adds_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    table = tmp_path / "lexicon" / "names.csv"
    header = "id,type,hans,hant,en,aliases,when,unless,note\n"
    table.write_text(f"{header}weixin,SocialPlatform,微信,,,,,,\n", encoding="utf-8")
    command = [sys.executable, "-c", "from kg.cli.app import main; main()", "ontology", "mint"]
    texts = []
    for more in ("", "weibo,SocialPlatform,微博,,,,,,\n", ""):
        table.write_text(table.read_text(encoding="utf-8") + more, encoding="utf-8")
        run = subprocess.run([*command, "--ontology", str(tmp_path)], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        texts.append((tmp_path / "registry.tsv").read_text(encoding="utf-8"))
    assert texts[0] == "lexicon\tid\nweixin\tweixin-f03dbd\n"
    assert texts[1] == texts[0] + "weibo\tweibo-c6ab32\n" == texts[2]


def test_every_row_of_our_lexicon_has_its_id() -> None:
    ontology = Path(__file__).parents[1] / "ontology"
    missing = mint(read_lexicon(ontology / "lexicon"), read_registry(ontology / "registry.tsv"))
    assert not missing, "run: kg ontology mint"
