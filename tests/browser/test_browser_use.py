"""Searching, filtering, sharing, saving, by mouse and by keyboard, on every screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from asking import say
from page_graphs import seed_graph


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("微信支付", "微信支付"),
        ("社群電商", "社群电商"),
        ("WeChat", "微信"),
        ("wechat", "微信"),
        ("weixin", "微信"),
        ("wxpyq", "微信朋友圈"),
        ("朋侪圈", "微信朋友圈"),
        ("changwei", "长尾"),
        ("zhifubao", "支付宝"),
        ("付出寶", "支付宝"),
        ("yemansheng", "野蛮生长期"),
        ("天貓", "天猫"),
        ("o2o", "O2O"),
    ],
)
def test_search_finds_every_writing(query: str, label: str, seed: Any) -> None:
    page = seed("lang=zh-Hans")
    page.locator("#search").fill(query)
    first = page.locator("#search-list [role=option]").all_inner_texts()[:5]
    assert any(label in text.split("\n") for text in first), first


def test_search_is_a_combobox(seed: Any) -> None:
    page = seed("lang=zh-Hans")
    page.keyboard.press("/")
    page.keyboard.type("shequn")
    box = page.locator("#search")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert say(page, "p.state.selected.kind") == "node"
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("/")
    page.keyboard.type("不存在的名字")
    assert page.locator("#search-list [aria-disabled=true]").count() == 1


FILTERS = [
    ({"type": ["Marketplace"]}, lambda g, s, o, d: "Marketplace" in (g.nodes[s]["type"], g.nodes[o]["type"])),
    ({"predicate": ["isA", "uses"]}, lambda g, s, o, d: d["predicate"] in ("isA", "uses")),
    ({"polarity": ["negated"]}, lambda g, s, o, d: d["polarity"] == "negated"),
    ({"modality": ["possible", "future"]}, lambda g, s, o, d: d["modality"] != "asserted"),
    ({"least": ["2"]}, lambda g, s, o, d: len(d["evidence"]) >= 2),
    (
        {"type": ["BusinessModel"], "polarity": ["negated"], "predicate": ["isA"]},
        lambda g, s, o, d: (
            "BusinessModel" in (g.nodes[s]["type"], g.nodes[o]["type"])
            and d["polarity"] == "negated"
            and d["predicate"] == "isA"
        ),
    ),
]


@pytest.mark.parametrize(("chosen", "holds"), FILTERS)
def test_filters_leave_what_python_leaves(chosen: dict[str, list[str]], holds: Callable[..., bool], seed: Any) -> None:
    graph = seed_graph()
    wanted = {key for s, o, key, d in graph.edges(keys=True, data=True) if holds(graph, s, o, d)}
    link = "&".join(f"{facet}={value}" for facet, values in chosen.items() for value in values)
    page = seed(f"view=table&lang=en&{link}")
    found = say(
        page, "[...Array(p.model.claims).keys()].filter((e) => p.filtered.passes[e]).map((e) => p.model.claimId(e))"
    )
    assert set(found) == wanted
    assert page.locator("tbody tr").count() == len(wanted)
    assert page.locator(".left").inner_text() == f"{len(wanted)} of {graph.number_of_edges()} claims"


def test_every_filter_tells_how_many_it_leaves(seed: Any) -> None:
    page = seed("view=compare&lang=en&modality=asserted")
    for facet, most in (("polarity", 2), ("type", 5), ("modality", 3)):
        for i in range(most):
            value = page.locator(f"[data-key^='{facet}-']").nth(i)
            if value.get_attribute("aria-pressed") == "true":
                continue
            told = int(value.locator(".count").inner_text())
            say(page, "p.go({ filters: { ...p.state.filters, [a]: [] } })", facet)
            before = say(page, "p.state.filters")
            page.locator(f"[data-key^='{facet}-']").nth(i).click()
            assert say(page, "p.filtered.left") == told
            say(page, "p.go({ filters: a })", before)
    page.locator("[data-key='polarity-1']").click()
    assert 0 < say(page, "p.filtered.left") < say(page, "p.model.claims")
    page.get_by_role("button", name="Clear filters").click()
    assert say(page, "p.filtered.left") == say(page, "p.model.claims")


LINKS = [
    "view=graph&depth=2&focus=e36&entity=e36&lang=en",
    "view=graph&from=e1&to=e40&lang=zh-Hans",
    "view=table&claim={claim}&type=Factor&least=1&text=clean&lang=zh-Hant&theme=dark",
    "view=compare&a=e36&b=e1&lang=en",
    "view=story&phase=e72&polarity=affirmed&modality=future&lang=en",
]


@pytest.mark.parametrize("link", LINKS)
def test_a_view_is_shared_by_its_link(link: str, seed: Any) -> None:
    page = seed("lang=en")
    link = link.replace("{claim}", say(page, "p.model.claimId(7)"))
    look = "[JSON.stringify(p.state), (p.canvas?.scene.nodes ?? []).map((n) => n.key).sort().join()]"
    first = seed(link)
    shown = say(first, look)
    say(first, "p.go({})")
    again = seed(first.url.split("#", 1)[1])
    assert say(again, look) == shown
    assert first.locator(".card").inner_text() == again.locator(".card").inner_text()


def test_back_leads_back(seed: Any) -> None:
    page = seed("lang=en")
    page.get_by_role("button", name="Table").click()
    page.get_by_role("button", name="Graph").click()
    page.go_back()
    assert say(page, "p.state.view") == "table"
    assert page.locator("table").is_visible()


def save(page: Any, kind: str) -> bytes:
    page.locator(".menu summary").click()
    with page.expect_download() as caught:
        page.locator(f"[data-export={kind}]").click()
    return Path(caught.value.path()).read_bytes()


def test_png_shows_the_canvas(seed: Any) -> None:
    page = seed("view=graph&lang=en&focus=e36")
    assert save(page, "png")[:8] == b"\x89PNG\r\n\x1a\n"


def test_svg_holds_every_shown_node_and_edge(seed: Any) -> None:
    page = seed("view=graph&lang=zh-Hans&focus=e36")
    root = ElementTree.fromstring(save(page, "svg"))
    space = "{http://www.w3.org/2000/svg}"
    nodes, edges = say(page, "[p.canvas.scene.nodes.length, p.canvas.scene.edges.length]")
    paths = root.findall(f"{space}path")
    assert len([p for p in paths if p.get("fill") == "none"]) == edges
    assert len([p for p in paths if p.get("fill") != "none"]) == nodes
    assert "微电商" in [t.text for t in root.iter(f"{space}text")]


def test_csv_holds_the_shown_claims(seed: Any) -> None:
    page = seed("view=table&lang=zh-Hans&polarity=negated")
    content = save(page, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    graph = seed_graph()
    wanted = {key for *_, key, d in graph.edges(keys=True, data=True) if d["polarity"] == "negated"}
    assert {row["claim"] for row in rows} == wanted
    assert {row["polarity"] for row in rows} == {"negated"}


def store() -> ox.Store:
    """The seed's claims in the shape of the RDF export."""
    kg, rdf = "https://kg.example/ns#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    found = ox.Store()
    graph = seed_graph()

    def add(s: str, p: str, o: ox.NamedNode | ox.Literal) -> None:
        found.add(ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o))

    for node, data in graph.nodes(data=True):
        add(f"https://kg.example/id/ent/{node}", f"{rdf}type", ox.NamedNode(kg + data["type"]))
    for s, o, key, data in graph.edges(keys=True, data=True):
        claim = f"https://kg.example/id/claim/{key}"
        add(claim, f"{rdf}type", ox.NamedNode(f"{kg}Claim"))
        add(claim, f"{rdf}subject", ox.NamedNode(f"https://kg.example/id/ent/{s}"))
        add(claim, f"{rdf}predicate", ox.NamedNode(kg + data["predicate"]))
        add(claim, f"{rdf}object", ox.NamedNode(f"https://kg.example/id/ent/{o}"))
        add(claim, f"{kg}polarity", ox.NamedNode(kg + data["polarity"]))
        add(claim, f"{kg}modality", ox.NamedNode(kg + data["modality"]))
        for i, _ in enumerate(data["evidence"]):
            add(claim, "http://www.w3.org/ns/prov#wasDerivedFrom", ox.NamedNode(f"{claim}.{i}"))
            add(f"{claim}.{i}", "http://www.w3.org/ns/oa#hasSource", ox.NamedNode("https://kg.example/id/article/1"))
    add("https://kg.example/id/article/1", f"{kg}textSha256", ox.Literal(graph.graph["documents"][0]["sha256"]))
    return found


@pytest.mark.parametrize(
    "link",
    [
        "view=table",
        "view=table&polarity=negated&type=BusinessModel",
        "view=table&modality=possible&modality=future&predicate=isA&predicate=evolvesInto",
        "view=table&least=2&document=000_d6b71b38b51f4b7d",
        "view=story&phase=e72",
        "view=graph&focus=e36&depth=1",
        "view=graph&from=e1&to=e40",
    ],
)
def test_copied_query_gives_what_is_shown(link: str, seed: Any) -> None:
    page = seed(f"{link}&lang=en")
    shown = say(page, "p.inSight().claims.map((e) => p.model.claimId(e))")
    page.locator(".menu summary").click()
    page.locator("[data-export=sparql]").click()
    page.wait_for_timeout(100)
    box = page.locator("dialog textarea")
    query = box.input_value() if box.count() else page.evaluate("() => navigator.clipboard.readText()")
    rows = list(store().query(query))
    assert shown
    assert {row["claim"].value.rsplit("/", 1)[1] for row in rows} == set(shown)


def test_every_action_by_keyboard_alone(seed: Any) -> None:
    page = seed("lang=en")
    press = page.keyboard.press
    press("2")
    assert say(page, "p.state.view") == "graph"
    page.locator(".canvas").focus()
    press("ArrowRight")
    first = say(page, "p.state.selected.n")
    press("ArrowDown")
    assert say(page, "p.state.selected.n") != first
    press("Enter")
    assert say(page, "p.state.scope.kind") == "focus"
    scale = say(page, "p.canvas.network.getScale()")
    press("+")
    assert say(page, "p.canvas.network.getScale()") > scale
    press("0")
    page.locator("body").press("p")
    page.keyboard.type("anli")
    press("Enter")
    assert say(page, "p.state.scope.kind") == "path"
    page.locator("body").press("c")
    assert say(page, "p.state.view") == "compare"
    press("3")
    page.locator("tbody tr").nth(2).locator("button").nth(1).focus()
    press("Enter")
    assert say(page, "p.state.selected.kind") == "edge"
    press("r")
    assert say(page, "p.state.clean") is True
    press("d")
    assert say(page, "p.state.theme") == "dark"
    press("Escape")
    assert say(page, "p.state.selected") is None
    press("?")
    assert page.locator("dialog[open]").count() == 1
    press("Escape")
    assert page.locator("dialog").count() == 0


def test_keyboard_focus_stays_where_it_was(seed: Any) -> None:
    page = seed("view=story&lang=en")
    page.locator(".strongest .claim").nth(1).focus()
    page.keyboard.press("Enter")
    assert say(page, "document.activeElement.dataset.key") == page.locator(".strongest .claim").nth(1).get_attribute(
        "data-key"
    )


def test_changes_are_said_aloud(seed: Any) -> None:
    page = seed("view=table&lang=en")
    page.locator("[data-key=polarity-1]").click()
    assert "claims" in page.locator("[aria-live=polite]").inner_text()
    page.locator("tbody tr").first.locator("button").nth(1).click()
    assert "Not so" in page.locator("[aria-live=polite]").text_content()


@pytest.mark.parametrize("view", ["story", "graph", "table", "compare", "disputed"])
def test_a_phone_is_wide_enough(view: str, seed: Any) -> None:
    page = seed(f"view={view}&lang=zh-Hant&a=e36&b=e1", width=390, height=844)
    page.wait_for_timeout(100)
    assert say(page, "document.documentElement.scrollWidth") <= 390
    assert not page.locator(".side").is_visible()
    say(page, "p.choose({ kind: 'edge', n: 3 })")
    assert page.locator(".side").is_visible()
    page.locator(".close").click()
    assert not page.locator(".side").is_visible()
    page.get_by_role("button", name="篩選").click()
    assert page.locator(".facets").is_visible()


def test_chinese_is_drawn_not_boxed(seed: Any) -> None:
    page = seed()
    same = say(
        page,
        """(() => { const draw = (text) => { const c = document.createElement("canvas"); const x = c.getContext("2d");
        x.font = getComputedStyle(document.body).font; x.fillText(text, 5, 30); return c.toDataURL(); };
        return draw("平") === draw("\\uffff") || draw("平") === draw("台"); })()""",
    )
    assert not same
