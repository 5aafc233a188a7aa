"""Repair: spun text is given back, clean text comes out untouched. All texts but the seed are our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.model.damage import Damage, Pair
from kg.text.clean import Cleaned, clean
from kg.text.read import article_from_text, read_article
from kg.text.script import simplified, traditional
from kg.vocabulary.damage import read_damage

ROOT = Path(__file__).parents[1]
DAMAGE = read_damage(ROOT / "ontology")

CLEAN = (
    "小店怎样用好手机\n"
    "目前很多小店都在用手机做生意，但是真正成功的不多。我们知道，客户关系管理需要耐心，也需要好的工具。\n"
    "首先，店主需要了解自己的顾客，因为不同的人有不同的要求。如果顾客非常重视安全，那么支付手段就要可靠。\n"
    "其次，产品的功能要简单，容易使用，价格便宜。所以我们建议店主和朋友合作，一起提高效率，甚至可以分享经验。\n"
    "最后，服务要更加主动，问题要及时解决，这样才能保持优势，获得新的机会。\n"
)
SPUN = (
    "小店怎样用好手机\n"
    "今朝很多小店都在用手机做生意，可是真正乐成的不多。咱们晓得，客户关系办理必要耐性，也必要好的东西。\n"
    "起首，店主必要领会本身的顾客，由于分歧的人有分歧的请求。若是顾客很是注重平安，那末付出手腕就要牢靠。\n"
    "其次，产物的功效要简略，轻易利用，价钱廉价。以是咱们主张店主和朋侪互助，一路进步效力，乃至能够共享履历。\n"
    "末了，效劳要加倍自动，题目要实时办理，如许才气连结上风，取得新的时机。\n"
)


def cleaned(text: str, damage: Damage = DAMAGE) -> Cleaned:
    return clean(article_from_text(text, Path("a.txt")), damage)


def edits(found: list[tuple[int, int, str, str]]) -> set[tuple[int, int, str]]:
    """Restorations as trimmed Simplified edits: the comparison that does not care how wide a span was chosen."""
    result = set()
    for start, end, surface, restored in found:
        a, b = simplified(surface), simplified(restored)
        while a and b and a[0] == b[0]:
            a, b, start = a[1:], b[1:], start + 1
        while a and b and a[-1] == b[-1]:
            a, b, end = a[:-1], b[:-1], end - 1
        result.add((start, end, b))
    return result


def test_a_spun_text_is_given_back_and_never_silently() -> None:
    result = cleaned(SPUN)
    repaired = {r.surface: r for r in result.restorations}
    wanted = {
        "今朝": "目前",
        "乐成": "成功",
        "咱们": "我们",
        "晓得": "知道",
        "必要": "需要",
        "东西": "工具",
        "本身": "自己",
        "若是": "如果",
        "平安": "安全",
        "牢靠": "可靠",
        "轻易": "容易",
        "以是": "所以",
        "朋侪": "朋友",
        "互助": "合作",
        "连结": "保持",
        "取得": "获得",
    }
    right = [word for word, original in wanted.items() if word in repaired and repaired[word].restored == original]
    assert len(right) >= 14, sorted(set(wanted) - set(right))
    for repair in result.restorations:
        assert SPUN[slice(*repair.span)] == repair.surface
        assert repair.rule.startswith("pair-")
        assert repair.runner_up
        assert repair.margin > 0


def test_the_headline_is_left_alone() -> None:
    result = cleaned(SPUN.replace("小店怎样用好手机", "今朝的小店晓得用手机"))
    assert all(r.span.start > SPUN.index("\n") for r in result.restorations)


@pytest.mark.parametrize("text", [CLEAN, traditional(CLEAN), CLEAN * 3])
def test_a_clean_text_comes_out_untouched(text: str) -> None:
    result = cleaned(text)
    assert result.restorations == ()
    assert result.text.clean.startswith(simplified(CLEAN))


@pytest.mark.parametrize(
    "sentence",
    [
        "我们买东西的时候，常常觉得价钱不重要。",
        "晓得这件事的人不多，可是大家都很高兴。",
        "他今朝有酒今朝醉，咱们别学他。",
        "资讯业者透过网路贩售商品，支援行动支付。",
    ],
)
def test_single_unusual_words_are_no_damage(sentence: str) -> None:
    assert cleaned(CLEAN + sentence + "\n").restorations == ()


def test_what_a_clean_text_might_have_been_is_listed_as_rejected() -> None:
    sentence = "咱们晓得，必要的东西不多。若是顾客很是注重平安，那末付出手腕就要牢靠。"
    rejections = cleaned(CLEAN + sentence + "\n").rejections
    assert {r.rule for r in rejections} == {"document-shows-no-damage"}
    assert all(r.stage == "repair" and "→" in r.what for r in rejections)


def test_repair_needs_its_model() -> None:
    bare = Damage(pairs=(Pair("今朝", "目前", "seen1", ("p00",)),))
    assert cleaned(SPUN, bare).restorations == ()


def test_the_same_text_gives_the_same_repairs() -> None:
    assert cleaned(SPUN) == cleaned(SPUN)
    assert cleaned(SPUN) == cleaned(SPUN, read_damage(ROOT / "ontology"))


def test_the_seed_reaches_what_it_must() -> None:
    path = next((ROOT / "seeds").glob("*.txt"))
    gold = json.loads((ROOT / "tests" / "gold" / "seed.graph.json").read_text(encoding="utf-8"))
    result = clean(read_article(path), DAMAGE)

    def chars(rows: list[tuple[int, int]]) -> set[int]:
        return {at for start, end in rows for at in range(start, end)}

    taken = chars([tuple(q.span) for q in result.quarantined])
    wanted = chars([(q["start"], q["end"]) for q in gold["quarantined"]])
    assert 2 * len(taken & wanted) / (len(taken) + len(wanted)) >= 0.97

    rows = [r for r in gold["restorations"] if not set(range(r["start"], r["end"])) <= wanted]
    every = edits([(r["start"], r["end"], r["surface"], r["restored"]) for r in rows])
    core = edits([(r["start"], r["end"], r["surface"], r["restored"]) for r in rows if r.get("tier") != "optional"])
    found = edits([(*r.span, r.surface, r.restored) for r in result.restorations])
    assert len(found & core) / len(core) >= 0.90
    assert len(found & core) / len(found - (every - core)) >= 0.97


def test_a_swap_across_a_word_boundary() -> None:
    text = read_article(next((ROOT / "seeds").glob("*.txt"))).text
    result = clean(article_from_text(text, Path("a.txt")), DAMAGE)
    for name in ("微信用户", "好奇心", "高大上", "极个别的", "支付宝"):
        assert name in result.text.clean
