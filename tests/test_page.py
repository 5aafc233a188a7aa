"""The page as bytes: whole, offline, safe, the same every time. What it does in a browser is tested in browser/."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from page_graphs import ROOT, made_graph, page_labels, seed_graph

from kg.export.html import write_page
from kg.export.html.bundle import bundle
from kg.export.html.names import readings, variants
from kg.graph import Graph
from kg.model.ids import claim_id

PAGE = ROOT / "kg" / "export" / "html"


@pytest.fixture(scope="module")
def page() -> str:
    return write_page(seed_graph(), title="微電商 <玩轉>", labels=page_labels()).decode("utf-8")


def parts(text: str) -> dict[str, object]:
    """What the page's data blocks hold, by name."""
    found = {}
    for name, encoding, body in re.findall(r'id="part-([\w-]+)" data-encoding="(\w+)">(.*?)</script>', text, re.DOTALL):
        import gzip

        found[name] = json.loads(body if encoding == "json" else gzip.decompress(base64.b64decode(body)))
    return found


def test_article_page_is_small(page: str) -> None:
    assert len(page.encode("utf-8")) <= 0.8e6


def test_title_is_text(page: str) -> None:
    assert "<title>微電商 &lt;玩轉&gt;</title>" in page


def test_policy_lets_only_the_pages_own_code_run(page: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "connect-src" not in policy
    for kind in ("script", "style"):
        for code in re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_no_element_refers_outside(page: str) -> None:
    seen = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.extend(
                (tag, name) for name, _ in attrs if name in ("src", "href", "srcset", "action", "data", "style")
            )
            assert not any(name.startswith("on") for name, _ in attrs)

    Reader().feed(page)
    assert seen == []


def test_every_claim_and_its_evidence_is_in_the_page(page: str) -> None:
    graph = seed_graph()
    found = parts(page)
    core, columns, texts = found["core"], found["evidence"]["columns"], found["texts-0"]
    nodes, edges = core["nodes"], core["edges"]
    quotes = iter(zip(columns["start"], columns["length"], strict=True))
    claims = set()
    for i, (s, o, p) in enumerate(zip(edges["s"], edges["o"], edges["p"], strict=True)):
        status = ("affirmed", "negated")[edges["polarity"][i]], ("asserted", "possible", "future")[edges["modality"][i]]
        triple = nodes["id"][s], core["predicates"][p]["name"], nodes["id"][o]
        key = edges["id"].get(str(i)) or claim_id(*triple, *status)
        data = graph.edges[triple[0], triple[2], key]
        assert (data["predicate"], data["polarity"], data["modality"]) == (triple[1], *status)
        shown = [next(quotes) for _ in range(edges["evidence"][i])]
        assert [texts[0]["text"][a : a + n] for a, n in shown] == [e["quote"] for e in data["evidence"]]
        claims.add(key)
    assert len(claims) == graph.number_of_edges()
    assert next(quotes, None) is None


def test_quotes_stay_where_the_graph_has_no_text() -> None:
    graph = seed_graph()
    graph.graph["documents"][0]["text"] = ""
    quotes = parts(write_page(graph, title="t", labels=page_labels()).decode())["evidence"]["quotes"]
    assert list(quotes.values()) == [e["quote"] for *_, d in graph.edges(data=True) for e in d["evidence"]]


def test_parallel_claims_stay_parallel() -> None:
    graph = Graph(documents=[], quarantined=[], restorations=[])
    for node in "ab":
        graph.add_node(
            node, type="X", label=node, label_hant=node, label_en="", lexicon="", names=[], aliases=[], mentions=[]
        )
    for predicate in ("p", "q", "r"):
        graph.add_edge(
            "a", "b", key=predicate, predicate=predicate, polarity="affirmed", modality="asserted", evidence=[]
        )
    core = parts(write_page(graph, title="t", labels={}).decode())["core"]
    assert core["edges"]["s"] == [0, 0, 0]
    assert list(core["edges"]["id"].values()) == ["p", "q", "r"]
    assert [p["name"] for p in core["predicates"]] == ["p", "q", "r"]


def test_a_graph_without_anything_still_gives_a_page() -> None:
    assert b"<!doctype html>" in write_page(Graph(documents=[], quarantined=[], restorations=[]), title="", labels={})


@pytest.mark.parametrize("nodes", [300, 1500])
def test_same_bytes_whatever_the_hash_seed_and_the_folder(nodes: int, tmp_path: Path) -> None:
    code = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:3]\n"
        "from page_graphs import *; from kg.export.html import write_page\n"
        f"print(hashlib.sha256(write_page(made_graph({nodes}), title='t', labels=page_labels())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, str(ROOT), str(ROOT / "tests")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, folder in (("0", ROOT), ("77", tmp_path))
    }
    assert len(digests) == 1


def test_interface_says_the_same_things_in_every_language() -> None:
    strings = json.loads((PAGE / "interface.json").read_text(encoding="utf-8"))["strings"]
    assert set(strings) == {"zh-Hant", "zh-Hans", "en"}
    places = {
        language: {key: sorted(re.findall(r"\{(\w+)\}", text)) for key, text in said.items()}
        for language, said in strings.items()
    }
    assert places["zh-Hant"] == places["zh-Hans"] == places["en"]


def test_interface_has_every_string_that_the_script_asks_for() -> None:
    strings = json.loads((PAGE / "interface.json").read_text(encoding="utf-8"))["strings"]["en"]
    code = "".join(path.read_text(encoding="utf-8") for path in (PAGE / "script").glob("*.js"))
    asked = set(re.findall(r'\bsay\("([\w.]+)"', code))
    assert asked
    assert asked <= set(strings)


def test_no_chinese_in_code() -> None:
    for path in [*PAGE.glob("*.py"), *PAGE.glob("script/*.js"), PAGE / "template.html"]:
        code = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            code = re.sub(r'""".*?"""', "", code, flags=re.DOTALL)
        assert not re.search(r"[\u4e00-\u9fff]", code), path


@pytest.mark.parametrize(
    ("modules", "complaint"),
    [
        ({"app.js": 'import { a } from "./b.js";\n', "b.js": 'import { c } from "./app.js";\n'}, "import each other"),
        ({"app.js": 'import { a as b } from "https://x/y.js";\n'}, "cannot be joined"),
        (
            {"app.js": 'import { a } from "./b.js";\nconst n = 1;\n', "b.js": "export const a = 1;\nfunction n() {}\n"},
            "declared in",
        ),
        ({"app.js": "export default 1;\n"}, "cannot be joined"),
    ],
)
def test_bundle_refuses_what_it_cannot_join(modules: dict[str, str], complaint: str, tmp_path: Path) -> None:
    for name, code in modules.items():
        (tmp_path / name).write_text(code, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        bundle(tmp_path, "app.js")


def test_bundle_puts_modules_before_those_that_need_them(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text(
        'import { a } from "./b.js";\n// gone\n/** gone */\nexport const c = a;\n', encoding="utf-8"
    )
    (tmp_path / "b.js").write_text(
        '/** gone\n * too */\nexport const a = "// stays"; /** @type {any} */ (a).b();\n', encoding="utf-8"
    )
    joined = bundle(tmp_path, "app.js")
    assert joined.index("const a =") < joined.index("const c =")
    assert "gone" not in joined and "// stays" in joined


def test_readings_take_every_sound_of_a_character() -> None:
    assert set(readings("长")["长"].split()) >= {"chang", "zhang"}
    assert readings("a1、") == {}


def test_variants_lead_from_either_script_to_the_simplified() -> None:
    assert variants("电商")["電"] == "电"
    assert variants("電商")["電"] == "电"


def test_big_graphs_keep_to_their_size() -> None:
    assert len(write_page(made_graph(1000), title="t", labels=page_labels())) <= 1e6
