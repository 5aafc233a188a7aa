"""Files and folders into articles: which files count, in which order, and ids that tell them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.corpus.inputs import input_files, read_articles
from kg.errors import BadData, UsageError


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_folder_gives_its_texts_by_name_hidden_ones_left_out(tmp_path: Path) -> None:
    write(tmp_path, b_txt="乙", a_md="甲", c_TXT="丙", sub__d_txt="丁", e_html="戊", sub__f_csv="己")
    for hidden in (".git/x.txt", ".x.txt"):
        (tmp_path / hidden).parent.mkdir(exist_ok=True)
        (tmp_path / hidden).write_text("隐", encoding="utf-8")
    assert [p.relative_to(tmp_path).as_posix() for p in input_files([tmp_path])] == [
        "a.md",
        "b.txt",
        "c.TXT",
        "sub/d.txt",
    ]


def test_a_hidden_folder_can_be_named_itself(tmp_path: Path) -> None:
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "a.txt").write_text("甲", encoding="utf-8")
    assert len(input_files([tmp_path / ".cache"])) == 1


def test_a_named_file_counts_whatever_it_is_called_and_each_file_once(tmp_path: Path) -> None:
    write(tmp_path, a_text="甲", b_txt="乙")
    one, folder = tmp_path / "a.text", tmp_path
    assert input_files([one, folder, folder / ".." / folder.name / "b.txt"]) == [one, tmp_path / "b.txt"]


def test_nothing_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no \.txt or \.md"):
        input_files([tmp_path])
    with pytest.raises(UsageError, match="no such file"):
        input_files([tmp_path / "missing.txt"])


def test_files_of_one_name_get_ids_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, x__a_txt="甲网推出乙付。", y__a_txt="丙网推出丁付。")
    articles, errors = read_articles(input_files([tmp_path]))
    assert errors == []
    assert [a.id for a in articles] == ["a", f"a-{articles[1].sha256[:8]}"]


def test_the_same_text_twice_corroborates_nothing(tmp_path: Path) -> None:
    write(tmp_path, a_txt="甲网推出乙付。\n", b_txt="丙网。")
    (tmp_path / "c.txt").write_bytes("\ufeff甲网推出乙付。\r\n".encode())
    articles, (error,) = read_articles(input_files([tmp_path]))
    assert [a.path for a in articles] == ["a.txt", "b.txt"]
    assert "c.txt" in error.message
    assert "a.txt" in error.message


def test_a_bad_file_stops_no_other(tmp_path: Path) -> None:
    write(tmp_path, a_txt="甲网推出乙付。", b_txt="")
    articles, errors = read_articles(input_files([tmp_path]))
    assert [a.path for a in articles] == ["a.txt"]
    assert [type(e) for e in errors] == [BadData]
