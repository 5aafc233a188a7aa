"""The pictures of the README: ``python tests/browser/pictures.py exports/graph.html`` takes them from a built page."""

from __future__ import annotations

import sys
from pathlib import Path

FIND = "const find = (name) => p.model.core.nodes.label.indexOf(name); "
CLAIM = (
    FIND + "p.choose({ kind: 'edge', n: [...p.model.claimsOf(find('微电商'))]"
    ".find((e) => p.model.evidence[e] > 1 && p.model.across(e, find('微电商')) === find('微信朋友圈')) ?? 0 });"
)
FOCUS = (
    FIND + "p.go({ scope: { kind: 'focus', nodes: [find('社群电商')], depth: 1 },"
    " selected: { kind: 'node', n: find('社群电商') } });"
)
# name: link, width, height, what to do on the page ``p``
PICTURES = {
    "story-light.png": ("view=story&lang=zh-Hant", 1360, 850, CLAIM),
    "graph-light.png": ("view=graph&lang=zh-Hans", 1360, 850, ""),
    "graph-dark.png": ("view=graph&lang=en&theme=dark", 1360, 850, FOCUS),
    "phone.png": ("view=story&lang=zh-Hant", 390, 844, ""),
}


def main(page_file: Path) -> None:
    from conftest import ARGUMENTS
    from playwright.sync_api import sync_playwright

    folder = Path(__file__).parents[1] / "pictures"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for name, (link, width, height, script) in PICTURES.items():
            page = chromium.new_page(viewport={"width": width, "height": height})
            page.goto(f"{page_file.resolve().as_uri()}#{link}")
            page.wait_for_selector("html[data-ready]", state="attached")
            page.evaluate(f"() => {{ const p = window.kgPage; {script} }}")
            page.wait_for_timeout(500)
            page.screenshot(path=folder / name)
            page.close()
        chromium.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
