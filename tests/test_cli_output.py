"""Where the output of a command goes: pipes that close, disks that are full, terminals that know no Chinese."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ARTICLE, ROOT, kg

SHOW = ("show", "微电商", "--in", ROOT / "exports")


def run(*arguments: str | Path, stdout: int) -> subprocess.CompletedProcess[bytes]:
    """A command whose standard output is this file descriptor."""
    command = [sys.executable, "-c", "from kg.cli.app import main; main()", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, timeout=300, env=environment)


@pytest.mark.parametrize("arguments", [SHOW, ("--help",), ("validate", ROOT / "exports")])
def test_a_reader_that_went_away_is_no_error(arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run(*arguments, stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(*SHOW, stdout=full.fileno())
    assert done.returncode == 3
    assert done.stderr.startswith(b"kg: the output: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_terminal_without_chinese_shows_what_it_can() -> None:
    done = kg(*SHOW, environment={"PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0
    assert "\\u5fae\\u7535\\u5546  BusinessModel" in done.stdout


def test_arguments_that_are_no_text() -> None:
    done = kg("show", "\udcff")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not UTF-8" in done.stderr


@pytest.mark.parametrize("option", ["--version", "-h"])
def test_what_every_tool_answers(option: str) -> None:
    done = kg(option)
    assert done.returncode == 0
    assert "kg 0" in done.stdout or "COMMAND" in done.stdout


def test_files_of_another_build_do_not_stay(tmp_path: Path) -> None:
    one, other, out = tmp_path / "one.txt", tmp_path / "other.txt", tmp_path / "out"
    one.write_text(ARTICLE, encoding="utf-8")
    other.write_text("另一篇\n" + ARTICLE, encoding="utf-8")
    assert kg("build", one, "--out", out, "--format", "json").returncode == 0
    assert kg("build", one, "--out", out, "--format", "ntriples").returncode == 0
    assert (out / "graph.json").is_file(), "the same build adds a format"
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert kg("build", other, "--out", out, "--format", "json").returncode == 0
    assert sorted(path.name for path in out.iterdir()) == ["graph.json", "manifest.json", "notes.txt"]
    assert list(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]) == ["graph.json"]


def test_a_link_goes_on_standing_for_its_file(tmp_path: Path) -> None:
    article, out = tmp_path / "one.txt", tmp_path / "out"
    article.write_text(ARTICLE, encoding="utf-8")
    out.mkdir()
    (tmp_path / "kept.json").write_text("{}", encoding="utf-8")
    (out / "graph.json").symlink_to(tmp_path / "kept.json")
    assert kg("build", article, "--out", out, "--format", "json").returncode == 0
    assert (out / "graph.json").is_symlink()
    assert json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))["claims"]


def test_a_device_is_no_place_for_a_table() -> None:
    done = kg("suggest", ROOT / "seeds", "--out", "/dev/null")
    assert done.returncode == 2
    assert "no file that could be written anew" in done.stderr
