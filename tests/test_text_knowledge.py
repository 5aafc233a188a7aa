"""The files behind cleaning: what is wrong in them is said with file and line, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import BadData
from kg.text.script import simplified
from kg.vocabulary.damage import read_damage

ONTOLOGY = Path(__file__).parents[1] / "ontology"
DAMAGE = read_damage(ONTOLOGY)


def test_an_empty_folder_knows_nothing(tmp_path: Path) -> None:
    damage = read_damage(tmp_path)
    assert damage.pairs == damage.lines == damage.spam == ()
    assert not damage.repair


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("spun.tsv", "spun\toriginal\tknown\n今朝\t目前\tp00\n今朝\n", "spun.tsv:3: needs spun, original and known"),
        ("spun.tsv", "今朝\t今朝\tp00\n", "spun.tsv:1: spun and original must be two different words"),
        ("spun.tsv", "# c\n今朝\t目前\tp00\n今朝\t目前\trare\n", "spun.tsv:3: 今朝 for 目前 stands here twice"),
        ("variants.tsv", "written\tread\n供应炼\t链\n", "variants.tsv:2: needs written and read of the same length"),
        ("boilerplate.toml", '[[line]]\nid = "a"\npattern = "("\n', "boilerplate.toml:2: not a regular expression"),
        ("boilerplate.toml", '[[line]]\nid = "a"\npattern = "x"\nreach = "far"\n', "reach is one of"),
        ("boilerplate.toml", '[[noise]]\npattern = "x"\n', "a rule needs 'id'"),
        ("boilerplate.toml", '[[credit]]\nid = "c"\npattern = "x"\n', "a credit needs a group"),
        ("boilerplate.toml", "[[line]\n", "boilerplate.toml: not TOML"),
        ("spam.toml", 'weak = ["运彩"]\n', "weak word '运彩' stands in no group"),
        ("spam.toml", '[a]\nwords = ["彩"]\n', "must be two characters or more"),
        ("models/repair.toml", '[place]\nbias = "big"\n', "place must be a table of numbers"),
        ("models/contexts.tsv", "今朝\tmany\n", "contexts.tsv:1: needs a word and its count"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadData) as caught:
        read_damage(tmp_path)
    assert says in caught.value.message
    assert str(tmp_path) in caught.value.message


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "spun.tsv").write_text("今朝\n若何\n", encoding="utf-8")
    (tmp_path / "spam.toml").write_text('weak = ["运彩"]\n', encoding="utf-8")
    with pytest.raises(BadData) as caught:
        read_damage(tmp_path)
    assert len(caught.value.message.split("\n")) == 3


def test_our_own_files_are_simplified_and_complete() -> None:
    assert len(DAMAGE.pairs) > 2000
    for pair in DAMAGE.pairs:
        assert simplified(pair.spun) == pair.spun
        assert simplified(pair.original) == pair.original
    for phrase in DAMAGE.spam_phrases:
        assert simplified(phrase) == phrase
    assert set(DAMAGE.repair) == {"place", "document", "accept"}
    known = {"seen1", "seen2", "thesaurus", "rare", "reverse"}
    assert {pair.known for pair in DAMAGE.pairs} <= known
    counted = {word for pair in DAMAGE.pairs for word in pair[:2]} & set(DAMAGE.counts)
    assert len(counted) > 2000
