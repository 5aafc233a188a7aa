"""Bad input: one clear message, the right exit code, no traceback, and earlier outputs as they were."""

from __future__ import annotations

import ctypes
import resource
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import ARTICLE, ROOT, contents, kg

SMALL = ("--format", "json")

# From linux/prctl.h and linux/capability.h.
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A folder with the outputs of an earlier build."""
    out = tmp_path / "out"
    out.mkdir()
    for name in ("graph.json", "manifest.json", "graph.html"):
        (out / name).write_text(f"earlier {name}", encoding="utf-8")
    return out


def assert_refused(done: object, code: int, *words: str) -> None:
    """The process ended with ``code`` and said ``words`` in one message."""
    stderr, returncode = done.stderr, done.returncode  # type: ignore[attr-defined]
    assert returncode == code, stderr
    assert "Traceback" not in stderr
    assert stderr.count("kg: ") == 1, stderr
    for word in words:
        assert word in stderr, stderr


def write(data: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "input.txt"
        path.write_bytes(data)
        return path

    return make


def empty_folder(folder: Path) -> Path:
    path = folder / "folder"
    path.mkdir()
    (path / "picture.png").write_bytes(b"\x89PNG")
    return path


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (lambda folder: folder / "nowhere.txt", 2, ["nowhere.txt", "no such file"]),
        (empty_folder, 2, ["folder", "no .txt or .md"]),
        (write(b""), 3, ["input.txt", "empty"]),
        (write(b" \n\t\r\n"), 3, ["input.txt", "empty"]),
        (write("\u3000\n".encode()), 3, ["input.txt", "white space"]),
        (write(bytes(range(256)) * 20), 3, ["input.txt", "binary"]),
        (write(b"\x89PNG\r\n\x1a\n" + bytes(500)), 3, ["input.txt", "binary"]),
    ],
    ids=["missing", "folder-without-texts", "empty", "blank", "wide-blank", "bytes", "picture"],
)
def test_an_input_that_cannot_be_used(
    tmp_path: Path, earlier: Path, make: Callable[[Path], Path], code: int, words: list[str]
) -> None:
    before = contents(earlier)
    assert_refused(kg("build", make(tmp_path), "--out", earlier, *SMALL), code, *words)
    assert contents(earlier) == before


def test_a_bad_article_among_many_is_counted_never_fatal(tmp_path: Path, article: Path) -> None:
    (tmp_path / "blank.txt").write_bytes(b"")
    (tmp_path / "twin.txt").write_text(ARTICLE, encoding="utf-8")
    done = kg("build", tmp_path, "--out", tmp_path / "out", "--format", "json", "--format", "report")
    assert done.returncode == 0, done.stderr
    assert "blank.txt" in done.stderr and "twin.txt" in done.stderr
    assert "1, 2 left out" in done.stdout
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "`blank.txt`: the file is empty" in report
    assert "`twin.txt`: the same text as article.txt" in report
    assert str(tmp_path) not in (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")


def test_only_bad_articles_are_fatal(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 9)
    done = kg("build", tmp_path, "--out", tmp_path / "out", *SMALL)
    assert_refused(done, 3, "none of 2 files", "a.txt", "b.txt")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--format", "docx"], 2, ["docx", "choose from"]),
        (["--base", "not an address"], 2, ["not an address"]),
        (["--workers", "0"], 2, ["workers"]),
        (["--ontology", "nowhere"], 2, ["nowhere", "kg ontology new"]),
    ],
    ids=["format", "base", "workers", "ontology"],
)
def test_an_option_that_cannot_work(
    article: Path, earlier: Path, arguments: list[str], code: int, words: list[str]
) -> None:
    before = contents(earlier)
    assert_refused(kg("build", article, "--out", earlier, *arguments), code, *words)
    assert contents(earlier) == before


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    """A copy of the ontology that may be broken, without its weights."""
    folder = tmp_path / "ontology"
    shutil.copytree(ROOT / "ontology", folder, ignore=shutil.ignore_patterns("models"))
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(path: Path, needle: str) -> int:
    return path.read_text(encoding="utf-8").split(needle)[0].count("\n") + 1


def test_a_broken_lexicon_is_named_with_all_its_lines(ontology: Path, article: Path, earlier: Path) -> None:
    media = ontology / "lexicon" / "media.csv"
    lines = media.read_text(encoding="utf-8").splitlines()
    lines[2:2] = [lines[1], ",Media,没有编号,,,,,,"]
    media.write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = contents(earlier)
    done = kg("build", article, "--out", earlier, "--ontology", ontology, *SMALL)
    assert_refused(done, 3, "media.csv:3: id", "media.csv:4: a row needs")
    assert contents(earlier) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("rules.toml", 'order = ["S T O"', 'order = ["S V O"', ["rules.toml:", "S V O"]),
        ("rules.toml", "triggers = [", "triggers = ", ["rules.toml", "line"]),
        ("cues.toml", "[negation]", "[negations]", ["cues.toml", "negation"]),
        ("names.toml", 'expression = "', 'expression = "(', ["names.toml:"]),
        ("schema.ttl", "rdfs:subClassOf kg:Entity ;", "rdfs:subClassOf kg:Entity", ["schema.ttl:"]),
        ("spun.tsv", "\n", "\nonly one cell\n", ["spun.tsv:2"]),
        ("lexicon/media.csv", "id,type,", "id;type;", ["media.csv:1", "header"]),
    ],
)
def test_a_broken_ontology_file_is_named_with_its_line(
    ontology: Path, article: Path, earlier: Path, name: str, old: str, new: str, words: list[str]
) -> None:
    change(ontology / name, old, new)
    before = contents(earlier)
    assert_refused(kg("build", article, "--out", earlier, "--ontology", ontology, *SMALL), 3, *words)
    assert contents(earlier) == before


def test_weights_that_are_none(ontology: Path, article: Path, tmp_path: Path) -> None:
    (ontology / "models").mkdir()
    (ontology / "models" / "scorer.related.npz").write_bytes(b"not a model")
    done = kg("build", article, "--out", tmp_path / "out", "--ontology", ontology, *SMALL)
    assert_refused(done, 3, "scorer.related.npz", "kg train")


def test_a_file_where_the_output_folder_should_be(article: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    assert_refused(kg("build", article, "--out", tmp_path / "out", *SMALL), 2, "is a file")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="takes the right to overrule permissions from root as Linux does")
def test_a_folder_that_may_not_be_written(article: Path, earlier: Path) -> None:
    earlier.chmod(0o555)
    before = contents(earlier)

    def like_any_user() -> None:
        # Root may write anywhere; without this capability it meets the same refusal as everybody else.
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)

    try:
        done = kg("build", article, "--out", earlier, *SMALL, preexec_fn=like_any_user)
        assert_refused(done, 3, str(earlier), "nothing could be written")
        assert contents(earlier) == before
    finally:
        earlier.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of a process")
def test_a_disk_that_is_full(article: Path, earlier: Path) -> None:
    before = contents(earlier)

    def little_room() -> None:
        # The system refuses to let a file grow beyond this, in the middle of writing, as a full disk does.
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = kg("build", article, "--out", earlier, preexec_fn=little_room, environment={"PYTHONDONTWRITEBYTECODE": "1"})
    assert_refused(done, 3, "nothing could be written", "free some space")
    assert contents(earlier) == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["show", "微信", "--in", "nowhere"], 2, ["nowhere", "kg build"]),
        (["show", "微信", "--in", "broken.json"], 3, ["broken.json", "not a graph.json"]),
        (["verify", "nowhere.json", "article.txt"], 2, ["nowhere.json"]),
        (["verify", "graph.json", "nowhere.txt"], 2, ["nowhere.txt"]),
        (["diff", "graph.json", "nowhere.json"], 2, ["nowhere.json"]),
        (["evaluate", "broken.json", "graph.json"], 3, ["broken.json"]),
        (["evaluate", "graph.json"], 2, ["GOLD and GRAPH"]),
        (["explain", "0123456789ab", "article.txt"], 2, ["0123456789ab"]),
        (["suggest", "nowhere"], 2, ["nowhere"]),
        (["ontology", "lint", "--ontology", "nowhere"], 2, ["nowhere"]),
        (["ontology", "new", "."], 2, ["is there already"]),
    ],
    ids=lambda value: "-".join(value[:3]) if isinstance(value, list) else str(value),
)
def test_other_commands_refuse_as_clearly(tmp_path: Path, arguments: list[str], code: int, words: list[str]) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"documents": [', encoding="utf-8")
    tables = ("documents", "quarantined", "restorations", "entities", "claims")
    (tmp_path / "graph.json").write_text("{" + ", ".join(f'"{t}": []' for t in tables) + "}", encoding="utf-8")
    assert_refused(kg(*arguments, cwd=tmp_path), code, *words)
