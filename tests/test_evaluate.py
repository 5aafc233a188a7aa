"""kg evaluate: figures against gold whose right values can be counted by hand, and changes that must not matter."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from command_line import ARTICLE, ROOT, SEED, kg
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.corpus.robustness import measure
from kg.errors import BadData
from kg.evaluate.robustness import CHANGES, Robustness, compare, doubled, injected_pairs, other_script, other_widths
from kg.evaluate.scores import evaluate
from kg.model import Claim, Modality, Polarity
from kg.vocabulary.cues import read_cues
from kg.vocabulary.damage import read_damage
from kg.vocabulary.place import default_ontology

GOLD = ROOT / "tests" / "gold" / "seed.graph.json"

Json = dict[str, Any]


def entity(id_: str, type_: str, label: str, *starts: int, **more: str) -> Json:
    mentions = [{"document": "d", "start": s, "end": s + len(label)} for s in starts]
    return {"id": id_, "type": type_, "label": label, "names": [label], "mentions": mentions, **more}


def claim(subject: str, predicate: str, obj: str, start: int, **more: str) -> Json:
    evidence = [{"document": "d", "start": start, "end": start + 5, "quote": "....."}]
    return {
        "subject": subject,
        "predicate": predicate,
        "object": obj,
        "polarity": "affirmed",
        "modality": "asserted",
        "evidence": evidence,
    } | more


@pytest.fixture
def gold() -> Json:
    return {
        "documents": [{"id": "d", "title": "t", "path": "t.txt", "sha256": "0", "published_by": []}],
        "quarantined": [{"document": "d", "start": 90, "end": 100, "kind": "spam", "text": "x" * 10}],
        "restorations": [
            {"document": "d", "start": 10, "end": 12, "surface": "付出", "restored": "支付"},
            {"document": "d", "start": 20, "end": 22, "surface": "东西", "restored": "工具"},
        ],
        "entities": [
            entity("a", "SocialPlatform", "微信", 0, 30),
            entity("b", "PaymentService", "微信支付", 8),
            entity("c", "Organization", "腾讯", 40, also_type="Actor"),
            entity("o", "Factor", "流量", 50, tier="optional"),
        ],
        "claims": [
            claim("c", "offers", "b", 40),
            claim("a", "differsFrom", "c", 0),
            claim("a", "causes", "o", 30, tier="optional"),
        ],
    }


def test_the_gold_itself_is_perfect(gold: Json) -> None:
    result = evaluate(gold, gold)
    assert {name: score.f1 for name, score in result.scores.items()} == dict.fromkeys(result.scores, 1.0)
    assert (result.modality, result.evidence, result.mistakes) == (1.0, 1.0, [])


def test_optional_items_are_neither_rewarded_nor_punished(gold: Json) -> None:
    predicted = copy.deepcopy(gold)
    predicted["entities"] = [e for e in predicted["entities"] if e["id"] != "o"]
    predicted["claims"] = predicted["claims"][:2]
    result = evaluate(gold, predicted)
    assert (result.scores["entities"].precision, result.scores["entities"].recall) == (1.0, 1.0)
    assert (result.scores["claims"].precision, result.scores["claims"].recall) == (1.0, 1.0)


def test_what_is_missing_costs_recall_and_what_is_made_up_costs_precision(gold: Json) -> None:
    predicted = copy.deepcopy(gold)
    predicted["claims"] = [claim("c", "offers", "b", 40), claim("b", "offers", "c", 40)]
    predicted["restorations"].pop()
    result = evaluate(gold, predicted)
    claims, restorations = result.scores["claims"], result.scores["restorations"]
    assert (claims.precision, claims.recall) == (0.5, 0.5)
    assert (restorations.precision, restorations.recall) == (1.0, 0.5)
    assert [(m.kind, m.what, m.start) for m in result.mistakes] == [
        ("missed restorations", "东西 → 工具", 20),
        ("missed claims", "微信 differsFrom 腾讯", 0),
        ("spurious claims", "微信支付 offers 腾讯", 40),
    ]


@pytest.mark.parametrize(
    ("changed", "right"),
    [
        ({"subject": "c", "object": "a"}, True),  # symmetric: either direction
        ({"polarity": "negated"}, False),
        ({"predicate": "competesWith"}, False),
        ({"modality": "future"}, True),  # counted apart
    ],
)
def test_when_a_claim_is_the_same(gold: Json, changed: Json, right: bool) -> None:
    predicted = copy.deepcopy(gold)
    predicted["claims"][1] |= changed
    result = evaluate(gold, predicted)
    assert result.scores["claims"].found == 1 + right
    assert (result.modality == 1.0) == ("modality" not in changed)


@pytest.mark.parametrize(("type_", "right"), [("Organization", True), ("Actor", True), ("Media", False)])
def test_a_second_right_type_counts(gold: Json, type_: str, right: bool) -> None:
    predicted = copy.deepcopy(gold)
    predicted["entities"][2]["type"] = type_
    assert evaluate(gold, predicted).scores["entities_typed"].found == 2 + right


def test_names_meet_in_either_script_and_width(gold: Json) -> None:
    predicted = copy.deepcopy(gold)
    predicted["entities"][2] |= {"label": "騰訊", "names": ["騰訊"]}
    predicted["entities"][0] |= {"label": "Ｗｅ", "names": ["微信"]}
    assert evaluate(gold, predicted).scores["entities"].found == 3


def test_restorations_are_compared_by_what_they_change(gold: Json) -> None:
    predicted = copy.deepcopy(gold)
    predicted["restorations"][0] |= {"start": 8, "surface": "微信付出", "restored": "微信支付"}
    assert evaluate(gold, predicted).scores["restorations"].found == 2


def test_a_graph_without_that_document_is_refused(gold: Json) -> None:
    predicted = copy.deepcopy(gold)
    predicted["documents"] = [{**predicted["documents"][0], "path": name} for name in ("x.txt", "y.txt")]
    with pytest.raises(BadData, match=r"t\.txt"):
        evaluate(gold, predicted)


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_dropping_from_the_gold_keeps_precision_whole(entities: set[int], claims: set[int]) -> None:
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    predicted = copy.deepcopy(gold)
    predicted["claims"] = [c for i, c in enumerate(gold["claims"]) if i % 61 not in claims]
    used = {c[end] for c in predicted["claims"] for end in ("subject", "object")}
    kept = [e for i, e in enumerate(gold["entities"]) if i % 61 not in entities or e["id"] in used]
    predicted["entities"] = kept
    result = evaluate(gold, predicted)
    for name in ("entities", "claims", "mentions", "pairs"):
        assert result.scores[name].precision == 1.0
        assert result.scores[name].recall <= 1.0


def test_the_command_prints_figures_and_quotes_errors(tmp_path: Path) -> None:
    graph = json.loads(GOLD.read_text(encoding="utf-8"))
    gone = next(c for c in graph["claims"] if c.get("tier") != "optional")
    graph["claims"].remove(gone)
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(graph), encoding="utf-8")
    done = kg("evaluate", GOLD, path, "--errors", "3")
    assert done.returncode == 0, done.stderr
    assert "entities         P 1.000  R 1.000  F1 1.000" in done.stdout
    assert "missed claims (1)" in done.stdout
    where = gone["evidence"][0]["start"]
    quoted = done.stdout.rstrip().splitlines()[-1].strip()
    assert f"@{where}" in done.stdout
    assert quoted in " ".join(SEED.read_text(encoding="utf-8").split())


def test_the_command_gives_json(tmp_path: Path) -> None:
    value = json.loads(kg("evaluate", GOLD, GOLD, "--json").stdout)
    assert value["claims"]["f1"] == value["evidence_right"] == 1.0
    assert value["same_text"] is True


DAMAGE = read_damage(default_ontology())
CUES = read_cues(default_ontology() / "cues.toml")
TEXT = (
    "微信支付的未來\n騰訊推出了微信支付，這個產品的使用者問題很多，因為商家要自己選擇工具。\n"
    "京東和拼多多都採用微信支付，這樣的合作通過平台進行，消費者的支付習慣也就慢慢地改變了，所以平台重視它們。\n"
    "阿里巴巴選擇了支付寶，支付寶和微信支付的競爭因為補貼變得激烈，平台之間的關係也因此變得緊張起來了。\n"
)


@pytest.mark.parametrize("name", list(CHANGES))
def test_every_change_changes_the_text_and_keeps_its_headline(name: str) -> None:
    text = TEXT * 4 if name == "injected spam" else TEXT
    changed = CHANGES[name](text, DAMAGE, CUES)
    assert changed != text
    assert changed == CHANGES[name](text, DAMAGE, CUES), "the same change every time"
    if name not in ("other script",):
        assert changed.splitlines()[0] == text.splitlines()[0]


def test_changes_can_be_undone_where_they_say_so() -> None:
    simplified = other_script(TEXT, DAMAGE, CUES)
    assert "腾讯" in simplified and len(simplified) == len(TEXT)
    narrow = other_widths(TEXT, DAMAGE, CUES)
    assert "，" not in narrow and other_widths(narrow, DAMAGE, CUES) == TEXT
    assert doubled(TEXT, DAMAGE, CUES).count("騰訊推出了微信支付") == 2


def test_injected_swaps_are_known_pairs_of_one_thesaurus() -> None:
    changed = injected_pairs(TEXT, DAMAGE, CUES)
    spun = {p.spun for p in DAMAGE.pairs if p.spun in changed and p.spun not in TEXT and p.pages}
    assert len(spun) >= 2


def test_lost_and_new_claims_are_counted_by_what_they_claim() -> None:
    def said(id_: str) -> Claim:
        return Claim(id_, "a", "uses", "b", Polarity.AFFIRMED, Modality.ASSERTED, ())

    row = compare("t.txt", "doubled file", [said("1"), said("2"), said("3"), said("4")], [said("1"), said("5")])
    assert row == Robustness("t.txt", "doubled file", claims=4, kept=1, new=1)
    assert (row.lost, row.drop) == (3, 0.75)


def test_the_command_measures_robustness(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    done = kg("evaluate", "--robustness", tmp_path / "article.txt", "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["change"] for row in rows] == list(CHANGES)
    assert all(row["claims"] > 0 and row["kept"] <= row["claims"] for row in rows)
    assert next(row for row in rows if row["change"] == "other script")["drop"] == 0.0


# The most of its claims that the seed may lose by each change; what was measured stands in the README.
SEED_MAY_LOSE = {
    "other script": 0.05,
    "injected spam": 0.03,
    "injected pairs": 0.06,
    "doubled file": 0.02,
    "shuffled paragraphs": 0.05,
    "other punctuation widths": 0.20,
}


@pytest.mark.slow
def test_the_seed_keeps_its_claims_through_every_change() -> None:
    rows = measure([SEED], default_ontology())
    assert {row.change for row in rows} == set(SEED_MAY_LOSE)
    assert {row.change: row.drop for row in rows if row.drop > SEED_MAY_LOSE[row.change]} == {}


@pytest.fixture(scope="module")
def short_texts(tmp_path_factory: pytest.TempPathFactory) -> list[Robustness]:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "one.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "two.txt").write_text(TEXT, encoding="utf-8")
    return measure([folder], default_ontology())


@pytest.mark.parametrize("change", ["other script", "injected spam", "doubled file"])
def test_short_texts_keep_every_claim(short_texts: list[Robustness], change: str) -> None:
    rows = [row for row in short_texts if row.change == change]
    assert sum(row.claims for row in rows) > 3
    assert [row.drop for row in rows] == [0.0, 0.0]
