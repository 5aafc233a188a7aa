"""Nothing leaves the page, nothing in an article becomes code, everyone can use it, and it keeps to its size."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import say
from axe_playwright_python.sync_playwright import Axe
from page_graphs import ROOT, page_labels

from kg.export.html import write_page
from kg.graph import Graph

PAYLOADS = [
    "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1>",
    "來源 href <b onmouseover=window.pwned=1>說明</b> {{7*7}} ${window.pwned=1} {s}{p}",
    "javascript:window.pwned=1//\u2028\u2029'\"-->]]>\\u003c",
]


def poisoned(payload: str) -> Graph:
    """A graph with the payload in every field that a text could put there."""
    text = f"{payload}與{payload}有關。\n{payload}\n壞{payload}字"
    size = len(payload)
    graph = Graph(
        documents=[
            {
                "id": f"d{payload}",
                "title": payload,
                "path": payload,
                "sha256": payload,
                "published_by": [payload],
                "text": text,
                "sections": [{"number": 1, "title": payload, "start": 0, "end": len(text)}],
            }
        ],
        quarantined=[
            {
                "document": f"d{payload}",
                "start": 2 * size + 6,
                "end": 2 * size + 7,
                "kind": payload,
                "text": payload,
                "rule": payload,
            }
        ],
        restorations=[
            {
                "document": f"d{payload}",
                "start": 2 * size + 1,
                "end": 2 * size + 3,
                "surface": payload,
                "restored": payload,
                "rule": payload,
                "runner_up": payload,
                "margin": 0.0,
            }
        ],
    )
    for end in ("a", "b"):
        start = 0 if end == "a" else size + 1
        graph.add_node(
            end + payload,
            type=payload,
            label=end + payload,
            label_hant=payload,
            label_en=payload,
            lexicon=payload,
            names=[payload, end],
            aliases=[{"text": payload, "kind": kind, "language": payload} for kind in ("alternative", "hidden")],
            mentions=[{"document": f"d{payload}", "start": start, "end": start + size}],
        )
    for i, polarity in enumerate(("affirmed", "negated")):
        proof = {
            "document": f"d{payload}",
            "start": 0,
            "end": 2 * size + 3,
            "quote": text[: 2 * size + 3],
            "section": payload,
            "rule": payload,
            "subject": [0, size],
            "object": [size + 1, 2 * size + 1],
        }
        graph.add_edge(
            "a" + payload,
            "b" + payload,
            key=f"{i}{payload}",
            predicate=payload,
            polarity=polarity,
            modality="possible",
            evidence=[proof],
        )
    return graph


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_field_becomes_code(payload: str, watch: Any, tmp_path: Path) -> None:
    path = tmp_path / "poisoned.html"
    labels = {"classes": {payload: {"en": payload}}, "predicates": {payload: {"en": payload}}, "symmetric": [payload]}
    path.write_bytes(write_page(poisoned(payload), title=payload, labels=labels))
    page = watch(path, "lang=en")
    assert page.title() == re.sub(r"[\s\u2028\u2029]+", " ", payload).strip() or payload in page.title()
    for key in "12345":
        page.keyboard.press(key)
        page.wait_for_timeout(50)
    for kind in ("node", "edge"):
        say(page, "p.choose({ kind: a, n: 0 })", kind)
        page.wait_for_selector(".reader-text mark")
    for clean in (True, False):
        say(page, "p.go({ clean: a })", clean)
    page.keyboard.press("2")
    page.wait_for_timeout(100)
    for x in range(300, 1000, 25):
        page.mouse.move(x, 450)
    for x, y in say(page, "p.canvas.scene.nodes.map((n) => p.canvas.network.canvasToDOM(n)).map((at) => [at.x, at.y])"):
        box = page.locator(".canvas").bounding_box()
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.wait_for_timeout(40)
        page.mouse.click(box["x"] + x, box["y"] + y)
    page.locator("#search").fill("a")
    page.wait_for_timeout(50)
    page.keyboard.press("Enter")
    page.locator("body").press("c")
    say(page, "p.go({ view: 'graph', scope: { kind: 'path', from: 0, to: 1 } })")
    for kind in ("svg", "csv"):
        page.locator(".menu summary").click()
        with page.expect_download() as caught:
            page.locator(f"[data-export={kind}]").click()
        saved = Path(caught.value.path()).read_text(encoding="utf-8")
        assert "<script>" not in saved or kind == "csv"
    page.locator(".menu summary").click()
    page.locator("[data-export=sparql]").click()
    assert say(page, "window.pwned") is None
    assert page.locator("body script").count() <= 6
    assert page.locator("img").count() == 0
    assert "49" not in page.locator("h1").inner_text()


def test_csv_cells_are_no_formulas(watch: Any, tmp_path: Path) -> None:
    path = tmp_path / "formulas.html"
    path.write_bytes(write_page(poisoned("=HYPERLINK(1)"), title="t", labels={}))
    page = watch(path, "view=table&lang=zh-Hant")
    page.locator(".menu summary").click()
    with page.expect_download() as caught:
        page.locator("[data-export=csv]").click()
    saved = Path(caught.value.path()).read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK(1)" in saved
    assert not re.search(r"(^|,)\"?=", saved, re.MULTILINE)


@pytest.mark.parametrize("name", ["seed", "5000"])
def test_a_hanging_network_changes_nothing(name: str, browser: Any, pages: Callable[[str], Path]) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    asked = []
    context.route(re.compile("^https?://"), lambda route: asked.append(route.request.url))  # never answered
    page = context.new_page()
    page.goto(pages(name).as_uri() + "#view=graph&lang=en")
    page.wait_for_selector("html[data-ready]", state="attached", timeout=10_000)
    page.wait_for_timeout(200)
    assert say(page, "p.canvas.labels.length") > 0
    assert asked == []
    context.close()


@pytest.mark.slow
def test_big_page_keeps_to_its_size_and_memory(watch: Any, pages: Callable[[str], Path]) -> None:
    path = pages("20000")
    assert path.stat().st_size <= 4_000_000
    page = watch(path, "lang=en")
    page.keyboard.press("2")
    page.wait_for_timeout(300)
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    used = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}["JSHeapUsedSize"]
    assert used <= 30e6


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "link",
    [
        "view=story&claim={claim}",
        "view=graph&focus=e36&entity=e36",
        "view=table&text=clean&polarity=negated",
        "view=compare&a=e36&b=e1",
        "view=disputed&polarity=negated",
    ],
)
def test_axe_finds_nothing_serious(link: str, theme: str, seed: Any) -> None:
    claim = say(seed("lang=en"), "p.model.claimId(3)")
    page = seed(f"{link.replace('{claim}', claim)}&lang=en&theme={theme}", bypass_csp=True)
    page.wait_for_timeout(250)
    report = Axe().run(page).response
    assert len(report["passes"]) > 15
    found = report["violations"]
    grave = [
        f"{v['id']}: {n['target']} {n['failureSummary']}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"]
    ]
    assert grave == []


def test_axe_finds_nothing_serious_on_a_phone(seed: Any) -> None:
    page = seed("view=story&lang=zh-Hant", bypass_csp=True, width=390, height=844)
    say(page, "p.choose({ kind: 'edge', n: 3 })")
    page.wait_for_timeout(250)
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []


def test_parts_of_the_page_have_names(seed: Any) -> None:
    page = seed("view=graph&lang=en")
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("banner").count() == 1
    assert page.get_by_role("navigation", name="Views").count() == 1
    assert page.get_by_role("complementary", name="Filters").count() == 1
    assert page.get_by_role("combobox", name="Search").count() == 1
    assert page.get_by_role("application", name=re.compile("^Graph")).count() == 1
    page.keyboard.press("3")
    rows = say(page, "p.model.claims")
    assert page.get_by_role("row").count() == rows + 1
    assert page.get_by_role("table").get_attribute("aria-rowcount") == str(rows + 1)


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        full = colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])
        values = [int(full[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
def test_text_stands_out_from_every_ground(theme: int) -> None:
    style = (ROOT / "kg" / "export" / "html" / "style.css").read_text(encoding="utf-8")
    block = re.findall(r":root[^{]*\{(.*?)\}", style, re.DOTALL)[theme]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})\b", block))
    for text in ("ink", "quiet", "accent", "denied"):
        for ground in ("ground", "sheet", "on"):
            if text == "denied" and ground == "on":
                continue
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for ground in ("mark", "subject", "object", "mended"):
        assert contrast(colours["ink"], colours[ground]) >= 4.5, ground


def test_labels_of_the_vocabulary_are_used(seed: Any) -> None:
    page = seed("lang=en")
    for name, label in page_labels()["predicates"].items():
        found = say(page, "p.words.predicate(p.model.core.predicates.findIndex((t) => t.name === a))", name)
        assert found == label["en"]
