"""Another domain without code: an ontology of the history of programming languages, in some 30 lines of data."""

from __future__ import annotations

import json
from pathlib import Path

from command_line import kg
from test_recognizer_train import write_gold

DATA = Path(__file__).parent / "programming_languages"


def new_domain(folder: Path) -> None:
    made = kg("ontology", "new", folder)
    assert made.returncode == 0, made.stderr
    for name, place in (("schema.ttl", "schema.ttl"), ("rules.toml", "rules.toml"), ("names.csv", "lexicon/names.csv")):
        with (folder / place).open("a", encoding="utf-8") as file:
            file.write((DATA / name).read_text(encoding="utf-8"))


def test_a_new_ontology_is_complete_and_clean(tmp_path: Path) -> None:
    assert kg("ontology", "new", tmp_path / "mine").returncode == 0
    checked = kg("ontology", "lint", "--ontology", tmp_path / "mine")
    assert checked.returncode == 0, checked.stdout
    assert (tmp_path / "mine" / "shapes.ttl").is_file()


def test_a_new_ontology_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("precious", encoding="utf-8")
    refused = kg("ontology", "new", tmp_path / "mine")
    assert refused.returncode == 2
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["notes.txt"]


def test_the_second_domain_takes_about_thirty_lines() -> None:
    texts = [(DATA / name).read_text(encoding="utf-8") for name in ("schema.ttl", "names.csv", "rules.toml")]
    lines = [line for text in texts for line in text.splitlines() if line]
    assert len(lines) <= 35


def test_a_second_domain_is_built_from_data_alone(tmp_path: Path) -> None:
    new_domain(tmp_path / "languages")
    checked = kg("ontology", "lint", "--ontology", tmp_path / "languages")
    assert checked.returncode == 0, checked.stdout
    built = kg("build", DATA / "article.txt", "--ontology", tmp_path / "languages", "--out", tmp_path / "out")
    assert built.returncode == 0, built.stderr
    graph = json.loads((tmp_path / "out" / "graph.json").read_text(encoding="utf-8"))
    label = {e["id"]: e["label"] for e in graph["entities"]}
    assert {e["type"] for e in graph["entities"]} == {"Language", "Person", "Organization", "Paradigm", "Time"}
    claims = {
        (label[c["subject"]], c["predicate"], label[c["object"]], c["polarity"], c["modality"]) for c in graph["claims"]
    }
    assert claims >= {
        ("Lisp", "designedBy", "约翰·麦卡锡", "affirmed", "asserted"),
        ("Lisp", "supports", "函数式编程", "affirmed", "asserted"),
        ("Lisp", "dated", "1958年", "affirmed", "asserted"),
        ("C语言", "influencedBy", "B语言", "affirmed", "asserted"),
        ("Java", "designedBy", "詹姆斯·高斯林", "affirmed", "asserted"),
        ("Java", "influencedBy", "C语言", "affirmed", "asserted"),
        ("Java", "influencedBy", "Smalltalk", "affirmed", "asserted"),
        ("Java", "supports", "函数式编程", "negated", "asserted"),
    }
    said = {(subject, predicate, obj) for subject, predicate, obj, _, _ in claims}
    assert not [one for one in said if one[::-1] in said], "who influenced whom is said one way round"
    counted = kg("query", "ASK {?a ?b ?c}", "--in", tmp_path / "out", "--ontology", tmp_path / "languages")
    assert counted.stdout.strip() == "true", counted.stderr


def test_a_new_ontology_can_be_taught(tmp_path: Path) -> None:
    write_gold(tmp_path / "gold")
    new_domain(tmp_path / "languages")
    done = kg("train", tmp_path / "gold", tmp_path / "gold", "--ontology", tmp_path / "languages")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["mean over articles left out"]["typed"]["f1"] > 0.9


def test_measuring_writes_no_words_either(tmp_path: Path) -> None:
    tagged = tmp_path / "tagged.jsonl"
    tagged.write_text("[]\n", encoding="utf-8")
    done = kg("train", tmp_path, tmp_path, "--crossval", "--tagged", tagged)
    assert done.returncode == 2
    assert "--crossval writes none" in done.stderr
