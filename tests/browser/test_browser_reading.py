"""Reading: the claim in words, its quotes, the article beside it with the exact span, raw and clean."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import say
from page_graphs import built_graph, seed_graph

from kg.graph import Graph

MARKED = """(() => {
  const text = (node) => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll("rt").forEach((rt) => rt.remove());
    return copy.textContent;
  };
  return [...document.querySelectorAll(".reader-text mark.is-claim")].map((m) =>
    [Number(m.dataset.start), Number(m.dataset.end), text(m)]);
})()"""
LINES = """[...document.querySelectorAll(".reader-text > *")].map((line) => {
  const copy = line.cloneNode(true);
  copy.querySelectorAll("rt").forEach((rt) => rt.remove());
  return copy.textContent;
})"""


@pytest.mark.parametrize(("name", "graph_of"), [("seed", seed_graph), ("built", built_graph)])
def test_marked_span_is_the_source_for_every_claim(
    name: str, graph_of: Callable[[], Graph], watch: Any, pages: Callable[[str], Path]
) -> None:
    graph = graph_of()
    text = graph.graph["documents"][0]["text"]
    page = watch(pages(name), "view=compare&lang=en")  # nothing else to draw in this view
    shown = page.evaluate(
        f"""async () => {{
          const p = window.kgPage;
          const shown = {{}};
          for (let e = 0; e < p.model.claims; e++) {{
            p.choose({{ kind: "edge", n: e }});
            // What the page waits for has been read already, so two turns are enough from the second claim on.
            for (let i = 0; i < (e ? 2 : 50); i++) await new Promise((resolve) => setTimeout(resolve, 0));
            shown[p.model.claimId(e)] = {MARKED};
          }}
          return shown;
        }}"""
    )
    for *_, key, data in graph.edges(keys=True, data=True):
        wanted = {i for e in data["evidence"] for i in range(e["start"], e["end"]) if text[i] != "\n"}
        assert {i for a, b, _ in shown[key] for i in range(a, b)} == wanted
        assert all(text[a:b] == marked for a, b, marked in shown[key])


def test_raw_article_is_the_source_character_by_character(seed: Any) -> None:
    page = seed("lang=en")
    page.wait_for_selector(".reader-text p")
    lines = say(page, LINES)
    source = seed_graph().graph["documents"][0]["text"]
    assert lines == [line for line in source.split("\n") if line]


def test_clean_article_has_neither_spam_nor_damage(seed: Any) -> None:
    graph = seed_graph()
    text = graph.graph["documents"][0]["text"]
    page = seed("lang=en&text=clean")
    page.wait_for_selector(".reader-text p")
    gone = {i for q in graph.graph["quarantined"] for i in range(q["start"], q["end"])}
    edits = [(i, i + 1, "") for i in gone]
    edits += [(r["start"], r["end"], r["restored"]) for r in graph.graph["restorations"]]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    shown = say(page, '[...document.querySelectorAll(".reader-text > *")].map((line) => line.textContent).join("")')
    assert shown == text.replace("\n", "")
    assert page.locator(".reader-text del").count() == 0


def test_spam_is_struck_out_and_repairs_stand_in_place(seed: Any) -> None:
    page = seed("lang=en")
    page.wait_for_selector(".reader-text p")
    assert "百家樂算牌," in page.locator(".reader-text del.q-spam").all_inner_texts()
    assert "line-through" in say(page, "getComputedStyle(document.querySelector('del.q-spam')).textDecorationLine")
    ruby = page.locator(".reader-text ruby.damaged", has_text="朋侪").first
    assert ruby.locator("rt").inner_text() == "朋友"
    page.get_by_role("button", name="Clean").click()
    assert page.locator(".reader-text ruby").count() == 0
    page.wait_for_selector(".reader-text .mended")
    assert "text=clean" in page.url


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-Hant", "社群电商 並不 需要 粉丝数量"),
        ("zh-Hans", "社群电商 并不 需要 粉丝数量"),
        ("en", "Not so: 社群电商 requires 粉丝数量"),
    ],
)
def test_claim_is_said_in_the_language_of_the_interface(language: str, said: str, seed: Any) -> None:
    page = seed(f"view=disputed&lang={language}")
    page.locator(".claim.denied", has_text=re.compile("粉丝数量")).first.click()
    assert page.locator(".card .sentence").inner_text().endswith(said)
    assert page.locator(".card .chip.denied").count() == 1
    assert page.locator(".card .proof").count() == 2


def test_entity_card_names_and_marks_its_mentions(seed: Any) -> None:
    page = seed("lang=zh-Hans&entity=e2")
    page.wait_for_selector(".reader-text mark.is-mention")
    assert page.locator(".card h2").inner_text().strip() == "微信朋友圈"
    assert "朋侪圈" in page.locator(".card .names").inner_text()
    entity = seed_graph().nodes["e2"]
    starts = {m["start"] for m in entity["mentions"]}
    marked = set(say(page, "[...document.querySelectorAll('mark.is-mention')].map((m) => Number(m.dataset.start))"))
    assert starts <= marked


def test_story_comes_first_and_tells_phases_in_order(seed: Any) -> None:
    page = seed("lang=zh-Hans")
    lanes = page.locator(".lane .phase").all_inner_texts()
    names = [re.sub(r"^\d+\s*", "", lane).split("\n")[0].strip() for lane in lanes]
    order = [names.index(n) for n in ("野蛮生长期", "工具化时期", "大整合时期")]
    assert order == sorted(order)
    assert 3 <= page.locator(".strongest .claim").count() <= 4
    assert "微电商" in page.locator(".lane .emerged").first.inner_text()
    graph = seed_graph()
    spam = sum(q["end"] - q["start"] for q in graph.graph["quarantined"] if q["kind"] == "spam")
    share = f"{100 * spam / len(graph.graph['documents'][0]['text']):.1f} %"
    assert share in page.locator(".integrity").inner_text()
    assert str(len(graph.graph["restorations"])) in page.locator(".integrity").inner_text()


def test_a_phase_filters(seed: Any) -> None:
    page = seed("lang=zh-Hans")
    page.locator(".phase").first.click()
    left = say(page, "p.filtered.left")
    assert 0 < left < say(page, "p.model.claims")
    assert "phase=" in page.url


def test_compare_tells_shared_different_and_disputed(seed: Any) -> None:
    graph = seed_graph()
    ids = {d["label"]: n for n, d in graph.nodes(data=True)}
    a, b = ids["微电商"], ids["社群电商"]
    page = seed(f"view=compare&lang=zh-Hans&a={a}&b={b}")

    def said(node: str, other: str) -> set[tuple[str, str, str]]:
        out = {(d["predicate"], ">", o) for _, o, d in graph.out_edges(node, data=True) if o != other}
        return out | {(d["predicate"], "<", s) for s, _, d in graph.in_edges(node, data=True) if s != other}

    shared = say(
        page, """(() => { const rows = document.querySelectorAll(".versus.shared li"); return rows.length; })()"""
    )
    polarity_blind = said(a, b) & said(b, a)
    disputed = page.locator(".versus.disputed li").count()
    assert shared + disputed >= len(polarity_blind)
    between = page.locator(".versus.between .claim").count()
    assert between == graph.number_of_edges(a, b) + graph.number_of_edges(b, a)
    assert page.locator(".versus.only-a .claim").count() + page.locator(".versus.only-b .claim").count() > 20


def test_disputed_claims_stand_together_and_name_each_other(seed: Any) -> None:
    page = seed("view=disputed&lang=en")
    pair = page.locator(".pair", has_text="affirmed and denied").first
    assert pair.locator(".claim").count() == 2
    assert pair.locator(".claim.denied").count() == 1
    pair.locator(".claim.denied").click()
    assert page.locator(".card .rivals .claim").count() >= 1
