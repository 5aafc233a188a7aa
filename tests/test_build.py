"""kg build: what it writes, and that the same input always gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from command_line import ARTICLE, ROOT, SEED, contents, kg

from kg.export.integrity import GRADES, Integrity

DEFAULT = {
    "graph.json",
    "graph.ttl",
    "graph.nt",
    "graph.graphml",
    "nodes.csv",
    "edges.csv",
    "graph.html",
    "report.md",
    "manifest.json",
}

OTHERS = {
    "one.txt": ARTICLE,
    "two.txt": "淘宝和天猫\n淘宝是阿里巴巴的平台。天猫面向品牌商家。\n",
    "three.md": "# 抖音电商\n\n抖音推出了抖音支付。抖音电商可能会影响淘宝。\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed, built once."""
    out = tmp_path_factory.mktemp("seed") / "exports"
    done = kg("build", "--out", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in OTHERS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_seed_gives_every_file(built: Path) -> None:
    assert {p.name for p in built.iterdir()} == DEFAULT


def test_the_committed_exports_are_those_of_the_seed(built: Path) -> None:
    committed = contents(ROOT / "exports")
    assert {name: len(data) for name, data in contents(built).items()} == {n: len(d) for n, d in committed.items()}
    assert contents(built) == committed


def test_every_span_of_the_seed_holds(built: Path) -> None:
    verified = kg("verify", built, SEED)
    assert verified.returncode == 0, verified.stdout
    assert "hold" in verified.stdout


def test_no_sentence_of_the_seed_both_says_and_denies_a_thing(built: Path) -> None:
    said: dict[tuple[str, str, str], list[tuple[str, int, int]]] = {}
    for claim in json.loads((built / "graph.json").read_text(encoding="utf-8"))["claims"]:
        places = [(claim["polarity"], e["start"], e["end"]) for e in claim["evidence"]]
        said.setdefault((claim["subject"], claim["predicate"], claim["object"]), []).extend(places)
    both = [places for places in said.values() if len({polarity for polarity, _, _ in places}) > 1]
    assert both, "the seed says of a thing what it denies elsewhere"
    for places in both:
        for polarity, start, end in places:
            assert not any(p != polarity and a < end and start < b for p, a, b in places)


def test_the_manifest_hashes_inputs_ontology_and_outputs(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["outputs"]) == DEFAULT - {"manifest.json"}
    for name, entry in manifest["outputs"].items():
        data = (built / name).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert manifest["inputs"] == [{"path": SEED.name, "sha256": hashlib.sha256(SEED.read_bytes()).hexdigest()}]
    rules = (ROOT / "ontology" / "rules.toml").read_bytes()
    assert manifest["ontology"]["files"]["rules.toml"] == hashlib.sha256(rules).hexdigest()
    assert str(ROOT) not in json.dumps(manifest)


def test_no_contact_leaves_the_quarantine(built: Path) -> None:
    graph = json.loads((built / "graph.json").read_text(encoding="utf-8"))
    text = SEED.read_text(encoding="utf-8")
    contacts = {text[q["start"] : q["end"]] for q in graph["quarantined"] if q["kind"] == "contact"}
    assert contacts and all(set(q["text"]) <= set("•\n") for q in graph["quarantined"] if q["kind"] == "contact")
    for name, data in contents(built).items():
        for contact in contacts:
            assert contact.encode("utf-8") not in data, name


def test_nor_does_one_inside_a_name(tmp_path: Path) -> None:
    text = "微信与淘宝\n微13912345678信支付很方便，淘13912345678宝屏蔽了微信。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert kg("build", tmp_path / "a.txt", "--out", tmp_path / "out").returncode == 0
    graph = json.loads((tmp_path / "out" / "graph.json").read_text(encoding="utf-8"))
    assert [m for e in graph["entities"] if e["label"] == "微信支付" for m in e["mentions"]], "the name is found"
    for path in sorted((tmp_path / "out").iterdir()):
        assert b"13912345678" not in path.read_bytes(), path.name


def test_the_report_can_be_read(built: Path) -> None:
    report = (built / "report.md").read_text(encoding="utf-8")
    for heading in ("Quarantined", "Repaired", "Found", "Strongest claims", "Left"):
        assert f"# {heading}" in report
    assert "| **E** |" in report  # most of its sentences were touched
    assert "朋侪 → 朋友" in report


def test_other_hash_seed_and_other_folder_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    done = kg("build", SEED, "--out", "here", cwd=tmp_path, environment={"PYTHONHASHSEED": "4242"})
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "here") == contents(built)
    assert [p.name for p in tmp_path.iterdir()] == ["here"], "a build writes nothing outside --out"


def test_more_workers_give_the_same_bytes(articles: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for out, workers in ((one, "1"), (two, "2")):
        done = kg("build", articles, "--out", out, "--format", "json", "--format", "report", "--workers", workers)
        assert done.returncode == 0, done.stderr
    assert contents(one) == contents(two)
    graph = json.loads((one / "graph.json").read_text(encoding="utf-8"))
    assert [d["path"] for d in graph["documents"]] == ["one.txt", "three.md", "two.txt"]
    taobao = next(e for e in graph["entities"] if e["label"] == "淘宝")
    assert {m["document"] for m in taobao["mentions"]} == {"two", "three"}


def test_only_the_formats_asked_for(articles: Path, tmp_path: Path) -> None:
    done = kg("build", articles / "one.txt", "--out", tmp_path / "out", "--format", "ntriples", "--format", "gexf")
    assert done.returncode == 0, done.stderr
    assert set(contents(tmp_path / "out")) == {"graph.nt", "graph.gexf", "manifest.json"}


def test_the_base_of_ids_can_be_chosen(articles: Path, tmp_path: Path) -> None:
    base = "https://data.example.org/kg/"
    done = kg("build", articles / "one.txt", "--out", tmp_path, "--format", "ntriples", "--base", base)
    assert done.returncode == 0, done.stderr
    assert f"<{base}" in (tmp_path / "graph.nt").read_text(encoding="utf-8")


def test_what_an_earlier_build_wrote_is_no_article(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(ARTICLE, encoding="utf-8")
    for _ in range(2):
        done = kg("build", tmp_path, "--out", tmp_path / "exports", "--format", "report", "--format", "json")
        assert done.returncode == 0, done.stderr
    graph = json.loads((tmp_path / "exports" / "graph.json").read_text(encoding="utf-8"))
    assert [d["path"] for d in graph["documents"]] == ["one.txt"]


def test_a_summary_and_where_to_look_next(articles: Path, tmp_path: Path) -> None:
    done = kg("build", articles, "--out", tmp_path / "out")
    for word in ("articles", "entities", "claims", "graph.html", "report.md"):
        assert word in done.stdout
    assert "\x1b" not in done.stdout + done.stderr, "no bar and no colour where there is no terminal"


@pytest.mark.parametrize(("untouched", "grade"), [(100, "A"), (98, "A"), (97, "B"), (70, "C"), (40, "D"), (39, "E")])
def test_the_grade_is_the_share_of_untouched_sentences(untouched: int, grade: str) -> None:
    assert Integrity("a", 1000, 900, 100, untouched, 0, 0).grade == grade
    assert [name for name, _ in GRADES] == list("ABCDE")
