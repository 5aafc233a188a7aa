"""The commands that read a graph or explain an article, run as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import ARTICLE, ROOT, SEED, contents, kg

from kg.corpus.explain import explain
from kg.graph import Graph, graph_from_json
from kg.graph.difference import difference
from kg.graph.lookup import find_entities, suggest_entities
from kg.text.script import in_taiwan, only_simplified, simplified
from kg.vocabulary.lint import lint
from kg.vocabulary.place import default_ontology

# What the seed says about its reprint, with an advertisement inside a word: a sentence with something of everything.
SPUN = "微電商可以成為移動時代的淘寶小線上拉霸機,店"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article and the graph built from it in exports/."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    done = kg("build", "article.txt", "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def read(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "exports" / "graph.json").read_text(encoding="utf-8"))
    return value


@pytest.fixture
def graph() -> Graph:
    gold = json.loads((ROOT / "tests" / "gold" / "seed.graph.json").read_text(encoding="utf-8"))
    return graph_from_json(gold)


def test_help_names_every_command() -> None:
    done = kg("--help")
    for command in ("build", "explain", "show", "verify", "evaluate", "diff", "suggest", "validate", "ontology"):
        assert command in done.stdout


# --- show


@pytest.mark.parametrize(
    "name", ["微信支付", "微信支付 ", "WeChat Pay", "wechatpay", "weixinzhifu", "ＷＥＣＨＡＴ　ＰＡＹ"]
)
def test_show_finds_an_entity_by_any_name(work: Path, name: str) -> None:
    done = kg("show", name, cwd=work)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("微信支付  PaymentService")
    assert "腾讯 offers 微信支付" in done.stdout
    assert "“腾讯推出了微信支付。”" in done.stdout


def test_show_finds_an_entity_by_its_id_and_gives_json(work: Path) -> None:
    id_ = next(e["id"] for e in read(work)["entities"] if e["label"] == "微信支付")
    (value,) = json.loads(kg("show", id_, "--in", "exports/graph.json", "--json", cwd=work).stdout)
    assert (value["id"], value["label"]) == (id_, "微信支付")
    assert {"腾讯推出了微信支付。"} <= {e["quote"] for c in value["claims"] for e in c["evidence"]}


def test_show_suggests_what_was_meant(work: Path) -> None:
    done = kg("show", "微信支", cwd=work)
    assert done.returncode == 2
    assert "微信支付" in done.stderr


def test_a_label_counts_before_another_name(graph: Graph) -> None:
    (found,) = find_entities(graph, "微電商")
    assert graph.nodes[found]["label"] == "微电商"
    assert find_entities(graph, found) == [found]
    assert find_entities(graph, "不在这里的名字") == []
    assert graph.nodes[suggest_entities(graph, "微电商家")[0]]["label"].startswith("微电商")


# --- verify


def test_verify_holds_for_a_build_and_for_the_gold(work: Path) -> None:
    assert kg("verify", "exports", "article.txt", cwd=work).returncode == 0
    assert kg("verify", ROOT / "tests" / "gold" / "seed.graph.json", SEED).returncode == 0


def broken(work: Path, folder: Path, change: Any) -> Path:
    value = read(work)
    change(value)
    path = folder / "graph.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda g: g["claims"][0]["evidence"][0].update(quote="从未写过的话"), ["quote of claim", "从未写过的话"]),
        (lambda g: g["claims"][0]["evidence"][0].update(end=10_000), ["outside a text"]),
        (lambda g: g["claims"][0]["evidence"][0].update(subject=[5, 5]), ["subject of claim"]),
        (lambda g: g["entities"][0]["mentions"][0].update(start=0, end=3), ["mention of"]),
        (lambda g: g["documents"][0].update(sha256="0" * 64), ["SHA-256", "has changed"]),
        (lambda g: g["documents"][0].update(sha256="0" * 64, path="other.txt"), ["no input is this article"]),
    ],
    ids=["quote", "outside", "empty", "mention", "changed", "unknown"],
)
def test_verify_fails_on_any_mismatch(work: Path, tmp_path: Path, change: Any, words: list[str]) -> None:
    done = kg("verify", broken(work, tmp_path, change), work / "article.txt")
    assert done.returncode == 1
    assert "mismatches" in done.stderr
    for word in words:
        assert word in done.stdout


def test_verify_tells_a_text_that_was_edited(work: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("新的第一行\n" + ARTICLE, encoding="utf-8")
    done = kg("verify", work / "exports", tmp_path / "article.txt", "--json")
    assert done.returncode == 1
    assert len(json.loads(done.stdout)) > 3


# --- diff


def test_a_graph_does_not_differ_from_itself(work: Path, graph: Graph) -> None:
    assert not difference(graph, graph)
    done = kg("diff", "exports", "exports", "--check", cwd=work)
    assert (done.returncode, done.stdout) == (0, "")


def test_diff_tells_what_came_went_and_changed(work: Path, tmp_path: Path) -> None:
    value = read(work)
    gone = value["claims"].pop()
    value["entities"][0]["names"].append("新名")
    value["claims"][0]["evidence"][0]["quote"] = "另一句"
    (tmp_path / "graph.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    done = kg("diff", work / "exports", tmp_path, "--check")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(line.startswith("- ") and line.endswith(gone["id"]) for line in lines)
    assert any(line.startswith("~ ") and line.endswith(value["entities"][0]["id"]) for line in lines)
    assert "      + 新名" in lines and "      + 另一句" in lines
    changes = json.loads(kg("diff", work / "exports", tmp_path, "--json").stdout)
    assert [c["id"] for c in changes["claims_removed"]] == [gone["id"]]
    assert len(changes["claims_changed"]) == len(changes["entities_changed"]) == 1


# --- explain


def test_explain_tells_the_whole_way_of_a_sentence() -> None:
    (sentence,) = json.loads(kg("explain", SPUN, "--json").stdout)
    text = SEED.read_text(encoding="utf-8")
    assert sentence["raw"] == text[sentence["start"] : sentence["end"]]
    assert [(q["kind"], q["text"]) for q in sentence["quarantined"]] == [("spam", "線上拉霸機,")]
    assert "淘宝小店" in sentence["clean"] and sentence["section"]
    mention = next(m for m in sentence["mentions"] if m["name"] == "淘宝小店")
    assert mention["raw"] == "淘寶小線上拉霸機,店"
    assert mention["source"] == "lexicon" and mention["row"].startswith("marketplaces.csv:")
    assert {"stage": "mentions", "what": "淘宝"}.items() <= next(
        r for r in sentence["rejected"] if r["what"] == "淘宝"
    ).items()
    for proposal in sentence["proposals"]:
        assert proposal["rule"] and 0 <= proposal["probability"] <= 1
        assert bool(proposal["claim"]) == proposal["accepted"]


def test_explain_finds_every_claim_of_a_graph(work: Path) -> None:
    for claim in read(work)["claims"][:3]:
        told = explain(claim["id"], [work / "article.txt"], default_ontology())
        proposals = [p for t in told for p in t["proposals"]]
        assert {p["claim"] for p in proposals} == {claim["id"]}
        assert {(p["predicate"], p["polarity"], p["modality"]) for p in proposals} == {
            (claim["predicate"], claim["polarity"], claim["modality"])
        }
        assert {e["rule"] for e in claim["evidence"]} & {p["rule"] for p in proposals}


@pytest.mark.parametrize(
    "words", ["微信誉戶對于微電商的新鮮感", "微信用户对于微电商的新鲜感"], ids=["as-written", "as-repaired"]
)
def test_explain_finds_words_as_written_and_as_repaired(words: str) -> None:
    (told,) = explain(words, [SEED], default_ontology())
    assert "微信誉戶" in told["raw"] and "微信用户" in told["clean"]
    repair = next(r for r in told["repairs"] if "誉" in r["surface"])
    assert "用" in repair["restored"] and repair["rule"] and repair["runner_up"] and repair["margin"] > 0


def test_explain_says_that_nothing_is_left_of_quarantined_text() -> None:
    done = kg("explain", "若有侵權請電話聯系")
    assert "quarantined" in done.stdout and "infringement" in done.stdout
    assert "••••" in done.stdout, "contacts stay masked here, too"


def test_explain_takes_a_text_of_its_own() -> None:
    done = kg("explain", "腾讯可能会推出新的微信支付。")
    assert "微信支付 (PaymentService" in done.stdout
    assert "possible cue 可能" in done.stdout


def test_explain_says_that_a_question_claims_nothing() -> None:
    (told,) = explain("腾讯会推出新的微信支付吗？", [SEED], default_ontology())
    assert told["question"] and told["mentions"] and not told["proposals"]


def test_explain_shows_claims_that_the_form_of_the_document_makes() -> None:
    told = explain("野蠻生長期", [SEED], default_ontology())
    heading = next(t for t in told if t["kind"] == "heading")
    (claim,) = heading["structural"]
    assert (claim["subject"], claim["predicate"], claim["rule"]) == ("野蛮生长期", "precedes", "precedes.headings")
    again = [t["structural"] for t in explain(claim["claim"], [SEED], default_ontology())]
    assert [claim] in again and not any(other["claim"] != claim["claim"] for shown in again for other in shown)


# --- suggest


def test_suggest_gives_rows_that_the_lexicon_takes(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for number, first in enumerate(
        ("青禾优选平台推出了果园直播。", "消费者喜欢青禾优选平台。", "青禾优选平台和淘宝合作。")
    ):
        (articles / f"{number}.txt").write_text(f"新平台\n{first}青禾优选平台发展很快。\n", encoding="utf-8")
    done = kg("suggest", articles, "--out", tmp_path / "new.csv", "--min-documents", "3")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "new.csv").read_text(encoding="utf-8"))))
    row = next(r for r in rows if "青禾优选" in r["hans"])
    assert row["type"] and row["hant"] == in_taiwan(row["hans"])
    assert "articles 3, " in row["note"] and f"[{row['hans']}]" in row["note"]
    assert "淘宝" not in {r["hans"] for r in rows}
    ontology = tmp_path / "ontology"
    shutil.copytree(ROOT / "ontology", ontology, ignore=shutil.ignore_patterns("models"))
    shutil.copy(tmp_path / "new.csv", ontology / "lexicon" / "suggested.csv")
    assert lint(ontology, simplified, only_simplified) == []


# --- ontology lint


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    folder = tmp_path / "ontology"
    shutil.copytree(ROOT / "ontology", folder, ignore=shutil.ignore_patterns("models", "queries", "checks"))
    return folder


def test_the_ontology_that_ships_has_nothing_to_complain_of() -> None:
    done = kg("ontology", "lint")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("new-one,Medium,新媒体甲,新媒體甲,,,,,", "'Medium' is no class"),
        ("new-one,Media,新媒體甲,新媒體甲,,,,,", "not Simplified, 新媒体甲 is"),
        ("new-one,Media,新产线甲,新产线甲,,,,,", "产线 is not Traditional"),
        ("new-one,Media,新媒体甲,新媒體甲,,甲媒體,,,", "aliases 甲媒體: not Simplified"),
        ("new-one,Media,新媒体甲,新媒體甲,,甲媒|甲媒,,,", "the name 甲媒 stands here twice"),
        ("New One,Media,新媒体甲,新媒體甲,,,,,", "lower-case letters"),
        ("new-one,Media,新媒体甲,新媒體甲,,微信,,,", "微信 is a name of"),
        ("weixin,Media,新媒体甲,新媒體甲,,,,,", "id weixin stands already at"),
        ("new-one,Media,新媒体甲", "3 cells instead of 9"),
    ],
)
def test_lint_names_file_and_line_of_a_row(ontology: Path, row: str, complaint: str) -> None:
    added = ontology / "lexicon" / "zzz.csv"
    added.write_text(f"id,type,hans,hant,en,aliases,when,unless,note\n{row}\n", encoding="utf-8")
    found = lint(ontology, simplified, only_simplified)
    assert len(found) == 1 and complaint in found[0].complaint
    assert "zzz.csv:2" in found[0].where or "zzz.csv:2" in found[0].complaint


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("heads.csv", "head,type,note\n平台,Platform,\n", "heads.csv:2"),
        ("heads.csv", "head,type,note\n平台,Actor,\n平台,Actor,\n", "stands already at line 2"),
        ("names.toml", '[[pattern]]\nid = "x"\ntype = "Thing"\nexpression = "x"\n', "names.toml:2"),
    ],
)
def test_lint_looks_at_the_other_files(ontology: Path, name: str, text: str, complaint: str) -> None:
    (ontology / name).write_text(text, encoding="utf-8")
    found = lint(ontology, simplified, only_simplified)
    assert len(found) == 1 and complaint in f"{found[0].where}: {found[0].complaint}"


def test_lint_knows_rules_predicates_and_types(ontology: Path) -> None:
    with (ontology / "rules.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[rule]]\nid = "x.y"\npredicate = "knows"\ntriggers = ["認識"]\norder = ["S T O"]\n'
            'subject = ["Human"]\nexample = "x"\n'
        )
    complaints = [f.complaint for f in lint(ontology, simplified, only_simplified)]
    assert [c.partition(": ")[2] for c in complaints] == [
        "'Human' is no class of schema.ttl",
        "'knows' is no predicate of schema.ttl",
        "trigger 認識 is not Simplified, 认识 is",
    ]


def test_lint_exits_with_one_and_lists_findings(ontology: Path) -> None:
    before = contents(ontology)
    (ontology / "lexicon" / "zzz.csv").write_text("id;type\n", encoding="utf-8")
    done = kg("ontology", "lint", "--ontology", ontology)
    assert done.returncode == 1 and "zzz.csv:1" in done.stdout and "1 findings" in done.stderr
    (ontology / "lexicon" / "zzz.csv").unlink()
    assert contents(ontology) == before
